package org.hathi.executor.copy;

import org.hathi.base.SqlError;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.session.Session;
import org.hathi.parser.tree.TableStmt;

/** COPY: between a table (or a query's result) and the client or a file of the server. */
public final class CopyCommand {
    private CopyCommand() {}

    /** Runs one COPY; returns its tag, {@code COPY n}. A snapshot is pushed and popped here. */
    public static String run(Session session, TableStmt.CopyStmt s, String sql, ResultSink out) {
        throw SqlError.unsupported("COPY");
    }
}
