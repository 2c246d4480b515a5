package org.hathi.planner.tree;

/** Kind of a MinMaxExpr. Ordinals are the numbers of the node text. */
public enum MinMaxOp {
    GREATEST,
    LEAST;

    private static final MinMaxOp[] CODES = values();

    /** The constant with this number. */
    public static MinMaxOp of(int code) {
        return CODES[code];
    }
}
