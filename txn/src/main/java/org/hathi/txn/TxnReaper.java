package org.hathi.txn;

import org.hathi.page.Xid;
import org.hathi.shm.ProcSlots;

/**
 * Ends the transaction of a process that died outside critical sections, and releases its heavyweight locks. Run by the
 * postmaster's reaper after {@code org.hathi.shm.Reaper} has judged and released lightweight locks, and before it frees
 * the slot.
 *
 * <p>A process that died while it waited for its commit record's flush left the record's end in its intent word: then
 * the commit is finished, since recovery would find it committed too.
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
        txn.locks().reap(dead);
        return xid;
    }
}
