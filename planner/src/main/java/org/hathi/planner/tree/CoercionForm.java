package org.hathi.planner.tree;

/** How a function call or cast was written. Ordinals are the numbers of the node text. */
public enum CoercionForm {
    EXPLICIT_CALL,
    EXPLICIT_CAST,
    IMPLICIT_CAST,
    SQL_SYNTAX;

    private static final CoercionForm[] CODES = values();

    /** The constant with this number. */
    public static CoercionForm of(int code) {
        return CODES[code];
    }
}
