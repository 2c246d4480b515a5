package org.hathi.planner.tree;

/** Kind of a SetOperationStmt. Ordinals are the numbers of the node text. */
public enum SetOperation {
    NONE,
    UNION,
    INTERSECT,
    EXCEPT;

    private static final SetOperation[] CODES = values();

    /** The constant with this number. */
    public static SetOperation of(int code) {
        return CODES[code];
    }
}
