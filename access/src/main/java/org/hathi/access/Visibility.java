package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.txn.Snapshot;

/**
 * Which tuples a snapshot sees, and what may be done to them (heapam_visibility.c of PostgreSQL).
 *
 * <p>LATCHES: the caller holds at least a shared content lock. Hint bits are set under it: a commit is hinted only once
 * its WAL record is durable (or the page's LSN is not older), so that a hint never outlives the commit it speaks of.
 */
public final class Visibility {
    /** States of {@link #vacuumState}. */
    static final int DEAD = 0;

    static final int LIVE = 1;
    static final int RECENTLY_DEAD = 2;
    static final int INSERT_IN_PROGRESS = 3;
    static final int DELETE_IN_PROGRESS = 4;

    private final Access access;

    Visibility(Access access) {
        this.access = access;
    }

    /** Does {@code s} see the tuple at {@code t} of the page in {@code buf}? */
    public boolean visible(int buf, MemorySegment m, long t, Snapshot s) {
        return switch (s.kind) {
            case Snapshot.MVCC -> mvcc(buf, m, t, s);
            case Snapshot.SELF -> self(buf, m, t);
            case Snapshot.ANY -> true;
            case Snapshot.TOAST -> toast(m, t);
            case Snapshot.DIRTY -> dirty(buf, m, t, s);
            case Snapshot.NON_VACUUMABLE -> vacuumState(buf, m, t, s.xmin) != DEAD;
            default -> throw SqlError.internal("snapshot kind " + s.kind);
        };
    }

    /** Offset numbers of the tuples of a page that {@code s} sees, ascending, into {@code out}; their number. */
    int page(int buf, MemorySegment m, long p, Snapshot s, int[] out) {
        int max = Page.maxOffset(m, p);
        int n = 0;
        boolean all = s.kind == Snapshot.ANY
                || (Page.isAllVisible(m, p) && s.kind == Snapshot.MVCC && !s.takenDuringRecovery);
        for (int off = 1; off <= max; off++) {
            int item = ItemId.get(m, p, off);
            if (ItemId.isNormal(item) && (all || visible(buf, m, p + ItemId.offset(item), s))) {
                out[n++] = off;
            }
        }
        return n;
    }

    private boolean mvcc(int buf, MemorySegment m, long t, Snapshot s) {
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMIN_COMMITTED) == 0) {
            if ((mask & HeapTuple.XMIN_INVALID) != 0) {
                return false;
            }
            int xmin = HeapTuple.xmin(m, t);
            if (access.isCurrent(xmin)) {
                return ownVisible(buf, m, t, mask, s);
            }
            if (access.inSnapshot(s, xmin)) {
                return false;
            }
            if (!access.didCommit(xmin)) {
                hint(buf, m, t, HeapTuple.XMIN_INVALID, Xid.INVALID);
                return false;
            }
            hint(buf, m, t, HeapTuple.XMIN_COMMITTED, xmin);
        } else if ((mask & HeapTuple.XMIN_FROZEN) != HeapTuple.XMIN_FROZEN
                && access.inSnapshot(s, HeapTuple.xmin(m, t))) {
            return false;
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return true;
        }
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            int xmax = updater(m, t);
            if (access.isCurrent(xmax)) {
                return !before(cmax(m, t), s.curcid);
            }
            return access.inSnapshot(s, xmax) || !access.didCommit(xmax);
        }
        int xmax = HeapTuple.xmax(m, t);
        if ((mask & HeapTuple.XMAX_COMMITTED) != 0) {
            return access.inSnapshot(s, xmax);
        }
        if (access.isCurrent(xmax)) {
            return !before(cmax(m, t), s.curcid);
        }
        if (access.inSnapshot(s, xmax)) {
            return true;
        }
        if (!access.didCommit(xmax)) {
            hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            return true;
        }
        hint(buf, m, t, HeapTuple.XMAX_COMMITTED, xmax);
        return false;
    }

    private boolean ownVisible(int buf, MemorySegment m, long t, int mask, Snapshot s) {
        if (!before(cmin(m, t), s.curcid)) {
            return false;
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return true;
        }
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            return !access.isCurrent(updater(m, t)) || !before(cmax(m, t), s.curcid);
        }
        if (!access.isCurrent(HeapTuple.xmax(m, t))) {
            hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID); // the deleting subtransaction aborted
            return true;
        }
        return !before(cmax(m, t), s.curcid);
    }

    private static boolean before(int cid, int curcid) {
        return Integer.compareUnsigned(cid, curcid) < 0;
    }

    /** All committed transactions and this one's own changes so far, whatever the command. */
    private boolean self(int buf, MemorySegment m, long t) {
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMIN_COMMITTED) == 0) {
            if ((mask & HeapTuple.XMIN_INVALID) != 0) {
                return false;
            }
            int xmin = HeapTuple.xmin(m, t);
            if (access.isCurrent(xmin)) {
                return ownNow(buf, m, t, mask);
            }
            if (access.isInProgress(xmin)) {
                return false;
            }
            if (!access.didCommit(xmin)) {
                hint(buf, m, t, HeapTuple.XMIN_INVALID, Xid.INVALID);
                return false;
            }
            hint(buf, m, t, HeapTuple.XMIN_COMMITTED, xmin);
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return true;
        }
        if ((mask & HeapTuple.XMAX_COMMITTED) != 0) {
            return false;
        }
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            int xmax = updater(m, t);
            return !access.isCurrent(xmax) && (access.isInProgress(xmax) || !access.didCommit(xmax));
        }
        int xmax = HeapTuple.xmax(m, t);
        if (access.isCurrent(xmax)) {
            return false;
        }
        if (access.isInProgress(xmax)) {
            return true;
        }
        return !settleXmax(buf, m, t, xmax);
    }

    private boolean ownNow(int buf, MemorySegment m, long t, int mask) {
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return true;
        }
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            return !access.isCurrent(updater(m, t));
        }
        if (!access.isCurrent(HeapTuple.xmax(m, t))) {
            hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            return true;
        }
        return false;
    }

    /** Records the outcome of a finished {@code xmax}; true if it committed. */
    private boolean settleXmax(int buf, MemorySegment m, long t, int xmax) {
        if (access.didCommit(xmax)) {
            hint(buf, m, t, HeapTuple.XMAX_COMMITTED, xmax);
            return true;
        }
        hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
        return false;
    }

    /** Toast chunks live and die with the row that points to them: only an aborted insertion hides them. */
    private boolean toast(MemorySegment m, long t) {
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMIN_COMMITTED) == 0) {
            if ((mask & HeapTuple.XMIN_INVALID) != 0) {
                return false;
            }
            return HeapTuple.xmin(m, t) != Xid.INVALID;
        }
        return true;
    }

    /** As SELF, but sees changes in progress and names their transactions in the snapshot's out fields. */
    private boolean dirty(int buf, MemorySegment m, long t, Snapshot s) {
        s.xmin = Xid.INVALID;
        s.xmax = Xid.INVALID;
        s.speculativeToken = 0;
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMIN_COMMITTED) == 0) {
            if ((mask & HeapTuple.XMIN_INVALID) != 0) {
                return false;
            }
            int xmin = HeapTuple.xmin(m, t);
            if (access.isCurrent(xmin)) {
                return ownNow(buf, m, t, mask);
            }
            if (access.isInProgress(xmin)) {
                long ctid = HeapTuple.ctid(m, t);
                if (Tid.offset(ctid) == Tid.SPECULATIVE_OFFSET) {
                    s.speculativeToken = Tid.block(ctid);
                }
                s.xmin = xmin;
                return true;
            }
            if (!access.didCommit(xmin)) {
                hint(buf, m, t, HeapTuple.XMIN_INVALID, Xid.INVALID);
                return false;
            }
            hint(buf, m, t, HeapTuple.XMIN_COMMITTED, xmin);
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return true;
        }
        boolean multi = (mask & HeapTuple.XMAX_IS_MULTI) != 0;
        if ((mask & HeapTuple.XMAX_COMMITTED) != 0 && !multi) {
            return false;
        }
        int xmax = multi ? updater(m, t) : HeapTuple.xmax(m, t);
        if (access.isCurrent(xmax)) {
            return false;
        }
        if (access.isInProgress(xmax)) {
            s.xmax = xmax;
            return true;
        }
        return multi ? !access.didCommit(xmax) : !settleXmax(buf, m, t, xmax);
    }

    /** What a change of the tuple by command {@code curcid} meets (HeapTupleSatisfiesUpdate). */
    TmResult update(int buf, MemorySegment m, long t, long tid, int curcid) {
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMIN_COMMITTED) == 0) {
            if ((mask & HeapTuple.XMIN_INVALID) != 0) {
                return TmResult.INVISIBLE;
            }
            int xmin = HeapTuple.xmin(m, t);
            if (access.isCurrent(xmin)) {
                return updateOwn(buf, m, t, mask, curcid);
            }
            if (access.isInProgress(xmin)) {
                return TmResult.INVISIBLE;
            }
            if (!access.didCommit(xmin)) {
                hint(buf, m, t, HeapTuple.XMIN_INVALID, Xid.INVALID);
                return TmResult.INVISIBLE;
            }
            hint(buf, m, t, HeapTuple.XMIN_COMMITTED, xmin);
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0) {
            return TmResult.OK;
        }
        if ((mask & HeapTuple.XMAX_COMMITTED) != 0) {
            return HeapTuple.isLockedOnly(mask) ? TmResult.OK : gone(m, t, tid);
        }
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            return updateMulti(buf, m, t, tid, mask, curcid);
        }
        int xmax = HeapTuple.xmax(m, t);
        if (access.isCurrent(xmax)) {
            if (HeapTuple.isLockedOnly(mask)) {
                return TmResult.BEING_MODIFIED;
            }
            return !before(cmax(m, t), curcid) ? TmResult.SELF_MODIFIED : TmResult.INVISIBLE;
        }
        if (access.isInProgress(xmax)) {
            return TmResult.BEING_MODIFIED;
        }
        if (!access.didCommit(xmax)) {
            hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            return TmResult.OK;
        }
        if (HeapTuple.isLockedOnly(mask)) {
            hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            return TmResult.OK;
        }
        hint(buf, m, t, HeapTuple.XMAX_COMMITTED, xmax);
        return gone(m, t, tid);
    }

    private static TmResult gone(MemorySegment m, long t, long tid) {
        return HeapTuple.ctid(m, t) != tid ? TmResult.UPDATED : TmResult.DELETED;
    }

    private TmResult updateOwn(int buf, MemorySegment m, long t, int mask, int curcid) {
        if (!before(cmin(m, t), curcid)) {
            return TmResult.INVISIBLE;
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0) {
            return TmResult.OK;
        }
        int raw = HeapTuple.xmax(m, t);
        if (HeapTuple.isLockedOnly(mask)) {
            boolean running =
                    (mask & HeapTuple.XMAX_IS_MULTI) != 0 ? access.multiIsRunning(raw, true) : access.isInProgress(raw);
            return running ? TmResult.BEING_MODIFIED : TmResult.OK;
        }
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            if (!access.isCurrent(updater(m, t))) {
                return access.multiIsRunning(raw, false) ? TmResult.BEING_MODIFIED : TmResult.OK;
            }
        } else if (!access.isCurrent(raw)) {
            hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            return TmResult.OK;
        }
        return !before(cmax(m, t), curcid) ? TmResult.SELF_MODIFIED : TmResult.INVISIBLE;
    }

    private TmResult updateMulti(int buf, MemorySegment m, long t, long tid, int mask, int curcid) {
        int raw = HeapTuple.xmax(m, t);
        if (HeapTuple.isLockedUpgraded(mask)) {
            return TmResult.OK;
        }
        if (HeapTuple.isLockedOnly(mask)) {
            if (access.multiIsRunning(raw, true)) {
                return TmResult.BEING_MODIFIED;
            }
            hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            return TmResult.OK;
        }
        int xmax = updater(m, t);
        if (xmax == Xid.INVALID) {
            if (access.multiIsRunning(raw, false)) {
                return TmResult.BEING_MODIFIED;
            }
        }
        if (access.isCurrent(xmax)) {
            return !before(cmax(m, t), curcid) ? TmResult.SELF_MODIFIED : TmResult.INVISIBLE;
        }
        if (access.multiIsRunning(raw, false)) {
            return TmResult.BEING_MODIFIED;
        }
        if (access.didCommit(xmax)) {
            return gone(m, t, tid);
        }
        hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
        return TmResult.OK;
    }

    /** The tuple's state towards vacuum: transactions before {@code oldestXmin} are over for everybody. */
    int vacuumState(int buf, MemorySegment m, long t, int oldestXmin) {
        int state = vacuumHorizon(buf, m, t);
        return state == RECENTLY_DEAD && Xid.precedes(deadAfter, oldestXmin) ? DEAD : state;
    }

    /** With RECENTLY_DEAD: the deleting transaction. */
    private int deadAfter;

    int deadAfter() {
        return deadAfter;
    }

    private int vacuumHorizon(int buf, MemorySegment m, long t) {
        int mask = HeapTuple.infomask(m, t);
        deadAfter = Xid.INVALID;
        if ((mask & HeapTuple.XMIN_COMMITTED) == 0) {
            if ((mask & HeapTuple.XMIN_INVALID) != 0) {
                return DEAD;
            }
            int xmin = HeapTuple.xmin(m, t);
            if (access.isCurrent(xmin)) {
                return vacuumOwn(m, t, mask);
            }
            if (access.isInProgress(xmin)) {
                return INSERT_IN_PROGRESS;
            }
            if (!access.didCommit(xmin)) {
                hint(buf, m, t, HeapTuple.XMIN_INVALID, Xid.INVALID);
                return DEAD;
            }
            hint(buf, m, t, HeapTuple.XMIN_COMMITTED, xmin);
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0) {
            return LIVE;
        }
        int raw = HeapTuple.xmax(m, t);
        boolean multi = (mask & HeapTuple.XMAX_IS_MULTI) != 0;
        if (HeapTuple.isLockedOnly(mask)) {
            if ((mask & HeapTuple.XMAX_COMMITTED) == 0
                    && !(multi ? access.multiIsRunning(raw, true) : access.isInProgress(raw))) {
                hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            }
            return LIVE;
        }
        if (multi) {
            int xmax = updater(m, t);
            if (access.isInProgress(xmax)) {
                return DELETE_IN_PROGRESS;
            }
            if (access.didCommit(xmax)) {
                deadAfter = xmax;
                return RECENTLY_DEAD;
            }
            if (!access.multiIsRunning(raw, false)) {
                hint(buf, m, t, HeapTuple.XMAX_INVALID, Xid.INVALID);
            }
            return LIVE;
        }
        if ((mask & HeapTuple.XMAX_COMMITTED) == 0) {
            if (access.isInProgress(raw)) {
                return DELETE_IN_PROGRESS;
            }
            if (!settleXmax(buf, m, t, raw)) {
                return LIVE;
            }
        }
        deadAfter = raw;
        return RECENTLY_DEAD;
    }

    private int vacuumOwn(MemorySegment m, long t, int mask) {
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return INSERT_IN_PROGRESS;
        }
        int xmax = (mask & HeapTuple.XMAX_IS_MULTI) != 0 ? updater(m, t) : HeapTuple.xmax(m, t);
        return access.isCurrent(xmax) ? DELETE_IN_PROGRESS : INSERT_IN_PROGRESS;
    }

    /** The updating transaction of a tuple whose xmax does more than lock (HeapTupleHeaderGetUpdateXid). */
    int updater(MemorySegment m, long t) {
        int mask = HeapTuple.infomask(m, t);
        int raw = HeapTuple.xmax(m, t);
        if ((mask & HeapTuple.XMAX_INVALID) == 0
                && (mask & HeapTuple.XMAX_IS_MULTI) != 0
                && (mask & HeapTuple.XMAX_LOCK_ONLY) == 0) {
            return access.multiUpdater(raw, mask);
        }
        return raw;
    }

    /** Command that inserted the tuple; of a tuple of the current transaction. */
    int cmin(MemorySegment m, long t) {
        int cid = HeapTuple.cid(m, t);
        return (HeapTuple.infomask(m, t) & HeapTuple.COMBOCID) != 0
                ? access.comboCids().cmin(cid)
                : cid;
    }

    /** Command that deleted the tuple; of a tuple deleted by the current transaction. */
    int cmax(MemorySegment m, long t) {
        int cid = HeapTuple.cid(m, t);
        return (HeapTuple.infomask(m, t) & HeapTuple.COMBOCID) != 0
                ? access.comboCids().cmax(cid)
                : cid;
    }

    /** Sets hint bits, unless they say that {@code xid} committed and its commit record may not be durable yet. */
    void hint(int buf, MemorySegment m, long t, int bits, int xid) {
        if (xid != Xid.INVALID && buf > 0) {
            long lsn = access.commitLsn(xid);
            if (lsn != 0
                    && Long.compareUnsigned(lsn, access.wal().flushedLsn()) > 0
                    && Long.compareUnsigned(Page.lsn(m, access.pool().offset(buf)), lsn) < 0) {
                return;
            }
        }
        HeapTuple.setInfomask(m, t, HeapTuple.infomask(m, t) | bits);
        access.pool().markDirtyHint(buf, true);
    }
}
