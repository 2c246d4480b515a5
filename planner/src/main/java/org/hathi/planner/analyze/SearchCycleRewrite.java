package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CaseWhen;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.CommonTableExpr.CteCycle;
import org.hathi.planner.tree.CommonTableExpr.CteSearch;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * Makes ordinary queries of WITH items with SEARCH and CYCLE: both sides of the UNION are wrapped into queries that
 * carry the sequence column, the cycle mark and the path along, as the SQL standard describes them.
 */
final class SearchCycleRewrite {
    private static final int INT8INC = 1219;
    private static final int ARRAY_CAT = 383;
    private static final int RECORD_EQ = 2988;
    private static final int RECORD_EQ_FUNCTION = 2981;

    private final CommonTableExpr item;
    private final ParseState ps;
    private final @Nullable CteSearch search;
    private final @Nullable CteCycle cycle;
    private final List<String> columns;
    /** The types of the columns of the side that is being wrapped. */
    private List<Expr> side = List.of();

    private SearchCycleRewrite(CommonTableExpr item, ParseState ps) {
        this.item = item;
        this.ps = ps;
        this.search = item.searchClause;
        this.cycle = item.cycleClause;
        this.columns = item.ctecolnames;
    }

    /** Rewrites an item in place, if it has one of the clauses; it has none then. */
    static void rewrite(CommonTableExpr item, Lookup lookup, AnalyzeContext cx) {
        if (item.searchClause != null || item.cycleClause != null) {
            new SearchCycleRewrite(item, new ParseState(lookup, cx, ParamTypes.none(), null)).rewrite();
        }
    }

    private void rewrite() {
        Query union = item.ctequery;
        if (!(union.setOperations instanceof SetOperationStmt s)
                || !(s.larg() instanceof RangeTblRef l)
                || !(s.rarg() instanceof RangeTblRef r)) {
            throw SqlError.internal("unexpected shape of a recursive query");
        }
        left(union.rte(l.rtindex()));
        right(union.rte(r.rtindex()));
        RangeTblEntry result = new RangeTblEntry(RteKind.CTE);
        result.eref = new Alias(item.ctename, item.ctecolnames);
        result.coltypes = item.ctecoltypes;
        result.coltypmods = item.ctecoltypmods;
        result.colcollations = item.ctecolcollations;
        SearchCycle.addColumns(result, item);
        item.ctecolnames = result.eref.colnames();
        item.ctecoltypes = result.coltypes;
        item.ctecoltypmods = result.coltypmods;
        item.ctecolcollations = result.colcollations;
        List<TargetEntry> targets = new ArrayList<>(union.targetList);
        List<SortGroupClause> groups = new ArrayList<>(s.groupClauses());
        int[] types = s.colTypes();
        int[] typmods = s.colTypmods();
        int[] collations = s.colCollations();
        for (int i = columns.size(); i < result.coltypes.length; i++) {
            int type = result.coltypes[i];
            targets.add(new TargetEntry(variable(l.rtindex(), i + 1, result), i + 1, item.ctecolnames.get(i), false));
            types = SearchCycle.with(types, type);
            typmods = SearchCycle.with(typmods, result.coltypmods[i]);
            collations = SearchCycle.with(collations, result.colcollations[i]);
            if (!s.all()) {
                Ops.SortOps o = Ops.sortOps(ps, type);
                groups.add(new SortGroupClause(0, o.eq(), o.lt(), false, o.hashable()));
            }
        }
        union.targetList = targets;
        union.setOperations =
                new SetOperationStmt(s.op(), s.all(), s.larg(), s.rarg(), types, typmods, collations, groups);
        item.searchClause = null;
        item.cycleClause = null;
    }

    private static Var variable(int rtindex, int attno, RangeTblEntry r) {
        int i = attno - 1;
        return variable(rtindex, attno, r.coltypes[i], r.coltypmods[i], r.colcollations[i]);
    }

    private static Var variable(int rtindex, int attno, int type, int typmod, int collation) {
        return new Var(rtindex, attno, type, typmod, collation, 0, rtindex, attno, -1);
    }

    // ---------------------------------------------------------------- the sides

    private void left(RangeTblEntry arm) {
        Query inner = inner(arm);
        List<TargetEntry> targets = carried(inner);
        if (search != null) {
            Const zero = new Const(Oids.INT8, -1, 0, 8, true, 0L, -1);
            add(targets, search.seqColumn(), search.breadthFirst() ? row(zero, search) : array(row(search.colList())));
        }
        if (cycle != null) {
            add(targets, cycle.markColumn(), cycle.markDefault());
            add(targets, cycle.pathColumn(), array(row(cycle.colList())));
        }
        wrap(arm, inner, "*TLOCRN*", targets, null);
    }

    /** The recursive side: its query hands the columns of the row it came from on. */
    private void right(RangeTblEntry arm) {
        Query inner = inner(arm);
        int reference = reference(inner);
        RangeTblEntry from = inner.rte(reference);
        List<TargetEntry> targets = carried(inner);
        List<TargetEntry> handed = new ArrayList<>();
        for (TargetEntry t : inner.targetList) {
            if (!t.resjunk()) {
                handed.add(t);
            }
        }
        int first = columns.size();
        int n = from.coltypes.length;
        for (int i = first; i < n; i++) {
            handed.add(new TargetEntry(
                    variable(reference, i + 1, from),
                    i + 1,
                    from.eref.colnames().get(i),
                    false));
        }
        for (TargetEntry t : inner.targetList) {
            if (t.resjunk()) {
                handed.add(t.withResno(handed.size() + 1));
            }
        }
        inner.targetList = handed;
        int next = first + 1;
        if (search != null) {
            Var before = variable(1, next++, from);
            add(
                    targets,
                    search.seqColumn(),
                    search.breadthFirst() ? row(deeper(before), search) : append(before, row(search.colList())));
        }
        Expr goOn = null;
        if (cycle != null) {
            Var mark = variable(1, next++, from);
            Var path = variable(1, next, from);
            Expr seen = new ScalarArrayOpExpr(
                    RECORD_EQ, RECORD_EQ_FUNCTION, 0, 0, true, 0, List.of(row(cycle.colList()), path), -1);
            add(
                    targets,
                    cycle.markColumn(),
                    new CaseExpr(
                            cycle.markType(),
                            cycle.markCollation(),
                            null,
                            List.of(new CaseWhen(seen, cycle.markValue(), -1)),
                            cycle.markDefault(),
                            -1));
            add(targets, cycle.pathColumn(), append(path, row(cycle.colList())));
            OperatorInfo ne = Objects.requireNonNull(ps.lookup.operator(cycle.markNeop()));
            goOn = new OpExpr(
                    ne.oid(),
                    ne.function(),
                    Oids.BOOL,
                    false,
                    0,
                    cycle.markCollation(),
                    List.of(mark, cycle.markValue()),
                    -1);
        }
        wrap(arm, inner, "*TROCRN*", targets, goOn);
    }

    /** An arm's query, one level further in. */
    private static Query inner(RangeTblEntry arm) {
        return LevelShift.shift(Objects.requireNonNull(arm.subquery), 1, 1);
    }

    /** The arm's own columns. */
    private List<TargetEntry> carried(Query inner) {
        List<TargetEntry> out = new ArrayList<>();
        List<Expr> vars = new ArrayList<>();
        for (TargetEntry t : inner.targetList) {
            if (!t.resjunk()) {
                Expr e = t.expr();
                int attno = vars.size() + 1;
                Expr v = variable(1, attno, e.type(), e.typmod(), e.collation());
                vars.add(v);
                out.add(new TargetEntry(v, attno, columns.get(attno - 1), false));
            }
        }
        side = vars;
        return out;
    }

    private static void add(List<TargetEntry> l, String name, Expr e) {
        l.add(new TargetEntry(e, l.size() + 1, name, false));
    }

    private void wrap(
            RangeTblEntry arm, Query inner, String alias, List<TargetEntry> targets, @Nullable Expr condition) {
        RangeTblEntry r = new RangeTblEntry(RteKind.SUBQUERY);
        r.subquery = inner;
        List<String> names = new ArrayList<>();
        for (TargetEntry t : inner.targetList) {
            if (!t.resjunk()) {
                int i = names.size();
                names.add(i < columns.size() ? columns.get(i) : String.valueOf(t.resname()));
            }
        }
        r.alias = new Alias(alias, names);
        r.eref = r.alias;
        r.inFromCl = true;
        Query outer = new Query(CmdType.SELECT);
        outer.rtable = new ArrayList<>(List.of(r));
        outer.jointree = new FromExpr(List.of(new RangeTblRef(1)), condition);
        outer.targetList = targets;
        arm.subquery = outer;
        List<String> out = new ArrayList<>();
        for (TargetEntry t : targets) {
            out.add(String.valueOf(t.resname()));
        }
        arm.eref = new Alias(arm.eref.aliasname(), out);
    }

    /** Where the recursive side refers to the item. */
    private int reference(Query inner) {
        int found = 0;
        for (int i = 1; i <= inner.rtable.size(); i++) {
            RangeTblEntry r = inner.rte(i);
            if (r.rtekind == RteKind.CTE && r.selfReference && item.ctename.equals(r.ctename)) {
                found = i;
            }
        }
        if (found == 0) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "with a SEARCH or CYCLE clause, the recursive reference to WITH query \"" + item.ctename
                            + "\" must be at the top level of its right-hand SELECT");
        }
        return found;
    }

    // ---------------------------------------------------------------- expressions

    private List<Expr> values(List<String> names) {
        List<Expr> l = new ArrayList<>(names.size());
        for (String n : names) {
            l.add(side.get(columns.indexOf(n)));
        }
        return l;
    }

    private RowExpr row(List<String> names) {
        return new RowExpr(values(names), Oids.RECORD, CoercionForm.IMPLICIT_CAST, names, -1);
    }

    /** BREADTH FIRST: the depth comes before the columns. */
    private RowExpr row(Expr depth, CteSearch s) {
        List<Expr> l = values(s.colList());
        l.add(0, depth);
        List<String> names = new ArrayList<>(s.colList());
        names.add(0, "*DEPTH*");
        return new RowExpr(l, Oids.RECORD, CoercionForm.IMPLICIT_CAST, names, -1);
    }

    private static Expr deeper(Var before) {
        Expr depth = new FieldSelect(before, 1, Oids.INT8, -1, 0);
        return new FuncExpr(INT8INC, Oids.INT8, false, false, CoercionForm.EXPLICIT_CALL, 0, 0, List.of(depth), -1);
    }

    private static ArrayExpr array(RowExpr row) {
        return new ArrayExpr(Oids.RECORD_ARRAY, 0, Oids.RECORD, List.of(row), false, -1);
    }

    private static Expr append(Var path, RowExpr row) {
        return new FuncExpr(
                ARRAY_CAT,
                Oids.RECORD_ARRAY,
                false,
                false,
                CoercionForm.EXPLICIT_CALL,
                0,
                0,
                List.of(path, array(row)),
                -1);
    }
}
