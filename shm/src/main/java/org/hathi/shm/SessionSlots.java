package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.hathi.os.Mem;
import org.jspecify.annotations.Nullable;

/**
 * The session slots: one per client connection (and per auxiliary process that reports itself), independent of the
 * process that happens to serve it.
 *
 * <p>LAYOUT header 64 bytes: slots int, query bytes int, next session id long. Slot: fields below, then the query text.
 * All fields except {@code IN_USE}, {@code CANCEL_KEY}, {@code BACKEND} are read and written under the change count:
 * the writer (owner: the serving process, or the postmaster while nobody serves it) makes it odd, writes, makes it
 * even; readers copy and try again when it was odd or moved.
 *
 * <p>CRASH: a writer that dies leaves the count odd; whoever takes the session over makes it even.
 */
public final class SessionSlots {
    public static final String REGION = "Backend Status Array";

    static final int CHANGE = 0;
    static final int IN_USE = 4;
    static final int ID = 8;
    static final int PID = 16;
    static final int BACKEND = 20;
    static final int DATABASE = 24;
    static final int USER = 28;
    static final int STATE = 32;
    static final int XID = 36;
    static final int XMIN = 40;
    static final int CANCEL_KEY = 44;
    static final int BACKEND_START = 48;
    static final int XACT_START = 56;
    static final int QUERY_START = 64;
    static final int STATE_CHANGE = 72;
    static final int CLIENT_PORT = 80;
    static final int ROLE = 84;
    static final int QUERY_ID = 88;
    static final int QUERY_LEN = 96;
    static final int FLAGS = 100;
    static final int CLIENT_ADDRESS = 104;
    static final int CLIENT_HOST = 168;
    static final int APPLICATION = 296;
    static final int DATABASE_NAME = 360;
    static final int USER_NAME = 424;
    static final int QUERY = 512;
    private static final int HEADER = 64;
    private static final int NAME = 64;
    private static final int HOST = 128;

    private final MemorySegment m;
    private final long base;
    private final int max;
    private final int querySize;
    private final int stride;

    public SessionSlots(Segment segment) {
        m = segment.memory();
        base = segment.region(REGION).offset();
        max = Mem.i32(m, base);
        querySize = Mem.i32(m, base + 4);
        stride = stride(querySize);
    }

    private static int stride(int querySize) {
        return (QUERY + querySize + 63) & -64;
    }

    /** The region for {@code max} sessions whose query texts are kept up to {@code querySize} bytes. */
    public static RegionSpec spec(int max, int querySize) {
        return new RegionSpec(REGION, HEADER + (long) max * stride(querySize), (m, off, size) -> {
            Mem.put32(m, off, max);
            Mem.put32(m, off + 4, querySize);
            Mem.put64(m, off + 8, 1);
        });
    }

    public int max() {
        return max;
    }

    private long at(int slot) {
        return base + HEADER + (long) slot * stride;
    }

    public boolean inUse(int slot) {
        return Mem.intAcquire(m, at(slot) + IN_USE) != 0;
    }

    /** Takes a free slot and gives the session its id; −1 when all are taken. */
    public int acquire() {
        for (int i = 0; i < max; i++) {
            long at = at(i);
            if (Mem.intAcquire(m, at + IN_USE) == 0 && Mem.casInt(m, at + IN_USE, 0, 1)) {
                beginChange(i);
                Mem.zero(m, at + ID, stride - ID);
                Mem.put64(m, at + ID, Mem.addLong(m, base + 8, 1));
                Mem.put32(m, at + BACKEND, -1);
                Mem.put32(m, at + CLIENT_PORT, -1);
                Mem.put32(m, at + ROLE, ProcRole.BACKEND.ordinal());
                endChange(i);
                return i;
            }
        }
        return -1;
    }

    /** Ends a session. */
    public void release(int slot) {
        beginChange(slot);
        Mem.put32(m, at(slot) + PID, 0);
        Mem.put32(m, at(slot) + CANCEL_KEY, 0);
        Mem.put32(m, at(slot) + BACKEND, -1);
        endChange(slot);
        Mem.intRelease(m, at(slot) + IN_USE, 0);
    }

    /** Number of sessions. */
    public int count() {
        int n = 0;
        for (int i = 0; i < max; i++) {
            if (inUse(i)) {
                n++;
            }
        }
        return n;
    }

    /** Begins a change of the fields below; every setter must be between this and {@link #endChange}. */
    public void beginChange(int slot) {
        long c = at(slot) + CHANGE;
        Mem.put32(m, c, Mem.i32(m, c) | 1);
        VarHandle.fullFence();
    }

    public void endChange(int slot) {
        long c = at(slot) + CHANGE;
        Mem.intRelease(m, c, (Mem.i32(m, c) | 1) + 1);
    }

    /** Who the session is; times in microseconds since 2000-01-01 UTC. */
    public void setIdentity(
            int slot,
            ProcRole role,
            int pid,
            int database,
            String databaseName,
            int user,
            String userName,
            long start) {
        long at = at(slot);
        Mem.put32(m, at + ROLE, role.ordinal());
        Mem.put32(m, at + PID, pid);
        Mem.put32(m, at + DATABASE, database);
        Mem.put32(m, at + USER, user);
        text(at + DATABASE_NAME, NAME, databaseName);
        text(at + USER_NAME, NAME, userName);
        Mem.put64(m, at + BACKEND_START, start);
    }

    /** Where the client is; null address and port −1 for a Unix-domain socket. */
    public void setClient(int slot, @Nullable String address, @Nullable String hostname, int port) {
        long at = at(slot);
        text(at + CLIENT_ADDRESS, NAME, address == null ? "" : address);
        text(at + CLIENT_HOST, HOST, hostname == null ? "" : hostname);
        Mem.put32(m, at + CLIENT_PORT, port);
    }

    public void setApplicationName(int slot, String name) {
        text(at(slot) + APPLICATION, NAME, name);
    }

    public void setPid(int slot, int pid) {
        Mem.put32(m, at(slot) + PID, pid);
    }

    public void setUser(int slot, int user, String name) {
        Mem.put32(m, at(slot) + USER, user);
        text(at(slot) + USER_NAME, NAME, name);
    }

    /** Which process slot serves it; −1 while parked. Atomic, needs no change count. */
    public void setBackend(int slot, int proc) {
        Mem.intRelease(m, at(slot) + BACKEND, proc);
    }

    public int backend(int slot) {
        return Mem.intAcquire(m, at(slot) + BACKEND);
    }

    /** Key a cancel request must name. Atomic, needs no change count. */
    public void setCancelKey(int slot, int key) {
        Mem.intRelease(m, at(slot) + CANCEL_KEY, key);
    }

    public int cancelKey(int slot) {
        return Mem.intAcquire(m, at(slot) + CANCEL_KEY);
    }

    public int pid(int slot) {
        return Mem.i32(m, at(slot) + PID);
    }

    public int database(int slot) {
        return Mem.i32(m, at(slot) + DATABASE);
    }

    public int user(int slot) {
        return Mem.i32(m, at(slot) + USER);
    }

    public long id(int slot) {
        return Mem.i64(m, at(slot) + ID);
    }

    public SessionState state(int slot) {
        return SessionState.of(Mem.i32(m, at(slot) + STATE));
    }

    /** Session slot in use with this pid, −1 when there is none. */
    public int byPid(int pid) {
        for (int i = 0; i < max; i++) {
            if (inUse(i) && pid(i) == pid) {
                return i;
            }
        }
        return -1;
    }

    /** Changes the state. */
    public void setState(int slot, SessionState state, long now) {
        Mem.put32(m, at(slot) + STATE, state.ordinal());
        Mem.put64(m, at(slot) + STATE_CHANGE, now);
    }

    /** Since when the session waits for its client's next statement; 0 when it does not, or not known. A hint. */
    public long idleSince(int slot) {
        int state = Mem.i32(m, at(slot) + STATE);
        boolean idle = state == SessionState.IDLE.ordinal()
                || state == SessionState.IDLE_IN_TRANSACTION.ordinal()
                || state == SessionState.IDLE_IN_TRANSACTION_ABORTED.ordinal();
        return idle ? Mem.i64(m, at(slot) + STATE_CHANGE) : 0;
    }

    /** Start of the transaction; 0 for none. */
    public void setXactStart(int slot, long time) {
        Mem.put64(m, at(slot) + XACT_START, time);
    }

    /** Transaction id and horizon as views show them; 0 for none. No change count needed. */
    public void setXids(int slot, int xid, int xmin) {
        Mem.put32(m, at(slot) + XID, xid);
        Mem.put32(m, at(slot) + XMIN, xmin);
    }

    public void setQueryId(int slot, long id) {
        Mem.put64(m, at(slot) + QUERY_ID, id);
    }

    /**
     * The statement that starts; a change of its own (state active, query text, start times): called for each
     * statement, allocates nothing.
     *
     * @param query UTF-8; cut at a character boundary when it is too long
     */
    public void reportActive(int slot, long now, byte[] query, int len) {
        int n = Math.min(len, querySize - 1);
        if (n < len) {
            while (n > 0 && (query[n] & 0xC0) == 0x80) {
                n--;
            }
        }
        beginChange(slot);
        long at = at(slot);
        Mem.copy(query, 0, m, at + QUERY, n);
        Mem.put32(m, at + QUERY_LEN, n);
        Mem.put64(m, at + QUERY_ID, 0L);
        Mem.put64(m, at + QUERY_START, now);
        Mem.put32(m, at + STATE, SessionState.ACTIVE.ordinal());
        Mem.put64(m, at + STATE_CHANGE, now);
        endChange(slot);
    }

    /** The statement ended; a change of its own. */
    public void reportState(int slot, SessionState state, long now) {
        beginChange(slot);
        setState(slot, state, now);
        endChange(slot);
    }

    private void text(long at, int size, String s) {
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        int n = Math.min(b.length, size - 1);
        if (n < b.length) {
            while (n > 0 && (b[n] & 0xC0) == 0x80) {
                n--;
            }
        }
        Mem.copy(b, 0, m, at, n);
        Mem.put8(m, at + n, (byte) 0);
    }

    private @Nullable String textOrNull(long at) {
        return Mem.i8(m, at) == 0 ? null : m.getString(at);
    }

    /** A consistent copy, or null when the slot is free. */
    public @Nullable SessionInfo read(int slot) {
        long at = at(slot);
        for (int tries = 0; ; tries++) {
            int before = Mem.intAcquire(m, at + CHANGE);
            if (!inUse(slot)) {
                return null;
            }
            if ((before & 1) == 0 || tries > 1000) {
                SessionInfo info = copy(slot, at);
                VarHandle.acquireFence();
                if (Mem.i32(m, at + CHANGE) == before || tries > 1000) {
                    return info;
                }
            }
            Thread.onSpinWait();
        }
    }

    private SessionInfo copy(int slot, long at) {
        int len = Math.clamp(Mem.i32(m, at + QUERY_LEN), 0, querySize);
        byte[] query = new byte[len];
        Mem.copy(m, at + QUERY, query, 0, len);
        return new SessionInfo(
                slot,
                Mem.i64(m, at + ID),
                Mem.i32(m, at + PID),
                Mem.i32(m, at + BACKEND),
                ProcRole.of(Mem.i32(m, at + ROLE)),
                Mem.i32(m, at + DATABASE),
                Mem.i32(m, at + USER),
                m.getString(at + DATABASE_NAME),
                m.getString(at + USER_NAME),
                SessionState.of(Mem.i32(m, at + STATE)),
                Mem.i32(m, at + XID),
                Mem.i32(m, at + XMIN),
                Mem.i64(m, at + BACKEND_START),
                Mem.i64(m, at + XACT_START),
                Mem.i64(m, at + QUERY_START),
                Mem.i64(m, at + STATE_CHANGE),
                textOrNull(at + CLIENT_ADDRESS),
                textOrNull(at + CLIENT_HOST),
                Mem.i32(m, at + CLIENT_PORT),
                m.getString(at + APPLICATION),
                Mem.i64(m, at + QUERY_ID),
                new String(query, StandardCharsets.UTF_8));
    }
}
