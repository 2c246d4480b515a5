package org.hathi.executor.session;

import org.hathi.executor.ExecEnv;
import org.hathi.txn.XactHook;

/** What the executor does at the ends of transactions: deferred triggers, executions closed. */
final class ExecutionHook implements XactHook {
    private final ExecEnv env;
    private final Portals portals;

    ExecutionHook(ExecEnv env, Portals portals) {
        this.env = env;
        this.portals = portals;
    }

    @Override
    public void preCommit() {
        env.after().runDeferred();
    }

    @Override
    public void end(boolean commit) {
        env.endTransaction();
    }

    @Override
    public void subStart(int subId, int level) {
        env.after().subStart();
    }

    @Override
    public void subEnd(boolean commit, int subId, int parentSubId, int level) {
        env.after().subEnd(commit);
        if (commit) {
            portals.subCommitted(level);
        }
    }
}
