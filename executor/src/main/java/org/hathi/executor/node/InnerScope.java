package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.planner.tree.Var;

/** Columns of the right child. */
final class InnerScope implements ExprCompiler.Scope {
    static final InnerScope INSTANCE = new InnerScope();

    private InnerScope() {}

    @Override
    public int slot(Var v) {
        if (v.varno() != Var.INNER_VAR || v.varattno() <= 0) {
            throw SqlError.internal("unexpected Var " + v.varno() + "." + v.varattno() + " over the inner side");
        }
        return v.varattno() - 1;
    }
}
