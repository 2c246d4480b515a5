package org.hathi.executor.session;

import org.hathi.executor.ExecEnv;
import org.hathi.executor.admin.AdminCommands;
import org.hathi.executor.admin.SequenceFunctions;
import org.hathi.executor.admin.Sequences;
import org.hathi.executor.copy.CopyCommand;
import org.hathi.executor.explain.ExplainCommand;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.UtilityStmt;

/** Puts a session's parts together: the executor's environment and the commands. */
final class SessionParts {
    private SessionParts() {}

    static ExecEnv environment(BackendContext cx) {
        ExecEnv env = new ExecEnv(cx.catalog(), cx.functions(), cx.eval(), cx.settings());
        env.setStorage(cx.access(), cx.txn(), cx.storage().pool(), cx.storage().vm());
        env.setTempDirectory(cx.dataDirectory().resolve("base").resolve("pgsql_tmp"));
        Sequences sequences = new Sequences(cx, env);
        env.sequences = sequences;
        cx.functions().add(new SequenceFunctions(sequences));
        return env;
    }

    static Utility utility(BackendContext cx) {
        return (session, s, sql, topLevel, out) -> switch (s) {
            case TableStmt.CopyStmt c -> CopyCommand.run(session, c, sql, out);
            case UtilityStmt.ExplainStmt e -> {
                ExplainCommand.run(session, e, sql, out);
                yield null;
            }
            default -> AdminCommands.run(session, s, sql, topLevel, out);
        };
    }
}
