package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Xid;
import org.hathi.txn.MultiXact;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/** Freezes the tuples of a page whose transactions are older than the cutoffs, under a cleanup lock. */
final class Freezer {
    private final Access access;
    private final int xidLimit;
    private final int multiLimit;

    private final int[] offs = new int[Blocks.MAX_HEAP_TUPLES];
    private final int[] xmaxes = new int[Blocks.MAX_HEAP_TUPLES];
    private final int[] masks = new int[Blocks.MAX_HEAP_TUPLES];
    private final int[] masks2 = new int[Blocks.MAX_HEAP_TUPLES];
    private int n;
    /** After {@link #consider}: nothing of the tuple will ever need freezing again. */
    boolean frozen;

    /** The oldest transaction id and multixact that the tuples considered keep; at first what none can precede. */
    int oldestXid;

    int oldestMulti;

    private int xmax;
    private int mask;
    private int mask2;

    Freezer(Access access, int xidLimit, int multiLimit) {
        this.access = access;
        this.xidLimit = xidLimit;
        this.multiLimit = multiLimit;
    }

    /** Begins to keep count of the oldest ids that stay. */
    void track(int xid, int multi) {
        oldestXid = xid;
        oldestMulti = multi;
    }

    private void keeps(int xid) {
        if (Xid.isNormal(xid) && Xid.precedes(xid, oldestXid)) {
            oldestXid = xid;
        }
    }

    /** Notes what the tuple considered last has after its freezing. */
    private void kept(MemorySegment m, long t) {
        if (!HeapTuple.xminFrozen(mask)) {
            keeps(HeapTuple.xmin(m, t));
        }
        if ((mask & HeapTuple.XMAX_IS_MULTI) == 0) {
            keeps(xmax);
            return;
        }
        if (MultiXact.precedes(xmax, oldestMulti)) {
            oldestMulti = xmax;
        }
        int n = access.txn().multiMembers(xmax, HeapTuple.isLockedOnly(mask));
        for (int i = 0; i < n; i++) {
            keeps(access.txn().member(i));
        }
    }

    void start() {
        n = 0;
    }

    /** Plans the freezing of one tuple that is not dead. */
    void consider(MemorySegment m, long t, int off) {
        xmax = HeapTuple.xmax(m, t);
        mask = HeapTuple.infomask(m, t);
        mask2 = HeapTuple.infomask2(m, t);
        boolean changed = false;
        boolean xminDone = true;
        if (!HeapTuple.xminFrozen(mask)) {
            int xmin = HeapTuple.xmin(m, t);
            if (Xid.isNormal(xmin)) {
                xminDone = Xid.precedes(xmin, xidLimit);
                if (xminDone) {
                    if (!access.didCommit(xmin)) {
                        throw new SqlError(
                                SqlState.DATA_CORRUPTED,
                                "uncommitted xmin " + Integer.toUnsignedString(xmin) + " from before xid cutoff "
                                        + Integer.toUnsignedString(xidLimit) + " needs to be frozen");
                    }
                    mask |= HeapTuple.XMIN_FROZEN;
                    changed = true;
                }
            }
        }
        boolean xmaxDone = true;
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            changed |= multi();
            xmaxDone = (mask & HeapTuple.XMAX_INVALID) != 0 || xmax == 0;
        } else if (Xid.isNormal(xmax)) {
            xmaxDone = Xid.precedes(xmax, xidLimit);
            if (xmaxDone) {
                if (!HeapTuple.isLockedOnly(mask) && (mask & HeapTuple.XMAX_INVALID) == 0 && access.didCommit(xmax)) {
                    throw new SqlError(
                            SqlState.DATA_CORRUPTED, "cannot freeze committed xmax " + Integer.toUnsignedString(xmax));
                }
                noXmax();
                changed = true;
            }
        }
        frozen = xminDone && xmaxDone;
        if (!frozen) {
            kept(m, t);
        }
        if (changed) {
            offs[n] = off;
            xmaxes[n] = xmax;
            masks[n] = mask;
            masks2[n++] = mask2;
        }
    }

    /** Freezes a tuple in private memory. */
    void now(MemorySegment m, long t) {
        n = 0;
        consider(m, t, 0);
        if (n > 0) {
            HeapTuple.setXmax(m, t, xmax);
            HeapTuple.setInfomask(m, t, mask);
            HeapTuple.setInfomask2(m, t, mask2);
        }
    }

    private void noXmax() {
        xmax = Xid.INVALID;
        mask = mask & ~HeapTuple.XMAX_BITS | HeapTuple.XMAX_INVALID;
        mask2 &= ~(HeapTuple.HOT_UPDATED | HeapTuple.KEYS_UPDATED);
    }

    /** Replaces an old multixact by what of it still matters. */
    private boolean multi() {
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedUpgraded(mask)) {
            noXmax();
            return true;
        }
        int count = access.txn().multiMembers(xmax, HeapTuple.isLockedOnly(mask));
        boolean old = MultiXact.precedes(xmax, multiLimit);
        int[] ids = new int[Math.max(count, 0)];
        int[] statuses = new int[ids.length];
        int keep = 0;
        int updater = Xid.INVALID;
        for (int i = 0; i < count; i++) {
            int xid = access.txn().member(i);
            int status = access.txn().memberStatus(i);
            old |= Xid.precedes(xid, xidLimit);
            ids[i] = xid;
            statuses[i] = status;
        }
        if (!old) {
            return false;
        }
        for (int i = 0; i < ids.length; i++) {
            boolean running = access.isCurrent(ids[i]) || access.isInProgress(ids[i]);
            boolean update = MultiStatus.isUpdate(statuses[i]);
            if (running || (update && access.didCommit(ids[i]))) {
                if (update) {
                    updater = ids[i];
                }
                ids[keep] = ids[i];
                statuses[keep++] = statuses[i];
            }
        }
        if (keep == 0) {
            noXmax();
        } else if (keep == 1 && updater != Xid.INVALID) {
            xmax = updater;
            mask &= ~HeapTuple.XMAX_BITS;
            mask |= access.didCommit(updater) ? HeapTuple.XMAX_COMMITTED : 0;
        } else {
            HeapXmax bits = new HeapXmax(access);
            bits.multiBits(access.txn().multiOf(ids, statuses, keep));
            xmax = bits.xmax;
            mask = mask & ~HeapTuple.XMAX_BITS | bits.mask;
            mask2 = mask2 & ~HeapTuple.KEYS_UPDATED | bits.mask2;
        }
        return true;
    }

    /** Carries out the plan for the page, and logs it. */
    void apply(Relation rel, int buf, MemorySegment m, long p) {
        if (n == 0) {
            return;
        }
        access.repairablePage(buf, p);
        for (int i = 0; i < n; i++) {
            long t = p + ItemId.offset(ItemId.get(m, p, offs[i]));
            HeapTuple.setXmax(m, t, xmaxes[i]);
            HeapTuple.setInfomask(m, t, masks[i]);
            HeapTuple.setInfomask2(m, t, masks2[i]);
        }
        access.pool().markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(xidLimit).data16(n);
            w.buffer(0, rel.node, Fork.MAIN, access.pool().block(buf), m, p, BlockFlags.STANDARD);
            for (int i = 0; i < n; i++) {
                w.bufferData32(0, xmaxes[i])
                        .bufferData16(0, offs[i])
                        .bufferData16(0, masks2[i])
                        .bufferData16(0, masks[i])
                        .bufferData16(0, 0);
            }
            Page.setLsn(m, p, w.insert(Rmgr.HEAP2, HeapWal.FREEZE2));
        }
        access.proc().exitCritical();
    }
}
