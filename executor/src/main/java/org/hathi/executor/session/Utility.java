package org.hathi.executor.session;

import org.hathi.executor.api.ResultSink;
import org.hathi.parser.tree.Statement;
import org.jspecify.annotations.Nullable;

/** Executes utility statements other than the session's own (transactions, SET, PREPARE, cursors). */
public interface Utility {
    /**
     * Runs one statement.
     *
     * @param sql the query string it stands in, for error positions
     * @param topLevel false inside a function: statements that cannot run in a transaction block refuse
     * @param out where rows and COPY data go
     * @return the command tag when it differs from the statement's usual one, else null
     */
    @Nullable
    String run(Session session, Statement s, String sql, boolean topLevel, ResultSink out);

    /** Whether the session has temporary objects, which tie it to its backend. */
    default boolean hasTemporaryObjects() {
        return false;
    }

    /** Removes the session's temporary objects; inside a transaction. */
    default void dropTemporaryObjects() {}

    /** What the session knows of sequences. */
    default SequenceValues sequenceValues() {
        return new SequenceValues();
    }

    /** Another session begins or is resumed: its values. */
    default void sequenceValues(SequenceValues values) {}
}
