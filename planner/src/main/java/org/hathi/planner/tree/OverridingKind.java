package org.hathi.planner.tree;

/** OVERRIDING … VALUE of INSERT. Ordinals are the numbers of the node text. */
public enum OverridingKind {
    NOT_SET,
    USER,
    SYSTEM;

    private static final OverridingKind[] CODES = values();

    /** The constant with this number. */
    public static OverridingKind of(int code) {
        return CODES[code];
    }
}
