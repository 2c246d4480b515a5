package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.HeapTuple;
import org.hathi.page.Xid;

/**
 * Works out a tuple's next xmax and infomask bits when a transaction locks, updates or deletes it beside what xmax says
 * already, making a multixact when both must be remembered; and waits for the holders of conflicting row locks.
 */
final class HeapXmax {
    private final Access access;
    private final TransactionPort txn;

    /** Results of {@link #compute} and {@link #multiBits}. */
    int xmax;

    int mask;
    int mask2;

    /** Result of {@link #conflicts}: this transaction is itself a member. */
    boolean member;
    /** Result of {@link #waitMulti}: members still running. */
    int remaining;

    private int[] ids = new int[8];
    private int[] statuses = new int[8];

    HeapXmax(Access access) {
        this.access = access;
        this.txn = access.txn();
    }

    /**
     * {@code old…} describe the tuple's xmax; {@code me} will lock it in {@code mode}, or change it if {@code update}.
     */
    void compute(int oldXmax, int oldMask0, int oldMask2, int me, LockMode mode0, boolean update) {
        int oldMask = oldMask0;
        LockMode mode = mode0;
        for (; ; ) {
            int status = MultiStatus.of(mode, update);
            if ((oldMask & HeapTuple.XMAX_INVALID) != 0) {
                alone(me, mode, update);
                return;
            }
            if ((oldMask & HeapTuple.XMAX_IS_MULTI) != 0) {
                boolean lockOnly = HeapTuple.isLockedOnly(oldMask);
                if (HeapTuple.isLockedUpgraded(oldMask)
                        || (!access.multiIsRunning(oldXmax, lockOnly)
                                && (lockOnly || !access.didCommit(access.multiUpdater(oldXmax, oldMask))))) {
                    oldMask = oldMask & ~HeapTuple.XMAX_IS_MULTI | HeapTuple.XMAX_INVALID;
                    continue;
                }
                multiBits(txn.multiExpand(oldXmax, lockOnly, me, status));
                return;
            }
            int oldStatus;
            if ((oldMask & HeapTuple.XMAX_COMMITTED) != 0) {
                oldStatus = (oldMask2 & HeapTuple.KEYS_UPDATED) != 0 ? MultiStatus.UPDATE : MultiStatus.NO_KEY_UPDATE;
            } else if (access.isInProgress(oldXmax)) {
                oldStatus = MultiStatus.fromMask(oldMask, oldMask2);
                if (oldXmax == me) {
                    LockMode held = MultiStatus.mode(oldStatus);
                    mode = mode.ordinal() < held.ordinal() ? held : mode;
                    oldMask |= HeapTuple.XMAX_INVALID;
                    continue;
                }
            } else if (!HeapTuple.isLockedOnly(oldMask) && access.didCommit(oldXmax)) {
                oldStatus = (oldMask2 & HeapTuple.KEYS_UPDATED) != 0 ? MultiStatus.UPDATE : MultiStatus.NO_KEY_UPDATE;
            } else {
                oldMask |= HeapTuple.XMAX_INVALID;
                continue;
            }
            multiBits(txn.multiCreate(oldXmax, oldStatus, me, status));
            return;
        }
    }

    private void alone(int me, LockMode mode, boolean update) {
        xmax = me;
        mask = 0;
        mask2 = mode == LockMode.EXCLUSIVE ? HeapTuple.KEYS_UPDATED : 0;
        if (!update) {
            mask = HeapTuple.XMAX_LOCK_ONLY
                    | switch (mode) {
                        case KEY_SHARE -> HeapTuple.XMAX_KEYSHR_LOCK;
                        case SHARE -> HeapTuple.XMAX_SHR_LOCK;
                        case NO_KEY_EXCLUSIVE, EXCLUSIVE -> HeapTuple.XMAX_EXCL_LOCK;
                    };
        }
    }

    /** Makes the results say that xmax is this multixact (GetMultiXactIdHintBits). */
    void multiBits(int multi) {
        xmax = multi;
        mask = HeapTuple.XMAX_IS_MULTI;
        mask2 = 0;
        boolean update = false;
        int strongest = 0;
        int n = txn.multiMembers(multi, false);
        for (int i = 0; i < n; i++) {
            int s = txn.memberStatus(i);
            strongest = Math.max(strongest, MultiStatus.mode(s).ordinal());
            update |= MultiStatus.isUpdate(s);
            if (s == MultiStatus.UPDATE || s == MultiStatus.FOR_UPDATE) {
                mask2 = HeapTuple.KEYS_UPDATED;
            }
        }
        mask |= switch (strongest) {
            case 0 -> HeapTuple.XMAX_KEYSHR_LOCK;
            case 1 -> HeapTuple.XMAX_SHR_LOCK;
            default -> HeapTuple.XMAX_EXCL_LOCK;
        };
        if (!update) {
            mask |= HeapTuple.XMAX_LOCK_ONLY;
        }
    }

    /** Does a running member of the multixact conflict with {@code mode}? (DoesMultiXactIdConflict) */
    boolean conflicts(int multi, int infomask, LockMode mode) {
        member = false;
        if (HeapTuple.isLockedUpgraded(infomask)) {
            return false;
        }
        boolean found = false;
        int n = txn.multiMembers(multi, HeapTuple.isLockedOnly(infomask));
        for (int i = 0; i < n; i++) {
            int xid = txn.member(i);
            int status = txn.memberStatus(i);
            if (access.isCurrent(xid)) {
                member = true;
                continue;
            }
            if (found || !MultiStatus.conflicts(MultiStatus.mode(status), mode)) {
                continue;
            }
            if (MultiStatus.isUpdate(status)) {
                found = access.isInProgress(xid) || access.didCommit(xid);
            } else {
                found = access.isInProgress(xid);
            }
        }
        return found;
    }

    /**
     * Waits for all members whose lock conflicts with {@code mode} (no latches held); {@link #remaining} counts the
     * others that still run. False when {@code wait} is not BLOCK and somebody conflicting is still there.
     */
    boolean waitMulti(int multi, int infomask, LockMode mode, WaitPolicy wait) {
        remaining = 0;
        int n = HeapTuple.isLockedUpgraded(infomask) ? 0 : txn.multiMembers(multi, HeapTuple.isLockedOnly(infomask));
        if (n > ids.length) {
            ids = new int[n];
            statuses = new int[n];
        }
        for (int i = 0; i < n; i++) {
            ids[i] = txn.member(i);
            statuses[i] = txn.memberStatus(i);
        }
        for (int i = 0; i < n; i++) {
            int xid = ids[i];
            if (access.isCurrent(xid)) {
                remaining++;
            } else if (!MultiStatus.conflicts(MultiStatus.mode(statuses[i]), mode)) {
                if (access.isInProgress(xid)) {
                    remaining++;
                }
            } else if (wait == WaitPolicy.BLOCK) {
                txn.waitFor(xid);
            } else if (!txn.waitForIfOver(xid)) {
                return false;
            }
        }
        return true;
    }

    /** After {@code xid} ended: hints its outcome in xmax (UpdateXmaxHintBits). */
    void settle(int buf, MemorySegment m, long t, int xid) {
        int bits = HeapTuple.infomask(m, t);
        if ((bits & (HeapTuple.XMAX_COMMITTED | HeapTuple.XMAX_INVALID)) == 0) {
            if (!HeapTuple.isLockedOnly(bits) && access.didCommit(xid)) {
                access.visibility().hint(buf, m, t, HeapTuple.XMAX_COMMITTED, xid);
            } else {
                access.visibility().hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            }
        }
    }

    /** Has xmax changed since it was read as {@code xmax0}, {@code mask0}? */
    static boolean changed(MemorySegment m, long t, int xmax0, int mask0) {
        int interesting = HeapTuple.XMAX_IS_MULTI | HeapTuple.XMAX_LOCK_ONLY | HeapTuple.LOCK_MASK;
        return HeapTuple.xmax(m, t) != xmax0 || ((HeapTuple.infomask(m, t) ^ mask0) & interesting) != 0;
    }

    /** Is the tuple not deleted or updated, but locked at most? (HeapTupleHeaderIsOnlyLocked) */
    boolean onlyLocked(MemorySegment m, long t) {
        int bits = HeapTuple.infomask(m, t);
        if ((bits & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(bits) || HeapTuple.xmax(m, t) == 0) {
            return true;
        }
        if ((bits & HeapTuple.XMAX_IS_MULTI) == 0) {
            return false;
        }
        int updater = access.multiUpdater(HeapTuple.xmax(m, t), bits);
        return !access.isCurrent(updater) && !access.isInProgress(updater) && !access.didCommit(updater);
    }

    /** Puts the computed xmax into a tuple: {@code lock}: it stays its own newest version. */
    void apply(MemorySegment m, long t) {
        int bits = HeapTuple.infomask(m, t) & ~(HeapTuple.XMAX_BITS | HeapTuple.MOVED);
        HeapTuple.setInfomask(m, t, bits | mask);
        HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.KEYS_UPDATED | mask2);
        HeapTuple.setXmax(m, t, xmax);
    }
}
