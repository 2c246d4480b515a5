package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;
import org.hathi.shm.RegionSpec;

/** Everything this room gives a process, wired together. */
public final class Txn {
    private final TxnContext cx;
    private final CommitLog clog;
    private final SubTrans subtrans;
    private final ProcArray procs;
    private final XidGenerator xids;
    private final MultiXact multixact;
    private final LockManager locks;
    private final Transactions transactions;
    private final TransactionBlock block;

    public Txn(TxnContext cx) {
        this.cx = cx;
        TxnShared shared = new TxnShared(cx.me.segment(), cx.me.slots().max());
        this.subtrans = new SubTrans(cx);
        this.clog = new CommitLog(cx, shared, subtrans);
        this.procs = new ProcArray(cx, shared, subtrans, clog);
        this.xids = new XidGenerator(cx, shared, clog, subtrans, procs);
        this.multixact = new MultiXact(cx, shared, procs, clog);
        this.locks = new LockManager(cx, procs, subtrans);
        this.transactions = new Transactions(cx, xids, procs, clog, subtrans, locks, multixact);
        this.block = new TransactionBlock(cx, transactions);
    }

    /**
     * The regions this room needs.
     *
     * @param maxProcs as for the process slots
     * @param maxLocks entries of the lock table: max_locks_per_transaction × processes
     * @param clogBuffers pages of pg_xact in memory
     */
    public static List<RegionSpec> regions(int maxProcs, int maxLocks, int clogBuffers) {
        List<RegionSpec> list = new ArrayList<>(TxnShared.regions(maxProcs));
        list.add(CommitLog.spec(clogBuffers));
        list.add(SubTrans.spec(32));
        list.add(MultiXact.offsetsSpec());
        list.add(MultiXact.membersSpec());
        list.addAll(LockLayout.regions(maxProcs, maxLocks));
        return list;
    }

    public TxnContext context() {
        return cx;
    }

    public CommitLog clog() {
        return clog;
    }

    public SubTrans subtrans() {
        return subtrans;
    }

    public ProcArray procs() {
        return procs;
    }

    public XidGenerator xids() {
        return xids;
    }

    public MultiXact multixact() {
        return multixact;
    }

    public LockManager locks() {
        return locks;
    }

    public Transactions transactions() {
        return transactions;
    }

    public Snapshots snapshots() {
        return transactions.snapshots();
    }

    /** BEGIN, COMMIT, SAVEPOINT …, and the ends of statements. */
    public TransactionBlock block() {
        return block;
    }

    /** Writes and syncs pg_xact, pg_subtrans and pg_multixact: a checkpoint's part. */
    public void checkpoint() {
        clog.flush();
        subtrans.truncate(procs.oldestXmin(0));
        subtrans.flush();
        multixact.flush();
    }

    /** Initdb: makes the first pages of all files; their directories exist. */
    public void bootstrap() {
        clog.bootstrap();
        subtrans.bootstrap();
        multixact.bootstrap();
    }

    /** Startup process, before redo: counters are set ({@link XidGenerator#initialize}). */
    public void startupBeforeRedo() {
        clog.startup(xids.nextXid());
    }

    /** Startup process, at the end of recovery. */
    public void startupAfterRedo() {
        xids.completedUpToNext();
        int next = xids.nextXid();
        subtrans.startup(next, next);
        clog.trim(next);
    }
}
