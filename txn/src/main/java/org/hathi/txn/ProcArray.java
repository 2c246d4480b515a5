package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Xid;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.wal.Rmgr;
import org.jspecify.annotations.Nullable;

/**
 * Who runs which transaction: dense arrays indexed by process slot (see {@link TxnShared}), from which snapshots and
 * vacuum horizons are computed.
 *
 * <p>LATCHES: ProcArray. Shared to take a snapshot, exclusive to end a transaction that has an id: so no snapshot sees
 * half of a commit, and none is computed between the end of a transaction and the advance of the latest completed id.
 */
public final class ProcArray {
    public static final int IS_AUTOVACUUM = 0x01;
    public static final int IN_VACUUM = 0x02;
    public static final int IN_SAFE_INDEX_BUILD = 0x04;
    public static final int VACUUM_FOR_WRAPAROUND = 0x08;
    public static final int AFFECTS_ALL_HORIZONS = 0x20;

    private static final int RUNNING_XACTS = 0x10;

    private final TxnContext cx;
    private final TxnShared shared;
    private final SubTrans subtrans;
    private final CommitLog clog;
    private final ProcSlots slots;
    private final MemorySegment m;
    private final int slot;
    private final RecordBuffer buffer = new RecordBuffer();
    private int cachedNotInProgress;
    /** Every transaction before it has ended: the xmin of the last snapshot. */
    private int recentXmin = Xid.FIRST_NORMAL;

    ProcArray(TxnContext cx, TxnShared shared, SubTrans subtrans, CommitLog clog) {
        this.cx = cx;
        this.shared = shared;
        this.subtrans = subtrans;
        this.clog = clog;
        this.m = cx.m;
        this.slots = cx.me.slots();
        this.slot = cx.slot();
        reset(slot);
    }

    private void reset(int s) {
        Mem.put32(m, shared.xmins + 4L * s, 0);
        Mem.put32(m, shared.flags + 4L * s, 0);
        Mem.put32(m, shared.subStates + 4L * s, 0);
        Mem.put32(m, shared.delayCheckpoint + 4L * s, 0);
        Mem.put32(m, shared.oldestMember + 4L * s, 0);
        Mem.put32(m, shared.oldestVisible + 4L * s, 0);
        Mem.intRelease(m, shared.xids + 4L * s, 0);
    }

    private void lock(boolean exclusive) {
        LwLock.acquire(cx.me, m, shared.procArrayLock, exclusive);
    }

    private void unlock() {
        LwLock.release(cx.me, m, shared.procArrayLock);
    }

    /** Latest transaction id known to have ended. */
    int latestCompleted() {
        return (int) Mem.longAcquire(m, shared.base + TxnShared.LATEST_COMPLETED);
    }

    void setLatestCompleted(long full) {
        Mem.longRelease(m, shared.base + TxnShared.LATEST_COMPLETED, full);
    }

    long completionCount() {
        return Mem.longAcquire(m, shared.base + TxnShared.COMPLETION_COUNT);
    }

    // The own entry.

    int ownXid() {
        return Mem.i32(m, shared.xids + 4L * slot);
    }

    int ownXmin() {
        return Mem.i32(m, shared.xmins + 4L * slot);
    }

    void setOwnXmin(int xmin) {
        Mem.intRelease(m, shared.xmins + 4L * slot, xmin);
    }

    /**
     * Announces a horizon taken over from another process's transaction, which must still run and hold it: no horizon
     * is computed meanwhile, so that there is none without either of them. False (and nothing done) when it does not.
     */
    boolean importXmin(int xmin, int source, int sourceLxid) {
        if (source < 0 || source >= slots.highWater()) {
            return false;
        }
        lock(true);
        int held = xmin(source);
        boolean there = slots.inUse(source)
                && lxid(source) == sourceLxid
                && sourceLxid != 0
                && Xid.isNormal(held)
                && !Xid.precedes(xmin, held);
        if (there) {
            setOwnXmin(xmin);
        }
        unlock();
        return there;
    }

    /** Number of the process's transaction since it started; 0 outside transactions. */
    void setLxid(int lxid) {
        Mem.intRelease(m, shared.lxids + 4L * slot, lxid);
    }

    public int lxid(int s) {
        return Mem.intAcquire(m, shared.lxids + 4L * s);
    }

    public int xid(int s) {
        return Mem.intAcquire(m, shared.xids + 4L * s);
    }

    public int xmin(int s) {
        return Mem.intAcquire(m, shared.xmins + 4L * s);
    }

    /** Sets or clears status flags of this process (lazy vacuum is ignored by others' horizons). */
    public void setFlags(int set, int clear) {
        lock(true);
        long at = shared.flags + 4L * slot;
        Mem.put32(m, at, Mem.i32(m, at) & ~clear | set);
        unlock();
    }

    public int flags(int s) {
        return Mem.i32(m, shared.flags + 4L * s);
    }

    /** Under XidGen: publishes a new top-level id or subtransaction id of this process. */
    void publish(int xid, boolean sub) {
        if (!sub) {
            Mem.intRelease(m, shared.xids + 4L * slot, xid);
            return;
        }
        long state = shared.subStates + 4L * slot;
        int s = Mem.i32(m, state);
        int n = s & 0xFFFF;
        if (n < TxnShared.MAX_CACHED_SUBXIDS) {
            Mem.put32(m, shared.subxids(slot) + 4L * n, xid);
            Mem.intRelease(m, state, s + 1);
        } else {
            Mem.intRelease(m, state, s | TxnShared.OVERFLOWED);
        }
    }

    /** While the own commit is between its record and its status bits, checkpoints must not pass. */
    void delayCheckpoint(boolean on) {
        Mem.intVolatile(m, shared.delayCheckpoint + 4L * slot, on ? 1 : 0);
    }

    /** Slots and transactions now delaying a checkpoint: pairs (slot, lxid) packed as {@code slot << 32 | lxid}. */
    public long[] delayingCheckpoint() {
        long[] found = new long[shared.max];
        int n = 0;
        for (int i = 0; i < slots.highWater(); i++) {
            if (Mem.intVolatile(m, shared.delayCheckpoint + 4L * i) != 0) {
                found[n++] = (long) i << 32 | lxid(i) & 0xFFFFFFFFL;
            }
        }
        return java.util.Arrays.copyOf(found, n);
    }

    /** Whether one of those is still delaying. */
    public boolean stillDelaying(long[] who) {
        for (long w : who) {
            int s = (int) (w >>> 32);
            if (Mem.intVolatile(m, shared.delayCheckpoint + 4L * s) != 0 && lxid(s) == (int) w) {
                return true;
            }
        }
        return false;
    }

    /** Ends the own transaction; {@code latestXid} is its newest id (children included), 0 when it had none. */
    void endTransaction(int latestXid) {
        if (latestXid == Xid.INVALID) {
            Mem.intRelease(m, shared.xmins + 4L * slot, 0);
            setLxid(0);
            return;
        }
        lock(true);
        end(slot, latestXid);
        unlock();
    }

    /** ProcArray is held exclusively. */
    private void end(int s, int latestXid) {
        cx.me.enterLeaving(latestXid);
        leave(m, shared, s);
        if (Faults.ON) {
            cx.me.reach(KillPoint.COMMIT_LEAVING);
        }
        advanceCompleted(m, shared, latestXid);
        cx.me.exitCritical();
    }

    /** Does again what a dead process was at, in its own entry, when it died between the steps of {@link #end}. */
    static void endAgain(MemorySegment m, TxnShared shared, int dead, int latestXid) {
        leave(m, shared, dead);
        advanceCompleted(m, shared, latestXid);
    }

    private static void leave(MemorySegment m, TxnShared shared, int s) {
        Mem.intRelease(m, shared.xids + 4L * s, 0);
        Mem.put32(m, shared.xmins + 4L * s, 0);
        Mem.put32(m, shared.subStates + 4L * s, 0);
        Mem.put32(m, shared.lxids + 4L * s, 0);
        long at = shared.flags + 4L * s;
        Mem.put32(m, at, Mem.i32(m, at) & ~(IN_VACUUM | IN_SAFE_INDEX_BUILD | VACUUM_FOR_WRAPAROUND));
    }

    private static void advanceCompleted(MemorySegment m, TxnShared shared, int latestXid) {
        long old = Mem.longAcquire(m, shared.base + TxnShared.LATEST_COMPLETED);
        if (Xid.precedes((int) old, latestXid)) {
            long next = Mem.longAcquire(m, shared.base + TxnShared.NEXT_XID);
            Mem.longRelease(m, shared.base + TxnShared.LATEST_COMPLETED, Xid.full(latestXid, next));
        }
        Mem.addLong(m, shared.base + TxnShared.COMPLETION_COUNT, 1);
    }

    /** Takes aborted subtransactions out of the own entry, so that others see them ended. */
    void removeSubxids(int xid, int[] children, int n, int latestXid) {
        lock(true);
        cx.me.enterCritical();
        for (int i = 0; i < n; i++) {
            removeSubxid(children[i]);
        }
        removeSubxid(xid);
        advanceCompleted(m, shared, latestXid);
        cx.me.exitCritical();
        unlock();
    }

    private void removeSubxid(int xid) {
        long state = shared.subStates + 4L * slot;
        int s = Mem.i32(m, state);
        int count = s & 0xFFFF;
        long list = shared.subxids(slot);
        for (int i = count - 1; i >= 0; i--) {
            if (Mem.i32(m, list + 4L * i) == xid) {
                Mem.put32(m, list + 4L * i, Mem.i32(m, list + 4L * (count - 1)));
                Mem.intRelease(m, state, s - 1);
                return;
            }
        }
    }

    /**
     * After the death of a process that was outside critical sections: its transaction ends.
     *
     * @param status {@link CommitLog#ABORTED}, or COMMITTED when its commit record is durable
     * @param children its committed subtransactions when they are known, else those listed here
     * @return the transaction's id, 0 when it had none
     */
    int reap(int dead, int status, int @Nullable [] children) {
        int xid = xid(dead);
        if (Xid.isValid(xid)) {
            int s = Mem.i32(m, shared.subStates + 4L * dead);
            int n = s & 0xFFFF;
            int[] subs = children == null ? new int[n] : children;
            int latest = xid;
            for (int i = 0; i < subs.length; i++) {
                if (children == null) {
                    subs[i] = Mem.i32(m, shared.subxids(dead) + 4L * i);
                }
                if (Xid.precedes(latest, subs[i])) {
                    latest = subs[i];
                }
            }
            cx.me.enterCritical();
            clog.setTree(xid, subs, subs.length, status, 0);
            cx.me.exitCritical();
            lock(true);
            end(dead, latest);
            unlock();
        }
        reset(dead);
        setLxidOf(dead);
        return xid;
    }

    private void setLxidOf(int dead) {
        Mem.intRelease(m, shared.lxids + 4L * dead, 0);
    }

    // Snapshots.

    /**
     * Fills a snapshot.
     *
     * @param transactionXmin the process's oldest snapshot's xmin, 0 when this is its first: then the process announces
     *     this one's
     */
    void fill(Snapshot s, boolean announce, int curcid) {
        lock(false);
        long count = completionCount();
        if (s.completionCount == count) {
            if (announce) {
                setOwnXmin(s.xmin);
            }
            unlock();
            s.curcid = curcid;
            return;
        }
        int latest = latestCompleted();
        int xmax = Xid.next(latest);
        int xmin = xmax;
        int own = ownXid();
        if (Xid.isNormal(own) && Xid.precedes(own, xmin)) {
            xmin = own;
        }
        s.kind = Snapshot.MVCC;
        s.xcnt = 0;
        s.subxcnt = 0;
        s.overflowed = false;
        int n = slots.highWater();
        for (int i = 0; i < n; i++) {
            int xid = Mem.intAcquire(m, shared.xids + 4L * i);
            if (xid == 0) {
                continue;
            }
            if (i == slot) {
                // own ids are recognised otherwise
                continue;
            }
            if (!Xid.precedes(xid, xmax) || (Mem.i32(m, shared.flags + 4L * i) & IN_VACUUM) != 0) {
                continue;
            }
            if (Xid.precedes(xid, xmin)) {
                xmin = xid;
            }
            s.addXip(xid);
            addSubxids(s, i);
        }
        s.xmin = xmin;
        s.xmax = xmax;
        recentXmin = xmin;
        if (announce) {
            setOwnXmin(xmin);
        }
        unlock();
        s.completionCount = count;
        s.curcid = curcid;
        s.finish();
    }

    private void addSubxids(Snapshot s, int i) {
        if (s.overflowed) {
            return;
        }
        int state = Mem.intAcquire(m, shared.subStates + 4L * i);
        if ((state & TxnShared.OVERFLOWED) != 0) {
            s.overflowed = true;
            return;
        }
        int n = state & 0xFFFF;
        s.roomForSubxids(n);
        long list = shared.subxids(i);
        for (int k = 0; k < n; k++) {
            s.subxip[s.subxcnt++] = Mem.i32(m, list + 4L * k);
        }
    }

    /** Whether a transaction or subtransaction of any process is running (TransactionIdIsInProgress). */
    public boolean isInProgress(int xid) {
        if (!Xid.isNormal(xid) || xid == cachedNotInProgress || Xid.precedes(xid, recentXmin)) {
            return false;
        }
        lock(false);
        if (Xid.precedes(latestCompleted(), xid)) {
            unlock();
            return true;
        }
        boolean overflowed = false;
        int n = slots.highWater();
        int[] tops = null;
        int nt = 0;
        for (int i = 0; i < n; i++) {
            int x = Mem.intAcquire(m, shared.xids + 4L * i);
            if (x == 0) {
                continue;
            }
            if (x == xid) {
                unlock();
                return true;
            }
            if (Xid.precedes(xid, x)) {
                continue;
            }
            int state = Mem.intAcquire(m, shared.subStates + 4L * i);
            for (int k = (state & 0xFFFF) - 1; k >= 0; k--) {
                if (Mem.i32(m, shared.subxids(i) + 4L * k) == xid) {
                    unlock();
                    return true;
                }
            }
            if ((state & TxnShared.OVERFLOWED) != 0) {
                overflowed = true;
                if (tops == null) {
                    tops = new int[n];
                }
                tops[nt++] = x;
            }
        }
        unlock();
        if (overflowed && tops != null && !clog.didAbort(xid)) {
            int top = subtrans.topmost(xid, oldestXid());
            if (top != xid) {
                for (int i = 0; i < nt; i++) {
                    if (tops[i] == top) {
                        return true;
                    }
                }
            }
        }
        cachedNotInProgress = xid;
        return false;
    }

    private int oldestXid() {
        return Mem.i32(m, shared.base + TxnShared.OLDEST_XID);
    }

    /** Whether {@code xid} is the top-level id of a live process. */
    public boolean isActive(int xid) {
        int n = slots.highWater();
        for (int i = 0; i < n; i++) {
            if (xid != 0 && xid(i) == xid) {
                return true;
            }
        }
        return false;
    }

    /** Oldest transaction id any process runs; next id when none runs. */
    public int oldestActive() {
        LwLock.acquire(cx.me, m, shared.xidGenLock, false);
        int oldest = (int) Mem.longAcquire(m, shared.base + TxnShared.NEXT_XID);
        int n = slots.highWater();
        for (int i = 0; i < n; i++) {
            int x = xid(i);
            if (Xid.isNormal(x) && Xid.precedes(x, oldest)) {
                oldest = x;
            }
        }
        LwLock.release(cx.me, m, shared.xidGenLock);
        return oldest;
    }

    /**
     * The horizon of a database: tuples deleted by transactions before it are visible to nobody who can see the
     * database's tables.
     *
     * @param database oid; 0 asks for shared tables: everybody counts
     * @param own whether the own snapshots count (they do except for temporary tables)
     */
    public int oldestXmin(int database, boolean own) {
        lock(false);
        int result = Xid.next(latestCompleted());
        int n = slots.highWater();
        for (int i = 0; i < n; i++) {
            if (i == slot && !own) {
                int x = xid(i);
                if (Xid.isNormal(x) && Xid.precedes(x, result)) {
                    result = x;
                }
                continue;
            }
            int flags = Mem.i32(m, shared.flags + 4L * i);
            if ((flags & IN_VACUUM) != 0) {
                continue;
            }
            boolean counts = database == 0
                    || slots.database(i) == database
                    || slots.database(i) == 0
                    || (flags & AFFECTS_ALL_HORIZONS) != 0;
            int x = xid(i);
            int xm = xmin(i);
            if (counts) {
                if (Xid.isNormal(x) && Xid.precedes(x, result)) {
                    result = x;
                }
                if (Xid.isNormal(xm) && Xid.precedes(xm, result)) {
                    result = xm;
                }
            }
        }
        unlock();
        return result;
    }

    /** As {@link #oldestXmin(int, boolean)}, own snapshots counted. */
    public int oldestXmin(int database) {
        return oldestXmin(database, true);
    }

    /**
     * Transactions of other processes in this database with a snapshot whose xmin is not after {@code limit}, without
     * lazy vacuums, autovacuum and builds of indexes that look at no other table: {@code slot << 32 | lxid}.
     */
    long[] olderSnapshots(int limit) {
        int n = slots.highWater();
        long[] found = new long[n];
        int k = 0;
        int database = cx.me.database();
        lock(false);
        for (int i = 0; i < n; i++) {
            int flags = Mem.i32(m, shared.flags + 4L * i);
            if (i == slot
                    || (flags & (IS_AUTOVACUUM | IN_VACUUM | IN_SAFE_INDEX_BUILD)) != 0
                    || slots.database(i) != database) {
                continue;
            }
            int xm = xmin(i);
            int x = lxid(i);
            if (xm != 0 && x != 0 && !Xid.precedes(limit, xm)) {
                found[k++] = (long) i << 32 | x;
            }
        }
        unlock();
        return java.util.Arrays.copyOf(found, k);
    }

    /** How many other processes run a transaction with an id; stops counting at {@code enough}. */
    public int activeCount(int enough) {
        int found = 0;
        int n = slots.highWater();
        for (int i = 0; i < n && found < enough; i++) {
            if (i != slot && Mem.i32(m, shared.xids + 4L * i) != 0 && slots.waitEvent(i) == 0) {
                found++;
            }
        }
        return found;
    }

    /** Number of live processes in a database other than this one, without backends that rest without a session. */
    public int countOthers(int database) {
        int found = 0;
        int n = slots.highWater();
        for (int i = 0; i < n; i++) {
            if (i != slot
                    && slots.inUse(i)
                    && slots.database(i) == database
                    && (slots.session(i) >= 0 || slots.role(i) != ProcRole.BACKEND)) {
                found++;
            }
        }
        return found;
    }

    /** Logs which transactions run (checkpoint, so that standbys can begin); returns the record's end. */
    public long logRunningXacts() {
        int n = slots.highWater();
        int[] ids = new int[n];
        int[] subs = new int[n * TxnShared.MAX_CACHED_SUBXIDS];
        int xcnt = 0;
        int subcnt = 0;
        boolean overflowed = false;
        lock(false);
        LwLock.acquire(cx.me, m, shared.xidGenLock, false);
        int latest = latestCompleted();
        int next = (int) Mem.longAcquire(m, shared.base + TxnShared.NEXT_XID);
        int oldest = next;
        for (int i = 0; i < n; i++) {
            int x = xid(i);
            if (!Xid.isNormal(x)) {
                continue;
            }
            if (Xid.precedes(x, oldest)) {
                oldest = x;
            }
            ids[xcnt++] = x;
            int state = Mem.intAcquire(m, shared.subStates + 4L * i);
            overflowed |= (state & TxnShared.OVERFLOWED) != 0;
            for (int k = 0; k < (state & 0xFFFF); k++) {
                subs[subcnt++] = Mem.i32(m, shared.subxids(i) + 4L * k);
            }
        }
        cx.me.enterCritical();
        buffer.reset().i32(xcnt).i32(overflowed ? 0 : subcnt).i32(overflowed ? 1 : 0);
        buffer.i32(next).i32(oldest).i32(latest).ints(ids, xcnt);
        if (!overflowed) {
            buffer.ints(subs, subcnt);
        }
        long end = cx.log.insert(Rmgr.STANDBY, RUNNING_XACTS, buffer.array(), buffer.length());
        cx.me.exitCritical();
        LwLock.release(cx.me, m, shared.xidGenLock);
        unlock();
        cx.log.asyncCommit(end);
        return end;
    }
}
