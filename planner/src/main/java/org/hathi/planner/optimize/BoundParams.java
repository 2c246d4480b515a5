package org.hathi.planner.optimize;

import org.hathi.planner.tree.Const;
import org.jspecify.annotations.Nullable;

/** Values of the statement's {@code $n} parameters, when a plan is made for just these values (a custom plan). */
@FunctionalInterface
public interface BoundParams {
    /** The value of parameter {@code id} (from 1) as a constant, or null when the plan must hold for any value. */
    @Nullable
    Const value(int id);

    /** No values known: a generic plan. */
    BoundParams NONE = id -> null;
}
