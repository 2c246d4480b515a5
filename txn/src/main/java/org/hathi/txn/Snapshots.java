package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots a process uses, and the horizon (xmin) it announces on their behalf: the oldest xmin of all snapshots
 * that are active, registered or kept for the transaction.
 *
 * <p>Taking a snapshot reuses arrays, and reuses the last one whole when no transaction has ended since.
 */
public final class Snapshots {
    private static final class Active {
        Snapshot snapshot = Snapshot.self();
        int level;
    }

    private final ProcArray procs;
    private final SubTrans subtrans;
    private final Transactions xact;
    private final Snapshot current;
    private final Snapshot secondary;
    private final Snapshot catalog;
    private final Held held = new Held(true);
    private final Held nothing = new Held(false);
    private final List<Active> active = new ArrayList<>();
    private final List<Snapshot> registered = new ArrayList<>();
    private final List<Snapshot> pool = new ArrayList<>();
    private boolean catalogValid;
    private boolean firstSet;
    private @Nullable Snapshot transactionSnapshot;
    private int depth;

    Snapshots(ProcArray procs, SubTrans subtrans, Transactions xact) {
        this.procs = procs;
        this.subtrans = subtrans;
        this.xact = xact;
        this.current = new Snapshot(subtrans, Snapshot.MVCC);
        this.secondary = new Snapshot(subtrans, Snapshot.MVCC);
        this.catalog = new Snapshot(subtrans, Snapshot.MVCC);
    }

    private Snapshot fill(Snapshot s) {
        boolean announce = procs.ownXmin() == Xid.INVALID;
        procs.fill(s, announce, xact.currentCommandId());
        return s;
    }

    /**
     * The snapshot a new statement uses: in READ COMMITTED a new one each time, else the transaction's. Valid until the
     * next call; push or register it to keep it.
     */
    public Snapshot transaction() {
        if (!firstSet) {
            invalidateCatalog();
            fill(current);
            firstSet = true;
            if (xact.usesTransactionSnapshot()) {
                Snapshot kept = copy(current);
                kept.references = 1;
                registered.add(kept);
                transactionSnapshot = kept;
                return kept;
            }
            return current;
        }
        Snapshot kept = transactionSnapshot;
        if (kept != null) {
            kept.curcid = xact.currentCommandId();
            return kept;
        }
        invalidateCatalog();
        return fill(current);
    }

    /** An up-to-date snapshot, even in a serializable transaction. Valid until the next call. */
    public Snapshot latest() {
        if (!firstSet) {
            return transaction();
        }
        return fill(secondary);
    }

    /** The snapshot for reading system catalogs: up to date, and reused until {@link #invalidateCatalog}. */
    public Snapshot catalog() {
        if (!catalogValid) {
            fill(catalog);
            catalogValid = true;
        } else if (catalog.completionCount != procs.completionCount()) {
            fill(catalog);
        }
        catalog.curcid = xact.currentCommandId();
        return catalog;
    }

    /** Catalogs have changed (invalidation messages arrived, command counter incremented). */
    public void invalidateCatalog() {
        if (catalogValid) {
            catalogValid = false;
            adjustXmin();
        }
    }

    // The stack of active snapshots.

    private Snapshot copy(Snapshot s) {
        Snapshot c = pool.isEmpty() ? new Snapshot(subtrans, s.kind) : pool.remove(pool.size() - 1);
        c.copyFrom(s);
        c.references = 0;
        return c;
    }

    private void unreference(Snapshot s) {
        if (--s.references == 0 && s.isMvcc() && pool.size() < 8) {
            pool.add(s);
        }
    }

    /** Makes a snapshot the active one; a transient one is copied. */
    public void push(Snapshot s) {
        push(s, s.references == 0);
    }

    /** As {@link #push}, always copying, so that its command id can advance on its own. */
    public void pushCopied(Snapshot s) {
        push(s, true);
    }

    private void push(Snapshot s, boolean copied) {
        Snapshot kept = copied && s.isMvcc() ? copy(s) : s;
        kept.references++;
        if (depth == active.size()) {
            active.add(new Active());
        }
        Active a = active.get(depth++);
        a.snapshot = kept;
        a.level = xact.nestLevel();
    }

    /** Pops the active snapshot. */
    public void pop() {
        Active a = active.get(--depth);
        Snapshot s = a.snapshot;
        a.snapshot = current;
        unreference(s);
        adjustXmin();
    }

    /** The active snapshot. */
    public Snapshot active() {
        if (depth == 0) {
            throw SqlError.internal("no active snapshot");
        }
        return active.get(depth - 1).snapshot;
    }

    public boolean hasActive() {
        return depth > 0;
    }

    /** A statement's snapshot that is active until it is closed, or until the transaction's end takes it off. */
    public final class Held implements AutoCloseable {
        private final boolean pushed;

        private Held(boolean pushed) {
            this.pushed = pushed;
        }

        @Override
        public void close() {
            if (pushed && hasActive()) {
                pop();
            }
        }
    }

    /** Makes the snapshot of a new statement active, if it is {@code wanted}; the caller closes what it gets. */
    public Held hold(boolean wanted) {
        if (!wanted) {
            return nothing;
        }
        push(transaction());
        return held;
    }

    /** Lets the active snapshot see the commands up to now. */
    public void updateActiveCommandId() {
        active().curcid = xact.currentCommandId();
    }

    /** Keeps a snapshot until {@link #unregister}, independent of the stack; returns the one to use. */
    public Snapshot register(Snapshot s) {
        Snapshot kept = s.references == 0 && s.isMvcc() ? copy(s) : s;
        kept.references++;
        registered.add(kept);
        return kept;
    }

    /** Ends {@link #register}; nothing to do when the end of the transaction has already dropped the snapshot. */
    public void unregister(Snapshot s) {
        if (s.references == 0) {
            return;
        }
        for (int i = registered.size() - 1; i >= 0; i--) {
            if (registered.get(i) == s) {
                registered.remove(i);
                unreference(s);
                adjustXmin();
                return;
            }
        }
        throw SqlError.internal("snapshot is not registered");
    }

    /** Announces the oldest xmin still needed. */
    private void adjustXmin() {
        if (depth > 0) {
            return;
        }
        int oldest = Xid.INVALID;
        for (int i = 0; i < registered.size(); i++) {
            Snapshot s = registered.get(i);
            if (s.isMvcc() && (oldest == Xid.INVALID || Xid.precedes(s.xmin, oldest))) {
                oldest = s.xmin;
            }
        }
        if (catalogValid && (oldest == Xid.INVALID || Xid.precedes(catalog.xmin, oldest))) {
            oldest = catalog.xmin;
        }
        int own = procs.ownXmin();
        if (own != oldest && (oldest == Xid.INVALID || Xid.precedes(own, oldest))) {
            procs.setOwnXmin(oldest);
        }
    }

    /** The horizon this process announces; 0 for none. */
    public int announcedXmin() {
        return procs.ownXmin();
    }

    /** Whether a snapshot was taken in this transaction: then the isolation level cannot change any more. */
    public boolean firstSet() {
        return firstSet;
    }

    /** Whether nothing keeps the horizon back. */
    public boolean none() {
        return depth == 0 && registered.isEmpty();
    }

    /**
     * Adopts the snapshot of another transaction as this one's (SET TRANSACTION SNAPSHOT), before any query.
     *
     * @param source process slot of the transaction that holds it, {@code lxid} its number there
     * @return false when that transaction does not run any more, so that the rows it sees may be gone; nothing has
     *     changed then
     */
    public boolean adopt(int xmin, int xmax, int[] xip, int[] subxip, boolean overflowed, int source, int lxid) {
        if (firstSet) {
            throw new SqlError(
                    SqlState.ACTIVE_SQL_TRANSACTION, "SET TRANSACTION SNAPSHOT must be called before any query");
        }
        if (!procs.importXmin(xmin, source, lxid)) {
            return false;
        }
        Snapshot kept = new Snapshot(subtrans, Snapshot.MVCC);
        kept.xmin = xmin;
        kept.xmax = xmax;
        kept.xip = xip.length == 0 ? new int[1] : xip;
        kept.xcnt = xip.length;
        kept.subxip = subxip.length == 0 ? new int[1] : subxip;
        kept.subxcnt = subxip.length;
        kept.overflowed = overflowed;
        kept.curcid = xact.currentCommandId();
        kept.finish();
        kept.references = 1;
        registered.add(kept);
        transactionSnapshot = kept;
        invalidateCatalog();
        firstSet = true;
        return true;
    }

    /** Commit of a subtransaction: its pushed snapshots become its parent's. */
    void subCommit(int level) {
        for (int i = depth - 1; i >= 0 && active.get(i).level >= level; i--) {
            active.get(i).level = level - 1;
        }
    }

    /** Abort of a subtransaction: its pushed snapshots are popped. */
    void subAbort(int level) {
        while (depth > 0 && active.get(depth - 1).level >= level) {
            pop();
        }
    }

    /** End of the transaction. The last snapshots stay: equal completion counts make them good for the next one. */
    void endTransaction() {
        while (depth > 0) {
            Active a = active.get(--depth);
            unreference(a.snapshot);
            a.snapshot = current;
        }
        for (int i = 0; i < registered.size(); i++) {
            registered.get(i).references = 0;
        }
        registered.clear();
        transactionSnapshot = null;
        firstSet = false;
        catalogValid = false;
        if (procs.ownXmin() != Xid.INVALID) {
            procs.setOwnXmin(Xid.INVALID);
        }
    }

    /** Horizon of a database for pruning and vacuum, see {@link ProcArray#oldestXmin(int)}. */
    public int oldestXmin(int database) {
        return procs.oldestXmin(database);
    }
}
