package org.hathi.txn;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.StatCounters;
import org.hathi.shm.WaitEvent;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a simple log (pg_xact, pg_subtrans, pg_multixact) in shared buffers, replaced least recently used first.
 * Files are PostgreSQL's: segments of 32 pages of 8 kB named by their number in four hexadecimal digits.
 *
 * <p>LAYOUT header of 256 bytes: 0 buffers int; 4 LRU clock int; 8 latest page int; 12 LSN groups per page int; 16
 * control lock; 64 number of segments to sync int, then up to 32 segment numbers. Then per buffer 32 bytes: page int
 * (−1 empty), dirty int, LRU int, writing int; then group LSNs; then pages.
 *
 * <p>LATCHES: the control lock. Shared: find a page, read it, change it by single atomic stores or compare-and-set
 * after setting the dirty flag. Exclusive: load and evict pages. I/O of loading and evicting happens under the
 * exclusive lock: it is rare. Checkpoints copy pages under the lock and write them without; a page being written so is
 * not evicted.
 *
 * <p>CRASH: nothing here needs its process to finish, except the "writing" mark of a checkpointer: the next flush
 * writes a page that has it.
 */
final class Slru {
    static final int PAGE = 8192;
    static final int PAGES_PER_SEGMENT = 32;
    private static final int HEADER = 256;
    private static final int LRU_CLOCK = 4;
    private static final int LATEST = 8;
    private static final int LOCK = 16;
    private static final int SYNC_COUNT = 64;
    private static final int SYNC_LIST = 68;
    private static final int SYNC_MAX = 32;
    private static final int ENTRY = 32;
    private static final int DIRTY = 4;
    private static final int LRU = 8;
    private static final int WRITING = 12;

    private final TxnContext cx;
    private final MemorySegment m;
    private final String directory;
    private final long[] counts;
    private final boolean sync;
    private final long base;
    private final int buffers;
    private final int groups;
    private final long entries;
    private final long lsns;
    private final long pages;
    private final ByteBuffer io = ByteBuffer.allocateDirect(PAGE);
    private final MemorySegment ioMemory = MemorySegment.ofBuffer(io);
    private int current;
    private int about;
    private int openSegment = -1;
    private @Nullable FileChannel openChannel;

    /**
     * @param sync false for pg_subtrans, which does not survive a crash
     * @param number its number in the cumulative statistics
     */
    Slru(TxnContext cx, String region, String directory, boolean sync, int number) {
        this.cx = cx;
        this.counts = cx.me.stats().slru(number);
        this.m = cx.m;
        this.directory = directory;
        this.sync = sync;
        this.base = cx.me.segment().region(region).offset();
        this.buffers = Mem.i32(m, base);
        this.groups = Mem.i32(m, base + 12);
        this.entries = base + HEADER;
        this.lsns = entries + (long) buffers * ENTRY;
        this.pages = align(lsns + 8L * groups * buffers - base) + base;
    }

    private static long align(long x) {
        return (x + 63) & -64;
    }

    static RegionSpec spec(String region, int buffers, int lsnGroups, LwTranche tranche) {
        long size = align(HEADER + (long) buffers * (ENTRY + 8L * lsnGroups)) + (long) buffers * PAGE;
        return new RegionSpec(region, size, (m, off, s) -> {
            Mem.put32(m, off, buffers);
            Mem.put32(m, off + 12, lsnGroups);
            LwLock.init(m, off + LOCK, tranche);
            for (int i = 0; i < buffers; i++) {
                Mem.put32(m, off + HEADER + (long) i * ENTRY, -1);
            }
        });
    }

    // Access. Each of page…() returns with the control lock held; end with unlock().

    void unlock() {
        LwLock.release(cx.me, m, base + LOCK);
    }

    /** Offset of a page, loaded if need be; the control lock is held, at least shared. */
    long page(int pageno) {
        LwLock.acquire(cx.me, m, base + LOCK, false);
        int i = find(pageno);
        if (i >= 0) {
            counts[StatCounters.SLRU_HIT]++;
            touch(i);
            return pages + (long) i * PAGE;
        }
        LwLock.release(cx.me, m, base + LOCK);
        return pageExclusive(pageno);
    }

    /** As {@link #page}, with the control lock held exclusively. */
    long pageExclusive(int pageno) {
        LwLock.acquire(cx.me, m, base + LOCK, true);
        try {
            return load(pageno);
        } catch (RuntimeException e) {
            unlock();
            throw e;
        }
    }

    private long load(int pageno) {
        int i = find(pageno);
        if (i < 0) {
            i = victim();
            readFile(pageno, pages + (long) i * PAGE);
            counts[StatCounters.SLRU_READ]++;
            Mem.put32(m, entries + (long) i * ENTRY, pageno);
        }
        touch(i);
        return pages + (long) i * PAGE;
    }

    /** Marks the page last returned dirty: before it is changed. */
    void dirty() {
        Mem.put32(m, entries + (long) current * ENTRY + DIRTY, 1);
    }

    /** Offset of the LSN of a group of the page last returned. */
    long groupLsn(int group) {
        return lsns + 8L * ((long) current * groups + group);
    }

    /** Creates a page of zeros; takes and releases the control lock. */
    void zero(int pageno) {
        LwLock.acquire(cx.me, m, base + LOCK, true);
        try {
            int i = find(pageno);
            if (i < 0) {
                i = victim();
            }
            Mem.zero(m, pages + (long) i * PAGE, PAGE);
            counts[StatCounters.SLRU_ZEROED]++;
            for (int g = 0; g < groups; g++) {
                Mem.put64(m, lsns + 8L * ((long) i * groups + g), 0L);
            }
            Mem.put32(m, entries + (long) i * ENTRY, pageno);
            Mem.put32(m, entries + (long) i * ENTRY + DIRTY, 1);
            touch(i);
            Mem.put32(m, base + LATEST, pageno);
        } finally {
            unlock();
        }
    }

    /** Says which page is the newest: it is never evicted. */
    void setLatest(int pageno) {
        Mem.put32(m, base + LATEST, pageno);
    }

    private int find(int pageno) {
        for (int i = 0; i < buffers; i++) {
            if (Mem.i32(m, entries + (long) i * ENTRY) == pageno) {
                return i;
            }
        }
        return -1;
    }

    private void touch(int i) {
        current = i;
        int clock = Mem.i32(m, base + LRU_CLOCK);
        long lru = entries + (long) i * ENTRY + LRU;
        if (Mem.i32(m, lru) != clock) {
            // racy under the shared lock, and harmless: a hint
            Mem.put32(m, base + LRU_CLOCK, ++clock);
            Mem.put32(m, lru, clock);
        }
    }

    /** A buffer to fill, clean and empty; the control lock is held exclusively. */
    private int victim() {
        int best = -1;
        int bestAge = -1;
        int clock = Mem.i32(m, base + LRU_CLOCK);
        for (int i = 0; i < buffers; i++) {
            long e = entries + (long) i * ENTRY;
            int pageno = Mem.i32(m, e);
            if (pageno == -1) {
                clearLsns(i);
                return i;
            }
            if (pageno == Mem.i32(m, base + LATEST) || Mem.i32(m, e + WRITING) != 0) {
                continue;
            }
            int age = Math.max(0, clock - Mem.i32(m, e + LRU));
            if (age > bestAge) {
                best = i;
                bestAge = age;
            }
        }
        if (best < 0) {
            throw new SqlError(SqlState.INTERNAL_ERROR, "no free buffer in " + directory);
        }
        long e = entries + (long) best * ENTRY;
        if (Mem.i32(m, e + DIRTY) != 0) {
            int pageno = Mem.i32(m, e);
            flushLog(best);
            Mem.copy(m, pages + (long) best * PAGE, ioMemory, 0, PAGE);
            writeFile(pageno);
            noteSync(pageno / PAGES_PER_SEGMENT);
            Mem.put32(m, e + DIRTY, 0);
        }
        Mem.put32(m, e, -1);
        clearLsns(best);
        return best;
    }

    private void clearLsns(int i) {
        for (int g = 0; g < groups; g++) {
            Mem.put64(m, lsns + 8L * ((long) i * groups + g), 0L);
        }
    }

    /** Write-ahead rule: commits the page tells of must be durable before it is. */
    private void flushLog(int i) {
        long max = 0;
        for (int g = 0; g < groups; g++) {
            max = Math.max(max, Mem.i64(m, lsns + 8L * ((long) i * groups + g)));
        }
        if (max != 0) {
            cx.log.flush(max);
        }
    }

    private void noteSync(int segment) {
        if (!sync) {
            return;
        }
        int n = Mem.i32(m, base + SYNC_COUNT);
        for (int i = 0; i < n; i++) {
            if (Mem.i32(m, base + SYNC_LIST + 4L * i) == segment) {
                return;
            }
        }
        if (n == SYNC_MAX) {
            syncFile(segment);
            return;
        }
        Mem.put32(m, base + SYNC_LIST + 4L * n, segment);
        Mem.put32(m, base + SYNC_COUNT, n + 1);
    }

    // Checkpoint.

    /** Writes all dirty pages and makes them durable. Called by one process at a time: checkpointer or startup. */
    void flushAll() {
        counts[StatCounters.SLRU_FLUSHES]++;
        List<Integer> segments = new ArrayList<>();
        for (int i = 0; i < buffers; i++) {
            long e = entries + (long) i * ENTRY;
            LwLock.acquire(cx.me, m, base + LOCK, true);
            // a mark that is still there is a dead process's: it took the dirty flag and may not have written
            boolean interrupted = Mem.i32(m, e + WRITING) != 0;
            int pageno = Mem.i32(m, e);
            boolean write = pageno != -1 && (interrupted || Mem.i32(m, e + DIRTY) != 0);
            Mem.put32(m, e + WRITING, 0);
            if (write) {
                Mem.put32(m, e + WRITING, 1);
                Mem.put32(m, e + DIRTY, 0);
            }
            LwLock.release(cx.me, m, base + LOCK);
            if (!write) {
                continue;
            }
            boolean written = false;
            try {
                // copy first: group LSNs are raised before bits are set, so those read afterwards cover the copy
                Mem.copy(m, pages + (long) i * PAGE, ioMemory, 0, PAGE);
                flushLog(i);
                writeFile(pageno);
                written = true;
            } finally {
                LwLock.acquire(cx.me, m, base + LOCK, true);
                Mem.put32(m, e + WRITING, 0);
                if (!written) {
                    Mem.put32(m, e + DIRTY, 1);
                }
                LwLock.release(cx.me, m, base + LOCK);
            }
            int segment = pageno / PAGES_PER_SEGMENT;
            if (!segments.contains(segment)) {
                segments.add(segment);
            }
        }
        LwLock.acquire(cx.me, m, base + LOCK, true);
        int n = Mem.i32(m, base + SYNC_COUNT);
        for (int i = 0; i < n; i++) {
            int segment = Mem.i32(m, base + SYNC_LIST + 4L * i);
            if (!segments.contains(segment)) {
                segments.add(segment);
            }
        }
        Mem.put32(m, base + SYNC_COUNT, 0);
        LwLock.release(cx.me, m, base + LOCK);
        if (sync) {
            for (int segment : segments) {
                syncFile(segment);
            }
        }
    }

    /** Whether the page exists in buffers or on disk. */
    boolean exists(int pageno) {
        counts[StatCounters.SLRU_EXISTS]++;
        LwLock.acquire(cx.me, m, base + LOCK, false);
        boolean found = find(pageno) >= 0;
        LwLock.release(cx.me, m, base + LOCK);
        if (found) {
            return true;
        }
        try {
            return Files.size(path(pageno / PAGES_PER_SEGMENT)) >= (long) (pageno % PAGES_PER_SEGMENT + 1) * PAGE;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failure("could not access", pageno / PAGES_PER_SEGMENT, e);
        }
    }

    /** Order of page numbers under wraparound. */
    @FunctionalInterface
    interface Order {
        boolean precedes(int pageA, int pageB);
    }

    /** Removes segments all of whose pages precede {@code cutoff}; buffers of such pages are dropped unwritten. */
    void truncate(int cutoff, Order order) {
        counts[StatCounters.SLRU_TRUNCATES]++;
        int first = cutoff - cutoff % PAGES_PER_SEGMENT;
        LwLock.acquire(cx.me, m, base + LOCK, true);
        for (int i = 0; i < buffers; i++) {
            long e = entries + (long) i * ENTRY;
            int pageno = Mem.i32(m, e);
            if (pageno != -1 && order.precedes(pageno, first) && Mem.i32(m, e + WRITING) == 0) {
                Mem.put32(m, e, -1);
                Mem.put32(m, e + DIRTY, 0);
            }
        }
        LwLock.release(cx.me, m, base + LOCK);
        closeFile();
        for (int segment : segments()) {
            int last = segment * PAGES_PER_SEGMENT + PAGES_PER_SEGMENT - 1;
            if (order.precedes(last, first) && order.precedes(segment * PAGES_PER_SEGMENT, first)) {
                try {
                    Files.deleteIfExists(path(segment));
                } catch (IOException e) {
                    throw failure("could not remove", segment, e);
                }
            }
        }
    }

    /** Removes every file and forgets every buffer: pg_subtrans at start. */
    void clear() {
        LwLock.acquire(cx.me, m, base + LOCK, true);
        for (int i = 0; i < buffers; i++) {
            Mem.put32(m, entries + (long) i * ENTRY, -1);
            Mem.put32(m, entries + (long) i * ENTRY + DIRTY, 0);
            Mem.put32(m, entries + (long) i * ENTRY + WRITING, 0);
        }
        LwLock.release(cx.me, m, base + LOCK);
        closeFile();
        for (int segment : segments()) {
            try {
                Files.deleteIfExists(path(segment));
            } catch (IOException e) {
                throw failure("could not remove", segment, e);
            }
        }
    }

    private List<Integer> segments() {
        List<Integer> list = new ArrayList<>();
        try (DirectoryStream<Path> dir = Files.newDirectoryStream(cx.dataDir.resolve(directory))) {
            for (Path p : dir) {
                String name = p.getFileName().toString();
                if (name.length() >= 4 && name.length() <= 6 && isHex(name)) {
                    list.add(Integer.parseInt(name, 16));
                }
            }
        } catch (IOException e) {
            throw new SqlError(
                    Severity.ERROR,
                    SqlState.IO_ERROR,
                    "could not open directory \"" + directory + "\": " + e.getMessage(),
                    e);
        }
        return list;
    }

    private static boolean isHex(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (Character.digit(s.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    // Files.

    private Path path(int segment) {
        return cx.dataDir.resolve(directory).resolve(fileName(segment));
    }

    static String fileName(int segment) {
        String hex = Integer.toHexString(segment).toUpperCase(Locale.ROOT);
        return hex.length() >= 4 ? hex : "0000".substring(hex.length()) + hex;
    }

    private FileChannel channel(int segment, boolean create) throws IOException {
        FileChannel c = openChannel;
        if (c != null && openSegment == segment && c.isOpen()) {
            return c;
        }
        closeFile();
        c = create
                ? FileChannel.open(
                        path(segment), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(path(segment), StandardOpenOption.READ, StandardOpenOption.WRITE);
        openChannel = c;
        openSegment = segment;
        return c;
    }

    /** Closes the file this process keeps open. */
    void closeFile() {
        FileChannel c = openChannel;
        openChannel = null;
        openSegment = -1;
        if (c != null) {
            try {
                c.close();
            } catch (IOException e) {
                throw failure("could not close", 0, e);
            }
        }
    }

    private void readFile(int pageno, long to) {
        int segment = pageno / PAGES_PER_SEGMENT;
        long pos = (long) (pageno % PAGES_PER_SEGMENT) * PAGE;
        int before = cx.me.waitStart(WaitEvent.SLRU_READ);
        try {
            FileChannel c = channel(segment, false);
            io.clear();
            while (io.hasRemaining()) {
                if (c.read(io, pos + io.position()) < 0) {
                    throw short_(segment, pos);
                }
            }
            Mem.copy(ioMemory, 0, m, to, PAGE);
        } catch (NoSuchFileException e) {
            if (sync && !cx.recovering) {
                throw unreadable("Could not open file \"" + directory + "/" + fileName(segment)
                        + "\": No such file or directory.");
            }
            // recovery may see pages that were truncated later; of subtransactions only live ones have parents
            Mem.zero(m, to, PAGE);
        } catch (IOException e) {
            throw unreadable("Could not read from file \"" + directory + "/" + fileName(segment) + "\" at offset " + pos
                    + ": " + e.getMessage() + ".");
        } finally {
            cx.me.waitEnd(before);
        }
    }

    private IOException short_(int segment, long pos) {
        return new IOException("read too few bytes at offset " + pos + " of " + path(segment));
    }

    private void writeFile(int pageno) {
        counts[StatCounters.SLRU_WRITTEN]++;
        int segment = pageno / PAGES_PER_SEGMENT;
        long pos = (long) (pageno % PAGES_PER_SEGMENT) * PAGE;
        int before = cx.me.waitStart(WaitEvent.SLRU_WRITE);
        try {
            FileChannel c = channel(segment, true);
            io.clear();
            while (io.hasRemaining()) {
                c.write(io, pos + io.position());
            }
        } catch (IOException e) {
            throw failure("could not write to", segment, e);
        } finally {
            cx.me.waitEnd(before);
        }
    }

    private void syncFile(int segment) {
        int before = cx.me.waitStart(WaitEvent.SLRU_SYNC);
        try {
            channel(segment, true).force(true);
        } catch (IOException e) {
            throw new SqlError(
                    Severity.PANIC,
                    SqlState.IO_ERROR,
                    "could not fsync file \"" + directory + "/" + fileName(segment) + "\": " + e.getMessage(),
                    e);
        } finally {
            cx.me.waitEnd(before);
        }
    }

    private SqlError unreadable(String detail) {
        String of = Integer.toUnsignedString(about);
        return new SqlError(SqlState.IO_ERROR, "could not access status of transaction " + of).detail(detail);
    }

    /** The transaction whose status the next access wants, for messages. */
    void about(int xid) {
        about = xid;
    }

    private SqlError failure(String what, int segment, IOException e) {
        return new SqlError(
                Severity.ERROR,
                SqlState.IO_ERROR,
                what + " file \"" + directory + "/" + fileName(segment) + "\": " + e.getMessage(),
                e);
    }
}
