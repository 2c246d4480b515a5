package org.hathi.executor.session;

import java.util.List;
import org.hathi.executor.api.ResultColumn;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.txn.Snapshot;
import org.jspecify.annotations.Nullable;

/** A statement being executed, or ready to be: what Bind and DECLARE CURSOR make and Execute and FETCH run. */
final class Portal {
    /** How the rows come about. */
    enum Strategy {
        /** One query, streamed from the executor as it is fetched. */
        STREAM,
        /** A data-modifying statement or utility with rows: run to the end first, rows kept. */
        STORED,
        /** No rows. */
        NONE
    }

    final String name;
    final String sql;
    final List<PlannedStmt> statements;
    final @Nullable Object[] parameters;
    final int[] parameterTypes;
    final List<ResultColumn> columns;
    final String tag;
    final Strategy strategy;
    /** Level of the subtransaction that made it; portals of an aborted level are dropped. */
    int level;

    boolean started;
    boolean done;
    /** The error state: a portal whose execution failed cannot be run again. */
    boolean failed;

    @Nullable
    Execution execution;
    /** Rows kept for scrolling or holding. */
    @Nullable
    CursorRows rows;
    /** Finished rows of a statement that runs to its end first. */
    @Nullable
    StoredRows stored;
    /** Rows the last fetch delivered. */
    long fetched;
    /** Rows delivered so far; also the cursor's position. */
    long position;

    /** Options of DECLARE CURSOR. */
    boolean holdable;
    /** A holdable cursor whose transaction has committed: later ones do not concern it. */
    boolean held;

    boolean scrollable;
    /** Hidden columns of the plan's output that hold ctids, see {@link CurrentRows}. */
    int[] tidColumns = new int[0];
    /** What they held in the row last passed on. */
    long[] currentTids = new long[0];

    boolean binary;
    boolean isCursor;
    long createdAt;
    /** What its only statement sees; null: what is committed when it starts. */
    @Nullable
    Snapshot snapshot;

    @Nullable
    CachedStatement source;
    /** Result formats asked for in Bind: none, one for all, or one for each column. */
    int[] formats = new int[0];

    Portal(
            String name,
            String sql,
            List<PlannedStmt> statements,
            @Nullable Object[] parameters,
            int[] parameterTypes,
            List<ResultColumn> columns,
            String tag,
            Strategy strategy) {
        this.name = name;
        this.sql = sql;
        this.statements = statements;
        this.parameters = parameters;
        this.parameterTypes = parameterTypes;
        this.columns = columns;
        this.tag = tag;
        this.strategy = strategy;
    }

    /** Is there a result, if perhaps one of rows without columns? */
    boolean returnsRows() {
        return strategy != Strategy.NONE;
    }

    /** Gives back everything the portal holds: it has been dropped. */
    void release() {
        Execution e = execution;
        if (e != null) {
            execution = null;
            e.abort();
        }
        CursorRows r = rows;
        if (r != null) {
            rows = null;
            r.close();
        }
        StoredRows s = stored;
        if (s != null) {
            stored = null;
            s.close();
        }
    }
}
