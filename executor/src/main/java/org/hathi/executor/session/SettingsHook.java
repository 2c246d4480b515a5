package org.hathi.executor.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.hathi.base.Settings;
import org.hathi.txn.XactHook;

/** Ties SET to transactions: undone when the (sub)transaction aborts; SET LOCAL forgotten when it ends. */
final class SettingsHook implements XactHook {
    private final Settings settings;
    private final Deque<Integer> levels = new ArrayDeque<>();

    SettingsHook(Settings settings) {
        this.settings = settings;
    }

    /** A top-level transaction begins. */
    void begin() {
        levels.clear();
        settings.atTransactionStart();
    }

    @Override
    public void end(boolean commit) {
        levels.clear();
        if (commit) {
            settings.atCommit();
        } else {
            settings.atAbort();
        }
    }

    @Override
    public void subStart(int subId, int level) {
        levels.push(settings.beginNest());
    }

    @Override
    public void subEnd(boolean commit, int subId, int parentSubId, int level) {
        Integer nest = levels.poll();
        if (nest != null) {
            settings.endNest(commit, nest);
        }
    }
}
