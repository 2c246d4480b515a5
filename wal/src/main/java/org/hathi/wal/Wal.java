package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;

/** A process's handle on the write-ahead log. One thread. */
public final class Wal {
    /** Name of the region in shared memory. */
    public static final String REGION = "XLOG Ctl";

    private final WalShared s;
    private final Proc proc;
    private final WalOptions options;
    private final WalSegments segments;
    private final WalFlusher flusher;
    private final WalBuffers buffers;
    private final WalInsert record;
    private int xid;
    private long lastStart;
    private long lastEnd;

    /** Told of every segment that has been written to its end, by the process that wrote it. */
    public interface SegmentListener {
        void finished(long segment);
    }

    /** How many other transactions run: for {@code commit_siblings}. */
    public interface ActiveBackends {
        int count();
    }

    /** @param dataDirectory the data directory, which holds {@code pg_wal} */
    public Wal(Proc proc, Path dataDirectory, WalOptions options) {
        Segment segment = proc.segment();
        this.proc = proc;
        this.options = options;
        this.s = new WalShared(segment.memory(), segment.region(REGION).offset());
        this.segments = new WalSegments(dataDirectory, s.segmentSize, options, (long) proc.pid() << 16 | proc.slot());
        this.flusher = new WalFlusher(s, proc, segments, options);
        this.buffers = new WalBuffers(s, proc.slot(), flusher);
        this.record = new WalInsert(this, s, options, buffers, proc.slot());
    }

    /**
     * The region this room needs.
     *
     * @param buffers pages of WAL buffers, see {@link WalShared#buffersFor}
     * @param maxProcs process slots
     * @param segmentSize bytes of a WAL segment, from the control file
     */
    public static List<RegionSpec> regions(int buffers, int maxProcs, int segmentSize) {
        return List.of(new RegionSpec(
                REGION,
                WalShared.size(buffers, maxProcs),
                (m, off, size) -> WalShared.init(m, off, buffers, maxProcs, segmentSize)));
    }

    /**
     * For the reaper: ends the insertion a process died in.
     *
     * @return false when only a crash restart helps
     */
    public boolean finishInsertion(int dead, boolean logged) {
        return !s.isInserting(dead) || logged || !s.holdsLatch(dead) && buffers.fill(dead);
    }

    Proc proc() {
        return proc;
    }

    public WalShared shared() {
        return s;
    }

    public WalSegments segments() {
        return segments;
    }

    /** A reader of what has been flushed; the caller closes it. */
    public WalReader reader() {
        return new WalReader(
                segments.directory(),
                s.timeline(),
                s.segmentSize,
                s.controlFile().systemIdentifier());
    }

    public WalOptions options() {
        return options;
    }

    public WalStats stats() {
        return new WalStats(s);
    }

    /** The control file's shared copy; {@link WalShared#lockControlFile} guards changes. */
    public ControlFile controlFile() {
        return s.controlFile();
    }

    public void onSegmentFinished(SegmentListener listener) {
        flusher.listener(listener);
    }

    public void countActive(ActiveBackends active) {
        flusher.active(active);
    }

    /** The process's record builder, reset: {@code wal.record().data(…).buffer(…).insert(rmid, info)}. */
    public WalInsert record() {
        return record.begin();
    }

    /** Transaction id of the records this process inserts from now on; 0 for none. */
    public void setXid(int xid) {
        this.xid = xid;
    }

    int xid() {
        return xid;
    }

    void checkInsertAllowed() {
        if (s.get32(WalShared.INSERT_ALLOWED) == 0) {
            throw SqlError.internal("cannot make new WAL entries during recovery");
        }
    }

    long inserted(long start, long end) {
        lastStart = start;
        lastEnd = end;
        return end;
    }

    /** Returns when everything before {@code lsn} is durable. During recovery: at once, WAL is read from disk then. */
    public void flush(long lsn) {
        if (s.get64(WalShared.FLUSHED) < lsn && insertAllowed()) {
            flusher.ensure(lsn, true);
        }
    }

    /** Everything before this is durable. */
    public long flushedLsn() {
        return s.get64(WalShared.FLUSHED);
    }

    /** Everything before this has been handed to the operating system. */
    public long writtenLsn() {
        return s.get64(WalShared.WRITTEN);
    }

    /** Where the next record will start. */
    public long insertLsn() {
        return WalFormat.toLsn(WalFlusher.reservedBytePos(s), s.segmentSize);
    }

    /** End of the last record reserved (as {@link #insertLsn}, but at a page boundary the boundary itself). */
    public long insertEndLsn() {
        return WalFormat.toEndLsn(WalFlusher.reservedBytePos(s), s.segmentSize);
    }

    /** The redo pointer of the latest checkpoint begun: pages not newer than this are logged in full. */
    public long redoLsn() {
        return s.get64(WalShared.REDO);
    }

    /** Start of the latest record that was not marked unimportant, by any process. */
    public long lastImportantLsn() {
        long last = 0;
        int used = proc.slots().highWater();
        for (int i = 0; i < used; i++) {
            last = Math.max(last, s.lastImportant(i));
        }
        return last;
    }

    /** Asks the walwriter to flush up to {@code lsn} soon (asynchronous commit). */
    public void asyncCommit(long lsn) {
        s.max64(WalShared.ASYNC, lsn);
        int sleeper = s.get32(WalShared.WALWRITER);
        if (sleeper != 0) {
            proc.setLatch(sleeper - 1);
        }
    }

    /** The walwriter says that it will sleep for long, so that asynchronous commits wake it; or that it is back. */
    public void walwriterHibernates(boolean hibernates) {
        s.set32(WalShared.WALWRITER, hibernates ? proc.slot() + 1 : 0);
    }

    /** End LSN of the last record this process inserted since {@link #clearLastRecord}; 0 if none. */
    public long lastRecordEnd() {
        return lastEnd;
    }

    /** Start LSN of the last record this process inserted. */
    public long lastRecordStart() {
        return lastStart;
    }

    public void clearLastRecord() {
        lastEnd = 0;
    }

    /** One round of the walwriter; true if it wrote something. */
    public boolean backgroundFlush() {
        if (!insertAllowed()) {
            return false;
        }
        long flushed = flushedLsn();
        long target = s.get64(WalShared.WRITE_REQUEST);
        target -= target % Blocks.SIZE;
        if (target <= flushed) {
            target = s.get64(WalShared.ASYNC);
        }
        if (target <= flushed) {
            buffers.advance(0, true);
            return false;
        }
        boolean wrote = flusher.tryFlush(target);
        proc.enterCritical();
        buffers.advance(0, true);
        proc.exitCritical();
        return wrote;
    }

    /** Logs a whole page (XLOG_FPI); returns the end LSN, to be stamped on it by the caller. */
    public long logPage(RelFileNode rel, int fork, int block, MemorySegment m, long p, boolean standard) {
        int flags = BlockFlags.FORCE_IMAGE | (standard ? BlockFlags.STANDARD : 0);
        return record().buffer(0, rel, fork, block, m, p, flags).insert(Rmgr.XLOG, XlogInfo.FPI);
    }

    /** Logs a page whose hint bits change, if this is its first change since the checkpoint; 0 if it need not be. */
    public long logPageForHint(RelFileNode rel, int fork, int block, MemorySegment m, long p, boolean standard) {
        if (Page.lsn(m, p) > redoLsn()) {
            return 0;
        }
        int flags = BlockFlags.FORCE_IMAGE | (standard ? BlockFlags.STANDARD : 0);
        return record().buffer(0, rel, fork, block, m, p, flags).insert(Rmgr.XLOG, XlogInfo.FPI_FOR_HINT);
    }

    /** Must a page be logged in full if it is changed now? (XLogCheckBufferNeedsBackup) */
    public boolean pageNeedsImage(MemorySegment m, long p) {
        return s.get32(WalShared.FULL_PAGE_WRITES) != 0 && Page.lsn(m, p) <= redoLsn();
    }

    /** Are hint bit changes logged: checksums or wal_log_hints. */
    public boolean hintBitsLogged() {
        return options.logHints || s.controlFile().checksumVersion() != 0;
    }

    /** Is WAL inserted normally (false while recovering)? */
    public boolean insertAllowed() {
        return s.get32(WalShared.INSERT_ALLOWED) != 0;
    }

    // --- start-up, checkpoints, switches

    /**
     * Positions the log after recovery and allows insertion. Startup process only, before anybody inserts.
     *
     * @param end end of the last valid record
     * @param lastRecord its start
     * @param lastPage the page that {@code end} lies on (unused when {@code end} is a page boundary), at {@code lastAt}
     */
    public void startInsertion(
            long end, long lastRecord, int timeline, int previousTimeline, MemorySegment lastPage, long lastAt) {
        s.set32(WalShared.TIMELINE, timeline);
        s.set32(WalShared.PREVIOUS_TIMELINE, previousTimeline);
        buffers.setBase(WalFormat.toBytePos(end, s.segmentSize), WalFormat.toBytePos(lastRecord, s.segmentSize));
        int used = (int) (end % Blocks.SIZE);
        long initialized = end;
        if (used != 0) {
            int buffer = s.bufferOf(end);
            long to = s.page(buffer);
            Mem.zero(s.m, to, Blocks.SIZE);
            Mem.copy(lastPage, lastAt, s.m, to, used);
            initialized = end - used + Blocks.SIZE;
            s.setPageEnd(buffer, initialized);
        }
        s.set64(WalShared.INITIALIZED, initialized);
        s.set64(WalShared.WRITTEN, end);
        s.set64(WalShared.FLUSHED, end);
        s.set64(WalShared.WRITE_REQUEST, end);
        s.set64(WalShared.ASYNC, 0);
        s.set32(WalShared.INSERT_ALLOWED, 1);
    }

    /** Sets the redo pointer known at start, before insertion begins. */
    public void setRedo(long lsn) {
        s.set64(WalShared.REDO, lsn);
    }

    /**
     * The instant at which a checkpoint begins: every record inserted afterwards comes after its redo pointer, and
     * knows it. Critical section of the caller.
     *
     * @param skipIf return 0, changing nothing, when the last important record starts here (nothing has happened since)
     */
    public long chooseRedo(long skipIf) {
        buffers.lockAll();
        try {
            if (skipIf != 0 && lastImportantLsn() == skipIf) {
                return 0;
            }
            long redo = insertLsn();
            s.set64(WalShared.REDO, redo);
            buffers.rebase();
            return redo;
        } finally {
            buffers.unlockAll();
        }
    }

    /** Whether the process of a slot is inserting a record at the moment. */
    public boolean isInserting(int slot) {
        return s.inserting(slot) != 0;
    }

    public boolean fullPageWrites() {
        return s.get32(WalShared.FULL_PAGE_WRITES) != 0;
    }

    /** Follows a change of {@code full_page_writes}, logging it. Checkpointer only. */
    public void updateFullPageWrites(boolean on) {
        if (on == fullPageWrites()) {
            return;
        }
        proc.enterCritical();
        if (on) {
            setFullPageWrites(true);
        }
        if (insertAllowed() && options.walLevel >= 1) {
            record().data8(on ? 1 : 0).insert(Rmgr.XLOG, XlogInfo.FPW_CHANGE);
        }
        if (!on) {
            setFullPageWrites(false);
        }
        proc.exitCritical();
    }

    /** Sets the flag without logging: at start. */
    public void setFullPageWrites(boolean on) {
        buffers.lockAll();
        s.set32(WalShared.FULL_PAGE_WRITES, on ? 1 : 0);
        buffers.unlockAll();
    }

    /**
     * Ends the current segment (pg_switch_wal); returns the end of the switch record, or the position if none was
     * needed.
     */
    public long switchSegment() {
        proc.enterCritical();
        try {
            record().unimportant().insert(Rmgr.XLOG, XlogInfo.SWITCH);
        } finally {
            proc.exitCritical();
        }
        s.set64(WalShared.LAST_SWITCH_LSN, lastEnd);
        flush(lastEnd);
        return lastEnd;
    }

    /** Segment up to which old ones have been removed. */
    public long lastRemovedSegment() {
        return s.get64(WalShared.LAST_REMOVED);
    }

    public void setLastRemovedSegment(long segment) {
        s.max64(WalShared.LAST_REMOVED, segment);
    }

    /** Closes this process's file. */
    public void close() {
        flusher.close();
    }

    /** The error for a process that may not write. */
    public static SqlError readOnly(String command) {
        return new SqlError(SqlState.READ_ONLY_SQL_TRANSACTION, "cannot execute " + command + " during recovery");
    }
}
