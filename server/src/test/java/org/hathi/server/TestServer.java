package org.hathi.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hathi.base.Passwords;
import org.hathi.base.Report;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.api.SessionInfo;
import org.hathi.executor.api.StatementService;
import org.hathi.executor.api.SuspendedSession;
import org.hathi.shm.PinReason;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.WaitEvent;

/** A server whose statements are a handful of words: exercises processes, protocol and authentication without a database. */
public final class TestServer implements Engine {
    public static void main(String[] args) {
        if (args[0].equals(ChildMain.FLAG)) {
            ChildMain.main(new TestServer(), args);
            return;
        }
        List<Map.Entry<String, String>> options = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            options.add(
                    Map.entry(args[i].substring(0, args[i].indexOf('=')), args[i].substring(args[i].indexOf('=') + 1)));
        }
        Settings s = ServerConfig.load(Path.of(args[0]), options);
        List<String> launch = List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.hathi.server.TestServer");
        int status = new Postmaster(new TestServer(), s, new Spawner(launch)).run();
        Runtime.getRuntime().halt(status);
    }

    @Override
    public List<RegionSpec> regions(Settings settings, int maxProcs) {
        return List.of();
    }

    @Override
    public void checkDataDirectory(Settings settings) {}

    @Override
    public void startup(ProcessContext cx) {
        byte[] pw = "secret".getBytes(StandardCharsets.UTF_8);
        byte[] salt = new byte[16];
        long never = Long.MAX_VALUE;
        new FlatRoles(
                        List.of(
                                new FlatRoles.Role(10, "postgres", true, true, true, -1, null, never),
                                new FlatRoles.Role(
                                        11,
                                        "scram",
                                        false,
                                        true,
                                        false,
                                        -1,
                                        Passwords.scram(pw, salt, 4096).format(),
                                        never),
                                new FlatRoles.Role(12, "md5", false, true, false, -1, Passwords.md5(pw, "md5"), never),
                                new FlatRoles.Role(
                                        13,
                                        "plain",
                                        false,
                                        true,
                                        false,
                                        -1,
                                        Passwords.scram(pw, salt, 4096).format(),
                                        never),
                                new FlatRoles.Role(14, "nologin", false, false, false, -1, null, never)),
                        List.of(),
                        List.of(
                                new FlatRoles.Database(5, "postgres", 1663, 10, true, -1, new int[] {0}),
                                new FlatRoles.Database(4, "template0", 1663, 10, false, -1, new int[] {0}),
                                new FlatRoles.Database(6, "private", 1663, 10, true, -1, new int[0])),
                        List.of(new FlatRoles.Default(0, 11, "work_mem=7MB")))
                .write(cx.segment());
    }

    @Override
    public void checkpointer(ProcessContext cx) {
        idle(cx);
        cx.log().log("shutting down");
    }

    private static void idle(ProcessContext cx) {
        while (!cx.shutdownRequested()) {
            cx.rest(-1, WaitEvent.CHECKPOINTER_MAIN);
        }
    }

    @Override
    public void endParkedSession(ProcessContext postmaster, int sessionSlot) {}

    @Override
    public void backgroundWriter(ProcessContext cx) {
        idle(cx);
    }

    @Override
    public void walWriter(ProcessContext cx) {
        idle(cx);
    }

    @Override
    public void autovacuumLauncher(ProcessContext cx) {
        idle(cx);
    }

    @Override
    public void autovacuumWorker(ProcessContext cx, int database) {}

    @Override
    public boolean reap(ProcessContext postmaster, int slot) {
        return true;
    }

    @Override
    public boolean giveBack(ProcessContext postmaster, int slot) {
        return true;
    }

    @Override
    public byte[] mockNonce(Settings settings) {
        return new byte[32];
    }

    @Override
    public StatementService backend(ProcessContext cx) {
        return new Words(cx);
    }

    /** Understands: show NAME, set NAME VALUE, sleep MILLIS, notice, fail, poison, crash, critical, begin, commit, copy. */
    private static final class Words implements StatementService {
        private final ProcessContext cx;
        private char status = 'I';
        private String prepared = "";
        private State state = new State(null);

        Words(ProcessContext cx) {
            this.cx = cx;
        }

        @Override
        public void startSession(SessionInfo session) {
            state = new State(session);
        }

        @Override
        public void endSession() {
            status = 'I';
        }

        @Override
        public void simpleQuery(String sql, ResultSink out) {
            run(sql, out, true);
        }

        private void run(String sql, ResultSink out, boolean describe) {
            String[] w = sql.trim().replace(";", "").split(" +");
            switch (w[0].toLowerCase(java.util.Locale.ROOT)) {
                case "" -> out.emptyQuery();
                case "show" -> row(out, w[1], cx.settings().get(w[1]), describe);
                case "set" -> {
                    cx.settings().set(w[1], w[2], false);
                    out.commandComplete("SET");
                }
                case "sleep" -> {
                    long until = System.nanoTime() + Long.parseLong(w[1]) * 1_000_000L;
                    while (System.nanoTime() < until) {
                        cx.proc().resetLatch();
                        cx.interrupts().check();
                        cx.proc().waitLatch(until - System.nanoTime(), WaitEvent.PG_SLEEP);
                    }
                    row(out, "sleep", "done", describe);
                }
                case "notice" -> {
                    out.notice(new Report(Severity.NOTICE, SqlState.SUCCESSFUL_COMPLETION, "hear this"));
                    out.commandComplete("NOTICE");
                }
                case "fail" -> throw new SqlError(SqlState.DIVISION_BY_ZERO, "division by zero").position(3);
                case "poison" -> {
                    state.poisoned = true;
                    out.commandComplete("POISON");
                }
                case "bug" -> throw new IllegalStateException("a bug");
                case "critical" -> {
                    cx.proc().enterCritical();
                    Runtime.getRuntime().halt(137);
                }
                case "begin" -> {
                    status = 'T';
                    out.commandComplete("BEGIN");
                }
                case "commit", "rollback" -> {
                    status = 'I';
                    out.commandComplete("COMMIT");
                }
                case "copy" -> {
                    out.copyIn(0, new int[] {0});
                    int n = 0;
                    for (byte[] b = out.copyRead(); b != null; b = out.copyRead()) {
                        n += b.length;
                    }
                    out.commandComplete("COPY " + n);
                }
                default -> row(out, "pid", Integer.toString(cx.proc().pid()), describe);
            }
        }

        private static void row(ResultSink out, String name, String value, boolean describe) {
            if (describe) {
                out.rowDescription(List.of(new ResultColumn(name, 0, 0, 25, -1, -1, 0)));
            }
            int m = out.beginRow(1);
            byte[] b = value.getBytes(StandardCharsets.UTF_8);
            out.buffer().putInt(b.length).put(b);
            out.endRow(m);
            out.commandComplete("SELECT 1");
        }

        @Override
        public void parse(String name, String sql, int[] parameterTypes) {
            prepared = sql;
        }

        @Override
        public void bind(
                String portal, String statement, int[] parameterFormats, byte[][] values, int[] resultFormats) {}

        @Override
        public void describeStatement(String name, ResultSink out) {
            out.parameterDescription(new int[0]);
            describePortal(name, out);
        }

        @Override
        public void describePortal(String name, ResultSink out) {
            String w = prepared.toLowerCase(java.util.Locale.ROOT);
            if (w.startsWith("set") || w.startsWith("fail") || w.startsWith("begin") || w.startsWith("commit")) {
                out.noData();
            } else {
                out.rowDescription(List.of(new ResultColumn("pid", 0, 0, 25, -1, -1, 0)));
            }
        }

        @Override
        public void execute(String portal, int maxRows, ResultSink out) {
            run(prepared, out, false);
        }

        @Override
        public void closeStatement(String name) {}

        @Override
        public void closePortal(String name) {}

        @Override
        public void sync() {}

        @Override
        public byte[] functionCall(int function, int[] formats, byte[][] arguments, int resultFormat) {
            return null;
        }

        @Override
        public void failed(Throwable error) {
            if (status == 'T') {
                status = 'E';
            }
        }

        @Override
        public char transactionStatus() {
            return status;
        }

        @Override
        public PinReason pinnedBy() {
            return status == 'I' ? PinReason.NONE : PinReason.TRANSACTION;
        }

        @Override
        public SuspendedSession suspend() {
            return state;
        }

        @Override
        public SuspendedSession restore(SessionInfo info, byte[] definition) {
            return new State(info);
        }

        @Override
        public void resume(SuspendedSession session) {
            state = (State) session;
            if (state.poisoned) {
                throw new IllegalStateException("this session cannot go on");
            }
        }

        @Override
        public void idle(ResultSink out) {}
    }

    /** A session without state; one that is poisoned cannot be resumed. */
    private static final class State implements SuspendedSession {
        private final SessionInfo info;
        private boolean poisoned;

        State(SessionInfo info) {
            this.info = info;
        }

        @Override
        public SessionInfo info() {
            return info;
        }

        @Override
        public boolean definitionChanged() {
            return false;
        }

        @Override
        public boolean progressChanged() {
            return true;
        }

        @Override
        public boolean holdsLocks() {
            return false;
        }

        @Override
        public byte[] definition() {
            return new byte[0];
        }

        @Override
        public byte[] progress() {
            return new byte[] {(byte) (poisoned ? 1 : 0)};
        }

        @Override
        public byte[] counts() {
            return new byte[0];
        }

        @Override
        public int countsFrom() {
            return 0;
        }

        @Override
        public int countsTo() {
            return 0;
        }

        @Override
        public void countsRead() {}

        @Override
        public void saved() {}

        @Override
        public void progress(byte[] bytes) {
            poisoned = bytes[0] != 0;
        }
    }
}
