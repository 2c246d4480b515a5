package org.hathi.access;

import org.hathi.page.Tid;
import org.hathi.txn.LockResult;
import org.hathi.txn.LockTag;
import org.hathi.txn.MultiXact;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Transactions;
import org.hathi.txn.Txn;

/** {@link TransactionPort} over room txn. */
final class TxnAdapter implements TransactionPort {
    private final Txn txn;
    private final Transactions transactions;
    private final MultiXact multixact;
    private final int database;
    private int lastMulti;

    TxnAdapter(Txn txn, int database) {
        this.txn = txn;
        this.transactions = txn.transactions();
        this.multixact = txn.multixact();
        this.database = database;
    }

    @Override
    public int xid() {
        return transactions.xid();
    }

    @Override
    public int changerXid() {
        int xid = transactions.xid();
        multixact.setOldestMember();
        return xid;
    }

    @Override
    public int currentCommandId() {
        return transactions.commandId(true);
    }

    @Override
    public boolean isCurrent(int xid) {
        return transactions.isCurrent(xid);
    }

    @Override
    public boolean isInProgress(int xid) {
        return txn.procs().isInProgress(xid);
    }

    @Override
    public boolean didCommit(int xid) {
        return txn.clog().didCommit(xid);
    }

    @Override
    public boolean inSnapshot(Snapshot s, int xid) {
        return s.inSnapshot(xid);
    }

    @Override
    public long commitLsn(int xid) {
        return txn.clog().commitLsn(xid);
    }

    @Override
    public int oldestXmin(Relation rel) {
        return txn.procs().oldestXmin(rel.shared ? 0 : database);
    }

    @Override
    public int multiMembers(int multi, boolean lockOnly) {
        lastMulti = multi;
        return multixact.memberCount(multi);
    }

    @Override
    public int member(int i) {
        return multixact.memberXid(lastMulti, i);
    }

    @Override
    public int memberStatus(int i) {
        return multixact.memberStatus(lastMulti, i);
    }

    @Override
    public int multiCreate(int xid1, int status1, int xid2, int status2) {
        return multixact.create(xid1, status1, xid2, status2);
    }

    @Override
    public int multiExpand(int multi, boolean lockOnly, int xid, int status) {
        return multixact.expand(multi, xid, status);
    }

    @Override
    public int multiOf(int[] xids, int[] statuses, int n) {
        return multixact.createFrom(xids, statuses, n);
    }

    @Override
    public void waitFor(int xid) {
        txn.locks().xactLockWait(xid);
    }

    @Override
    public boolean waitForIfOver(int xid) {
        return txn.locks().xactLockTry(xid);
    }

    private static int heavy(LockMode mode) {
        return switch (mode) {
            case KEY_SHARE -> org.hathi.txn.LockMode.ACCESS_SHARE;
            case SHARE -> org.hathi.txn.LockMode.ROW_SHARE;
            case NO_KEY_EXCLUSIVE -> org.hathi.txn.LockMode.EXCLUSIVE;
            case EXCLUSIVE -> org.hathi.txn.LockMode.ACCESS_EXCLUSIVE;
        };
    }

    private static LockTag tag(Relation rel, long tid) {
        return LockTag.tuple(rel.node.db(), rel.oid, Tid.block(tid), Tid.offset(tid));
    }

    @Override
    public boolean lockTuple(Relation rel, long tid, LockMode mode, boolean wait) {
        return txn.locks().acquire(tag(rel, tid), heavy(mode), false, !wait) != LockResult.NOT_AVAILABLE;
    }

    @Override
    public void unlockTuple(Relation rel, long tid, LockMode mode) {
        txn.locks().release(tag(rel, tid), heavy(mode));
    }

    @Override
    public void lockExtension(Relation rel) {
        txn.locks().lockExtend(rel.node.db(), rel.oid);
    }

    @Override
    public void unlockExtension(Relation rel) {
        txn.locks().unlockExtend(rel.node.db(), rel.oid);
    }

    @Override
    public void waitSpeculative(int xid, int token) {
        txn.locks().speculativeWait(xid, token);
    }

    @Override
    public int oldestMulti() {
        return multixact.oldestRunning();
    }

    @Override
    public int nextMulti() {
        return multixact.nextMulti();
    }

    @Override
    public int nextXid() {
        return txn.xids().nextXid();
    }

    @Override
    public long nextFullXid() {
        return txn.xids().nextFullXid();
    }

    @Override
    public int newOid() {
        return txn.xids().newOid();
    }

    @Override
    public int oldestXminAny() {
        return txn.procs().oldestXmin(0);
    }
}
