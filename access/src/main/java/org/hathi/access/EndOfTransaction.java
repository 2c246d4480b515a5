package org.hathi.access;

import org.hathi.shm.ProcStats;
import org.hathi.txn.XactHook;

/** What this room forgets, and what it has counted, when a transaction ends. */
final class EndOfTransaction implements XactHook {
    private final ComboCids comboCids;
    private final ProcStats stats;

    EndOfTransaction(ComboCids comboCids, ProcStats stats) {
        this.comboCids = comboCids;
        this.stats = stats;
    }

    @Override
    public void end(boolean commit) {
        comboCids.clear();
        stats.end(commit);
    }

    @Override
    public void subStart(int subId, int level) {
        stats.subStart(level);
    }

    @Override
    public void subEnd(boolean commit, int subId, int parentSubId, int level) {
        stats.subEnd(commit, level);
    }
}
