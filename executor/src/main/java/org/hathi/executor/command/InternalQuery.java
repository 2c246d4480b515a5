package org.hathi.executor.command;

import java.util.List;
import org.hathi.executor.Executor;
import org.hathi.executor.Receiver;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.Rewriter;
import org.hathi.planner.optimize.Planner;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.hathi.txn.Snapshot;
import org.jspecify.annotations.Nullable;

/** Queries that commands run: their own (validation) and the user's (CREATE TABLE AS). */
final class InternalQuery {
    private InternalQuery() {}

    /** Runs an SQL text made by a command that checks what is there now: with a fresh snapshot. */
    static void run(Ddl ddl, String sql, long max, Receiver to) {
        RawStmt raw = Parser.parse(sql, true, null).get(0);
        Query q = Analyzer.analyze(raw, sql, ddl.view, ParamTypes.none(), ddl.analyzeContext);
        for (Query one : Rewriter.rewrite(q, ddl.view, ddl.analyzeContext)) {
            Snapshot latest = ddl.txn.snapshots().latest();
            run(ddl, latest, plan(ddl, one), max, new Object[0], new int[0], to);
        }
    }

    static PlannedStmt plan(Ddl ddl, Query q) {
        return new Planner(ddl.plannerContext()).plan(q, 0);
    }

    /** Rewrites and plans an analysed SELECT; the query is changed. */
    static PlannedStmt planSelect(Ddl ddl, Query q) {
        List<Query> l = Rewriter.rewrite(q, ddl.view, ddl.analyzeContext);
        return plan(ddl, l.get(0));
    }

    /** Runs the plan of a statement's own query: with the transaction's snapshot. @return rows delivered */
    static long run(Ddl ddl, PlannedStmt p, long max, Receiver to) {
        return run(ddl, p, max, new Object[0], new int[0], to);
    }

    /** The same with parameters. */
    static long run(Ddl ddl, PlannedStmt p, long max, @Nullable Object[] values, int[] types, Receiver to) {
        return run(ddl, ddl.txn.snapshots().transaction(), p, max, values, types, to);
    }

    private static long run(
            Ddl ddl, Snapshot snapshot, PlannedStmt p, long max, @Nullable Object[] values, int[] types, Receiver to) {
        long[] n = new long[1];
        ddl.withSnapshot(snapshot, (Snapshot s) -> {
            Executor e = new Executor(ddl.env, p, false);
            e.start(values, types, s);
            n[0] = e.run(max, to);
            e.finish();
        });
        return n[0];
    }
}
