package org.hathi.storage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.WaitEvent;
import org.hathi.wal.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * Relation files: 1 GB segments, an open-file cache, and sync requests handed to the checkpointer. Of one process.
 *
 * <p>A relation's first segment outlives its drop until the next checkpoint, empty, so that its number is not given
 * to a new relation whose unlogged contents a replay of the drop would then destroy.
 */
public final class Smgr {
    private static final long SEGMENT_BYTES = (long) Blocks.PER_SEGMENT * Blocks.SIZE;

    private record Key(RelFileNode rel, int fork, int segment) {}

    private final Proc proc;
    private final Path dataDirectory;
    private final StorageOptions options;
    private final SyncRequests sync;
    private final Reporter reporter;
    private final LinkedHashMap<Key, FileChannel> open = new LinkedHashMap<>(64, 0.75f, true);
    private final ByteBuffer zeroes = ByteBuffer.allocateDirect(Blocks.SIZE);
    private boolean recovering;

    Smgr(Proc proc, Path dataDirectory, StorageOptions options, SyncRequests sync, Reporter reporter) {
        this.proc = proc;
        this.dataDirectory = dataDirectory;
        this.options = options;
        this.sync = sync;
        this.reporter = reporter;
    }

    /** While replaying, reads beyond the end give zeroes and missing files are made. */
    void recovering(boolean on) {
        recovering = on;
    }

    /** Path of a segment relative to the data directory. */
    static String path(RelFileNode rel, int fork, int segment) {
        String p = rel.path(fork);
        return segment == 0 ? p : p + "." + segment;
    }

    Path file(RelFileNode rel, int fork, int segment) {
        return dataDirectory.resolve(path(rel, fork, segment));
    }

    /** The open file of a segment; null if it does not exist and {@code create} is false. */
    private @Nullable FileChannel open(RelFileNode rel, int fork, int segment, boolean create) {
        Key key = new Key(rel, fork, segment);
        FileChannel c = open.get(key);
        if (c != null) {
            return c;
        }
        Path file = file(rel, fork, segment);
        try {
            c = create
                    ? FileChannel.open(
                            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                    : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            if (!create) {
                return null;
            }
            throw IoErrors.error("could not open file \"" + path(rel, fork, segment) + "\"", e);
        } catch (IOException e) {
            throw IoErrors.error("could not open file \"" + path(rel, fork, segment) + "\"", e);
        }
        remember(key, c);
        return c;
    }

    private void remember(Key key, FileChannel c) {
        open.put(key, c);
        while (open.size() > options.maxOpenFiles) {
            Iterator<Map.Entry<Key, FileChannel>> oldest = open.entrySet().iterator();
            FileChannel victim = oldest.next().getValue();
            oldest.remove();
            close(victim);
        }
    }

    private void close(FileChannel c) {
        try {
            c.close();
        } catch (IOException e) {
            throw IoErrors.error("could not close file", e);
        }
    }

    private FileChannel mustOpen(RelFileNode rel, int fork, int segment, boolean create) {
        FileChannel c = open(rel, fork, segment, create);
        if (c == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_FILE,
                    "could not open file \"" + path(rel, fork, segment) + "\": No such file or directory");
        }
        return c;
    }

    public boolean exists(RelFileNode rel, int fork) {
        // A file cached as open may have been dropped by another process.
        return Files.exists(file(rel, fork, 0));
    }

    /** As {@link #exists}, trusting a file this process has open: for forks that only go with their relation. */
    boolean existsOpen(RelFileNode rel, int fork) {
        return open.containsKey(new Key(rel, fork, 0)) || exists(rel, fork);
    }

    /** Creates a fork; when {@code redo}, an existing one is fine. */
    public void create(RelFileNode rel, int fork, boolean redo) {
        Key key = new Key(rel, fork, 0);
        if (open.containsKey(key) && redo) {
            return;
        }
        Path file = file(rel, fork, 0);
        try {
            if (redo) {
                Path parent = file.getParent();
                if (parent != null && !Files.isDirectory(parent)) {
                    Files.createDirectories(parent);
                }
            }
            FileChannel c;
            try {
                c = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                if (!redo) {
                    throw e;
                }
                c = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
            FileChannel old = open.remove(key);
            if (old != null) {
                close(old);
            }
            remember(key, c);
        } catch (IOException e) {
            throw IoErrors.error("could not create file \"" + path(rel, fork, 0) + "\"", e);
        }
        if (!rel.isTemp()) {
            dirty(rel, fork, 0);
        }
    }

    private void dirty(RelFileNode rel, int fork, int segment) {
        SyncRequests.Tag tag =
                new SyncRequests.Tag(SyncRequests.RELATION, rel.spc(), rel.db(), rel.rel(), fork, segment);
        if (!sync.sync(tag)) {
            sync.syncNow(tag);
        }
    }

    private static int segment(int block) {
        return block >>> 17;
    }

    private static long position(int block) {
        return (long) (block & (Blocks.PER_SEGMENT - 1)) * Blocks.SIZE;
    }

    /** Appends (or skips to) block {@code block}, writing the 8 kB at {@code (m, p)}. */
    public void extend(RelFileNode rel, int fork, int block, MemorySegment m, long p, boolean skipFsync) {
        extend(rel, fork, block, m.asSlice(p, Blocks.SIZE).asByteBuffer(), skipFsync);
    }

    /** Appends a page of zeroes. */
    void extendZero(RelFileNode rel, int fork, int block, boolean skipFsync) {
        zeroes.clear();
        extend(rel, fork, block, zeroes, skipFsync);
    }

    private void extend(RelFileNode rel, int fork, int block, ByteBuffer page, boolean skipFsync) {
        if (block == Blocks.INVALID) {
            throw new SqlError(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "cannot extend file \"" + rel.path(fork) + "\" beyond " + Integer.toUnsignedString(block)
                            + " blocks");
        }
        int segment = segment(block);
        fillSegmentsBefore(rel, fork, segment);
        FileChannel c = mustOpen(rel, fork, segment, segment > 0 || recovering);
        int before = proc.waitStart(WaitEvent.DATA_FILE_EXTEND);
        int wrote = 0;
        try {
            long at = position(block);
            while (page.hasRemaining()) {
                int n = c.write(page, at);
                at += n;
                wrote += n;
            }
        } catch (IOException e) {
            SqlError error = wrote > 0
                    ? new SqlError(
                            SqlState.DISK_FULL,
                            "could not extend file \"" + path(rel, fork, segment) + "\": wrote only " + wrote + " of "
                                    + Blocks.SIZE + " bytes at block " + Integer.toUnsignedString(block))
                    : IoErrors.error("could not extend file \"" + path(rel, fork, segment) + "\"", e);
            throw error.hint("Check free disk space.");
        } finally {
            proc.waitEnd(before);
        }
        if (!skipFsync && !rel.isTemp()) {
            dirty(rel, fork, segment);
        }
    }

    /** A segment may only exist when those before it are complete. */
    private void fillSegmentsBefore(RelFileNode rel, int fork, int segment) {
        for (int s = segment - 1; s >= 0; s--) {
            FileChannel c = open(rel, fork, s, true);
            try {
                if (c == null || c.size() >= SEGMENT_BYTES) {
                    return;
                }
                zeroes.clear();
                c.write(zeroes, SEGMENT_BYTES - Blocks.SIZE);
            } catch (IOException e) {
                throw IoErrors.error("could not extend file \"" + path(rel, fork, s) + "\"", e);
            }
            if (!rel.isTemp()) {
                dirty(rel, fork, s);
            }
        }
    }

    public void read(RelFileNode rel, int fork, int block, MemorySegment m, long p) {
        read(rel, fork, block, m.asSlice(p, Blocks.SIZE).asByteBuffer());
    }

    /** Reads a block into the buffer's remaining 8 kB. */
    void read(RelFileNode rel, int fork, int block, ByteBuffer page) {
        int segment = segment(block);
        FileChannel c = mustOpen(rel, fork, segment, recovering);
        int before = proc.waitStart(WaitEvent.DATA_FILE_READ);
        int got = 0;
        try {
            long at = position(block);
            while (page.hasRemaining()) {
                int n = c.read(page, at);
                if (n < 0) {
                    break;
                }
                at += n;
                got += n;
            }
        } catch (IOException e) {
            throw IoErrors.error(
                    "could not read block " + Integer.toUnsignedString(block) + " in file \"" + path(rel, fork, segment)
                            + "\"",
                    e);
        } finally {
            proc.waitEnd(before);
        }
        if (got < Blocks.SIZE) {
            if (!options.zeroDamagedPages && !recovering) {
                throw new SqlError(
                        SqlState.DATA_CORRUPTED,
                        "could not read block " + Integer.toUnsignedString(block) + " in file \""
                                + path(rel, fork, segment) + "\": read only " + got + " of " + Blocks.SIZE
                                + " bytes");
            }
            while (page.hasRemaining()) {
                page.put((byte) 0);
            }
        }
    }

    public void write(RelFileNode rel, int fork, int block, MemorySegment m, long p, boolean skipFsync) {
        write(rel, fork, block, m.asSlice(p, Blocks.SIZE).asByteBuffer(), skipFsync);
    }

    /** Writes the buffer's remaining 8 kB as a block that exists. */
    void write(RelFileNode rel, int fork, int block, ByteBuffer page, boolean skipFsync) {
        int segment = segment(block);
        FileChannel c = mustOpen(rel, fork, segment, recovering);
        int before = proc.waitStart(WaitEvent.DATA_FILE_WRITE);
        try {
            long at = position(block);
            while (page.hasRemaining()) {
                at += c.write(page, at);
            }
        } catch (IOException e) {
            SqlError error = IoErrors.error(
                    "could not write block " + Integer.toUnsignedString(block) + " in file \""
                            + path(rel, fork, segment) + "\"",
                    e);
            throw error.state() == SqlState.DISK_FULL ? error.hint("Check free disk space.") : error;
        } finally {
            proc.waitEnd(before);
        }
        if (!skipFsync && !rel.isTemp()) {
            dirty(rel, fork, segment);
        }
    }

    public int nblocks(RelFileNode rel, int fork) {
        int segment = 0;
        while (true) {
            FileChannel c = segment == 0 ? mustOpen(rel, fork, 0, recovering) : open(rel, fork, segment, false);
            if (c == null) {
                return segment * Blocks.PER_SEGMENT;
            }
            long size;
            try {
                size = c.size();
            } catch (IOException e) {
                throw IoErrors.error("could not seek to end of file \"" + path(rel, fork, segment) + "\"", e);
            }
            if (size < SEGMENT_BYTES) {
                return segment * Blocks.PER_SEGMENT + (int) (size / Blocks.SIZE);
            }
            segment++;
        }
    }

    /** Shortens a fork on disk; its buffers must have been dropped. */
    public void truncate(RelFileNode rel, int fork, int blocks) {
        int current = nblocks(rel, fork);
        if (Integer.compareUnsigned(blocks, current) > 0) {
            if (recovering) {
                return;
            }
            throw SqlError.internal("could not truncate file \"" + rel.path(fork) + "\" to "
                    + Integer.toUnsignedString(blocks) + " blocks: it's only " + Integer.toUnsignedString(current)
                    + " blocks now");
        }
        for (int s = segment(Math.max(current - 1, 0)); s >= segment(blocks); s--) {
            long keep = s > segment(blocks) ? 0 : position(blocks);
            FileChannel c = mustOpen(rel, fork, s, false);
            try {
                c.truncate(keep);
            } catch (IOException e) {
                throw IoErrors.error(
                        "could not truncate file \"" + path(rel, fork, s) + "\" to " + Integer.toUnsignedString(blocks)
                                + " blocks",
                        e);
            }
            if (!rel.isTemp()) {
                dirty(rel, fork, s);
            }
        }
    }

    /** Unlinks all forks now (the first segment of the main fork is truncated, and goes after the next checkpoint). */
    public void unlink(RelFileNode rel, boolean redo) {
        close(rel);
        for (int fork = Fork.MAIN; fork < Fork.COUNT; fork++) {
            if (!rel.isTemp()) {
                sync.forget(rel, fork);
            }
            unlinkFork(rel, fork, redo);
        }
    }

    private void unlinkFork(RelFileNode rel, int fork, boolean redo) {
        Path first = file(rel, fork, 0);
        try {
            if (redo || fork != Fork.MAIN || rel.isTemp()) {
                truncateIfExists(first);
                if (!Files.deleteIfExists(first)) {
                    return;
                }
            } else {
                if (!truncateIfExists(first)) {
                    return;
                }
                sync.unlinkLater(rel);
            }
            for (int s = 1; ; s++) {
                Path next = file(rel, fork, s);
                if (!truncateIfExists(next)) {
                    return;
                }
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            reporter.warning(
                    IoErrors.state(e), "could not remove file \"" + rel.path(fork) + "\": " + IoErrors.reason(e));
        }
    }

    /** Gives the space back at once, though other processes may still have the file open. */
    private static boolean truncateIfExists(Path file) throws IOException {
        try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
            c.truncate(0);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Syncs a fork now: for files whose contents were not logged. */
    public void immediateSync(RelFileNode rel, int fork) {
        if (!options.fsync) {
            return;
        }
        int segments = segment(Math.max(nblocks(rel, fork) - 1, 0));
        for (int s = 0; s <= segments; s++) {
            int before = proc.waitStart(WaitEvent.DATA_FILE_IMMEDIATE_SYNC);
            try {
                mustOpen(rel, fork, s, false).force(true);
            } catch (IOException e) {
                throw IoErrors.panic("could not fsync file \"" + path(rel, fork, s) + "\"", e);
            } finally {
                proc.waitEnd(before);
            }
        }
    }

    /** Closes the relation's files in this process. */
    public void close(RelFileNode rel) {
        Iterator<Map.Entry<Key, FileChannel>> i = open.entrySet().iterator();
        while (i.hasNext()) {
            Map.Entry<Key, FileChannel> e = i.next();
            if (e.getKey().rel().equals(rel)) {
                i.remove();
                close(e.getValue());
            }
        }
    }

    /** Closes all relation files in this process. */
    public void closeAll() {
        for (FileChannel c : open.values()) {
            close(c);
        }
        open.clear();
    }
}
