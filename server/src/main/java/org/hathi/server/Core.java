package org.hathi.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Settings;
import org.hathi.shm.Faults;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.storage.Storage;
import org.hathi.storage.StorageOptions;
import org.hathi.txn.Txn;
import org.hathi.txn.TxnContext;
import org.hathi.txn.TxnLog;
import org.hathi.wal.WalOptions;

/**
 * The rooms below SQL as one process uses them: WAL, storage, transactions, wired over the segment; and the translation
 * of settings into those rooms' options. Every process but the postmaster has exactly one.
 */
public final class Core {
    private static final int CLOG_MIN = 4;
    private static final int CLOG_MAX = 128;

    private final ProcessContext process;
    private final WalOptions walOptions = new WalOptions();
    private final StorageOptions storageOptions = new StorageOptions();
    private final Storage storage;
    private final Txn txn;

    public Core(ProcessContext process) {
        this.process = process;
        readOptions();
        PgClock clock = PgClock.SYSTEM;
        Path dir = process.dataDirectory();
        storage = new Storage(
                process.proc(),
                dir,
                walOptions,
                storageOptions,
                r -> process.reporter().report(r),
                clock);
        TxnContext cx = new TxnContext(process.proc(), TxnLog.of(storage.wal()), dir, clock, r -> process.reporter()
                .report(r));
        cx.setInterrupts(() -> process.interrupts().check());
        txn = new Txn(cx);
        ProcRole role = process.proc().role();
        if (role == ProcRole.BACKEND || role == ProcRole.AUTOVACUUM_WORKER || role == ProcRole.AUTOVACUUM_LAUNCHER) {
            process.log()
                    .transactions(
                            process.proc().slot(),
                            () -> txn.transactions().started()
                                    ? txn.transactions().lxid()
                                    : 0,
                            () -> txn.transactions().topXidIfAny());
        }
        if (process.proc().role() == ProcRole.STANDALONE) {
            txn.xids().setStandalone();
        }
        storage.pool().interrupts(() -> process.interrupts().check());
        storage.checkpoints().participant(new TxnParticipant(txn, storage, process.settings()));
        storage.wal().countActive(() -> txn.procs().activeCount(walOptions.commitSiblings));
        installHooks();
    }

    /** The regions of these rooms. */
    static List<RegionSpec> regions(Settings s, int maxProcs, int walSegmentSize) {
        int buffers = s.intValue("shared_buffers");
        List<RegionSpec> list =
                new ArrayList<>(Storage.regions(buffers, s.intValue("wal_buffers"), maxProcs, walSegmentSize));
        int locks = s.intValue("max_locks_per_transaction") * maxProcs;
        list.addAll(Txn.regions(maxProcs, locks, Math.clamp(buffers / 512, CLOG_MIN, CLOG_MAX)));
        return list;
    }

    /** Reads the settings again: at start and after a reload. */
    void readOptions() {
        Settings s = process.settings();
        walOptions.fsync = s.bool("fsync");
        walOptions.syncMethod = switch (s.string("wal_sync_method")) {
            case "fsync" -> WalOptions.SyncMethod.FSYNC;
            case "open_sync" -> WalOptions.SyncMethod.OPEN_SYNC;
            case "open_datasync" -> WalOptions.SyncMethod.OPEN_DATASYNC;
            default -> WalOptions.SyncMethod.FDATASYNC;
        };
        walOptions.compression = switch (s.string("wal_compression")) {
            case "pglz", "on" -> WalOptions.Compression.PGLZ;
            case "lz4" -> WalOptions.Compression.LZ4;
            default -> WalOptions.Compression.OFF;
        };
        walOptions.commitDelay = s.intValue("commit_delay");
        walOptions.commitSiblings = s.intValue("commit_siblings");
        walOptions.initZero = s.bool("wal_init_zero");
        walOptions.recycle = s.bool("wal_recycle");
        walOptions.logHints = s.bool("wal_log_hints");
        walOptions.writerFlushAfterPages = s.intValue("wal_writer_flush_after");
        walOptions.writerDelay = s.intValue("wal_writer_delay");
        walOptions.trackIoTiming = s.bool("track_wal_io_timing");
        walOptions.walLevel = s.intValue("wal_level");
        storageOptions.fsync = s.bool("fsync");
        storageOptions.zeroDamagedPages = s.bool("zero_damaged_pages");
        storageOptions.ignoreChecksumFailure = s.bool("ignore_checksum_failure");
        storageOptions.tempBuffers = s.intValue("temp_buffers");
        storageOptions.maxOpenFiles = Math.max(64, s.intValue("max_files_per_process") - 100);
        storageOptions.checkpointTimeout = s.intValue("checkpoint_timeout");
        storageOptions.checkpointCompletionTarget = s.real("checkpoint_completion_target");
        storageOptions.logCheckpoints = s.bool("log_checkpoints");
        storageOptions.checkpointWarning = s.intValue("checkpoint_warning");
        storageOptions.maxWalSize = s.intValue("max_wal_size");
        storageOptions.minWalSize = s.intValue("min_wal_size");
        storageOptions.walKeepSize = s.intValue("wal_keep_size");
        storageOptions.fullPageWrites = s.bool("full_page_writes");
        storageOptions.trackIoTiming = s.bool("track_io_timing");
        storageOptions.bgwriterMaxPages = s.intValue("bgwriter_lru_maxpages");
        storageOptions.bgwriterMultiplier = s.real("bgwriter_lru_multiplier");
    }

    /** Has changes of settings told to these rooms; again when the process comes back to their database. */
    void installHooks() {
        Settings s = process.settings();
        Runnable apply = () -> txn.locks().setTimeouts(s.millis("deadlock_timeout"), s.millis("lock_timeout"));
        apply.run();
        s.onAssign("deadlock_timeout", x -> apply.run());
        s.onAssign("lock_timeout", x -> apply.run());
        if (Faults.ON) {
            process.proc().armFaults(s.string("debug_kill_points"));
            s.onAssign("debug_kill_points", x -> process.proc().armFaults(x.string()));
        }
        s.onAssign("zero_damaged_pages", x -> storageOptions.zeroDamagedPages = x.bool());
        s.onAssign("ignore_checksum_failure", x -> storageOptions.ignoreChecksumFailure = x.bool());
        s.onAssign("track_io_timing", x -> storageOptions.trackIoTiming = x.bool());
        s.onAssign("track_counts", x -> process.proc().stats().enable(x.bool()));
        process.proc().stats().enable(s.bool("track_counts"));
        s.onAssign("commit_delay", x -> walOptions.commitDelay = x.intValue());
        s.onAssign("synchronous_commit", x -> txn.transactions()
                .setSynchronous(!x.string().equals("off")));
        txn.transactions().setSynchronous(!s.string("synchronous_commit").equals("off"));
    }

    public ProcessContext process() {
        return process;
    }

    public Storage storage() {
        return storage;
    }

    public Txn txn() {
        return txn;
    }
}
