package org.hathi.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Sockets;
import org.hathi.shm.ProcRole;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionSlots;
import org.jspecify.annotations.Nullable;

/**
 * The backends: which idle one serves the next client, how many are started ahead of need and when one has been idle
 * too long. Owns the sessions between hand-over and end: the postmaster's duplicate of the client's socket and the
 * session slot are given back here. Event loop only.
 */
final class BackendPool implements Backends {
    /** Backends that start at the same time: more only delay each other, and an idle one may come back meanwhile. */
    private static final int MAX_STARTING = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final PostmasterContext cx;
    private final Children children;
    private final Deque<Child.LiveSession> waiting = new ArrayDeque<>();
    private long lastSpawnFailure;

    BackendPool(PostmasterContext cx, Children children) {
        this.cx = cx;
        this.children = children;
    }

    /** A session that has been admitted; its socket belongs to the pool from now on. */
    @Override
    public void handOver(SessionTicket ticket, int fd) {
        waiting.add(new Child.LiveSession(ticket, fd));
        dispatch();
    }

    /** Gives clients that wait to idle backends, and starts more when there are too few. */
    @Override
    public void dispatch() {
        while (!waiting.isEmpty()) {
            Child best = null;
            int wanted = waiting.getFirst().ticket.databaseOid();
            for (Child c : children.all()) {
                if (c.role == ProcRole.BACKEND && c.state == Child.State.IDLE && c.suits(wanted, best)) {
                    best = c;
                }
            }
            if (best == null) {
                break;
            }
            Child.LiveSession s = waiting.removeFirst();
            Control control = best.control;
            best.session = s;
            best.state = Child.State.BUSY;
            best.sessionsServed++;
            best.lastDatabase = wanted;
            if (control == null || !control.send(Control.SESSION, s.ticket.encode(), s.fd)) {
                best.session = null;
                best.state = Child.State.EXITING;
                waiting.addFirst(s);
            }
        }
        prepare();
    }

    private int backends(Child.@Nullable State wanted) {
        int n = 0;
        for (Child c : children.all()) {
            if (c.role == ProcRole.BACKEND && (wanted == null || c.state == wanted)) {
                n++;
            }
        }
        return n;
    }

    /**
     * Starts backends: for clients that wait as many at a time as there are CPUs, ahead of need one at a time. A start
     * takes tenths of a second of CPU; a busy backend usually is free sooner, and a process that has run is worth more
     * than a new one.
     */
    @Override
    public void prepare() {
        if (cx.state != PostmasterState.RUN && cx.state != PostmasterState.STARTUP) {
            return;
        }
        int idle = backends(Child.State.IDLE);
        int starting = backends(Child.State.STARTING);
        int room = cx.settings.intValue("max_backends") - backends(null);
        int missing = waiting.size() + cx.settings.intValue("min_spare_backends") - idle - starting;
        int atOnce = waiting.isEmpty() ? 1 : MAX_STARTING;
        int want = Math.min(Math.min(missing, room), atOnce - starting);
        if (want > 0 && System.nanoTime() - lastSpawnFailure < 1_000_000_000L && lastSpawnFailure != 0) {
            cx.loop.after(1_000, this::prepare);
            return;
        }
        for (int i = 0; i < want; i++) {
            children.spawn(ProcRole.BACKEND, 0);
        }
    }

    /** The server has become ready: serve who waits, and look for backends idle too long from now on. */
    @Override
    public void open() {
        cx.loop.after(10_000, this::shrink);
        dispatch();
    }

    private void shrink() {
        long limit = cx.settings.millis("backend_idle_timeout");
        int spare = backends(Child.State.IDLE) - cx.settings.intValue("min_spare_backends");
        if (cx.state == PostmasterState.RUN && spare > 0 && limit > 0) {
            long now = System.nanoTime();
            for (Child c : children.all()) {
                if (spare > 0
                        && c.role == ProcRole.BACKEND
                        && c.state == Child.State.IDLE
                        && now - c.idleSince > limit * 1_000_000L) {
                    c.dismiss();
                    spare--;
                }
            }
        }
        cx.loop.after(10_000, this::shrink);
    }

    @Override
    public void ready(Child c) {
        idle(c);
    }

    @Override
    public void fetch(Child c, int sessionSlot, long id) {
        throw SqlError.internal("unexpected control frame from process " + c.pid);
    }

    @Override
    public void free(Child c) {
        throw SqlError.internal("unexpected control frame from process " + c.pid);
    }

    @Override
    public void news(Child c, byte what) {
        throw SqlError.internal("unexpected control frame from process " + c.pid);
    }

    @Override
    public void dying(Child c) {}

    @Override
    public boolean dismissIdle(Child c) {
        if (c.state != Child.State.IDLE) {
            return false;
        }
        c.dismiss();
        return true;
    }

    /** A backend is free. */
    private void idle(Child c) {
        if (cx.state == PostmasterState.STOPPING
                || cx.state == PostmasterState.WAIT_SESSIONS
                || cx.state == PostmasterState.CHECKPOINT) {
            c.dismiss();
            return;
        }
        c.state = Child.State.IDLE;
        c.idleSince = System.nanoTime();
        if (cx.state == PostmasterState.RUN) {
            dispatch();
        }
    }

    /** A backend's session has ended; the backend takes another one, or exits. */
    @Override
    public void ended(Child c, byte[] payload) {
        boolean more = payload.length > 0 && payload[0] == 1;
        Child.LiveSession s = c.session;
        c.session = null;
        if (s != null) {
            forget(s);
        }
        if (more) {
            idle(c);
        } else {
            c.state = Child.State.EXITING;
        }
    }

    /** A backend is gone with its session: the client is told why. */
    @Override
    public void lost(Child c, Report farewell) {
        Child.LiveSession s = c.session;
        if (s != null) {
            c.session = null;
            cx.tell(s.fd, farewell);
            forget(s);
        }
    }

    /** A backend could not be started, or ended before it was ready: the next attempt comes later. */
    @Override
    public void startFailed() {
        lastSpawnFailure = System.nanoTime();
    }

    /**
     * The client that waited longest is told that no backend can be started, instead of waiting for the next attempt.
     */
    @Override
    public void refuseFirst() {
        Child.LiveSession s = waiting.pollFirst();
        if (s != null) {
            cx.tell(
                    s.fd,
                    SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "could not start a server process for the connection")
                            .report());
            forget(s);
        }
    }

    /** Sends away everybody who waits for a backend. */
    @Override
    public void refuseAll(@Nullable Report why) {
        for (Child.LiveSession s : waiting) {
            if (why != null) {
                cx.tell(s.fd, why);
            }
            Sockets.close(s.fd);
        }
        waiting.clear();
    }

    private void forget(Child.LiveSession s) {
        Sockets.close(s.fd);
        Segment seg = cx.segmentIfAny();
        if (seg != null) {
            new SessionSlots(seg).release(s.ticket.sessionSlot());
        }
    }

    /** Whether any session is served or waits. */
    @Override
    public boolean anySession() {
        for (Child c : children.all()) {
            if (c.session != null) {
                return true;
            }
        }
        return !waiting.isEmpty();
    }
}
