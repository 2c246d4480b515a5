package org.hathi.txn;

import org.hathi.page.Xid;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.SharedQueue;
import org.hathi.shm.ShmRegions;

/**
 * Ends the transaction of a process that died outside critical sections, and releases its heavyweight locks. Run by the
 * postmaster's reaper after {@code org.hathi.shm.Reaper} has judged and released lightweight locks, and before it frees
 * the slot.
 *
 * <p>A process that died while it waited for its commit record's flush left the record's end in its intent word: then
 * the commit is finished, since recovery would find it committed too. Intent word 1 says that a committed transaction's
 * invalidations were still to be sent: then all processes drop what they have cached.
 */
public final class TxnReaper {
    private final Txn txn;

    public TxnReaper(Txn txn) {
        this.txn = txn;
    }

    /** Cleans up; returns the id of the transaction that ended, 0 when it had none. */
    public int reap(int dead) {
        TxnContext cx = txn.context();
        ProcSlots slots = cx.me.slots();
        long commitEnd = slots.intent(dead, 0);
        int xid = txn.procs().xid(dead);
        boolean committed = commitEnd != 0 && Xid.isValid(xid);
        if (committed) {
            cx.log.flush(commitEnd);
        }
        txn.procs().reap(dead, committed ? CommitLog.COMMITTED : CommitLog.ABORTED);
        if (slots.intent(dead, 1) != 0) {
            // Its invalidations may not have been sent; nobody may get the locks it held before they are known.
            new SharedQueue(cx.me.segment(), ShmRegions.INVALIDATION).reset(cx.me);
        }
        txn.locks().reap(dead);
        return xid;
    }
}
