package org.hathi.catalog;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgAm;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgTablespace;
import org.hathi.catalog.table.PgType;
import org.hathi.page.RelFileNode;
import org.hathi.types.Attribute;
import org.jspecify.annotations.Nullable;

/**
 * Creates relations in the catalogs (heap_create_with_catalog): pg_class, pg_attribute, the row type and its array
 * type, dependencies, and the file. Does not check privileges and does not increment the command counter.
 */
public final class RelationCreator {
    private final Catalog catalog;
    private final CatalogTable writer;
    private final Dependencies dependencies;
    private final RelationFiles files;
    private final TypeCreator types;

    public RelationCreator(Catalog catalog, RelationFiles files) {
        this.catalog = catalog;
        this.writer = catalog.writer();
        this.dependencies = new Dependencies(catalog);
        this.files = files;
        this.types = new TypeCreator(catalog);
    }

    /** Creates the relation. 42P07 when its name is taken. @return its oid */
    public int create(NewRelation r) {
        if (r.columns.size() > 1600) {
            throw new SqlError(SqlState.TOO_MANY_COLUMNS, "tables can have at most 1600 columns");
        }
        checkName(r.name, r.namespace);
        int oid = r.oid != 0 ? r.oid : writer.newOid(PgClass.RELATION);
        int type = hasRowType(r.kind) ? types.createRowType(r, oid) : 0;
        boolean storage = RelCache.hasStorage(r.kind);
        insertClass(r, oid, type, storage);
        insertColumns(r, oid);
        recordDependencies(r, oid);
        if (storage) {
            files.create(node(oid, oid, r.tablespace, r.persistence, r.namespace), r.persistence);
        }
        return oid;
    }

    /** 42P07 when the schema has a relation of that name. */
    public void checkName(String name, int namespace) {
        if (catalog.relationByName(name, namespace) != null) {
            throw new SqlError(SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
        }
    }

    static boolean hasRowType(char kind) {
        return kind != 'S' && kind != 't' && kind != 'i' && kind != 'I';
    }

    /** Where a new relation's file goes. */
    RelFileNode node(int oid, int filenode, int tablespace, char persistence, int namespace) {
        int spc = tablespace;
        if (spc == 0) {
            DatabaseInfo db = catalog.database(catalog.databaseOid());
            spc = db == null ? RelCache.DEFAULT_TABLESPACE : db.tablespace();
        }
        if (persistence != 't') {
            return new RelFileNode(spc, catalog.databaseOid(), filenode);
        }
        NamespaceInfo ns = catalog.namespace(namespace);
        String name = ns == null ? "" : ns.name();
        int p = name.lastIndexOf('_');
        if (p < 0) {
            throw SqlError.internal("temporary relation " + oid + " is not in a temporary schema");
        }
        return new RelFileNode(spc, catalog.databaseOid(), filenode, Integer.parseInt(name.substring(p + 1)));
    }

    private void insertClass(NewRelation r, int oid, int type, boolean storage) {
        boolean frozen = r.kind == 'r' || r.kind == 'm' || r.kind == 't';
        writer.insert(
                PgClass.RELATION,
                classRow(oid, r.name, r.namespace, type, r.owner, r.kind, r.persistence)
                        .oid(PgClass.RELOFTYPE, r.ofType)
                        .oid(PgClass.RELAM, r.accessMethod)
                        .oid(PgClass.RELFILENODE, storage ? oid : 0)
                        .oid(PgClass.RELTABLESPACE, r.tablespace)
                        .num(PgClass.RELNATTS, r.columns.size())
                        .bool(PgClass.RELISPOPULATED, r.populated)
                        .bool(PgClass.RELISPARTITION, r.partition)
                        .float4(PgClass.RELTUPLES, r.kind == 'S' ? 1 : -1)
                        .num(PgClass.RELPAGES, r.kind == 'S' ? 1 : 0)
                        .oid(PgClass.RELFROZENXID, frozen ? catalog.store().recentXmin() : 0)
                        .oid(PgClass.RELMINMXID, frozen ? catalog.store().oldestMulti() : 0)
                        .acl(PgClass.RELACL, r.acl)
                        .texts(PgClass.RELOPTIONS, r.options)
                        .text(PgClass.RELPARTBOUND, r.partitionBound)
                        .row());
    }

    /** A pg_class row with the values most new relations have. */
    static RowBuilder classRow(int oid, String name, int namespace, int type, int owner, char kind, char persistence) {
        RowBuilder b = new RowBuilder(PgClass.COLUMNS)
                .oid(PgClass.OID, oid)
                .name(PgClass.RELNAME, name)
                .oid(PgClass.RELNAMESPACE, namespace)
                .oid(PgClass.RELTYPE, type)
                .oid(PgClass.RELOFTYPE, 0)
                .oid(PgClass.RELOWNER, owner)
                .num(PgClass.RELPAGES, 0)
                .float4(PgClass.RELTUPLES, -1)
                .num(PgClass.RELALLVISIBLE, 0)
                .oid(PgClass.RELTOASTRELID, 0)
                .bool(PgClass.RELHASINDEX, false)
                .bool(PgClass.RELISSHARED, false)
                .chr(PgClass.RELPERSISTENCE, persistence)
                .chr(PgClass.RELKIND, kind)
                .num(PgClass.RELCHECKS, 0);
        for (int c = PgClass.RELHASRULES; c <= PgClass.RELFORCEROWSECURITY; c++) {
            b.bool(c, false);
        }
        boolean hasIdentity = kind == 'r' || kind == 'm' || kind == 'p';
        return b.bool(PgClass.RELISPOPULATED, true)
                .chr(PgClass.RELREPLIDENT, hasIdentity ? 'd' : 'n')
                .bool(PgClass.RELISPARTITION, false)
                .oid(PgClass.RELREWRITE, 0)
                .oid(PgClass.RELFROZENXID, 0)
                .oid(PgClass.RELMINMXID, 0);
    }

    private void insertColumns(NewRelation r, int oid) {
        for (int i = 0; i < r.columns.size(); i++) {
            Attribute a = r.columns.get(i);
            int inherited = r.inheritCounts == null ? 0 : r.inheritCounts[i];
            boolean local = r.locals == null || r.locals[i];
            addColumn(oid, a, i + 1, local, inherited);
        }
        if (r.kind != 'v' && r.kind != 'c') {
            for (Attribute a : AttributeRows.systemColumns()) {
                writer.insert(PgAttribute.RELATION, AttributeRows.row(oid, a));
            }
        }
    }

    /** Adds a pg_attribute row and its dependencies; pg_class.relnatts is the caller's affair. */
    public void addColumn(int relation, Attribute a, int number, boolean local, int inherited) {
        @Nullable Object[] row = AttributeRows.row(relation, a);
        row[PgAttribute.ATTNUM - 1] = (long) number;
        row[PgAttribute.ATTISLOCAL - 1] = Datums.bool(local);
        row[PgAttribute.ATTINHCOUNT - 1] = (long) inherited;
        writer.insert(PgAttribute.RELATION, row);
        ObjectAddress me = new ObjectAddress(PgClass.RELATION, relation, number);
        if (!a.dropped()) {
            dependencies.record(me, new ObjectAddress(PgType.RELATION, a.typeOid()), Dependencies.NORMAL);
            if (a.collation() != 0) {
                dependencies.record(me, new ObjectAddress(PgCollation.RELATION, a.collation()), Dependencies.NORMAL);
            }
        }
    }

    private void recordDependencies(NewRelation r, int oid) {
        if (r.kind == 'c' || r.kind == 't') {
            return;
        }
        ObjectAddress me = new ObjectAddress(PgClass.RELATION, oid);
        dependencies.record(me, new ObjectAddress(PgNamespace.RELATION, r.namespace), Dependencies.NORMAL);
        dependencies.recordOwner(PgClass.RELATION, oid, r.owner);
        dependencies.updateAcl(me, r.owner, null, r.acl);
        if (r.ofType != 0) {
            dependencies.record(me, new ObjectAddress(PgType.RELATION, r.ofType), Dependencies.NORMAL);
        }
        if (r.accessMethod != 0) {
            dependencies.record(me, new ObjectAddress(PgAm.RELATION, r.accessMethod), Dependencies.NORMAL);
        }
        if (r.kind == 'p' && r.tablespace != 0) {
            dependencies.recordShared(me, PgTablespace.RELATION, r.tablespace, Dependencies.SHARED_TABLESPACE);
        }
    }

    /** Stores the default or generation expression of a column. @return oid of the pg_attrdef row */
    public int storeDefault(
            int relation, int attribute, String nodeText, Iterable<ObjectAddress> references, boolean generated) {
        int oid = writer.newOid(PgAttrdef.RELATION);
        writer.insert(
                PgAttrdef.RELATION,
                new RowBuilder(PgAttrdef.COLUMNS)
                        .oid(PgAttrdef.OID, oid)
                        .oid(PgAttrdef.ADRELID, relation)
                        .num(PgAttrdef.ADNUM, attribute)
                        .text(PgAttrdef.ADBIN, nodeText)
                        .row());
        CatalogRow column = attributeRow(relation, attribute);
        if (!column.boolAt(PgAttribute.ATTHASDEF)) {
            writer.set(column, PgAttribute.ATTHASDEF, 1L);
        }
        ObjectAddress me = new ObjectAddress(PgAttrdef.RELATION, oid);
        dependencies.record(
                me,
                new ObjectAddress(PgClass.RELATION, relation, attribute),
                generated ? Dependencies.INTERNAL : Dependencies.AUTO);
        dependencies.recordAll(me, references, Dependencies.NORMAL);
        return oid;
    }

    /** The pg_attribute row of a column, to be changed. */
    public CatalogRow attributeRow(int relation, int attribute) {
        CatalogRow r = writer.find(
                PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(relation), (long) attribute);
        if (r == null) {
            throw SqlError.internal("cache lookup failed for attribute " + attribute + " of relation "
                    + Integer.toUnsignedString(relation));
        }
        return r;
    }

    /**
     * Creates the toast table of a relation and its index. The file of both is created; the index still has to be built
     * (access: an empty B-tree). @return oid of the toast table
     */
    public int createToast(int relation) {
        ClassInfo c = catalog.relation(relation);
        if (c == null) {
            throw CatalogLookup.missing("relation", relation);
        }
        int namespace = c.persistence() == 't' ? catalog.searchPath().tempToastNamespace() : SearchPath.PG_TOAST;
        org.hathi.types.TupleDesc d = InitialCatalog.toastDesc();
        NewRelation t = new NewRelation(
                "pg_toast_" + Integer.toUnsignedString(relation),
                namespace,
                c.owner(),
                't',
                java.util.List.of(d.get(0), d.get(1), d.get(2)));
        t.persistence = c.persistence();
        t.tablespace = c.tablespace();
        int oid = create(t);
        IndexCreator.Spec s = new IndexCreator.Spec(t.name + "_index", oid, new int[] {1, 2}, 2, new int[] {
            InitialCatalog.OID_OPCLASS, InitialCatalog.INT4_OPCLASS
        });
        s.unique = true;
        s.primary = true;
        s.namespace = namespace;
        s.owner = c.owner();
        s.persistence = c.persistence();
        s.tablespace = c.tablespace();
        s.tableKind = 't';
        new IndexCreator(catalog, files, this).create(s, java.util.List.of(d.get(0), d.get(1)));
        CatalogRow row = writer.needByOid(PgClass.RELATION, relation);
        writer.set(row, PgClass.RELTOASTRELID, Datums.oid(oid));
        dependencies.record(
                new ObjectAddress(PgClass.RELATION, oid),
                new ObjectAddress(PgClass.RELATION, relation),
                Dependencies.INTERNAL);
        return oid;
    }
}
