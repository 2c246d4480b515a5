package org.hathi.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.hathi.base.Interrupts;
import org.hathi.base.Lsn;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Blocks;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.Wal;
import org.hathi.wal.WalReader;
import org.hathi.wal.WalRecord;
import org.hathi.wal.XlogInfo;
import org.jspecify.annotations.Nullable;

/**
 * What the startup process does: finds the last checkpoint, replays the WAL after it if the cluster was not shut down,
 * opens the log for insertion, and writes an end-of-recovery checkpoint.
 *
 * <p>CRASH  Everything is idempotent: the control file moves only with the final checkpoint, pages carry LSNs, and
 * records that cannot look at an LSN (file operations) tolerate being applied twice.
 */
public final class Recovery {
    /** The parameters whose change is logged, as they are in this server. */
    public record Parameters(
            int walLevel,
            boolean walLogHints,
            int maxConnections,
            int maxWorkerProcesses,
            int maxWalSenders,
            int maxPreparedXacts,
            int maxLocksPerXact,
            boolean trackCommitTimestamp) {}

    private final Storage storage;
    private final Wal wal;
    private final Reporter reporter;
    private final PgClock clock;
    private final Interrupts interrupts;
    private final RedoBuffers buffers;
    private final @Nullable ResourceManager[] managers = new ResourceManager[Rmgr.COUNT];
    private CheckpointParticipant participant = new CheckpointParticipant() {};

    public Recovery(Storage storage, PgClock clock, Interrupts interrupts) {
        this.storage = storage;
        this.wal = storage.wal();
        this.reporter = storage.reporter();
        this.clock = clock;
        this.interrupts = interrupts;
        this.buffers = new RedoBuffers(storage.pool(), storage.smgr(), reporter);
    }

    /**
     * What resource managers of upper rooms need beyond {@link org.hathi.wal.RedoContext}; given to their
     * constructors.
     */
    public RedoBuffers buffers() {
        return buffers;
    }

    /** Registers the upper rooms' resource managers; this room's own are there already when {@link #run} begins. */
    public void register(ResourceManager m) {
        managers[m.id()] = m;
    }

    /**
     * Brings the cluster to a consistent state and opens the log. Returns true if WAL was replayed.
     *
     * @param p counters and status pages of the transaction room
     * @param parameters logged when they differ from the control file's; null: leave them
     */
    public boolean run(CheckpointParticipant p, @Nullable Parameters parameters) {
        participant = p;
        storage.checkpoints().participant(p);
        storage.sync().own();
        for (ResourceManager m : new StorageRedo(storage, buffers, p).managers()) {
            register(m);
        }
        ControlFile control = wal.controlFile();
        control.load(storage.dataDirectory());
        reportState(control);
        wal.segments().removeTemporary();
        int segmentSize = wal.shared().segmentSize();
        int timeline = control.checkPointCopy().timeline;
        boolean recover;
        try (WalReader reader =
                new WalReader(wal.segments().directory(), timeline, segmentSize, control.systemIdentifier())) {
            long at = control.checkPoint();
            CheckPoint c = readCheckpoint(reader, at);
            boolean shutdown = shutdownRecord;
            recover = c.redo < at || control.state() != ControlFile.SHUTDOWNED;
            if (c.redo < at && shutdown) {
                throw panic("invalid redo record in shutdown checkpoint");
            }
            wal.setRedo(c.redo);
            wal.setFullPageWrites(c.fullPageWrites);
            participant.restore(c);
            long end;
            if (recover) {
                replay(reader, control, c, at);
            }
            end = reader.endLsn();
            openLog(reader, end, timeline, c.previousTimeline);
        }
        finish(control, recover, parameters);
        return recover;
    }

    private boolean shutdownRecord;

    private static SqlError panic(String message) {
        return new SqlError(Severity.PANIC, SqlState.DATA_CORRUPTED, message);
    }

    private CheckPoint readCheckpoint(WalReader reader, long at) {
        reader.begin(at);
        WalRecord r = at == 0 ? null : reader.next();
        boolean valid = r != null
                && r.startLsn() == at
                && r.rmid() == Rmgr.XLOG
                && (r.info() == XlogInfo.CHECKPOINT_SHUTDOWN || r.info() == XlogInfo.CHECKPOINT_ONLINE)
                && r.dataLength() == CheckPoint.SIZE;
        if (r == null || !valid) {
            reporter.log("invalid primary checkpoint record");
            throw panic("could not locate a valid checkpoint record");
        }
        shutdownRecord = r.info() == XlogInfo.CHECKPOINT_SHUTDOWN;
        return CheckPoint.read(r.memory(), r.data());
    }

    private void replay(WalReader reader, ControlFile control, CheckPoint c, long checkpointAt) {
        reporter.log("database system was not properly shut down; automatic recovery in progress");
        control.setState(ControlFile.IN_CRASH_RECOVERY);
        control.setTime(clock.micros() / 1_000_000L + PgClock.EPOCH_OFFSET_SECONDS);
        control.store(storage.dataDirectory(), storage.options().fsync);
        new UnloggedRelations(storage.dataDirectory(), storage.options().fsync).cleanup();
        storage.pool().recovering(true);
        for (ResourceManager m : managers) {
            if (m != null) {
                m.startup(buffers);
            }
        }
        long started = System.nanoTime();
        long last = 0;
        // A redo pointer before the checkpoint record is where to begin; otherwise everything up to it is on disk.
        if (c.redo < checkpointAt) {
            reader.begin(c.redo);
        }
        WalRecord r = reader.next();
        if (r != null) {
            reporter.log("redo starts at " + Lsn.format(r.startLsn()));
        }
        while (r != null) {
            interrupts.check();
            apply(r);
            last = r.startLsn();
            r = reader.next();
        }
        String why = reader.error();
        if (why != null) {
            reporter.log(why);
        }
        for (ResourceManager m : managers) {
            if (m != null) {
                m.cleanup(buffers);
            }
        }
        if (last != 0) {
            long hundredths = (System.nanoTime() - started) / 10_000_000L;
            reporter.log("redo done at " + Lsn.format(last) + " system usage: elapsed: " + hundredths / 100 + "."
                    + Long.toString(hundredths % 100 + 100).substring(1) + " s");
        } else {
            reporter.log("redo is not required");
        }
        buffers.checkExplained();
        storage.pool().recovering(false);
    }

    private void apply(WalRecord r) {
        if (r.xid() != 0) {
            participant.sawXid(r.xid());
        }
        ResourceManager m = managers[r.rmid()];
        if (m == null) {
            throw panic("resource manager with ID " + r.rmid() + " not registered");
        }
        try {
            m.redo(r, buffers);
        } catch (SqlError e) {
            e.context("WAL redo at " + Lsn.format(r.startLsn()) + " for " + m.name());
            throw e;
        }
    }

    private void openLog(WalReader reader, long end, int timeline, int previousTimeline) {
        MemorySegment page = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        long lastRecord = reader.lastLsn();
        if (end % Blocks.SIZE != 0) {
            reader.begin(lastRecord); // what was cached may be from before the page was complete
            if (!reader.copyPage(end, page, 0)) {
                throw panic("could not read the last page of the write-ahead log: " + reader.error());
            }
        }
        participant.endRecovery();
        wal.startInsertion(end, lastRecord, timeline, previousTimeline, page, 0);
    }

    private void finish(ControlFile control, boolean recovered, @Nullable Parameters parameters) {
        if (recovered) {
            new UnloggedRelations(storage.dataDirectory(), storage.options().fsync).initialise();
        }
        wal.updateFullPageWrites(storage.options().fullPageWrites);
        if (recovered) {
            storage.checkpoints().create(CheckpointFlags.END_OF_RECOVERY | CheckpointFlags.IMMEDIATE);
        }
        if (parameters != null) {
            reportParameters(control, parameters);
        }
        wal.shared().lockControlFile(storage.proc().slot());
        control.setState(ControlFile.IN_PRODUCTION);
        control.setTime(clock.micros() / 1_000_000L + PgClock.EPOCH_OFFSET_SECONDS);
        control.store(storage.dataDirectory(), storage.options().fsync);
        wal.shared().unlockControlFile();
    }

    private void reportParameters(ControlFile c, Parameters p) {
        Parameters now = new Parameters(
                c.walLevel(),
                c.walLogHints(),
                c.maxConnections(),
                c.maxWorkerProcesses(),
                c.maxWalSenders(),
                c.maxPreparedXacts(),
                c.maxLocksPerXact(),
                c.trackCommitTimestamp());
        if (now.equals(p)) {
            return;
        }
        if (p.walLevel != now.walLevel || p.walLevel > 0) {
            storage.proc().enterCritical();
            long end = wal.record()
                    .data32(p.maxConnections)
                    .data32(p.maxWorkerProcesses)
                    .data32(p.maxWalSenders)
                    .data32(p.maxPreparedXacts)
                    .data32(p.maxLocksPerXact)
                    .data32(p.walLevel)
                    .data8(p.walLogHints ? 1 : 0)
                    .data8(p.trackCommitTimestamp ? 1 : 0)
                    .data16(0)
                    .insert(Rmgr.XLOG, XlogInfo.PARAMETER_CHANGE);
            storage.proc().exitCritical();
            wal.flush(end);
        }
        wal.shared().lockControlFile(storage.proc().slot());
        c.setParameters(
                p.walLevel,
                p.walLogHints,
                p.maxConnections,
                p.maxWorkerProcesses,
                p.maxWalSenders,
                p.maxPreparedXacts,
                p.maxLocksPerXact,
                p.trackCommitTimestamp);
        wal.shared().unlockControlFile();
    }

    private void reportState(ControlFile c) {
        String at = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", java.util.Locale.ROOT)
                .withZone(ZoneId.systemDefault())
                .format(Instant.ofEpochSecond(c.time()));
        switch (c.state()) {
            case ControlFile.SHUTDOWNED -> reporter.log("database system was shut down at " + at);
            case ControlFile.SHUTDOWNED_IN_RECOVERY ->
                reporter.log("database system was shut down in recovery at " + at);
            case ControlFile.SHUTDOWNING ->
                reporter.log("database system shutdown was interrupted; last known up at " + at);
            case ControlFile.IN_CRASH_RECOVERY ->
                reporter.report(org.hathi.base.Report.of(
                                Severity.LOG, "database system was interrupted while in recovery at " + at)
                        .hint("This probably means that some data is corrupted and you will have to use the last"
                                + " backup for recovery."));
            case ControlFile.IN_ARCHIVE_RECOVERY ->
                reporter.log("database system was interrupted while in recovery at log time " + at);
            case ControlFile.IN_PRODUCTION -> reporter.log("database system was interrupted; last known up at " + at);
            default ->
                throw SqlError.fatal(SqlState.DATA_CORRUPTED, "control file contains invalid database cluster state");
        }
    }
}
