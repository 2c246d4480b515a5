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
    private @Nullable ExecState state;
    private @Nullable ExecNode node;

    public Recheck(ExecState es, Plan plan, List<PlanRowMark> marks) {
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
                only[m.rti()] = v.isNull(row) ? TableScanNode.NO_ROW : TidBytes.read(v.arena, v.off[row]);
            }
        }
        only[rti] = tid;
        n.rescan(ExecState.none());
        n.close();
        n.rescan(null);
        return n.next(1);
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
