package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.BulkInsert;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.NewRelation;
import org.hathi.parser.tree.Clause.IntoClause;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt.CreateTableAsStmt;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE AS, CREATE MATERIALIZED VIEW. */
final class CreateAs {
    private CreateAs() {}

    /** @return the command tag, which counts rows; null when nothing was created */
    static @Nullable String run(Ddl ddl, CreateTableAsStmt s) {
        boolean matview = s.objtype() == org.hathi.parser.tree.ObjectType.MATVIEW;
        String plainTag = matview ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
        if (!(s.query() instanceof Statement.SelectStmt select)) {
            throw SqlError.unsupported("CREATE TABLE AS EXECUTE");
        }
        IntoClause into = s.into();
        int ns = ddl.creationNamespace(into.rel());
        if (ddl.catalog.relationByName(into.rel().relname(), ns) != null) {
            String m = "relation \"" + into.rel().relname() + "\" already exists";
            if (!s.ifNotExists()) {
                throw new SqlError(SqlState.DUPLICATE_TABLE, m);
            }
            ddl.notice(m + ", skipping");
            return plainTag;
        }
        Query q = Analyzer.analyze(new RawStmt(select, 0, 0), ddl.sql, ddl.view, ParamTypes.none(), ddl.analyzeContext);
        List<TargetEntry> named = new ArrayList<>();
        int at = 0;
        for (TargetEntry t : q.targetList) {
            named.add(
                    !t.resjunk() && at < into.colNames().size()
                            ? t.withResname(into.colNames().get(at++))
                            : t);
        }
        if (at < into.colNames().size()) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "too many column names were specified");
        }
        q.targetList = named;
        if (matview) {
            MatViews.check(ddl, s, q);
        }
        NewRelation r =
                new NewRelation(into.rel().relname(), ns, ddl.role(), matview ? 'm' : 'r', Views.columns(ddl, named));
        r.persistence = ddl.persistence(into.rel(), ns);
        r.options = RelOptions.merge(null, into.options(), 'r', false);
        r.acl = ddl.defaultAcl('r', ddl.role(), ns);
        Query definition = q.deepCopy();
        PlannedStmt plan = into.skipData() ? null : InternalQuery.planSelect(ddl, q);
        int oid = matview ? new MatViews(ddl).create(into, r, definition) : TableCreator.createRelation(ddl, r);
        if (r.persistence == 't') {
            ddl.temporary.created(oid, into.onCommit());
        }
        if (plan == null) {
            return plainTag;
        }
        return "SELECT " + fill(ddl, oid, plan);
    }

    /** Fills a new table with a query's rows. @return how many */
    static long fill(Ddl ddl, int oid, PlannedStmt plan) {
        Relation rel = ddl.catalog.openRelation(oid, 0);
        TupleBuilder builder = new TupleBuilder(rel.desc);
        TupleBuf buf = new TupleBuf();
        BulkInsert bulk = new BulkInsert();
        int cid = ddl.txn.transactions().commandId(true);
        int n = rel.desc.size();
        @Nullable Vector[] cols = new Vector[n];
        try {
            return InternalQuery.run(ddl, plan, 0, b -> {
                System.arraycopy(b.cols, 0, cols, 0, n);
                for (int i = 0; i < b.n; i++) {
                    builder.fromVectors(cols, b.row(i)).form(buf);
                    ddl.access.heap().insert(rel, buf, cid, 0, bulk);
                }
            });
        } finally {
            bulk.release(ddl.access);
        }
    }
}
