package org.hathi.txn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionSlots;
import org.hathi.shm.SharedHash;

/**
 * The shared lock table: requests, grants, wait queues. Every method needs the partition's lock exclusively, and the
 * caller brackets changes in {@link Proc#enterLockTable}. See {@link LockLayout}.
 *
 * <p>INVARIANTS
 * <ul>
 *   <li>LOCK-1: a lock entry exists exactly while it has requests; a holder entry while it holds modes or waits.
 *   <li>LOCK-2: bit m of the granted modes is set exactly while grants[m] &gt; 0; of the awaited while
 *       requests[m] &gt; grants[m].
 *   <li>LOCK-3: a process is in at most one wait queue; while its status is WAITING its P_LOCK names it.
 * </ul>
 *
 * <p>CRASH: what is true of a partition is which entries are in it, each holder's modes (one word), and who waits for
 * what (one word, the status). All else follows from these, and {@link LockRepair} derives it after a death in the
 * middle of a change. A queue is whole when followed from its first waiter at every moment.
 */
final class LockTable {
    static final int OK = 0;
    static final int WAITING = 1;
    static final int ERROR = 2;
    static final int VALUE = 24;

    final Proc me;
    final MemorySegment m;
    final SharedHash locks;
    final SharedHash holders;
    private final SessionSlots sessions;
    private final long procs;
    final int processes;
    private final MemorySegment key = Arena.ofAuto().allocate(16, 8);
    private final MemorySegment holderKey = Arena.ofAuto().allocate(16, 8);

    LockTable(Proc me) {
        this.me = me;
        this.m = me.memory();
        Segment s = me.segment();
        this.locks = new SharedHash(s, LockLayout.LOCKS);
        this.holders = new SharedHash(s, LockLayout.HOLDERS);
        this.sessions = new SessionSlots(s);
        this.procs = s.region(LockLayout.PROCS).offset();
        this.processes = me.slots().max();
    }

    /** The pid by which views and messages name a process, or a parked session: the session's, if there is one. */
    int pid(int slot) {
        if (slot >= processes) {
            return sessions.pid(slot - processes);
        }
        int session = me.slots().session(slot);
        int pid = session >= 0 ? sessions.pid(session) : 0;
        return pid != 0 ? pid : me.slots().pid(slot);
    }

    long proc(int slot) {
        return procs + (long) slot * LockLayout.PROC_STRIDE;
    }

    int hash(long low, long high) {
        Mem.put64(key, 0, low);
        Mem.put64(key, 8, high);
        return locks.hash(key, 0);
    }

    void acquirePartition(int hash) {
        LwLock.acquire(me, m, locks.lockFor(hash), true);
    }

    void releasePartition(int hash) {
        LwLock.release(me, m, locks.lockFor(hash));
    }

    void acquireAll() {
        for (int i = 0; i < locks.partitions(); i++) {
            LwLock.acquire(me, m, locks.lock(i), true);
        }
    }

    void releaseAll() {
        for (int i = locks.partitions() - 1; i >= 0; i--) {
            LwLock.release(me, m, locks.lock(i));
        }
    }

    int get(long at) {
        return Mem.i32(m, at);
    }

    void put(long at, int v) {
        Mem.put32(m, at, v);
    }

    long tagLow(long lock) {
        return Mem.i64(m, locks.key(lock));
    }

    long tagHigh(long lock) {
        return Mem.i64(m, locks.key(lock) + 8);
    }

    LockTag tag(long lock) {
        return new LockTag(tagLow(lock), tagHigh(lock));
    }

    /** The lock entry of a tag, −1 for none. */
    long findLock(long low, long high, int hash) {
        Mem.put64(key, 0, low);
        Mem.put64(key, 8, high);
        return locks.find(hash, key, 0);
    }

    private static int holderHash(int hash, int slot) {
        // same partition as the lock: the low bits stay
        return hash ^ slot << Integer.numberOfTrailingZeros(LockLayout.PARTITIONS);
    }

    long findHolder(long lock, int hash, int slot) {
        Mem.put64(holderKey, 0, lock);
        Mem.put64(holderKey, 8, slot);
        return holders.find(holderHash(hash, slot), holderKey, 0);
    }

    /**
     * Registers a request: finds or makes the lock and the holder entry, counts the request.
     *
     * @return the holder entry
     * @throws SqlError 53200 when the tables are full; nothing is changed then
     */
    long request(long low, long high, int hash, int slot, int mode) {
        long lock = findLock(low, high, hash);
        if (lock < 0) {
            lock = locks.tryInsert(me, hash, key, 0);
            if (lock < 0) {
                throw full();
            }
        }
        long holder = findHolder(lock, hash, slot);
        if (holder < 0) {
            holder = holders.tryInsert(me, holderHash(hash, slot), holderKey, 0);
            if (holder < 0) {
                if (get(lock + VALUE + LockLayout.N_REQUESTED) == 0) {
                    locks.remove(me, lock);
                }
                throw full();
            }
            long h = holder + VALUE;
            Mem.put64(m, h + LockLayout.H_LOCK, lock);
            put(h + LockLayout.H_SLOT, slot);
            link(lock, holder);
        }
        countRequest(lock, mode);
        return holder;
    }

    /** Puts a holder entry into its lock's list. */
    void link(long lock, long holder) {
        long h = holder + VALUE;
        long first = Mem.i64(m, lock + VALUE + LockLayout.FIRST_HOLDER);
        Mem.put64(m, h + LockLayout.H_NEXT, first);
        Mem.put64(m, h + LockLayout.H_PREV, 0L);
        if (first != 0) {
            Mem.put64(m, first + VALUE + LockLayout.H_PREV, holder);
        }
        Mem.put64(m, lock + VALUE + LockLayout.FIRST_HOLDER, holder);
    }

    void countRequest(long lock, int mode) {
        long v = lock + VALUE;
        put(v + LockLayout.N_REQUESTED, get(v + LockLayout.N_REQUESTED) + 1);
        put(v + LockLayout.REQUESTED + 4L * mode, get(v + LockLayout.REQUESTED + 4L * mode) + 1);
    }

    void countGrant(long lock, int mode) {
        long v = lock + VALUE;
        put(v + LockLayout.N_GRANTED, get(v + LockLayout.N_GRANTED) + 1);
        long g = v + LockLayout.GRANTED + 4L * mode;
        put(g, get(g) + 1);
        put(v + LockLayout.GRANT_MASK, get(v + LockLayout.GRANT_MASK) | 1 << mode);
    }

    /** Notes that somebody waits for the mode. */
    void addAwaited(long lock, int mode) {
        put(lock + VALUE + LockLayout.WAIT_MASK, waitMask(lock) | 1 << mode);
    }

    private static SqlError full() {
        return new SqlError(SqlState.OUT_OF_MEMORY, "out of shared memory")
                .hint("You might need to increase max_locks_per_transaction.");
    }

    long lockOf(long holder) {
        return Mem.i64(m, holder + VALUE + LockLayout.H_LOCK);
    }

    int slotOf(long holder) {
        return get(holder + VALUE + LockLayout.H_SLOT);
    }

    int heldModes(long holder) {
        return get(holder + VALUE + LockLayout.H_MASK);
    }

    long firstHolder(long lock) {
        return Mem.i64(m, lock + VALUE + LockLayout.FIRST_HOLDER);
    }

    long nextHolder(long holder) {
        return Mem.i64(m, holder + VALUE + LockLayout.H_NEXT);
    }

    int waitMask(long lock) {
        return get(lock + VALUE + LockLayout.WAIT_MASK);
    }

    /** First waiter's slot, −1 for none. */
    int firstWaiter(long lock) {
        return get(lock + VALUE + LockLayout.FIRST_WAITER) - 1;
    }

    int nextWaiter(int slot) {
        return get(proc(slot) + LockLayout.P_NEXT) - 1;
    }

    /** Lock entry a process waits for, 0 for none. */
    long awaited(int slot) {
        return waits(slot) ? Mem.i64(m, proc(slot) + LockLayout.P_LOCK) : 0;
    }

    long awaitedHolder(int slot) {
        return waits(slot) ? Mem.i64(m, proc(slot) + LockLayout.P_HOLDER) : 0;
    }

    private boolean waits(int slot) {
        return slot < processes && status(slot) == WAITING;
    }

    int awaitedMode(int slot) {
        return get(proc(slot) + LockLayout.P_MODE);
    }

    int status(int slot) {
        return Mem.intVolatile(m, proc(slot) + LockLayout.P_STATUS);
    }

    /** Whether a mode conflicts with what others hold. */
    boolean conflicts(long lock, long holder, int mode) {
        int mask = LockMode.conflicts(mode);
        long v = lock + VALUE;
        if ((mask & get(v + LockLayout.GRANT_MASK)) == 0) {
            return false;
        }
        int mine = heldModes(holder);
        for (int i = 1; i <= 8; i++) {
            if ((mask & 1 << i) != 0) {
                int granted = get(v + LockLayout.GRANTED + 4L * i) - ((mine & 1 << i) != 0 ? 1 : 0);
                if (granted > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    void grant(long lock, long holder, int mode) {
        countGrant(lock, mode);
        clearWaitIfNone(lock + VALUE, mode);
        if (mode > LockMode.SHARE_UPDATE_EXCLUSIVE && tagIsRelation(lock)) {
            // the grant stands for the count of strong locks from now on; first, so that no reaper counts both
            put(proc(slotOf(holder)) + LockLayout.P_STRONG, 0);
        }
        Mem.intRelease(m, holder + VALUE + LockLayout.H_MASK, heldModes(holder) | 1 << mode);
    }

    private boolean tagIsRelation(long lock) {
        return FastPathLocks.conflicting(tagLow(lock), tagHigh(lock), LockMode.ACCESS_EXCLUSIVE);
    }

    private void clearWaitIfNone(long v, int mode) {
        if (get(v + LockLayout.GRANTED + 4L * mode) == get(v + LockLayout.REQUESTED + 4L * mode)) {
            put(v + LockLayout.WAIT_MASK, get(v + LockLayout.WAIT_MASK) & ~(1 << mode));
        }
    }

    /** Takes a granted mode away; then {@link #cleanUp}. Returns whether waiters may be able to go on. */
    boolean ungrant(long lock, long holder, int mode) {
        long v = lock + VALUE;
        forgetRequest(v, mode);
        put(v + LockLayout.N_GRANTED, get(v + LockLayout.N_GRANTED) - 1);
        long g = v + LockLayout.GRANTED + 4L * mode;
        put(g, get(g) - 1);
        if (get(g) == 0) {
            put(v + LockLayout.GRANT_MASK, get(v + LockLayout.GRANT_MASK) & ~(1 << mode));
        }
        put(holder + VALUE + LockLayout.H_MASK, heldModes(holder) & ~(1 << mode));
        return (LockMode.conflicts(mode) & get(v + LockLayout.WAIT_MASK)) != 0;
    }

    private void forgetRequest(long v, int mode) {
        put(v + LockLayout.N_REQUESTED, get(v + LockLayout.N_REQUESTED) - 1);
        long r = v + LockLayout.REQUESTED + 4L * mode;
        put(r, get(r) - 1);
    }

    /** Undoes {@link #request} that was not granted and does not wait. */
    void unrequest(long lock, long holder, int mode) {
        forgetRequest(lock + VALUE, mode);
        cleanUp(lock, holder, false);
    }

    /** Removes entries nobody needs any more; wakes waiters if asked to. */
    void cleanUp(long lock, long holder, boolean wake) {
        if (heldModes(holder) == 0 && awaitedHolder(slotOf(holder)) != holder) {
            long h = holder + VALUE;
            long next = Mem.i64(m, h + LockLayout.H_NEXT);
            long prev = Mem.i64(m, h + LockLayout.H_PREV);
            if (prev != 0) {
                Mem.put64(m, prev + VALUE + LockLayout.H_NEXT, next);
            } else {
                Mem.put64(m, lock + VALUE + LockLayout.FIRST_HOLDER, next);
            }
            if (next != 0) {
                Mem.put64(m, next + VALUE + LockLayout.H_PREV, prev);
            }
            holders.remove(me, holder);
        }
        if (get(lock + VALUE + LockLayout.N_REQUESTED) == 0) {
            locks.remove(me, lock);
        } else if (wake) {
            wakeWaiters(lock);
        }
    }

    // Wait queues.

    /** Puts a process into the queue before another one (−1: at the end). */
    void enqueue(long lock, int slot, int before) {
        long v = lock + VALUE;
        long p = proc(slot);
        int prev = before < 0 ? get(v + LockLayout.LAST_WAITER) : get(proc(before) + LockLayout.P_PREV);
        put(p + LockLayout.P_NEXT, before + 1);
        put(p + LockLayout.P_PREV, prev);
        Mem.intRelease(m, prev == 0 ? v + LockLayout.FIRST_WAITER : proc(prev - 1) + LockLayout.P_NEXT, slot + 1);
        if (before < 0) {
            put(v + LockLayout.LAST_WAITER, slot + 1);
        } else {
            put(proc(before) + LockLayout.P_PREV, slot + 1);
        }
    }

    /** Takes a process out of the queue's links. */
    void dequeue(long lock, int slot) {
        long v = lock + VALUE;
        long p = proc(slot);
        int next = get(p + LockLayout.P_NEXT);
        int prev = get(p + LockLayout.P_PREV);
        Mem.intRelease(m, prev == 0 ? v + LockLayout.FIRST_WAITER : proc(prev - 1) + LockLayout.P_NEXT, next);
        if (next == 0) {
            put(v + LockLayout.LAST_WAITER, prev);
        } else {
            put(proc(next - 1) + LockLayout.P_PREV, prev);
        }
        Mem.intRelease(m, p + LockLayout.P_NEXT, 0);
        put(p + LockLayout.P_PREV, 0);
    }

    void beginWait(long lock, long holder, int slot, int mode, int before, long now) {
        enqueue(lock, slot, before);
        if (Faults.ON) {
            me.reach(KillPoint.LOCK_QUEUED);
        }
        addAwaited(lock, mode);
        long p = proc(slot);
        Mem.put64(m, p + LockLayout.P_LOCK, lock);
        Mem.put64(m, p + LockLayout.P_HOLDER, holder);
        put(p + LockLayout.P_MODE, mode);
        put(p + LockLayout.P_HELD, heldModes(holder));
        Mem.put64(m, p + LockLayout.P_WAIT_START, now);
        Mem.intVolatile(m, p + LockLayout.P_STATUS, WAITING);
    }

    /** One store: the process, or who repairs the table, sees the wait as it was or not at all. */
    void endWait(int slot, int status) {
        Mem.intVolatile(m, proc(slot) + LockLayout.P_STATUS, status);
    }

    /** Gives up a wait: the process leaves the queue without the lock. */
    void removeWaiter(int slot) {
        long lock = awaited(slot);
        long holder = awaitedHolder(slot);
        int mode = awaitedMode(slot);
        dequeue(lock, slot);
        forgetRequest(lock + VALUE, mode);
        clearWaitIfNone(lock + VALUE, mode);
        endWait(slot, ERROR);
        cleanUp(lock, holder, true);
    }

    /** Grants the lock to every waiter that can have it, in order of the queue. */
    void wakeWaiters(long lock) {
        int ahead = 0;
        for (int s = firstWaiter(lock); s >= 0; ) {
            int next = nextWaiter(s);
            int mode = awaitedMode(s);
            long holder = awaitedHolder(s);
            if ((LockMode.conflicts(mode) & ahead) == 0 && !conflicts(lock, holder, mode)) {
                dequeue(lock, s);
                grant(lock, holder, mode);
                if (Faults.ON) {
                    me.reach(KillPoint.LOCK_PASSED_ON);
                }
                endWait(s, OK);
                me.setLatch(s);
            } else {
                ahead |= 1 << mode;
            }
            s = next;
        }
    }

    /** Whether {@code slot} waits in vain right now: held or earlier requests conflict. For tests and views. */
    int[] queue(long lock) {
        int[] q = new int[0];
        for (int s = firstWaiter(lock); s >= 0; s = nextWaiter(s)) {
            q = java.util.Arrays.copyOf(q, q.length + 1);
            q[q.length - 1] = s;
        }
        return q;
    }
}
