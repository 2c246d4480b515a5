package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;

/**
 * Weak relation locks (AccessShare, RowShare, RowExclusive) kept in the holder's own slot: they conflict with nothing
 * but strong ones, whose takers count themselves first and then move such locks to the main table.
 *
 * <p>LATCHES: the slot's fast-path lock; a mover takes it, then the partition's lock.
 */
final class FastPathLocks {
    private final Proc me;
    private final MemorySegment m;
    private final LockTable table;
    private final long strong;
    private final long own;

    FastPathLocks(Proc me, LockTable table) {
        this.me = me;
        this.m = me.memory();
        this.table = table;
        this.strong = me.segment().region(LockLayout.STRONG).offset() + 64;
        this.own = table.proc(me.slot());
    }

    static boolean eligible(long low, long high, int mode, int database) {
        return (high >>> 48) == ((long) LockTag.DEFAULT_METHOD << 8 | LockTag.RELATION)
                && mode < LockMode.SHARE_UPDATE_EXCLUSIVE
                && (int) low != 0
                && (int) low == database;
    }

    static boolean conflicting(long low, long high, int mode) {
        return (high >>> 48) == ((long) LockTag.DEFAULT_METHOD << 8 | LockTag.RELATION)
                && mode > LockMode.SHARE_UPDATE_EXCLUSIVE
                && (int) low != 0;
    }

    private static int bucket(int hash) {
        return hash & LockLayout.STRONG_BUCKETS - 1;
    }

    /** Forgets what an earlier owner of the slot left. */
    void reset() {
        Mem.put64(m, own + LockLayout.P_FP_BITS, 0L);
        Mem.put32(m, own + LockLayout.P_FP_LXID, 0);
        Mem.put32(m, own + LockLayout.P_FP_DB, me.database());
    }

    /** The process's own virtual transaction begins: it is its own lock, until somebody waits for it. */
    void beginVirtual(int lxid) {
        Mem.put32(m, own + LockLayout.P_FP_DB, me.database());
        Mem.intRelease(m, own + LockLayout.P_FP_LXID, lxid);
    }

    /** It ends; its number if somebody has moved its lock to the main table, else 0. */
    int endVirtual() {
        int was = Mem.swapInt(m, own + LockLayout.P_FP_LXID, 0);
        return was < 0 ? was & ~LockLayout.MOVED : 0;
    }

    /**
     * Puts another process's virtual transaction into the main table, so that its end can be waited for; false: it has
     * ended already. Whoever ends sees the mark in the same step in which the number goes.
     */
    boolean moveVirtual(int s, int lxid, LockTag tag, int hash) {
        long p = table.proc(s);
        LwLock.acquire(me, m, p + LockLayout.P_FP_LOCK, true);
        try {
            int now = Mem.intVolatile(m, p + LockLayout.P_FP_LXID);
            if (now < 0 || now != lxid) {
                return (now & ~LockLayout.MOVED) == lxid;
            }
            table.acquirePartition(hash);
            me.enterCritical();
            try {
                long holder = table.request(tag.low(), tag.high(), hash, s, LockMode.EXCLUSIVE);
                long lock = table.lockOf(holder);
                table.grant(lock, holder, LockMode.EXCLUSIVE);
                if (Mem.casInt(m, p + LockLayout.P_FP_LXID, lxid, lxid | LockLayout.MOVED)) {
                    return true;
                }
                boolean wake = table.ungrant(lock, holder, LockMode.EXCLUSIVE);
                table.cleanUp(lock, holder, wake);
                return false;
            } finally {
                me.exitCritical();
                table.releasePartition(hash);
            }
        } finally {
            LwLock.release(me, m, p + LockLayout.P_FP_LOCK);
        }
    }

    /** Tries to take a weak lock here. */
    boolean acquire(int hash, int rel, int mode) {
        long lock = own + LockLayout.P_FP_LOCK;
        LwLock.acquire(me, m, lock, true);
        boolean ok = Mem.intVolatile(m, strong + 4L * bucket(hash)) == 0 && grant(rel, mode);
        LwLock.release(me, m, lock);
        return ok;
    }

    private boolean grant(int rel, int mode) {
        long bits = Mem.i64(m, own + LockLayout.P_FP_BITS);
        int free = -1;
        for (int i = 0; i < LockLayout.FP_SLOTS; i++) {
            if ((bits >>> 3 * i & 7) == 0) {
                free = free < 0 ? i : free;
            } else if (Mem.i32(m, own + LockLayout.P_FP_RELS + 4L * i) == rel) {
                Mem.put64(m, own + LockLayout.P_FP_BITS, bits | 1L << 3 * i + mode - 1);
                return true;
            }
        }
        if (free < 0) {
            return false;
        }
        Mem.put32(m, own + LockLayout.P_FP_RELS + 4L * free, rel);
        Mem.longRelease(m, own + LockLayout.P_FP_BITS, bits | 1L << 3 * free + mode - 1);
        return true;
    }

    /** Gives a weak lock back; false when it is not here (any more): somebody moved it. */
    boolean release(int rel, int mode) {
        long lock = own + LockLayout.P_FP_LOCK;
        LwLock.acquire(me, m, lock, true);
        boolean found = false;
        long bits = Mem.i64(m, own + LockLayout.P_FP_BITS);
        for (int i = 0; i < LockLayout.FP_SLOTS && !found; i++) {
            long bit = 1L << 3 * i + mode - 1;
            if ((bits & bit) != 0 && Mem.i32(m, own + LockLayout.P_FP_RELS + 4L * i) == rel) {
                Mem.put64(m, own + LockLayout.P_FP_BITS, bits & ~bit);
                found = true;
            }
        }
        LwLock.release(me, m, lock);
        return found;
    }

    /**
     * Announces a strong lock; until {@link #endStrong} the intent in the slot says so. The count is never too low, so
     * that a death in between only keeps some weak locks from the fast path.
     */
    void beginStrong(int hash) {
        Mem.addInt(m, strong + 4L * bucket(hash), 1);
        Mem.intRelease(m, own + LockLayout.P_STRONG, bucket(hash) + 1);
    }

    /**
     * Takes the count back if the lock was not granted: a grant clears the intent, and the grant stands for the count.
     */
    void endStrong(int hash) {
        if (Mem.i32(m, own + LockLayout.P_STRONG) != 0) {
            Mem.intVolatile(m, own + LockLayout.P_STRONG, 0);
            Mem.addInt(m, strong + 4L * bucket(hash), -1);
        }
    }

    void releaseStrong(int hash) {
        Mem.addInt(m, strong + 4L * bucket(hash), -1);
    }

    /** Moves everybody's weak locks on a relation to the main table. */
    void transfer(long low, long high, int hash) {
        int db = (int) low;
        int rel = (int) (low >>> 32);
        int n = me.slots().highWater();
        for (int s = 0; s < n; s++) {
            long p = table.proc(s);
            LwLock.acquire(me, m, p + LockLayout.P_FP_LOCK, true);
            try {
                if (Mem.i32(m, p + LockLayout.P_FP_DB) == db) {
                    transferFrom(s, p, low, high, hash, rel);
                }
            } finally {
                LwLock.release(me, m, p + LockLayout.P_FP_LOCK);
            }
        }
    }

    private void transferFrom(int s, long p, long low, long high, int hash, int rel) {
        for (int i = 0; i < LockLayout.FP_SLOTS; i++) {
            long bits = Mem.i64(m, p + LockLayout.P_FP_BITS);
            int modes = (int) (bits >>> 3 * i) & 7;
            if (modes == 0 || Mem.i32(m, p + LockLayout.P_FP_RELS + 4L * i) != rel) {
                continue;
            }
            table.acquirePartition(hash);
            me.enterLockTable();
            try {
                for (int mode = 1; mode <= 3; mode++) {
                    if ((modes & 1 << mode - 1) != 0) {
                        long holder = table.request(low, high, hash, s, mode);
                        table.grant(table.lockOf(holder), holder, mode);
                        if (Faults.ON) {
                            me.reach(KillPoint.LOCK_MOVED);
                        }
                        bits &= ~(1L << 3 * i + mode - 1);
                        Mem.longRelease(m, p + LockLayout.P_FP_BITS, bits);
                    }
                }
            } finally {
                me.exitCritical();
                table.releasePartition(hash);
            }
        }
    }

    /** After a process died: forgets its weak locks. */
    void reap(int dead) {
        long p = table.proc(dead);
        LwLock.acquire(me, m, p + LockLayout.P_FP_LOCK, true);
        Mem.put64(m, p + LockLayout.P_FP_BITS, 0L);
        Mem.put32(m, p + LockLayout.P_FP_LXID, 0);
        LwLock.release(me, m, p + LockLayout.P_FP_LOCK);
    }

    /** After a process died and its locks were released: takes its count back if it was about to take a strong lock. */
    void reapStrong(int dead) {
        long p = table.proc(dead);
        int intent = Mem.i32(m, p + LockLayout.P_STRONG);
        if (intent != 0) {
            me.enterCritical();
            Mem.addInt(m, strong + 4L * (intent - 1), -1);
            Mem.put32(m, p + LockLayout.P_STRONG, 0);
            me.exitCritical();
        }
    }
}
