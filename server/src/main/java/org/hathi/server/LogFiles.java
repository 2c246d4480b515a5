package org.hathi.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.hathi.base.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The log files the collector writes, one for each format in use: their names by the time, their change after an age, a
 * size or on request, and {@code current_logfiles}, which names them.
 */
final class LogFiles {
    /** In the data directory: one line per format. */
    static final String CURRENT = "current_logfiles";

    private static final String[] FORMATS = {"stderr", "csvlog", "jsonlog"};
    private static final int[] DESTINATIONS = {LogPipe.STDERR, LogPipe.CSV, LogPipe.JSON};
    private static final String[] SUFFIXES = {"", ".csv", ".json"};

    private final Settings settings;
    private final Path dataDirectory;
    private final @Nullable FileChannel[] files = new FileChannel[3];
    private final @Nullable Path[] names = new Path[3];
    private long nextRotation;

    LogFiles(Settings settings, Path dataDirectory) {
        this.settings = settings;
        this.dataDirectory = dataDirectory;
    }

    /** Opens the first files. */
    void open() throws IOException {
        Files.createDirectories(directory());
        rotate(false, -1);
    }

    private Path directory() {
        return dataDirectory.resolve(settings.string("log_directory"));
    }

    private boolean wanted(int i) {
        String to = settings.string("log_destination");
        return i == 0 || to.contains(FORMATS[i]);
    }

    private Path name(int i, long millis) {
        String n = LogTime.strftime(settings.string("log_filename"), settings.string("log_timezone"), millis);
        if (i > 0) {
            n = (n.endsWith(".log") ? n.substring(0, n.length() - 4) : n) + SUFFIXES[i];
        }
        return directory().resolve(n);
    }

    /** When the files grow too old, milliseconds since 1970; {@link Long#MAX_VALUE}: never. */
    long nextRotation() {
        return nextRotation;
    }

    private void planRotation(long now) {
        long interval = settings.intValue("log_rotation_age") * 60_000L;
        if (interval <= 0) {
            nextRotation = Long.MAX_VALUE;
            return;
        }
        long offset = LogTime.zone(settings.string("log_timezone"))
                        .getRules()
                        .getOffset(java.time.Instant.ofEpochMilli(now))
                        .getTotalSeconds()
                * 1000L;
        long local = now + offset;
        nextRotation = local - Math.floorMod(local, interval) + interval - offset;
    }

    /**
     * Changes to files of the names that fit now.
     *
     * @param byTime the age did it: an older file of the same name may be overwritten
     * @param only position of the one file that has grown too large, −1 for all
     */
    void rotate(boolean byTime, int only) throws IOException {
        long now = byTime ? nextRotation : System.currentTimeMillis();
        for (int i = 0; i < FORMATS.length; i++) {
            if (only >= 0 && only != i) {
                continue;
            }
            FileChannel old = files[i];
            if (!wanted(i)) {
                if (old != null) {
                    old.close();
                }
                files[i] = null;
                names[i] = null;
                continue;
            }
            Path name = name(i, now);
            boolean truncate =
                    settings.bool("log_truncate_on_rotation") && byTime && old != null && !name.equals(names[i]);
            FileChannel next = openFile(name, truncate);
            if (old != null) {
                old.close();
            }
            files[i] = next;
            names[i] = name;
        }
        planRotation(System.currentTimeMillis());
        writeCurrent();
    }

    private FileChannel openFile(Path name, boolean truncate) throws IOException {
        Set<OpenOption> how = new HashSet<>(Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        how.add(truncate ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
        return FileChannel.open(name, how, PosixFilePermissions.asFileAttribute(mode()));
    }

    private Set<PosixFilePermission> mode() {
        int mode = settings.intValue("log_file_mode") | 0200;
        Set<PosixFilePermission> out = new HashSet<>();
        PosixFilePermission[] order = {
            PosixFilePermission.OTHERS_EXECUTE,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_READ
        };
        for (int i = 0; i < order.length; i++) {
            if ((mode & 1 << i) != 0) {
                out.add(order[i]);
            }
        }
        return out;
    }

    private void writeCurrent() throws IOException {
        StringBuilder b = new StringBuilder();
        String to = settings.string("log_destination");
        for (int i = 0; i < FORMATS.length; i++) {
            Path n = names[i];
            if (n != null && to.contains(FORMATS[i])) {
                Path shown = n.startsWith(dataDirectory)
                                && !Path.of(settings.string("log_directory")).isAbsolute()
                        ? dataDirectory.relativize(n)
                        : n;
                b.append(FORMATS[i]).append(' ').append(shown).append('\n');
            }
        }
        Path tmp = dataDirectory.resolve(CURRENT + ".tmp");
        Files.deleteIfExists(tmp);
        Files.createFile(tmp, PosixFilePermissions.asFileAttribute(mode()));
        Files.writeString(tmp, b);
        Files.move(
                tmp,
                dataDirectory.resolve(CURRENT),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    /** Appends an entry; the position of a file that has grown too large with it, −1 otherwise. */
    int write(int destination, ByteBuffer data) throws IOException {
        int i = 0;
        while (i < 2 && DESTINATIONS[i] != destination) {
            i++;
        }
        FileChannel f = files[i];
        if (f == null) {
            i = 0;
            f = files[0];
        }
        if (f == null) {
            return -1;
        }
        while (data.hasRemaining()) {
            f.write(data);
        }
        long limit = settings.intValue("log_rotation_size") * 1024L;
        return limit > 0 && f.size() >= limit ? i : -1;
    }
}
