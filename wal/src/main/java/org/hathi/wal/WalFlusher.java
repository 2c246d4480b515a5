package org.hathi.wal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.LockSupport;
import org.hathi.base.Lsn;
import org.hathi.base.SqlError;
import org.hathi.os.Futex;
import org.hathi.page.Blocks;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.Proc;
import org.hathi.shm.WaitEvent;
import org.jspecify.annotations.Nullable;

/**
 * Writing and syncing: group commit without a server for it. Whoever finds its LSN not yet flushed and nobody flushing
 * becomes the leader: it writes and syncs everything inserted so far. Those who come while it works wait in one of two
 * groups: the running one, when the leader's target covers them, else the next. When the leader is done it wakes all of
 * its group and exactly one of the next group, who leads that one.
 *
 * <p>Nothing that an inserter needs is held while writing and syncing, except that an inserter that finds no free WAL
 * buffer waits for the write.
 */
final class WalFlusher {
    private static final long RECHECK_NANOS = 200_000_000L;
    private static final int STALLED_ROUNDS = 4_000;

    private final WalShared s;
    private final Proc proc;
    private final int slot;
    private final WalSegments segments;
    private final WalOptions options;
    private final ByteBuffer pages;
    private @Nullable FileChannel file;
    private long fileSegment = -1;
    private int fileTimeline;
    private Wal.SegmentListener listener = segment -> {};
    private Wal.ActiveBackends active = () -> 0;

    WalFlusher(WalShared s, Proc proc, WalSegments segments, WalOptions options) {
        this.s = s;
        this.proc = proc;
        this.slot = proc.slot();
        this.segments = segments;
        this.options = options;
        MemorySegment all = s.m.asSlice(s.page(0), (long) s.buffers * Blocks.SIZE);
        this.pages = all.asByteBuffer();
    }

    void listener(Wal.SegmentListener l) {
        listener = l;
    }

    void active(Wal.ActiveBackends a) {
        active = a;
    }

    private long done(boolean durable) {
        return s.get64(durable ? WalShared.FLUSHED : WalShared.WRITTEN);
    }

    /** Returns when everything before {@code lsn} is written, and synced if {@code durable}. */
    void ensure(long lsn, boolean durable) {
        if (done(durable) >= lsn) {
            return;
        }
        long upTo = durable ? Math.max(lsn, s.get64(WalShared.WRITE_REQUEST)) : lsn;
        long finished = waitForInsertions(upTo);
        if (finished < lsn) {
            throw SqlError.internal("xlog flush request " + Lsn.format(lsn) + " is not satisfied --- flushed only to "
                    + Lsn.format(finished));
        }
        while (done(durable) < lsn) {
            int seq = s.get32(WalShared.FLUSH_SEQ);
            if (s.get32(WalShared.FLUSH_OWNER) == 0) {
                if (s.cas32(WalShared.FLUSH_OWNER, 0, slot + 1)) {
                    try {
                        lead(lsn, finished, durable);
                    } finally {
                        finish(s);
                    }
                }
                continue;
            }
            long target = s.get64(WalShared.FLUSH_TARGET);
            int group = (target == 0 || lsn <= target ? seq : seq + 1) & 1;
            int expected = s.get32(WalShared.FLUSH_WORD + group * 4L);
            if (s.get32(WalShared.FLUSH_SEQ) != seq || s.get32(WalShared.FLUSH_OWNER) == 0) {
                continue;
            }
            s.add32(WalShared.FLUSH_WAITERS + group * 4L, 1);
            int before = proc.waitStart(WaitEvent.WAL_FLUSH);
            boolean woken = Futex.wait(s.m, s.at(WalShared.FLUSH_WORD + group * 4L), expected, RECHECK_NANOS);
            proc.waitEnd(before);
            if (!woken) {
                proc.stalled();
            }
            s.add32(WalShared.FLUSH_WAITERS + group * 4L, -1);
        }
    }

    /** Becomes the leader unless somebody is; for the background, which has no reason to wait. */
    boolean tryFlush(long lsn) {
        long finished = waitForInsertions(lsn);
        if (!s.cas32(WalShared.FLUSH_OWNER, 0, slot + 1)) {
            return false;
        }
        try {
            lead(Math.min(lsn, finished), finished, true);
        } finally {
            finish(s);
        }
        return true;
    }

    private void lead(long lsn, long finished, boolean durable) {
        if (done(durable) >= lsn) {
            return;
        }
        if (durable && options.commitDelay > 0 && options.fsync && active.count() >= options.commitSiblings) {
            int before = proc.waitStart(WaitEvent.COMMIT_DELAY);
            LockSupport.parkNanos(options.commitDelay * 1000L);
            proc.waitEnd(before);
        }
        // Everything before `finished` is in the buffers, so this does not wait: it only finds out how far we can go.
        long target = waitForInsertions(finished);
        s.set64(WalShared.FLUSH_TARGET, target);
        write(target);
        if (Faults.ON) {
            proc.reach(KillPoint.WAL_WRITTEN);
        }
        if (durable) {
            sync(target);
        }
        if (Faults.ON) {
            proc.reach(KillPoint.WAL_SYNCED);
        }
    }

    /** Ends the running flush: its group is woken, and one of the next. */
    static void finish(WalShared s) {
        int seq = s.get32(WalShared.FLUSH_SEQ);
        s.set64(WalShared.FLUSH_TARGET, 0);
        s.set32(WalShared.FLUSH_SEQ, seq + 1);
        s.set32(WalShared.FLUSH_OWNER, 0);
        int running = seq & 1;
        wake(s, running, Integer.MAX_VALUE);
        wake(s, 1 - running, 1);
    }

    private static void wake(WalShared s, int group, int n) {
        s.add32(WalShared.FLUSH_WORD + group * 4L, 1);
        if (s.get32(WalShared.FLUSH_WAITERS + group * 4L) > 0) {
            Futex.wake(s.m, s.at(WalShared.FLUSH_WORD + group * 4L), n);
        }
    }

    /** Byte position the next record will start at. */
    static long reservedBytePos(WalShared s) {
        while (true) {
            int seq = s.get32(WalShared.BASE_SEQ);
            long base = s.get64(WalShared.BASE);
            long state = s.get64(WalShared.STATE);
            if ((seq & 1) == 0 && seq == s.get32(WalShared.BASE_SEQ)) {
                return base + (state >>> 24) * 8;
            }
            Thread.onSpinWait();
        }
    }

    Proc proc() {
        return proc;
    }

    /**
     * Waits until all records that start before {@code upTo} are in the buffers; returns the LSN before which
     * everything is, at least {@code upTo} unless that lies beyond what has been reserved.
     */
    long waitForInsertions(long upTo) {
        long reserved = WalFormat.toEndLsn(reservedBytePos(s), s.segmentSize);
        long wanted = Math.min(upTo, reserved);
        long finished = reserved;
        // Read after the reservation: the slot of whoever reserved before it is below.
        int used = proc.slots().highWater();
        for (int i = 0; i < used; i++) {
            long at = s.inserting(i);
            for (int round = 0; at != 0 && at < wanted; round++) {
                WalShared.pause(round);
                if (round > STALLED_ROUNDS) {
                    proc.stalled();
                }
                at = s.inserting(i);
            }
            if (at != 0 && at < finished) {
                finished = at;
            }
        }
        return finished;
    }

    private FileChannel open(long segment) {
        int tli = s.get32(WalShared.TIMELINE);
        FileChannel f = file;
        if (f == null || fileSegment != segment || fileTimeline != tli) {
            close();
            f = segments.openForWrite(tli, segment);
            file = f;
            fileSegment = segment;
            fileTimeline = tli;
        }
        return f;
    }

    void close() {
        FileChannel f = file;
        if (f != null) {
            file = null;
            fileSegment = -1;
            try {
                f.close();
            } catch (IOException e) {
                throw IoErrors.panic("could not close WAL file", e);
            }
        }
    }

    private void write(long target) {
        long written = s.get64(WalShared.WRITTEN);
        long page = written - written % Blocks.SIZE;
        long end = (target + Blocks.SIZE - 1) / Blocks.SIZE * Blocks.SIZE;
        if (written >= target) {
            return;
        }
        while (page < end) {
            long segment = page / s.segmentSize;
            long segmentEnd = (segment + 1) * s.segmentSize;
            int buffer = s.bufferOf(page);
            if (s.pageEnd(buffer) != page + Blocks.SIZE) {
                throw new SqlError(
                        org.hathi.base.Severity.PANIC,
                        org.hathi.base.SqlState.INTERNAL_ERROR,
                        "xlog write request " + Lsn.format(target) + " is past end of log "
                                + Lsn.format(s.pageEnd(buffer)));
            }
            long runEnd = Math.min(Math.min(end, segmentEnd), page + (long) (s.buffers - buffer) * Blocks.SIZE);
            writeRun(open(segment), buffer, (int) (page % s.segmentSize), (int) (runEnd - page), segment);
            s.set64(WalShared.WRITTEN, Math.min(runEnd, target));
            if (runEnd == segmentEnd && target >= segmentEnd) {
                sync(segmentEnd);
                listener.finished(segment);
            }
            page = runEnd;
        }
    }

    private void writeRun(FileChannel f, int buffer, int at, int length, long segment) {
        long start = options.trackIoTiming ? System.nanoTime() : 0;
        int from = buffer * Blocks.SIZE;
        pages.clear();
        pages.limit(from + length).position(from);
        int before = proc.waitStart(WaitEvent.WAL_WRITE);
        try {
            long offset = at;
            while (pages.hasRemaining()) {
                offset += f.write(pages, offset);
            }
        } catch (IOException e) {
            String name = WalFormat.fileName(s.get32(WalShared.TIMELINE), segment, s.segmentSize);
            throw IoErrors.panic("could not write to log file " + name + " at offset " + at + ", length " + length, e);
        }
        proc.waitEnd(before);
        s.count(slot, WalStats.WRITE, 1);
        if (options.trackIoTiming) {
            s.count(slot, WalStats.WRITE_TIME, (System.nanoTime() - start) / 1000);
        }
    }

    /** Makes what is written durable up to {@code target}; segments before its own have been synced already. */
    private void sync(long target) {
        if (s.get64(WalShared.FLUSHED) >= target) {
            return;
        }
        boolean force = options.syncMethod == WalOptions.SyncMethod.FSYNC
                || options.syncMethod == WalOptions.SyncMethod.FDATASYNC;
        if (options.fsync && force) {
            long start = options.trackIoTiming ? System.nanoTime() : 0;
            long segment = WalFormat.previousSegment(target, s.segmentSize);
            int before = proc.waitStart(WaitEvent.WAL_SYNC);
            try {
                open(segment).force(options.syncMethod == WalOptions.SyncMethod.FSYNC);
            } catch (IOException e) {
                String name = WalFormat.fileName(s.get32(WalShared.TIMELINE), segment, s.segmentSize);
                throw IoErrors.panic("could not fsync file \"" + name + "\"", e);
            }
            proc.waitEnd(before);
            s.count(slot, WalStats.SYNC, 1);
            if (options.trackIoTiming) {
                s.count(slot, WalStats.SYNC_TIME, (System.nanoTime() - start) / 1000);
            }
        }
        s.set64(WalShared.FLUSHED, target);
    }
}
