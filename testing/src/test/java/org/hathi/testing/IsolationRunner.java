package org.hathi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/**
 * Runs an {@link IsolationSpec} against a server and writes down what every step answered, and when. A step is
 * started and then either ends or is seen to wait for another session (pg_blocking_pids): what is waited for is that
 * one of the two has happened, never a time. After each step, the sessions that waited are looked at again.
 *
 * <p>Also a program, for recording: {@code URL USER SPEC…} prints to {@code expected/NAME.out} beside each file.
 */
final class IsolationRunner implements AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final IsolationSpec spec;
    private final Connection control;
    private final PreparedStatement blocked;
    private final List<Connection> sessions = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Running> waiting = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    private record Running(IsolationSpec.Step step, int pid, Future<String> answer) {}

    public IsolationRunner(IsolationSpec spec, String url, String user) throws SQLException {
        this.spec = spec;
        String simple = url + (url.contains("?") ? "&" : "?") + "preferQueryMode=simple";
        control = DriverManager.getConnection(simple, user, "");
        // who waits for old snapshots may wait for the one of this very query
        blocked =
                control.prepareStatement("SELECT b <> '{}' AND pg_backend_pid() <> ALL (b) FROM pg_blocking_pids(?) b");
        for (int i = 0; i < spec.sessions().size(); i++) {
            sessions.add(DriverManager.getConnection(simple, user, ""));
        }
    }

    /** The transcript of every order at every level. */
    public String run() throws SQLException {
        for (String level : spec.levels()) {
            for (List<String> order : spec.orders()) {
                out.append("-- ").append(level.isEmpty() ? "" : level + ": ").append(String.join(" ", order));
                out.append('\n');
                prepare(level);
                for (String name : order) {
                    start(
                            spec.steps().get(IsolationSpec.stepOf(name)),
                            name.endsWith("!"),
                            IsolationSpec.endedBy(name));
                }
                finish();
                out.append('\n');
            }
        }
        return out.toString();
    }

    private void prepare(String level) throws SQLException {
        execute(control, "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
        execute(control, spec.setup());
        for (int i = 0; i < sessions.size(); i++) {
            execute(sessions.get(i), "ROLLBACK");
            execute(sessions.get(i), "DISCARD ALL");
            if (!level.isEmpty()) {
                execute(sessions.get(i), "SET default_transaction_isolation = '" + level + "'");
            }
            String own = spec.sessions().get(i).setup();
            if (!own.isEmpty()) {
                execute(sessions.get(i), own);
            }
        }
    }

    private static void execute(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private void start(IsolationSpec.Step step, boolean toTheEnd, String ends) throws SQLException {
        for (Running w : waiting) {
            if (w.step.session() == step.session()) {
                throw new IllegalStateException(
                        "step " + step.name() + ": its session still waits in " + w.step.name());
            }
        }
        Connection c = sessions.get(step.session());
        Running r = new Running(
                step, c.unwrap(PGConnection.class).getBackendPID(), threads.submit(() -> answer(c, step.sql())));
        boolean done = settled(r, toTheEnd);
        out.append(step.name())
                .append(": ")
                .append(step.sql())
                .append(done ? "" : " <waits>")
                .append('\n');
        if (done) {
            append(r);
        } else {
            waiting.add(r);
        }
        settleWaiting(ends);
    }

    /**
     * Until nobody moves: every session that waited has ended or waits again. A request to cancel arrives some time
     * after it was sent, so that its receiver may still be seen waiting: {@code ends} names the step to wait for, or
     * nothing.
     */
    private void settleWaiting(String ends) throws SQLException {
        for (boolean moved = true; moved; ) {
            moved = false;
            for (int i = 0; i < waiting.size(); i++) {
                Running w = waiting.get(i);
                if (settled(w, w.step.name().equals(ends))) {
                    out.append(w.step.name()).append(": <goes on>\n");
                    append(w);
                    waiting.remove(i--);
                    moved = true;
                }
            }
        }
    }

    /** Waits until a step has ended (true) or is blocked (false). */
    private boolean settled(Running r, boolean toTheEnd) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!r.answer.isDone()) {
            blocked.setInt(1, r.pid);
            if (!toTheEnd) {
                try (ResultSet rs = blocked.executeQuery()) {
                    if (rs.next() && rs.getBoolean(1) && !r.answer.isDone()) {
                        return false;
                    }
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("step " + r.step.name() + " neither ends nor waits");
            }
            LockSupport.parkNanos(500_000);
        }
        return true;
    }

    /** Ends what is left of an order; whoever still waits is cancelled, which is an error of the spec. */
    private void finish() throws SQLException {
        for (Running w : waiting) {
            out.append(w.step.name()).append(": <still waits>\n");
            execute(control, "SELECT pg_cancel_backend(" + w.pid + ")");
            settled(w, true);
        }
        waiting.clear();
    }

    private void append(Running r) {
        String text;
        try {
            text = r.answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("step " + r.step.name(), e.getCause());
        }
        text.lines().forEach(l -> out.append("    ").append(l).append('\n'));
    }

    /** What the server answered: rows, counts, an error with its code. */
    private static String answer(Connection c, String sql) throws SQLException {
        StringBuilder b = new StringBuilder();
        try (Statement s = c.createStatement()) {
            boolean rows = s.execute(sql);
            while (rows || s.getUpdateCount() >= 0) {
                if (rows) {
                    rows(s.getResultSet(), b);
                } else if (s.getUpdateCount() > 0) {
                    b.append(s.getUpdateCount()).append(" affected\n");
                }
                rows = s.getMoreResults();
            }
        } catch (SQLException e) {
            b.append("ERROR ").append(e.getSQLState()).append(": ");
            var m = e instanceof org.postgresql.util.PSQLException p ? p.getServerErrorMessage() : null;
            b.append(m == null ? e.getMessage() : m.getMessage()).append('\n');
            if (m != null && m.getDetail() != null && !"40P01".equals(e.getSQLState())) {
                b.append("DETAIL: ").append(m.getDetail()).append('\n');
            }
        }
        return b.toString();
    }

    private static void rows(ResultSet rs, StringBuilder b) throws SQLException {
        int n = rs.getMetaData().getColumnCount();
        for (int i = 1; i <= n; i++) {
            b.append(i > 1 ? "|" : "").append(rs.getMetaData().getColumnLabel(i));
        }
        b.append('\n');
        int count = 0;
        while (rs.next()) {
            count++;
            for (int i = 1; i <= n; i++) {
                String v = rs.getString(i);
                b.append(i > 1 ? "|" : "").append(v == null ? "" : v);
            }
            b.append('\n');
        }
        b.append('(').append(count).append(count == 1 ? " row)\n" : " rows)\n");
    }

    @Override
    public void close() throws SQLException {
        threads.shutdownNow();
        for (Connection c : sessions) {
            c.close();
        }
        control.close();
    }

    public static void main(String[] args) throws SQLException, IOException {
        for (int i = 2; i < args.length; i++) {
            Path file = Path.of(args[i]).toAbsolutePath();
            try (IsolationRunner r = new IsolationRunner(IsolationSpec.read(file), args[0], args[1])) {
                String name = file.getFileName().toString().replace(".spec", ".out");
                Path to = file.getParent()
                        .resolve(System.getProperty("into", "expected"))
                        .resolve(name);
                Files.createDirectories(to.getParent());
                Files.writeString(to, r.run());
            } catch (IllegalStateException e) {
                throw new IllegalStateException(file + ": " + e.getMessage(), e);
            }
        }
    }
}
