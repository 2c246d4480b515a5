package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_aggregate; function oids are 0 where absent.
 *
 * @param function aggfnoid
 * @param kind n normal, o ordered set, h hypothetical set
 * @param finalModify r, s or w
 * @param initialValue text form of the initial state
 */
public record AggregateInfo(
        int function,
        char kind,
        int directArgs,
        int transition,
        int finalFunction,
        int combine,
        int serialize,
        int deserialize,
        int movingTransition,
        int movingInverse,
        int movingFinal,
        boolean finalExtra,
        boolean movingFinalExtra,
        char finalModify,
        char movingFinalModify,
        int sortOperator,
        int transitionType,
        int transitionSpace,
        int movingTransitionType,
        int movingTransitionSpace,
        @Nullable String initialValue,
        @Nullable String movingInitialValue) {}
