package org.hathi.executor.session;

import java.util.List;
import org.hathi.executor.function.SqlFunctions;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;

/** Plans the statements of SQL functions' bodies with the session's settings. */
final class BodyPlans implements SqlFunctions.BodyPlanner {
    private final Plans plans;

    BodyPlans(Plans plans) {
        this.plans = plans;
    }

    @Override
    public List<PlannedStmt> plan(RawStmt raw, String body, int[] types, AnalyzeContext.Variables names) {
        ParamTypes params = types.length == 0 ? ParamTypes.none() : ParamTypes.fixed(types);
        return plans.plan(plans.analyze(raw, body, params, names), BoundParams.NONE, 0);
    }

    @Override
    public List<PlannedStmt> plan(Query analysed) {
        return plans.plan(plans.rewrite(analysed), BoundParams.NONE, 0);
    }
}
