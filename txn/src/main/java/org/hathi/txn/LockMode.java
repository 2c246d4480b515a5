package org.hathi.txn;

/** The eight modes of heavyweight locks, their conflicts and names. */
public final class LockMode {
    public static final int NONE = 0;
    public static final int ACCESS_SHARE = 1;
    public static final int ROW_SHARE = 2;
    public static final int ROW_EXCLUSIVE = 3;
    public static final int SHARE_UPDATE_EXCLUSIVE = 4;
    public static final int SHARE = 5;
    public static final int SHARE_ROW_EXCLUSIVE = 6;
    public static final int EXCLUSIVE = 7;
    public static final int ACCESS_EXCLUSIVE = 8;

    private static final int[] CONFLICTS = {
        0,
        1 << 8,
        1 << 7 | 1 << 8,
        1 << 5 | 1 << 6 | 1 << 7 | 1 << 8,
        1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8,
        1 << 3 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 8,
        1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8,
        1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8,
        1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8
    };

    private static final String[] NAMES = {
        "INVALID",
        "AccessShareLock",
        "RowShareLock",
        "RowExclusiveLock",
        "ShareUpdateExclusiveLock",
        "ShareLock",
        "ShareRowExclusiveLock",
        "ExclusiveLock",
        "AccessExclusiveLock"
    };

    private LockMode() {}

    /** Modes that conflict with {@code mode}, as bits {@code 1 << mode}. */
    static int conflicts(int mode) {
        return CONFLICTS[mode];
    }

    public static boolean conflict(int a, int b) {
        return (CONFLICTS[a] & 1 << b) != 0;
    }

    /** As {@code pg_locks.mode}. */
    public static String name(int mode) {
        return NAMES[mode];
    }
}
