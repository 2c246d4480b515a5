package org.hathi.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hathi.os.OsProcess;
import org.hathi.server.StopRequest;
import org.jspecify.annotations.Nullable;

/** {@code pg_ctl}: init, start, stop, restart, reload, status, promote; messages and exit codes as PostgreSQL's. */
public final class PgCtl {
    private static final Map<String, String> LONG = Map.of(
            "pgdata:",
            "D",
            "log:",
            "l",
            "mode:",
            "m",
            "silent",
            "s",
            "timeout:",
            "t",
            "wait",
            "w",
            "no-wait",
            "W",
            "options:",
            "o",
            "core-files",
            "c");

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private Path dir = Path.of(".");
    private boolean silent;
    private boolean wait = true;
    private int timeout = 60;
    private char mode = 'f';
    private @Nullable String logFile;
    private String options = "";

    private PgCtl() {}

    public static void main(String[] args) {
        int status = new PgCtl().run(args);
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    private int run(String[] args) {
        for (String a : args) {
            if (a.equals("--help") || a.equals("-?")) {
                out.println("pg_ctl is a utility to initialize, start, stop, or control a PostgreSQL server.\n\n"
                        + "Usage:\n"
                        + "  pg_ctl init|start|stop|restart|reload|status|promote [-D DATADIR] [-l FILENAME] [-o"
                        + " OPTIONS] [-m MODE] [-t SECS] [-w|-W] [-s]");
                return 0;
            }
            if (a.equals("--version") || a.equals("-V")) {
                out.println("pg_ctl " + PostgresMain.VERSION);
                return 0;
            }
        }
        GetOpt opts;
        try {
            opts = new GetOpt("pg_ctl", "cD:e:l:m:N:o:p:P:sS:t:U:wW", LONG, args);
        } catch (GetOpt.Usage e) {
            return usage(String.valueOf(e.getMessage()));
        }
        String data = GetOpt.pgdata();
        for (GetOpt.Option o : opts.options()) {
            switch (o.name()) {
                case "D" -> data = o.value();
                case "l" -> logFile = o.value();
                case "o" -> options = options.isEmpty() ? o.value() : options + " " + o.value();
                case "s" -> silent = true;
                case "w" -> wait = true;
                case "W" -> wait = false;
                case "t" -> timeout = Integer.parseInt(o.value());
                case "m" -> {
                    switch (o.value()) {
                        case "s", "smart" -> mode = 's';
                        case "f", "fast" -> mode = 'f';
                        case "i", "immediate" -> mode = 'i';
                        default -> {
                            return usage("pg_ctl: unrecognized shutdown mode \"" + o.value() + "\"");
                        }
                    }
                }
                default -> {}
            }
        }
        if (opts.operands().size() > 1) {
            return usage("pg_ctl: too many command-line arguments (first is \""
                    + opts.operands().get(1) + "\")");
        }
        if (opts.operands().isEmpty()) {
            return usage("pg_ctl: no operation specified");
        }
        if (data == null) {
            return usage("pg_ctl: no database directory specified and environment variable PGDATA unset");
        }
        dir = Path.of(data);
        return dispatch(opts.operands().getFirst());
    }

    private int dispatch(String command) {
        switch (command) {
            case "init", "initdb" -> {
                return init();
            }
            case "start", "stop", "restart", "reload", "status", "promote", "logrotate" -> {}
            default -> {
                return usage("pg_ctl: unrecognized operation mode \"" + command + "\"");
            }
        }
        if (!Files.isDirectory(dir)) {
            err.println("pg_ctl: directory \"" + dir + "\" does not exist");
            return command.equals("status") ? 4 : 1;
        }
        if (!Files.exists(dir.resolve("PG_VERSION"))) {
            err.println("pg_ctl: directory \"" + dir + "\" is not a database cluster directory");
            return command.equals("status") ? 4 : 1;
        }
        return switch (command) {
            case "start" -> start();
            case "stop" -> stop();
            case "restart" -> restart();
            case "reload" -> reload();
            case "status" -> status();
            default -> promote();
        };
    }

    private int usage(String message) {
        err.println(message + "\nTry \"pg_ctl --help\" for more information.");
        return 1;
    }

    private void say(String text) {
        if (!silent) {
            out.print(text);
            out.flush();
        }
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(dir.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    private int pid() {
        List<String> lines = pidFile();
        try {
            return lines.isEmpty() ? 0 : Integer.parseInt(lines.getFirst().trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path program(String name) {
        return Path.of(System.getProperty("hathi.home", "."), "bin", name);
    }

    private int init() {
        List<String> c = new ArrayList<>(List.of(program("initdb").toString(), "-D", dir.toString()));
        if (silent) {
            c.add("--no-instructions");
        }
        return shell(quoted(c) + " " + options, true);
    }

    private static String quoted(List<String> words) {
        StringBuilder b = new StringBuilder();
        for (String w : words) {
            b.append(b.isEmpty() ? "" : " ")
                    .append('\'')
                    .append(w.replace("'", "'\\''"))
                    .append('\'');
        }
        return b.toString();
    }

    private static int shell(String command, boolean wait) {
        try {
            Process p = new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start();
            return wait ? p.waitFor() : 0;
        } catch (IOException e) {
            System.err.println("pg_ctl: could not run: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int start() {
        int old = pid();
        if (old != 0) {
            err.println("pg_ctl: another server might be running; trying to start server anyway");
        }
        String log = logFile;
        String setsid = Files.exists(Path.of("/usr/bin/setsid")) ? "/usr/bin/setsid " : "";
        String command = "exec " + setsid + quoted(List.of(program("postgres").toString(), "-D", dir.toString())) + " "
                + options + " < /dev/null" + (log == null ? "" : " >> " + quoted(List.of(log))) + " 2>&1";
        Process p;
        try {
            p = new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start();
        } catch (IOException e) {
            err.println("pg_ctl: could not start server: " + e.getMessage());
            return 1;
        }
        if (!wait) {
            say("server starting\n");
            return 0;
        }
        say("waiting for server to start...");
        for (int i = 0; i < timeout * 20; i++) {
            List<String> lines = pidFile();
            if (lines.size() >= 8
                    && lines.getFirst().trim().equals(Long.toString(p.pid()))
                    && (lines.get(7).startsWith("ready") || lines.get(7).startsWith("standby"))) {
                say(" done\nserver started\n");
                return 0;
            }
            if (!p.isAlive()) {
                say(" stopped waiting\n");
                err.println("pg_ctl: could not start server\nExamine the log output.");
                return 1;
            }
            if (i % 20 == 0) {
                say(".");
            }
            pause(50);
        }
        say(" stopped waiting\n");
        err.println("pg_ctl: server did not start in time");
        return 1;
    }

    private boolean signalStop(int pid) {
        if (mode == 'i') {
            return StopRequest.send(dir.toAbsolutePath().normalize(), pid, 'i')
                    || OsProcess.kill(pid, OsProcess.SIGKILL) == 0;
        }
        return OsProcess.kill(pid, mode == 's' ? OsProcess.SIGTERM : OsProcess.SIGINT) == 0;
    }

    private int noPidFile() {
        err.println("pg_ctl: PID file \"" + dir.resolve("postmaster.pid") + "\" does not exist\nIs server running?");
        return 1;
    }

    private int stop() {
        int pid = pid();
        if (pid == 0) {
            return noPidFile();
        }
        if (!signalStop(pid)) {
            err.println("pg_ctl: could not send stop signal (PID: " + pid + "): No such process");
            return 1;
        }
        if (!wait) {
            say("server shutting down\n");
            return 0;
        }
        return awaitStop(pid) ? 0 : 1;
    }

    /** Whether a process exists and is more than an entry its parent has not read yet. */
    private static boolean running(int pid) {
        if (!OsProcess.exists(pid)) {
            return false;
        }
        try {
            String s = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return s.charAt(s.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return OsProcess.exists(pid);
        }
    }

    private boolean awaitStop(int pid) {
        say("waiting for server to shut down...");
        for (int i = 0; i < timeout * 20; i++) {
            // the file goes first, the process when all its children are gone
            if (!running(pid)) {
                say(" done\nserver stopped\n");
                return true;
            }
            if (i % 20 == 0) {
                say(".");
            }
            pause(50);
        }
        say(" failed\n");
        err.println("pg_ctl: server does not shut down");
        return false;
    }

    private int restart() {
        int pid = pid();
        if (options.isEmpty()) {
            options = oldOptions();
        }
        if (pid == 0 || !OsProcess.exists(pid)) {
            err.println(
                    pid == 0
                            ? "pg_ctl: PID file \"" + dir.resolve("postmaster.pid")
                                    + "\" does not exist\nIs server running?"
                            : "pg_ctl: old server process (PID: " + pid + ") seems to be gone");
            err.println("trying to start server anyway");
            return start();
        }
        if (!signalStop(pid) || !awaitStop(pid)) {
            return 1;
        }
        return start();
    }

    /** Options of the last start, from postmaster.opts, without program and {@code -D}. */
    private String oldOptions() {
        try {
            String line = Files.readString(dir.resolve("postmaster.opts")).trim();
            List<String> words = new ArrayList<>();
            int at = line.indexOf(" \"");
            while (at >= 0) {
                int end = line.indexOf('"', at + 2);
                if (end < 0) {
                    break;
                }
                words.add(line.substring(at + 2, end));
                at = line.indexOf(" \"", end);
            }
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.get(i).equals("-D")) {
                    words.remove(i);
                    words.remove(i);
                    break;
                }
            }
            return quoted(words);
        } catch (IOException e) {
            return "";
        }
    }

    private int reload() {
        int pid = pid();
        if (pid == 0) {
            return noPidFile();
        }
        if (OsProcess.kill(pid, OsProcess.SIGHUP) != 0) {
            err.println("pg_ctl: could not send reload signal (PID: " + pid + "): No such process");
            return 1;
        }
        say("server signaled\n");
        return 0;
    }

    private int status() {
        int pid = pid();
        if (pid != 0 && OsProcess.exists(pid)) {
            out.println("pg_ctl: server is running (PID: " + pid + ")");
            try {
                out.print(Files.readString(dir.resolve("postmaster.opts")));
            } catch (IOException e) {
                return 0;
            }
            return 0;
        }
        out.println("pg_ctl: no server running");
        return 3;
    }

    private int promote() {
        if (pid() == 0) {
            return noPidFile();
        }
        err.println("pg_ctl: cannot promote server; server is not in standby mode");
        return 1;
    }
}
