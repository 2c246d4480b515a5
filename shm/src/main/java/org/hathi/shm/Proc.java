package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.hathi.base.PgClock;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Futex;
import org.hathi.os.Mem;
import org.hathi.os.Poll;

/**
 * The calling process's (or test thread's) own slot: latch, interrupts, critical sections, waits, and the lists a
 * reaper needs. Used by one thread only, except {@link #setLatch(int)} and {@link #raiseInterrupt(int, int)}.
 *
 * <p>INVARIANTS
 * <ul>
 *   <li>PROC-1: the critical depth is stored before the first change it guards and cleared after the last.
 *   <li>PROC-2: a lock is listed before it is acquired and until after it is released; the entry is "in transition"
 *       while the two may disagree.
 * </ul>
 */
public final class Proc {
    private static final int CPUS = Runtime.getRuntime().availableProcessors();
    private static final int SPIN_LATCH_WAIT = 50;

    private final Segment segment;
    private final ProcSlots slots;
    private final MemorySegment m;
    private final long at;
    private final long running;
    private final int slot;
    private final long[] held = new long[ProcSlots.MAX_LOCKS];
    private final int[] freePins = new int[ProcSlots.MAX_PINS];
    private int heldCount;
    private int freePinCount;
    private int depth;
    private final PageUndo undo;
    private boolean undoFits;
    private int undoState;
    private final ProcStats stats = new ProcStats(this);
    private @org.jspecify.annotations.Nullable WakeSocket wake;
    private final @org.jspecify.annotations.Nullable Faults faults;
    private Runnable stalled = () -> {};
    private @org.jspecify.annotations.Nullable Runnable whenBlocked;
    private @org.jspecify.annotations.Nullable Progress progress;

    private Proc(Segment segment, ProcSlots slots, int slot) {
        this.segment = segment;
        this.slots = slots;
        this.m = slots.m;
        this.slot = slot;
        this.at = slots.at(slot);
        this.running = slots.base + ProcSlots.H_RUNNING;
        this.undo = new PageUndo(segment);
        this.faults = Faults.ON ? new Faults(role(), slot) : null;
        for (int i = 0; i < freePins.length; i++) {
            freePins[i] = freePins.length - 1 - i;
        }
        freePinCount = freePins.length;
    }

    /**
     * Takes a free slot.
     *
     * @throws SqlError FATAL 53300 when all are taken
     */
    public static Proc acquire(Segment segment, ProcRole role, int pid) {
        ProcSlots slots = new ProcSlots(segment);
        MemorySegment m = slots.m;
        for (int i = 0; i < slots.max(); i++) {
            long at = slots.at(i);
            if (Mem.intAcquire(m, at + ProcSlots.PID) != 0 || !Mem.casInt(m, at + ProcSlots.PID, 0, pid)) {
                continue;
            }
            Mem.put32(m, at + ProcSlots.ROLE, role.ordinal());
            Mem.put32(m, at + ProcSlots.SESSION, -1);
            Mem.put32(m, at + ProcSlots.DATABASE, 0);
            Mem.put32(m, at + ProcSlots.WAIT_EVENT, 0);
            Mem.put64(m, at + ProcSlots.START, PgClock.SYSTEM.micros());
            Mem.put64(m, at + ProcSlots.INCARNATION, Mem.i64(m, at + ProcSlots.INCARNATION) + 1);
            Mem.intVolatile(m, at + ProcSlots.INTERRUPTS, 0);
            Mem.intVolatile(m, at + ProcSlots.LATCH, ProcSlots.LATCH_CLEAR);
            int high = Mem.intVolatile(m, slots.base + ProcSlots.H_HIGH);
            while (high <= i && !Mem.casInt(m, slots.base + ProcSlots.H_HIGH, high, i + 1)) {
                high = Mem.intVolatile(m, slots.base + ProcSlots.H_HIGH);
            }
            // last: who finds the slot by the pid may interrupt it at once
            Mem.intVolatile(m, at + ProcSlots.STATE, ProcSlots.USED);
            Proc p = new Proc(segment, slots, i);
            // the postmaster sleeps in waits of its own, which say nothing here
            if (role != ProcRole.POSTMASTER) {
                p.setRunning(true);
            }
            return p;
        }
        throw SqlError.fatal(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
    }

    /** Gives the slot back; the process must hold nothing. */
    public void release() {
        assert heldCount == 0 : describeHeld();
        assert depth == 0 : "depth=" + depth;
        if (wake != null) {
            wake.close();
            wake = null;
        }
        slots.clear(slot);
    }

    public Segment segment() {
        return segment;
    }

    /** What this process has counted for the cumulative statistics. */
    public ProcStats stats() {
        return stats;
    }

    /** What this process, and others, tell about long commands. */
    public Progress progress() {
        Progress p = progress;
        if (p == null) {
            p = new Progress(segment, slots, slot);
            progress = p;
        }
        return p;
    }

    public ProcSlots slots() {
        return slots;
    }

    public MemorySegment memory() {
        return m;
    }

    /** What the process that has the slot is for. */
    public ProcRole role() {
        return ProcRole.values()[Mem.i32(m, at + ProcSlots.ROLE)];
    }

    public int slot() {
        return slot;
    }

    public int pid() {
        return Mem.i32(m, at + ProcSlots.PID);
    }

    /** Says which session this process serves, −1 for none. */
    public void setSession(int sessionSlot) {
        Mem.put32(m, at + ProcSlots.SESSION, sessionSlot);
    }

    public void setDatabase(int oid) {
        Mem.put32(m, at + ProcSlots.DATABASE, oid);
    }

    public int database() {
        return Mem.i32(m, at + ProcSlots.DATABASE);
    }

    /** Start of 128 bytes that belong to the transaction room. */
    public long txnOffset() {
        return at + ProcSlots.TXN;
    }

    /** Says what the process is about to do: word i, 0 to 7. */
    public void setIntent(int i, long v) {
        Mem.longRelease(m, at + ProcSlots.INTENT + 8L * i, v);
        VarHandle.storeStoreFence();
    }

    // Critical sections.

    /** Begins changing what nobody could repair. Nests. */
    public void enterCritical() {
        Mem.put32(m, at + ProcSlots.DEPTH, ++depth);
        VarHandle.storeStoreFence();
    }

    /** Ends the innermost critical section. */
    public void exitCritical() {
        assert depth > 0;
        Mem.intRelease(m, at + ProcSlots.DEPTH, --depth);
        if (depth == 0 && undoState != PageUndo.NONE) {
            // last: the depth decides, and without it nobody could tell how to repair
            undoState = PageUndo.NONE;
            Mem.intRelease(m, at + ProcSlots.UNDO, PageUndo.NONE);
        }
    }

    /**
     * Begins the list of what a repairable critical section will overwrite: see {@link #saveForUndo}, then
     * {@link #enterRepairable}. Nothing inside another critical section, whose list it must not spoil.
     */
    public void beginUndo() {
        undoFits = depth == 0;
        if (undoFits) {
            undo.clear(slot);
        }
    }

    /**
     * Sets bytes of a page in the segment aside, before a repairable critical section begins. All that it overwrites,
     * and that matters, must be named; the pages are locked exclusively.
     *
     * @param page whether {@code off} is the start of a page, to be stamped with the record's end
     */
    public void saveForUndo(long off, int len, boolean page) {
        undoFits = undoFits && undo.save(slot, off, len, page);
    }

    /** As {@link #saveForUndo} for a whole page of which nothing was there before: the reaper fills it with zeros. */
    public void newForUndo(long off) {
        undoFits = undoFits && undo.saveNew(slot, off);
    }

    /**
     * As {@link #enterCritical}, for changes that the reaper can take back: everything is named by {@link #saveForUndo}
     * since {@link #beginUndo}, and at most one log record is inserted. Not repairable when it did not fit, or inside
     * another critical section.
     */
    public void enterRepairable() {
        enter(undoFits ? PageUndo.PAGES : PageUndo.NONE);
        undoFits = false;
    }

    /** As {@link #enterRepairable}, to insert a record that may be there or not when nothing more is done. */
    public void enterRecord() {
        beginUndo();
        enterRepairable();
    }

    /** As {@link #enterCritical}, to insert a commit or abort record and to note it. */
    public void enterEndOfTransaction(boolean commit) {
        enter(commit ? PageUndo.COMMIT : PageUndo.ABORT);
    }

    /** As {@link #enterCritical}, to change a partition of the lock table, which is locked exclusively. */
    public void enterLockTable() {
        enter(PageUndo.LOCKS);
    }

    /** As {@link #enterCritical}, to let a pinned buffer enter or leave the mapping, whose partition is locked. */
    public void enterMapping(int buffer, int hash) {
        setIntent(6, buffer);
        setIntent(7, hash);
        enter(PageUndo.MAPPING);
    }

    /** As {@link #enterCritical}, to take the own transaction out of the process array, which is locked. */
    public void enterLeaving(int latestXid) {
        setIntent(6, latestXid);
        enter(PageUndo.LEAVING);
    }

    /** Whether the process is between {@link #enterLockTable} and the end of that critical section. */
    boolean inLockTable() {
        return undoState == PageUndo.LOCKS;
    }

    private void enter(int state) {
        if (depth == 0 && state != PageUndo.NONE) {
            undoState = state;
            Mem.intRelease(m, at + ProcSlots.UNDO, state);
        }
        enterCritical();
    }

    /** A log record of this process is complete in the log's buffers; its insertion is still announced. */
    public void logged(long start, long end) {
        if (depth == 1 && undoState != PageUndo.NONE) {
            undo.logged(slot, start, end);
            undoState |= PageUndo.LOGGED;
            Mem.intRelease(m, at + ProcSlots.UNDO, undoState);
        }
    }

    /** Whether an error now must become a PANIC. */
    public boolean inCritical() {
        return depth > 0;
    }

    /**
     * Whether the process knows what it holds: outside critical sections, and with no latch or pin half taken. After an
     * error that may come from anywhere (stack, heap) a process for which this is false must die, for the reaper to
     * judge.
     */
    public boolean isConsistent() {
        boolean ok = depth == 0;
        for (int i = 0; ok && i < heldCount; i++) {
            ok = (Mem.i64(m, at + ProcSlots.LOCKS + 8L * i) & 2) == 0;
        }
        for (int i = 0; ok && i < ProcSlots.MAX_PINS; i++) {
            ok = (Mem.i64(m, at + ProcSlots.PINS + 8L * i) & ProcSlots.PIN_IN_TRANSITION) == 0;
        }
        return ok;
    }

    // Faults, for tests.

    /** The process is at a named place: it may be its last. Only called when {@link Faults#ON}. */
    public void reach(KillPoint p) {
        if (faults != null) {
            faults.reach(p, pid());
        }
    }

    /** Replaces the plan of {@link Faults}; nothing when they are off. */
    public void armFaults(String plan) {
        if (faults != null) {
            faults.arm(plan, role(), slot);
        }
    }

    // Waits that do not end.

    /** What to do when a wait for another process takes long: the reaper looks whether that process is dead. */
    public void whenStalled(Runnable action) {
        stalled = action;
    }

    /** A wait for something another process is about to do takes unusually long. */
    public void stalled() {
        stalled.run();
    }

    // Latch.

    /**
     * Wakes a process: its next or current {@link #waitLatch} returns. Any thread may call this. What was stored
     * before, however plainly, is seen by who resets the latch and then looks.
     */
    public void setLatch(int target) {
        long latch = slots.at(target) + ProcSlots.LATCH;
        // the condition must be visible before we find the latch set: its owner may be resetting it and look right
        // after
        VarHandle.fullFence();
        if (Mem.intVolatile(m, latch) == ProcSlots.LATCH_SET) {
            return;
        }
        int old = Mem.swapInt(m, latch, ProcSlots.LATCH_SET);
        if (old == ProcSlots.LATCH_SLEEPING) {
            Futex.wake(m, latch, 1);
        } else if (old == ProcSlots.LATCH_POLLING) {
            WakeSocket.poke(segment.wakeName(), target);
        }
    }

    /** Clears the latch. Whoever waits does: reset, look at the condition, wait. */
    public void resetLatch() {
        Mem.intVolatile(m, at + ProcSlots.LATCH, ProcSlots.LATCH_CLEAR);
        VarHandle.fullFence();
    }

    /**
     * Sleeps until the latch is set.
     *
     * @param timeoutNanos negative for no limit
     * @return false when the time ran out
     */
    public boolean waitLatch(long timeoutNanos, WaitEvent event) {
        long latch = at + ProcSlots.LATCH;
        if (Mem.intVolatile(m, latch) == ProcSlots.LATCH_SET) {
            return true;
        }
        long deadline = timeoutNanos < 0 ? 0 : System.nanoTime() + timeoutNanos;
        int before = waitStart(event);
        try {
            while (Mem.casInt(m, latch, ProcSlots.LATCH_CLEAR, ProcSlots.LATCH_SLEEPING)
                    || Mem.intVolatile(m, latch) == ProcSlots.LATCH_SLEEPING) {
                long left = timeoutNanos < 0 ? -1 : deadline - System.nanoTime();
                if (timeoutNanos >= 0 && left <= 0) {
                    return !Mem.casInt(m, latch, ProcSlots.LATCH_SLEEPING, ProcSlots.LATCH_CLEAR);
                }
                Futex.wait(m, latch, ProcSlots.LATCH_SLEEPING, left);
            }
            return true;
        } finally {
            waitEnd(before);
        }
    }

    /** Spins a little for the latch when that cannot harm others; true when it is set. */
    public boolean spinLatch() {
        if (spinAllowed()) {
            for (int i = 0; i < SPIN_LATCH_WAIT; i++) {
                if (Mem.intVolatile(m, at + ProcSlots.LATCH) == ProcSlots.LATCH_SET) {
                    return true;
                }
                Thread.onSpinWait();
            }
        }
        return Mem.intVolatile(m, at + ProcSlots.LATCH) == ProcSlots.LATCH_SET;
    }

    /** Descriptor to poll together with others when waiting for both: see {@link #beginPoll}. */
    public int wakeFd() {
        WakeSocket w = wake;
        if (w == null) {
            w = WakeSocket.open(segment.wakeName(), slot);
            wake = w;
        }
        return w.fd();
    }

    /**
     * Announces that the process will sleep in {@code poll} with {@link #wakeFd} among the descriptors. Returns false
     * when the latch is set already: then it must not sleep.
     */
    public boolean beginPoll() {
        wakeFd();
        return Mem.casInt(m, at + ProcSlots.LATCH, ProcSlots.LATCH_CLEAR, ProcSlots.LATCH_POLLING);
    }

    /**
     * After the poll that {@link #beginPoll} announced: whether the latch was set meanwhile.
     *
     * @param poked whether {@link #wakeFd} is readable, be it late: who set the latch may send only after a poll that
     *     ended otherwise, and the next one finds it
     */
    public boolean endPoll(boolean poked) {
        if (poked && wake != null) {
            wake.drain();
        }
        return !Mem.casInt(m, at + ProcSlots.LATCH, ProcSlots.LATCH_POLLING, ProcSlots.LATCH_CLEAR);
    }

    /** Waits for a descriptor or the latch: poll's revents of the descriptor, 0 when the latch is set or time is up. */
    public int pollOrLatch(int fd, short events, int timeoutMs, int[] fds, short[] ev, short[] rev, WaitEvent event) {
        if (!beginPoll()) {
            return 0;
        }
        fds[0] = fd;
        ev[0] = events;
        fds[1] = wakeFd();
        ev[1] = Poll.POLLIN;
        int before = waitStart(event);
        int r = Poll.poll(fds, ev, rev, 2, timeoutMs);
        waitEnd(before);
        endPoll(r > 0 && rev[1] != 0);
        return r > 0 ? rev[0] & 0xFFFF : 0;
    }

    /**
     * As {@link #pollOrLatch} with a second descriptor that is watched for input (−1: none); the arrays have room for
     * three. What became of it is in {@code rev[2]}.
     */
    public int pollOrLatch(
            int fd, short events, int fd2, int timeoutMs, int[] fds, short[] ev, short[] rev, WaitEvent event) {
        rev[0] = 0;
        rev[2] = 0;
        if (!beginPoll()) {
            return 0;
        }
        fds[0] = fd;
        ev[0] = events;
        fds[1] = wakeFd();
        ev[1] = Poll.POLLIN;
        fds[2] = fd2;
        ev[2] = Poll.POLLIN;
        int before = waitStart(event);
        int r = Poll.poll(fds, ev, rev, fd2 < 0 ? 2 : 3, timeoutMs);
        waitEnd(before);
        endPoll(r > 0 && rev[1] != 0);
        if (r <= 0 || fd2 < 0) {
            rev[2] = 0;
        }
        return r > 0 ? rev[0] & 0xFFFF : 0;
    }

    // Interrupts.

    /** Bits set and not yet taken; one plain read, cheap enough for every row. */
    public int interruptBits() {
        return Mem.intAcquire(m, at + ProcSlots.INTERRUPTS);
    }

    /** Takes the bits of a mask; returns those that were set. */
    public int takeInterrupts(int mask) {
        return Mem.andInt(m, at + ProcSlots.INTERRUPTS, ~mask) & mask;
    }

    /** Sets interrupt bits of a process and wakes it. Any thread may call this. */
    public void raiseInterrupt(int target, int bits) {
        Mem.orInt(m, slots.at(target) + ProcSlots.INTERRUPTS, bits);
        setLatch(target);
    }

    // Waits.

    /** Says that a wait begins; returns what to hand to {@link #waitEnd}. */
    public int waitStart(WaitEvent event) {
        Runnable r = whenBlocked;
        if (r != null && event.isLong()) {
            r.run();
        }
        return waitStart(event.code());
    }

    /**
     * Called before waits that may take long and that others could use the processor in: for locks, other processes,
     * a flush, the time. It must be quick and take no lock.
     */
    public void whenBlocked(Runnable r) {
        whenBlocked = r;
    }

    int waitStart(int code) {
        int before = Mem.i32(m, at + ProcSlots.WAIT_EVENT);
        Mem.put32(m, at + ProcSlots.WAIT_EVENT, code);
        if (before == 0) {
            setRunning(false);
        }
        return before;
    }

    public void waitEnd(int before) {
        Mem.put32(m, at + ProcSlots.WAIT_EVENT, before);
        if (before == 0) {
            setRunning(true);
        }
    }

    private void setRunning(boolean on) {
        int want = on ? 1 : 0;
        if (Mem.i32(m, at + ProcSlots.RUNNING) != want) {
            Mem.put32(m, at + ProcSlots.RUNNING, want);
            Mem.addInt(m, running, on ? 1 : -1);
        }
    }

    /** Whether fewer processes run than there are processors; the caller runs. */
    public boolean processorsLeft() {
        return Mem.intAcquire(m, running) < CPUS;
    }

    /** Number of processes that do not wait, the caller among them. */
    public int running() {
        return Mem.i32(m, running);
    }

    /** Whether spinning may pay: fewer processes run than there are processors. */
    public boolean spinAllowed() {
        return CPUS > 1 && Mem.i32(m, running) <= CPUS;
    }

    // Lightweight locks held.

    int pushHeld(long off, boolean exclusive) {
        if (heldCount == held.length) {
            throw new SqlError(SqlState.INSUFFICIENT_RESOURCES, "too many LWLocks taken");
        }
        int i = heldCount++;
        held[i] = off << 2 | (exclusive ? 3 : 2);
        Mem.put64(m, at + ProcSlots.LOCKS + 8L * i, held[i]);
        return i;
    }

    void confirmHeld(int i, long off, boolean exclusive) {
        held[i] = off << 2 | (exclusive ? 1 : 0);
        Mem.put64(m, at + ProcSlots.LOCKS + 8L * i, held[i]);
    }

    void suspendHeld(int i) {
        Mem.put64(m, at + ProcSlots.LOCKS + 8L * i, 0L);
        VarHandle.storeStoreFence();
    }

    void resumeHeld(int i) {
        Mem.put64(m, at + ProcSlots.LOCKS + 8L * i, held[i]);
        VarHandle.storeStoreFence();
    }

    int findHeld(long off) {
        for (int i = heldCount - 1; i >= 0; i--) {
            if (held[i] >>> 2 == off) {
                return i;
            }
        }
        throw new IllegalStateException("lock at " + off + " is not held");
    }

    /** Marks the entry; returns whether it is exclusive. */
    boolean beginRelease(int i) {
        Mem.put64(m, at + ProcSlots.LOCKS + 8L * i, held[i] | 2);
        return (held[i] & 1) != 0;
    }

    /** Removes an entry by moving the last one there; a reaper may see that one twice for a moment. */
    void popHeld(int i) {
        int last = --heldCount;
        if (i != last) {
            held[i] = held[last];
            Mem.put64(m, at + ProcSlots.LOCKS + 8L * i, held[i]);
            VarHandle.storeStoreFence();
        }
        Mem.put64(m, at + ProcSlots.LOCKS + 8L * last, 0L);
    }

    boolean holds(long off, boolean exclusive) {
        for (int i = heldCount - 1; i >= 0; i--) {
            if (held[i] >>> 2 == off) {
                return !exclusive || (held[i] & 1) != 0;
            }
        }
        return false;
    }

    /** Number of lightweight locks held. */
    public int heldLocks() {
        return heldCount;
    }

    /** Releases every lightweight lock held: for error recovery outside critical sections, as PostgreSQL does. */
    public void releaseAllLocks() {
        while (heldCount > 0) {
            LwLock.release(this, m, held[heldCount - 1] >>> 2);
        }
    }

    /** Checks the global order of lightweight locks; for assertions. */
    boolean rankAllows(MemorySegment lm, long off) {
        int rank = LwLock.rank(lm, off);
        for (int i = 0; i < heldCount; i++) {
            long other = held[i] >>> 2;
            int r = LwLock.rank(lm, other);
            if (r > rank || other == off) {
                return false;
            }
            if (r == rank && other > off && rank != LwTranche.BUFFER_CONTENT.ordinal()) {
                return false;
            }
        }
        return true;
    }

    String describeHeld() {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < heldCount; i++) {
            b.append(LwLock.tranche(m, held[i] >>> 2))
                    .append('@')
                    .append(held[i] >>> 2)
                    .append(' ');
        }
        return b.toString();
    }

    // Pinned buffers.

    /**
     * Records a pin before it is taken; the entry's meaning is the buffer pool's (not 0).
     *
     * @return index to hand to {@link #changePin} and {@link #forgetPin}
     * @throws SqlError 53000 when the process pins more buffers than there are entries
     */
    public int recordPin(long entry) {
        if (freePinCount == 0) {
            throw new SqlError(SqlState.INSUFFICIENT_RESOURCES, "too many buffers pinned by one process");
        }
        int i = freePins[--freePinCount];
        Mem.put64(m, at + ProcSlots.PINS + 8L * i, entry);
        return i;
    }

    /** Changes a recorded entry. */
    public void changePin(int i, long entry) {
        Mem.put64(m, at + ProcSlots.PINS + 8L * i, entry);
    }

    /** Forgets a pin after it is released. */
    public void forgetPin(int i) {
        Mem.put64(m, at + ProcSlots.PINS + 8L * i, 0L);
        freePins[freePinCount++] = i;
    }
}
