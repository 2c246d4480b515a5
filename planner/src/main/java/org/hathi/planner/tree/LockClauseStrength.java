package org.hathi.planner.tree;

/** Strength of FOR UPDATE and the like. Ordinals are the numbers of the node text. */
public enum LockClauseStrength {
    NONE,
    FORKEYSHARE,
    FORSHARE,
    FORNOKEYUPDATE,
    FORUPDATE;

    private static final LockClauseStrength[] CODES = values();

    /** The constant with this number. */
    public static LockClauseStrength of(int code) {
        return CODES[code];
    }
}
