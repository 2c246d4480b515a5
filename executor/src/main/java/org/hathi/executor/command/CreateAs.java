package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.BulkInsert;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.NewRelation;
import org.hathi.executor.Batch;
import org.hathi.executor.Executor;
import org.hathi.executor.Receiver;
import org.hathi.executor.session.Session;
import org.hathi.parser.tree.Clause.IntoClause;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt.CreateTableAsStmt;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.ParseState;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE AS, CREATE MATERIALIZED VIEW. */
final class CreateAs {
    private CreateAs() {}

    /** @return the command tag, which counts rows; null when nothing was created */
    static @Nullable String run(Ddl ddl, @Nullable Session session, CreateTableAsStmt s) {
        boolean matview = s.objtype() == org.hathi.parser.tree.ObjectType.MATVIEW;
        String plainTag = matview ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
        IntoClause into = s.into();
        if (s.query() instanceof org.hathi.parser.tree.UtilityStmt.ExecuteStmt e) {
            int ns = ddl.targetNamespace(into.rel());
            return exists(ddl, s, ns) ? plainTag : execute(ddl, java.util.Objects.requireNonNull(session), s, e, ns);
        }
        Query q = analyze(ddl, s);
        int ns = ddl.targetNamespace(into.rel());
        if (exists(ddl, s, ns)) {
            return plainTag;
        }
        List<TargetEntry> named = named(into, q.targetList);
        q.targetList = named;
        if (matview) {
            MatViews.check(ddl, s, q);
        }
        Query definition = q.deepCopy();
        PlannedStmt plan = into.skipData() ? null : InternalQuery.planSelect(ddl, q);
        if (plan != null) {
            Executor.check(ddl.env, plan);
        }
        ddl.creationNamespace(into.rel());
        NewRelation r =
                new NewRelation(into.rel().relname(), ns, ddl.role(), matview ? 'm' : 'r', Views.columns(ddl, named));
        r.persistence = ddl.persistence(into.rel(), ns);
        r.options = RelOptions.merge(null, into.options(), 'r', false);
        r.acl = ddl.defaultAcl('r', ddl.role(), ns);
        int oid = matview ? new MatViews(ddl).create(into, r, definition) : TableCreator.createRelation(ddl, r);
        if (r.persistence == 't') {
            ddl.temporary.created(oid, into.onCommit());
        }
        if (plan == null) {
            return plainTag;
        }
        return "SELECT " + fill(ddl, oid, plan);
    }

    /** The query's errors come before any of the new relation's. */
    static Query analyze(Ddl ddl, CreateTableAsStmt s) {
        refuseInto(ddl, s.query());
        return Analyzer.analyze(new RawStmt(s.query(), 0, 0), ddl.sql, ddl.view, ParamTypes.none(), ddl.analyzeContext);
    }

    static void refuseInto(Ddl ddl, Statement s) {
        Analyzer.refuseInto(new ParseState(ddl.view, ddl.analyzeContext, ParamTypes.none(), ddl.sql), s);
    }

    /** Is the relation there already? An error unless IF NOT EXISTS was said, a notice then. */
    static boolean exists(Ddl ddl, CreateTableAsStmt s, int namespace) {
        String name = s.into().rel().relname();
        if (ddl.catalog.relationByName(name, namespace) == null) {
            return false;
        }
        String m = "relation \"" + name + "\" already exists";
        if (!s.ifNotExists()) {
            throw new SqlError(SqlState.DUPLICATE_TABLE, m);
        }
        ddl.reporter.report(new Report(Severity.NOTICE, SqlState.DUPLICATE_TABLE, m + ", skipping"));
        return true;
    }

    private static List<TargetEntry> named(IntoClause into, List<TargetEntry> targets) {
        List<TargetEntry> named = new ArrayList<>();
        int at = 0;
        for (TargetEntry t : targets) {
            named.add(
                    !t.resjunk() && at < into.colNames().size()
                            ? t.withResname(into.colNames().get(at++))
                            : t);
        }
        if (at < into.colNames().size()) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "too many column names were specified");
        }
        return named;
    }

    /** CREATE TABLE … AS EXECUTE. */
    private static String execute(
            Ddl ddl,
            Session session,
            CreateTableAsStmt s,
            org.hathi.parser.tree.UtilityStmt.ExecuteStmt e,
            int namespace) {
        Session.Prepared p = session.prepared(e, ddl.sql);
        PlannedStmt plan = p.plans().size() == 1 ? p.plans().get(0) : null;
        if (plan == null || plan.plan == null || plan.commandType != org.hathi.planner.tree.CmdType.SELECT) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "prepared statement is not a SELECT");
        }
        IntoClause into = s.into();
        if (!into.skipData()) {
            Executor.check(ddl.env, plan);
        }
        ddl.creationNamespace(into.rel());
        int oid = table(ddl, into, namespace, named(into, plan.plan.targetList));
        return into.skipData() ? "CREATE TABLE AS" : "SELECT " + fill(ddl, oid, plan, p.values(), p.types());
    }

    private static int table(Ddl ddl, IntoClause into, int namespace, List<TargetEntry> targets) {
        NewRelation r = new NewRelation(into.rel().relname(), namespace, ddl.role(), 'r', Views.columns(ddl, targets));
        r.persistence = ddl.persistence(into.rel(), namespace);
        r.options = RelOptions.merge(null, into.options(), 'r', false);
        r.acl = ddl.defaultAcl('r', ddl.role(), namespace);
        int oid = TableCreator.createRelation(ddl, r);
        if (r.persistence == 't') {
            ddl.temporary.created(oid, into.onCommit());
        }
        return oid;
    }

    /** Fills a new table with a query's rows. @return how many */
    static long fill(Ddl ddl, int oid, PlannedStmt plan) {
        return fill(ddl, oid, plan, new Object[0], new int[0]);
    }

    private static long fill(Ddl ddl, int oid, PlannedStmt plan, @Nullable Object[] values, int[] types) {
        try (Filler filler = new Filler(ddl, oid)) {
            return InternalQuery.run(ddl, plan, 0, values, types, filler);
        }
    }

    /** Makes the table of EXPLAIN ANALYZE CREATE TABLE AS; it is filled by whoever runs the query. */
    static Filler explained(Ddl ddl, CreateTableAsStmt s, List<TargetEntry> targets) {
        IntoClause into = s.into();
        int ns = ddl.creationNamespace(into.rel());
        return new Filler(ddl, table(ddl, into, ns, named(into, targets)));
    }

    /** Puts the rows of a query into a new table. */
    static final class Filler implements Receiver, AutoCloseable {
        private final Ddl ddl;
        private final Relation rel;
        private final TupleBuilder builder;
        private final TupleBuf buf = new TupleBuf();
        private final BulkInsert bulk = new BulkInsert();
        private final int cid;
        private final @Nullable Vector[] cols;

        private Filler(Ddl ddl, int oid) {
            this.ddl = ddl;
            this.rel = ddl.catalog.openRelation(oid, 0);
            this.builder = new TupleBuilder(rel.desc);
            this.cid = ddl.txn.transactions().commandId(true);
            this.cols = new Vector[rel.desc.size()];
        }

        @Override
        public void rows(Batch b) {
            System.arraycopy(b.cols, 0, cols, 0, cols.length);
            for (int i = 0; i < b.n; i++) {
                builder.fromVectors(cols, b.row(i)).form(buf);
                ddl.access.heap().insert(rel, buf, cid, 0, bulk);
            }
        }

        @Override
        public void close() {
            bulk.release(ddl.access);
        }
    }
}
