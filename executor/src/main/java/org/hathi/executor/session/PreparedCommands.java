package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.Coercion;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.analyze.Exprs;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.ParseState;
import org.hathi.planner.analyze.Types;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.txn.Snapshots;
import org.jspecify.annotations.Nullable;

/** PREPARE, EXECUTE, DEALLOCATE; DECLARE, FETCH, MOVE, CLOSE. */
final class PreparedCommands {
    private final Session session;

    PreparedCommands(Session session) {
        this.session = session;
    }

    private ParseState parseState(String sql) {
        return new ParseState(
                new CatalogView(session.context().catalog()), session.plans().analyzeContext(), ParamTypes.none(), sql);
    }

    // ---------------------------------------------------------------- PREPARE

    void prepare(UtilityStmt.PrepareStmt p, String sql) {
        if (p.name().isEmpty()) {
            throw new SqlError(SqlState.INVALID_PSTATEMENT_DEFINITION, "invalid statement name: must not be empty");
        }
        if (!(p.query() instanceof Statement.Optimizable)) {
            throw new SqlError(SqlState.INVALID_PSTATEMENT_DEFINITION, "utility statements cannot be prepared");
        }
        ParseState ps = parseState(sql);
        int[] types = new int[p.argtypes().size()];
        for (int i = 0; i < types.length; i++) {
            TypeName t = p.argtypes().get(i);
            types[i] = Types.resolve(ps, t).oid();
        }
        if (session.statements().containsKey(p.name())) {
            throw new SqlError(SqlState.DUPLICATE_PSTATEMENT, "prepared statement \"" + p.name() + "\" already exists");
        }
        RawStmt raw = new RawStmt(p.query(), 0, 0);
        CachedStatement s = new CachedStatement(
                p.name(), sql, raw, types, true, session.context().eval().statementTimestamp);
        session.preparation().prepare(s);
        session.templates().join(s);
        session.statements().put(p.name(), s);
        session.statementChanged(p.name());
    }

    List<ResultColumn> columns(UtilityStmt.ExecuteStmt e) {
        CachedStatement s = session.statements().get(e.name());
        return s == null ? List.of() : s.columns;
    }

    /** The plan and parameter values of EXECUTE. */
    Session.Prepared choose(UtilityStmt.ExecuteStmt e, String sql) {
        CachedStatement s = session.statement(e.name());
        if (e.params().size() != s.parameterTypes.length) {
            throw new SqlError(
                            SqlState.SYNTAX_ERROR,
                            "wrong number of parameters for prepared statement \"" + e.name() + "\"")
                    .detail("Expected " + s.parameterTypes.length + " parameters but got "
                            + e.params().size() + ".");
        }
        return session.preparation().choose(s, x -> values(e, x, sql));
    }

    String execute(UtilityStmt.ExecuteStmt e, String sql, SessionCommands commands, ResultSink out) {
        // a query sees what was committed when EXECUTE began, also when it has to wait for a table; changes do not
        Snapshots snapshots = session.context().txn().snapshots();
        try (var _ = snapshots.hold(true)) {
            Session.Prepared chosen = choose(e, sql);
            CachedStatement s = session.statement(e.name());
            Portal p = session.portal("", s.sql, chosen.plans(), chosen.values(), chosen.types(), s.tag);
            p.snapshot = p.strategy == Portal.Strategy.STREAM ? snapshots.active() : null;
            return session.runner().runToEnd(session, commands, p, out, new int[0], false);
        }
    }

    /** EXECUTE's arguments: assigned to the parameters' types and evaluated. */
    private @Nullable Object[] values(UtilityStmt.ExecuteStmt e, CachedStatement s, String sql) {
        int n = e.params().size();
        @Nullable Object[] out = new Object[n];
        if (n == 0) {
            return out;
        }
        ParseState ps = parseState(sql);
        List<Expr> exprs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            RawExpr raw = e.params().get(i);
            Expr x = Exprs.transform(ps, raw, ExprKind.EXECUTE_PARAMETER);
            int type = s.parameterTypes[i];
            Expr c = Coercion.toTarget(
                    ps, x, x.type(), type, -1, Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
            if (c == null) {
                var types = session.context().catalog();
                int at = org.hathi.planner.tree.Trees.location(x);
                throw new SqlError(
                                SqlState.DATATYPE_MISMATCH,
                                "parameter $" + (i + 1) + " of type " + types.formatType(x.type(), -1)
                                        + " cannot be coerced to the expected type " + types.formatType(type, -1))
                        .hint("You will need to rewrite or cast the expression.")
                        .position(at < 0 ? 0 : sql.codePointCount(0, at) + 1);
            }
            exprs.add(c);
        }
        return withoutUnreadable(evaluate(exprs), s.parameterTypes);
    }

    /** A pseudo-type that takes any value by value shows nothing of it but that it is not null. */
    private @Nullable Object[] withoutUnreadable(@Nullable Object[] values, int[] types) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof byte[]
                    && !session.context().catalog().type(types[i]).byRef()) {
                values[i] = 0L;
            }
        }
        return values;
    }

    /** Evaluates expressions without columns, as one row. */
    @Nullable
    Object[] evaluate(List<Expr> exprs) {
        Query q = new Query(CmdType.SELECT);
        List<TargetEntry> targets = new ArrayList<>();
        for (Expr e : exprs) {
            targets.add(new TargetEntry(e, targets.size() + 1, null, false));
        }
        q.targetList = targets;
        q.jointree = new FromExpr(List.of(), null);
        PlannedStmt p = session.plans().plan(List.of(q), BoundParams.NONE, 0).get(0);
        return session.runner().singleRow(p);
    }

    // ---------------------------------------------------------------- CALL

    private List<PlannedStmt> callPlan(UtilityStmt.CallStmt c, String sql) {
        Query q = new org.hathi.planner.analyze.DdlExprs(
                        new org.hathi.planner.analyze.CatalogView(
                                session.context().catalog()),
                        session.plans().analyzeContext(),
                        sql)
                .call(c.funccall());
        return session.plans().plan(session.plans().rewrite(q), BoundParams.NONE, 0);
    }

    /** The output arguments of a procedure; none for one without. */
    List<ResultColumn> callColumns(UtilityStmt.CallStmt c) {
        List<PlannedStmt> p;
        try {
            p = callPlan(c, "");
        } catch (SqlError e) {
            return List.of(); // running it says the same, with the position
        }
        var plan = java.util.Objects.requireNonNull(p.get(0).plan);
        List<ResultColumn> l = Plans.columns(session.context().catalog(), plan.targetList);
        return l.size() == 1 && l.get(0).typeOid() == org.hathi.types.Oids.VOID ? List.of() : l;
    }

    void call(UtilityStmt.CallStmt c, String sql, SessionCommands commands, ResultSink out) {
        List<PlannedStmt> planned = callPlan(c, sql);
        Portal p = callColumns(c).isEmpty()
                ? new Portal("", sql, planned, new Object[0], new int[0], List.of(), "CALL", Portal.Strategy.NONE)
                : session.portal("", sql, planned, new Object[0], new int[0], "CALL");
        session.runner().runToEnd(session, commands, p, out, new int[0], false);
    }

    void deallocate(UtilityStmt.DeallocateStmt d) {
        String name = d.name();
        if (name == null) {
            session.statements().clear();
            session.statementChanged(null);
        } else {
            session.statement(name);
            session.statements().remove(name);
            session.statementChanged(name);
        }
    }

    // ---------------------------------------------------------------- cursors

    void declare(UtilityStmt.DeclareCursorStmt d, String sql, boolean topLevel) {
        int options = d.options();
        boolean hold = (options & UtilityStmt.DeclareCursorStmt.CURSOR_OPT_HOLD) != 0;
        boolean scroll = (options & UtilityStmt.DeclareCursorStmt.CURSOR_OPT_SCROLL) != 0;
        if (scroll && (options & UtilityStmt.DeclareCursorStmt.CURSOR_OPT_NO_SCROLL) != 0) {
            throw new SqlError(SqlState.INVALID_CURSOR_DEFINITION, "cannot specify both SCROLL and NO SCROLL");
        }
        boolean insensitive = (options & UtilityStmt.DeclareCursorStmt.CURSOR_OPT_INSENSITIVE) != 0;
        if (insensitive && (options & UtilityStmt.DeclareCursorStmt.CURSOR_OPT_ASENSITIVE) != 0) {
            throw new SqlError(SqlState.INVALID_CURSOR_DEFINITION, "cannot specify both ASENSITIVE and INSENSITIVE");
        }
        org.hathi.planner.analyze.Analyzer.refuseInto(parseState(sql), d.query());
        List<Query> queries = session.plans().analyze(new RawStmt(d.query(), 0, 0), sql, ParamTypes.none());
        if (queries.size() != 1 || queries.get(0).commandType != CmdType.SELECT) {
            throw SqlError.internal("unexpected non-SELECT command in DECLARE CURSOR");
        }
        if (queries.get(0).hasModifyingCTE) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "DECLARE CURSOR must not contain data-modifying statements in WITH");
        }
        boolean locks = !queries.get(0).rowMarks.isEmpty();
        if (locks && (hold || scroll || insensitive)) {
            throw new SqlError(
                            hold || scroll ? SqlState.FEATURE_NOT_SUPPORTED : SqlState.INVALID_CURSOR_DEFINITION,
                            "DECLARE "
                                    + (hold ? "CURSOR WITH HOLD" : scroll ? "SCROLL CURSOR" : "INSENSITIVE CURSOR")
                                    + " ... "
                                    + queries.get(0).rowMarks.get(0).strength().sql() + " is not "
                                    + (hold || scroll ? "supported" : "valid"))
                    .detail((hold ? "Holdable" : scroll ? "Scrollable" : "Insensitive")
                            + " cursors must be READ ONLY.");
        }
        if (!hold) {
            session.block().require(topLevel, "DECLARE CURSOR");
        }
        if (d.portalname().isEmpty()) {
            throw new SqlError(SqlState.INVALID_CURSOR_NAME, "invalid cursor name: must not be empty");
        }
        if (session.portals().get(d.portalname()) != null) {
            throw new SqlError(SqlState.DUPLICATE_CURSOR, "cursor \"" + d.portalname() + "\" already exists");
        }
        CurrentRows.prepare(queries.get(0));
        List<PlannedStmt> planned = session.plans()
                .plan(queries, BoundParams.NONE, session.context().settings().real("cursor_tuple_fraction"));
        Portal p = session.portal(d.portalname(), sql, planned, new Object[0], new int[0], "SELECT");
        p.isCursor = true;
        p.holdable = hold;
        boolean forward = (options & UtilityStmt.DeclareCursorStmt.CURSOR_OPT_NO_SCROLL) != 0;
        p.scrollable = scroll || !locks && !forward && BackwardScan.supported(planned.get(0).plan);
        p.binary = (options & UtilityStmt.DeclareCursorStmt.CURSOR_OPT_BINARY) != 0;
        CurrentRows.plan(p);
        session.runner().open(session, p);
        session.portals().put(p);
    }

    /** Ctid of the row of a table that a cursor stands on: WHERE CURRENT OF. */
    long currentTid(String name, int relation, String table) {
        return CurrentRows.tid(cursor(name), relation, table);
    }

    private Portal cursor(String name) {
        Portal p = session.portals().get(name);
        if (p == null) {
            throw new SqlError(SqlState.INVALID_CURSOR_NAME, "cursor \"" + name + "\" does not exist");
        }
        return p;
    }

    boolean returnsRows(UtilityStmt.ExecuteStmt e) {
        CachedStatement s = session.statements().get(e.name());
        return s != null && s.returnsRows;
    }

    boolean isCursor(UtilityStmt.FetchStmt f) {
        Portal p = session.portals().get(f.portalname());
        return p != null && p.returnsRows();
    }

    List<ResultColumn> cursorColumns(UtilityStmt.FetchStmt f) {
        Portal p = session.portals().get(f.portalname());
        return p == null ? List.of() : p.binary ? ResultFormats.applied(p.columns, new int[] {1}) : p.columns;
    }

    String fetch(UtilityStmt.FetchStmt f, SessionCommands commands, ResultSink out) {
        Portal p = cursor(f.portalname());
        long n = session.runner().move(session, p, f, out);
        return (f.ismove() ? "MOVE " : "FETCH ") + n;
    }

    void close(UtilityStmt.ClosePortalStmt c) {
        String name = c.portalname();
        if (name == null) {
            closeAll();
        } else {
            cursor(name);
            session.closePortal(name);
        }
    }

    void closeAll() {
        for (String name : List.copyOf(session.portals().byName.keySet())) {
            session.closePortal(name);
        }
    }
}
