package org.hathi.executor.command;

import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.session.BackendContext;
import org.hathi.executor.session.CommandTags;
import org.hathi.executor.session.Session;
import org.hathi.executor.session.Utility;
import org.hathi.parser.tree.ObjectStmt;
import org.hathi.parser.tree.RoleStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.analyze.Analyzer;
import org.jspecify.annotations.Nullable;

/** Runs utility statements: finds the class that executes each and gives it the {@link Ddl} of this backend. */
public final class Commands implements Utility {
    private final Ddl ddl;
    private final Sequences sequences;
    private final Utility copy;
    private final Utility explain;
    private @Nullable Session session;
    private @Nullable ResultSink out;

    /**
     * @param env the session's executor environment; its {@code sequences} hook is set here
     * @param copy runs COPY
     * @param explain runs EXPLAIN
     */
    public Commands(BackendContext cx, ExecEnv env, Utility copy, Utility explain) {
        this.copy = copy;
        this.explain = explain;
        this.ddl = new Ddl(new Ddl.Parts(
                env,
                cx.access(),
                cx.txn(),
                cx.storage(),
                cx.relationFiles(),
                cx.dataDirectory(),
                cx.proc().slot() + 1,
                cx.reporter()));
        this.sequences = new Sequences(ddl);
        env.sequences = sequences::next;
        env.catalog.setTypeNames(TypeNameText::read);
        env.catalog.setDomainChecks(domain -> org.hathi.executor.expr.DomainState.checkOf(env, domain));
    }

    /** nextval() and its like and pg_get_object_address(), to be added to the function table. */
    public org.hathi.types.FunctionFamily functions() {
        return new CommandFunctions(ddl, new SequenceFunctions(sequences));
    }

    /** 42809 unless a relation is of the kind that a statement names. */
    public static void checkKind(org.hathi.parser.tree.ObjectType type, org.hathi.catalog.ClassInfo c) {
        Named.checkKind(type, c);
    }

    /** Whether a statement about objects of this kind is about relations. */
    public static boolean isRelation(org.hathi.parser.tree.ObjectType type) {
        return Named.isRelation(type);
    }

    /** How messages call objects of a kind. */
    public static String word(org.hathi.parser.tree.ObjectType type) {
        return Named.word(type);
    }

    /** The name of an object as the statement wrote it. */
    public static String nameText(org.hathi.parser.tree.ObjectName name) {
        return String.join(".", Named.names(name));
    }

    /** The object a statement's text names; an error when there is none. */
    public org.hathi.catalog.ObjectAddress resolve(
            org.hathi.parser.tree.ObjectType type, org.hathi.parser.tree.ObjectName name, String sql) {
        ddl.sql = sql;
        return new Named(ddl).resolve(type, name);
    }

    /** Gives an object of any kind to a role (REASSIGN OWNED). */
    public void reassign(org.hathi.catalog.ObjectAddress o, int owner) {
        if (o.classId() == org.hathi.catalog.table.PgClass.RELATION) {
            TableOwner.change(ddl, o.objectId(), owner);
        } else {
            new Owners(ddl).change(o, owner);
        }
    }

    /** Copies a locked table into a new file in the order of an index (0: as it is), without its dead rows. */
    public TableRewrite.Counts rewriteTable(int table, int index) {
        return TableRewrite.run(ddl, table, index);
    }

    /** Fills an index whose file is new and empty from its table. */
    public void buildIndex(int table, int index) {
        IndexBuilder.rebuild(ddl, table, index);
    }

    /** REINDEX CONCURRENTLY of an index; its table is locked, and transactions end meanwhile. */
    public void reindexConcurrently(int table, int index) {
        new ReindexConcurrently(ddl).index(table, index);
    }

    /** REINDEX CONCURRENTLY of all indexes of a locked table; their qualified names. */
    public java.util.List<String> reindexConcurrently(int table) {
        return new ReindexConcurrently(ddl).table(table);
    }

    /** Refuses SELECT INTO where only rows are wanted. */
    public void refuseInto(org.hathi.parser.tree.Statement s) {
        CreateAs.refuseInto(ddl, s);
    }

    /** Says what is wrong with the query of CREATE TABLE AS. */
    public void analyze(TableStmt.CreateTableAsStmt s) {
        if (s.query() instanceof org.hathi.parser.tree.Statement.Optimizable) {
            CreateAs.analyze(ddl, s);
        }
    }

    /** Whether what CREATE TABLE AS would make is there (an error unless IF NOT EXISTS was said). */
    public boolean exists(TableStmt.CreateTableAsStmt s) {
        analyze(s);
        return CreateAs.exists(ddl, s, ddl.targetNamespace(s.into().rel()));
    }

    /**
     * EXPLAIN ANALYZE CREATE TABLE AS: makes the table, has its rows brought and puts them in.
     *
     * @param targets the query's columns
     */
    public void fillNew(
            TableStmt.CreateTableAsStmt s,
            java.util.List<org.hathi.planner.tree.TargetEntry> targets,
            java.util.function.Consumer<org.hathi.executor.Receiver> query) {
        try (CreateAs.Filler f = CreateAs.explained(ddl, s, targets)) {
            query.accept(f);
        }
    }

    /** Whether the session has temporary objects: then it cannot move to another backend. */
    public boolean hasTemporaryObjects() {
        return ddl.temporary.used();
    }

    /** Removes the session's temporary objects; in a transaction. */
    public void dropTemporaryObjects() {
        ddl.temporary.dropAll();
    }

    @Override
    public org.hathi.executor.session.SequenceValues sequenceValues() {
        return sequences.values();
    }

    @Override
    public void sequenceValues(org.hathi.executor.session.SequenceValues values) {
        sequences.values(values);
    }

    @Override
    public @Nullable String run(Session s, Statement stmt, String sql, boolean topLevel, ResultSink sink) {
        String oldSql = ddl.sql;
        Reporter oldReporter = ddl.reporter;
        ddl.sql = sql;
        ddl.reporter = (Report r) -> sink.notice(r);
        ddl.sessionRole = s.info().roleOid();
        session = s;
        out = sink;
        try {
            return dispatch(stmt, topLevel);
        } finally {
            ddl.sql = oldSql;
            ddl.reporter = oldReporter;
        }
    }

    /** Runs a statement inside the running one. */
    @Nullable
    String dispatch(Statement stmt, boolean topLevel) {
        readOnlyCheck(stmt);
        return switch (stmt) {
            case TableStmt t -> table(t, topLevel);
            case ObjectStmt o -> object(o, topLevel);
            case RoleStmt r -> role(r, topLevel);
            case UtilityStmt u -> utility(u, topLevel);
            case Statement.SelectStmt s -> selectInto(s);
            default -> throw SqlError.unsupported(CommandTags.of(stmt));
        };
    }

    /** SELECT … INTO is CREATE TABLE AS. */
    private @Nullable String selectInto(Statement.SelectStmt s) {
        Statement.SelectStmt left = s;
        while (left.larg() != null) {
            left = left.larg();
        }
        var into = java.util.Objects.requireNonNull(left.intoClause());
        return CreateAs.run(
                ddl,
                session,
                new TableStmt.CreateTableAsStmt(
                        Analyzer.withoutInto(s), into, org.hathi.parser.tree.ObjectType.TABLE, false, s.location()));
    }

    /** Throws when a utility statement would change what a dump shows and the transaction may not. */
    public void readOnlyCheck(Statement s) {
        if (!ddl.txn.transactions().readOnly()) {
            return;
        }
        boolean harmless = s instanceof UtilityStmt
                || s instanceof TableStmt.CopyStmt
                || s instanceof TableStmt.LockStmt
                || s instanceof TableStmt.VacuumStmt
                || s instanceof TableStmt.ReindexStmt
                || s instanceof TableStmt.ClusterStmt
                || s instanceof RoleStmt.AlterSystemStmt;
        if (!harmless) {
            throw new SqlError(
                    org.hathi.base.SqlState.READ_ONLY_SQL_TRANSACTION,
                    "cannot execute " + CommandTags.of(s) + " in a read-only transaction");
        }
    }

    Sequences sequences() {
        return sequences;
    }

    private Session session() {
        return java.util.Objects.requireNonNull(session);
    }

    private ResultSink out() {
        return java.util.Objects.requireNonNull(out);
    }

    private @Nullable String table(TableStmt t, boolean topLevel) {
        switch (t) {
            case TableStmt.CreateStmt s -> new TableCreator(ddl, sequences).create(s);
            case TableStmt.IndexStmt s -> IndexDefiner.create(ddl, s, topLevel);
            case TableStmt.ViewStmt s -> new Views(ddl).create(s);
            case TableStmt.RuleStmt s -> new Rules(ddl).create(s);
            case TableStmt.CreateSeqStmt s -> sequences.create(s);
            case TableStmt.AlterSeqStmt s -> sequences.alter(s);
            case TableStmt.AlterTableStmt s -> AlterTable.run(ddl, this, s);
            case TableStmt.CreateTableAsStmt s -> {
                return CreateAs.run(ddl, session, s);
            }
            case TableStmt.RefreshMatViewStmt s -> new MatViews(ddl).refresh(s);
            case TableStmt.CreateStatsStmt s -> new StatisticsObjects(ddl).create(s);
            case TableStmt.AlterStatsStmt s -> new StatisticsObjects(ddl).alter(s);
            case TableStmt.TruncateStmt s -> Truncate.run(ddl, sequences, s);
            case TableStmt.CopyStmt s -> {
                return copy.run(session(), s, ddl.sql, topLevel, out());
            }
            default -> throw SqlError.unsupported(CommandTags.of(t));
        }
        return null;
    }

    private @Nullable String object(ObjectStmt o, boolean topLevel) {
        switch (o) {
            case ObjectStmt.DropStmt s -> new Drops(ddl).run(s, topLevel);
            case ObjectStmt.RenameStmt s -> new Renames(ddl).run(s);
            case ObjectStmt.AlterOwnerStmt s -> new Owners(ddl).run(s);
            case ObjectStmt.AlterObjectSchemaStmt s -> new SetSchema(ddl).run(s);
            case ObjectStmt.CreateSchemaStmt s -> new Schemas(ddl).create(s, this);
            case ObjectStmt.CreateDomainStmt s -> new Domains(ddl).create(s);
            case ObjectStmt.AlterDomainStmt s -> new Domains(ddl).alter(s);
            case ObjectStmt.CreateFunctionStmt s -> new Functions(ddl).create(s);
            case ObjectStmt.CreateEnumStmt s -> new Enums(ddl).create(s);
            case ObjectStmt.AlterEnumStmt s -> new Enums(ddl).alter(s);
            case ObjectStmt.AlterTypeStmt s -> new TypeProperties(ddl).alter(s);
            case ObjectStmt.CompositeTypeStmt s -> new Composites(ddl).create(s);
            case ObjectStmt.CreateRangeStmt s -> new Ranges(ddl).create(s);
            case ObjectStmt.CreateCastStmt s -> new Casts(ddl).create(s);
            case ObjectStmt.AlterOperatorStmt s -> new Operators(ddl).alter(s);
            case ObjectStmt.CreateConversionStmt s -> new Conversions(ddl).create(s);
            case ObjectStmt.CreateOpClassStmt s -> new OperatorClasses(ddl).createClass(s);
            case ObjectStmt.CreateOpFamilyStmt s -> new OperatorClasses(ddl).createFamily(s);
            case ObjectStmt.AlterOpFamilyStmt s -> new OperatorClasses(ddl).alter(s);
            case ObjectStmt.AlterCollationStmt s -> new CollationCommands(ddl).refresh(s);
            case ObjectStmt.AlterFunctionStmt s -> new Functions(ddl).alter(s);
            case ObjectStmt.DefineStmt s -> define(s);
            case ObjectStmt.SecLabelStmt s -> throw securityLabel(s);
            default -> throw SqlError.unsupported(CommandTags.of(o));
        }
        return null;
    }

    private void define(ObjectStmt.DefineStmt s) {
        switch (s.kind()) {
            case OPERATOR -> new Operators(ddl).create(s);
            case AGGREGATE -> new Aggregates(ddl).create(s);
            case COLLATION -> new CollationCommands(ddl).create(s);
            case TYPE -> new BaseTypes(ddl).create(s);
            default -> throw SqlError.unsupported("CREATE " + CommandTags.words(s.kind()));
        }
    }

    /** No label provider can be loaded. */
    private static SqlError securityLabel(ObjectStmt.SecLabelStmt s) {
        String provider = s.provider();
        return provider == null
                ? new SqlError(
                        org.hathi.base.SqlState.INVALID_PARAMETER_VALUE, "no security label providers have been loaded")
                : new SqlError(
                        org.hathi.base.SqlState.INVALID_PARAMETER_VALUE,
                        "security label provider \"" + provider + "\" is not loaded");
    }

    private @Nullable String role(RoleStmt r, boolean topLevel) {
        // GRANT in CREATE SCHEMA
        return org.hathi.executor.admin.AdminCommands.run(session(), this, r, ddl.sql, topLevel, out());
    }

    private @Nullable String utility(UtilityStmt u, boolean topLevel) {
        switch (u) {
            case UtilityStmt.ExplainStmt s -> {
                return explain.run(session(), s, ddl.sql, topLevel, out());
            }
            case UtilityStmt.DiscardStmt s -> {
                switch (s.target()) {
                    case SEQUENCES -> sequences.discard();
                    case TEMP -> ddl.temporary.dropAll();
                    case ALL -> {
                        ddl.temporary.dropAll();
                        sequences.discard();
                    }
                    default -> throw SqlError.unsupported(CommandTags.of(u));
                }
            }
            default -> throw SqlError.unsupported(CommandTags.of(u));
        }
        return null;
    }
}
