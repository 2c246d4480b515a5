package org.hathi.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgIndex;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgSubscription;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * The rows of every catalog of a new database, before any SQL ran: from the fact files, and for pg_class, pg_attribute
 * and pg_index derived from the shapes of the catalogs ({@link CatalogTables}).
 *
 * <p>A toast table of catalog N is called pg_toast_N and has the three columns chunk_id, chunk_seq, chunk_data; its
 * index is unique over the first two.
 */
public final class InitialCatalog {
    static final int HEAP_AM = 2;
    static final int BTREE_AM = 403;
    static final int OID_OPCLASS = 1981;
    static final int INT4_OPCLASS = 1978;

    private final CatalogTables tables;
    /** Oldest xid of the cluster: relfrozenxid of the catalogs. */
    private final int frozenXid;

    private final Map<Integer, long[]> sizes = new HashMap<>();

    public InitialCatalog(CatalogTables tables, int frozenXid) {
        this.tables = tables;
        this.frozenXid = frozenXid;
    }

    /** What the planner is told of a catalog's size; without it relpages 0 and reltuples -1 are written. */
    public void setSize(int relation, int pages, long tuples) {
        sizes.put(relation, new long[] {pages, tuples});
    }

    /** All rows of a catalog, in the order they are to be stored. */
    public List<@Nullable Object[]> rows(int catalog) {
        return switch (catalog) {
            case PgClass.RELATION -> classRows();
            case PgAttribute.RELATION -> attributeRows();
            case PgIndex.RELATION -> indexRows();
            case PgProc.RELATION -> procRows();
            default -> FactFile.rows(tables.table(catalog));
        };
    }

    /** Columns of a toast table. */
    public static TupleDesc toastDesc() {
        return new TupleDesc(
                CatalogTables.attribute("chunk_id", 1, Oids.OID, false, 0, 'p'),
                CatalogTables.attribute("chunk_seq", 2, Oids.INT4, false, 0, 'p'),
                CatalogTables.attribute("chunk_data", 3, Oids.BYTEA, false, 0, 'p'));
    }

    /** Columns of a toast table's index. */
    public static TupleDesc toastIndexDesc() {
        return new TupleDesc(
                CatalogTables.attribute("chunk_id", 1, Oids.OID, false, 0, 'p'),
                CatalogTables.attribute("chunk_seq", 2, Oids.INT4, false, 0, 'p'));
    }

    // ----------------------------------------------------------------------------------------------- pg_class

    private List<@Nullable Object[]> classRows() {
        List<@Nullable Object[]> out = new ArrayList<>();
        for (int oid : tables.tableOids()) {
            CatalogTables.Table t = tables.table(oid);
            AclItem mine = new AclItem(Acl.BOOTSTRAP_SUPERUSER, Acl.BOOTSTRAP_SUPERUSER, Acl.ALL_RELATION);
            AclItem all = new AclItem(0, Acl.BOOTSTRAP_SUPERUSER, Acl.SELECT);
            byte[] acl = t.publicRead() ? Datums.aclArray(mine, all) : Datums.aclArray(mine);
            out.add(classRow(
                    t.oid(),
                    t.name(),
                    SearchPath.PG_CATALOG,
                    t.rowType(),
                    'r',
                    HEAP_AM,
                    t.mapped(),
                    t.shared(),
                    t.desc().size(),
                    t.toast(),
                    acl));
            if (t.toast() != 0) {
                String name = "pg_toast_" + t.oid();
                out.add(classRow(
                        t.toast(), name, SearchPath.PG_TOAST, 0, 't', HEAP_AM, t.mapped(), t.shared(), 3, 0, null));
                out.add(classRow(
                        t.toastIndex(),
                        name + "_index",
                        SearchPath.PG_TOAST,
                        0,
                        'i',
                        BTREE_AM,
                        t.mapped(),
                        t.shared(),
                        2,
                        0,
                        null));
            }
        }
        for (int oid : tables.indexOids()) {
            CatalogTables.Index x = tables.index(oid);
            out.add(classRow(
                    oid,
                    x.name(),
                    SearchPath.PG_CATALOG,
                    0,
                    'i',
                    BTREE_AM,
                    x.mapped(),
                    x.shared(),
                    x.columns().length,
                    0,
                    null));
        }
        out.sort((a, b) -> Long.compare(oidOf(a), oidOf(b)));
        return out;
    }

    private static long oidOf(@Nullable Object[] row) {
        Object v = row[0];
        return v == null ? 0 : (Long) v;
    }

    private @Nullable Object[] classRow(
            int oid,
            String name,
            int namespace,
            int type,
            char kind,
            int am,
            boolean mapped,
            boolean shared,
            int natts,
            int toast,
            byte @Nullable [] acl) {
        @Nullable Object[] r = new Object[PgClass.COLUMNS];
        long[] size = sizes.get(oid);
        boolean index = kind == 'i';
        put(r, PgClass.OID, Datums.oid(oid));
        put(r, PgClass.RELNAME, Datums.name(name));
        put(r, PgClass.RELNAMESPACE, Datums.oid(namespace));
        put(r, PgClass.RELTYPE, Datums.oid(type));
        put(r, PgClass.RELOFTYPE, 0L);
        put(r, PgClass.RELOWNER, Datums.oid(Acl.BOOTSTRAP_SUPERUSER));
        put(r, PgClass.RELAM, Datums.oid(am));
        put(r, PgClass.RELFILENODE, mapped ? 0L : Datums.oid(oid));
        put(r, PgClass.RELTABLESPACE, shared ? Datums.oid(RelCache.GLOBAL_TABLESPACE) : 0L);
        put(r, PgClass.RELPAGES, size == null ? 0L : size[0]);
        put(r, PgClass.RELTUPLES, Datums.float4(size == null ? -1 : size[1]));
        put(r, PgClass.RELALLVISIBLE, 0L);
        put(r, PgClass.RELTOASTRELID, Datums.oid(toast));
        put(r, PgClass.RELHASINDEX, Datums.bool(!index));
        put(r, PgClass.RELISSHARED, Datums.bool(shared));
        put(r, PgClass.RELPERSISTENCE, Datums.chr('p'));
        put(r, PgClass.RELKIND, Datums.chr(kind));
        put(r, PgClass.RELNATTS, (long) natts);
        put(r, PgClass.RELCHECKS, 0L);
        for (int c = PgClass.RELHASRULES; c <= PgClass.RELFORCEROWSECURITY; c++) {
            put(r, c, 0L);
        }
        put(r, PgClass.RELISPOPULATED, 1L);
        put(r, PgClass.RELREPLIDENT, Datums.chr('n'));
        put(r, PgClass.RELISPARTITION, 0L);
        put(r, PgClass.RELREWRITE, 0L);
        put(r, PgClass.RELFROZENXID, index ? 0L : Datums.oid(frozenXid));
        put(r, PgClass.RELMINMXID, index ? 0L : 1L);
        put(r, PgClass.RELACL, acl);
        return r;
    }

    private static void put(@Nullable Object[] row, int column, @Nullable Object value) {
        row[column - 1] = value;
    }

    // ------------------------------------------------------------------------------------------- pg_attribute

    private List<@Nullable Object[]> attributeRows() {
        List<@Nullable Object[]> out = new ArrayList<>();
        for (int oid : tables.tableOids()) {
            CatalogTables.Table t = tables.table(oid);
            columns(out, oid, t.desc(), true);
            if (t.toast() != 0) {
                columns(out, t.toast(), toastDesc(), true);
                columns(out, t.toastIndex(), toastIndexDesc(), false);
            }
        }
        for (int oid : tables.indexOids()) {
            columns(out, oid, tables.indexDesc(tables.index(oid)), false);
        }
        return out;
    }

    private static void columns(List<@Nullable Object[]> out, int relation, TupleDesc desc, boolean system) {
        for (int i = 0; i < desc.size(); i++) {
            @Nullable Object[] row = AttributeRows.row(relation, desc.get(i));
            if (relation == PgSubscription.RELATION && i + 1 != PgSubscription.SUBCONNINFO) {
                // the only catalog with column privileges: everything but the connection string may be read by all
                put(row, PgAttribute.ATTACL, Datums.aclArray(new AclItem(0, Acl.BOOTSTRAP_SUPERUSER, Acl.SELECT)));
            }
            out.add(row);
        }
        if (system) {
            for (Attribute a : AttributeRows.systemColumns()) {
                out.add(AttributeRows.row(relation, a));
            }
        }
    }

    // ----------------------------------------------------------------------------------------------- pg_index

    private List<@Nullable Object[]> indexRows() {
        List<@Nullable Object[]> out = new ArrayList<>();
        for (int oid : tables.indexOids()) {
            CatalogTables.Index x = tables.index(oid);
            out.add(indexRow(
                    oid, x.table(), x.unique(), x.primary(), x.columns(), x.collations(), x.opclasses(), x.options()));
        }
        for (int oid : tables.tableOids()) {
            CatalogTables.Table t = tables.table(oid);
            if (t.toast() != 0) {
                out.add(indexRow(
                        t.toastIndex(),
                        t.toast(),
                        true,
                        true,
                        new int[] {1, 2},
                        new int[2],
                        new int[] {OID_OPCLASS, INT4_OPCLASS},
                        new int[2]));
            }
        }
        out.sort((a, b) -> Long.compare(oidOf(a), oidOf(b)));
        return out;
    }

    static @Nullable Object[] indexRow(
            int oid,
            int table,
            boolean unique,
            boolean primary,
            int[] columns,
            int[] collations,
            int[] opclasses,
            int[] options) {
        @Nullable Object[] r = new Object[PgIndex.COLUMNS];
        put(r, PgIndex.INDEXRELID, Datums.oid(oid));
        put(r, PgIndex.INDRELID, Datums.oid(table));
        put(r, PgIndex.INDNATTS, (long) columns.length);
        put(r, PgIndex.INDNKEYATTS, (long) opclasses.length);
        put(r, PgIndex.INDISUNIQUE, Datums.bool(unique));
        put(r, PgIndex.INDNULLSNOTDISTINCT, 0L);
        put(r, PgIndex.INDISPRIMARY, Datums.bool(primary));
        put(r, PgIndex.INDISEXCLUSION, 0L);
        put(r, PgIndex.INDIMMEDIATE, 1L);
        put(r, PgIndex.INDISCLUSTERED, 0L);
        put(r, PgIndex.INDISVALID, 1L);
        put(r, PgIndex.INDCHECKXMIN, 0L);
        put(r, PgIndex.INDISREADY, 1L);
        put(r, PgIndex.INDISLIVE, 1L);
        put(r, PgIndex.INDISREPLIDENT, 0L);
        put(r, PgIndex.INDKEY, Datums.int2Vector(columns));
        put(r, PgIndex.INDCOLLATION, Datums.oidVector(collations));
        put(r, PgIndex.INDCLASS, Datums.oidVector(opclasses));
        put(r, PgIndex.INDOPTION, Datums.int2Vector(options));
        return r;
    }

    // ------------------------------------------------------------------------------------------------ pg_proc

    /** pg_proc, with our own bodies for the functions in LANGUAGE sql (sql_functions.tsv: oid, body). */
    private List<@Nullable Object[]> procRows() {
        List<@Nullable Object[]> rows = FactFile.rows(tables.table(PgProc.RELATION));
        Map<Long, String> bodies = new HashMap<>();
        for (String line : CatalogTables.lines("sql_functions.tsv")) {
            int tab = line.indexOf('\t');
            bodies.put(Long.parseLong(line.substring(0, tab)), line.substring(line.lastIndexOf('\t') + 1));
        }
        for (@Nullable Object[] r : rows) {
            String body = bodies.get(oidOf(r));
            if (body != null) {
                put(r, PgProc.PROSRC, Datums.text(body));
            }
        }
        return rows;
    }
}
