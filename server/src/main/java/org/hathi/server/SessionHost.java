package org.hathi.server;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.executor.api.PortalText;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.api.SessionInfo;
import org.hathi.executor.api.StatementService;
import org.hathi.executor.api.SuspendedSession;
import org.hathi.executor.session.Session;
import org.hathi.shm.PinReason;
import org.hathi.shm.SessionSlots;
import org.hathi.types.EvalContext;
import org.hathi.types.Functions;
import org.jspecify.annotations.Nullable;

/**
 * A backend process's statement service: one {@link Session} after another, in whichever database each asks for. What
 * belongs to a database (catalog caches, open relations, plans) is kept while sessions of the same database follow each
 * other.
 */
final class SessionHost implements StatementService {
    private final ProcessContext process;
    /** Databases a process keeps open: each costs caches. */
    private static final int MAX_OPEN = 3;

    /** What this process has of one database. */
    private record Open(int database, Core core, BackendContext rooms, Session session) {}

    private @Nullable Core core;
    private @Nullable Session session;
    private int database;
    /** The databases open, the one used last at the end. */
    private final List<Open> open = new ArrayList<>();

    SessionHost(Core core) {
        this.process = core.process();
        this.core = core;
    }

    /** What sessions of one database get of this process. */
    static org.hathi.executor.session.BackendContext connect(Core core, int database) {
        return connect(core, new BackendContext(core, database), database);
    }

    private static org.hathi.executor.session.BackendContext connect(Core core, BackendContext rooms, int database) {
        ProcessContext p = core.process();
        EvalContext eval = new EvalContext(rooms.catalog());
        Reporter reporter = r -> p.reporter().report(r);
        eval.interrupts = () -> p.interrupts().check();
        eval.reporter = reporter;
        return new org.hathi.executor.session.BackendContext(
                p.segment(),
                p.proc(),
                p.settings(),
                () -> p.interrupts().check(),
                reporter,
                PgClock.SYSTEM,
                p.dataDirectory(),
                new SessionSlots(p.segment()),
                core.storage(),
                core.txn(),
                rooms.access(),
                rooms.catalog(),
                rooms.catalogSession(),
                database,
                new Functions(),
                eval);
    }

    private Session session() {
        Session s = session;
        if (s == null) {
            throw SqlError.internal("no session");
        }
        return s;
    }

    @Override
    public void startSession(SessionInfo info) {
        use(info.databaseOid());
        session().startSession(info);
    }

    /** Makes a database the one this process works in. */
    private void use(int wanted) {
        if (session != null && database == wanted) {
            return;
        }
        Open found = null;
        for (Open o : open) {
            if (o.database == wanted) {
                found = o;
            }
        }
        if (found == null) {
            if (open.size() == MAX_OPEN) {
                open.remove(0).core.storage().close();
            }
            Core c = core;
            if (c == null) {
                c = new Core(process);
            }
            // The core given at start is used up by the first database: hooks of its transactions belong to that
            // catalog.
            core = null;
            BackendContext rooms = new BackendContext(c, wanted);
            found = new Open(wanted, c, rooms, Session.create(connect(c, rooms, wanted)));
        } else {
            open.remove(found);
            found.core.installHooks();
            found.rooms.activate();
            found.session.activate();
        }
        open.add(found);
        session = found.session;
        database = wanted;
    }

    @Override
    public PinReason pinnedBy() {
        return session().pinnedBy();
    }

    @Override
    public SuspendedSession suspend() {
        return session().suspend();
    }

    @Override
    public SuspendedSession restore(SessionInfo info, byte[] definition) {
        use(info.databaseOid());
        return session().restore(info, definition);
    }

    @Override
    public void resume(SuspendedSession suspended) {
        use(suspended.info().databaseOid());
        session().resume(suspended);
    }

    @Override
    public void endSession() {
        if (session != null) {
            session.endSession();
        }
    }

    @Override
    public void simpleQuery(String sql, ResultSink out) {
        session().simpleQuery(sql, out);
    }

    @Override
    public void parse(String name, String sql, int[] parameterTypes) {
        session().parse(name, sql, parameterTypes);
    }

    @Override
    public void bind(
            String portal, String statement, int[] parameterFormats, byte[] @Nullable [] values, int[] resultFormats) {
        session().bind(portal, statement, parameterFormats, values, resultFormats);
    }

    @Override
    public void describeStatement(String name, ResultSink out) {
        session().describeStatement(name, out);
    }

    @Override
    public void describePortal(String name, ResultSink out) {
        session().describePortal(name, out);
    }

    @Override
    public void execute(String portal, int maxRows, ResultSink out) {
        session().execute(portal, maxRows, out);
    }

    @Override
    public void closeStatement(String name) {
        session().closeStatement(name);
    }

    @Override
    public void closePortal(String name) {
        session().closePortal(name);
    }

    @Override
    public void sync() {
        session().sync();
    }

    @Override
    public byte @Nullable [] functionCall(
            int function, int[] argumentFormats, byte[] @Nullable [] arguments, int resultFormat) {
        return session().functionCall(function, argumentFormats, arguments, resultFormat);
    }

    @Override
    public @Nullable String statementText(String name) {
        return session().statementText(name);
    }

    @Override
    public @Nullable PortalText portalText(String portal) {
        return session().portalText(portal);
    }

    @Override
    public @Nullable String portalParameters(String portal) {
        return session().portalParameters(portal);
    }

    @Override
    public void failed(Throwable error) {
        session().failed(error);
    }

    @Override
    public char transactionStatus() {
        Session s = session;
        return s == null ? 'I' : s.transactionStatus();
    }

    @Override
    public void idle(ResultSink out) {
        if (session != null) {
            session.idle(out);
        }
    }
}
