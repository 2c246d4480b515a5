package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * The process slots: what every process must tell the others, and what a reaper must know about one that died.
 *
 * <p>LAYOUT of the region: header of 128 bytes, then slots of 4096 bytes.
 * <pre>
 * header  0 4 number of slots        immutable
 *         4 4 high-water mark        atomic: slots at and above were never used
 *         8 4 running processes      atomic: how many are not waiting (a hint for spinning)
 * slot    0 4 state                  atomic: FREE, USED, DEAD (the reaper works on it)
 *         4 4 pid                    atomic: who changes it from 0 has the slot; then USED. Given back last
 *         8 4 role                   owner
 *        12 4 session slot, or −1    owner
 *        16 4 latch                  atomic: CLEAR, SET, SLEEPING (futex), POLLING (wake socket)
 *        20 4 interrupts             atomic bits, see {@link Interrupt}
 *        24 4 critical depth         owner, release
 *        28 4 wait event             owner
 *        32 4 counted as running     owner
 *        36 4 database oid           owner
 *        40 8 start time             owner, microseconds since 2000-01-01
 *        48 8 incarnation            counts the uses of the slot
 *        56 4 repairable critical section  owner: see {@link PageUndo}
 *        64 8×8 intent               owner: what it is about to do, meaning given by upper rooms
 *       128 128 transaction room     see org.hathi.txn
 *       256 200×8 locks held         owner: offset << 2 | in transition << 1 | exclusive; 0 is empty
 *      1856 272×8 buffers pinned     owner: meaning given by the buffer pool; 0 is empty
 * </pre>
 */
public final class ProcSlots {
    /** Name of the region. */
    public static final String REGION = "Proc Slots";

    /** Set in the entry of a pinned buffer while nobody can tell whether the pin is counted. */
    public static final long PIN_IN_TRANSITION = 1L << 62;

    static final int FREE = 0;
    static final int USED = 1;
    static final int DEAD = 2;

    static final int HEADER = 128;
    static final int STRIDE = 4096;
    static final int H_MAX = 0;
    static final int H_HIGH = 4;
    static final int H_RUNNING = 8;
    static final int STATE = 0;
    static final int PID = 4;
    static final int ROLE = 8;
    static final int SESSION = 12;
    static final int LATCH = 16;
    static final int INTERRUPTS = 20;
    static final int DEPTH = 24;
    static final int WAIT_EVENT = 28;
    static final int RUNNING = 32;
    static final int DATABASE = 36;
    static final int START = 40;
    static final int INCARNATION = 48;
    static final int UNDO = 56;
    static final int INTENT = 64;
    static final int TXN = 128;
    static final int LOCKS = 256;
    static final int MAX_LOCKS = 200;
    static final int PINS = LOCKS + MAX_LOCKS * 8;
    static final int MAX_PINS = (STRIDE - PINS) / 8;

    static final int LATCH_CLEAR = 0;
    static final int LATCH_SET = 1;
    static final int LATCH_SLEEPING = 2;
    static final int LATCH_POLLING = 3;

    final MemorySegment m;
    final long base;
    private final int max;

    /** A view of the slots of a segment. */
    public ProcSlots(Segment segment) {
        this.m = segment.memory();
        this.base = segment.region(REGION).offset();
        this.max = Mem.i32(m, base + H_MAX);
    }

    /** The region for at most {@code max} processes at a time (below 65536). */
    public static RegionSpec spec(int max) {
        if (max < 1 || max > 0xFFFF) {
            throw new IllegalArgumentException("processes=" + max);
        }
        return new RegionSpec(REGION, HEADER + (long) max * STRIDE, (m, off, size) -> {
            Mem.put32(m, off + H_MAX, max);
            for (int i = 0; i < max; i++) {
                Mem.put32(m, off + HEADER + (long) i * STRIDE + SESSION, -1);
            }
        });
    }

    /** Number of slots. */
    public int max() {
        return max;
    }

    /** One more than the highest slot ever used. */
    public int highWater() {
        return Mem.intAcquire(m, base + H_HIGH);
    }

    long at(int slot) {
        return base + HEADER + (long) slot * STRIDE;
    }

    /** Whether a process owns the slot (also while a reaper cleans up after it). */
    public boolean inUse(int slot) {
        return Mem.intAcquire(m, at(slot) + STATE) != FREE;
    }

    public boolean isDead(int slot) {
        return Mem.intAcquire(m, at(slot) + STATE) == DEAD;
    }

    public int pid(int slot) {
        return Mem.i32(m, at(slot) + PID);
    }

    public ProcRole role(int slot) {
        return ProcRole.of(Mem.i32(m, at(slot) + ROLE));
    }

    /** Session slot the process serves, −1 for none. */
    public int session(int slot) {
        return Mem.i32(m, at(slot) + SESSION);
    }

    /** Oid of the database the process works in, 0 for none. */
    public int database(int slot) {
        return Mem.i32(m, at(slot) + DATABASE);
    }

    /** Start of the process, microseconds since 2000-01-01 UTC. */
    public long startTime(int slot) {
        return Mem.i64(m, at(slot) + START);
    }

    /** Counts the uses of a slot: tells a process from a later one in the same slot. */
    public long incarnation(int slot) {
        return Mem.i64(m, at(slot) + INCARNATION);
    }

    /** What it waits for: decode with {@link WaitEvent#type(int)} and {@link WaitEvent#name(int)}; 0 = runs. */
    public int waitEvent(int slot) {
        return Mem.i32(m, at(slot) + WAIT_EVENT);
    }

    public int criticalDepth(int slot) {
        return Mem.intAcquire(m, at(slot) + DEPTH);
    }

    int undo(int slot) {
        return Mem.intAcquire(m, at(slot) + UNDO);
    }

    /** Whether a dead process had inserted the record of its critical section: it inserts nothing any more. */
    public boolean hasLogged(int slot) {
        return (undo(slot) & PageUndo.LOGGED) != 0;
    }

    /** Whether a dead process had inserted a commit record, and did nothing else yet. */
    public boolean hasLoggedCommit(int slot) {
        return undo(slot) == (PageUndo.COMMIT | PageUndo.LOGGED);
    }

    /** Pending interrupt bits. */
    public int interrupts(int slot) {
        return Mem.intAcquire(m, at(slot) + INTERRUPTS);
    }

    /** Word i (0 to 7) of what the process is about to do. */
    public long intent(int slot, int i) {
        return Mem.longAcquire(m, at(slot) + INTENT + 8L * i);
    }

    /** Start of 128 bytes per process that belong to the transaction room. */
    public long txnOffset(int slot) {
        return at(slot) + TXN;
    }

    /** Entry i of the pinned buffers, 0 when empty; {@link #maxPins} entries. */
    public long pin(int slot, int i) {
        return Mem.longAcquire(m, at(slot) + PINS + 8L * i);
    }

    /** For the reaper: what a dead process's pinned buffer i is, now that it is known: see {@link #pin}. */
    public void settlePin(int slot, int i, long entry) {
        Mem.longRelease(m, at(slot) + PINS + 8L * i, entry);
    }

    /** For the reaper: entry i of a dead process's pinned buffers is given back. */
    public void clearPin(int slot, int i) {
        Mem.longRelease(m, at(slot) + PINS + 8L * i, 0);
    }

    /** How many lightweight locks a process has listed. A hint: it may be changing. */
    public int latches(int slot) {
        return entries(at(slot) + LOCKS, MAX_LOCKS);
    }

    /** How many buffers a process has listed as pinned. A hint: it may be changing. */
    public int pins(int slot) {
        return entries(at(slot) + PINS, MAX_PINS);
    }

    private int entries(long from, int n) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += Mem.i64(m, from + 8L * i) != 0 ? 1 : 0;
        }
        return count;
    }

    public int maxPins() {
        return MAX_PINS;
    }

    /** Slot of a live process with this pid and role other than free; −1 when there is none. */
    public int byPid(int pid) {
        int n = highWater();
        for (int i = 0; i < n; i++) {
            if (inUse(i) && pid(i) == pid) {
                return i;
            }
        }
        return -1;
    }

    /** Number of processes that are not waiting. */
    public int running() {
        return Mem.i32(m, base + H_RUNNING);
    }

    /** Empties a slot and frees it. */
    void clear(int slot) {
        long at = at(slot);
        Mem.put32(m, at + SESSION, -1);
        Mem.put32(m, at + DATABASE, 0);
        Mem.put32(m, at + UNDO, 0);
        Mem.put32(m, at + DEPTH, 0);
        Mem.put32(m, at + WAIT_EVENT, 0);
        if (Mem.i32(m, at + RUNNING) != 0) {
            Mem.put32(m, at + RUNNING, 0);
            Mem.addInt(m, base + H_RUNNING, -1);
        }
        Mem.zero(m, at + INTENT, STRIDE - INTENT);
        Mem.intRelease(m, at + STATE, FREE);
        Mem.intRelease(m, at + PID, 0);
    }

    /** After the death of a process that has no slot: gives back one that it was about to take. */
    public void releaseClaim(int pid) {
        for (int i = 0; i < max; i++) {
            if (!inUse(i) && pid(i) == pid) {
                Mem.intRelease(m, at(i) + PID, 0);
            }
        }
    }
}
