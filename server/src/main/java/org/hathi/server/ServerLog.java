package org.hathi.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The server log of one process, in PostgreSQL's format: {@code log_line_prefix}, severity, message, then DETAIL, HINT,
 * CONTEXT and STATEMENT lines. Every entry is one write, so that entries of several processes do not mix. With
 * {@code logging_collector} each process appends to the log file of the moment itself; otherwise standard error takes all.
 */
public final class ServerLog implements Reporter {
    /** What the prefix tells about the session served; fields are set by the backend. */
    public static final class Who {
        public String user = "";
        public String database = "";
        public String host = "";
        public int port = -1;
        public String application = "";
        public String backendType = "postmaster";
        public long sessionStartSeconds;
        public boolean session;
        public String commandTag = "";
        public int xid;
        public String statement = "";
    }

    private final Settings settings;
    private final int pid;
    private final Setting prefix;
    private final Setting minMessages;
    private final Setting minErrorStatement;
    private final Setting verbosity;
    private final Setting zone;
    private final Setting collector;
    private final Path dataDirectory;
    private final OutputStream err = new FileOutputStream(FileDescriptor.err);
    private @Nullable OutputStream file;
    private String fileName = "";
    private long line;
    private Who who = new Who();

    public ServerLog(Settings settings, int pid, Path dataDirectory) {
        this.settings = settings;
        this.pid = pid;
        this.dataDirectory = dataDirectory;
        prefix = settings.setting("log_line_prefix");
        minMessages = settings.setting("log_min_messages");
        minErrorStatement = settings.setting("log_min_error_statement");
        verbosity = settings.setting("log_error_verbosity");
        zone = settings.setting("log_timezone");
        collector = settings.setting("logging_collector");
        who.sessionStartSeconds = System.currentTimeMillis() / 1000;
    }

    /** Whom the following entries are about. */
    public Who who() {
        return who;
    }

    /** A session begins or ends: the prefix speaks of {@code w} and numbers lines anew. */
    public void who(Who w) {
        who = w;
        line = 0;
    }

    private static Severity level(Setting s) {
        return switch (s.string()) {
            case "debug5" -> Severity.DEBUG5;
            case "debug4" -> Severity.DEBUG4;
            case "debug3" -> Severity.DEBUG3;
            case "debug2" -> Severity.DEBUG2;
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
    public synchronized void write(Report r, @Nullable String logDetail, @Nullable Throwable cause) {
        if (!wants(r.severity())) {
            return;
        }
        StringBuilder b = new StringBuilder(256);
        String state = r.state().code();
        boolean terse = verbosity.string().equals("terse");
        boolean verbose = verbosity.string().equals("verbose");
        line++;
        prefix(b, state);
        b.append(r.severity().label()).append(":  ");
        if (verbose) {
            b.append(state).append(": ");
        }
        text(b, r.message());
        if (r.position() > 0) {
            b.append(" at character ").append(r.position());
        }
        b.append('\n');
        if (!terse) {
            extra(b, state, "DETAIL", logDetail != null ? logDetail : r.detail());
            extra(b, state, "HINT", r.hint());
            extra(b, state, "QUERY", r.internalQuery());
            extra(b, state, "CONTEXT", r.context());
        }
        if (!who.statement.isEmpty()
                && passes(r.severity(), level(minErrorStatement))
                && r.severity() != Severity.LOG) {
            extra(b, state, "STATEMENT", who.statement);
        }
        if (cause != null) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            extra(b, state, "BACKTRACE", trace.toString().stripTrailing());
        }
        emit(b.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void extra(StringBuilder b, String state, String label, @Nullable String value) {
        if (value != null) {
            prefix(b, state);
            b.append(label).append(":  ");
            text(b, value);
            b.append('\n');
        }
    }

    private static void text(StringBuilder b, String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            b.append(c);
            if (c == '\n') {
                b.append('\t');
            }
        }
    }

    private void emit(byte[] bytes) {
        try {
            OutputStream out = collector.bool() ? collected() : err;
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            line++;
        }
    }

    private OutputStream collected() throws IOException {
        String name = strftime(settings.string("log_filename"));
        OutputStream f = file;
        if (f == null || !name.equals(fileName)) {
            if (f != null) {
                f.close();
            }
            Path dir = dataDirectory.resolve(settings.string("log_directory"));
            Files.createDirectories(dir);
            f = new FileOutputStream(dir.resolve(name).toFile(), true);
            file = f;
            fileName = name;
        }
        return f;
    }

    private String strftime(String pattern) {
        ZonedDateTime t = Instant.now().atZone(zoneId());
        // a file per hour at most: minutes and seconds of a name would make one per entry
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%' || i + 1 == pattern.length()) {
                b.append(c);
                continue;
            }
            switch (pattern.charAt(++i)) {
                case 'Y' -> b.append(t.getYear());
                case 'm' -> pad(b, t.getMonthValue(), 2);
                case 'd' -> pad(b, t.getDayOfMonth(), 2);
                case 'H' -> b.append("00");
                case 'M', 'S' -> b.append("00");
                case 'a' -> b.append(t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT));
                case '%' -> b.append('%');
                default -> b.append('-');
            }
        }
        return b.toString();
    }

    private ZoneId zoneId() {
        try {
            return ZoneId.of(zone.string());
        } catch (java.time.DateTimeException e) {
            return ZoneId.of("UTC");
        }
    }

    private static void pad(StringBuilder b, long v, int width) {
        String s = Long.toString(v);
        b.append("0".repeat(Math.max(0, width - s.length()))).append(s);
    }

    /** A time as the log writes it: {@code 2026-11-23 01:15:00.123 UTC}. */
    public String timestamp(long epochMillis, boolean millis) {
        StringBuilder b = new StringBuilder(32);
        String name = zone.string();
        boolean utc = name.equals("GMT") || name.equals("UTC") || name.equals("Etc/UTC");
        ZonedDateTime t = Instant.ofEpochMilli(epochMillis).atZone(utc ? java.time.ZoneOffset.UTC : zoneId());
        pad(b, t.getYear(), 4);
        b.append('-');
        pad(b, t.getMonthValue(), 2);
        b.append('-');
        pad(b, t.getDayOfMonth(), 2);
        b.append(' ');
        pad(b, t.getHour(), 2);
        b.append(':');
        pad(b, t.getMinute(), 2);
        b.append(':');
        pad(b, t.getSecond(), 2);
        if (millis) {
            b.append('.');
            pad(b, epochMillis % 1000, 3);
        }
        b.append(' ');
        if (utc) {
            return b.append(name.equals("GMT") ? "GMT" : "UTC").toString();
        }
        return b.append(java.time.format.DateTimeFormatter.ofPattern("zzz", Locale.ROOT)
                        .format(t))
                .toString();
    }

    private void prefix(StringBuilder b, String state) {
        String p = prefix.string();
        for (int i = 0; i < p.length(); i++) {
            char c = p.charAt(i);
            if (c != '%') {
                b.append(c);
                continue;
            }
            if (++i >= p.length()) {
                return;
            }
            boolean left = p.charAt(i) == '-';
            if (left) {
                i++;
            }
            int width = 0;
            while (i < p.length() && p.charAt(i) >= '0' && p.charAt(i) <= '9') {
                width = Math.min(1000, width * 10 + p.charAt(i++) - '0');
            }
            if (i >= p.length()) {
                return;
            }
            char e = p.charAt(i);
            if (e == 'q') {
                if (!who.session) {
                    return;
                }
                continue;
            }
            String v = escape(e, state);
            String fill = " ".repeat(Math.max(0, width - v.length()));
            b.append(left ? "" : fill).append(v).append(left ? fill : "");
        }
    }

    private String escape(char e, String state) {
        return switch (e) {
            case 'a' -> who.session && who.application.isEmpty() ? "[unknown]" : who.application;
            case 'b' -> who.backendType;
            case 'u' -> who.session && who.user.isEmpty() ? "[unknown]" : who.user;
            case 'd' -> who.session && who.database.isEmpty() ? "[unknown]" : who.database;
            case 'c' -> Long.toHexString(who.sessionStartSeconds) + "." + Integer.toHexString(pid);
            case 'p' -> Integer.toString(pid);
            case 'l' -> Long.toString(line);
            case 'm' -> timestamp(System.currentTimeMillis(), true);
            case 't' -> timestamp(System.currentTimeMillis(), false);
            case 'n' -> {
                long now = System.currentTimeMillis();
                StringBuilder n = new StringBuilder().append(now / 1000).append('.');
                pad(n, now % 1000, 3);
                yield n.toString();
            }
            case 's' -> timestamp(who.sessionStartSeconds * 1000, false);
            case 'i' -> who.commandTag;
            case 'r' -> who.port > 0 ? who.host + "(" + who.port + ")" : who.host;
            case 'h' -> who.host;
            case 'x' -> Integer.toUnsignedString(who.xid);
            case 'Q' -> "0";
            case 'e' -> state;
            case '%' -> "%";
            default -> "";
        };
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
