package org.hathi.planner.tree;

/** Kind of a BoolExpr. Ordinals are the numbers of the node text. */
public enum BoolExprType {
    AND,
    OR,
    NOT;

    private static final BoolExprType[] CODES = values();

    /** The constant with this number. */
    public static BoolExprType of(int code) {
        return CODES[code];
    }
}
