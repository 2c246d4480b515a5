package org.hathi.executor.session;

import org.hathi.base.SqlError;
import org.hathi.executor.ExecEnv;

/** Puts a session's parts together: the executor's environment and the commands. */
final class SessionParts {
    private SessionParts() {}

    static ExecEnv environment(BackendContext cx) {
        ExecEnv env = new ExecEnv(cx.catalog(), cx.functions(), cx.eval(), cx.settings());
        env.setStorage(cx.access(), cx.txn(), cx.storage().pool(), cx.storage().vm());
        env.setTempDirectory(cx.dataDirectory().resolve("base").resolve("pgsql_tmp"));
        return env;
    }

    static Utility utility(BackendContext cx) {
        return (session, s, sql, topLevel, out) -> {
            throw SqlError.unsupported(CommandTags.of(s));
        };
    }
}
