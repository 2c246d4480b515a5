package org.hathi.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.hathi.base.ConfigFile;
import org.hathi.base.PgClock;
import org.hathi.base.Report;
import org.hathi.base.SettingContext;
import org.hathi.base.SettingSource;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.OsProcess;
import org.hathi.os.ProcessTitle;
import org.hathi.os.Signals;
import org.hathi.os.Sockets;
import org.hathi.protocol.BackendMessages;
import org.hathi.protocol.StartupPacket;
import org.hathi.server.auth.HbaFile;
import org.hathi.server.auth.HbaRule;
import org.hathi.server.auth.IdentFile;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Reaper;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionInfo;
import org.hathi.shm.SessionSlots;
import org.hathi.shm.SessionState;
import org.hathi.shm.ShmRegions;
import org.hathi.types.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor: listens, establishes connections, hands them to backends, keeps all other processes running, reloads,
 * shuts down, cleans up after the dead. Executes no SQL, touches no relation. One thread (the event loop) owns all state;
 * others only post to it.
 *
 * <p>STATES: STARTUP (recovery) → RUN → (smart: WAIT_SESSIONS) → STOPPING (backends gone) → CHECKPOINT → done;
 * a death in a critical section leads to CRASH (everybody is killed), then to STARTUP with a fresh segment.
 */
public final class Postmaster {
    private enum State {
        STARTUP,
        RUN,
        WAIT_SESSIONS,
        STOPPING,
        CHECKPOINT,
        CRASH,
        DONE
    }

    private static final int AUXILIARY_SLOTS = 16;
    /** Backends that start at the same time: more only delay each other, and an idle one may come back meanwhile. */
    private static final int MAX_STARTING = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Engine engine;
    private final Settings settings;
    private final ServerLog log;
    private final Path dir;
    private final Spawner spawner;
    private final EventLoop loop = new EventLoop();
    private final MemorySegment scratch = Arena.ofAuto().allocate(128 << 10);
    private final Map<Integer, Child> children = new HashMap<>();
    private final Set<Connecting> connecting = new HashSet<>();
    private final Deque<Child.LiveSession> waiting = new ArrayDeque<>();
    private final List<Integer> listeners = new ArrayList<>();
    private final List<LockFile> socketLocks = new ArrayList<>();
    private final List<Path> socketFiles = new ArrayList<>();
    private final ThreadPoolExecutor crypto;
    private final int pid = OsProcess.pid();

    private State state = State.STARTUP;
    private @Nullable LockFile lock;
    private @Nullable Segment segment;
    private @Nullable Proc proc;
    private @Nullable ProcessContext context;
    private @Nullable HbaFile hba;
    private IdentFile ident = IdentFile.empty();
    private @Nullable FlatRoles flat;
    private int flatVersion;
    private byte[] mockNonce = new byte[32];
    private int nextChild = 1;
    private boolean immediate;
    private int exitStatus;
    private int controlFd = -1;
    private final Path controlPath;
    private long lastSpawnFailure;

    /** A server over the data directory its settings name. */
    public Postmaster(Engine engine, Settings settings, Spawner spawner) {
        this.engine = engine;
        this.settings = settings;
        this.spawner = spawner;
        dir = Path.of(settings.string("data_directory"));
        log = new ServerLog(settings, pid, dir);
        controlPath = StopRequest.controlPath(dir, pid);
        crypto = new ThreadPoolExecutor(0, 2, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(256), r -> {
            Thread t = new Thread(r, "password check");
            t.setDaemon(true);
            return t;
        });
    }

    /** Runs the server; returns the exit status. Start-up errors are logged here. */
    public int run() {
        try {
            start();
            loop.run();
        } catch (SqlError e) {
            Report r = e.report();
            Report fatal = new Report(Severity.FATAL, r.state(), r.message());
            String detail = r.detail();
            if (detail != null) {
                fatal.detail(detail);
            }
            String hint = r.hint();
            if (hint != null) {
                fatal.hint(hint);
            }
            log.write(fatal, null, e.getCause());
            exitStatus = 1;
        } finally {
            cleanUp();
        }
        return exitStatus;
    }

    private void start() {
        ServerConfig.checkDirectory(dir);
        engine.checkDataDirectory(settings);
        ProcessTitle.open().set("postgres -D " + dir);
        signals();
        long now = System.currentTimeMillis() / 1000;
        lock = LockFile.create(
                dir.resolve(LockFile.NAME),
                true,
                dir.toString(),
                pid + "\n" + dir + "\n" + now + "\n" + settings.intValue("port") + "\n");
        log.log("starting PostgreSQL 15.18 (Hathi) on Java " + Runtime.version());
        listen();
        loadHba(true);
        mockNonce = engine.mockNonce(settings);
        openControl();
        createSegment();
        lockLine(8, "starting");
        spawn(ProcRole.STARTUP, 0);
        prepareBackends();
    }

    private void signals() {
        OsProcess.defaultAction(OsProcess.SIGHUP);
        OsProcess.defaultAction(OsProcess.SIGTERM);
        OsProcess.defaultAction(OsProcess.SIGINT);
        Signals.install("HUP", () -> loop.post(this::reload));
        Signals.install("TERM", () -> loop.post(() -> shutdown('s')));
        Signals.install("INT", () -> loop.post(() -> shutdown('f')));
    }

    private void lockLine(int n, String text) {
        LockFile l = lock;
        if (l != null) {
            l.line(n, text);
        }
    }

    private void createSegment() {
        int backends = settings.intValue("max_backends");
        int workers = settings.intValue("autovacuum_max_workers");
        int procs = Math.min(0xFFFF, backends + settings.intValue("max_spare_backends") + workers + AUXILIARY_SLOTS);
        List<RegionSpec> regions = new ArrayList<>(ShmRegions.regions(
                procs,
                settings.intValue("max_connections") + AUXILIARY_SLOTS,
                settings.intValue("track_activity_query_size"),
                16 << 10));
        regions.add(FlatRoles.spec());
        regions.addAll(engine.regions(settings, procs));
        int key;
        try {
            key = (int) OsProcess.inode(dir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Segment s = Segment.create(key, regions, pid);
        segment = s;
        Proc p = Proc.acquire(s, ProcRole.POSTMASTER, pid);
        proc = p;
        flat = null;
        flatVersion = 0;
        context = new ProcessContext(settings, log, s, p, dir, new Control(-1));
        lockLine(7, pad(Integer.toUnsignedString(key), 9) + " " + pad(Integer.toString(s.shmid()), 9));
    }

    private static String pad(String s, int width) {
        return " ".repeat(Math.max(0, width - s.length())) + s;
    }

    // ---------------------------------------------------------------- listening

    private void listen() {
        int port = settings.intValue("port");
        int backlog = Math.min(4096, settings.intValue("max_connections") * 2);
        boolean first = true;
        int tcp = 0;
        int wanted = 0;
        for (String host : list(settings.string("listen_addresses"))) {
            wanted++;
            for (String address : resolve(host)) {
                int fd = Sockets.listenTcp(address, port, backlog);
                String family = address.indexOf(':') >= 0 ? "IPv6" : "IPv4";
                if (fd < 0) {
                    Report r = new Report(
                            Severity.LOG,
                            SqlState.SYSTEM_ERROR,
                            "could not bind " + family + " address \"" + address + "\": " + Errno.message(-fd));
                    if (fd == -Errno.EADDRINUSE) {
                        r.hint("Is another postmaster already running on port " + port
                                + "? If not, wait a few seconds and retry.");
                    }
                    log.report(r);
                    continue;
                }
                log.log("listening on " + family + " address \"" + address + "\", port " + port);
                accepting(fd, false);
                tcp++;
                if (first) {
                    lockLine(6, host);
                    first = false;
                }
            }
            if (tcp == 0) {
                log.report(new Report(
                        Severity.WARNING, SqlState.WARNING, "could not create listen socket for \"" + host + "\""));
            }
        }
        if (wanted > 0 && tcp == 0) {
            throw SqlError.fatal(SqlState.SYSTEM_ERROR, "could not create any TCP/IP sockets");
        }
        if (wanted == 0) {
            lockLine(6, "");
        }
        listenUnix(port, backlog);
    }

    private void listenUnix(int port, int backlog) {
        boolean first = true;
        for (String d : list(settings.string("unix_socket_directories"))) {
            Path path = Path.of(d).resolve(".s.PGSQL." + port);
            if (!Files.isDirectory(Path.of(d))
                    && settings.setting("unix_socket_directories").source() == SettingSource.DEFAULT) {
                continue;
            }
            socketLocks.add(LockFile.create(
                    Path.of(path + ".lock"),
                    false,
                    path.toString(),
                    pid + "\n" + dir + "\n" + System.currentTimeMillis() / 1000 + "\n" + port + "\n" + d + "\n"));
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                log.log("could not remove file \"" + path + "\": " + e.getMessage());
            }
            int fd = Sockets.listenUnix(path.toString(), settings.intValue("unix_socket_permissions"), backlog);
            if (fd < 0) {
                log.report(new Report(
                        Severity.LOG,
                        SqlState.SYSTEM_ERROR,
                        "could not bind Unix address \"" + path + "\": " + Errno.message(-fd)));
                throw SqlError.fatal(SqlState.SYSTEM_ERROR, "could not create any Unix-domain sockets");
            }
            socketFiles.add(path);
            log.log("listening on Unix socket \"" + path + "\"");
            accepting(fd, true);
            if (first) {
                lockLine(5, d);
                first = false;
            }
        }
    }

    private static List<String> list(String text) {
        List<String> items = new ArrayList<>();
        for (String s : text.split(",")) {
            String t = s.trim();
            if (t.length() > 1 && t.startsWith("\"") && t.endsWith("\"")) {
                t = t.substring(1, t.length() - 1);
            }
            if (!t.isEmpty()) {
                items.add(t);
            }
        }
        return items;
    }

    private List<String> resolve(String host) {
        if (host.equals("*")) {
            return List.of("0.0.0.0", "::");
        }
        List<String> addresses = new ArrayList<>();
        try {
            for (InetAddress a : InetAddress.getAllByName(host)) {
                String s = a.getHostAddress();
                int zone = s.indexOf('%');
                addresses.add(zone < 0 ? s : s.substring(0, zone));
            }
        } catch (UnknownHostException e) {
            log.log("could not translate host name \"" + host + "\", service \"" + settings.intValue("port")
                    + "\" to address: Name or service not known");
        }
        return addresses;
    }

    private void accepting(int fd, boolean local) {
        listeners.add(fd);
        Sockets.nonBlocking(fd, true);
        loop.watch(fd, events -> accept(fd, local));
    }

    private void accept(int listener, boolean local) {
        for (int i = 0; i < 64; i++) {
            int fd = Sockets.accept(listener);
            if (fd < 0) {
                return;
            }
            if (!local) {
                Sockets.noDelay(fd);
                Sockets.keepAlive(
                        fd,
                        settings.intValue("tcp_keepalives_idle"),
                        settings.intValue("tcp_keepalives_interval"),
                        settings.intValue("tcp_keepalives_count"));
            }
            if (settings.bool("log_connections")) {
                log.log("connection received: host=" + (local ? "[local]" : where(fd)));
            }
            if (connecting.size() > 2 * settings.intValue("max_connections") + 64) {
                tell(
                        fd,
                        SqlError.fatal(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already")
                                .report());
                Sockets.close(fd);
                continue;
            }
            Connecting c = new Connecting(this, fd, local);
            connecting.add(c);
            loop.watch(fd, c);
        }
    }

    private static String where(int fd) {
        var p = Sockets.peerAddress(fd);
        return p.host() + " port=" + p.port();
    }

    void forget(Connecting c) {
        connecting.remove(c);
    }

    private void tell(int fd, Report r) {
        ByteSink b = new ByteSink(256);
        new BackendMessages(b).report(r);
        MemorySegment.copy(b.buf, 0, scratch, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, b.size);
        Sockets.send(fd, scratch, 0, b.size, Sockets.MSG_DONTWAIT);
    }

    // ---------------------------------------------------------------- what Connecting asks

    EventLoop loop() {
        return loop;
    }

    Settings settings() {
        return settings;
    }

    MemorySegment scratch() {
        return scratch;
    }

    byte[] mockNonce() {
        return mockNonce;
    }

    IdentFile ident() {
        return ident;
    }

    HbaFile hba() {
        HbaFile h = hba;
        if (h == null) {
            throw SqlError.fatal(SqlState.CONFIG_FILE_ERROR, "could not load pg_hba.conf");
        }
        return h;
    }

    /** Runs a computation off the loop; false when too many wait. */
    boolean compute(Runnable r) {
        try {
            crypto.execute(r);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    void logFor(Connecting c, Report r, @Nullable String detail) {
        ServerLog.Who before = log.who();
        ServerLog.Who who = new ServerLog.Who();
        who.session = true;
        who.user = c.user();
        who.database = c.database();
        who.host = c.host();
        who.port = c.port();
        log.who(who);
        log.write(r, detail, null);
        log.who(before);
    }

    private Segment segment() {
        Segment s = segment;
        if (s == null) {
            throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
        }
        return s;
    }

    /** Throws 57P03 or 53300 when no session can be taken now. */
    void admit() {
        switch (state) {
            case STARTUP -> throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
            case CRASH -> throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is in recovery mode");
            case WAIT_SESSIONS, STOPPING, CHECKPOINT, DONE ->
                throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down");
            case RUN -> {}
        }
        if (new SessionSlots(segment()).count() >= settings.intValue("max_connections")) {
            throw SqlError.fatal(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
        }
    }

    FlatRoles flatRoles() {
        int version = FlatRoles.version(segment());
        FlatRoles f = flat;
        if (f == null || version != flatVersion) {
            FlatRoles read = FlatRoles.read(segment());
            if (read != null) {
                flat = read;
                flatVersion = version;
                f = read;
            }
        }
        if (f == null) {
            throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
        }
        return f;
    }

    /** Checks role, database and limits of an authenticated client, takes a session slot. */
    SessionTicket authorize(
            StartupPacket p, String host, int port, long startMillis, @Nullable HbaRule rule, Connecting c) {
        FlatRoles f = flatRoles();
        admit();
        FlatRoles.Role role = f.role(p.user());
        if (role == null) {
            throw SqlError.fatal(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "role \"" + p.user() + "\" does not exist");
        }
        if (!role.canLogin()) {
            throw SqlError.fatal(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                    "role \"" + p.user() + "\" is not permitted to log in");
        }
        SessionSlots slots = new SessionSlots(segment());
        int free = settings.intValue("max_connections") - slots.count();
        if (!role.superuser() && free <= settings.intValue("superuser_reserved_connections")) {
            throw SqlError.fatal(
                    SqlState.TOO_MANY_CONNECTIONS,
                    "remaining connection slots are reserved for non-replication superuser connections");
        }
        FlatRoles.Database db = f.database(p.database());
        if (db == null) {
            throw SqlError.fatal(SqlState.UNDEFINED_DATABASE, "database \"" + p.database() + "\" does not exist");
        }
        if (!db.allowConnections()) {
            throw SqlError.fatal(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "database \"" + db.name() + "\" is not currently accepting connections");
        }
        if (!f.mayConnect(role, db)) {
            throw SqlError.fatal(
                            SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for database \"" + db.name() + "\"")
                    .detail("User does not have CONNECT privilege.");
        }
        limits(slots, role, db);
        if (settings.bool("log_connections")) {
            logAuthorized(p, rule, c);
        }
        int slot = slots.acquire();
        int key = RANDOM.nextInt();
        long now = PgClock.SYSTEM.micros();
        slots.beginChange(slot);
        slots.setIdentity(slot, ProcRole.BACKEND, 0, db.oid(), db.name(), role.oid(), role.name(), now);
        slots.setClient(slot, host.isEmpty() ? null : host, null, port);
        slots.setCancelKey(slot, key);
        slots.setApplicationName(slot, p.applicationName());
        slots.setState(slot, SessionState.IDLE, now);
        slots.endChange(slot);
        return new SessionTicket(
                slot,
                key,
                db.oid(),
                db.name(),
                db.tablespace(),
                role.oid(),
                role.name(),
                role.superuser(),
                host,
                port,
                startMillis,
                defaults(f, db, role),
                p.settings(),
                p.options());
    }

    private void logAuthorized(StartupPacket p, @Nullable HbaRule rule, Connecting c) {
        if (rule != null && rule.method() != HbaRule.Method.TRUST) {
            logFor(
                    c,
                    Report.of(
                            Severity.LOG,
                            "connection authenticated: identity=\"" + p.user() + "\" method="
                                    + rule.method().label() + " (" + settings.string("hba_file") + ":" + rule.line()
                                    + ")"),
                    null);
        }
        String app = p.applicationName().isEmpty() ? "" : " application_name=" + p.applicationName();
        logFor(
                c,
                Report.of(Severity.LOG, "connection authorized: user=" + p.user() + " database=" + p.database() + app),
                null);
    }

    private static void limits(SessionSlots slots, FlatRoles.Role role, FlatRoles.Database db) {
        if (role.superuser() || (role.connectionLimit() < 0 && db.connectionLimit() < 0)) {
            return;
        }
        int ofRole = 0;
        int ofDatabase = 0;
        for (int i = 0; i < slots.max(); i++) {
            if (slots.inUse(i)) {
                ofRole += slots.user(i) == role.oid() ? 1 : 0;
                ofDatabase += slots.database(i) == db.oid() ? 1 : 0;
            }
        }
        if (db.connectionLimit() >= 0 && ofDatabase >= db.connectionLimit()) {
            throw SqlError.fatal(
                    SqlState.TOO_MANY_CONNECTIONS, "too many connections for database \"" + db.name() + "\"");
        }
        if (role.connectionLimit() >= 0 && ofRole >= role.connectionLimit()) {
            throw SqlError.fatal(
                    SqlState.TOO_MANY_CONNECTIONS, "too many connections for role \"" + role.name() + "\"");
        }
    }

    private static List<SessionTicket.Default> defaults(FlatRoles f, FlatRoles.Database db, FlatRoles.Role role) {
        List<SessionTicket.Default> list = new ArrayList<>();
        for (FlatRoles.Default d : f.defaultsFor(db.oid(), role.oid())) {
            int eq = d.setting().indexOf('=');
            if (eq > 0) {
                SettingSource source = d.database() == 0
                        ? d.role() == 0 ? SettingSource.GLOBAL : SettingSource.ROLE
                        : d.role() == 0 ? SettingSource.DATABASE : SettingSource.DATABASE_ROLE;
                list.add(new SessionTicket.Default(
                        source.ordinal(),
                        d.setting().substring(0, eq),
                        d.setting().substring(eq + 1)));
            }
        }
        return list;
    }

    /** A cancel request: takes effect if the key fits, silently. */
    void cancel(int sessionPid, int key) {
        Segment s = segment;
        Proc me = proc;
        if (s == null || me == null || state == State.STARTUP) {
            return;
        }
        SessionSlots slots = new SessionSlots(s);
        for (int i = 0; i < slots.max(); i++) {
            if (slots.inUse(i) && slots.pid(i) == sessionPid) {
                int backend = slots.backend(i);
                if (slots.cancelKey(i) == key && backend >= 0) {
                    me.raiseInterrupt(backend, Interrupt.CANCEL);
                } else if (slots.cancelKey(i) != key) {
                    log.log("wrong key in cancel request for process " + sessionPid);
                }
                return;
            }
        }
        log.log("PID " + sessionPid + " in cancel request did not match any process");
    }

    // ---------------------------------------------------------------- hand-over

    void handOver(SessionTicket ticket, int fd) {
        waiting.add(new Child.LiveSession(ticket, fd));
        dispatch();
    }

    private void dispatch() {
        while (!waiting.isEmpty()) {
            Child best = null;
            int wanted = waiting.getFirst().ticket.databaseOid();
            for (Child c : children.values()) {
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
        prepareBackends();
    }

    private int backends(Child.@Nullable State wanted) {
        int n = 0;
        for (Child c : children.values()) {
            if (c.role == ProcRole.BACKEND && (wanted == null || c.state == wanted)) {
                n++;
            }
        }
        return n;
    }

    /**
     * Starts backends: for clients that wait as many at a time as there are CPUs, ahead of need one at a time. A start takes
     * tenths of a second of CPU; a busy backend usually is free sooner, and a process that has run is worth more than a new one.
     */
    private void prepareBackends() {
        if (state != State.RUN && state != State.STARTUP) {
            return;
        }
        int idle = backends(Child.State.IDLE);
        int starting = backends(Child.State.STARTING);
        int room = settings.intValue("max_backends") - backends(null);
        int missing = waiting.size() + settings.intValue("min_spare_backends") - idle - starting;
        int atOnce = waiting.isEmpty() ? 1 : MAX_STARTING;
        int want = Math.min(Math.min(missing, room), atOnce - starting);
        if (want > 0 && System.nanoTime() - lastSpawnFailure < 1_000_000_000L && lastSpawnFailure != 0) {
            loop.after(1_000, this::prepareBackends);
            return;
        }
        for (int i = 0; i < want; i++) {
            spawn(ProcRole.BACKEND, 0);
        }
    }

    private void shrink() {
        long limit = settings.millis("backend_idle_timeout");
        int spare = backends(Child.State.IDLE) - settings.intValue("min_spare_backends");
        if (state == State.RUN && spare > 0 && limit > 0) {
            long now = System.nanoTime();
            for (Child c : children.values()) {
                if (spare > 0
                        && c.role == ProcRole.BACKEND
                        && c.state == Child.State.IDLE
                        && now - c.idleSince > limit * 1_000_000L) {
                    dismiss(c);
                    spare--;
                }
            }
        }
        loop.after(10_000, this::shrink);
    }

    private void dismiss(Child c) {
        Control control = c.control;
        c.state = Child.State.EXITING;
        if (control != null) {
            control.send(Control.SHUTDOWN);
        }
    }

    // ---------------------------------------------------------------- children

    private Child spawn(ProcRole role, int database) {
        Child c = new Child(nextChild++, role, database);
        children.put(c.number, c);
        spawner.spawn(
                settings,
                role,
                List.of(ChildMain.FLAG, controlPath.toString(), Integer.toString(c.number), Integer.toString(pid)),
                (process, error) -> loop.post(() -> spawned(c, process, error)));
        return c;
    }

    private void spawned(Child c, @Nullable Process process, @Nullable IOException error) {
        if (process == null) {
            log.log("could not fork new process for connection: " + (error == null ? "" : error.getMessage()));
            lastSpawnFailure = System.nanoTime();
            children.remove(c.number);
            prepareBackends();
            return;
        }
        c.process = process;
        c.pid = (int) process.pid();
        if (state == State.CRASH || state == State.DONE) {
            process.destroyForcibly();
        }
        process.onExit().thenAccept(p -> loop.post(() -> exited(c, p.exitValue())));
    }

    private void openControl() {
        try {
            Files.deleteIfExists(controlPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        controlFd = Sockets.listenUnix(controlPath.toString(), 0600, 256);
        if (controlFd < 0) {
            throw SqlError.fatal(
                    SqlState.SYSTEM_ERROR,
                    "could not create control socket \"" + controlPath + "\": " + Errno.message(-controlFd));
        }
        Sockets.nonBlocking(controlFd, true);
        loop.watch(controlFd, e -> acceptControl());
    }

    private void acceptControl() {
        for (int fd = Sockets.accept(controlFd); fd >= 0; fd = Sockets.accept(controlFd)) {
            int uid = Sockets.peerUid(fd);
            if (uid != OsProcess.euid() && uid != 0) {
                Sockets.close(fd);
                continue;
            }
            Control control = new Control(fd);
            int f = fd;
            loop.watch(fd, e -> stranger(control, f));
        }
    }

    /** First frame of a new control connection: a child says hello, or pg_ctl asks for something. */
    private void stranger(Control control, int fd) {
        boolean open = control.receive();
        Control.Frame f = control.next();
        if (f == null) {
            if (!open) {
                loop.unwatch(fd);
                control.close();
            }
            return;
        }
        loop.unwatch(fd);
        try (var in = f.data()) {
            if (f.type() == Control.STOP) {
                char mode = (char) in.readByte();
                control.close();
                shutdown(mode);
                return;
            }
            Child c = f.type() == Control.HELLO ? children.get(in.readInt()) : null;
            if (c == null || state == State.CRASH) {
                control.close();
                return;
            }
            c.pid = in.readInt();
            c.control = control;
            byte[] values = settings.serializeBase();
            int shmid = segment().shmid();
            control.send(
                    Control.INIT,
                    Control.payload(o -> {
                        o.writeInt(c.role.ordinal());
                        o.writeInt(shmid);
                        o.writeInt(c.database);
                        o.writeInt(values.length);
                        o.write(values);
                    }),
                    -1);
            loop.watch(fd, e -> heard(c, control));
        } catch (IOException e) {
            control.close();
        }
    }

    private void heard(Child c, Control control) {
        boolean open = control.receive();
        for (Control.Frame f = control.next(); f != null; f = control.next()) {
            switch (f.type()) {
                case Control.READY -> {
                    if (c.role == ProcRole.BACKEND && c.state == Child.State.STARTING) {
                        idle(c);
                    } else {
                        c.state = Child.State.BUSY;
                    }
                }
                case Control.STARTED -> started();
                case Control.ENDED -> ended(c, f.payload().length > 0 && f.payload()[0] == 1);
                case Control.WORKER -> worker(f);
                default -> log.log("unexpected control frame from process " + c.pid);
            }
        }
        if (!open) {
            loop.unwatch(control.fd());
            control.close();
            c.control = null;
        }
    }

    private void worker(Control.Frame f) {
        int workers = 0;
        for (Child c : children.values()) {
            workers += c.role == ProcRole.AUTOVACUUM_WORKER ? 1 : 0;
        }
        if (state == State.RUN && workers < settings.intValue("autovacuum_max_workers")) {
            try (var in = f.data()) {
                spawn(ProcRole.AUTOVACUUM_WORKER, in.readInt());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void idle(Child c) {
        if (state == State.STOPPING || state == State.WAIT_SESSIONS || state == State.CHECKPOINT) {
            dismiss(c);
            return;
        }
        c.state = Child.State.IDLE;
        c.idleSince = System.nanoTime();
        if (state == State.RUN) {
            dispatch();
        }
    }

    private void ended(Child c, boolean more) {
        Child.LiveSession s = c.session;
        c.session = null;
        if (s != null) {
            Sockets.close(s.fd);
            new SessionSlots(segment()).release(s.ticket.sessionSlot());
        }
        if (more) {
            idle(c);
        } else {
            c.state = Child.State.EXITING;
        }
        advance();
    }

    private void started() {
        if (state != State.STARTUP) {
            return;
        }
        spawn(ProcRole.CHECKPOINTER, 0);
        spawn(ProcRole.BACKGROUND_WRITER, 0);
        spawn(ProcRole.WALWRITER, 0);
        if (settings.bool("autovacuum")) {
            spawn(ProcRole.AUTOVACUUM_LAUNCHER, 0);
        }
        state = State.RUN;
        lockLine(8, "ready   ");
        log.log("database system is ready to accept connections");
        loop.after(10_000, this::shrink);
        dispatch();
    }

    private void exited(Child c, int status) {
        children.remove(c.number);
        Control control = c.control;
        if (control != null) {
            heard(c, control);
            if (c.control != null) {
                loop.unwatch(control.fd());
                control.close();
                c.control = null;
            }
        }
        if (state == State.DONE) {
            return;
        }
        if (status != 0 && state != State.CRASH && (c.state != Child.State.EXITING || c.session != null)) {
            died(c, status);
        }
        Child.LiveSession s = c.session;
        if (s != null) {
            c.session = null;
            tell(s.fd, farewell());
            Sockets.close(s.fd);
            Segment seg = segment;
            if (seg != null) {
                new SessionSlots(seg).release(s.ticket.sessionSlot());
            }
        }
        replace(c, status);
        advance();
    }

    /** What a client is told whose backend is gone. */
    private Report farewell() {
        if (state == State.CRASH && immediate) {
            return SqlError.fatal(SqlState.ADMIN_SHUTDOWN, "terminating connection due to immediate shutdown command")
                    .report();
        }
        if (state == State.CRASH) {
            return SqlError.fatal(
                            SqlState.CRASH_SHUTDOWN,
                            "terminating connection because of crash of another server process")
                    .detail("The postmaster has commanded this server process to roll back the current transaction and"
                            + " exit, because another server process exited abnormally and possibly corrupted shared"
                            + " memory.")
                    .hint("In a moment you should be able to reconnect to the database and repeat your command.")
                    .report();
        }
        return SqlError.fatal(SqlState.CRASH_SHUTDOWN, "terminating connection because its server process ended")
                .report();
    }

    /** A process ended with an error or was killed: repair what it left, or restart everything. */
    private void died(Child c, int status) {
        boolean killed = status > 128;
        String how = killed
                ? "was terminated by signal " + (status - 128) + ": " + signalName(status - 128)
                : "exited with exit code " + status;
        Segment seg = segment;
        Report report = Report.of(Severity.LOG, c.title() + " (PID " + c.pid + ") " + how);
        Child.LiveSession live = c.session;
        SessionInfo info = live == null || seg == null ? null : new SessionSlots(seg).read(live.ticket.sessionSlot());
        if (info != null && !info.query().isEmpty()) {
            report.detail("Failed process was running: " + info.query());
        }
        log.report(report);
        if (c.role == ProcRole.STARTUP) {
            log.log("aborting startup due to startup process failure");
            exitStatus = 1;
            finish();
            return;
        }
        if (seg == null) {
            return;
        }
        ProcSlots slots = new ProcSlots(seg);
        int slot = slots.byPid(c.pid);
        if (slot < 0) {
            return;
        }
        Reaper reaper = new Reaper(seg);
        ProcessContext cx = context;
        if (!reaper.begin(slot) || cx == null) {
            crash();
            return;
        }
        try {
            reaper.releaseLocks(slot);
            if (!engine.reap(cx, slot)) {
                segment().declareCrashed();
                crash();
                return;
            }
            reaper.finish(slot);
        } catch (RuntimeException e) {
            log.write(ServerLog.toError(e).report(), null, e);
            crash();
        }
    }

    private static String signalName(int n) {
        return switch (n) {
            case 1 -> "Hangup";
            case 2 -> "Interrupt";
            case 3 -> "Quit";
            case 6 -> "Aborted";
            case 7 -> "Bus error";
            case 9 -> "Killed";
            case 11 -> "Segmentation fault";
            case 15 -> "Terminated";
            default -> "unknown signal";
        };
    }

    private void replace(Child c, int status) {
        if (state != State.RUN) {
            return;
        }
        switch (c.role) {
            case BACKEND -> {
                if (c.state == Child.State.STARTING && status != 0) {
                    lastSpawnFailure = System.nanoTime();
                    refuseFirst();
                }
                dispatch();
            }
            case CHECKPOINTER, BACKGROUND_WRITER, WALWRITER, AUTOVACUUM_LAUNCHER -> {
                if (status == 0) {
                    spawn(c.role, 0);
                } else {
                    loop.after(1_000, () -> {
                        if (state == State.RUN) {
                            spawn(c.role, 0);
                        }
                    });
                }
            }
            default -> {}
        }
    }

    /** A backend could not start: the client that waited longest is told, instead of waiting for the next attempt. */
    private void refuseFirst() {
        Child.LiveSession s = waiting.pollFirst();
        if (s != null) {
            tell(
                    s.fd,
                    SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "could not start a server process for the connection")
                            .report());
            Sockets.close(s.fd);
            new SessionSlots(segment()).release(s.ticket.sessionSlot());
        }
    }

    private void crash() {
        if (state == State.CRASH || state == State.DONE) {
            return;
        }
        log.log("terminating any other active server processes");
        boolean stopping = state != State.RUN && state != State.STARTUP;
        state = State.CRASH;
        if (stopping) {
            immediate = true;
        }
        for (Child c : children.values()) {
            kill(c);
        }
    }

    private static void kill(Child c) {
        Process p = c.process;
        if (p != null) {
            p.destroyForcibly();
        }
    }

    // ---------------------------------------------------------------- reload and shutdown

    private void reload() {
        log.log("received SIGHUP, reloading configuration files");
        List<Report> problems = new ArrayList<>();
        ConfigFile f =
                ConfigFile.read(Path.of(settings.string("config_file")), dir.resolve("postgresql.auto.conf"), problems);
        if (problems.isEmpty()) {
            settings.applyFiles(f, SettingContext.SIGHUP, problems);
        }
        for (Report r : problems) {
            log.report(r);
        }
        if (!problems.isEmpty()) {
            log.log("configuration file \"" + settings.string("config_file")
                    + "\" contains errors; unaffected changes were applied");
        }
        loadHba(false);
        Proc me = proc;
        if (me != null) {
            ProcSlots slots = new ProcSlots(segment());
            for (Child c : children.values()) {
                int slot = slots.byPid(c.pid);
                if (slot >= 0) {
                    me.raiseInterrupt(slot, Interrupt.RELOAD);
                }
            }
        }
        prepareBackends();
    }

    private void loadHba(boolean starting) {
        List<Report> problems = new ArrayList<>();
        HbaFile h = HbaFile.load(Path.of(settings.string("hba_file")), problems);
        IdentFile i = IdentFile.load(Path.of(settings.string("ident_file")), problems);
        for (Report r : problems) {
            log.report(r);
        }
        if (h != null) {
            hba = h;
        } else if (starting) {
            throw SqlError.fatal(SqlState.CONFIG_FILE_ERROR, "could not load " + settings.string("hba_file"));
        } else {
            log.log(settings.string("hba_file") + " was not reloaded");
        }
        if (i != null) {
            ident = i;
        }
    }

    /** @param mode s smart, f fast, i immediate */
    private void shutdown(char mode) {
        switch (mode) {
            case 'i' -> {
                log.log("received immediate shutdown request");
                immediate = true;
                state = State.CRASH;
                for (Child c : children.values()) {
                    kill(c);
                }
            }
            case 'f' -> {
                if (state == State.STOPPING || state == State.CHECKPOINT || state == State.CRASH) {
                    return;
                }
                log.log("received fast shutdown request");
                if (state == State.RUN || state == State.WAIT_SESSIONS) {
                    log.log("aborting any active transactions");
                }
                stopping();
            }
            default -> {
                if (state != State.RUN && state != State.STARTUP) {
                    return;
                }
                log.log("received smart shutdown request");
                state = State.WAIT_SESSIONS;
                lockLine(8, "stopping");
            }
        }
        advance();
    }

    private void stopping() {
        state = State.STOPPING;
        lockLine(8, "stopping");
        for (Connecting c : new ArrayList<>(connecting)) {
            tell(
                    c.fd(),
                    SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down")
                            .report());
            c.close();
        }
        for (Child.LiveSession s : waiting) {
            tell(
                    s.fd,
                    SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down")
                            .report());
            Sockets.close(s.fd);
        }
        waiting.clear();
        signalAll();
    }

    /** Tells every process but the checkpointer to end. */
    private void signalAll() {
        Proc me = proc;
        ProcSlots slots = new ProcSlots(segment());
        for (Child c : children.values()) {
            if (c.role == ProcRole.CHECKPOINTER) {
                continue;
            }
            if (c.role == ProcRole.BACKEND && c.state == Child.State.IDLE) {
                dismiss(c);
            } else if (c.state == Child.State.STARTING && c.role == ProcRole.BACKEND) {
                c.state = Child.State.EXITING;
                kill(c);
            } else {
                int slot = slots.byPid(c.pid);
                if (slot >= 0 && me != null) {
                    me.raiseInterrupt(slot, Interrupt.TERMINATE);
                } else {
                    c.state = Child.State.EXITING;
                    kill(c);
                }
            }
        }
    }

    private boolean anyLeft(boolean checkpointerToo) {
        for (Child c : children.values()) {
            if (checkpointerToo || c.role != ProcRole.CHECKPOINTER) {
                return true;
            }
        }
        return false;
    }

    private boolean anySession() {
        for (Child c : children.values()) {
            if (c.session != null) {
                return true;
            }
        }
        return !waiting.isEmpty();
    }

    /** Moves the state machine on when its condition has come. */
    private void advance() {
        if (state == State.WAIT_SESSIONS && !anySession()) {
            stopping();
        }
        if (state == State.STOPPING && !anyLeft(false)) {
            state = State.CHECKPOINT;
            tellCheckpointer();
        }
        if (state == State.CHECKPOINT && !anyLeft(true)) {
            log.log("database system is shut down");
            finish();
        }
        if (state == State.CRASH && !anyLeft(true)) {
            if (immediate) {
                log.log("database system is shut down");
                finish();
            } else {
                reinitialize();
            }
        }
    }

    /** Orders the shutdown checkpoint, as soon as the checkpointer can hear it. */
    private void tellCheckpointer() {
        Proc me = proc;
        for (Child c : children.values()) {
            int slot = new ProcSlots(segment()).byPid(c.pid);
            if (slot >= 0 && me != null) {
                me.raiseInterrupt(slot, Interrupt.SHUTDOWN);
            } else if (state == State.CHECKPOINT) {
                loop.after(50, this::tellCheckpointer);
            }
        }
    }

    private void reinitialize() {
        if (!settings.bool("restart_after_crash")) {
            log.log("shutting down because restart_after_crash is off");
            exitStatus = 1;
            finish();
            return;
        }
        log.log("all server processes terminated; reinitializing");
        for (Child.LiveSession s : waiting) {
            Sockets.close(s.fd);
        }
        waiting.clear();
        Segment old = segment;
        segment = null;
        if (old != null) {
            old.release();
        }
        createSegment();
        state = State.STARTUP;
        spawn(ProcRole.STARTUP, 0);
        prepareBackends();
    }

    private void finish() {
        state = State.DONE;
        for (Child c : children.values()) {
            kill(c);
        }
        loop.stop();
    }

    private void cleanUp() {
        for (int fd : listeners) {
            Sockets.close(fd);
        }
        try {
            for (Path p : socketFiles) {
                Files.deleteIfExists(p);
            }
            if (controlFd >= 0) {
                Sockets.close(controlFd);
                Files.deleteIfExists(controlPath);
            }
        } catch (IOException e) {
            log.log("could not remove socket file: " + e.getMessage());
        }
        Segment s = segment;
        if (s != null) {
            s.release();
        }
        for (LockFile l : socketLocks) {
            l.remove();
        }
        LockFile l = lock;
        if (l != null) {
            l.remove();
        }
        loop.close();
    }

    /** Null device for children's input. */
    static File devNull() {
        return new File("/dev/null");
    }
}
