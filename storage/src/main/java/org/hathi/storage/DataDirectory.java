package org.hathi.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hathi.base.Reporter;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.page.RelFileNode;
import org.hathi.wal.IoErrors;

/** The data directory: its layout and the checks made before anything in it is touched. */
public final class DataDirectory {
    public static final String MAJOR_VERSION = "15";
    /** Subdirectories initdb makes. */
    public static final List<String> SUBDIRECTORIES = List.of(
            "global",
            "pg_wal",
            "pg_wal/archive_status",
            "pg_commit_ts",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_subtrans",
            "pg_twophase",
            "pg_multixact",
            "pg_multixact/members",
            "pg_multixact/offsets",
            "base",
            "base/1",
            "pg_replslot",
            "pg_tblspc",
            "pg_stat",
            "pg_stat_tmp",
            "pg_xact",
            "pg_logical",
            "pg_logical/snapshots",
            "pg_logical/mappings");

    private DataDirectory() {}

    /** Makes the subdirectories of a new cluster in an existing empty directory, mode 0700 (0750 with group access). */
    public static void createLayout(Path dir, boolean groupAccess) throws IOException {
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString(groupAccess ? "rwxr-x---" : "rwx------");
        for (String sub : SUBDIRECTORIES) {
            Path p = dir.resolve(sub);
            Files.createDirectories(p);
            Files.setPosixFilePermissions(p, mode);
        }
        Files.write(dir.resolve("PG_VERSION"), (MAJOR_VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Existence, ownership, mode: FATAL with PostgreSQL's messages. Returns true when group access is on. */
    public static boolean check(Path dir) {
        Set<PosixFilePermission> mode;
        int owner;
        try {
            if (!Files.isDirectory(dir)) {
                if (Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
                    throw SqlError.fatal(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "specified data directory \"" + dir + "\" is not a directory");
                }
                throw new NoSuchFileException(dir.toString());
            }
            mode = Files.getPosixFilePermissions(dir);
            owner = (Integer) Files.getAttribute(dir, "unix:uid");
        } catch (NoSuchFileException e) {
            throw SqlError.fatal(SqlState.UNDEFINED_FILE, "data directory \"" + dir + "\" does not exist");
        } catch (IOException e) {
            throw IoErrors.of(Severity.FATAL, "could not read permissions of directory \"" + dir + "\"", e);
        }
        if (owner != OsProcess.euid()) {
            throw SqlError.fatal(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "data directory \"" + dir + "\" has wrong ownership")
                    .hint("The server must be started by the user that owns the data directory.");
        }
        if (mode.contains(PosixFilePermission.GROUP_WRITE)
                || mode.contains(PosixFilePermission.OTHERS_READ)
                || mode.contains(PosixFilePermission.OTHERS_WRITE)
                || mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            throw SqlError.fatal(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "data directory \"" + dir + "\" has invalid permissions")
                    .detail("Permissions should be u=rwx (0700) or u=rwx,g=rx (0750).");
        }
        return mode.contains(PosixFilePermission.GROUP_READ);
    }

    /** Is it a data directory of our version? */
    public static void checkVersion(Path dir) {
        Path file = dir.resolve("PG_VERSION");
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII).trim();
        } catch (NoSuchFileException e) {
            throw SqlError.fatal(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "\"" + dir + "\" is not a valid data directory")
                    .detail("File \"" + file + "\" is missing.");
        } catch (IOException e) {
            throw IoErrors.of(Severity.FATAL, "could not open file \"" + file + "\"", e);
        }
        if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            throw SqlError.fatal(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "\"" + dir + "\" is not a valid data directory")
                    .detail("File \"" + file + "\" does not contain valid data.")
                    .hint("You might need to initdb.");
        }
        if (!text.equals(MAJOR_VERSION)) {
            throw SqlError.fatal(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "database files are incompatible with server")
                    .detail("The data directory was initialized by PostgreSQL version " + text
                            + ", which is not compatible with this version " + MAJOR_VERSION + ".");
        }
        if (!Files.exists(dir.resolve("global").resolve("pg_control"))) {
            throw SqlError.fatal(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "could not find the database system")
                    .detail("Expected to find it in the directory \"" + dir + "\", but could not open file \""
                            + dir.resolve("global").resolve("pg_control") + "\": No such file or directory.");
        }
    }

    /**
     * Removes what dead processes left of temporary files, temporary relations and exported snapshots: at start and
     * after a crash, while no backend runs. Problems go to the log.
     */
    public static void removeTemporaryFiles(Path dir, Reporter reporter) {
        removeTemporaryIn(dir.resolve("base"), reporter);
        for (Path snapshot : list(dir.resolve("pg_snapshots"), reporter)) {
            remove(snapshot, reporter);
        }
        for (Path tablespace : list(dir.resolve("pg_tblspc"), reporter)) {
            removeTemporaryIn(tablespace.resolve(RelFileNode.TABLESPACE_VERSION_DIRECTORY), reporter);
        }
    }

    /** Removes the temporary files of a process that has died ({@code base/pgsql_tmp/pgsql_tmpPID.N}). */
    public static void removeTemporaryFilesOf(long pid, Path dir, Reporter reporter) {
        String prefix = "pgsql_tmp" + pid + ".";
        for (Path file : list(dir.resolve("base").resolve("pgsql_tmp"), reporter)) {
            if (String.valueOf(file.getFileName()).startsWith(prefix)) {
                remove(file, reporter);
            }
        }
    }

    private static void removeTemporaryIn(Path tablespace, Reporter reporter) {
        for (Path database : list(tablespace, reporter)) {
            boolean temp = String.valueOf(database.getFileName()).equals("pgsql_tmp");
            for (Path file : list(database, reporter)) {
                if (temp || isTemporaryRelation(String.valueOf(file.getFileName()))) {
                    remove(file, reporter);
                }
            }
        }
    }

    /** {@code t<digits>_<digits>}, perhaps with a fork name and a segment number. */
    static boolean isTemporaryRelation(String name) {
        int i = 1;
        while (i < name.length() && Character.isDigit(name.charAt(i))) {
            i++;
        }
        return name.startsWith("t")
                && i > 1
                && i + 1 < name.length()
                && name.charAt(i) == '_'
                && Character.isDigit(name.charAt(i + 1));
    }

    private static void remove(Path file, Reporter reporter) {
        for (Path inside : list(file, reporter)) {
            remove(inside, reporter);
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            reporter.log("could not remove file \"" + file + "\": " + IoErrors.reason(e));
        }
    }

    private static List<Path> list(Path dir, Reporter reporter) {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
            entries.forEach(found::add);
        } catch (IOException e) {
            reporter.log("could not open directory \"" + dir + "\": " + IoErrors.reason(e));
        }
        return found;
    }
}
