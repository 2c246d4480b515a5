package org.hathi.planner.tree;

/** Kind of a join (the last four only in plans). Ordinals are the numbers of the node text. */
public enum JoinType {
    INNER,
    LEFT,
    FULL,
    RIGHT,
    SEMI,
    ANTI,
    UNIQUE_OUTER,
    UNIQUE_INNER;

    private static final JoinType[] CODES = values();

    /** The constant with this number. */
    public static JoinType of(int code) {
        return CODES[code];
    }
}
