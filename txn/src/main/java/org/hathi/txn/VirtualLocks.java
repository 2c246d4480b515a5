package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;
import org.hathi.shm.Proc;

/**
 * Virtual transactions (all transactions, with an id or without) as something to wait for.
 *
 * <p>A running one is its own lock, by its number in its process's slot; whoever waits for it moves that lock to the
 * main table first. The owner that ends finds the mark of that in the number it takes away.
 */
public final class VirtualLocks {
    private final LockManager locks;
    private final Proc me;
    private final LockTable table;
    private final FastPathLocks fast;
    private final ProcArray procs;

    VirtualLocks(LockManager locks, Proc me, LockTable table, FastPathLocks fast, ProcArray procs) {
        this.locks = locks;
        this.me = me;
        this.table = table;
        this.fast = fast;
        this.procs = procs;
    }

    /** The own virtual transaction begins; its number is positive. */
    void begin(int lxid) {
        fast.beginVirtual(lxid);
    }

    /** It ends: those who wait for it go on. */
    void end() {
        int moved = fast.endVirtual();
        if (moved == 0) {
            return;
        }
        LockTag tag = LockTag.virtualTransaction(me.slot() + 1, moved);
        int hash = table.hash(tag.low(), tag.high());
        table.acquirePartition(hash);
        me.enterLockTable();
        try {
            long lock = table.findLock(tag.low(), tag.high(), hash);
            long holder = table.findHolder(lock, hash, me.slot());
            boolean wake = table.ungrant(lock, holder, LockMode.EXCLUSIVE);
            table.cleanUp(lock, holder, wake);
        } finally {
            me.exitCritical();
            table.releasePartition(hash);
        }
    }

    /** Waits until a process's transaction, with an id or without, has ended (VirtualXactLock). */
    public void await(int otherSlot, int lxid) {
        LockTag tag = LockTag.virtualTransaction(otherSlot + 1, lxid);
        if (fast.moveVirtual(otherSlot, lxid, tag, table.hash(tag.low(), tag.high()))) {
            locks.acquire(tag, LockMode.SHARE);
            locks.release(tag, LockMode.SHARE);
        }
    }

    /** Is told whom it is waited for. */
    public interface Watch {
        /** {@code done} of {@code total} transactions have ended; now it is that of process {@code pid}. */
        void waiting(int total, int done, int pid);

        /** Nobody asks. */
        Watch NONE = (total, done, pid) -> {};
    }

    private int pid(long v) {
        return me.slots().pid((int) (v >>> 32));
    }

    /**
     * Waits for the end of all transactions that now hold a lock conflicting with a mode (WaitForLockers): no new ones
     * are kept out meanwhile.
     */
    public void waitForLockers(List<LockTag> tags, int mode, Watch watch) {
        List<long[]> all = new ArrayList<>();
        for (LockTag tag : tags) {
            all.add(lockers(tag, mode));
        }
        int total = 0;
        for (long[] found : all) {
            total += found.length;
        }
        int done = 0;
        for (long[] found : all) {
            for (long v : found) {
                watch.waiting(total, done++, pid(v));
                await((int) (v >>> 32), (int) v);
            }
        }
        watch.waiting(0, 0, 0);
    }

    /**
     * Slot and number of each other transaction that holds a lock conflicting with a mode (GetLockConflicts); sessions'
     * locks outside transactions do not count.
     */
    private long[] lockers(LockTag tag, int mode) {
        int hash = table.hash(tag.low(), tag.high());
        if (FastPathLocks.conflicting(tag.low(), tag.high(), mode)) {
            fast.transfer(tag.low(), tag.high(), hash);
        }
        long[] a = new long[me.slots().max()];
        int n = 0;
        table.acquirePartition(hash);
        try {
            long lock = table.findLock(tag.low(), tag.high(), hash);
            for (long h = lock < 0 ? 0 : table.firstHolder(lock); h != 0; h = table.nextHolder(h)) {
                int s = table.slotOf(h);
                int x = s == me.slot() || s >= me.slots().max() ? 0 : procs.lxid(s);
                if (x != 0 && (table.heldModes(h) & LockMode.conflicts(mode)) != 0) {
                    a[n++] = (long) s << 32 | x;
                }
            }
        } finally {
            table.releasePartition(hash);
        }
        return java.util.Arrays.copyOf(a, n);
    }

    /**
     * Waits for the end of all transactions of this database, lazy vacuums and the like left out, that have a snapshot
     * older than {@code limit} (WaitForOlderSnapshots). The caller has no snapshot itself.
     */
    public void waitForOlderSnapshots(int limit, Watch watch) {
        long[] old = procs.olderSnapshots(limit);
        for (int i = 0; i < old.length; i++) {
            if (i > 0 && !contains(procs.olderSnapshots(limit), old[i])) {
                continue; // it has a newer snapshot now, or none
            }
            watch.waiting(old.length, i, pid(old[i]));
            await((int) (old[i] >>> 32), (int) old[i]);
        }
        watch.waiting(old.length, old.length, 0);
    }

    private static boolean contains(long[] a, long v) {
        for (long x : a) {
            if (x == v) {
                return true;
            }
        }
        return false;
    }
}
