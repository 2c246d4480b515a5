package org.hathi.server;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.hathi.base.PgClock;
import org.hathi.base.Report;
import org.hathi.base.SettingSource;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.protocol.StartupPacket;
import org.hathi.server.auth.HbaFile;
import org.hathi.server.auth.HbaRule;
import org.hathi.server.auth.IdentFile;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionPool;
import org.hathi.shm.SessionSlots;
import org.hathi.shm.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: the access rules (pg_hba.conf, pg_ident.conf), roles and databases (flat image), the limits on
 * connections; gives an authenticated client its session slot, and delivers cancel requests. {@link Connecting} asks
 * it. Event loop only; password hashing alone runs on a small bounded pool.
 */
final class Admission {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PostmasterContext cx;
    private final Set<Connecting> connecting = new HashSet<>();
    private final ThreadPoolExecutor crypto;
    private @Nullable HbaFile hba;
    private IdentFile ident = IdentFile.empty();
    private byte[] mockNonce = new byte[32];
    private @Nullable Segment flatOf;
    private @Nullable FlatRoles flat;
    private int flatVersion;

    Admission(PostmasterContext cx) {
        this.cx = cx;
        crypto = new ThreadPoolExecutor(0, 2, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(256), r -> {
            Thread t = new Thread(r, "password check");
            t.setDaemon(true);
            return t;
        });
    }

    // ---------------------------------------------------------------- who stands at the door

    void enter(Connecting c) {
        connecting.add(c);
    }

    void leave(Connecting c) {
        connecting.remove(c);
    }

    /** How many clients are being established. */
    int connecting() {
        return connecting.size();
    }

    /** Sends everybody away who has not been admitted. */
    void refuseAll(Report why) {
        for (Connecting c : new ArrayList<>(connecting)) {
            cx.tell(c.fd(), why);
            c.close();
        }
    }

    // ---------------------------------------------------------------- what they are judged by

    /**
     * Reads pg_hba.conf and pg_ident.conf.
     *
     * @param starting an unusable pg_hba.conf is FATAL; later the old rules stay
     */
    void load(boolean starting) {
        List<Report> problems = new ArrayList<>();
        HbaFile h = HbaFile.load(Path.of(cx.settings.string("hba_file")), problems);
        IdentFile i = IdentFile.load(Path.of(cx.settings.string("ident_file")), problems);
        for (Report r : problems) {
            cx.log.report(r);
        }
        if (h != null) {
            hba = h;
        } else if (starting) {
            throw SqlError.fatal(SqlState.CONFIG_FILE_ERROR, "could not load pg_hba.conf");
        } else {
            cx.log.log("pg_hba.conf was not reloaded");
        }
        if (i != null) {
            ident = i;
        } else if (!starting) {
            cx.log.log("pg_ident.conf was not reloaded");
        }
    }

    void mockNonce(byte[] secret) {
        mockNonce = secret;
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
        ServerLog.Who who = new ServerLog.Who();
        who.session = true;
        who.user = c.user();
        who.database = c.database();
        who.host = c.host();
        who.port = c.port();
        who.backendType = c.database().isEmpty() ? "not initialized" : "client backend";
        who.activity = c.activity();
        who.sessionStartSeconds = System.currentTimeMillis() / 1000;
        cx.log.as(who, () -> cx.log.write(r, detail, null));
    }

    /** Throws 57P03 or 53300 when no session can be taken now. */
    void admit() {
        switch (cx.state) {
            case STARTUP -> throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
            case CRASH -> throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is in recovery mode");
            case WAIT_SESSIONS, STOPPING, CHECKPOINT, DONE ->
                throw SqlError.fatal(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down");
            case RUN -> {}
        }
        if (new SessionSlots(cx.segment()).count() >= cx.settings.intValue("max_connections")) {
            throw SqlError.fatal(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
        }
    }

    /** Roles and databases as the last commit left them; throws 57P03 before recovery has written them. */
    FlatRoles flatRoles() {
        Segment s = cx.segment();
        int version = FlatRoles.version(s);
        FlatRoles f = s == flatOf ? flat : null;
        if (f == null || version != flatVersion) {
            FlatRoles read = FlatRoles.read(s);
            if (read != null) {
                flatOf = s;
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
        if (cx.settings.bool("log_connections")) {
            logAuthorized(p, rule, c);
        }
        c.authorized();
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
        SessionSlots slots = new SessionSlots(cx.segment());
        int free = cx.settings.intValue("max_connections") - slots.count();
        if (!role.superuser() && free <= cx.settings.intValue("superuser_reserved_connections")) {
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
                                    + rule.method().label() + " (" + cx.settings.string("hba_file") + ":" + rule.line()
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
        Segment s = cx.segmentIfAny();
        Proc me = cx.procIfAny();
        if (s == null || me == null || cx.state == PostmasterState.STARTUP) {
            return;
        }
        SessionSlots slots = new SessionSlots(s);
        for (int i = 0; i < slots.max(); i++) {
            if (slots.inUse(i) && slots.pid(i) == sessionPid) {
                int backend = slots.backend(i);
                if (slots.cancelKey(i) == key && backend >= 0) {
                    new SessionPool(s).ask(i, SessionPool.ASK_CANCEL);
                    me.raiseInterrupt(backend, Interrupt.CANCEL);
                } else if (slots.cancelKey(i) != key) {
                    cx.log.log("wrong key in cancel request for process " + sessionPid);
                }
                return;
            }
        }
        cx.log.log("PID " + sessionPid + " in cancel request did not match any process");
    }
}
