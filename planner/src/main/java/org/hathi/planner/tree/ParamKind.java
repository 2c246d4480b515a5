package org.hathi.planner.tree;

/** Kind of a Param. Ordinals are the numbers of the node text. */
public enum ParamKind {
    EXTERN,
    EXEC,
    SUBLINK,
    MULTIEXPR;

    private static final ParamKind[] CODES = values();

    /** The constant with this number. */
    public static ParamKind of(int code) {
        return CODES[code];
    }
}
