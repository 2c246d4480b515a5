package org.hathi.txn;

import java.nio.ByteBuffer;
import org.hathi.base.SqlError;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;

/**
 * Locks of sessions that no process serves: session-level advisory locks stay granted while their session is parked.
 * They are held by the slot number {@code processes + session slot}, behind which there is no process and which never
 * waits.
 *
 * <p>CRASH: each move of a lock between two holders is one critical section.
 */
final class SessionLocks {
    private static final int ENTRY = 28;

    private final Proc me;
    private final LockTable table;
    private final LocalLocks local;

    SessionLocks(Proc me, LockTable table, LocalLocks local) {
        this.me = me;
        this.table = table;
        this.local = local;
    }

    private int holderOf(int session) {
        return me.slots().max() + session;
    }

    /**
     * Gives all locks of this process, which are the session's, to the parked session.
     *
     * @return what {@link #resume} needs
     * @throws SqlError 53200 when the lock table is full; the process holds everything as before
     */
    byte[] park(int session) {
        LocalLocks.Entry[] all = local.entries();
        ByteBuffer out = ByteBuffer.allocate(all.length * ENTRY);
        int moved = 0;
        try {
            for (LocalLocks.Entry e : all) {
                move(e.low, e.high, e.mode, me.slot(), holderOf(session));
                moved++;
                out.putLong(e.low).putLong(e.high).putInt(e.mode).putLong(e.count);
            }
        } catch (SqlError full) {
            for (int i = 0; i < moved; i++) {
                all[i].holder = move(all[i].low, all[i].high, all[i].mode, holderOf(session), me.slot());
            }
            throw full;
        }
        for (LocalLocks.Entry e : all) {
            local.remove(e);
        }
        return out.array();
    }

    /** Takes the locks of a session that was parked over. */
    void resume(int session, byte[] locks) {
        ByteBuffer in = ByteBuffer.wrap(locks);
        while (in.hasRemaining()) {
            long low = in.getLong();
            long high = in.getLong();
            int mode = in.getInt();
            long count = in.getLong();
            long holder = move(low, high, mode, holderOf(session), me.slot());
            LocalLocks.Entry e = local.insert(low, high, mode);
            e.holder = holder;
            e.add(null);
            e.counts[0] = count;
            e.count = count;
        }
    }

    /** Moves one granted mode from one holder to another; returns the holder entry. */
    private long move(long low, long high, int mode, int from, int to) {
        int hash = table.hash(low, high);
        table.acquirePartition(hash);
        me.enterLockTable();
        try {
            long lock = table.findLock(low, high, hash);
            long old = table.findHolder(lock, hash, from);
            long fresh = table.request(low, high, hash, to, mode);
            table.grant(lock, fresh, mode);
            table.ungrant(lock, old, mode);
            table.cleanUp(lock, old, false);
            return fresh;
        } finally {
            me.exitCritical();
            table.releasePartition(hash);
        }
    }

    /** Releases what a parked session that ended held. */
    void end(int session) {
        int slot = holderOf(session);
        for (int p = 0; p < LockLayout.PARTITIONS; p++) {
            LwLock.acquire(me, table.m, table.locks.lock(p), true);
            me.enterLockTable();
            try {
                for (long h = table.holders.first(p); h >= 0; ) {
                    long next = table.holders.next(h);
                    if (table.slotOf(h) == slot) {
                        releaseAll(h);
                    }
                    h = next;
                }
            } finally {
                me.exitCritical();
                LwLock.release(me, table.m, table.locks.lock(p));
            }
        }
    }

    private void releaseAll(long holder) {
        long lock = table.lockOf(holder);
        int held = table.heldModes(holder);
        boolean wake = false;
        for (int mode = 1; mode <= 8; mode++) {
            if ((held & 1 << mode) != 0) {
                wake |= table.ungrant(lock, holder, mode);
            }
        }
        table.cleanUp(lock, holder, wake);
    }
}
