package org.hathi.catalog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hathi.page.RelFileNode;
import org.hathi.storage.Smgr;
import org.hathi.txn.CommitExtras;
import org.hathi.txn.LockResult;
import org.hathi.txn.LockTag;
import org.hathi.txn.PendingFiles;
import org.hathi.txn.Txn;
import org.hathi.txn.XactHook;

/**
 * Ties a backend's catalog to its transactions: command counter, commit and abort reach {@link Invalidation}, relations
 * are locked by the lock manager, messages go into commit records, files into {@link PendingFiles}.
 */
public final class CatalogSession
        implements XactHook,
                CommitExtras,
                CatalogTable.Commands,
                Catalog.RelationLocker,
                RelationFiles,
                Invalidation.Hooks {
    private final Catalog catalog;
    private final Txn txn;
    private final Smgr smgr;
    private final PendingFiles files;
    private long[] messages = new long[0];

    private CatalogSession(Catalog catalog, Txn txn, Smgr smgr, PendingFiles files) {
        this.catalog = catalog;
        this.txn = txn;
        this.smgr = smgr;
        this.files = files;
    }

    /**
     * Connects everything; once per backend, before its first transaction.
     *
     * @param queue the shared queue ({@link SharedInvalidation})
     * @return also the {@link RelationFiles} that DDL needs
     */
    public static CatalogSession connect(
            Catalog catalog, Txn txn, Smgr smgr, PendingFiles files, Invalidation.Queue queue) {
        CatalogSession s = new CatalogSession(catalog, txn, smgr, files);
        txn.transactions().addHook(s);
        txn.transactions().setExtras(s);
        catalog.writer().connect(s);
        catalog.setLocker(s);
        catalog.invalidation().connect(queue, s);
        return s;
    }

    // ---------------------------------------------------------------------------------------------- transactions

    @Override
    public void preCommit() {
        messages = catalog.invalidation().atCommit();
    }

    @Override
    public void end(boolean commit) {
        if (commit) {
            catalog.invalidation().afterCommit();
        } else {
            catalog.invalidation().atAbort();
        }
        catalog.forgetNewEnumLabels();
        messages = new long[0];
    }

    @Override
    public void commandEnd() {
        catalog.invalidation().commandEnded();
    }

    @Override
    public void subStart(int subId, int level) {
        catalog.invalidation().subStart();
    }

    @Override
    public void subEnd(boolean commit, int subId, int parentSubId, int level) {
        if (commit) {
            catalog.invalidation().subCommit();
        } else {
            catalog.invalidation().subAbort();
        }
    }

    @Override
    public byte[] invalidations() {
        byte[] b = new byte[messages.length * 8];
        ByteBuffer to = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        for (long message : messages) {
            to.putLong(message);
        }
        return b;
    }

    @Override
    public int database() {
        return catalog.databaseOid();
    }

    @Override
    public int databaseTablespace() {
        return RelFileNode.DEFAULT_TABLESPACE;
    }

    // ------------------------------------------------------------------------------------------------- commands

    @Override
    public int nextOid() {
        return txn.xids().newOid();
    }

    @Override
    public void increment() {
        txn.transactions().commandCounterIncrement();
    }

    // ---------------------------------------------------------------------------------------------------- locks

    private LockTag tag(int relation, boolean shared) {
        return LockTag.relation(shared ? 0 : catalog.databaseOid(), relation);
    }

    @Override
    public void lock(int relation, boolean shared, int mode) {
        LockResult r = txn.locks().acquire(tag(relation, shared), mode);
        if (r != LockResult.NOT_AVAILABLE) {
            catalog.acceptInvalidations();
        }
    }

    @Override
    public void unlock(int relation, boolean shared, int mode) {
        txn.locks().release(tag(relation, shared), mode);
    }

    // ---------------------------------------------------------------------------------------------------- files

    @Override
    public void create(RelFileNode node, char persistence) {
        txn.transactions().xid();
        files.create(node, persistence == 'p');
    }

    /** Was the file made by the current subtransaction? */
    public boolean createdHere(RelFileNode node) {
        return files.createdHere(node);
    }

    @Override
    public void dropAtCommit(RelFileNode node, char persistence) {
        files.drop(node);
    }

    @Override
    public void forgetAtCommit(int relation, boolean shared) {
        txn.context().proc().stats().dropAtCommit(shared ? 0 : catalog.databaseOid(), relation);
    }

    // ------------------------------------------------------------------------------------------- invalidation hooks

    @Override
    public void filesChanged(long first, long second) {
        // bytes 1 to 3 of the message hold the backend (-1 = shared buffers), then tablespace, database, relfilenode
        int backend = (int) ((first >> 8 & 0xFF) << 16 | first >> 16 & 0xFFFF) << 8 >> 8;
        smgr.close(new RelFileNode((int) (first >>> 32), (int) second, (int) (second >>> 32), backend));
    }

    @Override
    public void mapChanged(int database) {
        catalog.store().mapChanged(database);
    }

    @Override
    public void catalogChanged() {
        txn.transactions().snapshots().invalidateCatalog();
    }
}
