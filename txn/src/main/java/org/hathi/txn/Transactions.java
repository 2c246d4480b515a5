package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.RelFileNode;
import org.hathi.page.Xid;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a process: starting, committing and aborting it and its subtransactions, ids and command ids. What
 * BEGIN, COMMIT, SAVEPOINT … mean for it is {@link TransactionBlock}.
 *
 * <p>Order of a commit: hooks' preCommit; commit record; flush; status bits; leave the process array (now visible);
 * hooks' end; resources; locks; files; hooks' afterLocks.
 *
 * <p>CRASH: from inserting the commit record to recording its end LSN in the slot's intent word, and while setting
 * status bits, the process is in a critical section. While it waits for the flush it is not: a reaper that finds the
 * intent finishes the commit ({@link TxnReaper}). What it could not see in shared memory (files to unlink, more
 * subtransactions than are listed there) it reads in the commit record, whose start is in intent word 2 until all is
 * done.
 */
public final class Transactions {
    private static final XactHook[] NO_HOOKS = {};
    private static final int[] NO_XIDS = {};

    private final TxnContext cx;
    private final XidGenerator generator;
    private final ProcArray procs;
    private final CommitLog clog;
    private final SubTrans subtrans;
    private final LockManager locks;
    private final XactRecords records;
    private final MultiXact multixact;
    private final Snapshots snapshots;
    private @Nullable PendingFiles files;
    private XactHook[] hooks = NO_HOOKS;
    private boolean lastHook;
    private CommitExtras extras = CommitExtras.NONE;

    XactState current = new XactState(null, 1);
    private int lxid;
    private int lastSubId;
    private int commandId;
    private boolean commandIdUsed;
    private long statementTime;
    private long transactionTime;
    private IsolationLevel isolation = IsolationLevel.READ_COMMITTED;
    private IsolationLevel defaultIsolation = IsolationLevel.READ_COMMITTED;
    private boolean readOnly;
    private boolean defaultReadOnly;
    private boolean deferrable;
    private boolean defaultDeferrable;
    private boolean synchronous = true;
    /** The commit's record says more than a reaper can see elsewhere: intent word 2 has its start. */
    private boolean rest;
    /** What it says includes files to unlink, which is the last step; such a commit is always flushed. */
    private boolean restIsFiles;

    private boolean forceSync;
    private final int[] unreported = new int[TxnShared.MAX_CACHED_SUBXIDS];
    private int unreportedCount;

    Transactions(
            TxnContext cx,
            XidGenerator generator,
            ProcArray procs,
            CommitLog clog,
            SubTrans subtrans,
            LockManager locks,
            MultiXact multixact) {
        this.cx = cx;
        this.generator = generator;
        this.procs = procs;
        this.clog = clog;
        this.subtrans = subtrans;
        this.locks = locks;
        this.multixact = multixact;
        this.records = new XactRecords(cx.log);
        this.snapshots = new Snapshots(procs, subtrans, this);
    }

    // Wiring.

    public Snapshots snapshots() {
        return snapshots;
    }

    /** Adds a hook; hooks run in the order of their adding, but for the last one. */
    public void addHook(XactHook hook) {
        List<XactHook> list = new ArrayList<>(List.of(hooks));
        list.add(lastHook ? list.size() - 1 : list.size(), hook);
        hooks = list.toArray(NO_HOOKS);
    }

    /** Adds the hook that runs after all others, also those added later: it gives back what they should have. */
    public void addLastHook(XactHook hook) {
        addHook(hook);
        lastHook = true;
    }

    public void setExtras(CommitExtras extras) {
        this.extras = extras;
    }

    /** Whose files are unlinked at transaction end. */
    public void setFiles(PendingFiles files) {
        this.files = files;
    }

    /** {@code synchronous_commit}: false means off. */
    public void setSynchronous(boolean on) {
        synchronous = on;
    }

    /** This commit must be durable before it returns, whatever the setting (DROP DATABASE …). */
    public void forceSyncCommit() {
        forceSync = true;
    }

    /** What new transactions start with: {@code default_transaction_…}. */
    public void setDefaults(IsolationLevel level, boolean readOnly, boolean deferrable) {
        defaultIsolation = level;
        defaultReadOnly = readOnly;
        defaultDeferrable = deferrable;
    }

    // State.

    public IsolationLevel isolation() {
        return isolation;
    }

    public boolean usesTransactionSnapshot() {
        return isolation.usesTransactionSnapshot();
    }

    public boolean readOnly() {
        return readOnly;
    }

    public boolean deferrable() {
        return deferrable;
    }

    /** SET TRANSACTION ISOLATION LEVEL. */
    public void setIsolation(IsolationLevel level) {
        if (level != isolation && started()) {
            if (snapshots.firstSet()) {
                throw new SqlError(
                        SqlState.ACTIVE_SQL_TRANSACTION,
                        "SET TRANSACTION ISOLATION LEVEL must be called before any query");
            }
            if (current.level > 1) {
                throw new SqlError(
                        SqlState.ACTIVE_SQL_TRANSACTION,
                        "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction");
            }
        }
        isolation = level;
    }

    /** SET TRANSACTION READ ONLY / READ WRITE. */
    public void setReadOnly(boolean on) {
        if (!on && readOnly && started()) {
            if (current.level > 1 && parentReadOnly()) {
                throw new SqlError(
                        SqlState.ACTIVE_SQL_TRANSACTION,
                        "cannot set transaction read-write mode inside a read-only transaction");
            }
            if (snapshots.firstSet()) {
                throw new SqlError(
                        SqlState.ACTIVE_SQL_TRANSACTION, "transaction read-write mode must be set before any query");
            }
        }
        readOnly = on;
    }

    private boolean parentReadOnly() {
        return current.previousReadOnly;
    }

    /** SET TRANSACTION [NOT] DEFERRABLE. */
    public void setDeferrable(boolean on) {
        if (on != deferrable && started()) {
            if (current.level > 1) {
                throw new SqlError(
                        SqlState.ACTIVE_SQL_TRANSACTION,
                        "SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction");
            }
            if (snapshots.firstSet()) {
                throw new SqlError(
                        SqlState.ACTIVE_SQL_TRANSACTION,
                        "SET TRANSACTION [NOT] DEFERRABLE must be called before any query");
            }
        }
        deferrable = on;
    }

    /** Whether a transaction is running (also in a failed block). */
    public boolean started() {
        return current.started;
    }

    /** Whether the current (sub)transaction failed and waits to be rolled back. */
    public boolean isAborted() {
        return current.block == BlockState.ABORT || current.block == BlockState.SUBABORT;
    }

    /** Nesting: 0 outside transactions, 1 in a transaction, more in subtransactions. */
    public int nestLevel() {
        return current.started ? current.level : 0;
    }

    /** Id of the current subtransaction within its transaction: 1 is the transaction itself. */
    public int subTransactionId() {
        return current.subId;
    }

    /** Owner of what the current (sub)transaction acquires. */
    public Resources resources() {
        return current.owner;
    }

    /** Local number of the transaction: {@code virtualtransaction} is {@code slot+1/lxid}. */
    public int lxid() {
        return lxid;
    }

    /** Start of the current statement: microseconds since 2000-01-01 UTC. */
    public void setStatementTime(long micros) {
        statementTime = micros;
    }

    public long statementTime() {
        return statementTime;
    }

    /** Start of the transaction, what {@code now()} returns. */
    public long transactionTime() {
        return transactionTime;
    }

    // Ids.

    /** Id of the current (sub)transaction, assigning one if need be. */
    public int xid() {
        if (current.xid == Xid.INVALID) {
            assign(current);
        }
        return current.xid;
    }

    /** Id of the current (sub)transaction, 0 if it has none. */
    public int xidIfAny() {
        return current.xid;
    }

    /** Id of the top-level transaction, assigning one if need be. */
    public int topXid() {
        XactState top = top();
        if (top.xid == Xid.INVALID) {
            assign(top);
        }
        return top.xid;
    }

    public int topXidIfAny() {
        return top().xid;
    }

    private XactState top() {
        XactState s = current;
        while (s.parent != null) {
            s = s.parent;
        }
        return s;
    }

    private void assign(XactState s) {
        if (!s.started || s.aborted) {
            throw SqlError.internal("cannot assign transaction id outside a transaction");
        }
        if (s.parent != null && s.parent.xid == Xid.INVALID) {
            assign(s.parent);
        }
        s.xid = generator.assign(s.parent != null);
        if (s.parent != null) {
            subtrans.setParent(s.xid, s.parent.xid);
        }
        locks.setOwner(s.owner);
        try {
            locks.lockXid(s.xid);
        } finally {
            locks.setOwner(current.owner);
        }
        cx.log.setXid(current.xid);
        if (s.parent != null) {
            unreported[unreportedCount++] = s.xid;
            if (unreportedCount == unreported.length) {
                cx.me.enterRecord();
                records.assignment(top().xid, unreported, unreportedCount);
                cx.me.exitCritical();
                unreportedCount = 0;
            }
        }
    }

    /** Whether an id is the running transaction's: its own, or that of a live or committed subtransaction of it. */
    public boolean isCurrent(int xid) {
        if (!Xid.isNormal(xid)) {
            return false;
        }
        for (XactState s = current; s != null; s = s.parent) {
            if (s.aborted || s.xid == Xid.INVALID) {
                continue;
            }
            if (s.xid == xid || s.hasChild(xid)) {
                return true;
            }
        }
        return false;
    }

    /** Committed subtransactions of the current (sub)transaction, ascending. */
    public int[] committedChildren() {
        return java.util.Arrays.copyOf(current.children, current.childCount);
    }

    /** Command id of the running command; {@code used}: it will mark tuples. */
    public int commandId(boolean used) {
        commandIdUsed |= used;
        return commandId;
    }

    public int currentCommandId() {
        return commandId;
    }

    /** Makes the effects of commands up to now visible to following ones. */
    public void commandCounterIncrement() {
        if (!commandIdUsed) {
            return;
        }
        if (commandId + 1 == -1) {
            throw new SqlError(
                    SqlState.PROGRAM_LIMIT_EXCEEDED, "cannot have more than 2^32-2 commands in a transaction");
        }
        commandId++;
        commandIdUsed = false;
        snapshots.invalidateCatalog();
        for (XactHook h : hooks) {
            h.commandEnd();
        }
    }

    // The transaction itself. Called by TransactionBlock.

    void start() {
        XactState s = new XactState(null, 1);
        s.started = true;
        s.subId = 1;
        s.block = current.block;
        s.chain = current.chain;
        lastSubId = 1;
        commandId = 0;
        commandIdUsed = false;
        unreportedCount = 0;
        forceSync = false;
        isolation = defaultIsolation;
        readOnly = defaultReadOnly;
        deferrable = defaultDeferrable;
        current = s;
        if (++lxid <= 0) {
            lxid = 1;
        }
        locks.setOwner(s.owner);
        procs.setLxid(lxid);
        locks.virtual().begin(lxid);
        transactionTime = statementTime != 0 ? statementTime : cx.clock.micros();
    }

    /** Restores what COMMIT AND CHAIN carries over. */
    void restoreCharacteristics(IsolationLevel level, boolean ro, boolean def) {
        isolation = level;
        readOnly = ro;
        deferrable = def;
    }

    void commit() {
        XactState s = current;
        for (XactHook h : hooks) {
            h.preCommit();
        }
        int xid = s.xid;
        try {
            procs.endTransaction(recordCommit(s));
            if (Faults.ON) {
                cx.me.reach(KillPoint.COMMIT_VISIBLE);
            }
            cx.me.setIntent(0, 0);
            if (rest && !restIsFiles) {
                rest = false;
                cx.me.setIntent(2, 0);
            }
            finish(s, true);
            cx.me.setIntent(1, 0);
            if (rest) {
                rest = false;
                cx.me.setIntent(2, 0);
            }
            if (Faults.ON) {
                cx.me.reach(KillPoint.COMMIT_DONE);
            }
        } catch (RuntimeException | Error e) {
            if (xid == Xid.INVALID || !clog.didCommit(xid)) {
                throw e;
            }
            // committed: there is no way back, and the cause must not be lost
            SqlError panic = new SqlError(
                    org.hathi.base.Severity.PANIC,
                    SqlState.INTERNAL_ERROR,
                    "failed to finish committed transaction " + Integer.toUnsignedString(xid) + ": " + e);
            panic.initCause(e);
            throw panic;
        }
    }

    private int recordCommit(XactState s) {
        RelFileNode[] drop = files == null ? new RelFileNode[0] : files.forRecord(true);
        boolean wrote = cx.log.lastRecordEnd() != 0;
        if (s.xid == Xid.INVALID) {
            if (drop.length > 0) {
                throw SqlError.internal("cannot commit a transaction that deleted files but has no xid");
            }
            if (wrote) {
                // what was written (pruning, hint bits) need not be durable now
                cx.log.asyncCommit(cx.log.lastRecordEnd());
                cx.log.clearLastRecord();
            }
            return Xid.INVALID;
        }
        cx.me.enterEndOfTransaction(true);
        procs.delayCheckpoint(true);
        // Whoever dies before it has told what it invalidated makes everybody forget everything.
        cx.me.setIntent(1, extras.invalidations().length);
        long end = records.end(true, cx.clock.micros(), s.children, s.childCount, drop, extras, forceSync);
        if (Faults.ON) {
            cx.me.reach(KillPoint.COMMIT_RECORD);
        }
        boolean wait = synchronous || forceSync || drop.length > 0;
        // from here a reaper can finish the commit for us, if need be with what the record says
        if (drop.length > 0 || s.childCount > TxnShared.MAX_CACHED_SUBXIDS) {
            rest = true;
            restIsFiles = drop.length > 0;
            cx.me.setIntent(2, cx.log.lastRecordStart());
        }
        cx.me.setIntent(0, end);
        cx.me.exitCritical();
        if (Faults.ON) {
            cx.me.reach(KillPoint.COMMIT_NOTED);
        }
        if (wait) {
            cx.log.flush(end);
        } else {
            cx.log.asyncCommit(end);
        }
        if (Faults.ON) {
            cx.me.reach(KillPoint.COMMIT_FLUSHED);
        }
        clog.setTree(s.xid, s.children, s.childCount, CommitLog.COMMITTED, wait ? 0 : end);
        procs.delayCheckpoint(false);
        if (Faults.ON) {
            cx.me.reach(KillPoint.COMMIT_LOGGED);
        }
        cx.log.clearLastRecord();
        return s.latestXid();
    }

    private void finish(XactState s, boolean commit) {
        for (XactHook h : hooks) {
            h.end(commit);
        }
        if (Faults.ON) {
            cx.me.reach(KillPoint.COMMIT_TOLD);
        }
        s.owner.release(commit);
        multixact.endTransaction();
        locks.releaseTransaction();
        if (Faults.ON) {
            cx.me.reach(KillPoint.COMMIT_UNLOCKED);
        }
        locks.virtual().end();
        if (files != null) {
            files.end(commit, 1);
        }
        for (XactHook h : hooks) {
            h.afterLocks(commit);
        }
        snapshots.endTransaction();
        locks.setOwner(null);
        cx.log.setXid(Xid.INVALID);
        if (commit) {
            cleanUp();
        }
    }

    /** Aborts; the block state remains until {@link #cleanUp}. */
    void abort() {
        XactState s = current;
        if (s.aborted || !s.started) {
            return;
        }
        checkRecoverable();
        cx.me.releaseAllLocks();
        int latest = recordAbort(s, false);
        s.aborted = true;
        procs.endTransaction(latest);
        finish(s, false);
    }

    /** An error in the middle of a change of shared memory cannot be recovered from here: the process must end. */
    private void checkRecoverable() {
        if (!cx.me.isConsistent()) {
            throw new SqlError(
                    org.hathi.base.Severity.PANIC,
                    SqlState.INTERNAL_ERROR,
                    "an error left shared memory in the middle of a change");
        }
    }

    private int recordAbort(XactState s, boolean sub) {
        if (s.xid == Xid.INVALID) {
            if (!sub) {
                cx.log.clearLastRecord();
            }
            return Xid.INVALID;
        }
        if (clog.didCommit(s.xid)) {
            throw new SqlError(
                    org.hathi.base.Severity.PANIC,
                    SqlState.INTERNAL_ERROR,
                    "cannot abort transaction " + Integer.toUnsignedString(s.xid) + ", it was already committed");
        }
        RelFileNode[] drop = files == null ? new RelFileNode[0] : files.forRecord(false);
        cx.me.enterEndOfTransaction(false);
        records.end(false, cx.clock.micros(), s.children, s.childCount, drop, extras, false);
        if (Faults.ON) {
            cx.me.reach(KillPoint.ABORT_RECORD);
        }
        if (!sub) {
            cx.log.asyncCommit(cx.log.lastRecordEnd());
        }
        clog.setTree(s.xid, s.children, s.childCount, CommitLog.ABORTED, 0);
        cx.me.exitCritical();
        int latest = s.latestXid();
        if (sub) {
            procs.removeSubxids(s.xid, s.children, s.childCount, latest);
        } else {
            cx.log.clearLastRecord();
        }
        return latest;
    }

    /** Forgets an ended transaction. */
    void cleanUp() {
        XactState s = current;
        XactState fresh = new XactState(null, 1);
        fresh.block = s.block;
        fresh.chain = s.chain;
        current = fresh;
        commandId = 0;
        commandIdUsed = false;
    }

    // Subtransactions.

    /** Enters a new level, not started yet. */
    void push() {
        XactState s = new XactState(current, current.level + 1);
        s.subId = ++lastSubId;
        s.block = BlockState.SUBBEGIN;
        s.previousReadOnly = readOnly;
        current = s;
        if (files != null) {
            files.setLevel(s.level);
        }
    }

    void pop() {
        XactState s = current;
        XactState parent = s.parent;
        if (parent == null) {
            throw SqlError.internal("no parent transaction");
        }
        readOnly = s.previousReadOnly;
        current = parent;
        locks.setOwner(parent.owner);
        cx.log.setXid(parent.xid);
        if (files != null) {
            files.setLevel(parent.level);
        }
    }

    void startSub() {
        XactState s = current;
        s.started = true;
        locks.setOwner(s.owner);
        cx.log.setXid(Xid.INVALID);
        for (XactHook h : hooks) {
            h.subStart(s.subId, s.level);
        }
    }

    void commitSub() {
        XactState s = current;
        XactState parent = s.parent;
        if (parent == null) {
            throw SqlError.internal("no parent transaction");
        }
        for (XactHook h : hooks) {
            h.preSubCommit(s.subId, s.level);
        }
        commandCounterIncrement();
        if (s.xid != Xid.INVALID) {
            parent.adoptChildren(s);
            locks.unlockXid(s.xid);
        }
        for (XactHook h : hooks) {
            h.subEnd(true, s.subId, parent.subId, s.level);
        }
        locks.reassign(s.owner, parent.owner);
        parent.owner.adopt(s.owner);
        snapshots.subCommit(s.level);
        if (files != null) {
            files.subCommit(s.level);
        }
        pop();
    }

    void abortSub() {
        XactState s = current;
        if (s.aborted) {
            return;
        }
        checkRecoverable();
        cx.me.releaseAllLocks();
        if (s.started) {
            recordAbort(s, true);
            s.aborted = true;
            s.owner.release(false);
            for (XactHook h : hooks) {
                h.subEnd(false, s.subId, s.parent == null ? 0 : s.parent.subId, s.level);
            }
            locks.releaseOwner(s.owner);
            snapshots.subAbort(s.level);
            if (files != null) {
                files.end(false, s.level);
            }
        }
        s.aborted = true;
    }

    void cleanUpSub() {
        current.owner.detach();
        pop();
    }

    /** No ids. */
    static int[] none() {
        return NO_XIDS;
    }
}
