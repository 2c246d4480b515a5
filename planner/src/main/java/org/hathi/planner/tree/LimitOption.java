package org.hathi.planner.tree;

/** LIMIT, or FETCH FIRST … WITH TIES. Ordinals are the numbers of the node text. */
public enum LimitOption {
    COUNT,
    WITH_TIES;

    private static final LimitOption[] CODES = values();

    /** The constant with this number. */
    public static LimitOption of(int code) {
        return CODES[code];
    }
}
