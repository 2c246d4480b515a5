package org.hathi.storage;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.wal.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * {@code postmaster.pid}: lock file of the data directory and what pg_ctl reads. Lines: pid (negative: standalone
 * backend), data directory, start time (Unix seconds), port, socket directory, listen address, shared memory key and
 * id, status.
 */
public final class PostmasterPid {
    public static final String NAME = "postmaster.pid";
    public static final String STATUS_STARTING = "starting";
    public static final String STATUS_READY = "ready   ";
    public static final String STATUS_STOPPING = "stopping";
    public static final String STATUS_STANDBY = "standby ";
    private static final int ATTEMPTS = 100;

    private final Path file;
    private final Path dataDirectory;

    public PostmasterPid(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        this.file = dataDirectory.resolve(NAME);
    }

    /** What the file says; null fields were not there. */
    public record Contents(
            int pid,
            @Nullable String dataDirectory,
            long startTime,
            int port,
            @Nullable String socketDirectory,
            @Nullable String listenAddress,
            long shmKey,
            int shmId,
            @Nullable String status) {}

    /**
     * Takes the lock: FATAL if a live process has it, or one is still attached to the shared memory it names.
     *
     * @param shmInUse whether any process is attached to a shared memory id
     */
    public void create(
            int pid,
            boolean standalone,
            long startTime,
            int port,
            String socketDirectory,
            boolean groupAccess,
            IntPredicate shmInUse) {
        String text = (standalone ? -pid : pid) + "\n" + dataDirectory + "\n" + startTime + "\n" + port + "\n"
                + socketDirectory + "\n";
        for (int i = 0; i < ATTEMPTS; i++) {
            try (FileChannel c = FileChannel.open(
                    file,
                    java.util.Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(groupAccess ? "rw-r-----" : "rw-------")))) {
                ByteBuffer b = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (b.hasRemaining()) {
                    c.write(b);
                }
                c.force(true);
                return;
            } catch (FileAlreadyExistsException e) {
                removeStale(pid, shmInUse);
            } catch (IOException e) {
                throw IoErrors.of(Severity.FATAL, "could not create lock file \"" + NAME + "\"", e);
            }
        }
        throw SqlError.fatal(SqlState.LOCK_FILE_EXISTS, "could not create lock file \"" + NAME + "\": File exists");
    }

    private void removeStale(int pid, IntPredicate shmInUse) {
        Contents old = read();
        if (old == null) {
            return;
        }
        int other = Math.abs(old.pid);
        if (other == 0) {
            throw SqlError.fatal(SqlState.LOCK_FILE_EXISTS, "lock file \"" + NAME + "\" is empty")
                    .hint("Either another server is starting, or the lock file is the remnant of a previous server"
                            + " startup crash.");
        }
        if (other != pid && other != OsProcess.parentPid() && OsProcess.exists(other)) {
            throw SqlError.fatal(SqlState.LOCK_FILE_EXISTS, "lock file \"" + NAME + "\" already exists")
                    .hint(
                            old.pid < 0
                                    ? "Is another postgres (PID " + other + ") running in data directory \""
                                            + dataDirectory + "\"?"
                                    : "Is another postmaster (PID " + other + ") running in data directory \""
                                            + dataDirectory + "\"?");
        }
        if (old.shmId >= 0 && shmInUse.test(old.shmId)) {
            throw SqlError.fatal(
                            SqlState.LOCK_FILE_EXISTS,
                            "pre-existing shared memory block (key " + old.shmKey + ", ID " + old.shmId
                                    + ") is still in use")
                    .hint("Terminate any old server processes associated with data directory \"" + dataDirectory
                            + "\".");
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw IoErrors.of(Severity.FATAL, "could not remove old lock file \"" + NAME + "\"", e)
                    .hint("The file seems accidentally left over, but it could not be removed. Please remove the file"
                            + " by hand and try again.");
        }
    }

    private List<String> lines() {
        try {
            return new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        } catch (IOException e) {
            throw IoErrors.of(Severity.FATAL, "could not read lock file \"" + NAME + "\"", e);
        }
    }

    /** What the file says; null if there is none. */
    public @Nullable Contents read() {
        List<String> l = lines();
        if (l.isEmpty()) {
            return Files.exists(file) ? new Contents(0, null, 0, 0, null, null, 0, -1, null) : null;
        }
        long key = 0;
        int id = -1;
        if (l.size() > 6) {
            String[] parts = l.get(6).trim().split(" +", 2);
            if (parts.length == 2) {
                key = number(parts[0]);
                id = (int) number(parts[1]);
            }
        }
        return new Contents(
                (int) number(l.get(0)),
                l.size() > 1 ? l.get(1) : null,
                l.size() > 2 ? number(l.get(2)) : 0,
                l.size() > 3 ? (int) number(l.get(3)) : 0,
                l.size() > 4 ? l.get(4) : null,
                l.size() > 5 ? l.get(5) : null,
                key,
                id,
                l.size() > 7 ? l.get(7) : null);
    }

    private static long number(String s) {
        try {
            return Long.parseLong(s.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    public void setListenAddress(String address) {
        setLine(6, address);
    }

    public void setShm(int key, int id) {
        setLine(7, pad9(Integer.toUnsignedLong(key)) + " " + pad9(id));
    }

    private static String pad9(long v) {
        String s = Long.toString(v);
        return " ".repeat(Math.max(0, 9 - s.length())) + s;
    }

    /** One of the STATUS constants. */
    public void setStatus(String status) {
        setLine(8, status);
    }

    /** Replaces a line (1-based), in one write, as pg_ctl may be reading. */
    private void setLine(int number, String value) {
        List<String> l = lines();
        while (l.size() < number) {
            l.add("");
        }
        l.set(number - 1, value);
        byte[] bytes = (String.join("\n", l) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer b = ByteBuffer.wrap(bytes);
            long at = 0;
            while (b.hasRemaining()) {
                at += c.write(b, at);
            }
            c.truncate(at);
            c.force(true);
        } catch (IOException e) {
            throw IoErrors.of(Severity.LOG, "could not write to file \"" + NAME + "\"", e);
        }
    }

    /** Whether the file still names this process: the postmaster leaves when somebody removed or replaced it. */
    public boolean isMine(int pid) {
        Contents c = read();
        return c != null && Math.abs(c.pid) == pid;
    }

    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw IoErrors.of(Severity.LOG, "could not remove lock file \"" + NAME + "\"", e);
        }
    }
}
