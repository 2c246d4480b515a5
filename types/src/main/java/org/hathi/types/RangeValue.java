package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** A range: empty, or two bounds; a bound whose value is null is infinite (and not inclusive). */
record RangeValue(
        boolean empty,
        @Nullable Object lower,
        boolean lowerInc,
        @Nullable Object upper,
        boolean upperInc) {
    static final int EMPTY_FLAG = 1;
    static final int LB_INC = 2;
    static final int UB_INC = 4;
    static final int LB_INF = 8;
    static final int UB_INF = 16;

    static final RangeValue EMPTY = new RangeValue(true, null, false, null, false);

    /** One end of a range. */
    record Bound(@Nullable Object value, boolean inclusive, boolean isLower) {
        /** The same place seen from the other side. */
        Bound flipped() {
            return new Bound(value, !inclusive, !isLower);
        }
    }

    Bound lowerBound() {
        return new Bound(lower, lowerInc, true);
    }

    Bound upperBound() {
        return new Bound(upper, upperInc, false);
    }

    int flags() {
        if (empty) {
            return EMPTY_FLAG;
        }
        return (lower == null ? LB_INF : lowerInc ? LB_INC : 0) | (upper == null ? UB_INF : upperInc ? UB_INC : 0);
    }
}
