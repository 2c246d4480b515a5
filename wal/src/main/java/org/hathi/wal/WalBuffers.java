package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.hathi.base.Lsn;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;

/**
 * Reserving space and copying records into the shared WAL buffers. Of one process.
 *
 * <p>An inserter owns its insertion slot (a word in shared memory) from before it reserves until its bytes are copied:
 * that is a shared lock nobody contends for. Its exclusive counterpart, the barrier, keeps new inserters out and
 * waits for those inside: checkpoints take it for the instant in which they choose their redo pointer.
 */
final class WalBuffers {
    /** Largest size, in units of 8 bytes, that the state word can hold for the previous record. */
    private static final long MAX_DELTA = (1L << 24) - 1;

    private static final long MAX_POSITION = 1L << 39;
    private static final long SOMEWHERE = 1;
    /** A process that lives needs some instructions. */
    private static final int PATIENCE_ROUNDS = 20_000;

    private final WalShared s;
    private final int slot;
    private final WalFlusher flusher;
    private boolean exclusive;

    /** Start of the last reservation. */
    long start;
    /** Its end. */
    long end;
    /** Start of the record before it. */
    long previous;

    WalBuffers(WalShared s, int slot, WalFlusher flusher) {
        this.s = s;
        this.slot = slot;
        this.flusher = flusher;
    }

    /** Enters: from here to {@link #leave} no barrier can be taken. */
    void enter() {
        for (int round = 0; ; round++) {
            s.setInserting(slot, SOMEWHERE);
            int holder = s.get32(WalShared.BARRIER);
            if (holder == 0 || holder == slot + 1) {
                return;
            }
            s.setInserting(slot, 0);
            while (s.get32(WalShared.BARRIER) != 0) {
                WalShared.pause(round++);
            }
        }
    }

    void leave() {
        s.releaseInserting(slot, 0);
    }

    /**
     * For the reaper: ends the insertion of a dead process. If it had reserved space, that gets a record that says
     * nothing.
     *
     * @return false when it cannot be known what was reserved, or some of it may be on disk: crash restart
     */
    boolean fill(int dead) {
        long in = s.inserting(dead);
        if (in == SOMEWHERE) {
            Winner winner = s.isReserving(dead) ? winner(dead) : Winner.ANOTHER;
            if (winner == Winner.ANOTHER) {
                s.reserved(dead);
                s.releaseInserting(dead, 0);
            }
            if (winner != Winner.THE_DEAD) {
                return winner == Winner.ANOTHER;
            }
        }
        long state = s.reservation(dead, 1);
        int size = (int) s.reservation(dead, 2);
        long from = s.reservation(dead, 0) + (state >>> 24) * 8;
        start = WalFormat.toLsn(from, s.segmentSize);
        // the page may have to be made first; beyond it, something may be copied, and written, already
        if (in != SOMEWHERE && in != start && in != start - start % Blocks.SIZE) {
            return false;
        }
        // who flushes pages that are in the way need not wait for it
        s.setInserting(dead, start);
        end = WalFormat.toEndLsn(from + (size + 7L & ~7L), s.segmentSize);
        long delta = state & MAX_DELTA;
        // the base cannot have moved: that needs all insertions to be over
        long prev = delta == 0 ? s.get64(WalShared.BASE_PREV) : from - delta * 8;
        s.setInserting(slot, start);
        MemorySegment record = nothing(size, WalFormat.toLsn(prev, s.segmentSize));
        copy(record, 0, size);
        leave();
        s.reserved(dead);
        s.releaseInserting(dead, 0);
        return true;
    }

    private enum Winner {
        THE_DEAD,
        ANOTHER,
        UNKNOWN
    }

    /**
     * Whether the dead process has reserved what it noted. Until its insertion is over nothing that was reserved since
     * it was announced is written, no page of that leaves the buffers, and the base stays: so the state still is what
     * it noted, or somebody has that space. Any other owner says so in its slot until the record's first bytes are in
     * the buffers.
     */
    private Winner winner(int dead) {
        long state = s.reservation(dead, 1);
        long from = s.reservation(dead, 0) + (state >>> 24) * 8;
        long first = WalFormat.toLsn(from, s.segmentSize);
        if (s.get64(WalShared.BASE) != s.reservation(dead, 0)) {
            return Winner.UNKNOWN;
        }
        if (s.get64(WalShared.STATE) == state) {
            return Winner.ANOTHER; // nobody, so far
        }
        for (int i = 0; i < s.slots; i++) {
            if (i == dead) {
                continue;
            }
            // what it has noted before where it is: who has got further by now has left traces there
            for (int round = 0; isAbout(i, state); round++) {
                if (round > PATIENCE_ROUNDS) {
                    return Winner.UNKNOWN; // another dead one
                }
                WalShared.pause(round);
            }
            long in = s.inserting(i);
            if (in == first || in == first - first % Blocks.SIZE) {
                return Winner.ANOTHER;
            }
        }
        int buffer = s.bufferOf(first);
        long pageEnd = first - first % Blocks.SIZE + Blocks.SIZE;
        if (s.pageEnd(buffer) > pageEnd) {
            return Winner.UNKNOWN;
        }
        boolean begun = s.pageEnd(buffer) == pageEnd && Mem.i32(s.m, s.page(buffer) + first % Blocks.SIZE) != 0;
        return begun ? Winner.ANOTHER : Winner.THE_DEAD;
    }

    /** Whether a process is in the step that reserves what follows a state. */
    private boolean isAbout(int i, long state) {
        return s.isReserving(i) && s.reservation(i, 1) == state && s.inserting(i) == SOMEWHERE;
    }

    /** A record of a given size that redo ignores. */
    static MemorySegment nothing(int size, long previous) {
        ByteBuffer b = ByteBuffer.allocateDirect(size + 8);
        MemorySegment m = MemorySegment.ofBuffer(b);
        int data = size - WalFormat.RECORD_HEADER;
        if (data > 257) {
            Mem.put8(m, WalFormat.RECORD_HEADER, WalFormat.ID_DATA_LONG);
            Mem.put32(m, WalFormat.RECORD_HEADER + 1, data - 5);
        } else if (data > 0) {
            Mem.put8(m, WalFormat.RECORD_HEADER, WalFormat.ID_DATA_SHORT);
            Mem.put8(m, WalFormat.RECORD_HEADER + 1, data - 2);
        }
        Mem.put32(m, 0, size);
        Mem.put64(m, 8, previous);
        Mem.put8(m, 16, XlogInfo.NOOP);
        Mem.put8(m, 17, Rmgr.XLOG);
        CRC32C crc = new CRC32C();
        crc.update(b.limit(size).position(WalFormat.RECORD_HEADER));
        crc.update(b.limit(20).position(0));
        Mem.put32(m, 20, (int) crc.getValue());
        return m;
    }

    /** Keeps every other inserter out. */
    void lockAll() {
        for (int round = 0; !s.cas32(WalShared.BARRIER, 0, slot + 1); round++) {
            WalShared.pause(round);
        }
        exclusive = true;
        for (int i = 0; i < s.slots; i++) {
            for (int round = 0; i != slot && s.inserting(i) != 0; round++) {
                WalShared.pause(round);
            }
        }
    }

    void unlockAll() {
        exclusive = false;
        s.set32(WalShared.BARRIER, 0);
    }

    /** Reserves {@code size} bytes (unaligned) between {@link #enter} and {@link #leave}; false: needs the barrier. */
    boolean reserve(int size) {
        long units = (size + 7L) >>> 3;
        if (units > MAX_DELTA) {
            return false;
        }
        long base = s.get64(WalShared.BASE);
        while (true) {
            long state = s.get64(WalShared.STATE);
            long position = state >>> 24;
            if (position + units >= MAX_POSITION) {
                return false;
            }
            s.reserving(slot, base, state, size);
            if (Faults.ON) {
                flusher.proc().reach(KillPoint.WAL_RESERVING);
            }
            if (s.cas64(WalShared.STATE, state, position + units << 24 | units)) {
                if (Faults.ON) {
                    flusher.proc().reach(KillPoint.WAL_TAKEN);
                }
                long delta = state & MAX_DELTA;
                long from = base + position * 8;
                start = WalFormat.toLsn(from, s.segmentSize);
                end = WalFormat.toEndLsn(from + units * 8, s.segmentSize);
                long prev = delta == 0 ? s.get64(WalShared.BASE_PREV) : from - delta * 8;
                previous = WalFormat.toLsn(prev, s.segmentSize);
                s.releaseInserting(slot, start);
                s.reserved(slot);
                return true;
            }
            s.reserved(slot);
            Thread.onSpinWait();
        }
    }

    /**
     * Reserves under the barrier, starting a new base; with {@code wholeSegment} everything to the end of the segment.
     * False when a segment switch would log nothing: the position is at the start of a segment.
     */
    boolean reserveExclusive(int size, boolean wholeSegment) {
        long from = WalFlusher.reservedBytePos(s);
        long state = s.get64(WalShared.STATE);
        long delta = state & MAX_DELTA;
        long prev = delta == 0 ? s.get64(WalShared.BASE_PREV) : from - delta * 8;
        long to = from + ((size + 7L) & ~7L);
        if (wholeSegment) {
            long at = WalFormat.toEndLsn(from, s.segmentSize);
            if (at % s.segmentSize == 0) {
                start = at;
                end = at;
                return false;
            }
            long endOfRecord = WalFormat.toEndLsn(to, s.segmentSize);
            long segmentEnd = (endOfRecord + s.segmentSize - 1) / s.segmentSize * s.segmentSize;
            to = WalFormat.toBytePos(segmentEnd, s.segmentSize);
        }
        start = WalFormat.toLsn(from, s.segmentSize);
        end = WalFormat.toEndLsn(to, s.segmentSize);
        previous = WalFormat.toLsn(prev, s.segmentSize);
        setBase(to, from);
        s.setInserting(slot, start);
        return true;
    }

    /** Makes {@code position} the base; the record before it starts at {@code prev}. Byte positions; barrier held. */
    void setBase(long position, long prev) {
        int seq = s.get32(WalShared.BASE_SEQ);
        s.set32(WalShared.BASE_SEQ, seq + 1);
        s.set64(WalShared.BASE, position);
        s.set64(WalShared.BASE_PREV, prev);
        s.set64(WalShared.STATE, 0);
        s.set32(WalShared.BASE_SEQ, seq + 2);
    }

    /** At a checkpoint: the position counter starts again, so that it never runs out of bits. */
    void rebase() {
        assert exclusive;
        long position = WalFlusher.reservedBytePos(s);
        long delta = s.get64(WalShared.STATE) & MAX_DELTA;
        if (delta != 0) {
            setBase(position, position - delta * 8);
        }
    }

    /** Copies the record of {@code total} bytes at {@code (m, from)} to the reserved space. */
    void copy(MemorySegment m, long from, int total) {
        long at = start;
        int done = 0;
        int room = Blocks.SIZE - (int) (at % Blocks.SIZE);
        long to = locate(at);
        while (total - done > room) {
            Mem.copy(m, from + done, s.m, to, room);
            done += room;
            at += room;
            long page = locate(at);
            Mem.put32(s.m, page + 16, total - done);
            Mem.put16(s.m, page + 2, Mem.u16(s.m, page + 2) | WalFormat.FIRST_IS_CONTRECORD);
            int header = WalFormat.headerSize(at, s.segmentSize);
            at += header;
            to = page + header;
            room = Blocks.SIZE - header;
        }
        Mem.copy(m, from + done, s.m, to, total - done);
    }

    /** Makes the pages of a switched segment exist, with headers zeroed so that they compress well. */
    void blankRest(long from) {
        long page = (from + Blocks.SIZE - 1) / Blocks.SIZE * Blocks.SIZE;
        while (page < end) {
            long at = locate(page);
            Mem.zero(s.m, at, WalFormat.SHORT_HEADER);
            page += Blocks.SIZE;
        }
    }

    /** Offset in shared memory of the byte at {@code lsn}, whose page is brought into the buffers if need be. */
    private long locate(long lsn) {
        int buffer = s.bufferOf(lsn);
        long pageStart = lsn - lsn % Blocks.SIZE;
        if (s.pageEnd(buffer) != pageStart + Blocks.SIZE) {
            // Whoever waits for us may know that we insert nothing more before this page.
            long in = lsn - pageStart;
            s.setInserting(slot, in == WalFormat.headerSize(pageStart, s.segmentSize) ? pageStart : lsn);
            advance(lsn, false);
            if (s.pageEnd(buffer) != pageStart + Blocks.SIZE) {
                throw new SqlError(
                        Severity.PANIC, SqlState.INTERNAL_ERROR, "could not find WAL buffer for " + Lsn.format(lsn));
            }
        }
        return s.page(buffer) + (lsn - pageStart);
    }

    /** Initialises pages up to the one that holds {@code upTo}; opportunistic: only while no write is needed. */
    void advance(long upTo, boolean opportunistic) {
        s.latch(WalShared.MAP_LATCH, slot);
        while (opportunistic || upTo >= s.get64(WalShared.INITIALIZED)) {
            long begin = s.get64(WalShared.INITIALIZED);
            int buffer = s.bufferOf(begin);
            long old = s.pageEnd(buffer);
            if (s.get64(WalShared.WRITTEN) < old) {
                if (opportunistic) {
                    break;
                }
                s.max64(WalShared.WRITE_REQUEST, old);
                s.unlatch(WalShared.MAP_LATCH);
                s.count(slot, WalStats.BUFFERS_FULL, 1);
                flusher.ensure(old, false);
                s.latch(WalShared.MAP_LATCH, slot);
                continue;
            }
            initPage(s.page(buffer), begin);
            s.setPageEnd(buffer, begin + Blocks.SIZE);
            s.set64(WalShared.INITIALIZED, begin + Blocks.SIZE);
        }
        s.unlatch(WalShared.MAP_LATCH);
    }

    private void initPage(long at, long lsn) {
        Mem.zero(s.m, at, Blocks.SIZE);
        writeHeader(s.m, at, lsn, s.timeline(), s.segmentSize, s.controlFile().systemIdentifier());
    }

    /** Writes a page header to zeroed memory. */
    static void writeHeader(MemorySegment m, long at, long lsn, int timeline, int segmentSize, long systemIdentifier) {
        Mem.put16(m, at, WalFormat.MAGIC);
        int info = WalFormat.BKP_REMOVED;
        Mem.put32(m, at + 4, timeline);
        Mem.put64(m, at + 8, lsn);
        if (lsn % segmentSize == 0) {
            info |= WalFormat.HAS_LONG_HEADER;
            Mem.put64(m, at + 24, systemIdentifier);
            Mem.put32(m, at + 32, segmentSize);
            Mem.put32(m, at + 36, Blocks.SIZE);
        }
        Mem.put16(m, at + 2, info);
    }
}
