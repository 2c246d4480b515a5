package org.hathi.executor.node;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.SubPlanState;
import org.hathi.planner.plan.SubPlanRef;

/** Runs an initplan, which stands at its begin, and sets its parameters. */
final class InitPlanRunner {
    private InitPlanRunner() {}

    static void run(ExecState es, SubPlanRef ref) {
        ExecNode node = es.subplan(ref.subplan());
        List<Integer> set = ref.setParams();
        switch (ref.kind()) {
            case EXISTS -> es.params.set(set.get(0), node.next(1) != null ? 1L : 0L);
            case ARRAY ->
                es.params.set(
                        set.get(0),
                        SubPlanState.array(
                                es, node, node.plan.targetList.get(0).expr().type()));
            case SCALAR, ROW -> {
                Batch b = node.next(2);
                if (b != null && (b.n > 1)) {
                    throw tooMany();
                }
                for (int i = 0; i < set.size(); i++) {
                    es.params.set(set.get(i), b == null ? null : b.cols[i].datum(b.row(0)));
                }
                if (b != null && node.next(1) != null) {
                    throw tooMany();
                }
            }
            case CTE -> {}
        }
    }

    private static SqlError tooMany() {
        return new SqlError(
                SqlState.CARDINALITY_VIOLATION, "more than one row returned by a subquery used as an expression");
    }
}
