package org.hathi.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.shm.Segment;

/**
 * The interlock files {@code postmaster.pid} and {@code .s.PGSQL.port.lock}, in PostgreSQL 15's form. Lines: pid, data
 * directory, start time, port, socket directory, listen address, shared memory key and id, status.
 */
public final class LockFile {
    public static final String NAME = "postmaster.pid";

    private final Path path;
    private String content;

    private LockFile(Path path, String content) {
        this.path = path;
        this.content = content;
    }

    /**
     * Creates a lock file.
     *
     * @param data whether this is the data directory's lock (else a socket's)
     * @param what the directory or socket protected, for messages
     * @throws SqlError FATAL when a live server holds it
     */
    public static LockFile create(Path path, boolean data, String what, String lines) {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (FileChannel f = FileChannel.open(
                    path,
                    java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                writeAll(f, lines);
                return new LockFile(path, lines);
            } catch (FileAlreadyExistsException e) {
                checkStale(path, data, what);
            } catch (IOException e) {
                throw SqlError.fatal(
                        SqlState.IO_ERROR, "could not create lock file \"" + shown(path) + "\": " + reason(e));
            }
        }
        throw SqlError.fatal(SqlState.LOCK_FILE_EXISTS, "could not create lock file \"" + shown(path) + "\"");
    }

    static String reason(IOException e) {
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        String m = e.getMessage();
        return m == null ? e.toString() : m.substring(m.lastIndexOf(": ") < 0 ? 0 : m.lastIndexOf(": ") + 2);
    }

    /** The file as messages name it: the data directory is the working directory in PostgreSQL's eyes. */
    private static String shown(Path path) {
        return path.endsWith(NAME) ? NAME : path.toString();
    }

    /** Whether the file still exists with this pid; logs what is wrong. */
    boolean recheck(int pid, ServerLog log) {
        String first;
        try {
            first = Files.readString(path, StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .trim();
        } catch (NoSuchFileException e) {
            log.log("could not open file \"" + shown(path) + "\": No such file or directory");
            return false;
        } catch (IOException e) {
            log.log("could not open file \"" + shown(path) + "\": " + reason(e) + "; continuing anyway");
            return true;
        }
        if (first.equals(Integer.toString(pid))) {
            return true;
        }
        log.log("lock file \"" + shown(path) + "\" contains wrong PID: " + first + " instead of " + pid);
        return false;
    }

    private static void checkStale(Path path, boolean data, String what) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw SqlError.fatal(SqlState.IO_ERROR, "could not open lock file \"" + shown(path) + "\": " + reason(e));
        }
        if (lines.isEmpty() || lines.getFirst().isBlank()) {
            throw SqlError.fatal(SqlState.LOCK_FILE_EXISTS, "lock file \"" + shown(path) + "\" is empty")
                    .hint("Either another server is starting, or the lock file is the remnant of a previous server"
                            + " startup crash.");
        }
        int pid;
        try {
            pid = Math.abs(Integer.parseInt(lines.getFirst().trim()));
        } catch (NumberFormatException e) {
            throw SqlError.fatal(
                    SqlState.LOCK_FILE_EXISTS,
                    "bogus data in lock file \"" + shown(path) + "\": \"" + String.join("\n", lines) + "\n\"");
        }
        if (pid != OsProcess.pid() && pid != OsProcess.parentPid() && OsProcess.exists(pid) && isServer(pid)) {
            throw SqlError.fatal(SqlState.LOCK_FILE_EXISTS, "lock file \"" + shown(path) + "\" already exists")
                    .hint(
                            data
                                    ? "Is another postmaster (PID " + pid + ") running in data directory \"" + what
                                            + "\"?"
                                    : "Is another postmaster (PID " + pid + ") using socket file \"" + what + "\"?");
        }
        if (data && lines.size() >= 7) {
            checkSegment(path, lines.get(6));
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw SqlError.fatal(
                            SqlState.IO_ERROR, "could not remove old lock file \"" + shown(path) + "\": " + reason(e))
                    .hint("The file seems accidentally left over, but it could not be removed. Please remove the file"
                            + " by hand and try again.");
        }
    }

    /** A pid may have been given to some other program since. */
    private static boolean isServer(int pid) {
        try {
            String cmd = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return cmd.contains("postgres") || cmd.contains("java") || cmd.contains("hathi");
        } catch (IOException e) {
            return true;
        }
    }

    private static void checkSegment(Path path, String line) {
        String[] f = line.trim().split(" +");
        if (f.length < 2) {
            return;
        }
        try {
            int key = (int) Long.parseLong(f[0]);
            int id = Integer.parseInt(f[1]);
            if (Segment.inUse(id)) {
                throw SqlError.fatal(
                                SqlState.LOCK_FILE_EXISTS,
                                "pre-existing shared memory block (key " + key + ", ID " + id + ") is still in use")
                        .hint("Terminate any old server processes associated with data directory \"" + path.getParent()
                                + "\".");
            }
        } catch (NumberFormatException e) {
            throw SqlError.fatal(
                    SqlState.LOCK_FILE_EXISTS, "bogus data in lock file \"" + path + "\": \"" + line + "\"");
        }
    }

    private static void writeAll(FileChannel f, String text) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (b.hasRemaining()) {
            f.write(b);
        }
        f.force(true);
    }

    /** Replaces the whole content (the file keeps its inode, as readers expect). */
    public void rewrite(String lines) {
        content = lines;
        try (FileChannel f = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(f, lines);
        } catch (IOException e) {
            throw new SqlError(SqlState.IO_ERROR, "could not write lock file \"" + path + "\": " + reason(e));
        }
    }

    /** Sets line {@code n} (from 1). */
    public void line(int n, String text) {
        String[] lines = content.split("\n", -1);
        StringBuilder b = new StringBuilder();
        for (int i = 1; i <= Math.max(n, lines.length - 1); i++) {
            b.append(i == n ? text : i <= lines.length ? lines[i - 1] : "").append('\n');
        }
        rewrite(b.toString());
    }

    /** Removes the file. */
    public void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new SqlError(SqlState.IO_ERROR, "could not remove lock file \"" + path + "\": " + reason(e));
        }
    }
}
