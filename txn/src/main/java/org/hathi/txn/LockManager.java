package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Xid;
import org.hathi.shm.Faults;
import org.hathi.shm.Interrupt;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.shm.PinReason;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.WaitEvent;
import org.jspecify.annotations.Nullable;

/**
 * Heavyweight locks: held to the end of the transaction (or by the session), with a fair queue, deadlock detection and
 * a time limit. This is a process's handle; the shared part is {@link LockTable}.
 *
 * <p>LATCHES: none may be held by the caller. Fast-path lock, then partition locks ascending.
 *
 * <p>CRASH: after a death in the middle of a change {@link LockRepair} makes the table whole; then {@link #reap} gives
 * back what the dead held. A death while queues are reordered against a deadlock needs a restart.
 */
public final class LockManager {
    private static final byte[] NO_LOCKS = {};
    private static final WaitEvent[] EVENTS = {
        WaitEvent.LOCK_RELATION, WaitEvent.LOCK_EXTEND, WaitEvent.LOCK_FROZENID, WaitEvent.LOCK_PAGE,
        WaitEvent.LOCK_TUPLE, WaitEvent.LOCK_TRANSACTIONID, WaitEvent.LOCK_VIRTUALXID, WaitEvent.LOCK_SPECTOKEN,
        WaitEvent.LOCK_OBJECT, WaitEvent.LOCK_USERLOCK, WaitEvent.LOCK_ADVISORY
    };

    private final TxnContext cx;
    private final Proc me;
    private final MemorySegment m;
    private final int slot;
    private final LockTable table;
    private final FastPathLocks fast;
    private final LocalLocks local = new LocalLocks();
    private final SessionLocks sessionLocks;
    private final VirtualLocks virtual;
    private final ProcArray procs;
    private final SubTrans subtrans;
    private @Nullable Resources owner;
    private long deadlockTimeoutMs = 1000;
    private long lockTimeoutMs;
    private int speculativeToken;
    private boolean logWaits;

    LockManager(TxnContext cx, ProcArray procs, SubTrans subtrans) {
        this.cx = cx;
        this.me = cx.me;
        this.m = cx.m;
        this.slot = cx.slot();
        this.table = new LockTable(me);
        this.fast = new FastPathLocks(me, table);
        this.sessionLocks = new SessionLocks(me, table, local);
        this.virtual = new VirtualLocks(this, me, table, fast, procs);
        this.procs = procs;
        this.subtrans = subtrans;
        fast.reset();
    }

    /** {@code deadlock_timeout} and {@code lock_timeout} (0: none), milliseconds. */
    public void setTimeouts(long deadlockMs, long lockMs) {
        deadlockTimeoutMs = deadlockMs;
        lockTimeoutMs = lockMs;
    }

    /** {@code log_lock_waits}. */
    public void setLogWaits(boolean on) {
        logWaits = on;
    }

    /** Who owns the locks acquired from now on; null: the session. */
    void setOwner(@Nullable Resources owner) {
        this.owner = owner;
    }

    /** Acquires for the current owner, waiting as long as it takes. */
    public LockResult acquire(LockTag tag, int mode) {
        return acquire(tag.low(), tag.high(), mode, false, false);
    }

    /**
     * Acquires a lock.
     *
     * @param session held until released or the session ends, rather than the transaction
     * @param nowait return {@link LockResult#NOT_AVAILABLE} instead of waiting
     * @throws SqlError 40P01 deadlock, 55P03 lock_timeout, 53200 table full, or what the interrupts throw
     */
    public LockResult acquire(LockTag tag, int mode, boolean session, boolean nowait) {
        return acquire(tag.low(), tag.high(), mode, session, nowait);
    }

    private LockResult acquire(long low, long high, int mode, boolean session, boolean nowait) {
        Resources own = session ? null : owner;
        LocalLocks.Entry e = local.find(low, high, mode);
        if (e != null) {
            e.add(own);
            return LockResult.ALREADY_HELD;
        }
        e = local.insert(low, high, mode);
        boolean done = false;
        try {
            done = acquireShared(e, nowait);
        } finally {
            if (!done) {
                local.remove(e);
            }
        }
        if (!done) {
            return LockResult.NOT_AVAILABLE;
        }
        e.add(own);
        return LockResult.OK;
    }

    private boolean acquireShared(LocalLocks.Entry e, boolean nowait) {
        int hash = table.hash(e.low, e.high);
        if (FastPathLocks.eligible(e.low, e.high, e.mode, me.database())
                && fast.acquire(hash, (int) (e.low >>> 32), e.mode)) {
            if (Faults.ON) {
                me.reach(KillPoint.LOCK_FAST);
            }
            return true;
        }
        boolean strong = FastPathLocks.conflicting(e.low, e.high, e.mode);
        if (!strong) {
            return acquireMain(e, hash, nowait);
        }
        boolean granted = false;
        fast.beginStrong(hash);
        try {
            fast.transfer(e.low, e.high, hash);
            granted = acquireMain(e, hash, nowait);
        } finally {
            fast.endStrong(hash);
        }
        e.strong = granted;
        return granted;
    }

    private boolean acquireMain(LocalLocks.Entry e, int hash, boolean nowait) {
        table.acquirePartition(hash);
        boolean wait = false;
        boolean early = false;
        me.enterLockTable();
        try {
            long holder = table.request(e.low, e.high, hash, slot, e.mode);
            if (Faults.ON) {
                me.reach(KillPoint.LOCK_CHANGING);
            }
            long lock = table.lockOf(holder);
            boolean conflict =
                    (LockMode.conflicts(e.mode) & table.waitMask(lock)) != 0 || table.conflicts(lock, holder, e.mode);
            if (conflict && table.heldModes(holder) != 0 && !nowait) {
                // what we hold may be what those before us wait for: see whether we may pass them
                int place = placeInQueue(lock, holder, e.mode);
                if (place == PASS) {
                    conflict = false;
                } else if (place == EARLY_DEADLOCK) {
                    early = true;
                }
            }
            if (!conflict) {
                table.grant(lock, holder, e.mode);
                e.holder = holder;
            } else if (nowait) {
                table.unrequest(lock, holder, e.mode);
                return false;
            } else {
                int before = table.heldModes(holder) != 0 ? queuePlace(lock, holder) : -1;
                e.holder = holder;
                table.beginWait(lock, holder, slot, e.mode, before, cx.clock.micros());
                wait = true;
            }
        } finally {
            me.exitCritical();
            table.releasePartition(hash);
        }
        if (Faults.ON) {
            me.reach(wait ? KillPoint.LOCK_WAITING : KillPoint.LOCK_GRANTED);
        }
        if (wait) {
            sleep(e, hash, early);
        }
        return true;
    }

    private static final int WAIT = 0;
    private static final int PASS = 1;
    private static final int EARLY_DEADLOCK = 2;

    /** Who to queue before: the first waiter that waits for something we hold; −1: the end. */
    private int queuePlace(long lock, long holder) {
        int mine = table.heldModes(holder);
        for (int s = table.firstWaiter(lock); s >= 0; s = table.nextWaiter(s)) {
            if ((LockMode.conflicts(table.awaitedMode(s)) & mine) != 0) {
                return s;
            }
        }
        return -1;
    }

    private int placeInQueue(long lock, long holder, int mode) {
        int mine = table.heldModes(holder);
        int ahead = 0;
        for (int s = table.firstWaiter(lock); s >= 0; s = table.nextWaiter(s)) {
            if ((LockMode.conflicts(table.awaitedMode(s)) & mine) != 0) {
                if ((LockMode.conflicts(mode) & table.heldModes(table.awaitedHolder(s))) != 0) {
                    return EARLY_DEADLOCK;
                }
                break;
            }
            ahead |= 1 << table.awaitedMode(s);
        }
        boolean pass = (LockMode.conflicts(mode) & ahead) == 0 && !table.conflicts(lock, holder, mode);
        return pass ? PASS : WAIT;
    }

    // Waiting.

    private void sleep(LocalLocks.Entry e, int hash, boolean early) {
        int type = (int) (e.high >>> 48) & 0xFF;
        WaitEvent event = EVENTS[Math.min(type, EVENTS.length - 1)];
        long start = System.nanoTime();
        boolean checked = false;
        try {
            if (early) {
                checked = true;
                checkDeadlock();
            }
            while (table.status(slot) == LockTable.WAITING) {
                long waited = (System.nanoTime() - start) / 1_000_000;
                if (!checked && waited >= deadlockTimeoutMs) {
                    checked = true;
                    checkDeadlock();
                    cancelAutovacuum();
                    if (logWaits && table.status(slot) == LockTable.WAITING) {
                        logWait(e, hash, "still waiting for ", start);
                    }
                    continue;
                }
                if (lockTimeoutMs > 0 && waited >= lockTimeoutMs) {
                    throw new SqlError(SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout");
                }
                long limit = checked ? Long.MAX_VALUE : deadlockTimeoutMs - waited;
                if (lockTimeoutMs > 0) {
                    limit = Math.min(limit, lockTimeoutMs - waited);
                }
                me.waitLatch(limit == Long.MAX_VALUE ? -1 : limit * 1_000_000, event);
                me.resetLatch();
                if (table.status(slot) == LockTable.WAITING) {
                    cx.interrupts().check();
                }
            }
        } catch (RuntimeException x) {
            giveUp(e, hash);
            throw x;
        }
        if (logWaits && checked) {
            logWait(e, hash, "acquired ", start);
        }
    }

    /** An automatic vacuum in the way gives up, unless it prevents wraparound. */
    private void cancelAutovacuum() {
        for (int s : blockers(slot)) {
            int flags = procs.flags(s);
            if ((flags & ProcArray.IS_AUTOVACUUM) != 0 && (flags & ProcArray.VACUUM_FOR_WRAPAROUND) == 0) {
                me.raiseInterrupt(s, Interrupt.CANCEL);
            }
        }
    }

    private void logWait(LocalLocks.Entry e, int hash, String what, long start) {
        long micros = (System.nanoTime() - start) / 1000;
        String millis = Long.toString(1000 + micros % 1000).substring(1);
        StringBuilder holders = new StringBuilder();
        StringBuilder queue = new StringBuilder();
        int holding = 0;
        table.acquirePartition(hash);
        long lock = table.findLock(e.low, e.high, hash);
        for (long h = lock < 0 ? 0 : table.firstHolder(lock); h != 0; h = table.nextHolder(h)) {
            int s = table.slotOf(h);
            boolean waits = table.awaitedHolder(s) == h;
            StringBuilder b = waits ? queue : holders;
            b.append(b.isEmpty() ? "" : ", ").append(table.pid(s));
            holding += waits ? 0 : 1;
        }
        table.releasePartition(hash);
        String tag = new LockTag(e.low, e.high).describe();
        Report r = Report.of(
                Severity.LOG,
                "process " + table.pid(slot) + " " + what + LockMode.name(e.mode) + " on " + tag + " after "
                        + micros / 1000 + "." + millis + " ms");
        if (what.startsWith("still")) {
            r.detail((holding == 1 ? "Process" : "Processes") + " holding the lock: " + holders + ". Wait queue: "
                    + queue + ".");
        }
        cx.reporter.report(r);
    }

    /** After an error while waiting: leave the queue, or give back what was granted meanwhile. */
    private void giveUp(LocalLocks.Entry e, int hash) {
        table.acquirePartition(hash);
        me.enterLockTable();
        try {
            if (table.awaited(slot) != 0) {
                table.removeWaiter(slot);
            } else if (table.status(slot) == LockTable.OK) {
                long lock = table.lockOf(e.holder);
                boolean wake = table.ungrant(lock, e.holder, e.mode);
                table.cleanUp(lock, e.holder, wake);
                if (FastPathLocks.conflicting(e.low, e.high, e.mode)) {
                    // the grant took the intent's place
                    fast.releaseStrong(hash);
                }
            }
        } finally {
            me.exitCritical();
            table.releasePartition(hash);
        }
    }

    private void checkDeadlock() {
        DeadlockDetector d = new DeadlockDetector(table);
        table.acquireAll();
        try {
            if (table.awaited(slot) == 0) {
                return;
            }
            me.enterCritical();
            boolean deadlock;
            try {
                deadlock = d.check(slot) == DeadlockDetector.DEADLOCK;
                if (deadlock) {
                    table.removeWaiter(slot);
                }
            } finally {
                me.exitCritical();
            }
            if (deadlock) {
                me.stats().database[org.hathi.shm.StatCounters.DB_DEADLOCKS]++;
                throw new SqlError(SqlState.T_R_DEADLOCK_DETECTED, "deadlock detected")
                        .detail(d.detail())
                        .hint("See server log for query details.");
            }
        } finally {
            table.releaseAll();
        }
    }

    // Releasing.

    /**
     * Releases one acquisition of the current owner (or the session).
     *
     * @return false when it is not held so; the caller may warn
     */
    public boolean release(LockTag tag, int mode, boolean session) {
        LocalLocks.Entry e = local.find(tag.low(), tag.high(), mode);
        if (e == null) {
            return false;
        }
        Resources own = session ? null : owner;
        if (!e.remove(own)) {
            // acquired under a portal's or parent's owner: any owner of this transaction will do
            if (session || !removeAny(e)) {
                return false;
            }
        }
        if (e.count == 0) {
            releaseShared(e);
        }
        return true;
    }

    public boolean release(LockTag tag, int mode) {
        return release(tag, mode, false);
    }

    private static boolean removeAny(LocalLocks.Entry e) {
        for (int i = 0; i < e.ownerCount; i++) {
            if (e.owners[i] != null) {
                return e.remove(e.owners[i]);
            }
        }
        return false;
    }

    private void releaseShared(LocalLocks.Entry e) {
        int hash = table.hash(e.low, e.high);
        if (e.holder != 0
                || !FastPathLocks.eligible(e.low, e.high, e.mode, me.database())
                || !fast.release((int) (e.low >>> 32), e.mode)) {
            table.acquirePartition(hash);
            me.enterLockTable();
            try {
                long lock = e.holder != 0 ? table.lockOf(e.holder) : table.findLock(e.low, e.high, hash);
                long holder = e.holder != 0 ? e.holder : table.findHolder(lock, hash, slot);
                boolean wake = table.ungrant(lock, holder, e.mode);
                if (Faults.ON) {
                    me.reach(KillPoint.LOCK_TAKEN_AWAY);
                }
                table.cleanUp(lock, holder, wake);
                if (e.strong) {
                    fast.releaseStrong(hash);
                }
            } finally {
                me.exitCritical();
                table.releasePartition(hash);
            }
        }
        local.remove(e);
    }

    /** End of a transaction: everything but the session's locks. */
    public void releaseTransaction() {
        if (local.size() == 0) {
            return;
        }
        for (LocalLocks.Entry e : local.entries()) {
            if (!e.heldBySession()) {
                releaseShared(e);
                continue;
            }
            for (int i = e.ownerCount - 1; i >= 0; i--) {
                if (e.owners[i] != null) {
                    e.removeAll(e.owners[i]);
                }
            }
        }
    }

    /** Abort of a subtransaction: the locks of its owner and the owners below it. */
    void releaseOwner(Resources own) {
        for (Resources child : own.children()) {
            releaseOwner(child);
        }
        for (LocalLocks.Entry e : local.entries()) {
            e.removeAll(own);
            if (e.count == 0) {
                releaseShared(e);
            }
        }
    }

    /** Commit of a subtransaction: its locks become its parent's. */
    void reassign(Resources from, Resources to) {
        for (LocalLocks.Entry e : local.entries()) {
            e.reassign(from, to);
        }
    }

    /** Session's end: everything. Also {@code pg_advisory_unlock_all} with {@code advisoryOnly}. */
    public void releaseSession(boolean advisoryOnly) {
        for (LocalLocks.Entry e : local.entries()) {
            if (advisoryOnly && (int) (e.high >>> 56) != LockTag.USER_METHOD) {
                continue;
            }
            e.removeAll(null);
            if (e.count == 0) {
                releaseShared(e);
            }
        }
    }

    /** Whether this process holds the lock in this mode. */
    public boolean holds(LockTag tag, int mode) {
        return local.find(tag.low(), tag.high(), mode) != null;
    }

    /** Whether it holds it in this or a stronger mode. */
    public boolean holdsAtLeast(LockTag tag, int mode) {
        for (int i = mode; i <= LockMode.ACCESS_EXCLUSIVE; i++) {
            if (holds(tag, i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Leaves the session's locks to the session, which is about to be parked; outside transactions.
     *
     * @return what {@link #resumeSession} needs; empty when it holds none
     * @throws SqlError 53200 when the lock table is full: it keeps them
     */
    public byte[] parkSession(int sessionSlot) {
        return local.size() == 0 ? NO_LOCKS : sessionLocks.park(sessionSlot);
    }

    /** Takes over the locks of a session that was parked. */
    public void resumeSession(int sessionSlot, byte[] locks) {
        if (locks.length > 0) {
            sessionLocks.resume(sessionSlot, locks);
        }
    }

    /** Releases the locks of a session that ended while it was parked; by any process. */
    public void endParkedSession(int sessionSlot) {
        sessionLocks.end(sessionSlot);
    }

    /** Whether the session holds locks that outlive transactions. */
    public boolean hasSessionLocks() {
        for (LocalLocks.Entry e : local.entries()) {
            if (e.heldBySession()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Outside transactions: a session for whose locks somebody waits is not to be parked, or its process would be taken
     * by those who only wait for it, and it had to wait for another one. A hint.
     */
    public PinReason pinnedBy() {
        if (local.size() == 0) {
            return PinReason.NONE;
        }
        for (LocalLocks.Entry e : local.entries()) {
            if (e.holder != 0 && table.waitMask(table.lockOf(e.holder)) != 0) {
                return PinReason.LOCKS;
            }
        }
        return PinReason.NONE;
    }

    // Particular locks.

    /** Virtual transactions, and waiting for those that hold locks or old snapshots. */
    public VirtualLocks virtual() {
        return virtual;
    }

    /** A transaction id just assigned: others wait for its end on this. */
    void lockXid(int xid) {
        acquire(LockTag.transaction(xid), LockMode.EXCLUSIVE);
    }

    /** Aborted subtransaction: those who wait for it may go on. */
    void unlockXid(int xid) {
        release(LockTag.transaction(xid), LockMode.EXCLUSIVE);
    }

    /** Waits until a transaction (the top-level one if it is a committed subtransaction) has ended. */
    public void xactLockWait(int xid) {
        int x = xid;
        for (boolean first = true; ; first = false) {
            LockTag tag = LockTag.transaction(x);
            acquire(tag, LockMode.SHARE);
            release(tag, LockMode.SHARE);
            if (!procs.isInProgress(x)) {
                return;
            }
            if (!first) {
                // its id is published before its lock: give it a moment
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                cx.interrupts().check();
            }
            x = subtrans.topmost(x, Xid.INVALID);
        }
    }

    /** As {@link #xactLockWait} without waiting: false when the transaction still runs. */
    public boolean xactLockTry(int xid) {
        int x = xid;
        for (int i = 0; i < 1000; i++) {
            LockTag tag = LockTag.transaction(x);
            if (acquire(tag, LockMode.SHARE, false, true) == LockResult.NOT_AVAILABLE) {
                return false;
            }
            release(tag, LockMode.SHARE);
            if (!procs.isInProgress(x)) {
                return true;
            }
            x = subtrans.topmost(x, Xid.INVALID);
        }
        return false;
    }

    /** Locks a relation for extension. */
    public void lockExtend(int db, int rel) {
        acquire(LockTag.extend(db, rel), LockMode.EXCLUSIVE);
    }

    public void unlockExtend(int db, int rel) {
        release(LockTag.extend(db, rel), LockMode.EXCLUSIVE);
    }

    /** Begins a speculative insertion (INSERT … ON CONFLICT): returns the token for the tuple. */
    public int speculativeBegin(int xid) {
        speculativeToken++;
        if (speculativeToken == 0) {
            speculativeToken = 1;
        }
        acquire(LockTag.speculative(xid, speculativeToken), LockMode.EXCLUSIVE);
        return speculativeToken;
    }

    /** Ends the speculative insertion begun last. */
    public void speculativeEnd(int xid) {
        release(LockTag.speculative(xid, speculativeToken), LockMode.EXCLUSIVE);
    }

    /** Waits until somebody else's speculative insertion is decided. */
    public void speculativeWait(int xid, int token) {
        LockTag tag = LockTag.speculative(xid, token);
        acquire(tag, LockMode.SHARE);
        release(tag, LockMode.SHARE);
    }

    // Listing.

    /** Entries of the shared table of locks, and how many there can be. A hint. */
    public int lockEntries() {
        return table.locks.size();
    }

    public int lockCapacity() {
        return table.locks.capacity();
    }

    /** Entries of the shared table of who holds or awaits which lock, and how many there can be. A hint. */
    public int holderEntries() {
        return table.holders.size();
    }

    public int holderCapacity() {
        return table.holders.capacity();
    }

    /** Every lock held or awaited, for {@code pg_locks}. */
    public List<LockInfo> snapshot() {
        List<LockInfo> list = new ArrayList<>();
        ProcSlots slots = me.slots();
        int n = slots.highWater();
        for (int s = 0; s < n; s++) {
            if (slots.inUse(s)) {
                listFastPath(s, list);
            }
        }
        table.acquireAll();
        try {
            for (int p = 0; p < LockLayout.PARTITIONS; p++) {
                for (long h = table.holders.first(p); h >= 0; h = table.holders.next(h)) {
                    listHolder(h, list);
                }
            }
        } finally {
            table.releaseAll();
        }
        return list;
    }

    private void listFastPath(int s, List<LockInfo> list) {
        long p = table.proc(s);
        int pid = table.pid(s);
        int lxid = procs.lxid(s);
        LwLock.acquire(me, m, p + LockLayout.P_FP_LOCK, false);
        long bits = Mem.i64(m, p + LockLayout.P_FP_BITS);
        int db = Mem.i32(m, p + LockLayout.P_FP_DB);
        for (int i = 0; i < LockLayout.FP_SLOTS; i++) {
            int rel = Mem.i32(m, p + LockLayout.P_FP_RELS + 4L * i);
            for (int mode = 1; mode <= 3; mode++) {
                if ((bits & 1L << 3 * i + mode - 1) != 0) {
                    list.add(new LockInfo(LockTag.relation(db, rel), s, pid, lxid, mode, true, true, 0));
                }
            }
        }
        int vxid = Mem.i32(m, p + LockLayout.P_FP_LXID);
        LwLock.release(me, m, p + LockLayout.P_FP_LOCK);
        if (vxid > 0) {
            LockTag tag = LockTag.virtualTransaction(s + 1, vxid);
            list.add(new LockInfo(tag, s, pid, lxid, LockMode.EXCLUSIVE, true, true, 0));
        }
    }

    /** Local transaction id of a process; a parked session has none. */
    private int lxid(int s) {
        return s < me.slots().max() ? procs.lxid(s) : 0;
    }

    private void listHolder(long h, List<LockInfo> list) {
        int s = table.slotOf(h);
        LockTag tag = table.tag(table.lockOf(h));
        int pid = table.pid(s);
        int held = table.heldModes(h);
        for (int mode = 1; mode <= 8; mode++) {
            if ((held & 1 << mode) != 0) {
                list.add(new LockInfo(tag, s, pid, lxid(s), mode, true, false, 0));
            }
        }
        if (table.awaitedHolder(s) == h) {
            long since = Mem.i64(m, table.proc(s) + LockLayout.P_WAIT_START);
            list.add(new LockInfo(tag, s, pid, procs.lxid(s), table.awaitedMode(s), false, false, since));
        }
    }

    /** Slots of the processes that keep another one waiting, for {@code pg_blocking_pids}. */
    public int[] blockers(int waiting) {
        List<Integer> found = new ArrayList<>();
        table.acquireAll();
        try {
            long lock = table.awaited(waiting);
            if (lock != 0) {
                int mask = LockMode.conflicts(table.awaitedMode(waiting));
                for (long h = table.firstHolder(lock); h != 0; h = table.nextHolder(h)) {
                    if (table.slotOf(h) != waiting && (table.heldModes(h) & mask) != 0) {
                        found.add(table.slotOf(h));
                    }
                }
                for (int q = table.firstWaiter(lock); q >= 0 && q != waiting; q = table.nextWaiter(q)) {
                    if ((mask & 1 << table.awaitedMode(q)) != 0 && !found.contains(q)) {
                        found.add(q);
                    }
                }
            }
        } finally {
            table.releaseAll();
        }
        int[] a = new int[found.size()];
        for (int i = 0; i < a.length; i++) {
            a[i] = found.get(i);
        }
        return a;
    }

    /** After the death of a process, its changes of the table repaired: releases all it held and awaited. */
    void reap(int dead) {
        // first, so that nobody moves a weak lock of the dead to the main table behind our back
        fast.reap(dead);
        for (int p = 0; p < LockLayout.PARTITIONS; p++) {
            LwLock.acquire(me, m, table.locks.lock(p), true);
            me.enterCritical();
            for (long h = table.holders.first(p); h >= 0; ) {
                long next = table.holders.next(h);
                if (table.slotOf(h) == dead) {
                    reapHolder(h, dead);
                }
                h = next;
            }
            me.exitCritical();
            LwLock.release(me, m, table.locks.lock(p));
        }
        fast.reapStrong(dead);
    }

    private void reapHolder(long h, int dead) {
        long lock = table.lockOf(h);
        int hash = table.locks.hashOf(lock);
        long low = table.tagLow(lock);
        long high = table.tagHigh(lock);
        int held = table.heldModes(h);
        boolean waiting = table.awaitedHolder(dead) == h;
        if (waiting) {
            // leaves the queue; the holder entry goes with it unless it holds modes as well
            table.removeWaiter(dead);
        }
        boolean wake = false;
        for (int mode = 1; mode <= 8; mode++) {
            if ((held & 1 << mode) != 0) {
                wake |= table.ungrant(lock, h, mode);
                if (FastPathLocks.conflicting(low, high, mode)) {
                    fast.releaseStrong(hash);
                }
            }
        }
        if (held != 0) {
            table.cleanUp(lock, h, wake);
        }
    }
}
