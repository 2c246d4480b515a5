package org.hathi.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.shm.Proc;
import org.hathi.shm.RegionSpec;
import org.hathi.wal.Wal;
import org.hathi.wal.WalOptions;

/** A process's handle on everything in this room, wired together. One thread. */
public final class Storage {
    private static final int MAX_REQUESTS = 65536;

    private final Path dataDirectory;
    private final Proc proc;
    private final Wal wal;
    private final StorageOptions options;
    private final Reporter reporter;
    private final CheckpointShared checkpointShared;
    private final SyncRequests sync;
    private final Smgr smgr;
    private final BufferPool pool;
    private final Fsm fsm;
    private final Vm vm;
    private final RelationFiles files;
    private final DatabaseFiles databases;
    private final Checkpoints checkpoints;

    /** Attaches to the regions in the process's segment. */
    public Storage(
            Proc proc,
            Path dataDirectory,
            WalOptions walOptions,
            StorageOptions options,
            Reporter reporter,
            PgClock clock) {
        this.dataDirectory = dataDirectory;
        this.proc = proc;
        this.options = options;
        this.reporter = reporter;
        this.wal = new Wal(proc, dataDirectory, walOptions);
        this.checkpointShared = new CheckpointShared(proc.segment());
        this.sync = new SyncRequests(proc, dataDirectory, options, checkpointShared, reporter);
        this.smgr = new Smgr(proc, dataDirectory, options, sync, reporter);
        this.pool = new BufferPool(proc, wal, smgr, options, checkpointShared, reporter);
        MapExtender extender = new MapExtender(proc, smgr);
        this.fsm = new Fsm(pool, smgr, extender);
        this.vm = new Vm(proc, pool, smgr, wal, extender);
        this.files = new RelationFiles(proc, wal, smgr, pool, fsm, vm);
        this.databases = new DatabaseFiles(dataDirectory, proc, wal, pool, smgr, sync, options, reporter);
        this.checkpoints =
                new Checkpoints(proc, dataDirectory, wal, pool, sync, options, checkpointShared, reporter, clock);
        wal.onSegmentFinished(checkpoints::segmentFinished);
    }

    /**
     * The regions of this room and of {@code wal}.
     *
     * @param buffers shared buffers, blocks
     * @param walBuffers setting of {@code wal_buffers} in blocks, −1 for automatic
     * @param maxProcs process slots
     * @param walSegmentSize from the control file
     */
    public static List<RegionSpec> regions(int buffers, int walBuffers, int maxProcs, int walSegmentSize) {
        List<RegionSpec> list = new ArrayList<>();
        list.addAll(Wal.regions(
                org.hathi.wal.WalShared.buffersFor(walBuffers, buffers, walSegmentSize), maxProcs, walSegmentSize));
        list.addAll(BufferShared.regions(buffers));
        list.add(CheckpointShared.spec(Math.min(buffers, MAX_REQUESTS), maxProcs));
        list.add(MapExtender.spec());
        return list;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    public Proc proc() {
        return proc;
    }

    public Wal wal() {
        return wal;
    }

    public StorageOptions options() {
        return options;
    }

    public Reporter reporter() {
        return reporter;
    }

    public CheckpointShared checkpointShared() {
        return checkpointShared;
    }

    public SyncRequests sync() {
        return sync;
    }

    public Smgr smgr() {
        return smgr;
    }

    public BufferPool pool() {
        return pool;
    }

    public Fsm fsm() {
        return fsm;
    }

    public Vm vm() {
        return vm;
    }

    public RelationFiles files() {
        return files;
    }

    public DatabaseFiles databases() {
        return databases;
    }

    public Checkpoints checkpoints() {
        return checkpoints;
    }

    /**
     * Until {@link #endDelay} no checkpoint passes: for work whose WAL record and effects must not be separated by
     * one.
     */
    public void beginDelay() {
        checkpointShared.beginDelay(proc.slot());
    }

    public void endDelay() {
        checkpointShared.endDelay(proc.slot());
    }

    /** Closes this process's files. */
    public void close() {
        smgr.closeAll();
        wal.close();
    }
}
