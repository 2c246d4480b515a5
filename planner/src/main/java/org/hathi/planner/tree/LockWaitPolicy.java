package org.hathi.planner.tree;

/** What a row lock does when it cannot be had at once. Ordinals are the numbers of the node text. */
public enum LockWaitPolicy {
    BLOCK,
    SKIP,
    ERROR;

    private static final LockWaitPolicy[] CODES = values();

    /** The constant with this number. */
    public static LockWaitPolicy of(int code) {
        return CODES[code];
    }
}
