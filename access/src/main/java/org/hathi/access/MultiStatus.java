package org.hathi.access;

import org.hathi.page.HeapTuple;

/**
 * What a member of a multixact does to the tuple (MultiXactStatus), and its relation to row lock modes and infomasks.
 */
final class MultiStatus {
    static final int FOR_KEY_SHARE = 0;
    static final int FOR_SHARE = 1;
    static final int FOR_NO_KEY_UPDATE = 2;
    static final int FOR_UPDATE = 3;
    static final int NO_KEY_UPDATE = 4;
    static final int UPDATE = 5;

    private MultiStatus() {}

    static boolean isUpdate(int status) {
        return status >= NO_KEY_UPDATE;
    }

    /** The status of a transaction that takes this lock, or changes the row under it. */
    static int of(LockMode mode, boolean update) {
        return switch (mode) {
            case KEY_SHARE -> FOR_KEY_SHARE;
            case SHARE -> FOR_SHARE;
            case NO_KEY_EXCLUSIVE -> update ? NO_KEY_UPDATE : FOR_NO_KEY_UPDATE;
            case EXCLUSIVE -> update ? UPDATE : FOR_UPDATE;
        };
    }

    static LockMode mode(int status) {
        return switch (status) {
            case FOR_KEY_SHARE -> LockMode.KEY_SHARE;
            case FOR_SHARE -> LockMode.SHARE;
            case FOR_NO_KEY_UPDATE, NO_KEY_UPDATE -> LockMode.NO_KEY_EXCLUSIVE;
            default -> LockMode.EXCLUSIVE;
        };
    }

    /** Do two row locks exclude each other? (through their heavyweight modes) */
    static boolean conflicts(LockMode a, LockMode b) {
        return switch (a) {
            case KEY_SHARE -> b == LockMode.EXCLUSIVE;
            case SHARE -> b.ordinal() >= LockMode.NO_KEY_EXCLUSIVE.ordinal();
            case NO_KEY_EXCLUSIVE -> b.ordinal() >= LockMode.SHARE.ordinal();
            case EXCLUSIVE -> true;
        };
    }

    /** Status of a single xid in xmax with these infomasks. */
    static int fromMask(int mask, int mask2) {
        if (HeapTuple.isLockedOnly(mask)) {
            int lock = mask & HeapTuple.LOCK_MASK;
            if (lock == HeapTuple.XMAX_KEYSHR_LOCK) {
                return FOR_KEY_SHARE;
            }
            if (lock == HeapTuple.XMAX_SHR_LOCK) {
                return FOR_SHARE;
            }
            return (mask2 & HeapTuple.KEYS_UPDATED) != 0 ? FOR_UPDATE : FOR_NO_KEY_UPDATE;
        }
        return (mask2 & HeapTuple.KEYS_UPDATED) != 0 ? UPDATE : NO_KEY_UPDATE;
    }
}
