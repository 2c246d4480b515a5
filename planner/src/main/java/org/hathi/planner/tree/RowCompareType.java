package org.hathi.planner.tree;

/** Kind of a RowCompareExpr. Ordinals are the numbers of the node text. */
public enum RowCompareType {
    INVALID,
    LT,
    LE,
    EQ,
    GE,
    GT,
    NE;

    private static final RowCompareType[] CODES = values();

    /** The constant with this number. */
    public static RowCompareType of(int code) {
        return CODES[code];
    }
}
