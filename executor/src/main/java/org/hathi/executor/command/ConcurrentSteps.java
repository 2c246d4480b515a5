package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.page.Xid;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockTag;
import org.hathi.txn.ProcArray;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Snapshots;
import org.hathi.txn.TransactionBlock;

/**
 * What the CONCURRENTLY commands on indexes are made of: several transactions in one statement, locks that outlive
 * them, and waiting until everybody knows what the last one did.
 *
 * <p>LATCHES: SHARE UPDATE EXCLUSIVE on the table and its indexes, for the session; between transactions, and while it
 * waits for others, the process has no snapshot, so that two such commands do not wait for each other.
 *
 * <p>CRASH: an index may stay behind that is not valid, or not even ready; it can be dropped or built anew.
 */
final class ConcurrentSteps implements AutoCloseable {
    private final Ddl ddl;
    private final TransactionBlock block;
    private final Snapshots snapshots;
    private final List<LockTag> held = new ArrayList<>();
    private final List<LockTag> tables = new ArrayList<>();
    /** Nothing but the table itself is read: others who wait for old snapshots need not wait for this process. */
    private boolean alone;
    /** Where it is told how far the command is. */
    final IndexProgress progress;

    ConcurrentSteps(Ddl ddl) {
        this.ddl = ddl;
        this.progress = new IndexProgress(ddl.access.progress());
        this.block = ddl.txn.block();
        this.snapshots = ddl.txn.snapshots();
    }

    /** Whether the index has neither expressions nor a predicate, which might read other tables. */
    boolean readsOnlyItsTable(int index) {
        var d = ddl.catalog.index(index);
        return d != null && d.expressions() == null && d.predicate() == null;
    }

    /** Locks the table for the session. */
    void holdTable(int relation) {
        LockTag tag = LockTag.relation(ddl.database(), relation);
        if (!tables.contains(tag)) {
            tables.add(tag);
            hold(tag);
        }
    }

    void holdIndex(int relation) {
        hold(LockTag.relation(ddl.database(), relation));
    }

    private void hold(LockTag tag) {
        ddl.txn.locks().acquire(tag, LockMode.SHARE_UPDATE_EXCLUSIVE, true, false);
        held.add(tag);
    }

    /** The transactions from now on, see {@link #readsOnlyItsTable}. */
    void alone(boolean yes) {
        alone = yes;
    }

    /** Commits and begins the next transaction. */
    void next() {
        while (snapshots.hasActive()) {
            snapshots.pop();
        }
        block.commitCommand();
        block.startCommand();
        ddl.txn.procs().setFlags(alone ? ProcArray.IN_SAFE_INDEX_BUILD : 0, ProcArray.IN_SAFE_INDEX_BUILD);
        ddl.catalog.acceptInvalidations();
    }

    /** Waits for all who hold locks on the tables that conflict with a mode; {@code phase} of {@link #progress}. */
    void waitForLockers(int mode, int phase) {
        snapshots.invalidateCatalog();
        progress.phase(phase);
        ddl.txn.locks().virtual().waitForLockers(tables, mode, progress);
    }

    /** Runs a step under a snapshot of its own, which is active and registered meanwhile. */
    Snapshot withSnapshot(java.util.function.Consumer<Snapshot> work) {
        Snapshot s = snapshots.register(snapshots.transaction());
        snapshots.push(s);
        work.accept(s);
        snapshots.pop();
        snapshots.unregister(s);
        return s;
    }

    /**
     * The first scan: fills the index with what a snapshot sees, and has writers maintain it from the next
     * transaction on.
     */
    void build(int table, int index) {
        withSnapshot(s -> {
            ddl.lock(table, false, LockMode.SHARE_UPDATE_EXCLUSIVE);
            ddl.lock(index, false, LockMode.ROW_EXCLUSIVE);
            IndexBuilder.concurrently(ddl, table, index, s);
            IndexStates.ready(ddl, index);
        });
    }

    /** The second scan. @return xmin of its snapshot: whoever has an older one must not use the index */
    int validate(int table, int index) {
        int[] limit = {Xid.INVALID};
        withSnapshot(s -> {
            ddl.lock(table, false, LockMode.SHARE_UPDATE_EXCLUSIVE);
            ddl.lock(index, false, LockMode.ROW_EXCLUSIVE);
            IndexValidator.run(ddl, table, index, s);
            limit[0] = s.xmin;
        });
        return limit[0];
    }

    /** Waits until nobody has a snapshot that may miss rows of the index. */
    void waitForOlderSnapshots(int limit) {
        snapshots.invalidateCatalog();
        progress.phase(IndexProgress.WAIT_SNAPSHOTS);
        ddl.txn.locks().virtual().waitForOlderSnapshots(limit, progress);
    }

    /** Gives the session's locks back. */
    @Override
    public void close() {
        if (alone) {
            ddl.txn.procs().setFlags(0, ProcArray.IN_SAFE_INDEX_BUILD);
        }
        for (LockTag tag : held) {
            ddl.txn.locks().release(tag, LockMode.SHARE_UPDATE_EXCLUSIVE, true);
        }
        held.clear();
    }
}
