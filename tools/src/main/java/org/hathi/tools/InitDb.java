package org.hathi.tools;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.hathi.base.Passwords;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.catalog.Bootstrap;
import org.hathi.os.OsProcess;
import org.hathi.server.Database;
import org.hathi.server.Prep;
import org.hathi.server.ServerConfig;
import org.hathi.server.SingleUser;
import org.jspecify.annotations.Nullable;

/**
 * {@code initdb}: makes a database cluster. Directories and catalogs by {@link Bootstrap}, configuration files, then
 * the SQL phase (system views, information_schema) by a server of one process in template1, copied to the other
 * databases. Options and output are PostgreSQL's; checksums are on unless {@code --no-data-checksums} is given.
 *
 * <p>CRASH: a failed or interrupted initdb removes what it made, unless {@code -n} is given.
 */
public final class InitDb {
    private static final Map<String, String> LONG = new HashMap<>();

    static {
        String[] pairs = {
            "pgdata:",
            "D",
            "username:",
            "U",
            "auth:",
            "A",
            "auth-host:",
            "auth-host",
            "auth-local:",
            "auth-local",
            "pwfile:",
            "pwfile",
            "pwprompt",
            "W",
            "encoding:",
            "E",
            "locale:",
            "locale",
            "no-locale",
            "no-locale",
            "lc-collate:",
            "lc-collate",
            "lc-ctype:",
            "lc-ctype",
            "lc-messages:",
            "lc-messages",
            "lc-monetary:",
            "lc-monetary",
            "lc-numeric:",
            "lc-numeric",
            "lc-time:",
            "lc-time",
            "data-checksums",
            "k",
            "no-data-checksums",
            "no-data-checksums",
            "no-clean",
            "n",
            "no-sync",
            "N",
            "no-instructions",
            "no-instructions",
            "wal-segsize:",
            "wal-segsize",
            "text-search-config:",
            "T",
            "allow-group-access",
            "g",
            "set:",
            "c",
            "locale-provider:",
            "locale-provider",
            "icu-locale:",
            "icu-locale",
            "waldir:",
            "X",
            "sync-only",
            "S",
            "debug",
            "d",
            "show",
            "s"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            LONG.put(pairs[i], pairs[i + 1]);
        }
    }

    /** What stops initdb: message and optional hint. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final @Nullable String hint;

        Failure(String message, @Nullable String hint) {
            super(message, null, false, false);
            this.hint = hint;
        }
    }

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private @Nullable String data = GetOpt.pgdata();
    private String user = "";
    private @Nullable String authHost;
    private @Nullable String authLocal;
    private @Nullable String pwfile;
    private boolean prompt;
    private boolean checksums = true;
    private boolean clean = true;
    private boolean sync = true;
    private boolean instructions = true;
    private boolean group;
    private int segmentMb = 16;
    private final Map<String, String> locale = new HashMap<>();
    private final List<String> extra = new ArrayList<>();
    private @Nullable String allLocale;
    private String textSearch = "english";
    private boolean created;

    private InitDb() {}

    public static void main(String[] args) {
        int status = new InitDb().run(args);
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    private int run(String[] args) {
        for (String a : args) {
            if (a.equals("--help") || a.equals("-?")) {
                help();
                return 0;
            }
            if (a.equals("--version") || a.equals("-V")) {
                out.println("initdb " + PostgresMain.VERSION);
                return 0;
            }
        }
        try {
            options(args);
        } catch (GetOpt.Usage e) {
            err.println(e.getMessage() + "\ninitdb: hint: Try \"initdb --help\" for more information.");
            return 1;
        } catch (Failure e) {
            return failed(e);
        }
        String d = data;
        if (d == null) {
            err.println("initdb: error: no data directory specified\n"
                    + "initdb: hint: You must identify the directory where the data for this database system will"
                    + " reside.  Do this with either the invocation option -D or the environment variable"
                    + " PGDATA.");
            return 1;
        }
        Path dir = Path.of(d).toAbsolutePath().normalize();
        try {
            make(dir, d);
            return 0;
        } catch (Failure e) {
            int status = failed(e);
            removeAll(dir);
            return status;
        } catch (SqlError | UncheckedIOException e) {
            out.println("child process exited with exit code 1");
            err.println("initdb: error: " + e.getMessage());
            if (!(e instanceof SqlError) || ((SqlError) e).getCause() != null) {
                e.printStackTrace(err);
            }
            removeAll(dir);
            return 1;
        }
    }

    private int failed(Failure e) {
        err.println("initdb: error: " + e.getMessage());
        if (e.hint != null) {
            err.println("initdb: hint: " + e.hint);
        }
        return 1;
    }

    private void help() {
        out.println("initdb initializes a PostgreSQL database cluster.\n\nUsage:\n  initdb [OPTION]... [DATADIR]\n\n"
                + "Options:\n  -A, --auth=METHOD  --auth-host=METHOD  --auth-local=METHOD\n  -D, --pgdata=DATADIR\n"
                + "  -E, --encoding=ENCODING (UTF8)\n  -k, --data-checksums (the default)  --no-data-checksums\n"
                + "      --locale=LOCALE  --no-locale  --lc-collate= --lc-ctype= …\n"
                + "      --pwfile=FILE  -W, --pwprompt\n  -U, --username=NAME\n      --wal-segsize=SIZE\n"
                + "  -g, --allow-group-access  -n, --no-clean  -N, --no-sync  --no-instructions");
    }

    private void options(String[] args) {
        GetOpt o = new GetOpt("initdb", "A:c:D:dE:gkL:nNsST:U:WX:", LONG, args);
        for (GetOpt.Option x : o.options()) {
            option(x.name(), x.value());
        }
        if (!o.operands().isEmpty()) {
            if (o.operands().size() > 1) {
                throw new Failure(
                        "too many command-line arguments (first is \""
                                + o.operands().get(1) + "\")",
                        "Try \"initdb --help\" for more information.");
            }
            data = o.operands().getFirst();
        }
        if (prompt && pwfile != null) {
            throw new Failure("password prompt and password file cannot be specified together", null);
        }
    }

    private void option(String name, String value) {
        switch (name) {
            case "D" -> data = value;
            case "U" -> user = value;
            case "A" -> {
                authHost = authHost == null ? value : authHost;
                authLocal = authLocal == null ? value : authLocal;
            }
            case "auth-host" -> authHost = value;
            case "auth-local" -> authLocal = value;
            case "pwfile" -> pwfile = value;
            case "W" -> prompt = true;
            case "E" -> {
                String e = value.replace("-", "").replace("_", "");
                if (!e.equalsIgnoreCase("utf8") && !e.equalsIgnoreCase("unicode")) {
                    throw new Failure("encoding \"" + value + "\" is not supported: Hathi stores UTF8", null);
                }
            }
            case "k" -> checksums = true;
            case "no-data-checksums" -> checksums = false;
            case "n" -> clean = false;
            case "N" -> sync = false;
            case "g" -> group = true;
            case "no-instructions" -> instructions = false;
            case "locale" -> allLocale = value;
            case "no-locale" -> allLocale = "C";
            case "T" -> textSearch = value;
            case "c" -> extra.add(value);
            case "wal-segsize" -> {
                try {
                    segmentMb = Integer.parseInt(value);
                } catch (NumberFormatException e) {
                    segmentMb = 0;
                }
                if (segmentMb < 1 || segmentMb > 1024 || Integer.bitCount(segmentMb) != 1) {
                    throw new Failure("argument of --wal-segsize must be a power of 2 between 1 and 1024", null);
                }
            }
            case "locale-provider" -> {
                if (!value.equals("libc")) {
                    throw new Failure("locale provider \"" + value + "\" is not supported yet", null);
                }
            }
            case "X", "icu-locale", "S" -> throw new Failure("option \"" + name + "\" is not supported yet", null);
            default -> {
                if (name.startsWith("lc-")) {
                    locale.put(name.replace('-', '_'), value);
                }
            }
        }
    }

    private String lc(String category) {
        String v = locale.get(category);
        if (v == null) {
            v = allLocale;
        }
        if (v == null) {
            v = environmentLocale(category);
        }
        return v;
    }

    /** The locale of the environment when it is one of those served; otherwise C.UTF-8, its byte order in UTF-8. */
    private static String environmentLocale(String category) {
        for (String name : new String[] {"LC_ALL", category.toUpperCase(java.util.Locale.ROOT), "LANG"}) {
            String v = System.getenv(name);
            if (v != null && !v.isEmpty()) {
                return served(v) ? v : "C.UTF-8";
            }
        }
        return "C";
    }

    private static boolean served(String v) {
        return v.equals("C") || v.equals("POSIX") || v.equalsIgnoreCase("C.UTF-8") || v.equalsIgnoreCase("C.utf8");
    }

    private void check(String method, boolean local) {
        List<String> good = local
                ? List.of("trust", "reject", "scram-sha-256", "md5", "password", "ident", "peer")
                : List.of("trust", "reject", "scram-sha-256", "md5", "password");
        if (!good.contains(method)) {
            throw new Failure(
                    "invalid authentication method \"" + method + "\" for \"" + (local ? "local" : "host")
                            + "\" connections",
                    null);
        }
    }

    private void make(Path dir, String given) {
        if (OsProcess.euid() == 0) {
            err.println("initdb: warning: running as root; a user of its own would be safer");
        }
        String me = OsProcess.userName(OsProcess.euid());
        String owner = me == null ? Integer.toString(OsProcess.euid()) : me;
        if (user.isEmpty()) {
            user = owner.equals("root") ? "postgres" : owner;
        }
        if (user.startsWith("pg_")) {
            throw new Failure(
                    "superuser name \"" + user + "\" is disallowed; role names cannot begin with \"pg_\"", null);
        }
        boolean warn = authHost == null || authLocal == null;
        String host = authHost == null ? "trust" : authHost;
        String local = authLocal == null ? "trust" : authLocal;
        check(host, false);
        check(local, true);
        String secret = password(host, local);
        out.println("The files belonging to this database system will be owned by user \"" + owner
                + "\".\nThis user must also own the server process.\n");
        String collate = lc("lc_collate");
        String ctype = lc("lc_ctype");
        if (!served(collate) || !served(ctype)) {
            throw new Failure(
                    "locale \"" + (served(collate) ? ctype : collate) + "\" is not supported yet", "Use C or C.UTF-8.");
        }
        out.println("The database cluster will be initialized with locale \"" + collate + "\".\n"
                + "The default database encoding has accordingly been set to \"UTF8\".\n"
                + "The default text search configuration will be set to \"" + textSearch + "\".\n");
        out.println("Data page checksums are " + (checksums ? "enabled" : "disabled") + ".\n");
        directory(dir, given);
        SecureRandom random = new SecureRandom();
        byte[] nonce = new byte[32];
        random.nextBytes(nonce);
        long now = System.currentTimeMillis() / 1000;
        long id = (now << 32) | (random.nextInt() & 0xFFFFFL) << 12 | (OsProcess.pid() & 0xFFF);
        String zone = zone();
        step("selecting dynamic shared memory implementation ... ", "posix");
        step("selecting default max_connections ... ", "100");
        step("selecting default shared_buffers ... ", "128MB");
        step("selecting default time zone ... ", zone);
        out.print("running bootstrap script ... ");
        out.flush();
        Bootstrap.create(
                dir,
                new Bootstrap.Options(
                        user, secret, collate, ctype, 6, checksums, segmentMb << 20, id, nonce, now, sync));
        out.println("ok");
        out.print("creating configuration files ... ");
        ConfigTemplates.write(dir, host, local, zone, this::lc, textSearch, segmentMb, extra, group);
        out.println("ok");
        out.print("performing post-bootstrap initialization ... ");
        out.flush();
        sqlPhase(dir);
        out.println("ok");
        finish(given, warn);
    }

    private void step(String what, String result) {
        out.println(what + result);
    }

    private static String zone() {
        String tz = System.getenv("TZ");
        String id = tz == null || tz.isEmpty() ? TimeZone.getDefault().getID() : tz;
        return id.equals("GMT") || id.equals("UTC") || id.equals("Z") ? "Etc/UTC" : id;
    }

    private @Nullable String password(String host, String local) {
        String file = pwfile;
        String plain;
        if (file != null) {
            try {
                List<String> lines = Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
                if (lines.isEmpty() || lines.getFirst().isEmpty()) {
                    throw new Failure("password file \"" + file + "\" is empty", null);
                }
                plain = lines.getFirst();
            } catch (IOException e) {
                throw new Failure("could not open file \"" + file + "\" for reading: No such file or directory", null);
            }
        } else if (prompt) {
            Console console = System.console();
            char[] a = console == null ? null : console.readPassword("Enter new superuser password: ");
            char[] b = console == null ? null : console.readPassword("Enter it again: ");
            if (a == null || b == null || !new String(a).equals(new String(b))) {
                throw new Failure("Passwords didn't match.", null);
            }
            plain = new String(a);
        } else {
            List<String> needing = List.of("md5", "password", "scram-sha-256");
            if (needing.contains(host) || needing.contains(local)) {
                throw new Failure("must specify a password for the superuser to enable password authentication", null);
            }
            return null;
        }
        byte[] salt = new byte[Passwords.SALT_LENGTH];
        new SecureRandom().nextBytes(salt);
        return Passwords.scram(Prep.prepare(plain), salt, Passwords.SCRAM_ITERATIONS)
                .format();
    }

    private void directory(Path dir, String given) {
        String mode = group ? "rwxr-x---" : "rwx------";
        try {
            if (!Files.exists(dir)) {
                out.print("creating directory " + given + " ... ");
                out.flush();
                Path parent = dir.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
                created = true;
            } else {
                try (DirectoryStream<Path> s = Files.newDirectoryStream(dir)) {
                    if (s.iterator().hasNext()) {
                        created = false;
                        clean = false;
                        throw new Failure(
                                "directory \"" + given + "\" exists but is not empty",
                                "If you want to create a new database system, either remove or empty the directory \""
                                        + given + "\" or run initdb with an argument other than \"" + given + "\".");
                    }
                }
                out.print("fixing permissions on existing directory " + given + " ... ");
                Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString(mode));
            }
            out.println("ok\ncreating subdirectories ... ok");
        } catch (java.nio.file.AccessDeniedException e) {
            clean = false;
            throw new Failure("could not create directory \"" + given + "\": Permission denied", null);
        } catch (IOException e) {
            clean = false;
            throw new Failure("could not create directory \"" + given + "\": " + e.getMessage(), null);
        }
    }

    private void sqlPhase(Path dir) {
        List<Bootstrap.SqlFile> files = Bootstrap.sqlPhase();
        if (files.isEmpty()) {
            return;
        }
        Settings s = ServerConfig.load(
                dir,
                List.of(
                        Map.entry("fsync", "off"),
                        Map.entry("allow_system_table_mods", "on"),
                        Map.entry("log_min_messages", "panic")));
        try (SingleUser server = SingleUser.open(new Database(), s, "template1")) {
            for (Bootstrap.SqlFile f : files) {
                server.run(f.text());
            }
            // what every database begins with: statistics of the catalogs, and no row that would have to be frozen
            server.run("ANALYZE");
            server.run("VACUUM FREEZE");
        }
        try {
            Bootstrap.copyTemplate(dir, sync);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void finish(String given, boolean warn) {
        if (sync) {
            out.println("syncing data to disk ... ok");
        } else {
            out.println("\n"
                    + "Sync to disk skipped.\n"
                    + "The data directory might become corrupt if the operating system crashes.");
        }
        if (warn) {
            out.flush();
            err.println("\n"
                    + "initdb: warning: enabling \"trust\" authentication for local connections\n"
                    + "initdb: hint: You can change this by editing pg_hba.conf or using the option -A, or"
                    + " --auth-local and --auth-host, the next time you run initdb.");
        }
        if (instructions) {
            out.println("\nSuccess. You can now start the database server using:\n\n    "
                    + Path.of(System.getProperty("hathi.home", "."), "bin", "pg_ctl") + " -D " + given
                    + " -l logfile start\n");
        }
    }

    private void removeAll(Path dir) {
        if (!clean) {
            if (created) {
                err.println("initdb: data directory \"" + dir + "\" not removed at user's request");
            }
            return;
        }
        err.println(
                created
                        ? "initdb: removing data directory \"" + dir + "\""
                        : "initdb: removing contents of data directory \"" + dir + "\"");
        try (var tree = Files.walk(dir)) {
            for (Path p : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (created || !p.equals(dir)) {
                    Files.deleteIfExists(p);
                }
            }
        } catch (IOException e) {
            err.println("initdb: error: failed to remove data directory");
        }
    }
}
