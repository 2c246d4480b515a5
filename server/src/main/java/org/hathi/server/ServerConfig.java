package org.hathi.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hathi.base.ConfigFile;
import org.hathi.base.Report;
import org.hathi.base.SettingContext;
import org.hathi.base.SettingSource;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Epoll;
import org.hathi.os.OsProcess;
import org.hathi.os.Sockets;

/** What a server starts with: data directory checked, command line and configuration files read into settings. */
public final class ServerConfig {
    /** Backends beyond {@code max_backends} that waiting ones may be replaced by. */
    private static final int MORE_BACKENDS = 256;

    private ServerConfig() {}

    /**
     * Settings of a server over a data directory.
     *
     * @param arguments settings from the command line, in order
     * @throws SqlError FATAL with PostgreSQL's words when directory or files cannot be used
     */
    public static Settings load(Path dataDirectory, List<Map.Entry<String, String>> arguments) {
        return load(dataDirectory, arguments, new ArrayList<>());
    }

    /**
     * As {@link #load(Path, List)}; {@code problems} receives what is wrong in the files, to be logged before the
     * error.
     */
    public static Settings load(Path dataDirectory, List<Map.Entry<String, String>> arguments, List<Report> problems) {
        Settings s = new Settings();
        Path dir = dataDirectory.toAbsolutePath().normalize();
        for (Map.Entry<String, String> a : arguments) {
            s.set(a.getKey(), a.getValue(), SettingContext.POSTMASTER, SettingSource.ARGUMENT);
        }
        s.override("data_directory", dir.toString());
        file(s, "config_file", dir, "postgresql.conf");
        file(s, "hba_file", dir, "pg_hba.conf");
        file(s, "ident_file", dir, "pg_ident.conf");
        Path config = Path.of(s.string("config_file"));
        if (!Files.exists(config)) {
            throw SqlError.fatal(
                    SqlState.UNDEFINED_FILE,
                    "could not access the server configuration file \"" + config + "\": No such file or directory");
        }
        ConfigFile f = ConfigFile.read(config, dir.resolve("postgresql.auto.conf"), problems);
        if (problems.isEmpty()) {
            s.applyFiles(f, SettingContext.POSTMASTER, problems);
        }
        if (!problems.isEmpty()) {
            throw SqlError.fatal(SqlState.CONFIG_FILE_ERROR, "configuration file \"" + config + "\" contains errors");
        }
        defaults(s);
        return s;
    }

    private static void file(Settings s, String name, Path dir, String fileName) {
        String v = s.string(name);
        s.override(
                name,
                v.isEmpty()
                        ? dir.resolve(fileName).toString()
                        : Path.of(v).toAbsolutePath().toString());
    }

    private static void defaults(Settings s) {
        if (s.intValue("wal_buffers") < 0) {
            long blocks = Math.clamp(s.setting("shared_buffers").longValue() / 32, 8, 2048);
            s.override("wal_buffers", Long.toString(blocks));
        }
        descriptors(s);
        if (s.intValue("max_backends") == 0) {
            int connections = s.intValue("max_connections");
            int few = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
            boolean parking = s.bool("session_parking");
            s.override("max_backends", Integer.toString(parking ? Math.min(few, connections) : connections));
        }
        s.dynamicDefault("client_encoding", "UTF8");
        s.override("server_encoding", "UTF8");
        int reserved = s.intValue("superuser_reserved_connections");
        if (reserved >= s.intValue("max_connections")) {
            throw SqlError.fatal(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "superuser_reserved_connections (" + reserved + ") must be less than max_connections ("
                            + s.intValue("max_connections") + ")");
        }
    }

    /**
     * Parking needs descriptors of high numbers. Where the limit of open files does not allow them and nobody asked for
     * parking, the server works without.
     */
    private static void descriptors(Settings s) {
        if (!s.bool("session_parking")) {
            return;
        }
        int last = sessionDescriptors(s) + s.intValue("max_connections") + PostmasterContext.AUXILIARY_SLOTS;
        int some = Epoll.create();
        int r = Sockets.dupTo(some, last);
        Sockets.close(some);
        if (r >= 0) {
            Sockets.close(r);
        } else if (s.setting("session_parking").source() == SettingSource.DEFAULT) {
            s.override("session_parking", "off");
        } else {
            throw SqlError.fatal(
                            SqlState.INSUFFICIENT_RESOURCES,
                            "insufficient file descriptors available for session_parking")
                    .hint("Raise the limit of open files (ulimit -n) beyond " + last
                            + ", lower max_connections, or set session_parking to off.");
        }
    }

    /**
     * Processes that may exist at a time to serve clients. With parking the pool may grow beyond {@code max_backends}
     * while backends wait for something other than a CPU.
     */
    static int backendSlots(Settings s) {
        int backends = s.intValue("max_backends");
        return s.bool("session_parking")
                ? Math.max(backends, Math.min(s.intValue("max_connections"), backends + MORE_BACKENDS))
                : backends;
    }

    /** Number of the client's descriptor of session slot 0 in every process, with parking; the others follow. */
    static int sessionDescriptors(Settings s) {
        return Math.max(4096, 2 * s.intValue("max_files_per_process") + 1024);
    }

    /** Checks existence, owner's permissions and version of a data directory; throws FATAL. */
    public static void checkDirectory(Path dir) {
        if (!Files.isDirectory(dir)) {
            if (!Files.exists(dir)) {
                throw SqlError.fatal(
                        SqlState.UNDEFINED_FILE,
                        "could not access directory \"" + dir + "\": No such file or directory");
            }
            throw SqlError.fatal(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "specified data directory \"" + dir + "\" is not a directory");
        }
        try {
            if ((Integer) Files.getAttribute(dir, "unix:uid") != OsProcess.euid()) {
                throw SqlError.fatal(
                                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                                "data directory \"" + dir + "\" has wrong ownership")
                        .hint("The server must be started by the user that owns the data directory.");
            }
            Set<PosixFilePermission> p = Files.getPosixFilePermissions(dir);
            boolean open = p.contains(PosixFilePermission.OTHERS_READ)
                    || p.contains(PosixFilePermission.OTHERS_WRITE)
                    || p.contains(PosixFilePermission.OTHERS_EXECUTE)
                    || p.contains(PosixFilePermission.GROUP_WRITE);
            if (open) {
                throw SqlError.fatal(
                                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                                "data directory \"" + dir + "\" has invalid permissions")
                        .detail("Permissions should be u=rwx (0700) or u=rwx,g=rx (0750).");
            }
            Path version = dir.resolve("PG_VERSION");
            if (!Files.exists(version)) {
                throw SqlError.fatal(SqlState.UNDEFINED_FILE, "\"" + dir + "\" is not a valid data directory")
                        .detail("File \"" + version + "\" is missing.");
            }
            String v = Files.readString(version, StandardCharsets.ISO_8859_1).trim();
            if (v.isEmpty() || !Character.isDigit(v.charAt(0))) {
                throw SqlError.fatal(
                                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                                "\"" + dir + "\" is not a valid data directory")
                        .detail("File \"" + version + "\" does not contain valid data.")
                        .hint("You might need to initdb.");
            }
            if (!v.equals("15")) {
                throw SqlError.fatal(SqlState.FEATURE_NOT_SUPPORTED, "database files are incompatible with server")
                        .detail("The data directory was initialized by PostgreSQL version " + v
                                + ", which is not compatible with this version 15.18 (Hathi).");
            }
        } catch (IOException e) {
            throw SqlError.fatal(
                    SqlState.IO_ERROR, "could not read permissions of directory \"" + dir + "\": " + e.getMessage());
        }
    }
}
