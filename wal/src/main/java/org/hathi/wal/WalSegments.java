package org.hathi.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hathi.base.Reporter;

/**
 * The files in {@code pg_wal}. A segment appears under its name only when it is complete (zero-filled and synced, or
 * recycled): it is made as {@code xlogtemp.PID} and linked, so that a crash leaves at worst a stray temporary file,
 * and of two processes that make the same segment one wins.
 */
public final class WalSegments {
    private static final int ZERO_CHUNK = 1 << 20;

    private final Path directory;
    private final int segmentSize;
    private final WalOptions options;
    private final long owner;

    /**
     * @param dataDirectory the data directory
     * @param owner makes names of temporary files unique: the process id, or any number in tests
     */
    public WalSegments(Path dataDirectory, int segmentSize, WalOptions options, long owner) {
        this.directory = dataDirectory.resolve("pg_wal");
        this.segmentSize = segmentSize;
        this.options = options;
        this.owner = owner;
    }

    public Path path(int tli, long segment) {
        return directory.resolve(WalFormat.fileName(tli, segment, segmentSize));
    }

    public Path directory() {
        return directory;
    }

    /** Opens a segment for writing, making it if it does not exist. PANIC on failure. */
    FileChannel openForWrite(int tli, long segment) {
        Path file = path(tli, segment);
        try {
            return FileChannel.open(file, writeOptions());
        } catch (NoSuchFileException e) {
            create(tli, segment);
        } catch (IOException e) {
            throw IoErrors.panic("could not open file \"pg_wal/" + file.getFileName() + "\"", e);
        }
        try {
            return FileChannel.open(file, writeOptions());
        } catch (IOException e) {
            throw IoErrors.panic("could not open file \"pg_wal/" + file.getFileName() + "\"", e);
        }
    }

    private Set<OpenOption> writeOptions() {
        return switch (options.syncMethod) {
            case OPEN_DATASYNC ->
                options.fsync
                        ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.DSYNC)
                        : Set.of(StandardOpenOption.WRITE);
            case OPEN_SYNC ->
                options.fsync
                        ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.SYNC)
                        : Set.of(StandardOpenOption.WRITE);
            case FSYNC, FDATASYNC -> Set.copyOf(EnumSet.of(StandardOpenOption.WRITE));
        };
    }

    /** Makes a zero-filled segment unless it exists; true if this call made it. */
    public boolean create(int tli, long segment) {
        Path file = path(tli, segment);
        if (Files.exists(file)) {
            return false;
        }
        Path temp = directory.resolve("xlogtemp." + owner);
        try {
            Files.deleteIfExists(temp);
            try (FileChannel c = FileChannel.open(temp, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                fill(c);
                if (options.fsync) {
                    c.force(true);
                }
            }
            return install(temp, file);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temp); // gives the space back when the disk is full
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw IoErrors.panic("could not write to file \"pg_wal/xlogtemp." + owner + "\"", e);
        }
    }

    private void fill(FileChannel c) throws IOException {
        if (!options.initZero) {
            c.write(ByteBuffer.allocate(1), segmentSize - 1L);
            return;
        }
        ByteBuffer zeroes = ByteBuffer.allocateDirect(Math.min(ZERO_CHUNK, segmentSize));
        long at = 0;
        while (at < segmentSize) {
            zeroes.clear();
            at += c.write(zeroes, at);
        }
    }

    /** Gives a complete temporary file its segment name; false (and the file removed) when the name is taken. */
    private boolean install(Path temp, Path file) throws IOException {
        boolean won;
        try {
            Files.createLink(file, temp);
            won = true;
        } catch (FileAlreadyExistsException e) {
            won = false;
        }
        Files.delete(temp);
        if (won && options.fsync) {
            DurableFiles.syncDirectory(directory);
        }
        return won;
    }

    /** Segment numbers present on a timeline, ascending. */
    public List<Long> list(int tli) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (WalFormat.isSegmentName(name) && WalFormat.timeline(name) == tli) {
                    found.add(WalFormat.segment(name, segmentSize));
                }
            }
        } catch (IOException e) {
            throw IoErrors.error("could not open directory \"pg_wal\"", e);
        }
        Collections.sort(found);
        return found;
    }

    /** Removes temporary files a crash left. */
    public void removeTemporary() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "xlogtemp.*")) {
            for (Path entry : entries) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            throw IoErrors.error("could not remove temporary files in \"pg_wal\"", e);
        }
    }

    /** What {@link #removeOld} did. */
    public record Removed(int removed, int recycled) {}

    /**
     * Removes segments before {@code keepFrom}, renaming as many as fit between {@code recycleFrom} and
     * {@code recycleTo} to be used again.
     */
    public Removed removeOld(int tli, long keepFrom, long recycleFrom, long recycleTo, Reporter reporter) {
        int removed = 0;
        int recycled = 0;
        long next = recycleFrom;
        for (long segment : list(tli)) {
            if (segment >= keepFrom) {
                break;
            }
            Path file = path(tli, segment);
            try {
                boolean reuse = false;
                if (options.recycle && Files.size(file) == segmentSize) {
                    while (next <= recycleTo && Files.exists(path(tli, next))) {
                        next++;
                    }
                    if (next <= recycleTo) {
                        reuse = recycle(file, path(tli, next));
                    }
                }
                if (reuse) {
                    recycled++;
                } else {
                    DurableFiles.unlink(file, options.fsync);
                    removed++;
                }
            } catch (IOException e) {
                reporter.log("could not remove file \"pg_wal/" + file.getFileName() + "\": " + IoErrors.reason(e));
            }
        }
        return new Removed(removed, recycled);
    }

    private boolean recycle(Path old, Path wanted) throws IOException {
        try {
            Files.createLink(wanted, old);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        Files.delete(old);
        if (options.fsync) {
            DurableFiles.syncDirectory(directory);
        }
        return true;
    }
}
