package org.hathi.executor.session;

import org.hathi.executor.ExecEnv;
import org.hathi.executor.admin.AdminCommands;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.command.Commands;
import org.hathi.executor.copy.CopyCommand;
import org.hathi.executor.explain.ExplainCommand;
import org.hathi.executor.store.TempFiles;
import org.hathi.parser.tree.ObjectStmt;
import org.hathi.parser.tree.RoleStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.Deparse;
import org.hathi.shm.StatCounters;
import org.jspecify.annotations.Nullable;

/** Puts a session's parts together: the executor's environment and the commands. */
final class SessionParts {
    private SessionParts() {}

    static ExecEnv environment(BackendContext cx) {
        ExecEnv env = new ExecEnv(cx.catalog(), cx.functions(), cx.eval(), cx.settings());
        env.setStorage(cx.access(), cx.txn(), cx.storage().pool(), cx.storage().vm());
        env.setTempFiles(new TempFiles(
                cx.dataDirectory().resolve("base").resolve("pgsql_tmp"),
                cx.proc().pid(),
                cx.settings(),
                cx.reporter(),
                bytes -> countTempFile(cx, bytes)));
        env.expressionText = (index, column) -> {
            String s = new Deparse(new CatalogView(cx.catalog()), cx.eval()).indexDef(index, column, true);
            return s == null ? "" : s;
        };
        return env;
    }

    private static void countTempFile(BackendContext cx, long bytes) {
        long[] counts = cx.proc().stats().database;
        counts[StatCounters.DB_TEMP_FILES]++;
        counts[StatCounters.DB_TEMP_BYTES] += bytes;
    }

    /** Definition of objects goes to {@link Commands}, administration to {@link AdminCommands}. */
    static Utility utility(BackendContext cx, ExecEnv env) {
        Commands[] self = new Commands[1];
        Commands commands = new Commands(
                cx,
                env,
                (session, s, sql, topLevel, out) -> CopyCommand.run(session, (TableStmt.CopyStmt) s, sql, out),
                (session, s, sql, topLevel, out) -> {
                    ExplainCommand.run(session, self[0], (UtilityStmt.ExplainStmt) s, sql, out);
                    return null;
                });
        self[0] = commands;
        cx.functions().add(commands.functions());
        return new Utility() {
            @Override
            public @Nullable String run(Session session, Statement s, String sql, boolean topLevel, ResultSink out) {
                if (administers(s)) {
                    commands.readOnlyCheck(s);
                    return AdminCommands.run(session, commands, s, sql, topLevel, out);
                }
                return commands.run(session, s, sql, topLevel, out);
            }

            @Override
            public boolean hasTemporaryObjects() {
                return commands.hasTemporaryObjects();
            }

            @Override
            public void dropTemporaryObjects() {
                commands.dropTemporaryObjects();
            }

            @Override
            public SequenceValues sequenceValues() {
                return commands.sequenceValues();
            }

            @Override
            public void sequenceValues(SequenceValues values) {
                commands.sequenceValues(values);
            }
        };
    }

    private static boolean administers(Statement s) {
        return switch (s) {
            case RoleStmt r -> true;
            case TableStmt.VacuumStmt v -> true;
            case TableStmt.LockStmt l -> true;
            case TableStmt.ReindexStmt r -> true;
            case TableStmt.ClusterStmt c -> true;
            case ObjectStmt.CommentStmt c -> true;
            case ObjectStmt.RenameStmt r -> r.renameType() == org.hathi.parser.tree.ObjectType.DATABASE;
            case UtilityStmt.CheckPointStmt c -> true;
            case UtilityStmt.ConstraintsSetStmt c -> true;
            default -> false;
        };
    }
}
