package org.hathi.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.api.SessionInfo;
import org.hathi.executor.api.StatementService;
import org.hathi.os.OsProcess;
import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.types.ByteSink;
import org.jspecify.annotations.Nullable;

/** A server of one process without clients: {@code postgres --single}, and the SQL phase of {@code initdb}. */
public final class SingleUser implements AutoCloseable {
    private static final int SUPERUSER = 10;

    private final Engine engine;
    private final ProcessContext cx;
    private final LockFile lock;
    private final StatementService service;
    private final Settings settings;

    private SingleUser(Engine engine, ProcessContext cx, LockFile lock, StatementService service) {
        this.engine = engine;
        this.cx = cx;
        this.lock = lock;
        this.service = service;
        this.settings = cx.settings();
    }

    /** Opens a database as its bootstrap superuser; throws FATAL as a server's start would. */
    public static SingleUser open(Engine engine, Settings settings, String database) {
        Path dir = Path.of(settings.string("data_directory"));
        int pid = OsProcess.pid();
        engine.checkDataDirectory(settings);
        LockFile lock = LockFile.create(
                dir.resolve(LockFile.NAME),
                true,
                dir.toString(),
                -pid + "\n" + dir + "\n" + System.currentTimeMillis() / 1000 + "\n" + settings.intValue("port") + "\n");
        boolean done = false;
        try {
            List<RegionSpec> regions =
                    new ArrayList<>(ShmRegions.regions(16, 16, settings.intValue("track_activity_query_size"), 4096));
            regions.add(FlatRoles.spec());
            regions.addAll(engine.regions(settings, 16));
            Segment segment = Segment.local(regions);
            Proc proc = Proc.acquire(segment, ProcRole.STANDALONE, pid);
            ServerLog log = new ServerLog(settings, pid, dir);
            ProcessContext cx = new ProcessContext(settings, log, segment, proc, dir, new Control(-1));
            engine.startup(cx);
            FlatRoles flat = FlatRoles.read(segment);
            FlatRoles.Database db = flat == null ? null : flat.database(database);
            if (flat == null || db == null) {
                throw SqlError.fatal(SqlState.UNDEFINED_DATABASE, "database \"" + database + "\" does not exist");
            }
            settings.override("is_superuser", "on");
            settings.privilege(name -> true);
            StatementService service = engine.backend(cx);
            settings.beginSession();
            service.startSession(new SessionInfo(
                    -1, pid, db.oid(), db.name(), db.tablespace(), SUPERUSER, flat.superuserName(), true, "", -1, ""));
            SingleUser s = new SingleUser(engine, cx, lock, service);
            done = true;
            return s;
        } finally {
            if (!done) {
                lock.remove();
            }
        }
    }

    /** Runs statements; the first error ends it. */
    public void run(String sql, ResultSink out) {
        try {
            service.simpleQuery(sql, out);
        } catch (RuntimeException | Error e) {
            service.failed(e);
            throw e;
        }
    }

    /** Runs statements whose results nobody wants. */
    public void run(String sql) {
        run(sql, new Lines(new PrintStream(PrintStream.nullOutputStream()), cx.log()));
    }

    /** Ends the session and shuts down with a checkpoint. */
    @Override
    public void close() {
        try {
            service.endSession();
            settings.endSession();
            cx.proc().raiseInterrupt(cx.proc().slot(), Interrupt.SHUTDOWN);
            engine.checkpointer(cx);
            cx.proc().release();
        } finally {
            lock.remove();
        }
    }

    /**
     * {@code postgres --single}: a statement per line from {@code in}; results to {@code out}. Returns the exit status.
     */
    public static int interactive(Engine engine, Settings settings, String database, InputStream in, PrintStream out) {
        try (SingleUser s = open(engine, settings, database)) {
            Lines sink = new Lines(out, s.cx.log());
            out.println("\nPostgreSQL stand-alone backend 15.18 (Hathi)");
            BufferedReader r = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            while (true) {
                out.print("backend> ");
                out.flush();
                String line = r.readLine();
                if (line == null) {
                    out.println();
                    return 0;
                }
                try {
                    s.run(line, sink);
                } catch (RuntimeException | Error e) {
                    SqlError error = ServerLog.toError(e);
                    s.cx.log().write(error.report(), null, e instanceof SqlError ? null : e);
                    if (error.severity() != Severity.ERROR) {
                        return 1;
                    }
                }
            }
        } catch (IOException e) {
            return 1;
        }
    }

    /** Prints rows as PostgreSQL's stand-alone backend does, one column a line. */
    private static final class Lines implements ResultSink {
        private final PrintStream out;
        private final ServerLog log;
        private final ByteSink buffer = new ByteSink();
        private List<ResultColumn> columns = List.of();

        Lines(PrintStream out, ServerLog log) {
            this.out = out;
            this.log = log;
        }

        @Override
        public ByteSink buffer() {
            return buffer;
        }

        @Override
        public void rowDescription(List<ResultColumn> described) {
            columns = described;
            for (int i = 0; i < described.size(); i++) {
                ResultColumn c = described.get(i);
                out.println("\t " + (i + 1) + ": " + c.name() + "\t(typeid = " + Integer.toUnsignedString(c.typeOid())
                        + ", len = " + c.typeLen() + ", typmod = " + c.typmod() + ")");
            }
            out.println("\t----");
        }

        @Override
        public void noData() {}

        @Override
        public void parameterDescription(int[] typeOids) {}

        @Override
        public int beginRow(int n) {
            buffer.clear();
            return 0;
        }

        @Override
        public void endRow(int mark) {
            int at = 0;
            for (int i = 0; i < columns.size() && at + 4 <= buffer.size; i++) {
                int n = (buffer.buf[at] & 0xFF) << 24
                        | (buffer.buf[at + 1] & 0xFF) << 16
                        | (buffer.buf[at + 2] & 0xFF) << 8
                        | buffer.buf[at + 3] & 0xFF;
                at += 4;
                if (n >= 0) {
                    out.println("\t " + (i + 1) + ": " + columns.get(i).name() + " = \""
                            + new String(buffer.buf, at, n, StandardCharsets.UTF_8) + "\"");
                    at += n;
                }
            }
            out.println("\t----");
        }

        @Override
        public void abandonRow(int mark) {
            buffer.clear();
        }

        @Override
        public void commandComplete(String tag) {}

        @Override
        public void emptyQuery() {}

        @Override
        public void portalSuspended() {}

        @Override
        public void notice(Report report) {
            log.report(report);
        }

        @Override
        public void notification(int pid, String channel, String payload) {}

        @Override
        public void copyIn(int format, int[] columnFormats) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "COPY from the client is not possible here");
        }

        @Override
        public byte @Nullable [] copyRead() {
            return null;
        }

        @Override
        public void copyOut(int format, int[] columnFormats) {}

        @Override
        public int beginCopyData() {
            buffer.clear();
            return 0;
        }

        @Override
        public void copyDone() {}

        @Override
        public void flush() {
            out.flush();
        }
    }
}
