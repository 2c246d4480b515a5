package org.hathi.planner.tree;

/** Kind of a NullTest. Ordinals are the numbers of the node text. */
public enum NullTestType {
    IS_NULL,
    IS_NOT_NULL;

    private static final NullTestType[] CODES = values();

    /** The constant with this number. */
    public static NullTestType of(int code) {
        return CODES[code];
    }
}
