package org.hathi.executor.explain;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.session.Session;
import org.hathi.parser.tree.UtilityStmt;

/** EXPLAIN: the plan of a statement, with ANALYZE also what its execution did. */
public final class ExplainCommand {
    private ExplainCommand() {}

    /** The one column EXPLAIN returns; its type depends on FORMAT. */
    public static List<ResultColumn> columns(UtilityStmt.ExplainStmt s) {
        throw SqlError.unsupported("EXPLAIN");
    }

    /** Sends the rows of EXPLAIN (without RowDescription, which the portal has sent). */
    public static void run(Session session, UtilityStmt.ExplainStmt s, String sql, ResultSink out) {
        throw SqlError.unsupported("EXPLAIN");
    }
}
