package org.hathi.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Access;
import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.SharedQueue;
import org.hathi.shm.ShmRegions;
import org.hathi.storage.CheckpointParticipant;
import org.hathi.storage.Recovery;
import org.hathi.storage.Storage;
import org.hathi.storage.StorageOptions;
import org.hathi.txn.PendingFiles;
import org.hathi.txn.Txn;
import org.hathi.txn.TxnContext;
import org.hathi.txn.TxnLog;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.WalOptions;

/** A bootstrapped cluster over a local segment: backends are handles in this process. */
final class CatalogCluster {
    private static final int PROCS = 8;
    private static final int BUFFERS = 2048;

    final Path dir;
    final List<Report> reports = new ArrayList<>();
    private final Reporter reporter = reports::add;
    private final Segment segment;
    private final StorageOptions options = new StorageOptions();
    private final WalOptions walOptions = new WalOptions();
    private final Storage checkpointer;

    /** One backend. */
    record Backend(Storage storage, Txn txn, Access access, Catalog catalog, CatalogSession session) {
        void begin() {
            txn.block().startCommand();
        }

        void end() {
            txn.block().commitCommand();
        }
    }

    CatalogCluster(Path dir) throws Exception {
        this.dir = dir;
        options.fsync = false;
        walOptions.fsync = false;
        Files.createDirectories(dir);
        Bootstrap.create(dir, BootstrapTest.options());
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(PROCS));
        specs.addAll(Storage.regions(BUFFERS, 8, PROCS, 16 << 20));
        specs.addAll(Txn.regions(PROCS, 400, 4));
        segment = Segment.local(specs);
        checkpointer = storage(ProcRole.BACKEND);
        Txn txn = txn(checkpointer);
        new Recovery(checkpointer, PgClock.SYSTEM, Interrupts.NONE)
                .run(
                        new CheckpointParticipant() {
                            @Override
                            public void restore(CheckPoint c) {
                                txn.xids().initialize(c.nextXid, c.nextOid, c.oldestXid, c.oldestXidDb, 200_000_000);
                                txn.multixact()
                                        .initialize(c.nextMulti, c.nextMultiOffset, c.oldestMulti, c.oldestMultiDb);
                                txn.startupBeforeRedo();
                            }

                            @Override
                            public void endRecovery() {
                                txn.startupAfterRedo();
                            }
                        },
                        null);
        checkpointer.checkpoints().becomeCheckpointer();
    }

    private Storage storage(ProcRole role) {
        Proc p = Proc.acquire(segment, role, 1);
        p.setDatabase(Bootstrap.POSTGRES);
        return new Storage(p, dir, walOptions, options, reporter, PgClock.SYSTEM);
    }

    private Txn txn(Storage s) {
        return new Txn(new TxnContext(s.proc(), TxnLog.of(s.wal()), dir, PgClock.SYSTEM, reporter));
    }

    Backend backend() {
        Storage s = storage(ProcRole.BACKEND);
        Txn txn = txn(s);
        HeapCatalogStore store = new HeapCatalogStore(txn, dir, Bootstrap.POSTGRES);
        Catalog catalog = new Catalog(store, Bootstrap.POSTGRES);
        PendingFiles files = new PendingFiles(txn.context(), s.pool(), s.smgr());
        txn.transactions().setFiles(files);
        CatalogSession session = CatalogSession.connect(
                catalog,
                txn,
                s.smgr(),
                files,
                new SharedInvalidation(new SharedQueue(segment, ShmRegions.INVALIDATION), s.proc()));
        Access access = new Access(
                new Access.Parts(
                        s.proc(),
                        s.pool(),
                        s.wal(),
                        s.fsm(),
                        s.vm(),
                        s.smgr(),
                        catalog.relationSource(),
                        Interrupts.NONE),
                txn,
                Bootstrap.POSTGRES);
        store.connect(catalog, access);
        return new Backend(s, txn, access, catalog, session);
    }
}
