package org.hathi.executor.session;

import java.util.List;
import org.hathi.executor.function.SqlFunctions;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.analyze.FunctionResult;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Query;

/** Plans the statements of SQL functions' bodies with the session's settings. */
final class BodyPlans implements SqlFunctions.BodyPlanner {
    private final Plans plans;

    BodyPlans(Plans plans) {
        this.plans = plans;
    }

    @Override
    public Query analyze(RawStmt raw, String body, int[] types, AnalyzeContext.Variables names) {
        ParamTypes params = types.length == 0 ? ParamTypes.none() : ParamTypes.fixed(types);
        return plans.analyzeOnly(raw, body, params, names);
    }

    @Override
    public List<Query> rewrite(Query analysed) {
        return analysed.commandType == CmdType.UTILITY ? List.of(analysed) : plans.rewrite(analysed);
    }

    @Override
    public FunctionResult results() {
        return plans.functionResults();
    }

    @Override
    public PlannedStmt plan(Query rewritten) {
        return plans.plan(List.of(rewritten), BoundParams.NONE, 0).get(0);
    }
}
