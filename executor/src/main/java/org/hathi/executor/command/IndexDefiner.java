package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AmInfo;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.IndexCreator;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectDescription;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.TablespaceInfo;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.Clause.SortByDir;
import org.hathi.parser.tree.Clause.SortByNulls;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TableStmt.IndexStmt;
import org.hathi.planner.analyze.DdlExprs;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Var;
import org.hathi.txn.LockMode;
import org.hathi.types.Attribute;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** CREATE INDEX, and the indexes of PRIMARY KEY and UNIQUE constraints (DefineIndex). */
public final class IndexDefiner {
    /** What is asked for. */
    static final class Request {
        @Nullable
        String name;

        List<IndexElem> elems = List.of();
        List<IndexElem> including = List.of();
        String method = "btree";

        @Nullable
        RawExpr where;

        List<DefElem> options = List.of();

        @Nullable
        String tablespace;

        boolean unique;
        boolean nullsNotDistinct;
        boolean ifNotExists;
        boolean constraint;
        boolean primary;
        boolean deferrable;
        boolean initiallyDeferred;
        /** Operator names of an EXCLUDE constraint, one for each element. */
        final List<List<String>> exclusion = new ArrayList<>();
        /** The table is about to be rewritten, and its indexes with it. */
        boolean skipBuild;
        /** It is built in later transactions and is not valid until then. */
        boolean concurrent;
    }

    private final Ddl ddl;
    private final ClassInfo table;
    private final Request q;
    private final int namespace;
    private final int n;
    private final int keys;
    private final int[] columns;
    private final int[] opclasses;
    private final int[] collations;
    private final int[] options;
    private final int @Nullable [] exclusion;
    private final Attribute[] sources;
    private final List<Expr> expressions = new ArrayList<>();
    private final List<ObjectAddress> references = new ArrayList<>();

    private IndexDefiner(Ddl ddl, ClassInfo table, Request q) {
        this.ddl = ddl;
        this.table = table;
        this.q = q;
        this.namespace = table.namespace();
        this.keys = q.elems.size();
        this.n = keys + q.including.size();
        columns = new int[n];
        opclasses = new int[keys];
        collations = new int[n];
        options = new int[keys];
        exclusion = q.exclusion.isEmpty() ? null : new int[keys];
        sources = new Attribute[n];
    }

    /** The statement CREATE INDEX. */
    static void create(Ddl ddl, IndexStmt s, boolean topLevel) {
        if (s.concurrent()) {
            ddl.txn.block().prevent(topLevel, "CREATE INDEX CONCURRENTLY");
        }
        ClassInfo t = ddl.lock(s.relation(), s.concurrent() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE);
        t.checkTableLike();
        if (t.kind() == 'p') {
            throw SqlError.unsupported("CREATE INDEX on a partitioned table");
        }
        if (t.kind() != 'r' && t.kind() != 'm') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot create index on relation \"" + t.name() + "\"")
                    .detail("This operation is not supported for " + kindPlural(t.kind()) + ".");
        }
        ddl.checkOwner(t);
        if (!ddl.catalog.acl().has(ObjectKind.SCHEMA, t.namespace(), ddl.role(), Acl.CREATE)) {
            throw ddl.catalog.acl().denied(ObjectKind.SCHEMA, t.namespace());
        }
        if (!s.concurrent()) {
            define(ddl, t, request(s));
        } else if (t.persistence() == 't') { // nobody else uses it
            ddl.lock(t.oid(), t.shared(), LockMode.SHARE);
            define(ddl, t, request(s));
        } else {
            concurrently(ddl, t.oid(), request(s));
        }
    }

    /**
     * CREATE INDEX CONCURRENTLY: the index is known first (so that updates of its columns are no HOT updates), then
     * filled and maintained, then completed; others go on writing. What fails after the first transaction leaves an
     * invalid index.
     */
    private static void concurrently(Ddl ddl, int table, Request q) {
        q.skipBuild = true;
        q.concurrent = true;
        try (ConcurrentSteps steps = new ConcurrentSteps(ddl)) {
            int index = define(ddl, ddl.info(table), q);
            if (index == 0) {
                return;
            }
            steps.progress.index(index);
            steps.holdTable(table);
            steps.alone(steps.readsOnlyItsTable(index));
            steps.next();
            steps.waitForLockers(LockMode.SHARE, IndexProgress.WAIT_WRITERS);
            steps.build(table, index);
            steps.next();
            steps.waitForLockers(LockMode.SHARE, IndexProgress.WAIT_WRITERS_AGAIN);
            int limit = steps.validate(table, index);
            steps.next();
            steps.waitForOlderSnapshots(limit);
            IndexStates.valid(ddl, index);
        } finally {
            new IndexProgress(ddl.access.progress()).end();
        }
    }

    /** What CREATE INDEX asks for. */
    static Request request(IndexStmt s) {
        Request q = new Request();
        q.name = s.idxname();
        q.elems = s.indexParams();
        q.including = s.indexIncludingParams();
        q.method = s.accessMethod();
        q.where = s.whereClause();
        q.options = s.options();
        q.tablespace = s.tableSpace();
        q.unique = s.unique();
        q.nullsNotDistinct = s.nullsNotDistinct();
        q.ifNotExists = s.ifNotExists();
        return q;
    }

    /** The plural of a relation kind's word. */
    public static String kindPlural(char kind) {
        return switch (kind) {
            case 'i', 'I' -> "indexes";
            case 'S' -> "sequences";
            case 'v' -> "views";
            case 'm' -> "materialized views";
            case 'f' -> "foreign tables";
            case 'c' -> "composite types";
            case 't' -> "TOAST tables";
            case 'p' -> "partitioned tables";
            default -> "tables";
        };
    }

    /**
     * Creates and builds the index and, if asked, its constraint. @return the index; 0 when IF NOT EXISTS skipped it
     */
    static int define(Ddl ddl, ClassInfo table, Request q) {
        IndexProgress progress = new IndexProgress(ddl.access.progress());
        int command = q.concurrent ? IndexProgress.CREATE_CONCURRENTLY : IndexProgress.CREATE;
        progress.begin(command, ddl.database(), table.oid(), 0);
        try {
            return new IndexDefiner(ddl, table, q).run();
        } finally {
            if (!q.concurrent) {
                progress.end();
            }
        }
    }

    private int run() {
        AmInfo am = ddl.catalog.accessMethodByName(q.method);
        if (am == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "access method \"" + q.method + "\" does not exist");
        }
        if (!q.method.equals("btree")) {
            throw SqlError.unsupported("access method \"" + q.method + "\"");
        }
        if (n > 32) {
            throw new SqlError(SqlState.TOO_MANY_COLUMNS, "cannot use more than 32 columns in an index");
        }
        List<String> names = columnNames();
        String name = q.name != null ? q.name : chooseName(names);
        for (int i = 0; i < n; i++) {
            column(i, i < keys ? q.elems.get(i) : q.including.get(i - keys), am.oid());
        }
        ddl.catalog.acl().check(ObjectKind.SCHEMA, namespace, ddl.role(), Acl.CREATE);
        IndexCreator.Spec s = new IndexCreator.Spec(name, table.oid(), columns, keys, opclasses);
        s.namespace = namespace;
        s.owner = table.owner();
        s.persistence = table.persistence();
        s.tablespace = tablespace();
        s.tableKind = table.kind();
        s.collations = java.util.Arrays.copyOf(collations, keys);
        s.options = options;
        s.unique = q.unique;
        s.nullsNotDistinct = q.nullsNotDistinct;
        s.primary = q.primary;
        s.exclusion = exclusion != null;
        s.immediate = !q.deferrable;
        s.valid = !q.concurrent;
        s.ready = !q.concurrent;
        s.expressions = expressions.isEmpty() ? null : NodeText.writeList(expressions);
        s.predicate = predicate();
        s.reloptions = RelOptions.merge(null, q.options, 'i', false);
        s.references = references;
        if (q.constraint) {
            s.constraint = ddl.writer.newOid(PgConstraint.RELATION);
        }
        List<Attribute> atts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            atts.add(ddl.indexes.column(names.get(i), i + 1, sources[i], i < keys ? opclasses[i] : 0, collations[i]));
        }
        if (exists(name)) {
            return 0;
        }
        int oid = ddl.indexes.create(s, atts);
        if (q.constraint) {
            ddl.indexes.createConstraint(constraintOf(s, oid), List.of());
        }
        ddl.increment();
        if (!q.skipBuild) {
            IndexBuilder.build(ddl, table.oid(), oid);
        }
        return oid;
    }

    /** Is there a relation of the index's name? An error unless IF NOT EXISTS was said, a notice then. */
    private boolean exists(String name) {
        if (ddl.catalog.relationByName(name, namespace) != null) {
            if (q.ifNotExists) {
                ddl.reporter.report(new org.hathi.base.Report(
                        org.hathi.base.Severity.NOTICE,
                        SqlState.DUPLICATE_TABLE,
                        "relation \"" + name + "\" already exists, skipping"));
                return true;
            }
            throw new SqlError(SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
        }
        return false;
    }

    private ConstraintInfo constraintOf(IndexCreator.Spec s, int index) {
        return constraint(s.constraint, s.name, table, q, java.util.Arrays.copyOf(columns, keys), index, exclusion);
    }

    static ConstraintInfo constraint(
            int oid,
            String name,
            ClassInfo table,
            Request q,
            int[] key,
            int index,
            int @Nullable [] exclusionOperators) {
        return new ConstraintInfo(
                oid,
                name,
                table.namespace(),
                exclusionOperators != null ? 'x' : q.primary ? 'p' : 'u',
                q.deferrable,
                q.initiallyDeferred,
                true,
                table.oid(),
                0,
                index,
                0,
                0,
                ' ',
                ' ',
                ' ',
                true,
                0,
                true,
                key,
                null,
                null,
                null,
                null,
                null,
                exclusionOperators,
                null);
    }

    private int tablespace() {
        String name = q.tablespace;
        if (name == null) {
            return 0;
        }
        TablespaceInfo t = ddl.catalog.tablespaceByName(name);
        if (t == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
        }
        var db = ddl.catalog.database(ddl.database());
        return db != null && db.tablespace() == t.oid() ? 0 : t.oid();
    }

    private @Nullable String predicate() {
        RawExpr w = q.where;
        if (w == null) {
            return null;
        }
        Expr e = ddl.exprs().condition(table.oid(), w, ExprKind.INDEX_PREDICATE, "WHERE");
        if (ddl.containsMutable(ddl.simplify(e))) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION, "functions in index predicate must be marked IMMUTABLE");
        }
        references.addAll(References.of(ddl.catalog, e, table.oid()));
        return NodeText.write(e);
    }

    // ------------------------------------------------------------------------------------------------------ names

    private List<String> columnNames() {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            IndexElem e = i < keys ? q.elems.get(i) : q.including.get(i - keys);
            String base = e.name();
            if (base == null) {
                base = e.expr() == null ? null : DdlExprs.indexColumnName(e.expr());
                base = base == null ? "expr" : base;
            }
            String name = base;
            for (int k = 1; out.contains(name); k++) {
                String suffix = Integer.toString(k);
                name = Ddl.clip(base, Ddl.NAME_MAX - suffix.length()) + suffix;
            }
            out.add(name);
        }
        return out;
    }

    private String chooseName(List<String> names) {
        if (q.primary) {
            return ddl.chooseRelationName(table.name(), null, "pkey", namespace, true);
        }
        String label = exclusion != null ? "excl" : q.constraint ? "key" : "idx";
        return ddl.chooseRelationName(table.name(), joined(names), label, namespace, q.constraint);
    }

    /** Column names joined with underscores, not much longer than a name (ChooseIndexNameAddition). */
    static String joined(List<String> names) {
        StringBuilder b = new StringBuilder();
        for (String s : names) {
            if (!b.isEmpty()) {
                b.append('_');
            }
            b.append(s);
            if (b.length() >= Ddl.NAME_MAX + 1) {
                break;
            }
        }
        return b.toString();
    }

    // ---------------------------------------------------------------------------------------------------- columns

    private void column(int i, IndexElem e, int am) {
        boolean included = i >= keys;
        if (included) {
            includedChecks(e);
        }
        String name = e.name();
        if (name != null) {
            plainColumn(i, name);
        } else {
            expression(i, java.util.Objects.requireNonNull(e.expr()), included);
        }
        if (included) {
            collations[i] = 0;
            return;
        }
        Attribute a = sources[i];
        int collation = a.collation();
        if (!e.collation().isEmpty()) {
            if (collation == 0) {
                throw new SqlError(
                        SqlState.DATATYPE_MISMATCH,
                        "collations are not supported by type " + ddl.catalog.formatType(a.typeOid(), -1));
            }
            collation = ddl.exprs().collation(e.collation(), e.location());
        }
        collations[i] = collation;
        opclasses[i] = opclass(e, a, am);
        if (exclusion != null) {
            exclusion[i] = exclusionOperator(q.exclusion.get(i), a.typeOid(), opclasses[i]);
        }
        boolean desc = e.ordering() == SortByDir.DESC;
        boolean nullsFirst = e.nullsOrdering() == SortByNulls.FIRST || e.nullsOrdering() == SortByNulls.DEFAULT && desc;
        options[i] = (desc ? 1 : 0) | (nullsFirst ? 2 : 0);
    }

    /** The operator that two rows must not both satisfy: a member of the operator family, its own commutator. */
    private int exclusionOperator(List<String> name, int type, int opclass) {
        OperatorInfo o = ddl.exprs().compatibleOperator(name, type);
        String text = Objects.requireNonNull(
                ObjectDescription.of(ddl.catalog, new ObjectAddress(PgOperator.RELATION, o.oid())));
        if (o.commutator() != o.oid()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, text + " is not commutative")
                    .detail("Only commutative operators can be used in exclusion constraints.");
        }
        int family = ddl.catalog.opclass(opclass).family();
        if (ddl.catalog.amopOf(o.oid(), family) == null) {
            String of = ddl.writer.needByOid(PgOpfamily.RELATION, family).nameAt(PgOpfamily.OPFNAME);
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, text + " is not a member of operator family \"" + of + "\"")
                    .detail("The exclusion operator must be related to the index operator class for the constraint.");
        }
        return o.oid();
    }

    private static void includedChecks(IndexElem e) {
        if (!e.collation().isEmpty()) {
            throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "including column does not support a collation");
        }
        if (!e.opclass().isEmpty()) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION, "including column does not support an operator class");
        }
        if (e.ordering() != SortByDir.DEFAULT) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION, "including column does not support ASC/DESC options");
        }
        if (e.nullsOrdering() != SortByNulls.DEFAULT) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION, "including column does not support NULLS FIRST/LAST options");
        }
    }

    private void plainColumn(int i, String name) {
        AttributeInfo a = ddl.catalog.attributeByName(table.oid(), name);
        if (a == null) {
            throw q.constraint
                    ? new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" named in key does not exist")
                    : new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" does not exist");
        }
        if (a.number() < 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "index creation on system columns is not supported");
        }
        columns[i] = a.number();
        sources[i] = ddl.catalog.openRelation(table.oid(), 0).desc.get(a.number() - 1);
    }

    private void expression(int i, RawExpr raw, boolean included) {
        if (included) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "expressions are not supported in included columns");
        }
        Expr e = ddl.exprs().value(table.oid(), raw, ExprKind.INDEX_EXPRESSION);
        if (e instanceof Var v && v.varattno() > 0) {
            columns[i] = v.varattno();
            sources[i] = ddl.catalog.openRelation(table.oid(), 0).desc.get(v.varattno() - 1);
            return;
        }
        references.addAll(References.of(ddl.catalog, e, table.oid()));
        if (ddl.containsMutable(ddl.simplify(e))) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION, "functions in index expression must be marked IMMUTABLE");
        }
        expressions.add(e);
        TypeInfo t = ddl.catalog.type(e.type());
        if (t.type() == 'p') {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION,
                    "column \"expr\" has pseudo-type " + ddl.catalog.formatType(e.type(), -1));
        }
        Attribute a = Attribute.of("expr", i + 1, t, e.typmod());
        sources[i] = new Attribute(
                a.name(),
                a.typeOid(),
                a.typmod(),
                a.len(),
                a.byVal(),
                a.align(),
                a.storage(),
                '\0',
                false,
                false,
                false,
                null,
                '\0',
                '\0',
                false,
                e.collation(),
                i + 1,
                0);
    }

    private int opclass(IndexElem e, Attribute a, int am) {
        if (e.opclass().isEmpty()) {
            OpclassInfo o = ddl.catalog.defaultOpclass(a.typeOid(), am);
            if (o == null) {
                throw new SqlError(
                                SqlState.UNDEFINED_OBJECT,
                                "data type " + ddl.catalog.formatType(a.typeOid(), -1)
                                        + " has no default operator class for access method \"" + q.method + "\"")
                        .hint("You must specify an operator class for the index or define a default operator class"
                                + " for the data type.");
            }
            return o.oid();
        }
        return opclass(ddl, e.opclass(), a.typeOid(), am, q.method).oid();
    }

    /** The operator class of this name, of an access method, that takes values of a type. */
    static OpclassInfo opclass(Ddl ddl, List<String> names, int type, int am, String method) {
        String name = names.get(names.size() - 1);
        OpclassInfo o =
                ddl.catalog.searchPath().opclass(names.size() > 1 ? names.get(names.size() - 2) : null, name, am);
        if (o == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    "operator class \"" + String.join(".", names) + "\" does not exist for access method \"" + method
                            + "\"");
        }
        if (!ddl.catalog.binaryCoercible(type, o.inputType())) {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "operator class \"" + String.join(".", names) + "\" does not accept data type "
                            + ddl.catalog.formatType(type, -1));
        }
        return o;
    }
}
