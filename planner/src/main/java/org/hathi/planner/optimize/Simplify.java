package org.hathi.planner.optimize;

import org.hathi.planner.tree.Expr;

/** Constant folding of stand-alone expressions (checks, defaults, index expressions) before they are executed. */
public final class Simplify {
    private Simplify() {}

    /** The expression with constant parts evaluated and boolean logic simplified (eval_const_expressions). */
    public static Expr expression(PlannerContext cx, Expr e) {
        return new ConstantFolder(cx, false).mutate(e);
    }
}
