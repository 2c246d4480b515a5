package org.hathi.planner.optimize;

import org.hathi.types.EvalContext;
import org.hathi.types.Functions;
import org.jspecify.annotations.Nullable;

/**
 * Everything one planning is given.
 *
 * @param catalog lookups, by the snapshot of the catalogs now
 * @param functions the function table constant folding calls
 * @param eval the session's evaluation context
 * @param params known parameter values, for a custom plan
 * @param bodies SQL functions, for inlining; null: calls stay
 * @param evaluator computes what folding has no rule of its own for; null: that stays
 */
public record PlannerContext(
        PlannerCatalog catalog,
        CostSettings costs,
        Functions functions,
        EvalContext eval,
        BoundParams params,
        @Nullable FunctionBodies bodies,
        @Nullable ConstantEvaluator evaluator) {}
