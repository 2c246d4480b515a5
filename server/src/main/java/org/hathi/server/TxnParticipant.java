package org.hathi.server;

import org.hathi.base.Settings;
import org.hathi.storage.CheckpointParticipant;
import org.hathi.storage.Storage;
import org.hathi.txn.Txn;
import org.hathi.wal.CheckPoint;

/** The transaction room's part in checkpoints and recovery. */
final class TxnParticipant implements CheckpointParticipant {
    private final Txn txn;
    private final Storage storage;
    private final Settings settings;

    TxnParticipant(Txn txn, Storage storage, Settings settings) {
        this.txn = txn;
        this.storage = storage;
        this.settings = settings;
    }

    @Override
    public void fill(CheckPoint c, boolean shutdown) {
        c.nextXid = txn.xids().nextFullXid();
        c.oldestXid = txn.xids().oldestXid();
        c.oldestXidDb = txn.xids().oldestXidDatabase();
        c.nextOid = txn.xids().nextOidForCheckpoint(shutdown);
        c.nextMulti = txn.multixact().nextMulti();
        c.nextMultiOffset = txn.multixact().nextOffset();
        c.oldestMulti = txn.multixact().oldest();
        c.oldestMultiDb = txn.multixact().oldestDatabase();
        c.oldestActiveXid = shutdown ? 0 : txn.procs().oldestActive();
    }

    @Override
    public void flush(int flags) {
        // transactions between their commit record and their commit log entry must not be cut apart
        long[] delaying = txn.procs().delayingCheckpoint();
        while (txn.procs().stillDelaying(delaying)) {
            Thread.onSpinWait();
            storage.sync().absorb();
        }
        txn.checkpoint();
    }

    @Override
    public void logRunningTransactions() {
        if (storage.wal().options().walLevel > 0) {
            txn.procs().logRunningXacts();
        }
    }

    @Override
    public void restore(CheckPoint c) {
        txn.xids()
                .initialize(
                        c.nextXid,
                        c.nextOid,
                        c.oldestXid,
                        c.oldestXidDb,
                        settings.intValue("autovacuum_freeze_max_age"));
        txn.multixact().initialize(c.nextMulti, c.nextMultiOffset, c.oldestMulti, c.oldestMultiDb);
        txn.startupBeforeRedo();
    }

    @Override
    public void redoCheckpoint(CheckPoint c, boolean shutdown) {
        txn.xids().advanceTo(c.nextXid);
        if (shutdown || Integer.compareUnsigned(txn.xids().nextOidForCheckpoint(true), c.nextOid) < 0) {
            txn.xids().setNextOid(c.nextOid);
        }
        if (org.hathi.txn.MultiXact.precedes(txn.multixact().nextMulti(), c.nextMulti)) {
            txn.multixact().initialize(c.nextMulti, c.nextMultiOffset, c.oldestMulti, c.oldestMultiDb);
        }
    }

    @Override
    public void redoNextOid(int nextOid) {
        txn.xids().setNextOid(nextOid);
    }

    @Override
    public void sawXid(int xid) {
        txn.xids().advancePast(xid);
    }

    @Override
    public void endRecovery() {
        txn.startupAfterRedo();
    }
}
