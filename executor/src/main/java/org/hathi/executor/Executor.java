package org.hathi.executor;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.node.ExecNode;
import org.hathi.executor.node.Nodes;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlanRowMark;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.txn.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Runs a planned statement: {@link #start}, {@link #run} until {@link #atEnd}, {@link #finish}; then start again for
 * another execution with other parameters (nothing is rebuilt). After an error the executor must not be used again:
 * {@link #abandon} it.
 */
public final class Executor {
    private final ExecState es;
    private final ExecNode root;
    private final int visible;
    private final boolean modifies;
    private boolean active;
    private boolean atEnd;

    /** Builds the run-time tree; {@code instrument} for EXPLAIN ANALYZE. Relations must be locked by the caller. */
    public Executor(ExecEnv env, PlannedStmt stmt, boolean instrument) {
        this(env, stmt, instrument, null);
    }

    /** The same; nodes that are measured also count what {@code usage} tells. */
    public Executor(ExecEnv env, PlannedStmt stmt, boolean instrument, @Nullable Usage usage) {
        Plan plan = stmt.plan;
        if (plan == null) {
            throw SqlError.internal("utility statement in the executor");
        }
        this.es = new ExecState(env, stmt, instrument);
        this.es.usage = usage;
        this.root = Nodes.build(plan, es);
        int n = 0;
        for (TargetEntry t : outputs(root.plan)) {
            n += t.resjunk() ? 0 : 1;
        }
        this.visible = n;
        this.modifies = !stmt.resultRelations.isEmpty();
    }

    /** Takes the locks a planned statement needs: for plans that are used again in a later transaction. */
    public static void lockRelations(ExecEnv env, PlannedStmt stmt) {
        for (RangeTblEntry r : stmt.rangeTable) {
            if (r.rtekind == RteKind.RELATION && r.rellockmode != 0) {
                var c = env.catalog.relation(r.relid);
                if (c != null) {
                    env.catalog.locker().lock(r.relid, c.shared(), r.rellockmode);
                }
            }
        }
    }

    /** Checks the privileges that an execution would need: for EXPLAIN. */
    public static void check(ExecEnv env, PlannedStmt stmt) {
        new Executor(env, stmt, false).es.checkPrivileges();
    }

    public ExecState state() {
        return es;
    }

    public ExecNode root() {
        return root;
    }

    /** Types of the columns of the result (the first {@link #columnCount} of each batch). */
    public int[] columnTypes() {
        int[] types = new int[visible];
        int n = 0;
        for (TargetEntry t : outputs(root.plan)) {
            if (!t.resjunk()) {
                types[n++] = t.expr().type();
            }
        }
        return types;
    }

    private static List<TargetEntry> outputs(Plan plan) {
        return plan instanceof ModifyTable m ? m.returning : plan.targetList;
    }

    public int columnCount() {
        return visible;
    }

    /** Begins an execution; {@code params} are datums of the types given (0: unchecked). Checks privileges. */
    public void start(@Nullable Object[] params, int[] types, @Nullable Snapshot snapshot) {
        if (active) {
            throw SqlError.internal("executor started twice");
        }
        es.checkPrivileges();
        if (es.env.txn().transactions().readOnly()) {
            readOnly();
        }
        es.begin(params, types, snapshot);
        // Also before the first execution: parameters of initplans wait for their first read from here on.
        root.rescan(null);
        active = true;
        if (modifies) {
            es.after().enter();
        }
        atEnd = false;
    }

    private void readOnly() {
        PlanRowMark lock = lock(es.stmt.plan);
        if (lock != null
                && !es.env.catalog.openRelation(es.rte(lock.rti()).relid, 0).isTemp()) {
            throw new SqlError(
                    SqlState.READ_ONLY_SQL_TRANSACTION,
                    "cannot execute SELECT FOR " + lock.strength().name().replace('_', ' ')
                            + " in a read-only transaction");
        }
        for (int rti : es.stmt.resultRelations) {
            if (!es.env.catalog.openRelation(es.rte(rti).relid, 0).isTemp()) {
                throw new SqlError(
                        SqlState.READ_ONLY_SQL_TRANSACTION,
                        "cannot execute " + es.stmt.commandType + " in a read-only transaction");
            }
        }
    }

    /** The first row lock a plan takes, or null. */
    private static @Nullable PlanRowMark lock(@Nullable Plan p) {
        if (p instanceof LockRows l) {
            for (PlanRowMark m : l.marks) {
                if (m.strength() != PlanRowMark.Strength.REFERENCE && m.ctidColumn() != 0) {
                    return m;
                }
            }
        }
        for (Plan c : p == null ? List.<Plan>of() : p.children()) {
            PlanRowMark m = lock(c);
            if (m != null) {
                return m;
            }
        }
        return null;
    }

    /** Returns up to {@code maxRows} rows (0: all) to the receiver; the number returned. */
    public long run(long maxRows, Receiver to) {
        long limit = maxRows == 0 ? Long.MAX_VALUE : maxRows;
        long done = 0;
        int step = 8;
        while (done < limit && !atEnd) {
            Batch b = root.next((int) Math.min(step, limit - done));
            if (b == null) {
                atEnd = true;
                break;
            }
            done += b.n;
            to.rows(b);
            step = Math.min(ExecNode.MAX_BATCH, step * 8);
        }
        return done;
    }

    /** Has the last row been returned? */
    public boolean atEnd() {
        return atEnd;
    }

    /** Rows inserted, updated or deleted by the top node. */
    public long processed() {
        return es.processed;
    }

    /** Starts the same execution over (cursors). */
    public void rescan() {
        root.rescan(ExecState.none());
        atEnd = false;
    }

    /** Ends the execution: what is left undone by modifying CTEs is done, pins and files are freed. */
    public void finish() {
        if (!active) {
            return;
        }
        active = false;
        if (es.stmt.hasModifyingCte) {
            finishChanges();
        }
        root.close();
        es.closeSubplans();
        es.closeWorkspace();
        if (modifies) {
            es.after().leave();
        }
    }

    /** Changes in WITH happen whether anybody reads their rows or not; as in PostgreSQL the last begins. */
    private void finishChanges() {
        for (int id = es.stmt.subplans.size(); id > 0; id--) {
            if (!(es.stmt.subplans.get(id - 1) instanceof ModifyTable)) {
                continue;
            }
            if (!es.withHasBegun(id)) {
                es.beginWith(id);
            }
            ExecNode n = es.subplan(id);
            while (n.next(ExecNode.MAX_BATCH) != null) {
                // Read to the end.
            }
        }
    }

    /** After an error: the abort of the (sub)transaction gives back pins and forgets what was queued; never throws. */
    public void abandon() {
        active = false;
        es.closeWorkspace();
    }
}
