package org.hathi.access;

import org.hathi.shm.ProcStats;
import org.hathi.storage.BufferPool;
import org.hathi.txn.XactHook;

/**
 * What this room forgets, and what it has counted, when a transaction ends. It runs after all other hooks: those close
 * executions, and the pins that are left then are nobody's.
 */
final class EndOfTransaction implements XactHook {
    private final ComboCids comboCids;
    private final ProcStats stats;
    private final Toast toast;
    private final BufferPool pool;

    EndOfTransaction(ComboCids comboCids, ProcStats stats, Toast toast, BufferPool pool) {
        this.comboCids = comboCids;
        this.toast = toast;
        this.stats = stats;
        this.pool = pool;
    }

    @Override
    public void end(boolean commit) {
        comboCids.clear();
        toast.endMove();
        stats.end(commit);
        pool.endTransaction(commit);
    }

    @Override
    public void subStart(int subId, int level) {
        stats.subStart(level);
    }

    @Override
    public void subEnd(boolean commit, int subId, int parentSubId, int level) {
        toast.endMove();
        stats.subEnd(commit, level);
    }
}
