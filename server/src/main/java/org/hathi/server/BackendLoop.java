package org.hathi.server;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.Objects;
import org.hathi.base.PgClock;
import org.hathi.base.Report;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.PortalText;
import org.hathi.executor.api.StatementLevel;
import org.hathi.executor.api.StatementService;
import org.hathi.os.Poll;
import org.hathi.os.ProcessTitle;
import org.hathi.protocol.ClientGone;
import org.hathi.protocol.MessageReader;
import org.hathi.protocol.Wire;
import org.hathi.shm.Interrupt;
import org.hathi.shm.PinReason;
import org.hathi.shm.Proc;
import org.hathi.shm.SessionPool;
import org.hathi.shm.SessionSlots;
import org.hathi.shm.SessionState;
import org.hathi.shm.WaitEvent;
import org.jspecify.annotations.Nullable;

/**
 * A backend's message loop over one session after another: reads messages, drives the {@link StatementService}, reports
 * errors, keeps the session's row of pg_stat_activity and the process title.
 *
 * <p>PROTOCOL. After an error in an extended-protocol message everything is discarded until Sync. ReadyForQuery is
 * sent after Query, FunctionCall and Sync only. A FATAL error ends the session, the process goes on to the next
 * one.
 */
final class BackendLoop {
    private static final PgClock CLOCK = PgClock.SYSTEM;

    private final ProcessContext cx;
    private final Settings settings;
    private final Proc proc;
    private final ServerLog log;
    private final SessionSlots sessions;
    private final Wire wire;
    private final Spin spin;
    private final SocketSink sink;
    private final StatementTimer timer;
    private final BackendInterrupts interrupts;
    private final StatementService service;
    private final SessionTitle title;
    private final StatementLog statements;
    private final SessionSwitch switching;
    private final SessionStart starter;
    private final LastWords lastWords;
    private final TcpSettings tcp;
    private final Setting checkInterval;
    private final Setting statementTimeout;
    private final Setting idleInTransactionTimeout;
    private final Setting idleTimeout;
    private final Setting clientMinMessages;
    private final Setting trackActivities;
    private final int[] pollFds = new int[3];
    private final short[] pollEvents = new short[3];
    private final short[] pollResults = new short[3];

    private final IdleMemory memory;
    private final SessionStats stats;
    private int slot = -1;
    private boolean idle;
    private long idleDeadline;
    private boolean skipToSync;
    private final KnownTexts queries = new KnownTexts();
    /** The text that pg_stat_activity shows. */
    private @Nullable String reported;
    /** pg_stat_activity shows the start of a transaction. */
    private boolean inTransaction;
    /** Null when each session has its process for life. */
    private @Nullable Parking parking;

    private Parking.@Nullable Resident resident;
    /** Whether a request of the session has been answered since it was taken: others come first after that. */
    private boolean answered;
    /** When it was, microseconds since 2000. */
    private long answeredAt;
    /** The parked session taken in place of this one, −1 none. */
    private int next = -1;
    /** When the session was first seen to be idle for a while, in nanoseconds; 0: it has spoken since. */
    private long restingSince;
    /** Until then the session is not asked to give way again: there was no room for its state. */
    private long noRoomUntil;

    BackendLoop(ProcessContext cx, Engine engine, ProcessTitle title, IdleMemory memory) {
        this.cx = cx;
        this.memory = memory;
        settings = cx.settings();
        proc = cx.proc();
        stats = new SessionStats(proc.stats());
        log = cx.log();
        sessions = new SessionSlots(cx.segment());
        // for one client, which needs a processor as well
        spin = new Spin(proc, settings.setting("backend_spin"), 1, 2);
        wire = new Wire(this::await, spin);
        sink = new SocketSink(wire, this::filter, this::parsed);
        timer = new StatementTimer(proc);
        interrupts = new BackendInterrupts(proc, timer, false);
        cx.interrupts(interrupts);
        cx.reporter(sink::notice);
        this.title = new SessionTitle(title, settings);
        statements = new StatementLog(settings, log);
        starter = new SessionStart(settings, sink::notice);
        statementTimeout = settings.setting("statement_timeout");
        idleInTransactionTimeout = settings.setting("idle_in_transaction_session_timeout");
        idleTimeout = settings.setting("idle_session_timeout");
        clientMinMessages = settings.setting("client_min_messages");
        trackActivities = settings.setting("track_activities");
        service = engine.backend(cx);
        lastWords = new LastWords(log, sink, service, stats);
        tcp = new TcpSettings(settings, sink::notice);
        checkInterval = settings.setting("client_connection_check_interval");
        interrupts.clientCheck(() -> TcpSettings.lookAtClient(wire.fd()));
        switching = new SessionSwitch(cx, sessions, service, stats);
        settings.onAssign("application_name", s -> {
            if (slot >= 0) {
                sessions.beginChange(slot);
                sessions.setApplicationName(slot, s.string());
                sessions.endChange(slot);
                log.who().application = s.string();
            }
        });
    }

    private boolean filter(Report r) {
        log.report(r);
        return r.severity() != Severity.LOG
                ? ServerLog.clientWants(r.severity(), clientMinMessages)
                : clientMinMessages.string().equals("log")
                        || clientMinMessages.string().startsWith("debug");
    }

    // ---------------------------------------------------------------- waiting

    private void await(int fd, boolean write) {
        if (write) {
            if ((proc.interruptBits() & (Interrupt.TERMINATE | Interrupt.QUIT)) != 0) {
                throw new ClientGone("terminating connection due to administrator command");
            }
            proc.pollOrLatch(fd, Poll.POLLOUT, 1_000, pollFds, pollEvents, pollResults, WaitEvent.CLIENT_WRITE);
            proc.resetLatch();
            return;
        }
        proc.resetLatch();
        whileWaiting();
        int millis = -1;
        if (idleDeadline != 0) {
            long left = (idleDeadline - System.nanoTime()) / 1_000_000L;
            if (left <= 0) {
                idleExpired();
            }
            millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, left + 1));
        }
        int limit = memory.limit(stats.limit(millis));
        Parking p = parking;
        if (p == null) {
            proc.pollOrLatch(fd, Poll.POLLIN, limit, pollFds, pollEvents, pollResults, WaitEvent.CLIENT_READ);
        } else if (givesWay(p)) {
            rest(p, fd, limit);
        } else {
            p.blocked();
            proc.pollOrLatch(fd, Poll.POLLIN, limit, pollFds, pollEvents, pollResults, WaitEvent.CLIENT_READ);
        }
        memory.waited();
        stats.waited();
        if (p != null && (next >= 0 || p.longRested(restingSince))) {
            throw p.giveWay;
        }
    }

    /** Waits for the client; if it is this process's task also for parked sessions, of which it takes one then. */
    private void rest(Parking p, int fd, int limit) {
        int me = proc.slot();
        int most = p.restLimit(restingSince, limit);
        p.pool.setResting(me);
        int others = p.pool.parked() > 0 && p.pool.free() <= 0 && p.pool.lead(me, false) ? p.epoll() : -1;
        int client = proc.pollOrLatch(
                fd, Poll.POLLIN, others, most, pollFds, pollEvents, pollResults, WaitEvent.CLIENT_READ);
        boolean take = others >= 0 && client == 0 && pollResults[2] != 0 && p.pool.leads(me);
        p.pool.endRest(me);
        if (client == 0) {
            restingSince = p.rested(restingSince);
        }
        if (take) {
            next = p.takeReady();
        } else if (others >= 0 && pollResults[2] != 0 && proc.processorsLeft()) {
            p.blocked();
        }
    }

    /** Whether the session could be parked at this moment; says why not. */
    private boolean givesWay(Parking p) {
        if (!idle || skipToSync || sink.buffer().size > 0) {
            return false;
        }
        PinReason pin = service.pinnedBy();
        if (pin == PinReason.NONE && noRoomUntil != 0) {
            if (System.nanoTime() - noRoomUntil < 0) {
                pin = PinReason.NO_ROOM;
            } else {
                noRoomUntil = 0;
            }
        }
        p.pool.setPin(slot, pin.ordinal());
        return pin == PinReason.NONE;
    }

    private void idleExpired() {
        if (service.transactionStatus() != 'I') {
            throw SqlError.fatal(
                    SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                    "terminating connection due to idle-in-transaction timeout");
        }
        throw SqlError.fatal(SqlState.IDLE_SESSION_TIMEOUT, "terminating connection due to idle-session timeout");
    }

    private void whileWaiting() {
        int bits = proc.interruptBits();
        if (bits == 0) {
            return;
        }
        interrupts.check();
        if (idle) {
            if ((bits & Interrupt.RELOAD) != 0 && proc.takeInterrupts(Interrupt.RELOAD) != 0) {
                cx.reload();
                settings.reportChanged(sink.messages());
            }
            int work = Interrupt.CATCHUP | Interrupt.NOTIFY | Interrupt.BARRIER;
            if ((bits & work) != 0) {
                proc.takeInterrupts(work);
                service.idle(sink);
            }
            sink.flush();
        }
    }

    // ---------------------------------------------------------------- session

    /** Lets sessions be parked from now on. */
    void parking(Parking p) {
        parking = p;
        interrupts.addressed(bit -> slot < 0
                || cx.takeSignal(bit)
                || p.pool.isClosing()
                || (p.pool.asked(slot) & (bit == Interrupt.CANCEL ? SessionPool.ASK_CANCEL : SessionPool.ASK_TERMINATE))
                        != 0);
    }

    /**
     * Serves a new session until it ends, or is parked.
     *
     * @return the parked session taken in its place, −1 none
     */
    int serve(SessionTicket t, int fd) {
        take(t.sessionSlot(), fd);
        begin(t);
        return session(t, true);
    }

    /** Goes on with the parked session of a slot, which this process holds, until it ends or is parked again. */
    int serveParked(Parking p, int sessionSlot) {
        int fd = p.descriptor(sessionSlot);
        if (fd < 0) {
            throw SqlError.internal("no descriptor for session " + sessionSlot);
        }
        if (p.arena.kind(sessionSlot) == SessionPool.TICKET) {
            SessionTicket t = SessionTicket.decode(
                    new DataInputStream(new ByteArrayInputStream(p.arena.definition(sessionSlot))));
            return serve(t, fd);
        }
        take(sessionSlot, fd);
        Parking.Resident r;
        try {
            r = switching.resume(p, sessionSlot);
        } catch (RuntimeException | Error e) {
            giveUp(p, e);
            return -1;
        }
        tcp.attach(fd, r.ticket);
        if (p.pool.reloadsSeen(sessionSlot) != cx.reloads()) {
            tcp.assignAll();
        }
        wire.putInput(p.arena.takeInput(sessionSlot));
        resident = r;
        if (r.title.length == 0) {
            r.title = title.of(r.ticket);
        }
        title.serve(r.title);
        return session(r.ticket, false);
    }

    /** The session taken cannot be brought into the process: it is lost, the process goes on. */
    private void giveUp(Parking p, Throwable e) {
        lastWords.fatal(ServerLog.toError(e));
        int lost = slot;
        slot = -1;
        try {
            service.endSession();
        } catch (RuntimeException | Error also) {
            log.write(ServerLog.toError(also).report(), null, also);
        }
        settings.endSession();
        proc.setSession(-1);
        p.giveUp(lost);
    }

    private void take(int sessionSlot, int fd) {
        slot = sessionSlot;
        resident = null;
        reported = null;
        answered = false;
        next = -1;
        restingSince = 0;
        noRoomUntil = 0;
        skipToSync = false;
        wire.attach(fd);
        sink.reset();
        proc.takeInterrupts(Interrupt.CANCEL | Interrupt.TERMINATE | Interrupt.TIMEOUT);
        Parking p = parking;
        if (p != null) {
            p.pool.forget(slot, SessionPool.ASK_CANCEL);
            if (p.pool.isClosing() || (p.pool.asked(slot) & SessionPool.ASK_TERMINATE) != 0) {
                proc.raiseInterrupt(proc.slot(), Interrupt.TERMINATE);
            }
        }
    }

    private int session(SessionTicket t, boolean fresh) {
        boolean over = true;
        try {
            if (fresh) {
                start(t);
                ready();
            }
            over = run(t);
        } catch (ClientGone e) {
            lastWords.gone(e);
        } catch (SqlError e) {
            lastWords.fatal(e);
        } catch (RuntimeException | Error e) {
            lastWords.fatal(ServerLog.toError(e));
        } finally {
            if (over) {
                finish(t);
            }
        }
        int taken = next;
        next = -1;
        return taken;
    }

    /**
     * Parks the session; false when there is no room for it: then it stays, and what was to take its place goes
     * back.
     */
    private boolean park(SessionTicket t, long now) {
        Parking p = Objects.requireNonNull(parking);
        tcp.detach();
        byte[] input = wire.takeInput();
        if (!switching.park(p, t, resident, input, now)) {
            tcp.attach(wire.fd(), t);
            wire.putInput(input);
            return stay(p);
        }
        long left = idleDeadline == 0 ? 0 : Math.max(1, (idleDeadline - System.nanoTime()) / 1_000L);
        int parked = slot;
        slot = -1;
        resident = null;
        idle = false;
        p.letGo(parked, now, left == 0 ? 0 : now + left, input.length > 0);
        return true;
    }

    private boolean stay(Parking p) {
        noRoomUntil = System.nanoTime() + 1_000_000_000L;
        restingSince = 0;
        p.pool.setPin(slot, PinReason.NO_ROOM.ordinal());
        if (next >= 0) {
            p.putBack(next);
            next = -1;
        }
        return false;
    }

    /** The process rests without a session. */
    void rest() {
        switching.rest();
        title.rest();
    }

    /** See {@link SessionSwitch#restLimit}. */
    int restLimit() {
        return switching.restLimit();
    }

    /** See {@link SessionSwitch#rested}. */
    void rested() {
        switching.rested();
    }

    private void begin(SessionTicket t) {
        settings.beginSession();
        switching.enter(t, SessionSwitch.who(t));
        Parking p = parking;
        sessions.beginChange(slot);
        sessions.setPid(slot, p == null ? proc.pid() : p.pidFor(slot));
        sessions.endChange(slot);
        stats.begin(CLOCK.micros());
        inTransaction = false;
        title.begin(t);
    }

    private void start(SessionTicket t) {
        tcp.attach(wire.fd(), t);
        starter.apply(t);
        log.who().application = settings.string("application_name");
        service.startSession(switching.info(t));
        settings.startReporting(sink.messages());
        sink.messages().backendKeyData(sessions.pid(slot), t.cancelKey());
    }

    private void finish(SessionTicket t) {
        idle = false;
        interrupts.inStatement(false);
        timer.stop();
        tcp.detach();
        try {
            service.endSession();
        } finally {
            if (settings.bool("log_disconnections")) {
                switching.disconnected(t);
            }
            stats.end(CLOCK.micros());
            settings.endSession();
            proc.setSession(-1);
            Parking p = parking;
            if (p == null) {
                proc.setDatabase(0);
            } else {
                p.end(slot);
            }
            slot = -1;
            resident = null;
            log.who(new ServerLog.Who());
            log.who().backendType = "client backend";
            title.rest();
        }
    }

    // ---------------------------------------------------------------- messages

    /** Answers messages until the session ends; false when it was parked instead. */
    private boolean run(SessionTicket t) {
        Parking p = parking;
        while (true) {
            idle = true;
            armIdleTimer();
            if (p != null && answered && (p.pool.parked() > 0 || p.crowded()) && givesWay(p)) {
                next = p.takeReady();
                if ((next >= 0 || !wire.hasInput() && p.crowded()) && park(t, answeredAt)) {
                    return false;
                }
            }
            int type;
            try {
                type = wire.readType();
            } catch (Parking.GiveWay g) {
                if (park(t, CLOCK.micros())) {
                    return false;
                }
                continue;
            }
            idle = false;
            idleDeadline = 0;
            restingSince = 0;
            if (type == -1) {
                if (service.transactionStatus() != 'I') {
                    throw new ClientGone("unexpected EOF on client connection with an open transaction");
                }
                stats.abandoned();
                return true;
            }
            if (type == 'X') {
                return true;
            }
            MessageReader m = wire.readBody(Wire.limit(type));
            if (skipToSync && type != 'S') {
                continue;
            }
            boolean extended = type != 'Q' && type != 'F';
            try {
                message(type, m);
            } catch (ClientGone e) {
                throw e;
            } catch (SqlError e) {
                if (e.severity() != Severity.ERROR) {
                    throw e;
                }
                failed(e, e, extended, type);
            } catch (LinkageError e) {
                // left behind by a stack or heap that was exhausted in a class's initialisation: this process is spoilt
                throw new SqlError(Severity.PANIC, SqlState.INTERNAL_ERROR, "process cannot go on: " + e, e);
            } catch (RuntimeException | Error e) {
                failed(ServerLog.toError(e), e, extended, type);
            } finally {
                if (!extended || type == 'S') {
                    interrupts.inStatement(false);
                    timer.stop();
                }
            }
        }
    }

    private void failed(SqlError e, Throwable cause, boolean extended, int type) {
        interrupts.inStatement(false);
        timer.stop();
        sink.abandonOpen();
        // the log first: cleaning up may fail as well, and must not hide why it was needed
        log.write(
                e.report(), null, e.state() == SqlState.INTERNAL_ERROR && !(cause instanceof SqlError) ? cause : null);
        if (!proc.isConsistent()) {
            throw new SqlError(
                    Severity.PANIC,
                    SqlState.INTERNAL_ERROR,
                    "an error left shared memory in the middle of a change",
                    cause);
        }
        service.failed(cause);
        if (ServerLog.clientWants(e.severity(), clientMinMessages)) {
            sink.messages().report(e.report());
        }
        log.who().statement = "";
        if (extended && type != 'S') {
            skipToSync = true;
            sink.flush();
        } else {
            skipToSync = false;
            ready();
        }
    }

    private void ready() {
        answered = true;
        log.who().statement = "";
        char status = service.transactionStatus();
        long now = CLOCK.micros();
        answeredAt = now;
        SessionState state =
                switch (status) {
                    case 'T' -> SessionState.IDLE_IN_TRANSACTION;
                    case 'E' -> SessionState.IDLE_IN_TRANSACTION_ABORTED;
                    default -> SessionState.IDLE;
                };
        stats.enter(state, now);
        if (status == 'I') {
            if ((proc.interruptBits() & Interrupt.RELOAD) != 0 && proc.takeInterrupts(Interrupt.RELOAD) != 0) {
                cx.reload();
            }
            service.idle(sink);
            cx.beforeReady().run();
            stats.idle(now);
            if (inTransaction) {
                inTransaction = false;
                sessions.setXactStart(slot, 0);
            }
        }
        settings.reportChanged(sink.messages());
        sink.messages().readyForQuery(status);
        sink.flush();
        if (trackActivities.bool()) {
            sessions.reportState(slot, state, now);
        }
        activity(state.label());
    }

    private void armIdleTimer() {
        if (wire.hasInput()) {
            return;
        }
        long limit = service.transactionStatus() == 'I' ? idleTimeout.millis() : idleInTransactionTimeout.millis();
        idleDeadline = limit > 0 ? System.nanoTime() + limit * 1_000_000L : 0;
        if (skipToSync || sink.buffer().size > 0) {
            idleDeadline = 0;
        }
    }

    private void message(int type, MessageReader m) {
        memory.worked();
        switch (type) {
            case 'Q' -> query(m);
            case 'P' -> parse(m);
            case 'B' -> bind(m);
            case 'D' -> describe(m);
            case 'E' -> execute(m);
            case 'C' -> close(m);
            case 'F' -> call(m);
            case 'S' -> {
                m.end();
                skipToSync = false;
                service.sync();
                ready();
            }
            case 'H' -> {
                m.end();
                sink.flush();
            }
            default -> {
                // CopyData, CopyDone, CopyFail after COPY has failed: the client did not know yet
            }
        }
    }

    private void beginStatement(String sql) {
        log.who().statement = sql;
        startTimer();
        boolean known = sql == reported && stats.active();
        if (known) {
            return;
        }
        long now = CLOCK.micros();
        if (trackActivities.bool()) {
            reported = sql;
            byte[] text = queries.encoded(sql);
            sessions.reportActive(slot, now, text, text.length);
            if (!inTransaction) {
                inTransaction = true;
                sessions.setXactStart(slot, now);
            }
        }
        stats.enter(SessionState.ACTIVE, now);
    }

    /** What the process does now, for the title and the log. */
    private void activity(String what) {
        log.who().activity = what;
        title.show(what);
    }

    /** A Query message has been parsed. */
    private void parsed(String tag, StatementLevel level, @Nullable String detail) {
        statements.detail(detail);
        if (statements.wants(level)) {
            statements.starting("statement: " + log.who().statement, detail);
        }
        activity(tag);
    }

    private void startTimer() {
        interrupts.inStatement(true);
        timer.start(statementTimeout.millis(), checkInterval.millis());
    }

    private void query(MessageReader m) {
        String sql = m.readString();
        m.end();
        statements.begin(service.transactionStatus());
        beginStatement(sql);
        service.simpleQuery(sql, sink);
        if (statements.enabled()) {
            statements.done("statement: " + sql);
        }
        interrupts.inStatement(false);
        timer.stop();
        ready();
    }

    private void parse(MessageReader m) {
        String name = m.readName();
        String sql = m.readString();
        int n = m.readShort() & 0xFFFF;
        int[] types = new int[n];
        for (int i = 0; i < types.length; i++) {
            types[i] = m.readInt();
        }
        m.end();
        statements.begin(service.transactionStatus());
        beginStatement(sql);
        log.who().activity = "PARSE";
        service.parse(name, sql, types);
        sink.messages().parseComplete();
        if (statements.enabled()) {
            statements.done("parse " + named(name) + ": " + sql);
        }
    }

    private static String named(String statement) {
        return statement.isEmpty() ? "<unnamed>" : statement;
    }

    private void bind(MessageReader m) {
        statements.begin(service.transactionStatus());
        String portal = m.readName();
        String statement = m.readName();
        String sql = service.statementText(statement);
        beginStatement(sql == null ? "" : sql);
        log.who().activity = "BIND";
        int[] formats = m.readFormats();
        int n = m.readShort();
        if (formats.length > 1 && formats.length != n) {
            throw new SqlError(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message has " + formats.length + " parameter formats but " + n + " parameters");
        }
        byte[] @Nullable [] values = new byte[Math.max(0, n)][];
        for (int i = 0; i < values.length; i++) {
            values[i] = m.readValue();
        }
        int[] results = m.readFormats();
        m.end();
        service.bind(portal, statement, formats, values, results);
        sink.messages().bindComplete();
        if (statements.enabled()) {
            statements.detail(service.portalParameters(portal));
            statements.done("bind " + named(statement) + (portal.isEmpty() ? "" : "/" + portal) + ": " + sql);
        }
    }

    private void describe(MessageReader m) {
        int kind = m.readByte();
        String name = m.readName();
        m.end();
        startTimer();
        if (kind == 'S') {
            service.describeStatement(name, sink);
        } else if (kind == 'P') {
            service.describePortal(name, sink);
        } else {
            throw new SqlError(SqlState.PROTOCOL_VIOLATION, "invalid DESCRIBE message subtype " + kind);
        }
    }

    private void execute(MessageReader m) {
        String portal = m.readName();
        int max = m.readInt();
        m.end();
        statements.begin(service.transactionStatus());
        PortalText text = service.portalText(portal);
        beginStatement(text == null ? "" : text.sql());
        String what = "";
        if (text != null) {
            activity(text.tag());
            boolean wanted = statements.wants(text.level());
            if (wanted || statements.enabled()) {
                what = (text.fetch() ? "execute fetch from " : "execute ") + named(text.statement())
                        + (portal.isEmpty() ? "" : "/" + portal) + ": " + text.sql();
                statements.detail(service.portalParameters(portal));
                if (wanted) {
                    statements.starting(what, service.portalParameters(portal));
                }
            }
        }
        service.execute(portal, Math.max(0, max), sink);
        if (statements.enabled()) {
            statements.done(what);
        }
    }

    private void close(MessageReader m) {
        int kind = m.readByte();
        String name = m.readName();
        m.end();
        if (kind == 'S') {
            service.closeStatement(name);
        } else if (kind == 'P') {
            service.closePortal(name);
        } else {
            throw new SqlError(SqlState.PROTOCOL_VIOLATION, "invalid CLOSE message subtype " + kind);
        }
        sink.messages().closeComplete();
    }

    private void call(MessageReader m) {
        int function = m.readInt();
        int[] formats = m.readFormats();
        int n = m.readShort();
        byte[] @Nullable [] values = new byte[Math.max(0, n)][];
        for (int i = 0; i < values.length; i++) {
            values[i] = m.readValue();
        }
        int result = m.readShort();
        m.end();
        startTimer();
        byte[] value = service.functionCall(function, formats, values, result);
        sink.messages().functionCallResponse(value);
        ready();
    }
}
