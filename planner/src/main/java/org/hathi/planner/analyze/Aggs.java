package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.RawExpr.FuncCall;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.jspecify.annotations.Nullable;

/** Aggregate calls: their level, where they may stand; the same for set-returning and window functions. */
final class Aggs {
    private Aggs() {}

    /** Where the query's own first aggregate stands; −1 when there is none. */
    static int firstLocation(org.hathi.planner.tree.Query q) {
        for (TargetEntry t : q.targetList) {
            int at = locate(t.expr());
            if (at >= 0) {
                return at;
            }
        }
        return locate(q.havingQual);
    }

    /** Where the first aggregate or GROUPING of the expression's own level stands; −1 when there is none. */
    static int locate(@Nullable Expr e) {
        int[] at = {-1};
        new TreeWalker() {
            private int depth;

            @Override
            public boolean visit(Expr x) {
                if (x instanceof Aggref a && a.agglevelsup() == depth) {
                    at[0] = a.location();
                    return true;
                }
                if (x instanceof GroupingFunc g && g.agglevelsup() == depth) {
                    at[0] = g.location();
                    return true;
                }
                return walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query q) {
                depth++;
                boolean found = walkQuery(q);
                depth--;
                return found;
            }
        }.walk(e);
        return at[0];
    }

    static Expr aggregate(
            ParseState ps,
            int fnoid,
            int rettype,
            List<Expr> args,
            int direct,
            FuncCall fn,
            @Nullable Expr filter,
            boolean variadic,
            char kind,
            int loc) {
        int[] argtypes = new int[args.size()];
        for (int i = 0; i < argtypes.length; i++) {
            argtypes[i] = args.get(i).type();
        }
        List<TargetEntry> tl = new ArrayList<>();
        List<SortGroupClause> order = List.of();
        List<SortGroupClause> distinct = List.of();
        List<Expr> directArgs = List.of();
        if (kind == 'n') {
            for (int i = 0; i < args.size(); i++) {
                tl.add(new TargetEntry(args.get(i), i + 1, null, false));
            }
            if (!fn.aggOrder().isEmpty()) {
                int save = ps.nextResno;
                ps.nextResno = tl.size() + 1;
                order = Clauses.sortClause(ps, fn.aggOrder(), tl, ExprKind.ORDER_BY, true);
                ps.nextResno = save;
            }
            if (fn.aggDistinct()) {
                distinct = Clauses.distinctClause(ps, tl, order, true);
                checkSortable(ps, distinct, tl);
            }
        } else {
            int n = args.size() - fn.aggOrder().size();
            directArgs = new ArrayList<>(args.subList(0, n));
            List<SortGroupClause> o = new ArrayList<>();
            for (int i = n; i < args.size(); i++) {
                tl.add(new TargetEntry(args.get(i), i - n + 1, null, false));
                Clauses.addToSortList(ps, tl, i - n, o, fn.aggOrder().get(i - n));
            }
            order = o;
        }
        Aggref a = new Aggref(
                fnoid,
                rettype,
                0,
                0,
                0,
                argtypes,
                directArgs,
                tl,
                order,
                distinct,
                filter,
                fn.aggStar(),
                variadic,
                kind,
                0,
                0,
                -1,
                -1,
                loc);
        return atItsLevel(ps, a, loc);
    }

    /** Hands an aggregate to the query level its arguments belong to. */
    private static Expr atItsLevel(ParseState ps, Aggref a, int loc) {
        int level = level(ps, a);
        ParseState owner = ps.up(level);
        owner.hasAggs = true;
        checkPlace(ps, owner, "aggregate functions", loc);
        return level == 0 ? a : withLevel(a, level);
    }

    private static Aggref withLevel(Aggref a, int level) {
        return new Aggref(
                a.aggfnoid(),
                a.aggtype(),
                a.aggcollid(),
                a.inputcollid(),
                a.aggtranstype(),
                a.aggargtypes(),
                a.aggdirectargs(),
                a.args(),
                a.aggorder(),
                a.aggdistinct(),
                a.aggfilter(),
                a.aggstar(),
                a.aggvariadic(),
                a.aggkind(),
                level,
                a.aggsplit(),
                a.aggno(),
                a.aggtransno(),
                a.location());
    }

    private static void checkSortable(ParseState ps, List<SortGroupClause> distinct, List<TargetEntry> tl) {
        for (SortGroupClause c : distinct) {
            if (c.sortop() == 0) {
                Expr e = Clauses.byRef(tl, c.tleSortGroupRef()).expr();
                throw ps.error(
                                SqlState.UNDEFINED_FUNCTION,
                                "could not identify an ordering operator for type " + ps.typeName(e.type()),
                                Trees.location(e))
                        .detail("Aggregates with DISTINCT must be able to sort their inputs.");
            }
        }
    }

    /** The query level an aggregate or GROUPING belongs to: that of the innermost variable in it. */
    private static int level(ParseState ps, Aggref a) {
        LevelWalker w = new LevelWalker(ps);
        w.walkTargets(a.args());
        w.walk(a.aggfilter());
        int minVar = w.minVar;
        int minAgg = w.minAgg;
        int level = minVar < 0 ? Math.max(minAgg, 0) : minAgg < 0 ? minVar : Math.min(minVar, minAgg);
        if (minVar < 0 && minAgg < 0) {
            level = 0;
        }
        if (minAgg >= 0 && level == minAgg) {
            throw ps.error(SqlState.GROUPING_ERROR, "aggregate function calls cannot be nested", w.aggLocation);
        }
        LevelWalker dw = new LevelWalker(ps);
        dw.walk(a.aggdirectargs());
        if (dw.minVar >= 0 && dw.minVar < level) {
            throw ps.error(
                    SqlState.GROUPING_ERROR,
                    "outer-level aggregate cannot contain a lower-level variable in its direct arguments",
                    a.location());
        }
        if (dw.minAgg >= 0 && dw.minAgg <= level) {
            throw ps.error(SqlState.GROUPING_ERROR, "aggregate function calls cannot be nested", dw.aggLocation);
        }
        return level;
    }

    private static final class LevelWalker extends TreeWalker {
        final ParseState ps;
        int minVar = -1;
        int minAgg = -1;
        int aggLocation = -1;
        int depth;

        LevelWalker(ParseState ps) {
            this.ps = ps;
        }

        @Override
        public boolean visit(Expr e) {
            switch (e) {
                case Var v -> {
                    int l = v.varlevelsup() - depth;
                    if (l >= 0 && (minVar < 0 || l < minVar)) {
                        minVar = l;
                    }
                    return false;
                }
                case Aggref a -> {
                    agg(a.agglevelsup(), a.location());
                    return false;
                }
                case GroupingFunc g -> agg(g.agglevelsup(), g.location());
                case FuncExpr f when f.funcretset() && depth == 0 -> throw srf(f);
                case OpExpr o when o.opretset() && depth == 0 -> throw srf(o);
                case WindowFunc w
                when depth == 0 ->
                    throw ps.error(
                            SqlState.GROUPING_ERROR,
                            "aggregate function calls cannot contain window function calls",
                            w.location());
                default -> {}
            }
            return walkChildren(e);
        }

        private void agg(int levelsup, int loc) {
            int l = levelsup - depth;
            if (l >= 0 && (minAgg < 0 || l < minAgg)) {
                minAgg = l;
                aggLocation = loc;
            }
        }

        private SqlError srf(Expr e) {
            return ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "aggregate function calls cannot contain set-returning function calls",
                            Trees.location(e))
                    .hint("You might be able to move the set-returning function into a LATERAL FROM item.");
        }

        @Override
        public boolean visitQuery(Query q) {
            depth++;
            walkQuery(q);
            depth--;
            return false;
        }
    }

    private static void checkPlace(ParseState ps, ParseState owner, String what, int loc) {
        switch (owner.kind) {
            case NONE, OTHER, HAVING, WINDOW_PARTITION, WINDOW_ORDER, SELECT_TARGET, ORDER_BY, DISTINCT_ON -> {}
            case FROM_SUBSELECT ->
                throw ps.error(
                        SqlState.GROUPING_ERROR,
                        what + " are not allowed in FROM clause of their own query level",
                        loc);
            case JOIN_ON, JOIN_USING ->
                throw ps.error(SqlState.GROUPING_ERROR, what + " are not allowed in JOIN conditions", loc);
            default -> throw ps.error(SqlState.GROUPING_ERROR, what + " are not allowed in " + owner.kind.text, loc);
        }
    }

    /** GROUPING(…): its arguments are matched to GROUP BY later. */
    static Expr grouping(ParseState ps, List<Expr> args, int loc) {
        GroupingFunc g = new GroupingFunc(args, new int[0], new int[0], 0, loc);
        LevelWalker w = new LevelWalker(ps);
        w.walk(args);
        int level = Math.max(w.minVar, 0);
        ParseState owner = ps.up(level);
        owner.hasAggs = true;
        owner.hasGrouping = true;
        checkPlace(ps, owner, "grouping operations", loc);
        return level == 0 ? g : new GroupingFunc(args, new int[0], new int[0], level, loc);
    }

    /** Window functions: is this a place for them? */
    static void checkWindow(ParseState ps, int loc) {
        switch (ps.kind) {
            case NONE, OTHER, SELECT_TARGET, ORDER_BY, DISTINCT_ON -> {}
            case JOIN_ON, JOIN_USING ->
                throw ps.error(SqlState.WINDOWING_ERROR, "window functions are not allowed in JOIN conditions", loc);
            case WINDOW_PARTITION, WINDOW_ORDER, WINDOW_FRAME_RANGE, WINDOW_FRAME_ROWS, WINDOW_FRAME_GROUPS ->
                throw ps.error(SqlState.WINDOWING_ERROR, "window functions are not allowed in window definitions", loc);
            default ->
                throw ps.error(SqlState.WINDOWING_ERROR, "window functions are not allowed in " + ps.kind.text, loc);
        }
    }

    /** check_srf_call_placement. */
    static void checkSrf(ParseState ps, @Nullable Expr lastSrf, int loc) {
        switch (ps.kind) {
            case NONE, OTHER, INSERT_TARGET -> {}
            case SELECT_TARGET, ORDER_BY, GROUP_BY, DISTINCT_ON, WINDOW_PARTITION, WINDOW_ORDER, VALUES_SINGLE ->
                ps.hasTargetSrfs = true;
            case FROM_FUNCTION -> {
                if (ps.lastSrf != lastSrf && ps.lastSrf != null) {
                    throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "set-returning functions must appear at top level of FROM",
                            Trees.location(ps.lastSrf));
                }
            }
            case WINDOW_FRAME_RANGE, WINDOW_FRAME_ROWS, WINDOW_FRAME_GROUPS ->
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "set-returning functions are not allowed in window definitions",
                        loc);
            case JOIN_ON, JOIN_USING ->
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "set-returning functions are not allowed in JOIN conditions",
                        loc);
            default ->
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "set-returning functions are not allowed in " + ps.kind.text,
                        loc);
        }
    }
}
