package org.hathi.executor.session;

import org.hathi.executor.ExecEnv;
import org.hathi.txn.XactHook;

/** What the executor does at the ends of transactions: deferred triggers, and no pin left behind. */
final class ExecutionHook implements XactHook {
    private final BackendContext cx;
    private final ExecEnv env;
    private final Portals portals;

    ExecutionHook(BackendContext cx, ExecEnv env, Portals portals) {
        this.cx = cx;
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
        int left = cx.storage().pool().pinned();
        if (left > 0) {
            if (commit) {
                cx.reporter().log("buffer refcount leak: " + left + " buffers still pinned at commit");
            }
            // the executions are closed: what stays pinned would stop DROP, TRUNCATE and VACUUM
            cx.storage().pool().releaseAllPins();
        }
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
