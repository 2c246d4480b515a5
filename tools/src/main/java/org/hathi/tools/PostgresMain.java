package org.hathi.tools;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hathi.base.Report;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.server.ChildMain;
import org.hathi.server.Database;
import org.hathi.server.Postmaster;
import org.hathi.server.ServerConfig;
import org.hathi.server.ServerLog;
import org.hathi.server.SingleUser;
import org.hathi.server.Spawner;
import org.jspecify.annotations.Nullable;

/**
 * {@code postgres}: the server's command line, and the entry point of every process of the server.
 *
 * <p>Options as PostgreSQL's: {@code -D -p -c -k -h -B -N -i -d -l -F -S -C --name=value --single}.
 */
public final class PostgresMain {
    static final String VERSION = "(PostgreSQL) 15.18 (Hathi)";

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final List<Map.Entry<String, String>> settings = new ArrayList<>();
    private @Nullable String dataDirectory;
    private @Nullable String show;
    private boolean single;
    private @Nullable String badOption;
    private final List<String> operands = new ArrayList<>();

    private PostgresMain() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(ChildMain.FLAG)) {
            ChildMain.main(new Database(), args);
            return;
        }
        int status = new PostgresMain().run(args);
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    private int run(String[] args) {
        for (String a : args) {
            if (a.equals("--help") || a.equals("-?")) {
                out.println("postgres is the Hathi server, compatible with PostgreSQL 15.\n\n"
                        + "Usage:\n"
                        + "  postgres [OPTION]...");
                return 0;
            }
            if (a.equals("--version") || a.equals("-V")) {
                out.println("postgres " + VERSION);
                return 0;
            }
        }
        try {
            parse(args);
        } catch (SqlError e) {
            return fatal(e, List.of());
        }
        if (badOption != null) {
            err.println("postgres: " + badOption + "\nTry \"postgres --help\" for more information.");
            return 1;
        }
        String d = dataDirectory == null ? GetOpt.pgdata() : dataDirectory;
        if (d == null) {
            err.println("postgres does not know where to find the server configuration file.\nYou must specify the"
                    + " --config-file or -D invocation option or set the PGDATA environment variable.");
            return 2;
        }
        Path dir = Path.of(d).toAbsolutePath().normalize();
        if (!Files.exists(dir)) {
            err.println("postgres: could not access directory \"" + d + "\": No such file or directory\n"
                    + "Run initdb or pg_basebackup to initialize a PostgreSQL data directory.");
            return 2;
        }
        if (!Files.exists(dir.resolve("postgresql.conf")) && !configFileGiven()) {
            err.println("postgres: could not access the server configuration file \"" + dir.resolve("postgresql.conf")
                    + "\": No such file or directory");
            return 2;
        }
        List<Report> problems = new ArrayList<>();
        try {
            Settings s = ServerConfig.load(dir, settings, problems);
            String name = show;
            if (name != null) {
                out.println(s.setting(name).string());
                return 0;
            }
            if (single) {
                ServerConfig.checkDirectory(dir);
                return SingleUser.interactive(
                        new Database(), s, operands.isEmpty() ? "postgres" : operands.getFirst(), System.in, out);
            }
            if (OsProcess.euid() == 0) {
                err.println("postgres: warning: running as root; a user of its own would be safer");
            }
            if (!operands.isEmpty()) {
                err.println("postgres: invalid argument: \"" + operands.getFirst()
                        + "\"\nTry \"postgres --help\" for more information.");
                return 1;
            }
            ServerConfig.checkDirectory(dir);
            if (!Files.exists(dir.resolve("global/pg_control"))) {
                err.println(
                        "postgres: could not find the database system\nExpected to find it in the directory \"" + dir
                                + "\",\nbut could not open file \"" + dir.resolve("global/pg_control")
                                + "\": No such file or directory");
                return 2;
            }
            return new Postmaster(new Database(), s, new Spawner(launch(), cache()), options(args)).run();
        } catch (SqlError e) {
            return fatal(e, problems);
        }
    }

    private boolean configFileGiven() {
        return settings.stream().anyMatch(s -> s.getKey().equals("config_file"));
    }

    private static String options(String[] args) {
        StringBuilder b = new StringBuilder(System.getProperty("hathi.home", "") + "/bin/postgres");
        for (String a : args) {
            b.append(" \"").append(a).append('"');
        }
        return b.toString();
    }

    private int fatal(SqlError e, List<Report> problems) {
        ServerLog log = new ServerLog(new Settings(), OsProcess.pid(), Path.of("."));
        Report r = e.report();
        Report f = new Report(Severity.FATAL, r.state(), r.message());
        String detail = r.detail();
        String hint = r.hint();
        problems.forEach(log::report);
        if (detail != null) {
            f.detail(detail);
        }
        if (hint != null) {
            f.hint(hint);
        }
        log.report(f);
        return 1;
    }

    private void parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String a = args[i];
            if (a.equals("--single")) {
                single = true;
            } else if (a.startsWith("--")) {
                assign(a.substring(2), "--");
            } else if (a.startsWith("-") && a.length() > 1) {
                i += letter(a, i + 1 < args.length ? args[i + 1] : null);
            } else {
                operands.add(a);
            }
        }
    }

    /** Handles a short option; returns how many following arguments it used. */
    private int letter(String a, @Nullable String next) {
        char c = a.charAt(1);
        switch (c) {
            case 'i' -> settings.add(Map.entry("listen_addresses", "*"));
            case 'l' -> settings.add(Map.entry("ssl", "true"));
            case 'F' -> settings.add(Map.entry("fsync", "false"));
            case 'e' -> settings.add(Map.entry("datestyle", "euro"));
            case 'j', 'O', 'P', 'n', 's', 'T' -> {
                return 0;
            }
            default -> {
                if ("DCcphkBNSd".indexOf(c) < 0) {
                    badOption = "invalid option -- '" + c + "'";
                    return 0;
                }
                String value = a.length() > 2 ? a.substring(2) : next;
                if (value == null) {
                    badOption = "option requires an argument -- '" + c + "'";
                    return 0;
                }
                valued(c, value);
                return a.length() > 2 ? 0 : 1;
            }
        }
        return 0;
    }

    private void valued(char c, String value) {
        switch (c) {
            case 'D' -> dataDirectory = value;
            case 'C' -> show = value;
            case 'c' -> assign(value, "-c ");
            case 'p' -> settings.add(Map.entry("port", value));
            case 'h' -> settings.add(Map.entry("listen_addresses", value));
            case 'k' -> settings.add(Map.entry("unix_socket_directories", value));
            case 'B' -> settings.add(Map.entry("shared_buffers", value));
            case 'N' -> settings.add(Map.entry("max_connections", value));
            case 'S' -> settings.add(Map.entry("work_mem", value));
            case 'd' -> settings.add(Map.entry("log_min_messages", value.equals("0") ? "notice" : "debug" + value));
            default -> throw SqlError.fatal(SqlState.SYNTAX_ERROR, "invalid option -- '" + c + "'");
        }
    }

    private void assign(String text, String prefix) {
        int eq = text.indexOf('=');
        if (eq < 0) {
            throw SqlError.fatal(SqlState.SYNTAX_ERROR, prefix + text + " requires a value");
        }
        settings.add(Map.entry(text.substring(0, eq).replace('-', '_'), text.substring(eq + 1)));
    }

    /** The AOT cache for children; null when the launcher found none that fits. */
    private static @Nullable Path cache() {
        return "on".equals(System.getProperty("hathi.aot"))
                ? Path.of(System.getProperty("hathi.home", ""), "lib", "backend.aot")
                : null;
    }

    /** How a process of the same image is started: as this one was. */
    static List<String> launch() {
        List<String> c = new ArrayList<>();
        c.add("-Dhathi.home=" + System.getProperty("hathi.home", ""));
        String modules = System.getProperty("jdk.module.path");
        if (modules != null && PostgresMain.class.getModule().isNamed()) {
            c.add("--enable-native-access=org.hathi.os,org.hathi.shm");
            c.add("--add-exports=java.base/jdk.internal.misc=org.hathi.os");
            c.add("-p");
            c.add(modules);
            c.add("-m");
            c.add("org.hathi.tools/org.hathi.tools.PostgresMain");
        } else {
            c.add("--enable-native-access=ALL-UNNAMED");
            c.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
            c.add("-cp");
            c.add(System.getProperty("java.class.path"));
            c.add("org.hathi.tools.PostgresMain");
        }
        return c;
    }
}
