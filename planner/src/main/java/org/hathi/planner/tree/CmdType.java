package org.hathi.planner.tree;

/** Kind of a Query. Ordinals are the numbers of the node text. */
public enum CmdType {
    UNKNOWN,
    SELECT,
    UPDATE,
    INSERT,
    DELETE,
    MERGE,
    UTILITY,
    NOTHING;

    private static final CmdType[] CODES = values();

    /** The constant with this number. */
    public static CmdType of(int code) {
        return CODES[code];
    }
}
