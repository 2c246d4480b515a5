package org.hathi.executor.session;

import java.util.List;
import java.util.Objects;
import org.hathi.base.Setting;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Executor;
import org.hathi.executor.api.ResultColumn;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Query;
import org.jspecify.annotations.Nullable;

/**
 * Analyses statements that are executed often, notices when what they mean has changed, and chooses their plans.
 *
 * <p>INVARIANT: a plan is given out only after its relations were locked and nothing about them had changed then: who
 * changes a table's definition holds a lock against this one until everybody has been told.
 */
final class Preparation {
    private final Session session;
    private final BackendContext cx;
    private final Plans plans;
    private final SessionCommands commands;
    private final Templates templates;
    private final Setting searchPath;
    /** Counts invalidations: statements analysed before the last one are analysed again. */
    private int generation;

    Preparation(Session session, Plans plans, SessionCommands commands, Templates templates) {
        this.session = session;
        this.cx = session.context();
        this.plans = plans;
        this.commands = commands;
        this.templates = templates;
        this.searchPath = cx.settings().setting("search_path");
    }

    /** Definitions have changed: nothing analysed so far holds. */
    void invalidate() {
        generation++;
    }

    /** As long as this is the same, definitions are. */
    int generation() {
        return generation;
    }

    /** Whether what the statement was analysed to still holds. */
    boolean isCurrent(CachedStatement s) {
        return s.valid && s.generation == generation && s.searchPath.equals(searchPath.string());
    }

    /** Whether analysis and planning of a statement may look at tables. */
    static boolean needsSnapshot(Statement s) {
        return s instanceof Statement.Optimizable
                || s instanceof UtilityStmt.DeclareCursorStmt
                || s instanceof UtilityStmt.ExplainStmt
                || s instanceof org.hathi.parser.tree.TableStmt.CreateTableAsStmt;
    }

    /** Analyses a statement (again): fills in parameter types, queries and result columns. */
    void prepare(CachedStatement s) {
        RawStmt raw = Objects.requireNonNull(s.raw);
        ParamTypes types = ParamTypes.variable(s.parameterTypes);
        try (var _ = cx.txn().snapshots().hold(needsSnapshot(raw.stmt()))) {
            s.valid = true;
            s.generation = generation;
            s.queries = plans.analyze(raw, s.sql, types);
        }
        s.parameterTypes = types.toArray();
        for (int i = 0; i < s.parameterTypes.length; i++) {
            if (s.parameterTypes[i] == 0 || s.parameterTypes[i] == org.hathi.types.Oids.UNKNOWN) {
                throw new SqlError(
                        SqlState.INDETERMINATE_DATATYPE, "could not determine data type of parameter $" + (i + 1));
            }
        }
        s.tag = CommandTags.of(raw.stmt());
        s.searchPath = searchPath.string();
        s.columns = columns(s.queries);
        Query only = s.queries.size() == 1 ? s.queries.get(0) : null;
        s.returnsRows = !s.columns.isEmpty()
                || only != null && only.canSetTag && only.commandType == CmdType.SELECT
                || only != null && only.utilityStmt != null && commands.returnsRows(only.utilityStmt, s.columns);
    }

    private List<ResultColumn> columns(List<Query> queries) {
        Query q = queries.size() == 1 ? queries.get(0) : RuleAnswers.ofQueries(queries);
        if (q == null || !q.canSetTag) {
            return List.of();
        }
        if (q.utilityStmt != null) {
            return commands.columns(q.utilityStmt);
        }
        return Plans.columns(cx.catalog(), q.commandType == CmdType.SELECT ? q.targetList : q.returningList);
    }

    /** Makes sure a cached statement is valid now; 0A000 when its result columns have changed. */
    private void revalidate(CachedStatement s) {
        if (s.raw == null || isCurrent(s)) {
            return;
        }
        List<ResultColumn> before = s.columns;
        s.invalidate();
        prepare(s);
        if (!sameShape(before, s.columns)) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type");
        }
        templates.join(s);
    }

    static boolean sameShape(List<ResultColumn> a, List<ResultColumn> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i).typeOid() != b.get(i).typeOid()
                    || a.get(i).typmod() != b.get(i).typmod()
                    || !a.get(i).name().equals(b.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- plans

    /** Gives the values that a statement's parameters have, once their types are certain. */
    interface Values {
        @Nullable
        Object[] of(CachedStatement s);
    }

    /** The plan of a statement for these values, its relations locked. */
    Session.Prepared choose(CachedStatement s, Values values) {
        if (s.raw == null) {
            return new Session.Prepared(List.of(), values.of(s), s.parameterTypes);
        }
        revalidate(s);
        while (true) {
            @Nullable Object[] v = values.of(s);
            List<PlannedStmt> planned = plans.choose(s, v);
            lock(planned);
            if (isCurrent(s)) {
                return new Session.Prepared(planned, v, s.parameterTypes);
            }
            revalidate(s);
        }
    }

    /** Makes the plan of a statement that one plan serves; it may be that none is to be kept now. */
    void planOnce(CachedStatement s) {
        try (var _ = cx.txn().snapshots().hold(s.raw != null && needsSnapshot(s.raw.stmt()))) {
            plans.generic(s);
        }
    }

    /** The plan that {@link #planOnce} made, its relations locked; null when it holds no longer. */
    @Nullable
    List<PlannedStmt> lockedPlan(CachedStatement s) {
        GenericPlan g = s.generic;
        if (g == null) {
            return null;
        }
        lock(g.statements);
        return isCurrent(s) ? g.statements : null;
    }

    private void lock(List<PlannedStmt> planned) {
        boolean locked = false;
        for (int i = 0; i < planned.size(); i++) {
            PlannedStmt p = planned.get(i);
            if (p.plan != null) {
                Executor.lockRelations(session.runner().env(), p);
                locked = true;
            }
        }
        if (locked) {
            cx.catalog().acceptInvalidations();
        }
    }
}
