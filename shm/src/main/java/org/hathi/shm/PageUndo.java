package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * What a process was about to overwrite in a critical section that can be repaired: a change of pages with one log
 * record, or the record of a transaction's end. Most of the time spent in critical sections is spent in these.
 *
 * <p>LAYOUT per process slot {@link #STRIDE} bytes: 0 entries int; 4 bytes used int; 8 start and 16 end of the log
 * record once it is inserted; from 64 the entries: offset in the segment long, length int, whether a page starts
 * there int (2: a new one, of which nothing was there), the bytes as they were, to a multiple of 8. The word that
 * makes it count is in the process slot ({@link ProcSlots#undo}): {@link #NONE}, {@link #PAGES}, {@link #COMMIT},
 * {@link #ABORT}, plus {@link #LOGGED}, or {@link #LOCKS}, {@link #MAPPING}, {@link #LEAVING}, which upper rooms
 * repair.
 *
 * <p>CRASH: the reaper of a process that died so puts the bytes back, as long as nothing is logged (its latches on
 * the pages are still held then); once the record is inserted it stamps the pages with the record's end, as the
 * process would have done. In between, while the record is being inserted, only a crash restart helps.
 */
public final class PageUndo {
    static final String REGION = "Page Undo";
    static final int STRIDE = 12 * 1024;

    static final int NONE = 0;
    /** Pages change. */
    static final int PAGES = 1;
    /** A commit record is inserted. */
    static final int COMMIT = 2;
    /** An abort record is inserted: nothing to undo, and nothing to finish. */
    static final int ABORT = 3;
    /** A partition of the lock table changes: the transaction room builds it anew. */
    static final int LOCKS = 4;
    /** A buffer enters or leaves the mapping: the storage room finishes it. Intents 6 and 7 say which, and its hash. */
    static final int MAPPING = 5;
    /** A transaction leaves the process array: the transaction room does it again. Intent 6: its newest id. */
    static final int LEAVING = 6;
    /** The record is in the log. */
    static final int LOGGED = 16;

    private static final int HEADER = 64;
    private static final int COUNT = 0;
    private static final int USED = 4;
    private static final int START = 8;
    private static final int END = 16;
    private static final int ENTRY = 16;
    private static final int NEW = 2;
    private static final int PAGE_SIZE = 8192;

    private final MemorySegment m;
    private final long base;

    PageUndo(Segment segment) {
        this.m = segment.memory();
        this.base = segment.region(REGION).offset();
    }

    static RegionSpec spec(int maxProcs) {
        return RegionSpec.zeroed(REGION, (long) maxProcs * STRIDE);
    }

    private long at(int slot) {
        return base + (long) slot * STRIDE;
    }

    void clear(int slot) {
        Mem.put32(m, at(slot) + COUNT, 0);
        Mem.put32(m, at(slot) + USED, 0);
    }

    /** Sets bytes aside; false when there is no room for them. */
    boolean save(int slot, long off, int len, boolean page) {
        long at = at(slot);
        int used = Mem.i32(m, at + USED);
        int need = ENTRY + (len + 7 & ~7);
        if (HEADER + used + need > STRIDE) {
            return false;
        }
        long to = at + HEADER + used;
        Mem.put64(m, to, off);
        Mem.put32(m, to + 8, len);
        Mem.put32(m, to + 12, page ? 1 : 0);
        Mem.copy(m, off, m, to + ENTRY, len);
        Mem.put32(m, at + USED, used + need);
        Mem.put32(m, at + COUNT, Mem.i32(m, at + COUNT) + 1);
        return true;
    }

    /** Notes a page that was new: it will be zeros again. False when there is no room. */
    boolean saveNew(int slot, long off) {
        if (!save(slot, off, 0, true)) {
            return false;
        }
        long at = at(slot);
        Mem.put32(m, at + HEADER + Mem.i32(m, at + USED) - ENTRY + 12, NEW);
        return true;
    }

    void logged(int slot, long start, long end) {
        Mem.put64(m, at(slot) + START, start);
        Mem.put64(m, at(slot) + END, end);
    }

    long start(int slot) {
        return Mem.i64(m, at(slot) + START);
    }

    long end(int slot) {
        return Mem.i64(m, at(slot) + END);
    }

    /** Puts back what was there before, last change first. */
    void restore(int slot) {
        long at = at(slot);
        int n = Mem.i32(m, at + COUNT);
        long[] entries = new long[n];
        long e = at + HEADER;
        for (int i = 0; i < n; i++) {
            entries[i] = e;
            e += ENTRY + (Mem.i32(m, e + 8) + 7 & ~7);
        }
        for (int i = n - 1; i >= 0; i--) {
            if (Mem.i32(m, entries[i] + 12) == NEW) {
                Mem.zero(m, Mem.i64(m, entries[i]), PAGE_SIZE);
            } else {
                Mem.copy(m, entries[i] + ENTRY, m, Mem.i64(m, entries[i]), Mem.i32(m, entries[i] + 8));
            }
        }
    }

    /**
     * Stamps the pages with the end of the record that tells of their change: a page begins with its LSN, high half
     * first.
     */
    void stamp(int slot) {
        long at = at(slot);
        long lsn = end(slot);
        long e = at + HEADER;
        for (int i = Mem.i32(m, at + COUNT); i > 0; i--) {
            if (Mem.i32(m, e + 12) != 0) {
                long page = Mem.i64(m, e);
                Mem.put32(m, page, (int) (lsn >>> 32));
                Mem.put32(m, page + 4, (int) lsn);
            }
            e += ENTRY + (Mem.i32(m, e + 8) + 7 & ~7);
        }
    }
}
