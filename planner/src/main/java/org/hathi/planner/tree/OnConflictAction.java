package org.hathi.planner.tree;

/** ON CONFLICT DO … Ordinals are the numbers of the node text. */
public enum OnConflictAction {
    NONE,
    NOTHING,
    UPDATE;

    private static final OnConflictAction[] CODES = values();

    /** The constant with this number. */
    public static OnConflictAction of(int code) {
        return CODES[code];
    }
}
