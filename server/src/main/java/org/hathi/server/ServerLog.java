package org.hathi.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The server log of one process, in PostgreSQL's formats ({@link LogEntry}). Entries go to standard error, one write
 * each; with a logging collector, standard error is its pipe ({@link LogPipe}) and csvlog and jsonlog are possible as
 * well.
 */
public final class ServerLog implements Reporter {
    /** What the log tells about the session served; fields are set by the backend. */
    public static final class Who {
        public String user = "";
        public String database = "";
        public String host = "";
        public int port = -1;
        public String application = "";
        public String backendType = "postmaster";
        public long sessionStartSeconds;
        public boolean session;
        /** What the process title shows. */
        public String activity = "";

        public String statement = "";
    }

    private final Settings settings;
    private final int pid;
    private final Setting prefix;
    private final Setting minMessages;
    private final Setting minErrorStatement;
    private final Setting verbosity;
    private final Setting zone;
    private final Setting destination;
    private final OutputStream err = new FileOutputStream(FileDescriptor.err);
    private @Nullable LogPipe pipe;
    private final long[] lines = new long[3];
    private Who who = new Who();
    private int slot = -1;
    private IntSupplier lxid = () -> 0;
    private IntSupplier xid = () -> 0;

    public ServerLog(Settings settings, int pid, Path dataDirectory) {
        this.settings = settings;
        this.pid = pid;
        prefix = settings.setting("log_line_prefix");
        minMessages = settings.setting("log_min_messages");
        minErrorStatement = settings.setting("log_min_error_statement");
        verbosity = settings.setting("log_error_verbosity");
        zone = settings.setting("log_timezone");
        destination = settings.setting("log_destination");
        who.sessionStartSeconds = System.currentTimeMillis() / 1000;
    }

    /** Standard error is the logging collector's pipe from now on. */
    void redirected() {
        pipe = new LogPipe(pid);
    }

    boolean isRedirected() {
        return pipe != null;
    }

    /** Where {@code %v} and {@code %x} come from: the process slot, its local transaction number and transaction id. */
    void transactions(int processSlot, IntSupplier localNumber, IntSupplier id) {
        slot = processSlot;
        lxid = localNumber;
        xid = id;
    }

    /** Whom the following entries are about. */
    public Who who() {
        return who;
    }

    /** A session begins or ends: the prefix speaks of {@code w} and numbers lines anew. */
    public void who(Who w) {
        who = w;
        java.util.Arrays.fill(lines, 0);
    }

    /** Lets {@code write} speak of somebody else for once, without touching line numbers. */
    void as(Who other, Runnable write) {
        Who before = who;
        long[] counts = lines.clone();
        who(other);
        try {
            write.run();
        } finally {
            who = before;
            System.arraycopy(counts, 0, lines, 0, counts.length);
        }
    }

    private static Severity level(Setting s) {
        return switch (s.string()) {
            case "debug5" -> Severity.DEBUG5;
            case "debug4" -> Severity.DEBUG4;
            case "debug3" -> Severity.DEBUG3;
            case "debug2", "debug" -> Severity.DEBUG2;
            case "debug1" -> Severity.DEBUG1;
            case "log" -> Severity.LOG;
            case "info" -> Severity.INFO;
            case "notice" -> Severity.NOTICE;
            case "error" -> Severity.ERROR;
            case "fatal" -> Severity.FATAL;
            case "panic" -> Severity.PANIC;
            default -> Severity.WARNING;
        };
    }

    /** Whether the log takes reports of this severity: LOG ranks between ERROR and FATAL here. */
    public boolean wants(Severity s) {
        return passes(s, level(minMessages));
    }

    private static boolean passes(Severity s, Severity min) {
        if (s == Severity.LOG) {
            return min == Severity.LOG || min.compareTo(Severity.ERROR) <= 0;
        }
        if (min == Severity.LOG) {
            return s.compareTo(Severity.FATAL) >= 0;
        }
        return s.compareTo(min) >= 0;
    }

    /** Whether a client asking for this level of messages gets this one. */
    public static boolean clientWants(Severity s, Setting clientMinMessages) {
        if (s == Severity.INFO || s.compareTo(Severity.ERROR) >= 0) {
            return true;
        }
        return s.compareTo(level(clientMinMessages)) >= 0;
    }

    @Override
    public void report(Report r) {
        write(r, null, null);
    }

    /** Writes a report, with a detail only the log may show, and the exception behind it if the error was internal. */
    public void write(Report r, @Nullable String logDetail, @Nullable Throwable cause) {
        boolean statement = !who.statement.isEmpty() && passes(r.severity(), level(minErrorStatement));
        write(r, logDetail, cause, statement);
    }

    /** A LOG entry that contains the statement itself and so has no STATEMENT line. */
    void plain(String message, @Nullable String detail) {
        write(Report.of(Severity.LOG, message), detail, null, false);
    }

    private synchronized void write(
            Report r, @Nullable String logDetail, @Nullable Throwable cause, boolean statement) {
        if (!wants(r.severity())) {
            return;
        }
        String trace = null;
        if (cause != null) {
            StringWriter w = new StringWriter();
            cause.printStackTrace(new PrintWriter(w));
            trace = w.toString().stripTrailing();
        }
        boolean terse = verbosity.string().equals("terse");
        boolean verbose = verbosity.string().equals("verbose");
        LogEntry e = new LogEntry(
                r,
                System.currentTimeMillis(),
                logDetail != null ? logDetail : r.detail(),
                statement ? who.statement : null,
                trace,
                identity(),
                new LogEntry.LogStyle(zone.string(), prefix.string(), terse, verbose));
        try {
            emit(e);
        } catch (IOException x) {
            lines[0]++; // nowhere to complain
        }
    }

    private LogIdentity identity() {
        String virtual = slot < 0 ? "" : slot + 1 + "/" + Integer.toUnsignedString(lxid.getAsInt());
        return new LogIdentity(
                who.session,
                pid,
                who.user,
                who.database,
                who.host,
                who.port,
                who.application,
                who.backendType,
                who.activity,
                who.sessionStartSeconds,
                virtual,
                slot < 0 ? 0 : xid.getAsInt(),
                0);
    }

    private void emit(LogEntry e) throws IOException {
        LogPipe p = pipe;
        if (p == null) {
            err.write(e.text(lines).getBytes(StandardCharsets.UTF_8));
            err.flush();
            return;
        }
        String to = destination.string();
        boolean csv = to.contains("csvlog");
        boolean json = to.contains("jsonlog");
        if (csv) {
            p.write(e.csv(++lines[1]).getBytes(StandardCharsets.UTF_8), LogPipe.CSV);
        }
        if (json) {
            p.write(e.json(++lines[2]).getBytes(StandardCharsets.UTF_8), LogPipe.JSON);
        }
        if (to.contains("stderr") || !csv && !json) {
            p.write(e.text(lines).getBytes(StandardCharsets.UTF_8), LogPipe.STDERR);
        }
    }

    Settings settings() {
        return settings;
    }

    /** Turns any exception into the error a client is told of. */
    public static SqlError toError(Throwable t) {
        return switch (t) {
            case SqlError e -> e;
            case StackOverflowError e ->
                new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                        .hint("Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after"
                                + " ensuring the platform's stack depth limit is adequate.");
            case OutOfMemoryError e ->
                new SqlError(SqlState.OUT_OF_MEMORY, "out of memory")
                        .detail("The heap of the backend process is exhausted (backend_heap_size).");
            default -> {
                String message = t.getMessage();
                String what = t.getClass().getSimpleName() + (message == null ? "" : ": " + message);
                yield new SqlError(Severity.ERROR, SqlState.INTERNAL_ERROR, what, t);
            }
        };
    }
}
