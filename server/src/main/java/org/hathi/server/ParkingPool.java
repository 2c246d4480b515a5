package org.hathi.server;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Epoll;
import org.hathi.os.Poll;
import org.hathi.os.Sockets;
import org.hathi.shm.NotifyQueue;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionArena;
import org.hathi.shm.SessionPool;
import org.hathi.shm.SessionSlots;
import org.jspecify.annotations.Nullable;

/**
 * The postmaster's side of session parking. It makes sessions and ends them, keeps a duplicate of each client's
 * descriptor, hands it to the backends that ask, and looks after what parked sessions cannot do themselves: being
 * terminated, running out of time. It takes no part in who serves whom: that is between the backends ({@link
 * Parking}) and the shared epoll instance.
 *
 * <p>SIZE of the pool. As many backends as sessions and {@code min_spare_backends}, up to {@code max_backends}.
 * Beyond that one more is started whenever sessions are ready and nobody takes them, or too few backends run while
 * the others wait for locks, for a flush, or for their client inside a transaction: so no schedule can exhaust the
 * pool.
 *
 * <p>CRASH: {@link #dying} notes what the dead backend held before its process slot can be used again.
 */
final class ParkingPool implements Backends {
    private static final int MAX_STARTING = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int TICK_MILLIS = 25;
    private static final int DEADLINE_TICKS = 8;
    private static final int SHRINK_TICKS = 400;
    /**
     * Ticks in a row that nobody took a ready session, or few backends ran, before another one is started: half a
     * second. A start costs as much as thousands of statements, so it is for schedules that cannot go on otherwise.
     */
    private static final int PATIENCE = 20;
    /**
     * Ticks in a row that nobody took a ready session and no backend ran at all: each waits for another session's
     * client.
     */
    private static final int STUCK = 2;

    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    /** A session between hand-over and end. */
    private record Live(long id, SessionTicket ticket, int fd) {}

    private final PostmasterContext cx;
    private final Children children;
    private final int epoll = Epoll.create();
    private final int base;
    private final @Nullable Live[] live;
    private int sessionsLive;
    private final List<Integer> victims = new ArrayList<>();
    private final List<Integer> unfinished = new ArrayList<>();
    private long lastSpawnFailure;
    private long ticks;
    private long lastTakes;
    private int slowTicks;
    private int stuckTicks;
    private boolean ticking;

    ParkingPool(PostmasterContext cx, Children children) {
        this.cx = cx;
        this.children = children;
        base = ServerConfig.sessionDescriptors(cx.settings);
        live = new Live[cx.settings.intValue("max_connections") + PostmasterContext.AUXILIARY_SLOTS];
        int r = Sockets.dupTo(epoll, base + live.length);
        if (r < 0) {
            throw SqlError.fatal(
                            SqlState.INSUFFICIENT_RESOURCES,
                            "insufficient file descriptors available for session_parking")
                    .hint("Raise the limit of open files (ulimit -n) beyond " + (base + live.length)
                            + ", lower max_connections, or set session_parking to off.");
        }
        Sockets.close(r);
    }

    private SessionPool pool() {
        return new SessionPool(cx.segment());
    }

    private SessionSlots slots() {
        return new SessionSlots(cx.segment());
    }

    // ---------------------------------------------------------------- sessions begin

    @Override
    public void handOver(SessionTicket ticket, int fd) {
        int slot = ticket.sessionSlot();
        SessionPool pool = pool();
        pool.create(slot);
        int number = base + slot;
        int r = Sockets.dupTo(fd, number);
        long id = slots().id(slot);
        if (r >= 0) {
            Sockets.close(fd);
            r = Epoll.add(epoll, number, Epoll.EPOLLONESHOT, Parking.data(slot, id));
        }
        if (r < 0) {
            refuse(slot, r == number ? number : fd, "could not watch descriptor of session: errno " + -r);
            return;
        }
        Live l = new Live(id, ticket, number);
        live[slot] = l;
        sessionsLive++;
        if (!assign(pool, l)) {
            if (!new SessionArena(pool).write(slot, ticket.encode(), new byte[0], SessionPool.TICKET)) {
                forget(
                        slot,
                        SqlError.fatal(SqlState.OUT_OF_MEMORY, "out of shared memory")
                                .report());
                return;
            }
            pool.park(slot);
            Epoll.mod(epoll, number, Parking.EVENTS | Epoll.EPOLLOUT, Parking.data(slot, id));
        }
        prepare();
    }

    private void refuse(int slot, int fd, String why) {
        cx.tell(fd, SqlError.fatal(SqlState.INSUFFICIENT_RESOURCES, why).report());
        Sockets.close(fd);
        slots().release(slot);
    }

    /** Gives a new session to a backend that has none; false when there is none. */
    private boolean assign(SessionPool pool, Live l) {
        while (true) {
            Child best = null;
            for (Child c : children.all()) {
                if (usable(c) && pool.isFree(c.procSlot) && c.suits(l.ticket.databaseOid(), best)) {
                    best = c;
                }
            }
            if (best == null) {
                return false;
            }
            if (!pool.tryAssign(best.procSlot)) {
                continue;
            }
            best.sessionsServed++;
            best.lastDatabase = l.ticket.databaseOid();
            best.idleSince = System.nanoTime();
            pool.hold(l.ticket.sessionSlot(), best.procSlot);
            Control control = best.control;
            if (control != null && control.send(Control.SESSION, l.ticket.encode(), l.fd)) {
                return true;
            }
            best.state = Child.State.EXITING;
        }
    }

    private static boolean usable(Child c) {
        return c.role == ProcRole.BACKEND && c.procSlot >= 0 && c.state != Child.State.EXITING;
    }

    @Override
    public void fetch(Child c, int sessionSlot, long id) {
        Control control = c.control;
        if (control == null) {
            return;
        }
        Live l = sessionSlot >= 0 && sessionSlot < live.length ? live[sessionSlot] : null;
        boolean known = l != null && l.id == id;
        control.send(Control.FETCHED, new byte[] {(byte) (known ? 1 : 0)}, l != null && known ? l.fd : -1);
    }

    // ---------------------------------------------------------------- sessions end

    @Override
    public void ended(Child c, byte[] payload) {
        c.idleSince = System.nanoTime();
        try (var in = new java.io.DataInputStream(new java.io.ByteArrayInputStream(payload, 1, payload.length - 1))) {
            int slot = in.readInt();
            long id = in.readLong();
            Live l = live[slot];
            if (l != null && l.id == id) {
                forget(slot, null);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The last of a session: its client is told why if it does not know, descriptor and slot are given back. */
    private void forget(int slot, @Nullable Report why) {
        Live l = live[slot];
        if (l == null) {
            return;
        }
        live[slot] = null;
        sessionsLive--;
        if (why != null) {
            cx.tell(l.fd, why);
        }
        Epoll.del(epoll, l.fd);
        // backends may still have the descriptor open
        Sockets.shutdown(l.fd);
        Sockets.close(l.fd);
        Segment s = cx.segmentIfAny();
        if (s != null) {
            new SessionSlots(s).release(slot);
        }
    }

    /** Ends a parked session; false when a backend has it. */
    private boolean endParked(SessionPool pool, int slot, Report why) {
        if (!pool.tryEnd(slot)) {
            return false;
        }
        cx.log.report(why);
        new SessionArena(pool).free(slot);
        ProcessContext process = cx.processIfAny();
        var p = cx.procIfAny();
        if (p != null) {
            new NotifyQueue(cx.segment()).endParked(p, slot);
        }
        if (pool.hasLocks(slot) && process != null) {
            cx.engine.endParkedSession(process, slot);
        }
        forget(slot, why);
        return true;
    }

    // ---------------------------------------------------------------- backends

    @Override
    public void ready(Child c) {
        Control control = c.control;
        c.procSlot = new ProcSlots(cx.segment()).byPid(c.pid);
        c.state = Child.State.IDLE;
        c.idleSince = System.nanoTime();
        if (control != null) {
            control.send(Control.EPOLL, new byte[0], epoll);
        }
        if (cx.state == PostmasterState.STOPPING || cx.state == PostmasterState.CHECKPOINT) {
            c.dismiss();
            return;
        }
        prepare();
    }

    @Override
    public void dying(Child c) {
        victims.clear();
        unfinished.clear();
        Segment s = cx.segmentIfAny();
        int slot = c.procSlot;
        if (c.role != ProcRole.BACKEND || s == null || slot < 0) {
            return;
        }
        SessionPool pool = new SessionPool(s);
        for (int i = 0; i < live.length; i++) {
            if (live[i] != null && pool.holder(i) == slot) {
                victims.add(i);
            } else if (live[i] != null && pool.parker(i) == slot) {
                unfinished.add(i);
            }
        }
        pool.setBusy(slot);
    }

    @Override
    public void lost(Child c, Report farewell) {
        if (c.role != ProcRole.BACKEND) {
            return;
        }
        Segment s = cx.segmentIfAny();
        if (cx.state == PostmasterState.CRASH || s == null) {
            // every session dies with the segment
            for (int i = 0; i < live.length; i++) {
                forget(i, farewell);
            }
            return;
        }
        SessionPool pool = new SessionPool(s);
        for (int slot : victims) {
            new SessionArena(pool).reap(slot);
            pool.letGo(slot);
            forget(slot, farewell);
        }
        for (int slot : unfinished) {
            pool.finishPark(slot, c.procSlot);
        }
        victims.clear();
        unfinished.clear();
        // the dead may have taken an event of a session that it had not taken yet
        for (int i = 0; i < live.length; i++) {
            Live l = live[i];
            if (l != null && pool.isParked(i)) {
                Epoll.mod(epoll, l.fd, Parking.EVENTS, Parking.data(i, l.id));
            }
        }
    }

    private int backends() {
        int n = 0;
        for (Child c : children.all()) {
            n += c.role == ProcRole.BACKEND && c.state != Child.State.EXITING ? 1 : 0;
        }
        return n;
    }

    private int starting() {
        int n = 0;
        for (Child c : children.all()) {
            n += c.role == ProcRole.BACKEND && c.state == Child.State.STARTING ? 1 : 0;
        }
        return n;
    }

    private int free(SessionPool pool) {
        int n = 0;
        for (Child c : children.all()) {
            n += usable(c) && pool.isFree(c.procSlot) ? 1 : 0;
        }
        return n;
    }

    @Override
    public void dispatch() {
        prepare();
    }

    @Override
    public void prepare() {
        if (cx.state != PostmasterState.RUN && cx.state != PostmasterState.STARTUP) {
            return;
        }
        int wanted = Math.min(
                cx.settings.intValue("max_backends"), sessionsLive + cx.settings.intValue("min_spare_backends"));
        int atOnce = sessionsLive > 0 && free(pool()) == 0 ? MAX_STARTING : 1;
        spawn(Math.min(wanted - backends(), atOnce - starting()));
    }

    private void spawn(int n) {
        if (n <= 0) {
            return;
        }
        if (System.nanoTime() - lastSpawnFailure < 1_000_000_000L && lastSpawnFailure != 0) {
            cx.loop.after(1_000, this::prepare);
            return;
        }
        for (int i = 0; i < n; i++) {
            children.spawn(ProcRole.BACKEND, 0);
        }
    }

    @Override
    public void open() {
        if (!ticking) {
            ticking = true;
            cx.loop.after(TICK_MILLIS, this::tick);
        }
        prepare();
    }

    @Override
    public void startFailed() {
        lastSpawnFailure = System.nanoTime();
    }

    @Override
    public void refuseFirst() {
        if (backends() > 0) {
            return;
        }
        SessionPool pool = pool();
        for (int i = 0; i < live.length; i++) {
            if (live[i] != null && pool.isParked(i)) {
                endParked(
                        pool,
                        i,
                        SqlError.fatal(
                                        SqlState.CANNOT_CONNECT_NOW,
                                        "could not start a server process for the connection")
                                .report());
                return;
            }
        }
    }

    @Override
    public void refuseAll(@Nullable Report why) {
        Segment s = cx.segmentIfAny();
        if (why == null || s == null) {
            for (int i = 0; i < live.length; i++) {
                forget(i, why);
            }
            return;
        }
        SessionPool pool = new SessionPool(s);
        pool.close();
        SessionArena arena = new SessionArena(pool);
        Report parked = administrator();
        for (int i = 0; i < live.length; i++) {
            if (live[i] != null) {
                endParked(pool, i, arena.kind(i) == SessionPool.TICKET ? why : parked);
            }
        }
        dismissAll();
    }

    /** While the server stops: backends without a session go as they become free. */
    private void dismissAll() {
        if (cx.state != PostmasterState.STOPPING) {
            return;
        }
        for (Child c : children.all()) {
            if (usable(c)) {
                dismissIdle(c);
            }
        }
        cx.loop.after(TICK_MILLIS, this::dismissAll);
    }

    private static Report administrator() {
        return SqlError.fatal(SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command")
                .report();
    }

    @Override
    public boolean dismissIdle(Child c) {
        if (!usable(c) || !pool().tryAssign(c.procSlot)) {
            return false;
        }
        c.dismiss();
        return true;
    }

    @Override
    public boolean anySession() {
        return sessionsLive > 0;
    }

    // ---------------------------------------------------------------- from time to time

    private void tick() {
        ticks++;
        Segment s = cx.segmentIfAny();
        boolean serving = cx.state == PostmasterState.RUN || cx.state == PostmasterState.WAIT_SESSIONS;
        if (s != null && serving) {
            SessionPool pool = new SessionPool(s);
            if (pool.takeAnyAsked()) {
                terminate(pool);
                awaken(pool);
            }
            if (ticks % DEADLINE_TICKS == 0 && pool.anyDeadline()) {
                expire(pool);
            }
            grow(pool);
            if (ticks % SHRINK_TICKS == 0) {
                shrink(pool);
            }
        }
        cx.loop.after(TICK_MILLIS, this::tick);
    }

    private void terminate(SessionPool pool) {
        for (int i = 0; i < live.length; i++) {
            if (live[i] != null
                    && (pool.asked(i) & SessionPool.ASK_TERMINATE) != 0
                    && !endParked(pool, i, administrator())) {
                int holder = pool.holder(i);
                var p = cx.procIfAny();
                if (holder >= 0 && p != null) {
                    p.raiseInterrupt(holder, org.hathi.shm.Interrupt.TERMINATE);
                }
            }
        }
    }

    /** Parked sessions that have notifications to deliver are ready, though their clients have said nothing. */
    private void awaken(SessionPool pool) {
        for (int i = 0; i < live.length; i++) {
            Live l = live[i];
            if (l != null && (pool.asked(i) & SessionPool.ASK_NOTIFY) != 0) {
                pool.forget(i, SessionPool.ASK_NOTIFY);
                if (pool.isParked(i)) {
                    Epoll.mod(epoll, l.fd, Parking.EVENTS | Epoll.EPOLLOUT, Parking.data(i, l.id));
                }
            }
        }
    }

    private void expire(SessionPool pool) {
        long now = PgClock.SYSTEM.micros();
        for (int i = 0; i < live.length; i++) {
            if (live[i] != null && pool.isParked(i)) {
                long deadline = pool.deadline(i);
                if (deadline != 0 && deadline <= now) {
                    endParked(
                            pool,
                            i,
                            SqlError.fatal(
                                            SqlState.IDLE_SESSION_TIMEOUT,
                                            "terminating connection due to idle-session timeout")
                                    .report());
                }
            }
        }
    }

    /** One more backend when sessions are ready and those there are cannot take them. */
    private void grow(SessionPool pool) {
        long takes = pool.takes();
        boolean moved = takes != lastTakes;
        lastTakes = takes;
        if (pool.parked() == 0 || Poll.poll(epoll, Poll.POLLIN, 0) <= 0) {
            slowTicks = 0;
            stuckTicks = 0;
            return;
        }
        int running = running();
        int starting = starting();
        slowTicks = !moved || running < CPUS ? slowTicks + 1 : 0;
        stuckTicks = !moved && running == 0 ? stuckTicks + 1 : 0;
        boolean slow = slowTicks >= PATIENCE && starting == 0 && running < cx.settings.intValue("max_backends");
        boolean stuck = stuckTicks >= STUCK;
        if (!slow && !stuck) {
            return;
        }
        slowTicks = 0;
        if (!permit(pool) && backends() < ServerConfig.backendSlots(cx.settings)) {
            spawn(stuck ? MAX_STARTING - starting : 1);
        }
    }

    /** Lets backends that rest take sessions, as many as there are CPUs; false when none rests. */
    private boolean permit(SessionPool pool) {
        var me = cx.procIfAny();
        int n = 0;
        for (Child c : children.all()) {
            if (me != null && n < CPUS && usable(c) && pool.isFree(c.procSlot)) {
                pool.tryPermit(c.procSlot);
                me.setLatch(c.procSlot);
                n++;
            }
        }
        return n > 0;
    }

    /** Backends that do not wait for anything. */
    private int running() {
        ProcSlots slots = new ProcSlots(cx.segment());
        int n = 0;
        for (Child c : children.all()) {
            n += usable(c) && slots.waitEvent(c.procSlot) == 0 ? 1 : 0;
        }
        return n;
    }

    private void shrink(SessionPool pool) {
        long limit = cx.settings.millis("backend_idle_timeout") * 1_000_000L;
        int spare = free(pool) - cx.settings.intValue("min_spare_backends");
        long now = System.nanoTime();
        for (Child c : new ArrayList<>(children.all())) {
            if (!usable(c)) {
                continue;
            }
            if (!pool.isFree(c.procSlot)) {
                c.idleSince = now;
            } else if (limit > 0 && spare > 0 && now - c.idleSince > limit && dismissIdle(c)) {
                spare--;
            }
        }
    }
}
