package org.hathi.executor.session;

import java.util.List;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.StatementLevel;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.tree.Query;
import org.jspecify.annotations.Nullable;

/**
 * A statement analysed once and executed often: source text, parse tree, analysed queries and, when it pays, a generic
 * plan.
 *
 * <p>INVARIANTS: CS-1 {@code queries}, {@code columns} and {@code generic} are valid as long as {@code generation}
 * equals the session's plan generation for the relations they use; otherwise they are made again from {@code raw}.
 */
final class CachedStatement {
    final String name;
    /** The very string of the statement it shares its meaning with, see {@link Templates#join}. */
    String sql;

    /** Null for an empty query. */
    @Nullable
    RawStmt raw;
    /** Came from another process as text: see {@link Templates#fill}. */
    boolean unparsed;

    /** When SQL's PREPARE made it. */
    final boolean fromSql;

    final long preparedAt;
    int[] parameterTypes;
    List<Query> queries = List.of();
    List<ResultColumn> columns = List.of();
    boolean returnsRows;
    String tag = "";
    /** For the log; null: to be asked for. */
    @Nullable
    StatementLevel level;

    @Nullable
    GenericPlan generic;

    double customCost;
    int customPlans;
    int genericPlans;
    /** Its place among the session's counts; −1 none yet. */
    int index = -1;

    /** Values make no difference to the plan, and nobody is shown which one was chosen. */
    boolean fixed;

    boolean valid = true;
    /** The session's plan generation when it was analysed. */
    int generation;
    /** Search path when analysed: a different one makes names mean something else. */
    String searchPath = "";

    CachedStatement(
            String name, String sql, @Nullable RawStmt raw, int[] parameterTypes, boolean fromSql, long preparedAt) {
        this.name = name;
        this.sql = sql;
        this.raw = raw;
        this.parameterTypes = parameterTypes;
        this.fromSql = fromSql;
        this.preparedAt = preparedAt;
    }

    /** Forgets everything derived from the catalogs. */
    void invalidate() {
        valid = false;
        generic = null;
        fixed = false;
    }
}
