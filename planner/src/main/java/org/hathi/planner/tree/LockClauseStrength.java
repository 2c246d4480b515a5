package org.hathi.planner.tree;

/** Strength of FOR UPDATE and the like. Ordinals are the numbers of the node text. */
public enum LockClauseStrength {
    NONE,
    FORKEYSHARE,
    FORSHARE,
    FORNOKEYUPDATE,
    FORUPDATE;

    private static final LockClauseStrength[] CODES = values();

    /** As it is written in SQL. */
    public String sql() {
        return switch (this) {
            case NONE -> "FOR some";
            case FORKEYSHARE -> "FOR KEY SHARE";
            case FORSHARE -> "FOR SHARE";
            case FORNOKEYUPDATE -> "FOR NO KEY UPDATE";
            case FORUPDATE -> "FOR UPDATE";
        };
    }

    /** The constant with this number. */
    public static LockClauseStrength of(int code) {
        return CODES[code];
    }
}
