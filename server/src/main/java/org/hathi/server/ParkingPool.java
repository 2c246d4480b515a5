package org.hathi.server;

import java.util.ArrayDeque;
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
 * <p>SIZE of the pool. As many backends as have sessions and {@code min_spare_backends}, up to {@code max_backends}.
 * Beyond that one more is started whenever sessions are ready and nobody takes them, or too few backends run while
 * the others wait for locks, for a flush, or for their client inside a transaction: so no schedule can exhaust the
 * pool. When all are {@link Blocked}, that is at once, and a session that has locks is served first. A backend whose
 * session has been idle for {@code backend_idle_timeout} parks it; those without one and beyond the spare ones end,
 * higher slots first.
 *
 * <p>CRASH: {@link #dying} notes what the dead backend held before its process slot can be used again.
 */
final class ParkingPool implements Backends {
    private static final int MAX_STARTING = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int TICK_MILLIS = 25;
    /** While no process watches for ready sessions: those that run do between their requests, which may be long. */
    private static final int LEADERLESS_TICK_MILLIS = 5;

    /** How long a new session waits for a process of its own, which must be started. */
    private static final long FRESH_NANOS = 30_000_000_000L;

    private static final long EXPIRE_NANOS = 200_000_000L;
    private static final long SHRINK_NANOS = 10_000_000_000L;
    /**
     * How long ready sessions are not taken, or fewer backends run than there are processors, before another one is
     * started. A start costs as much as thousands of statements.
     */
    private static final long SLOW_NANOS = 500_000_000L;
    /** The same while no backend was seen to run, and it is not known that each waits for another session. */
    private static final long STUCK_NANOS = 40_000_000L;

    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private static final byte[] NONE = {};

    /** A session between hand-over and end; it began at a time of the monotonic clock. */
    private record Live(long id, SessionTicket ticket, int fd, long since) {}

    private final PostmasterContext cx;
    private final Children children;
    private final int epoll = Epoll.create();
    private final int base;
    private final @Nullable Live[] live;
    /** New sessions that wait for a backend of their own. */
    private final ArrayDeque<Live> fresh = new ArrayDeque<>();

    private int sessionsLive;
    private final List<Integer> victims = new ArrayList<>();
    private final List<Integer> unfinished = new ArrayList<>();
    private long lastSpawnFailure;
    private long lastTakes;
    private long slowSince;
    private long stuckSince;
    private long expired;
    private long shrunk = System.nanoTime();
    private boolean ticking;

    ParkingPool(PostmasterContext cx, Children children) {
        this.cx = cx;
        this.children = children;
        base = ServerConfig.sessionDescriptors(cx.settings);
        live = new Live[cx.settings.intValue("max_connections") + PostmasterContext.AUXILIARY_SLOTS];
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
        Live l = new Live(id, ticket, number, System.nanoTime());
        live[slot] = l;
        sessionsLive++;
        fresh.add(l);
        dispatch();
    }

    /**
     * Gives new sessions to backends that have none. The others wait for a backend of their own as long as the pool may
     * grow, else they are parked as they are: whoever is free next takes them.
     */
    @Override
    public void dispatch() {
        if (fresh.isEmpty() || cx.segmentIfAny() == null) {
            prepare();
            return;
        }
        SessionPool pool = pool();
        while (!fresh.isEmpty() && assign(pool, fresh.getFirst())) {
            fresh.removeFirst();
        }
        prepare();
        int room = Math.max(0, cx.settings.intValue("max_backends") - backends() + starting());
        while (fresh.size() > room) {
            parkFresh(pool, fresh.removeLast());
        }
        pool.setWaiting(fresh.size());
        while (!fresh.isEmpty() && assign(pool, fresh.getFirst())) {
            fresh.removeFirst();
        }
    }

    private void parkFresh(SessionPool pool, Live l) {
        int slot = l.ticket.sessionSlot();
        if (!new SessionArena(pool).write(slot, l.ticket.encode(), NONE, NONE, SessionPool.TICKET)) {
            forget(
                    slot,
                    SqlError.fatal(SqlState.OUT_OF_MEMORY, "out of shared memory")
                            .report());
            return;
        }
        pool.park(slot);
        Epoll.mod(epoll, l.fd, Parking.EVENTS | Epoll.EPOLLOUT, Parking.data(slot, l.id));
        promote(pool);
    }

    /** Has a sleeping backend look for ready sessions, unless one does. */
    private boolean promote(SessionPool pool) {
        var me = cx.procIfAny();
        int p = me == null ? -1 : pool.promote();
        if (me != null && p >= 0) {
            me.setLatch(p);
        }
        return p >= 0;
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
        fresh.remove(l);
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
    private boolean endParked(SessionPool pool, int slot, @Nullable Report why) {
        if (!pool.tryEnd(slot)) {
            return false;
        }
        if (why != null) {
            cx.log.report(why);
        }
        new SessionArena(pool).free(slot);
        var p = cx.procIfAny();
        if (pool.hasLocks(slot)) {
            release(slot);
        } else if (p != null) {
            new NotifyQueue(cx.segment()).endParked(p, slot);
        }
        forget(slot, why);
        return true;
    }

    /** Gives back what a session holds in its own name: its place in the queue of notifications, advisory locks. */
    private void release(int slot) {
        ProcessContext process = cx.processIfAny();
        var p = cx.procIfAny();
        if (p != null) {
            new NotifyQueue(cx.segment()).endParked(p, slot);
        }
        if (process != null) {
            cx.engine.endParkedSession(process, slot);
        }
    }

    // ---------------------------------------------------------------- backends

    @Override
    public void ready(Child c) {
        Control control = c.control;
        c.procSlot = new ProcSlots(cx.segment()).byPid(c.pid);
        c.idleSince = System.nanoTime();
        if (control != null) {
            control.send(Control.EPOLL, new byte[0], epoll);
        }
        if (cx.state == PostmasterState.STOPPING || cx.state == PostmasterState.CHECKPOINT) {
            c.dismiss();
        }
    }

    @Override
    public void free(Child c) {
        if (c.state == Child.State.STARTING) {
            c.state = Child.State.IDLE;
        }
        dispatch();
    }

    @Override
    public void news(Child c, byte what) {
        if (what == Control.RESTED) {
            c.idleSince = System.nanoTime() - idleLimit();
        } else if (cx.segmentIfAny() != null && cx.state == PostmasterState.RUN) {
            grow(pool(), System.nanoTime());
        }
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
        pool.resign(slot);
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
            // it may have died while it moved what the session holds from itself to the session, or back
            release(slot);
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
        if (pool.parked() > 0) {
            promote(pool);
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
    public void prepare() {
        if (cx.state != PostmasterState.RUN && cx.state != PostmasterState.STARTUP) {
            return;
        }
        SessionPool pool = pool();
        int wanted = pool.held() + fresh.size() + cx.settings.intValue("min_spare_backends");
        int atOnce = sessionsLive > 0 && free(pool) == 0 ? MAX_STARTING : 1;
        wanted = Math.min(cx.settings.intValue("max_backends"), wanted);
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
        SessionPool pool = pool();
        if (backends() > 0) {
            while (!fresh.isEmpty()) {
                parkFresh(pool, fresh.removeFirst());
            }
            return;
        }
        Report why = SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "could not start a server process for the connection")
                .report();
        if (!fresh.isEmpty()) {
            forget(fresh.getFirst().ticket.sessionSlot(), why);
            return;
        }
        for (int i = 0; i < live.length; i++) {
            if (live[i] != null && pool.isParked(i)) {
                endParked(pool, i, why);
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
        while (!fresh.isEmpty()) {
            forget(fresh.getFirst().ticket.sessionSlot(), why);
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
        Segment s = cx.segmentIfAny();
        boolean serving = cx.state == PostmasterState.RUN || cx.state == PostmasterState.WAIT_SESSIONS;
        int next = TICK_MILLIS;
        if (s != null && serving) {
            SessionPool pool = new SessionPool(s);
            if (pool.takeAnyAsked()) {
                terminate(pool);
                awaken(pool);
            }
            long now = System.nanoTime();
            if (now - expired >= EXPIRE_NANOS && pool.anyDeadline()) {
                expired = now;
                expire(pool);
            }
            while (!fresh.isEmpty() && now - fresh.getFirst().since >= FRESH_NANOS) {
                parkFresh(pool, fresh.removeFirst());
            }
            grow(pool, now);
            if (pool.held() > 0 && cx.state == PostmasterState.RUN) {
                prepare();
            }
            if (now - shrunk >= Math.min(SHRINK_NANOS, idleLimit())) {
                shrunk = now;
                shrink(pool);
            }
            next = pool.parked() > 0 && pool.leader() < 0 ? LEADERLESS_TICK_MILLIS : TICK_MILLIS;
        }
        cx.loop.after(next, this::tick);
    }

    private void terminate(SessionPool pool) {
        for (int i = 0; i < live.length; i++) {
            if (live[i] != null && (pool.asked(i) & SessionPool.ASK_END) != 0) {
                endParked(pool, i, null);
            } else if (live[i] != null
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

    /** Sees to it that ready sessions are taken: by a backend that sleeps, else by one more. */
    private void grow(SessionPool pool, long now) {
        pool.told();
        long takes = pool.takes();
        boolean moved = takes != lastTakes;
        lastTakes = takes;
        if (pool.parked() == 0 || pool.leader() >= 0 || Poll.poll(epoll, Poll.POLLIN, 0) <= 0) {
            slowSince = now;
            stuckSince = now;
            return;
        }
        int running = Blocked.running(cx.segment(), children);
        if (moved || running > 0) {
            stuckSince = now;
        }
        if (moved && running >= CPUS) {
            slowSince = now;
        }
        if (!moved && promote(pool)) {
            return;
        }
        int starting = starting();
        boolean blocked = running == 0 && Blocked.all(cx.segment(), children);
        boolean stuck = blocked || now - stuckSince >= STUCK_NANOS;
        boolean slow = now - slowSince >= SLOW_NANOS && starting == 0 && running < cx.settings.intValue("max_backends");
        if (!slow && !stuck) {
            return;
        }
        slowSince = now;
        if (blocked && setFirst(pool) && starting > 0) {
            return;
        }
        if (!promote(pool) && backends() < ServerConfig.backendSlots(cx.settings)) {
            spawn(pool.hasFirst() ? 1 - starting : stuck ? MAX_STARTING - starting : 1);
        }
    }

    /** Has a session that others may wait for taken first; false when none such is ready. */
    private boolean setFirst(SessionPool pool) {
        for (int i = 0; i < live.length; i++) {
            Live l = live[i];
            if (l != null && Blocked.mayBeWaitedFor(pool, i, l.fd)) {
                pool.setFirst(i);
                return true;
            }
        }
        return false;
    }

    private long idleLimit() {
        long limit = cx.settings.millis("backend_idle_timeout") * 1_000_000L;
        return limit > 0 ? limit : Long.MAX_VALUE;
    }

    private void shrink(SessionPool pool) {
        long limit = cx.settings.millis("backend_idle_timeout") * 1_000_000L;
        int spare = free(pool) - cx.settings.intValue("min_spare_backends");
        long now = System.nanoTime();
        List<Child> all = new ArrayList<>(children.all());
        all.sort((a, b) -> b.procSlot - a.procSlot);
        for (Child c : all) {
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
