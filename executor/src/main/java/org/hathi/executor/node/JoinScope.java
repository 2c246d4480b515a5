package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.planner.tree.Var;

/** Columns of the outer child, then those of the inner child; remembers which are used. */
final class JoinScope implements ExprCompiler.Scope {
    private final int outer;
    final boolean[] needed;

    JoinScope(int outer, int inner) {
        this.outer = outer;
        this.needed = new boolean[outer + inner];
    }

    @Override
    public int slot(Var v) {
        int s =
                switch (v.varno()) {
                    case Var.OUTER_VAR -> v.varattno() - 1;
                    case Var.INNER_VAR -> outer + v.varattno() - 1;
                    default -> throw SqlError.internal("unexpected varno " + v.varno() + " in a join");
                };
        needed[s] = true;
        return s;
    }
}
