package org.hathi.planner.optimize;

import org.hathi.planner.tree.Expr;
import org.jspecify.annotations.Nullable;

/** Computes expressions without columns, parameters or volatile functions while planning. */
public interface ConstantEvaluator {
    /** The value, a datum of the expression's type; errors are those of execution. */
    @Nullable
    Object value(Expr e);
}
