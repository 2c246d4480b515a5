package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.planner.tree.Var;

/** Columns of the left child. */
final class OuterScope implements ExprCompiler.Scope {
    static final OuterScope INSTANCE = new OuterScope();

    private OuterScope() {}

    @Override
    public int slot(Var v) {
        if (v.varno() != Var.OUTER_VAR || v.varattno() <= 0) {
            throw SqlError.internal("unexpected Var " + v.varno() + "." + v.varattno() + " over a plan node's input");
        }
        return v.varattno() - 1;
    }
}
