package org.hathi.executor.node;

import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.page.Tid;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlanRowMark;
import org.jspecify.annotations.Nullable;

/**
 * EvalPlanQual: when a row was changed by somebody else before it could be locked, the part of the plan below is run
 * again with that relation reduced to the new version and the other marked relations to the rows they had; a result row
 * means the new version still qualifies.
 */
public final class Recheck {
    private final ExecState es;
    private final Plan plan;
    private final List<PlanRowMark> marks;
    private final int[] others;
    private @Nullable ExecState state;
    private @Nullable ExecNode node;

    public Recheck(ExecState es, Plan plan, List<PlanRowMark> marks) {
        this(es, plan, marks, new int[0]);
    }

    /** {@code others}: relations of the changed tree, of which only the one with the row has any. */
    public Recheck(ExecState es, Plan plan, List<PlanRowMark> marks, int[] others) {
        this.others = others;
        this.es = es;
        this.plan = plan;
        this.marks = marks;
    }

    /** The plan's row for the new version of relation {@code rti}'s row; null when it does not qualify any more. */
    public @Nullable Batch run(int rti, long tid, Batch input, int row) {
        ExecState s = state;
        ExecNode n = node;
        if (s == null || n == null) {
            s = es.forRecheck();
            n = Nodes.build(plan, s);
            state = s;
            node = n;
        }
        s.followParent();
        long[] only = java.util.Objects.requireNonNull(s.onlyRow);
        java.util.Arrays.fill(only, Tid.INVALID);
        for (PlanRowMark m : marks) {
            if (m.ctidColumn() > 0) {
                org.hathi.types.Vector v = input.cols[m.ctidColumn() - 1];
                boolean none = v.isNull(row) || !fromTable(m, input, row);
                only[m.rti()] = none ? TableScanNode.NO_ROW : TidBytes.read(v.arena, v.off[row]);
            }
        }
        for (int o : others) {
            only[o] = TableScanNode.NO_ROW;
        }
        only[rti] = tid;
        n.rescan(ExecState.none());
        n.close();
        n.rescan(null);
        return n.next(1);
    }

    /** Is the input row's row of the marked relation, which may be part of a tree, of that very table? */
    static boolean fromTable(ExecState es, PlanRowMark m, Batch input, int row) {
        if (m.tableOidColumn() == 0) {
            return true;
        }
        org.hathi.types.Vector v = input.cols[m.tableOidColumn() - 1];
        return !v.isNull(row) && (int) v.getLong(row) == es.rte(m.rti()).relid;
    }

    private boolean fromTable(PlanRowMark m, Batch input, int row) {
        return fromTable(es, m, input, row);
    }

    /** Frees pins and files at the end of an execution; what was built serves the next one. */
    public void close() {
        ExecState s = state;
        ExecNode n = node;
        if (s != null && n != null) {
            n.close();
            s.closeSubplans();
        }
    }
}
