package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * Who holds which session, and which backends are free: the shared side of session parking.
 *
 * <p>LAYOUT header 128 bytes, then an int per process slot, then 128 bytes per session slot, then (64-aligned) the
 * arena of {@link SessionArena}.
 * <pre>
 * header  0 4 process slots     4 4 session slots          immutable
 *         8 4 parked sessions                              atomic
 *        12 4 sessions asked for something                 atomic, a hint for the postmaster
 *        16 4 reloads                                      postmaster
 *        20 4 parked sessions with a deadline              atomic
 *        24 8 sessions parked so far  32 8 taken so far    atomic
 *        40 4 offset of the arena from the region's start  immutable
 *        44 4 the server stops     48 4 sessions held      postmaster; atomic
 *        64 4 leader: process slot + 1, its high bit when it has no session, 0 nobody   atomic
 *        68 4 free processes                                                            atomic
 *        72 4 new sessions that wait for a free process                                 postmaster
 *        76 4 somebody has told the postmaster that nobody looks for ready sessions     atomic
 *        80 4 session + 1 to be taken before all others, 0 none                         atomic
 * process 0 4 availability: BUSY, FREE, ASSIGNED, PERMITTED, RESTING atomic
 * session 0 4 hold             atomic, see below
 *         4 4 pin              holder: why it cannot be parked, 0 it can
 *         8 4 first chunk + 1  holder   12 4 bytes of state   16 4 of these: definition
 *        20 4 version of the definition 24 4 version of the whole   holder
 *        28 4 asked for        atomic bits, see {@link #ASK_TERMINATE}
 *        32 8 deadline         holder before parking: microseconds since 2000-01-01, 0 none
 *        40 4 what the state is: 0 none, 1 a ticket, 2 a session   holder
 *        44 4 last holder's process slot + 1               holder
 *        48 8 when it was parked last   56 4 whether it has advisory locks   holder
 *        60 4 reloads its settings have seen                                 holder
 *        64 4 bytes of state that are counts 68 4 version of these           holder
 *        72 4 bytes after the state that the client has sent and nobody has read   holder
 * </pre>
 *
 * <p>LEADER: the one sleeping process that watches the epoll instance for parked sessions that are ready; the others
 * sleep without it, so that one event wakes one process. A process that has something to do stops leading, and looks
 * for ready sessions itself before it sleeps again; if it is going to wait for something else, it makes a sleeping
 * process the leader ({@link #promote}).
 *
 * <p>HOLD: 0 nobody (the postmaster makes or ends it); 1 parked; 2 + 2p process slot p holds it; 3 + 2p process
 * slot p has parked it and is about to arm its descriptor. Whoever changes 1 or 3 + 2p to 2 + 2q holds the session
 * from then on.
 *
 * <p>CRASH: a session held by a dead process dies with it; one that it was about to park ({@code 3 + 2p}) is
 * complete and only has to be armed, which {@link #finishPark} of the postmaster stands for.
 */
public final class SessionPool {
    /** Name of the region. */
    public static final String REGION = "Session Pool";

    /**
     * Bits of what a session is asked for: to end as by pg_terminate_backend; to cancel its statement; to deliver
     * notifications; to end without a word, its client knows why.
     */
    public static final int ASK_TERMINATE = 1;

    public static final int ASK_CANCEL = 2;
    public static final int ASK_NOTIFY = 4;
    public static final int ASK_END = 8;

    /** State kinds. */
    public static final int NO_STATE = 0;

    public static final int TICKET = 1;
    public static final int SESSION = 2;

    private static final int BUSY = 0;
    private static final int FREE = 1;
    private static final int ASSIGNED = 2;
    private static final int PERMITTED = 3;
    private static final int RESTING = 4;
    /** The backend that was to lead had woken up. */
    private static final int WOKE_UP = -2;

    private static final int FREE_LEADER = 1 << 30;
    private static final int HEADER = 128;
    private static final int RECORD = 128;
    private static final int PARKED_COUNT = 8;
    private static final int ASKED_COUNT = 12;
    private static final int RELOADS = 16;
    private static final int DEADLINES = 20;
    private static final int PARKS = 24;
    private static final int TAKES = 32;
    private static final int ARENA = 40;
    private static final int CLOSING = 44;
    private static final int HELD = 48;
    private static final int LEADER = 64;
    private static final int FREE_COUNT = 68;
    private static final int WAITING = 72;
    private static final int TOLD = 76;
    private static final int FIRST = 80;
    private static final int HOLD = 0;
    private static final int PIN = 4;
    static final int CHUNK = 8;
    static final int LENGTH = 12;
    static final int DEFINITION_LENGTH = 16;
    static final int DEFINITION_VERSION = 20;
    static final int VERSION = 24;
    private static final int ASKED = 28;
    private static final int DEADLINE = 32;
    static final int KIND = 40;
    private static final int LAST = 44;
    private static final int SINCE = 48;
    private static final int LOCKS = 56;
    private static final int SEEN = 60;
    static final int COUNTS_LENGTH = 64;
    static final int COUNTS_VERSION = 68;
    static final int INPUT_LENGTH = 72;
    private static final int NOBODY = 0;
    private static final int PARKED = 1;

    final MemorySegment m;
    final long base;
    private final int procs;
    private final int sessions;
    private final long records;

    public SessionPool(Segment segment) {
        m = segment.memory();
        base = segment.region(REGION).offset();
        procs = Mem.i32(m, base);
        sessions = Mem.i32(m, base + 4);
        records = base + recordsAt(procs);
    }

    private static long recordsAt(int procs) {
        return HEADER + (procs * 4L + 63 & -64);
    }

    /** The region; {@code chunks} pieces of {@link SessionArena#CHUNK_SIZE} bytes hold the state of parked sessions. */
    public static RegionSpec spec(int procs, int sessions, int chunks) {
        long arena = recordsAt(procs) + (long) sessions * RECORD;
        return new RegionSpec(REGION, arena + SessionArena.size(chunks), (m, off, size) -> {
            Mem.put32(m, off, procs);
            Mem.put32(m, off + 4, sessions);
            Mem.put32(m, off + ARENA, (int) arena);
            SessionArena.init(m, off + arena, chunks);
        });
    }

    long arena() {
        return base + Mem.i32(m, base + ARENA);
    }

    long at(int session) {
        return records + (long) session * RECORD;
    }

    /** Number of session slots. */
    public int sessions() {
        return sessions;
    }

    // ---------------------------------------------------------------- availability of processes

    private long avail(int proc) {
        return base + HEADER + 4L * proc;
    }

    /** The calling backend has no session and takes any. */
    public void setFree(int proc) {
        Mem.addInt(m, base + FREE_COUNT, 1);
        Mem.intVolatile(m, avail(proc), FREE);
    }

    /**
     * The postmaster has new sessions wait for a free process; it looks for one after it has said so. Who becomes free
     * and finds {@link #waiting} tells it.
     */
    public void setWaiting(int sessions) {
        Mem.intVolatile(m, base + WAITING, sessions);
    }

    /** New sessions that wait for a process. */
    public int waiting() {
        return Mem.intVolatile(m, base + WAITING);
    }

    /** The calling backend is about to take a session itself; false when the postmaster was faster. */
    public boolean tryBusy(int proc) {
        return leaveFree(proc, BUSY);
    }

    /** The postmaster is about to send a free backend something; false when it has found itself a session. */
    public boolean tryAssign(int proc) {
        return leaveFree(proc, ASSIGNED);
    }

    private boolean leaveFree(int proc, int next) {
        if (Mem.casInt(m, avail(proc), FREE, next) || Mem.casInt(m, avail(proc), PERMITTED, next)) {
            Mem.addInt(m, base + FREE_COUNT, -1);
            return true;
        }
        return false;
    }

    /**
     * Whether the free process may take a parked session: fewer than {@code limit} sessions are held, or it is
     * permitted.
     */
    public boolean mayTake(int proc, int limit) {
        return Mem.intAcquire(m, base + HELD) < limit || Mem.intAcquire(m, avail(proc)) == PERMITTED;
    }

    /** What the postmaster sent has come; or the process is dead. */
    public void setBusy(int proc) {
        int before = Mem.swapInt(m, avail(proc), BUSY);
        if (before == FREE || before == PERMITTED) {
            Mem.addInt(m, base + FREE_COUNT, -1);
        }
    }

    /** The calling backend is going to sleep; it would give its idle session up for one that is ready. */
    public void setResting(int proc) {
        Mem.intVolatile(m, avail(proc), RESTING);
    }

    /** The calling backend, which was resting, has woken up. */
    public void endRest(int proc) {
        Mem.intVolatile(m, avail(proc), BUSY);
        resign(proc);
    }

    /** Number of backends without a session. */
    public int free() {
        return Mem.intAcquire(m, base + FREE_COUNT);
    }

    public boolean isFree(int proc) {
        return (Mem.intAcquire(m, avail(proc)) & FREE) != 0;
    }

    // ---------------------------------------------------------------- who watches for ready sessions

    /**
     * The calling process, free or resting, is going to sleep and would watch the epoll instance: true when it shall. A
     * free one takes the place of one that has a session.
     */
    public boolean lead(int proc, boolean free) {
        int me = free ? proc + 1 | FREE_LEADER : proc + 1;
        while (true) {
            int l = Mem.intVolatile(m, base + LEADER);
            if (l == me) {
                return true;
            }
            boolean mine = (l & ~FREE_LEADER) == proc + 1;
            if (l != 0 && !mine && (!free || (l & FREE_LEADER) != 0)) {
                return false;
            }
            if (Mem.casInt(m, base + LEADER, l, me)) {
                return true;
            }
        }
    }

    /** Whether the process is the leader. */
    public boolean leads(int proc) {
        return (Mem.intAcquire(m, base + LEADER) & ~FREE_LEADER) == proc + 1;
    }

    /** Process slot of the leader, −1 nobody. */
    public int leader() {
        return (Mem.intAcquire(m, base + LEADER) & ~FREE_LEADER) - 1;
    }

    /** The process leads no more. */
    public void resign(int proc) {
        int l = Mem.intVolatile(m, base + LEADER);
        if ((l & ~FREE_LEADER) == proc + 1) {
            Mem.casInt(m, base + LEADER, l, 0);
        }
    }

    /**
     * If nobody leads, makes a sleeping backend the leader, a free one if there is any, which may take a session then
     * though enough backends have one. The caller must set its latch.
     *
     * @return its process slot; −1 when somebody leads, or nobody sleeps
     */
    public int promote() {
        while (Mem.intVolatile(m, base + LEADER) == 0) {
            int p = idle();
            if (p < 0) {
                return -1;
            }
            int r = appoint(p, isFree(p), 0);
            if (r != WOKE_UP) {
                return r;
            }
        }
        return -1;
    }

    /**
     * The calling leader, which is going to sleep, makes a free backend with a lower slot the leader in its place; that
     * one may take a session then. So the same few processes do the work, and have their code compiled. The caller
     * must set its latch.
     *
     * @return its process slot; −1 when there is none: the caller must ask {@link #lead} again
     */
    public int handOver(int me) {
        for (int i = 0; i < me; i++) {
            if (isFree(i)) {
                return Math.max(-1, appoint(i, true, me + 1 | FREE_LEADER));
            }
        }
        return -1;
    }

    /**
     * Makes a sleeping backend the leader in place of the one that {@code from} names; a free one may take a session
     * then though enough backends have one.
     *
     * @return its process slot; −1 when another leads meanwhile; {@link #WOKE_UP}: nobody leads now
     */
    private int appoint(int p, boolean free, int from) {
        if (free) {
            Mem.casInt(m, avail(p), FREE, PERMITTED);
        }
        int word = free ? p + 1 | FREE_LEADER : p + 1;
        if (!Mem.casInt(m, base + LEADER, from, word)) {
            return -1;
        }
        // it may have woken up meanwhile without seeing that it leads
        if (Mem.intVolatile(m, avail(p)) != BUSY) {
            return p;
        }
        Mem.casInt(m, base + LEADER, word, 0);
        return WOKE_UP;
    }

    /**
     * The calling process is going to wait, and nobody is there to look for ready sessions: true when it is the one to
     * tell the postmaster.
     */
    public boolean tellsPostmaster() {
        return Mem.intAcquire(m, base + TOLD) == 0 && Mem.casInt(m, base + TOLD, 0, 1);
    }

    /** The postmaster looks: from now on it may be told again. */
    public void told() {
        if (Mem.intAcquire(m, base + TOLD) != 0) {
            Mem.intVolatile(m, base + TOLD, 0);
        }
    }

    /**
     * The session is to be taken before those that have been ready longer: all processes wait, and it may be the one
     * they wait for.
     */
    public void setFirst(int session) {
        Mem.intVolatile(m, base + FIRST, session + 1);
    }

    /** Takes the session of {@link #setFirst}, −1 none. */
    public int takeFirst() {
        int s = Mem.intAcquire(m, base + FIRST);
        return s != 0 && Mem.casInt(m, base + FIRST, s, 0) ? s - 1 : -1;
    }

    /** Whether a session is to be taken before all others. */
    public boolean hasFirst() {
        return Mem.intAcquire(m, base + FIRST) != 0;
    }

    /** Number of sessions that backends hold. */
    public int held() {
        return Mem.intAcquire(m, base + HELD);
    }

    /** A backend that sleeps, rather one without a session and rather a lower slot: those have done most. */
    private int idle() {
        int resting = -1;
        for (int i = 0; i < procs; i++) {
            int a = Mem.intAcquire(m, avail(i));
            if ((a & FREE) != 0) {
                return i;
            }
            if (a == RESTING && resting < 0) {
                resting = i;
            }
        }
        return resting;
    }

    // ---------------------------------------------------------------- holding sessions

    /** A new session; nobody holds it. */
    public void create(int session) {
        long at = at(session);
        Mem.put32(m, at + PIN, 0);
        Mem.put32(m, at + KIND, NO_STATE);
        Mem.put32(m, at + LAST, 0);
        Mem.put32(m, at + LOCKS, 0);
        Mem.put32(m, at + INPUT_LENGTH, 0);
        Mem.put64(m, at + DEADLINE, 0L);
        Mem.intVolatile(m, at + ASKED, 0);
        Mem.intVolatile(m, at + HOLD, NOBODY);
    }

    /** The process holds the session that the postmaster handed to it. */
    public void hold(int session, int proc) {
        Mem.put32(m, at(session) + LAST, proc + 1);
        Mem.addInt(m, base + HELD, 1);
        Mem.intVolatile(m, at(session) + HOLD, 2 + 2 * proc);
    }

    /** The postmaster puts a new session, whose state is its ticket, among the parked ones. */
    public void park(int session) {
        Mem.addInt(m, base + PARKED_COUNT, 1);
        Mem.intVolatile(m, at(session) + HOLD, PARKED);
    }

    /**
     * The holder has written the session's state and lets it go. It must arm the session's descriptor next and then
     * call {@link #finishPark}; it may not touch the session otherwise any more.
     *
     * @param now microseconds since 2000-01-01
     * @param deadline when the idle session is to be ended, 0 never
     */
    public void beginPark(int session, int proc, long now, long deadline) {
        Mem.put64(m, at(session) + SINCE, now);
        Mem.put64(m, at(session) + DEADLINE, deadline);
        if (deadline != 0) {
            Mem.addInt(m, base + DEADLINES, 1);
        }
        Mem.addInt(m, base + PARKED_COUNT, 1);
        Mem.addLong(m, base + PARKS, 1);
        Mem.addInt(m, base + HELD, -1);
        Mem.intVolatile(m, at(session) + HOLD, 3 + 2 * proc);
    }

    /** The descriptor is armed. */
    public void finishPark(int session, int proc) {
        Mem.casInt(m, at(session) + HOLD, 3 + 2 * proc, PARKED);
    }

    /** Takes a parked session; false when it is not parked (any more). */
    public boolean tryTake(int session, int proc) {
        if (!unparked(session, 2 + 2 * proc)) {
            return false;
        }
        unpark(session);
        Mem.addInt(m, base + HELD, 1);
        Mem.addLong(m, base + TAKES, 1);
        Mem.put32(m, at(session) + LAST, proc + 1);
        return true;
    }

    /** The postmaster takes a parked session to end it; false when it is not parked (any more). */
    public boolean tryEnd(int session) {
        if (!unparked(session, NOBODY)) {
            return false;
        }
        unpark(session);
        return true;
    }

    /** Changes a parked session's hold, also while its last holder is finishing. */
    private boolean unparked(int session, int next) {
        long hold = at(session) + HOLD;
        int h = Mem.intAcquire(m, hold);
        while ((h & 1) == 1) {
            if (Mem.casInt(m, hold, h, next)) {
                return true;
            }
            h = Mem.intAcquire(m, hold);
        }
        return false;
    }

    private void unpark(int session) {
        Mem.addInt(m, base + PARKED_COUNT, -1);
        if (Mem.i64(m, at(session) + DEADLINE) != 0) {
            Mem.put64(m, at(session) + DEADLINE, 0L);
            Mem.addInt(m, base + DEADLINES, -1);
        }
    }

    /** The holder's, or the postmaster's, last act on a session. */
    public void letGo(int session) {
        if (holder(session) >= 0) {
            Mem.addInt(m, base + HELD, -1);
        }
        Mem.intVolatile(m, at(session) + HOLD, NOBODY);
    }

    /** Process slot of the holder; −1 when parked or nobody's. */
    public int holder(int session) {
        int h = Mem.intAcquire(m, at(session) + HOLD);
        return h >= 2 && (h & 1) == 0 ? (h - 2) / 2 : -1;
    }

    /** Process slot that is about to finish parking the session, −1 none. */
    public int parker(int session) {
        int h = Mem.intAcquire(m, at(session) + HOLD);
        return h >= 3 && (h & 1) == 1 ? (h - 3) / 2 : -1;
    }

    /** Whether the postmaster alone has to do with the session: it is not served yet, or no more. */
    public boolean isNobodys(int session) {
        return Mem.intAcquire(m, at(session) + HOLD) == NOBODY;
    }

    public boolean isParked(int session) {
        return (Mem.intAcquire(m, at(session) + HOLD) & 1) == 1;
    }

    /** Process slot that held the session last, −1 none. */
    public int lastHolder(int session) {
        return Mem.i32(m, at(session) + LAST) - 1;
    }

    /** Whether the session, while parked, holds heavyweight locks. */
    public void setLocks(int session, boolean held) {
        Mem.put32(m, at(session) + LOCKS, held ? 1 : 0);
    }

    public boolean hasLocks(int session) {
        return Mem.i32(m, at(session) + LOCKS) != 0;
    }

    /** When the session was parked last, microseconds since 2000-01-01. */
    public long parkedSince(int session) {
        return Mem.i64(m, at(session) + SINCE);
    }

    /** Why the holder cannot park the session: 0 it can, else the ordinal of the server's reasons. */
    public void setPin(int session, int reason) {
        if (Mem.i32(m, at(session) + PIN) != reason) {
            Mem.put32(m, at(session) + PIN, reason);
        }
    }

    public int pin(int session) {
        return Mem.i32(m, at(session) + PIN);
    }

    // ---------------------------------------------------------------- what is asked of parked sessions

    /**
     * Asks something of a session, whoever has it. The caller then raises the interrupt in its holder, if there is one:
     * the holder obeys only what its own session is asked for. Of parked sessions the postmaster takes care.
     */
    public void ask(int session, int bits) {
        Mem.orInt(m, at(session) + ASKED, bits);
        Mem.addInt(m, base + ASKED_COUNT, 1);
    }

    /** The session is not asked for these any more. */
    public void forget(int session, int bits) {
        if ((asked(session) & bits) != 0) {
            Mem.andInt(m, at(session) + ASKED, ~bits);
        }
    }

    /** What the session is asked for. */
    public int asked(int session) {
        return Mem.intAcquire(m, at(session) + ASKED);
    }

    /** Takes the bits asked for. */
    public int takeAsked(int session) {
        return asked(session) == 0 ? 0 : Mem.swapInt(m, at(session) + ASKED, 0);
    }

    /** The server stops: whoever takes a session from now on ends it. */
    public void close() {
        Mem.intVolatile(m, base + CLOSING, 1);
    }

    public boolean isClosing() {
        return Mem.intAcquire(m, base + CLOSING) != 0;
    }

    /** Whether anything was asked since the last call; postmaster only. */
    public boolean takeAnyAsked() {
        return Mem.intAcquire(m, base + ASKED_COUNT) != 0 && Mem.swapInt(m, base + ASKED_COUNT, 0) != 0;
    }

    /** Whether parked sessions have deadlines. */
    public boolean anyDeadline() {
        return Mem.intAcquire(m, base + DEADLINES) > 0;
    }

    /** When the parked session is to be ended; 0 never. */
    public long deadline(int session) {
        return Mem.i64(m, at(session) + DEADLINE);
    }

    // ---------------------------------------------------------------- counters

    /** Number of parked sessions: one plain read. */
    public int parked() {
        return Mem.intAcquire(m, base + PARKED_COUNT);
    }

    /** How often sessions were parked. */
    public long parks() {
        return Mem.longAcquire(m, base + PARKS);
    }

    /** How often parked sessions were taken. */
    public long takes() {
        return Mem.longAcquire(m, base + TAKES);
    }

    /** Which reload of the configuration the session's settings and client know of. */
    public int reloadsSeen(int session) {
        return Mem.i32(m, at(session) + SEEN);
    }

    public void setReloadsSeen(int session, int reloads) {
        Mem.put32(m, at(session) + SEEN, reloads);
    }

    /** How often the configuration was read again. */
    public int reloads() {
        return Mem.intAcquire(m, base + RELOADS);
    }

    public void countReload() {
        Mem.addInt(m, base + RELOADS, 1);
    }
}
