package org.hathi.txn;

import org.hathi.page.Xid;
import org.hathi.shm.Proc;
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
 * invalidations were still to be sent: then all processes drop what they have cached. Intent word 2: where the commit
 * record starts, when there is more to do than shared memory tells: subtransactions beyond those listed there, files
 * to unlink.
 */
public final class TxnReaper {
    private final Txn txn;
    private final TxnRedo.FileDropper files;

    /** @param files unlinks the files a commit left behind; some may be gone */
    public TxnReaper(Txn txn, TxnRedo.FileDropper files) {
        this.txn = txn;
        this.files = files;
    }

    /**
     * Completes the end of the dead process's transaction in the process array, which it still has locked: after {@code
     * Reaper.begin} when {@code Reaper.isLeaving}, before its latches are released.
     */
    public static void repairLeaving(Proc me, int dead) {
        TxnShared shared = new TxnShared(me.segment(), me.slots().max());
        ProcArray.endAgain(me.memory(), shared, dead, (int) me.slots().intent(dead, 6));
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
        long record = slots.intent(dead, 2);
        XactRecords.End end = record == 0 ? null : XactRecords.parse(cx.log.read(record));
        if (committed && end != null) {
            cx.me.enterCritical();
            txn.clog().setTree(xid, end.subxids(), end.subxids().length, CommitLog.COMMITTED, 0);
            cx.me.exitCritical();
        }
        txn.procs().reap(dead, committed ? CommitLog.COMMITTED : CommitLog.ABORTED, end == null ? null : end.subxids());
        if (slots.intent(dead, 1) != 0) {
            // Its invalidations may not have been sent; nobody may get the locks it held before they are known.
            new SharedQueue(cx.me.segment(), ShmRegions.INVALIDATION).reset(cx.me);
        }
        txn.locks().reap(dead);
        if (end != null && end.files().length > 0) {
            files.drop(end.files());
        }
        return xid;
    }
}
