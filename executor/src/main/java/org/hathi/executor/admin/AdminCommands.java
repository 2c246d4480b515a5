package org.hathi.executor.admin;

import org.hathi.base.SqlError;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.session.CommandTags;
import org.hathi.executor.session.Session;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.jspecify.annotations.Nullable;

/** Dispatch of administration statements to the class that runs each. */
public final class AdminCommands {
    private AdminCommands() {}

    /**
     * Runs a statement.
     *
     * @param topLevel false inside a function
     * @return the command tag when it differs from the usual one
     */
    public static @Nullable String run(Session session, Statement s, String sql, boolean topLevel, ResultSink out) {
        Admin a = new Admin(session, sql, topLevel);
        switch (s) {
            case TableStmt.VacuumStmt v -> new VacuumCommand(a).run(v);
            default -> throw SqlError.unsupported(CommandTags.of(s));
        }
        return null;
    }
}
