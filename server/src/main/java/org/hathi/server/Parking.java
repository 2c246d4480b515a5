package org.hathi.server;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SuspendedSettings;
import org.hathi.executor.api.SuspendedSession;
import org.hathi.os.Epoll;
import org.hathi.os.Poll;
import org.hathi.os.Sockets;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.Proc;
import org.hathi.shm.SessionArena;
import org.hathi.shm.SessionPool;
import org.hathi.shm.SessionSlots;
import org.jspecify.annotations.Nullable;

/**
 * A backend's side of session parking: which sessions are ready, the clients' descriptors, and the sessions whose state
 * this process still has in its own form.
 *
 * <p>DESCRIPTORS. epoll knows a registration by open file and descriptor number, so a client's descriptor has the same
 * number {@code base + session slot} in every process. A process asks the postmaster for one when it first serves the
 * session, keeps it, and closes it when it sees that the session is over.
 *
 * <p>INVARIANT: a session is armed in the shared epoll instance only while it is parked, or by a process that has just
 * let it go; an event that comes too late finds the session held and is ignored.
 */
final class Parking {
    /** Events of a parked session's descriptor. */
    static final int EVENTS = Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLONESHOT;

    private static final byte[] BLOCKED = {Control.BLOCKED};
    private static final byte[] RESTED = {Control.RESTED};

    /** Linux gives no pid beyond this. */
    private static final int MAX_PID = 1 << 22;

    private static final long SWEEP_NANOS = 1_000_000_000L;

    /** Thrown out of the wait for a client because another session needs the process. */
    static final class GiveWay extends RuntimeException {
        private static final long serialVersionUID = 1;

        GiveWay() {
            super(null, null, false, false);
        }
    }

    /** A session whose state this process has in its own form; current while the versions are those of the arena. */
    static final class Resident {
        final long id;
        final SessionTicket ticket;
        final ServerLog.Who who;
        SuspendedSession session;

        /** The beginning of the process title while the session is served, empty until it is asked for. */
        byte[] title = {};

        @Nullable
        SuspendedSettings settings;
        /** {@code Settings.changes} when the stored bytes were made, or the state came from them. */
        int settingsMark;
        /** True while the settings differ from the stored bytes. */
        boolean settingsChanged = true;

        int definitionVersion = -1;
        int version = -1;
        int countsVersion = -1;
        /** Since {@link Residents} looked last whom to let go. */
        boolean asked;

        Resident(long id, SessionTicket ticket, ServerLog.Who who, SuspendedSession session) {
            this.id = id;
            this.ticket = ticket;
            this.who = who;
            this.session = session;
        }
    }

    /** The definition part of a session's stored state. */
    record Definition(SessionTicket ticket, byte[] settings, byte[] session) {
        byte[] encode() {
            byte[] t = ticket.encode();
            return Control.payload(o -> {
                o.writeInt(t.length);
                o.write(t);
                o.writeInt(settings.length);
                o.write(settings);
                o.writeInt(session.length);
                o.write(session);
            });
        }

        static Definition decode(byte[] bytes) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                byte[] t = part(in);
                return new Definition(
                        SessionTicket.decode(new DataInputStream(new ByteArrayInputStream(t))), part(in), part(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] part(DataInputStream in) throws IOException {
            byte[] b = new byte[in.readInt()];
            in.readFully(b);
            return b;
        }
    }

    final GiveWay giveWay = new GiveWay();
    final SessionPool pool;
    final SessionArena arena;
    private final Proc proc;
    private final SessionSlots sessions;
    private final Control control;
    private final int epoll;
    private final int base;
    private final Epoll.Waiter waiter;
    private final Setting maxBackends;
    private final Setting idleTimeout;
    /** The process's session was parked because it had been idle for long. */
    private boolean rested;
    /** Id of the session whose descriptor is open, by session slot; 0 none. */
    private final long[] open;

    private final Residents residents;

    private int pidSession = -1;
    private long pidSessionId;
    private long swept = System.nanoTime();

    Parking(ProcessContext cx, int epoll) {
        this.epoll = epoll;
        proc = cx.proc();
        control = cx.control();
        pool = new SessionPool(cx.segment());
        arena = new SessionArena(pool);
        sessions = new SessionSlots(cx.segment());
        base = ServerConfig.sessionDescriptors(cx.settings());
        waiter = new Epoll.Waiter(epoll, 1);
        maxBackends = cx.settings().setting("max_backends");
        idleTimeout = cx.settings().setting("backend_idle_timeout");
        proc.whenBlocked(this::blocked);
        open = new long[sessions.max()];
        residents = new Residents(sessions.max());
    }

    /** Readable when a parked session is ready. */
    int epoll() {
        return epoll;
    }

    int maxBackends() {
        return maxBackends.intValue();
    }

    /** What a registration carries: slot and the low half of the session's id. */
    static long data(int slot, long id) {
        return id << 32 | slot;
    }

    // ---------------------------------------------------------------- taking turns

    /**
     * Takes the parked session that has been ready longest, or the one that all wait for; −1 when none is. While
     * processors have nothing to do and more sessions are ready, somebody else is woken for these.
     */
    int takeReady() {
        int first = pool.takeFirst();
        if (first >= 0 && pool.tryTake(first, proc.slot())) {
            return first;
        }
        while (waiter.await(0) > 0) {
            long d = waiter.data(0);
            int slot = (int) d;
            if (Faults.ON) {
                proc.reach(KillPoint.PARK_EVENT);
            }
            if ((int) sessions.id(slot) == (int) (d >>> 32) && pool.tryTake(slot, proc.slot())) {
                if (Faults.ON) {
                    proc.reach(KillPoint.PARK_TAKEN);
                }
                if (pool.parked() > 0
                        && pool.leader() < 0
                        && proc.processorsLeft()
                        && Poll.poll(epoll, Poll.POLLIN, 0) > 0) {
                    wakeAnother();
                }
                return slot;
            }
        }
        return -1;
    }

    private boolean wakeAnother() {
        int other = pool.promote();
        if (other >= 0) {
            proc.setLatch(other);
        }
        return other >= 0;
    }

    /** The process is going to wait for something else than sessions to be ready: somebody must look for these. */
    void blocked() {
        if (pool.parked() > 0 && pool.leader() < 0 && !wakeAnother() && proc.running() <= 1 && pool.tellsPostmaster()) {
            control.send(Control.NEWS, BLOCKED, -1);
        }
    }

    // ---------------------------------------------------------------- rest

    /** How long, in milliseconds, a process whose session is idle since then may sleep, given another limit. */
    int restLimit(long since, int limit) {
        long most = idleTimeout.millis();
        if (since == 0 || most <= 0) {
            return limit;
        }
        long left = Math.max(1, most - (System.nanoTime() - since) / 1_000_000L + 1);
        return (int) (limit < 0 ? Math.min(left, Integer.MAX_VALUE) : Math.min(left, limit));
    }

    /** The client has said nothing for some time: since when it has been silent. */
    long rested(long since) {
        return since != 0 ? since : System.nanoTime();
    }

    /**
     * Whether the session has been idle for {@code backend_idle_timeout}: it needs no process then, and the process,
     * once it has none, may be one too many.
     */
    boolean longRested(long since) {
        long most = idleTimeout.millis();
        rested = since != 0 && most > 0 && System.nanoTime() - since >= most * 1_000_000L;
        return rested;
    }

    /** Tells the postmaster that the process, which is free now, has had nothing to do for long. */
    void tellRested() {
        if (rested) {
            rested = false;
            control.send(Control.NEWS, RESTED, -1);
        }
    }

    /**
     * Whether a session that has been answered is parked though no other is ready: when there are more sessions than
     * backends it is only by chance that this one has a process. So a few warm processes serve all of them; were the
     * sessions kept, each process would wake up for its own. Not a matter of how many are parked: a pool that has grown
     * while backends waited would go on holding one session each.
     */
    boolean crowded() {
        return pool.parked() + pool.held() > maxBackends.intValue();
    }

    /** Lets a session go that {@link #takeReady} took and that has not been touched: it is ready again. */
    void putBack(int slot) {
        pool.beginPark(slot, proc.slot(), pool.parkedSince(slot), 0);
        arm(slot, Epoll.EPOLLOUT);
        pool.finishPark(slot, proc.slot());
    }

    /** Lets the session go; its state is stored. It is ready at once if its client has sent something already. */
    void letGo(int slot, long now, long deadline, boolean ready) {
        if (Faults.ON) {
            proc.reach(KillPoint.PARK_WRITTEN);
        }
        sessions.setBackend(slot, -1);
        pool.beginPark(slot, proc.slot(), now, deadline);
        if (Faults.ON) {
            proc.reach(KillPoint.PARK_LET_GO);
        }
        arm(slot, ready ? Epoll.EPOLLOUT : 0);
        pool.finishPark(slot, proc.slot());
    }

    /** Gives up a session that cannot be brought into any process: the postmaster ends it. Its client has been told. */
    void giveUp(int slot) {
        sessions.setBackend(slot, -1);
        residents.remove(slot);
        Sockets.shutdown(base + slot);
        pool.beginPark(slot, proc.slot(), pool.parkedSince(slot), 0);
        pool.finishPark(slot, proc.slot());
        pool.ask(slot, SessionPool.ASK_END);
    }

    private void arm(int slot, int more) {
        int r = Epoll.mod(epoll, base + slot, EVENTS | more, data(slot, sessions.id(slot)));
        if (r < 0) {
            throw SqlError.internal("could not arm descriptor of session: errno " + -r);
        }
    }

    // ---------------------------------------------------------------- descriptors

    /** Takes over the descriptor that came with a session: returns its number from now on. */
    int adopt(int slot, int fd) {
        int number = base + slot;
        int r = Sockets.dupTo(fd, number);
        Sockets.close(fd);
        if (r < 0) {
            throw SqlError.internal("could not duplicate descriptor: errno " + -r);
        }
        open[slot] = sessions.id(slot);
        return number;
    }

    /** The descriptor of a session this process holds; −1 when the postmaster knows no such session. */
    int descriptor(int slot) {
        if (open[slot] == sessions.id(slot)) {
            return base + slot;
        }
        long id = sessions.id(slot);
        control.send(
                Control.FETCH,
                Control.payload(o -> {
                    o.writeInt(slot);
                    o.writeLong(id);
                }),
                -1);
        Control.Frame f = control.await();
        if (f == null) {
            Runtime.getRuntime().halt(1);
            return -1;
        }
        if (f.type() != Control.FETCHED) {
            throw SqlError.internal("unexpected control frame " + f.type());
        }
        return f.fd() < 0 ? -1 : adopt(slot, f.fd());
    }

    /** Closes descriptors of sessions that are over; now and then, before a rest. */
    void sweep() {
        long now = System.nanoTime();
        if (now - swept < SWEEP_NANOS) {
            return;
        }
        swept = now;
        for (int i = 0; i < open.length; i++) {
            if (open[i] != 0 && (!sessions.inUse(i) || sessions.id(i) != open[i])) {
                Sockets.close(base + i);
                open[i] = 0;
                residents.remove(i);
            }
        }
    }

    // ---------------------------------------------------------------- resident sessions

    /** What this process has of a session, if it is of that session and its definition is current. */
    @Nullable
    Resident resident(int slot) {
        Resident r = residents.get(slot);
        if (r == null || r.id != sessions.id(slot) || r.definitionVersion != arena.definitionVersion(slot)) {
            return null;
        }
        return r;
    }

    /**
     * Sets the session's settings aside and stores what has changed of its state.
     *
     * @param input what its client has sent and nobody has read
     * @return false when there is no room: the settings are suspended then and nothing is stored
     */
    boolean store(int slot, Resident r, Settings settings, byte[] input) {
        r.settingsChanged |= r.settingsMark != settings.changes();
        byte[] values = null;
        if (r.settingsChanged || r.session.definitionChanged()) {
            values = settings.serializeSession();
        }
        r.settings = settings.suspendSession(r.settingsChanged ? null : r.settings);
        byte[] definition = values == null ? null : new Definition(r.ticket, values, r.session.definition()).encode();
        if (definition != null || r.session.progressChanged()) {
            if (!arena.write(slot, definition, r.session.progress(), r.session.counts(), SessionPool.SESSION)) {
                r.settingsChanged = true;
                return false;
            }
        } else if (r.session.countsFrom() < r.session.countsTo()) {
            arena.writeCounts(slot, r.session.counts(), r.session.countsFrom(), r.session.countsTo());
        }
        if (input.length > 0 && !arena.writeInput(slot, input)) {
            r.settingsChanged = true;
            return false;
        }
        r.session.saved();
        stored(slot, r);
        residents.put(slot, r);
        return true;
    }

    /** Notes that a session's settings are in force as they are stored. */
    void current(int slot, Resident r, Settings settings) {
        r.settingsMark = settings.changes();
        r.settingsChanged = false;
        stored(slot, r);
    }

    private void stored(int slot, Resident r) {
        r.definitionVersion = arena.definitionVersion(slot);
        r.version = arena.version(slot);
        r.countsVersion = arena.countsVersion(slot);
    }

    long id(int slot) {
        return sessions.id(slot);
    }

    // ---------------------------------------------------------------- the end of a session

    /** The session is over: everything of it is given back and the postmaster told. */
    void end(int slot) {
        long id = sessions.id(slot);
        residents.remove(slot);
        arena.free(slot);
        // others may still have the descriptor open: the client must see the end now
        Sockets.shutdown(base + slot);
        Sockets.close(base + slot);
        open[slot] = 0;
        pool.letGo(slot);
        control.send(
                Control.ENDED,
                Control.payload(o -> {
                    o.writeByte(1);
                    o.writeInt(slot);
                    o.writeLong(id);
                }),
                -1);
    }

    /**
     * The pid by which a new session goes for its whole life: this process's own if no other live session has it, else
     * a number beyond every possible pid.
     */
    int pidFor(int slot) {
        long id = sessions.id(slot);
        int other = pidSession;
        if (other < 0) {
            other = sessions.byPid(proc.pid());
        } else if (sessions.id(other) != pidSessionId) {
            other = -1;
        }
        // the postmaster may not have given the slot of one that is over back yet
        boolean free = other < 0 || !sessions.inUse(other) || pool.isNobodys(other);
        if (!free) {
            return MAX_PID + (int) (id % MAX_PID);
        }
        pidSession = slot;
        pidSessionId = id;
        return proc.pid();
    }
}
