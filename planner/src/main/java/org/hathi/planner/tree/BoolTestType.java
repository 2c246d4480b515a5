package org.hathi.planner.tree;

/** Kind of a BooleanTest. Ordinals are the numbers of the node text. */
public enum BoolTestType {
    IS_TRUE,
    IS_NOT_TRUE,
    IS_FALSE,
    IS_NOT_FALSE,
    IS_UNKNOWN,
    IS_NOT_UNKNOWN;

    private static final BoolTestType[] CODES = values();

    /** The constant with this number. */
    public static BoolTestType of(int code) {
        return CODES[code];
    }
}
