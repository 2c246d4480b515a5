package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgIndex;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgType;
import org.hathi.types.Attribute;
import org.jspecify.annotations.Nullable;

/**
 * Creates indexes and constraints in the catalogs (index_create, CreateConstraintEntry). Building the index is done by
 * room access afterwards, after a command counter increment.
 */
public final class IndexCreator {
    /** What the index looks like. Set what differs from the defaults. */
    public static final class Spec {
        public final String name;
        public final int table;
        /** Table column of each index column, 0 for an expression; included columns last. */
        public final int[] columns;
        /** Number of key columns. */
        public final int keys;
        /** Operator class of each key column. */
        public final int[] opclasses;

        public int namespace;
        public int owner;
        public char persistence = 'p';
        public int tablespace;
        public int method = InitialCatalog.BTREE_AM;
        public char tableKind = 'r';
        public int[] collations;
        public int[] options;
        public boolean unique;
        public boolean nullsNotDistinct;
        public boolean primary;
        public boolean exclusion;
        public boolean immediate = true;
        /** False while CREATE INDEX CONCURRENTLY works on it. */
        public boolean valid = true;

        public boolean ready = true;
        /** Index on a partitioned table: no storage. */
        public boolean partitioned;

        public boolean partition;
        public @Nullable String expressions;
        public @Nullable String predicate;
        public String @Nullable [] reloptions;
        /** What expressions and predicate mention, columns of the table included. */
        public List<ObjectAddress> references = List.of();
        /** The constraint this index implements; 0: a plain index. */
        public int constraint;

        public Spec(String name, int table, int[] columns, int keys, int[] opclasses) {
            this.name = name;
            this.table = table;
            this.columns = columns;
            this.keys = keys;
            this.opclasses = opclasses;
            this.collations = new int[keys];
            this.options = new int[keys];
        }
    }

    private final Catalog catalog;
    private final CatalogTable writer;
    private final Dependencies dependencies;
    private final RelationFiles files;
    private final RelationCreator relations;

    public IndexCreator(Catalog catalog, RelationFiles files, RelationCreator relations) {
        this.catalog = catalog;
        this.writer = catalog.writer();
        this.dependencies = new Dependencies(catalog);
        this.files = files;
        this.relations = relations;
    }

    /**
     * The stored column of an index over a table column or expression result: the operator class may store another
     * type.
     *
     * @param name column name in the index
     * @param source the table's column, or the expression's type as a column
     */
    public Attribute column(String name, int number, Attribute source, int opclass, int collation) {
        OpclassInfo o = opclass == 0 ? null : catalog.findOpclass(opclass);
        int keyType = o == null ? 0 : o.keyType();
        if (keyType == 0
                || keyType == source.typeOid()
                || catalog.typeRow(keyType).info().type() == 'p' && keyType != 2275) {
            return new Attribute(
                    name,
                    source.typeOid(),
                    source.typmod(),
                    source.len(),
                    source.byVal(),
                    source.align(),
                    source.storage(),
                    source.compression(),
                    false,
                    false,
                    false,
                    null,
                    '\0',
                    '\0',
                    false,
                    collation,
                    number,
                    source.ndims());
        }
        return Attribute.of(name, number, catalog.typeRow(keyType).info(), -1);
    }

    /** Creates the index; {@code columns} as made by {@link #column}. @return its oid */
    public int create(Spec s, List<Attribute> columns) {
        relations.checkName(s.name, s.namespace);
        int oid = writer.newOid(PgClass.RELATION);
        char kind = s.partitioned ? 'I' : 'i';
        writer.insert(
                PgClass.RELATION,
                RelationCreator.classRow(oid, s.name, s.namespace, 0, s.owner, kind, s.persistence)
                        .oid(PgClass.RELAM, s.method)
                        .oid(PgClass.RELFILENODE, s.partitioned ? 0 : oid)
                        .oid(PgClass.RELTABLESPACE, s.tablespace)
                        .num(PgClass.RELNATTS, columns.size())
                        .float4(PgClass.RELTUPLES, 0)
                        .bool(PgClass.RELISPARTITION, s.partition)
                        .texts(PgClass.RELOPTIONS, s.reloptions)
                        .row());
        for (int i = 0; i < columns.size(); i++) {
            @Nullable Object[] row = AttributeRows.row(oid, columns.get(i));
            row[PgAttribute.ATTNUM - 1] = (long) (i + 1);
            writer.insert(PgAttribute.RELATION, row);
        }
        insertIndex(s, oid);
        recordDependencies(s, oid);
        markTable(s.table);
        if (!s.partitioned) {
            files.create(relations.node(oid, oid, s.tablespace, s.persistence, s.namespace), s.persistence);
        }
        return oid;
    }

    private void insertIndex(Spec s, int oid) {
        @Nullable
        Object[] r = InitialCatalog.indexRow(
                oid, s.table, s.unique, s.primary, s.columns, s.collations, s.opclasses, s.options);
        r[PgIndex.INDNATTS - 1] = (long) s.columns.length;
        r[PgIndex.INDNKEYATTS - 1] = (long) s.keys;
        r[PgIndex.INDNULLSNOTDISTINCT - 1] = Datums.bool(s.nullsNotDistinct);
        r[PgIndex.INDISEXCLUSION - 1] = Datums.bool(s.exclusion);
        r[PgIndex.INDIMMEDIATE - 1] = Datums.bool(s.immediate);
        r[PgIndex.INDISVALID - 1] = Datums.bool(s.valid);
        r[PgIndex.INDISREADY - 1] = Datums.bool(s.ready);
        r[PgIndex.INDEXPRS - 1] = Datums.textOrNull(s.expressions);
        r[PgIndex.INDPRED - 1] = Datums.textOrNull(s.predicate);
        writer.insert(PgIndex.RELATION, r);
    }

    private void recordDependencies(Spec s, int oid) {
        ObjectAddress me = new ObjectAddress(PgClass.RELATION, oid);
        if (s.tableKind == 't') {
            dependencies.record(me, new ObjectAddress(PgClass.RELATION, s.table), Dependencies.INTERNAL);
            return;
        }
        if (s.constraint != 0) {
            dependencies.record(me, new ObjectAddress(PgConstraint.RELATION, s.constraint), Dependencies.INTERNAL);
        } else {
            boolean simple = false;
            List<ObjectAddress> cols = new ArrayList<>();
            for (int c : s.columns) {
                if (c != 0) {
                    cols.add(new ObjectAddress(PgClass.RELATION, s.table, c));
                    simple = true;
                }
            }
            if (!simple) {
                cols.add(new ObjectAddress(PgClass.RELATION, s.table));
            }
            dependencies.recordAll(me, cols, Dependencies.AUTO);
        }
        List<ObjectAddress> needs = new ArrayList<>();
        for (int c : s.collations) {
            if (c != 0) {
                needs.add(new ObjectAddress(PgCollation.RELATION, c));
            }
        }
        for (int o : s.opclasses) {
            needs.add(new ObjectAddress(PgOpclass.RELATION, o));
        }
        List<ObjectAddress> own = new ArrayList<>();
        for (ObjectAddress a : s.references) {
            boolean column = a.classId() == PgClass.RELATION && a.objectId() == s.table;
            (column ? own : needs).add(a);
        }
        dependencies.recordAll(me, own, Dependencies.AUTO);
        dependencies.recordAll(me, needs, Dependencies.NORMAL);
    }

    private void markTable(int table) {
        CatalogRow r = writer.byOid(PgClass.RELATION, table);
        if (r != null && !r.boolAt(PgClass.RELHASINDEX)) {
            writer.set(r, PgClass.RELHASINDEX, 1L);
        } else {
            catalog.invalidation().relationChanged(table);
        }
    }

    // ---------------------------------------------------------------------------------------------- constraints

    /**
     * Stores a constraint as described ({@code c.oid()} 0: a new oid) and its dependencies.
     *
     * @param references what the check expression mentions beyond the constraint's own columns
     * @return its oid
     */
    public int createConstraint(ConstraintInfo c, Iterable<ObjectAddress> references) {
        int oid = c.oid() != 0 ? c.oid() : writer.newOid(PgConstraint.RELATION);
        writer.insert(PgConstraint.RELATION, constraintRow(c, oid));
        ObjectAddress me = new ObjectAddress(PgConstraint.RELATION, oid);
        int[] key = c.key();
        if (c.relation() != 0) {
            recordColumns(me, c.relation(), key, Dependencies.AUTO);
        }
        if (c.domain() != 0) {
            dependencies.record(me, new ObjectAddress(PgType.RELATION, c.domain()), Dependencies.AUTO);
        }
        if (c.foreignRelation() != 0) {
            recordColumns(me, c.foreignRelation(), c.foreignKey(), Dependencies.NORMAL);
        }
        if (c.index() != 0 && c.type() == 'f') {
            dependencies.record(me, new ObjectAddress(PgClass.RELATION, c.index()), Dependencies.NORMAL);
        }
        List<ObjectAddress> operators = new ArrayList<>();
        addOperators(operators, c.pfEqualOperators());
        addOperators(operators, c.ppEqualOperators());
        addOperators(operators, c.ffEqualOperators());
        // exclusion operators belong to the index's operator class, which the constraint needs
        dependencies.recordAll(me, operators, Dependencies.NORMAL);
        dependencies.recordAll(me, references, Dependencies.NORMAL);
        return oid;
    }

    private void recordColumns(ObjectAddress me, int relation, int @Nullable [] columns, char type) {
        if (columns == null || columns.length == 0) {
            dependencies.record(me, new ObjectAddress(PgClass.RELATION, relation), type);
            return;
        }
        List<ObjectAddress> all = new ArrayList<>();
        for (int c : columns) {
            all.add(new ObjectAddress(PgClass.RELATION, relation, c));
        }
        dependencies.recordAll(me, all, type);
    }

    private static void addOperators(List<ObjectAddress> out, int @Nullable [] operators) {
        if (operators != null) {
            for (int o : operators) {
                out.add(new ObjectAddress(PgOperator.RELATION, o));
            }
        }
    }

    private static byte @Nullable [] smallints(int @Nullable [] v) {
        return v == null ? null : Datums.int2Array(v);
    }

    private static byte @Nullable [] oids(int @Nullable [] v) {
        return v == null ? null : Datums.oidArray(v);
    }

    private static @Nullable Object[] constraintRow(ConstraintInfo c, int oid) {
        return new RowBuilder(PgConstraint.COLUMNS)
                .oid(PgConstraint.OID, oid)
                .name(PgConstraint.CONNAME, c.name())
                .oid(PgConstraint.CONNAMESPACE, c.namespace())
                .chr(PgConstraint.CONTYPE, c.type())
                .bool(PgConstraint.CONDEFERRABLE, c.deferrable())
                .bool(PgConstraint.CONDEFERRED, c.deferred())
                .bool(PgConstraint.CONVALIDATED, c.validated())
                .oid(PgConstraint.CONRELID, c.relation())
                .oid(PgConstraint.CONTYPID, c.domain())
                .oid(PgConstraint.CONINDID, c.index())
                .oid(PgConstraint.CONPARENTID, c.parent())
                .oid(PgConstraint.CONFRELID, c.foreignRelation())
                .chr(PgConstraint.CONFUPDTYPE, c.onUpdate())
                .chr(PgConstraint.CONFDELTYPE, c.onDelete())
                .chr(PgConstraint.CONFMATCHTYPE, c.matchType())
                .bool(PgConstraint.CONISLOCAL, c.local())
                .num(PgConstraint.CONINHCOUNT, c.inheritCount())
                .bool(PgConstraint.CONNOINHERIT, c.noInherit())
                .set(PgConstraint.CONKEY, smallints(c.key()))
                .set(PgConstraint.CONFKEY, smallints(c.foreignKey()))
                .set(PgConstraint.CONPFEQOP, oids(c.pfEqualOperators()))
                .set(PgConstraint.CONPPEQOP, oids(c.ppEqualOperators()))
                .set(PgConstraint.CONFFEQOP, oids(c.ffEqualOperators()))
                .set(PgConstraint.CONFDELSETCOLS, smallints(c.deleteSetColumns()))
                .set(PgConstraint.CONEXCLOP, oids(c.exclusionOperators()))
                .text(PgConstraint.CONBIN, c.expression())
                .row();
    }
}
