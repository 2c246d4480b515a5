package org.hathi.executor.session;

import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.planner.optimize.ConstantEvaluator;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Expr;
import org.jspecify.annotations.Nullable;

/** Lets the planner compute constant expressions as they would be executed. */
final class ConstantCalls implements ConstantEvaluator {
    private final ExecEnv env;

    ConstantCalls(ExecEnv env) {
        this.env = env;
    }

    @Override
    public @Nullable Object value(Expr e) {
        ExecState es = new ExecState(env, new PlannedStmt(), false);
        Frame row = new Frame();
        row.rows = 1;
        return new ExprCompiler(es, ExprCompiler.NO_COLUMNS).compile(e).datum(row);
    }
}
