package org.hathi.executor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.catalog.Catalog;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.txn.Snapshot;
import org.jspecify.annotations.Nullable;

/** Runs SQL inside the server: foreign keys, maintenance. Plans are kept until the catalogs change. */
public final class InternalQuery {
    /** Parses, analyses, rewrites and plans a text; given by the session layer. */
    @FunctionalInterface
    public interface PlannerHook {
        List<PlannedStmt> plan(String sql, int[] parameterTypes);
    }

    private static final int LIMIT = 200;

    private final ExecEnv env;
    private final PlannerHook planner;
    private final Map<String, List<PlannedStmt>> plans = new HashMap<>();

    public InternalQuery(ExecEnv env, PlannerHook planner) {
        this.env = env;
        this.planner = planner;
        env.catalog.addListener(new Catalog.Listener() {
            @Override
            public void relationChanged(int relation) {
                plans.clear();
            }

            @Override
            public void rowChanged(int catalog, int hash) {
                plans.clear();
            }
        });
    }

    /** Runs one statement; {@code latest}: with a snapshot of now. Returns how many rows it returned or changed. */
    public long run(String sql, int[] types, @Nullable Object[] values, boolean latest) {
        return run(sql, types, values, latest, b -> {});
    }

    /** As above, with a receiver for the rows. */
    public long run(String sql, int[] types, @Nullable Object[] values, boolean latest, Receiver to) {
        List<PlannedStmt> stmts = plans.get(sql);
        if (stmts == null) {
            stmts = planner.plan(sql, types);
            if (plans.size() >= LIMIT) {
                plans.clear();
            }
            plans.put(sql, stmts);
        } else {
            for (PlannedStmt s : stmts) {
                Executor.lockRelations(env, s);
            }
        }
        long n = 0;
        for (PlannedStmt s : stmts) {
            if (s.plan == null) {
                throw SqlError.internal("utility statement in an internal query");
            }
            env.txn().transactions().commandCounterIncrement();
            Snapshot snap = env.txn()
                    .snapshots()
                    .register(
                            latest
                                    ? env.txn().snapshots().latest()
                                    : env.txn().snapshots().transaction());
            try {
                Executor x = new Executor(env, s, false);
                if (latest && env.txn().transactions().usesTransactionSnapshot()) {
                    // it sees rows the transaction cannot know of, and must not change them
                    x.state().crosscheck = env.txn().snapshots().transaction();
                }
                x.start(values, types, snap);
                long rows = x.run(0, to);
                x.finish();
                n = x.processed() > 0 ? x.processed() : rows;
            } finally {
                env.txn().snapshots().unregister(snap);
            }
        }
        return n;
    }
}
