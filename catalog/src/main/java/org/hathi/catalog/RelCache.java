package org.hathi.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.access.IndexInfo;
import org.hathi.access.Relation;
import org.hathi.access.RelationSource;
import org.hathi.base.SqlError;
import org.hathi.page.RelFileNode;
import org.hathi.types.Attribute;
import org.hathi.types.Comparator;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * Descriptions of relations, built from cached catalog rows.
 *
 * <p>A {@link Relation} is never changed when the catalogs are: it is forgotten and the next open builds a new one.
 * Whoever uses one holds a lock that keeps others from changing it, and reopens after changing it himself.
 *
 * <p>Bounded by {@link #LIMIT} columns in two generations: what is used moves to the young one, and when that is full
 * it becomes the old one and what was old is forgotten.
 */
final class RelCache implements RelationSource {
    /** Columns of all relations of a generation, each relation counting as {@link #EACH} more. */
    static final int LIMIT = 12 * 1024;

    private static final int EACH = 4;
    private static final int BTREE = 403;
    private static final int INTERNAL = 12;
    static final int DEFAULT_TABLESPACE = 1663;
    static final int GLOBAL_TABLESPACE = 1664;

    private final Catalog catalog;
    private Map<Integer, Relation> known = new HashMap<>();
    private Map<Integer, Relation> old = new HashMap<>();
    private int weight;
    private int generation;

    RelCache(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Relation relation(int oid) {
        return catalog.openRelation(oid, 0);
    }

    @Override
    public List<Relation> indexes(Relation rel) {
        return indexes(rel.oid);
    }

    List<Relation> indexes(int table) {
        List<Relation> out = new ArrayList<>(4);
        for (IndexDef d : catalog.indexesOf(table)) {
            if (d.live()) {
                out.add(relation(d.index()));
            }
        }
        out.sort((a, b) -> Integer.compareUnsigned(a.oid, b.oid));
        return out;
    }

    @Nullable
    Relation get(int oid) {
        Relation r = known.get(oid);
        if (r != null) {
            return r;
        }
        r = old.remove(oid);
        int before = generation;
        if (r == null) {
            r = build(oid);
        }
        if (r != null && before == generation) {
            weight += EACH + r.desc.size();
            if (weight > LIMIT) {
                old = known;
                known = new HashMap<>();
                weight = EACH + r.desc.size();
            }
            known.put(oid, r);
        }
        return r;
    }

    /** Relations known at the moment. */
    int size() {
        return known.size() + old.size();
    }

    void forget(int oid) {
        generation++;
        if (oid == 0) {
            known.clear();
            old.clear();
            weight = 0;
        } else {
            Relation r = known.remove(oid);
            weight -= r == null ? 0 : EACH + r.desc.size();
            old.remove(oid);
        }
    }

    private @Nullable Relation build(int oid) {
        ClassInfo c = catalog.relation(oid);
        if (c == null) {
            return null;
        }
        List<Attribute> columns = new ArrayList<>(c.attributes());
        for (AttributeInfo a : catalog.attributes(oid)) {
            if (a.number() > 0) {
                columns.add(Catalog.column(a));
            }
        }
        if (columns.size() != c.attributes()) {
            throw SqlError.internal("pg_attribute catalog is missing "
                    + (c.attributes() - columns.size()) + " attribute(s) for relation OID "
                    + Integer.toUnsignedString(oid));
        }
        TupleDesc desc = new TupleDesc(
                c.type() == 0 ? org.hathi.types.Oids.RECORD : c.type(), -1, columns.toArray(new Attribute[0]));
        IndexInfo index = c.kind() == 'i' || c.kind() == 'I' ? indexInfo(c, desc) : null;
        NamespaceInfo ns = catalog.namespace(c.namespace());
        Relation r = new Relation(
                oid, fileNode(c), ns == null ? "" : ns.name(), c.name(), c.kind(), c.persistence(), desc, index);
        r.toastOid = c.toast();
        r.shared = c.shared();
        r.catalog = Integer.compareUnsigned(oid, 16384) < 0
                && (c.namespace() == SearchPath.PG_CATALOG || c.namespace() == SearchPath.PG_TOAST);
        r.frozenXid = c.frozenXid();
        r.minMultiXid = c.minMxid();
        options(r, c.options());
        if (c.hasIndex()) {
            indexedColumns(r);
        }
        return r;
    }

    /** Where the relation's files are. Temporary relations belong to the backend in their schema's name. */
    RelFileNode fileNode(ClassInfo c) {
        int rel = c.filenode();
        if (rel == 0 && hasStorage(c.kind())) {
            rel = catalog.store().mappedFilenode(c.oid(), c.shared());
        }
        int spc = c.shared() ? GLOBAL_TABLESPACE : c.tablespace();
        if (spc == 0) {
            DatabaseInfo db = catalog.store().tables().tableIfAny(c.oid()) != null
                    ? null
                    : catalog.database(catalog.databaseOid());
            spc = db == null ? DEFAULT_TABLESPACE : db.tablespace();
        }
        int dbOid = c.shared() ? 0 : catalog.databaseOid();
        return c.persistence() == 't'
                ? new RelFileNode(spc, dbOid, rel, tempBackend(c))
                : new RelFileNode(spc, dbOid, rel);
    }

    private int tempBackend(ClassInfo c) {
        NamespaceInfo ns = catalog.namespace(c.namespace());
        String name = ns == null ? "" : ns.name();
        int p = name.length();
        while (p > 0 && Character.isDigit(name.charAt(p - 1))) {
            p--;
        }
        if (p == name.length()) {
            throw SqlError.internal("temporary relation \"" + c.name() + "\" is not in a temporary schema");
        }
        return Integer.parseInt(name.substring(p));
    }

    static boolean hasStorage(char kind) {
        return kind == 'r' || kind == 'i' || kind == 'S' || kind == 't' || kind == 'm';
    }

    private static void options(Relation r, String @Nullable [] options) {
        if (options == null) {
            return;
        }
        for (String o : options) {
            int eq = o.indexOf('=');
            String v = o.substring(eq + 1);
            switch (o.substring(0, eq)) {
                case "fillfactor" -> r.fillfactor = Integer.parseInt(v);
                case "toast_tuple_target" -> r.toastTupleTarget = Integer.parseInt(v);
                case "deduplicate_items" -> r.deduplicate = isTrue(v);
                default -> {
                    // options of autovacuum, views and other access methods are read from pg_class where needed
                }
            }
        }
    }

    static boolean isTrue(String v) {
        return switch (v.toLowerCase(java.util.Locale.ROOT)) {
            case "off", "false", "no", "0", "f", "n" -> false;
            default -> true;
        };
    }

    // ------------------------------------------------------------------------------------------------ indexes

    private Comparator byFunction(int function, int type, int collation) {
        return catalog.operatorOps().bySupport(function, type, type, collation).comparator();
    }

    private IndexInfo indexInfo(ClassInfo c, TupleDesc desc) {
        IndexDef d = catalog.index(c.oid());
        if (d == null) {
            throw CatalogLookup.missing("index", c.oid());
        }
        int n = d.keyAttributes();
        String[] support = new String[n];
        Comparator[] comparators = new Comparator[n];
        // a posting list has room for one value of a column that is only included
        boolean equalImage = c.am() == BTREE && d.attributes().length == n;
        for (int i = 0; i < n; i++) {
            OpclassInfo o = catalog.opclass(d.opclasses()[i]);
            if (c.am() == BTREE) {
                int order = catalog.amproc(o.family(), o.inputType(), o.inputType(), 1);
                if (order == 0) {
                    throw SqlError.internal("missing support function 1(" + o.inputType() + "," + o.inputType()
                            + ") in opfamily " + o.family());
                }
                ProcInfo p = catalog.proc(order);
                support[i] = p.language() == INTERNAL ? p.source() : "";
                comparators[i] = support[i].equals("btnamecmp") || order < Dependencies.FIRST_UNPINNED
                        ? KeyOrder.of(catalog, support[i], desc.get(i).typeOid(), d.collations()[i])
                        : byFunction(order, desc.get(i).typeOid(), d.collations()[i]);
                equalImage &= catalog.amproc(o.family(), o.inputType(), o.inputType(), 4) != 0;
                CollationInfo coll = d.collations()[i] == 0 ? null : catalog.collation(d.collations()[i]);
                equalImage &= coll == null || coll.deterministic();
            } else {
                support[i] = "";
                comparators[i] = (m, off, datum) -> {
                    throw SqlError.unsupported("ordering of this index");
                };
            }
        }
        IndexInfo info = new IndexInfo(new IndexInfo.Spec(
                c.oid(),
                d.table(),
                catalog.accessMethodName(c.am()),
                d.attributes(),
                n,
                support,
                comparators,
                d.collations(),
                d.options(),
                d.unique(),
                d.nullsNotDistinct(),
                d.primary(),
                d.immediate(),
                d.exclusion(),
                d.expressions() != null,
                d.predicate() != null,
                equalImage));
        info.valid = d.valid();
        info.ready = d.ready();
        return info;
    }

    /** Which columns an update must not change to be a HOT one, and which ones foreign keys may reference. */
    private void indexedColumns(Relation r) {
        boolean[] indexed = new boolean[r.desc.size()];
        boolean[] keys = new boolean[r.desc.size()];
        boolean anyKey = false;
        for (IndexDef d : catalog.indexesOf(r.oid)) {
            boolean key = d.unique() && d.immediate() && d.expressions() == null && d.predicate() == null;
            for (int i = 0; i < d.attributes().length; i++) {
                int a = d.attributes()[i];
                if (a > 0) {
                    indexed[a - 1] = true;
                    if (key && i < d.keyAttributes()) {
                        keys[a - 1] = true;
                        anyKey = true;
                    }
                }
            }
            variables(d.expressions(), indexed);
            variables(d.predicate(), indexed);
        }
        r.indexedColumns = indexed;
        r.keyColumns = anyKey ? keys : null;
    }

    /** Marks the columns that a stored expression mentions; a whole-row reference (column 0) marks all. */
    private static void variables(@Nullable String nodeText, boolean[] columns) {
        if (nodeText == null) {
            return;
        }
        String field = ":varattno ";
        for (int p = nodeText.indexOf(field); p >= 0; p = nodeText.indexOf(field, p)) {
            p += field.length();
            int e = p;
            while (e < nodeText.length() && nodeText.charAt(e) != ' ') {
                e++;
            }
            int a = Integer.parseInt(nodeText.substring(p, e));
            if (a > 0) {
                columns[a - 1] = true;
            } else if (a == 0) {
                java.util.Arrays.fill(columns, true);
            }
        }
    }
}
