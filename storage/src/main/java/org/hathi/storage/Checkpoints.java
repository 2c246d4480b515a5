package org.hathi.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.Proc;
import org.hathi.shm.WaitEvent;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.Rmgr;
import org.hathi.wal.Wal;
import org.hathi.wal.WalFormat;
import org.hathi.wal.WalSegments;
import org.hathi.wal.WalShared;
import org.hathi.wal.XlogInfo;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints: performed by the checkpointer (or the startup process, or a standalone backend), asked for by anybody.
 *
 * <p>CRASH  Until the control file is replaced the previous checkpoint counts; WAL and unlinked files it needs are only
 * removed after that.
 */
public final class Checkpoints {
    private static final int WRITES_PER_ABSORB = 1000;
    private static final long DELAY_NANOS = 100_000_000L;
    private static final long WAIT_NANOS = 1_000_000_000L;

    private final Proc proc;
    private final Path dataDirectory;
    private final Wal wal;
    private final WalShared ws;
    private final BufferPool pool;
    private final BufferShared s;
    private final SyncRequests sync;
    private final StorageOptions options;
    private final CheckpointShared shared;
    private final Reporter reporter;
    private final PgClock clock;
    private CheckpointParticipant participant = new CheckpointParticipant() {};
    private double distanceEstimate;
    private double previousDistance;
    private @Nullable BackgroundCleaner cleaner;

    // of the checkpoint that runs
    private long startNanos;
    private long startLsn;
    private boolean immediate;
    private int written;

    Checkpoints(
            Proc proc,
            Path dataDirectory,
            Wal wal,
            BufferPool pool,
            SyncRequests sync,
            StorageOptions options,
            CheckpointShared shared,
            Reporter reporter,
            PgClock clock) {
        this.proc = proc;
        this.dataDirectory = dataDirectory;
        this.wal = wal;
        this.ws = wal.shared();
        this.pool = pool;
        this.s = pool.shared();
        this.sync = sync;
        this.options = options;
        this.shared = shared;
        this.reporter = reporter;
        this.clock = clock;
    }

    public void participant(CheckpointParticipant p) {
        participant = p;
    }

    CheckpointParticipant participant() {
        return participant;
    }

    private long unixTime() {
        return clock.micros() / 1_000_000L + PgClock.EPOCH_OFFSET_SECONDS;
    }

    /** Makes this process the one that keeps sync requests and performs checkpoints. */
    public void becomeCheckpointer() {
        sync.own();
        shared.setCheckpointer(proc.slot());
    }

    /** Asks the checkpointer for a checkpoint; with {@link CheckpointFlags#WAIT} returns when it is done. */
    public void request(int flags) {
        int failed = shared.failedCount();
        int started = shared.startedCount();
        shared.want(proc, flags);
        if ((flags & CheckpointFlags.WAIT) == 0) {
            return;
        }
        waitUntil(() -> shared.startedCount() != started, WaitEvent.CHECKPOINT_START);
        int mine = shared.startedCount();
        waitUntil(() -> shared.doneCount() - mine >= 0, WaitEvent.CHECKPOINT_DONE);
        if (shared.failedCount() != failed) {
            throw new SqlError(SqlState.INTERNAL_ERROR, "checkpoint request failed")
                    .hint("Consult recent messages in the server log for details.");
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void waitUntil(Condition c, WaitEvent event) {
        int before = proc.waitStart(event);
        while (true) {
            int word = shared.word();
            if (c.holds()) {
                proc.waitEnd(before);
                return;
            }
            shared.sleep(word, WAIT_NANOS);
        }
    }

    /**
     * One round of the checkpointer: absorbs requests and performs a checkpoint that was asked for, or is due because
     * {@code secondsSinceLast} reached {@code checkpoint_timeout}. True if it did one.
     */
    public boolean round(int secondsSinceLast) {
        sync.absorb();
        int flags = shared.flagsWanted() == 0 ? 0 : shared.takeFlags();
        if (flags == 0 && secondsSinceLast >= options.checkpointTimeout) {
            flags = CheckpointFlags.CAUSE_TIME;
        }
        if (flags == 0) {
            return false;
        }
        shared.count(
                (flags & CheckpointFlags.CAUSE_TIME) != 0 ? CheckpointShared.TIMED : CheckpointShared.REQUESTED, 1);
        boolean cause = (flags & CheckpointFlags.CAUSE_XLOG) != 0;
        if (cause && secondsSinceLast < options.checkpointWarning) {
            reporter.report(org.hathi.base.Report.of(
                            Severity.LOG,
                            "checkpoints are occurring too frequently (" + secondsSinceLast + " second"
                                    + (secondsSinceLast == 1 ? "" : "s") + " apart)")
                    .hint("Consider increasing the configuration parameter \"max_wal_size\"."));
        }
        shared.started();
        boolean ok = false;
        try {
            create(flags);
            ok = true;
        } finally {
            shared.ended(ok);
        }
        return true;
    }

    /** WAL segments between checkpoints before one is asked for: from max_wal_size and the completion target. */
    public int segmentsBetween() {
        double target = (double) options.maxWalSize * 1024 * 1024 / ws.segmentSize();
        return Math.max(1, (int) (target / (1.0 + options.checkpointCompletionTarget)));
    }

    /** Told when a WAL segment is full: asks for a checkpoint when there are enough. */
    public void segmentFinished(long segment) {
        long redoSegment = WalFormat.segment(wal.redoLsn(), ws.segmentSize());
        if (segment >= redoSegment + segmentsBetween() - 1 && shared.flagsWanted() == 0) {
            shared.want(proc, CheckpointFlags.CAUSE_XLOG);
        }
    }

    /** Performs a checkpoint. False when it was skipped because nothing has happened since the last. */
    public boolean create(int flags) {
        boolean shutdown = (flags & (CheckpointFlags.IS_SHUTDOWN | CheckpointFlags.END_OF_RECOVERY)) != 0;
        boolean mustDo = shutdown || (flags & CheckpointFlags.FORCE) != 0;
        immediate = shutdown || (flags & CheckpointFlags.IMMEDIATE) != 0;
        startNanos = System.nanoTime();
        written = 0;
        ControlFile control = wal.controlFile();
        if ((flags & CheckpointFlags.IS_SHUTDOWN) != 0) {
            setState(ControlFile.SHUTDOWNING);
        }
        sync.beforeCheckpoint();
        proc.enterCritical();
        long redo = wal.chooseRedo(mustDo ? 0 : control.checkPoint());
        if (redo == 0) {
            proc.exitCritical();
            return false;
        }
        proc.exitCritical();
        if (Faults.ON) {
            proc.reach(KillPoint.CHECKPOINT_BEGUN);
        }
        startLsn = redo;
        logStart(flags);
        long previousRedo = control.checkPointCopy().redo;
        CheckPoint c = new CheckPoint();
        c.redo = redo;
        c.timeline = ws.timeline();
        c.previousTimeline = c.timeline;
        c.fullPageWrites = wal.fullPageWrites();
        c.time = unixTime();
        participant.fill(c, shutdown);
        shared.waitForDelays();
        participant.flush(flags);
        writeBuffers(flags);
        if (Faults.ON) {
            proc.reach(KillPoint.CHECKPOINT_WRITTEN);
        }
        long writeNanos = System.nanoTime() - startNanos;
        long syncStart = System.nanoTime();
        sync.process();
        long syncNanos = System.nanoTime() - syncStart;
        if (Faults.ON) {
            proc.reach(KillPoint.CHECKPOINT_SYNCED);
        }
        shared.waitForDelays();
        if (!shutdown) {
            participant.logRunningTransactions();
        }
        writeRecord(c, flags, shutdown);
        sync.afterCheckpoint();
        updateEstimate(redo - previousRedo);
        WalSegments.Removed removed = removeOldWal(redo);
        int added = preallocate();
        if ((flags & CheckpointFlags.END_OF_RECOVERY) == 0) {
            participant.afterCheckpoint(c);
        }
        logEnd(writeNanos, syncNanos, added, removed);
        return true;
    }

    private void setState(int state) {
        ws.lockControlFile(proc.slot());
        wal.controlFile().setState(state);
        wal.controlFile().setTime(unixTime());
        wal.controlFile().store(dataDirectory, options.fsync);
        ws.unlockControlFile();
    }

    private void writeRecord(CheckPoint c, int flags, boolean shutdown) {
        java.lang.foreign.MemorySegment body = java.lang.foreign.Arena.ofAuto().allocate(CheckPoint.SIZE, 8);
        c.write(body, 0);
        proc.enterCritical();
        long end = wal.record()
                .data(body, 0, CheckPoint.SIZE)
                .insert(Rmgr.XLOG, shutdown ? XlogInfo.CHECKPOINT_SHUTDOWN : XlogInfo.CHECKPOINT_ONLINE);
        long start = wal.lastRecordStart();
        wal.flush(end);
        if (Faults.ON) {
            proc.reach(KillPoint.CHECKPOINT_LOGGED);
        }
        if (shutdown && c.redo != start) {
            throw new SqlError(
                    Severity.PANIC,
                    SqlState.INTERNAL_ERROR,
                    "concurrent write-ahead log activity while database system is shutting down");
        }
        ws.lockControlFile(proc.slot());
        ControlFile control = wal.controlFile();
        if ((flags & CheckpointFlags.IS_SHUTDOWN) != 0) {
            control.setState(ControlFile.SHUTDOWNED);
        }
        control.setCheckPoint(start);
        control.setCheckPointCopy(c);
        control.setMinRecoveryPoint(0, 0);
        control.setTime(unixTime());
        control.store(dataDirectory, options.fsync);
        ws.unlockControlFile();
        proc.exitCritical();
        wal.clearLastRecord();
    }

    private record Dirty(int buf, RelFileNode rel, int fork, int block) {}

    private void writeBuffers(int flags) {
        long mask = BufferShared.DIRTY;
        boolean all =
                (flags & (CheckpointFlags.IS_SHUTDOWN | CheckpointFlags.END_OF_RECOVERY | CheckpointFlags.FLUSH_ALL))
                        != 0;
        if (!all) {
            mask |= BufferShared.PERMANENT;
        }
        List<Dirty> todo = new ArrayList<>();
        for (int b = 0; b < s.count; b++) {
            long state = s.state(b);
            if ((state & mask) == mask && mark(b, mask)) {
                todo.add(new Dirty(b, s.relation(b), s.fork(b), s.block(b)));
            }
        }
        todo.sort((x, y) -> {
            int c = Integer.compareUnsigned(x.rel.spc(), y.rel.spc());
            c = c != 0 ? c : Integer.compareUnsigned(x.rel.db(), y.rel.db());
            c = c != 0 ? c : Integer.compareUnsigned(x.rel.rel(), y.rel.rel());
            c = c != 0 ? c : Integer.compare(x.fork, y.fork);
            return c != 0 ? c : Integer.compareUnsigned(x.block, y.block);
        });
        int done = 0;
        int after = options.fsync ? options.checkpointFlushAfter : 0;
        try (Writeback writeback = new Writeback(pool.smgr())) {
            for (Dirty d : todo) {
                if ((s.state(d.buf) & BufferShared.CHECKPOINT_NEEDED) != 0
                        && pool.writer().flushOne(d.buf)) {
                    written++;
                    shared.count(CheckpointShared.BUFFERS_CHECKPOINT, 1);
                    writeback.wrote(d.rel, d.fork, d.block, after);
                }
                done++;
                delay(done, todo.size());
            }
        }
    }

    private boolean mark(int buf, long mask) {
        while (true) {
            long state = s.state(buf);
            if ((state & mask) != mask) {
                return false;
            }
            if (s.cas(buf, state, state | BufferShared.CHECKPOINT_NEEDED)) {
                return true;
            }
        }
    }

    /** Sleeps when the writing is ahead of time and WAL volume. */
    private void delay(int done, int total) {
        if (done % WRITES_PER_ABSORB == 0) {
            sync.absorb();
        }
        if (immediate || done == total) {
            return;
        }
        double progress = (double) done / total * options.checkpointCompletionTarget;
        while (!immediate && onSchedule(progress)) {
            if ((shared.flagsWanted() & CheckpointFlags.IMMEDIATE) != 0
                    || (proc.interruptBits() & SHUTDOWN_BITS) != 0) {
                immediate = true;
                return;
            }
            sync.absorb();
            proc.resetLatch();
            if ((shared.flagsWanted() & CheckpointFlags.IMMEDIATE) == 0) {
                proc.waitLatch(DELAY_NANOS, WaitEvent.CHECKPOINT_WRITE_DELAY);
            }
        }
    }

    private static final int SHUTDOWN_BITS =
            org.hathi.shm.Interrupt.TERMINATE | org.hathi.shm.Interrupt.SHUTDOWN | org.hathi.shm.Interrupt.QUIT;

    private boolean onSchedule(double progress) {
        double segments = (double) (wal.insertLsn() - startLsn) / ws.segmentSize() / segmentsBetween();
        double time = (System.nanoTime() - startNanos) / 1e9 / options.checkpointTimeout;
        return progress >= segments && progress >= time;
    }

    private void updateEstimate(double bytes) {
        previousDistance = bytes;
        distanceEstimate = distanceEstimate < bytes ? bytes : 0.9 * distanceEstimate + 0.1 * bytes;
    }

    private WalSegments.Removed removeOldWal(long redo) {
        int size = ws.segmentSize();
        long keep = WalFormat.segment(redo, size);
        if (options.walKeepSize > 0) {
            long kept = (long) options.walKeepSize * 1024 * 1024 / size;
            long current = WalFormat.segment(wal.insertLsn(), size);
            keep = Math.max(1, Math.min(keep, current - kept));
        }
        long current = WalFormat.segment(wal.insertLsn(), size);
        long min = WalFormat.segment(redo, size) + (long) options.minWalSize * 1024 * 1024 / size - 1;
        long max = WalFormat.segment(redo, size) + (long) options.maxWalSize * 1024 * 1024 / size - 1;
        double distance = (1.0 + options.checkpointCompletionTarget) * distanceEstimate * 1.10;
        long to = (long) Math.ceil((redo + distance) / size);
        to = Math.max(min, Math.min(max, to));
        WalSegments.Removed r = wal.segments().removeOld(ws.timeline(), keep, current + 1, to, reporter);
        wal.setLastRemovedSegment(keep - 1);
        return r;
    }

    /** Makes the next segment ahead of need when the current one is mostly used. */
    private int preallocate() {
        long lsn = wal.insertLsn();
        int size = ws.segmentSize();
        long offset = (lsn - 1) % size;
        if (offset < size * 3L / 4) {
            return 0;
        }
        return wal.segments().create(ws.timeline(), WalFormat.previousSegment(lsn, size) + 1) ? 1 : 0;
    }

    private void logStart(int flags) {
        if (!options.logCheckpoints) {
            return;
        }
        String what = "checkpoint starting:"
                + ((flags & CheckpointFlags.IS_SHUTDOWN) != 0 ? " shutdown" : "")
                + ((flags & CheckpointFlags.END_OF_RECOVERY) != 0 ? " end-of-recovery" : "")
                + ((flags & CheckpointFlags.IMMEDIATE) != 0 ? " immediate" : "")
                + ((flags & CheckpointFlags.FORCE) != 0 ? " force" : "")
                + ((flags & CheckpointFlags.WAIT) != 0 ? " wait" : "")
                + ((flags & CheckpointFlags.CAUSE_XLOG) != 0 ? " wal" : "")
                + ((flags & CheckpointFlags.CAUSE_TIME) != 0 ? " time" : "")
                + ((flags & CheckpointFlags.FLUSH_ALL) != 0 ? " flush-all" : "");
        reporter.log(what);
    }

    private void logEnd(long writeNanos, long syncNanos, int added, WalSegments.Removed removed) {
        shared.count(CheckpointShared.WRITE_TIME, writeNanos / 1_000_000);
        shared.count(CheckpointShared.SYNC_TIME, syncNanos / 1_000_000);
        if (!options.logCheckpoints) {
            return;
        }
        long total = System.nanoTime() - startNanos;
        long average = sync.filesSynced == 0 ? 0 : sync.totalNanos / sync.filesSynced;
        long tenths = s.count == 0 ? 0 : written * 1000L / s.count;
        reporter.log("checkpoint complete: wrote " + written + " buffers (" + tenths / 10 + "." + tenths % 10 + "%); "
                + added + " WAL file(s) added, " + removed.removed() + " removed, " + removed.recycled()
                + " recycled; write=" + seconds(writeNanos) + " s, sync=" + seconds(syncNanos) + " s, total="
                + seconds(total) + " s; sync files=" + sync.filesSynced + ", longest=" + seconds(sync.longestNanos)
                + " s, average=" + seconds(average) + " s; distance=" + (long) (previousDistance / 1024)
                + " kB, estimate=" + (long) (distanceEstimate / 1024) + " kB");
    }

    private static String seconds(long nanos) {
        long ms = (nanos + 500_000) / 1_000_000;
        String fraction = Long.toString(ms % 1000 + 1000).substring(1);
        return ms / 1000 + "." + fraction;
    }

    /** One round of the background writer; how many buffers it wrote, −1: nothing happens, it may rest longer. */
    public int cleanAhead() {
        BackgroundCleaner c = cleaner;
        if (c == null) {
            c = new BackgroundCleaner(pool, shared, options, new Writeback(pool.smgr()));
            cleaner = c;
        }
        return c.round();
    }
}
