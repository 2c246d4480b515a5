package org.hathi.access;

import org.hathi.txn.XactHook;

/** What this room forgets when a transaction ends. */
final class EndOfTransaction implements XactHook {
    private final ComboCids comboCids;

    EndOfTransaction(ComboCids comboCids) {
        this.comboCids = comboCids;
    }

    @Override
    public void end(boolean commit) {
        comboCids.clear();
    }
}
