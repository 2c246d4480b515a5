package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.parser.tree.Clause.SortBy;
import org.hathi.parser.tree.Clause.SortByDir;
import org.hathi.parser.tree.Clause.SortByNulls;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.Value;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingSet;
import org.hathi.planner.tree.GroupingSetKind;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** ORDER BY, GROUP BY, DISTINCT, LIMIT. */
final class Clauses {
    private Clauses() {}

    static TargetEntry byRef(List<TargetEntry> tl, int ref) {
        for (TargetEntry t : tl) {
            if (t.ressortgroupref() == ref) {
                return t;
            }
        }
        throw SqlError.internal("ORDER/GROUP BY expression not found in targetlist");
    }

    /** Index in the target list of what a sort or group item means; entries may be added (junk). */
    private static int find(ParseState ps, RawExpr node, List<TargetEntry> tl, ExprKind kind, boolean sql99) {
        if (!sql99) {
            if (node instanceof RawExpr.ColumnRef r && r.fields().size() == 1 && !r.star()) {
                String name = r.fields().get(0);
                boolean skip = kind == ExprKind.GROUP_BY && Relations.byName(ps, name, true, r.location()) != null;
                if (!skip) {
                    int found = -1;
                    for (int i = 0; i < tl.size(); i++) {
                        TargetEntry t = tl.get(i);
                        if (!t.resjunk() && name.equals(t.resname())) {
                            if (found >= 0 && !tl.get(found).expr().equals(t.expr())) {
                                throw ps.error(
                                        SqlState.AMBIGUOUS_COLUMN,
                                        kind.text + " \"" + name + "\" is ambiguous",
                                        r.location());
                            }
                            found = found < 0 ? i : found;
                        }
                    }
                    if (found >= 0) {
                        return checked(ps, tl, found, kind);
                    }
                }
            }
            if (node instanceof RawExpr.AConst c) {
                if (!(c.val() instanceof Value.Int v)) {
                    throw ps.error(SqlState.SYNTAX_ERROR, "non-integer constant in " + kind.text, c.location());
                }
                int n = 0;
                for (int i = 0; i < tl.size(); i++) {
                    if (!tl.get(i).resjunk() && ++n == v.ival()) {
                        return checked(ps, tl, i, kind);
                    }
                }
                throw ps.error(
                        SqlState.INVALID_COLUMN_REFERENCE,
                        kind.text + " position " + v.ival() + " is not in select list",
                        c.location());
            }
        }
        Expr e = Exprs.transform(ps, node, kind);
        for (int i = 0; i < tl.size(); i++) {
            if (e.equals(strip(tl.get(i).expr()))) {
                return i;
            }
        }
        tl.add(Targets.entry(ps, node, e, kind, null, true));
        return tl.size() - 1;
    }

    /** An output column that GROUP BY means must be no aggregate. */
    private static int checked(ParseState ps, List<TargetEntry> tl, int at, ExprKind kind) {
        if (kind == ExprKind.GROUP_BY) {
            Expr e = tl.get(at).expr();
            int agg = ps.hasAggs ? Aggs.locate(e) : -1;
            if (agg >= 0) {
                throw ps.error(SqlState.GROUPING_ERROR, "aggregate functions are not allowed in GROUP BY", agg);
            }
            int window = ps.hasWindowFuncs ? Windows.locate(List.of(e), null) : -1;
            if (window >= 0) {
                throw ps.error(SqlState.WINDOWING_ERROR, "window functions are not allowed in GROUP BY", window);
            }
        }
        return at;
    }

    /** strip_implicit_coercions. */
    static Expr strip(Expr e) {
        return switch (e) {
            case FuncExpr f
            when f.funcformat() == CoercionForm.IMPLICIT_CAST -> strip(f.args().get(0));
            case RelabelType r when r.relabelformat() == CoercionForm.IMPLICIT_CAST -> strip(r.arg());
            case org.hathi.planner.tree.CoerceViaIO r
            when r.coerceformat() == CoercionForm.IMPLICIT_CAST -> strip(r.arg());
            case org.hathi.planner.tree.ArrayCoerceExpr r
            when r.coerceformat() == CoercionForm.IMPLICIT_CAST -> strip(r.arg());
            case org.hathi.planner.tree.CoerceToDomain r
            when r.coercionformat() == CoercionForm.IMPLICIT_CAST -> strip(r.arg());
            default -> e;
        };
    }

    private static int assignRef(List<TargetEntry> tl, int at) {
        TargetEntry t = tl.get(at);
        if (t.ressortgroupref() != 0) {
            return t.ressortgroupref();
        }
        int max = 0;
        for (TargetEntry x : tl) {
            max = Math.max(max, x.ressortgroupref());
        }
        tl.set(at, t.withSortGroupRef(max + 1));
        return max + 1;
    }

    private static int knownType(ParseState ps, List<TargetEntry> tl, int at) {
        TargetEntry t = tl.get(at);
        if (t.expr().type() != Oids.UNKNOWN) {
            return t.expr().type();
        }
        tl.set(
                at,
                t.withExpr(Coercion.type(
                        ps,
                        t.expr(),
                        Oids.UNKNOWN,
                        Oids.TEXT,
                        -1,
                        Coercion.Context.IMPLICIT,
                        CoercionForm.IMPLICIT_CAST,
                        -1)));
        return Oids.TEXT;
    }

    private static boolean inList(TargetEntry t, int sortop, List<SortGroupClause> l) {
        int ref = t.ressortgroupref();
        if (ref == 0) {
            return false;
        }
        for (SortGroupClause c : l) {
            if (c.tleSortGroupRef() == ref && (sortop == 0 || c.sortop() == sortop)) {
                return true;
            }
        }
        return false;
    }

    static void addToSortList(ParseState ps, List<TargetEntry> tl, int at, List<SortGroupClause> out, SortBy s) {
        int type = knownType(ps, tl, at);
        int loc = s.dir() == SortByDir.USING ? s.location() : RawLocations.of(s.node());
        int sortop;
        int eqop;
        boolean hashable;
        boolean reverse;
        if (s.dir() == SortByDir.USING) {
            OperatorInfo o = Resolve.binary(ps, s.useOp(), type, type, false, s.location());
            sortop = o == null ? 0 : o.oid();
            AmopInfo m = null;
            for (AmopInfo a : ps.lookup.familiesOf(sortop)) {
                if (a.method() == Ops.BTREE && (a.strategy() == 1 || a.strategy() == 5)) {
                    m = a;
                    break;
                }
            }
            if (m == null) {
                throw ps.error(
                                SqlState.WRONG_OBJECT_TYPE,
                                "operator " + String.join(".", s.useOp()) + " is not a valid ordering operator",
                                loc)
                        .hint("Ordering operators must be \"<\" or \">\" members of btree operator families.");
            }
            eqop = ps.lookup.familyOperator(m.family(), m.left(), m.right(), 3);
            reverse = m.strategy() == 5;
            OperatorInfo eq = ps.lookup.operator(eqop);
            hashable = eq != null && eq.canHash();
        } else {
            Ops.SortOps o = Ops.sortOps(ps, type);
            reverse = s.dir() == SortByDir.DESC;
            sortop = reverse ? o.gt() : o.lt();
            if (sortop == 0) {
                throw Ops.noOrdering(ps, type, loc);
            }
            eqop = o.eq();
            hashable = o.hashable();
        }
        OperatorInfo chosen = ps.lookup.operator(sortop);
        if (inList(tl.get(at), sortop, out)
                || chosen != null && chosen.commutator() != 0 && inList(tl.get(at), chosen.commutator(), out)) {
            return; // ordered by already, one way or the other
        }
        boolean nullsFirst = s.nulls() == SortByNulls.DEFAULT ? reverse : s.nulls() == SortByNulls.FIRST;
        out.add(new SortGroupClause(assignRef(tl, at), eqop, sortop, nullsFirst, hashable));
    }

    private static void addToGroupList(
            ParseState ps, List<TargetEntry> tl, int at, List<SortGroupClause> out, int loc) {
        int type = knownType(ps, tl, at);
        if (inList(tl.get(at), 0, out)) {
            return;
        }
        Ops.SortOps o = Ops.sortOps(ps, type);
        if (o.eq() == 0) {
            throw Ops.noEquality(
                    ps, type, loc >= 0 ? loc : Trees.location(tl.get(at).expr()));
        }
        out.add(new SortGroupClause(assignRef(tl, at), o.eq(), o.lt(), false, o.hashable()));
    }

    static List<SortGroupClause> sortClause(
            ParseState ps, List<SortBy> l, List<TargetEntry> tl, ExprKind kind, boolean sql99) {
        if (l.isEmpty()) {
            return List.of();
        }
        List<SortGroupClause> out = new ArrayList<>(l.size());
        for (SortBy s : l) {
            addToSortList(ps, tl, find(ps, s.node(), tl, kind, sql99), out, s);
        }
        return out;
    }

    // ---- GROUP BY

    static List<SortGroupClause> groupClause(
            ParseState ps,
            List<RawExpr> l,
            List<TargetEntry> tl,
            List<SortGroupClause> sort,
            List<GroupingSet> sets,
            ExprKind kind,
            boolean sql99) {
        if (l.isEmpty()) {
            return List.of();
        }
        List<SortGroupClause> out = new ArrayList<>();
        List<RawExpr> flat = new ArrayList<>();
        boolean hasSets = false;
        for (RawExpr e : l) {
            flatten(e, flat);
        }
        for (RawExpr e : flat) {
            hasSets |= e instanceof RawExpr.GroupingSet;
        }
        for (RawExpr e : flat) {
            if (e instanceof RawExpr.GroupingSet g) {
                sets.add(groupingSet(ps, g, out, tl, sort, kind, sql99));
            } else {
                int ref = groupItem(ps, e, out, tl, sort, true, kind, sql99);
                if (hasSets) {
                    sets.add(new GroupingSet(GroupingSetKind.SIMPLE, new int[] {ref}, List.of(), e.location()));
                }
            }
        }
        return out;
    }

    private static void flatten(RawExpr e, List<RawExpr> out) {
        if (e instanceof RawExpr.RowExpr r && !r.explicit()) {
            for (RawExpr x : r.args()) {
                flatten(x, out);
            }
        } else {
            out.add(e);
        }
    }

    private static int groupItem(
            ParseState ps,
            RawExpr e,
            List<SortGroupClause> out,
            List<TargetEntry> tl,
            List<SortGroupClause> sort,
            boolean everywhere,
            ExprKind kind,
            boolean sql99) {
        int at = find(ps, e, tl, kind, sql99);
        TargetEntry t = tl.get(at);
        int ref = t.ressortgroupref();
        if (ref > 0) {
            if (inList(t, 0, out)) {
                return ref;
            }
            for (SortGroupClause s : sort) {
                if (s.tleSortGroupRef() == ref) {
                    // Within grouping sets nulls come last, since the rows of smaller sets do.
                    boolean first = everywhere && s.nullsFirst();
                    out.add(new SortGroupClause(ref, s.eqop(), s.sortop(), first, s.hashable()));
                    return ref;
                }
            }
        }
        addToGroupList(ps, tl, at, out, RawLocations.of(e));
        return tl.get(at).ressortgroupref();
    }

    private static GroupingSet groupingSet(
            ParseState ps,
            RawExpr.GroupingSet g,
            List<SortGroupClause> out,
            List<TargetEntry> tl,
            List<SortGroupClause> sort,
            ExprKind kind,
            boolean sql99) {
        List<GroupingSet> content = new ArrayList<>();
        for (RawExpr e : g.content()) {
            if (e instanceof RawExpr.GroupingSet n) {
                content.add(groupingSet(ps, n, out, tl, sort, kind, sql99));
            } else {
                List<RawExpr> flat = new ArrayList<>();
                flatten(e, flat);
                int[] refs = new int[flat.size()];
                for (int i = 0; i < refs.length; i++) {
                    refs[i] = groupItem(ps, flat.get(i), out, tl, sort, false, kind, sql99);
                }
                content.add(new GroupingSet(GroupingSetKind.SIMPLE, refs, List.of(), e.location()));
            }
        }
        GroupingSetKind k =
                switch (g.kind()) {
                    case EMPTY -> GroupingSetKind.EMPTY;
                    case ROLLUP -> GroupingSetKind.ROLLUP;
                    case CUBE -> GroupingSetKind.CUBE;
                    case SETS -> GroupingSetKind.SETS;
                };
        if (k == GroupingSetKind.CUBE && content.size() > 12) {
            throw ps.error(SqlState.TOO_MANY_COLUMNS, "CUBE is limited to 12 elements", g.location());
        }
        return new GroupingSet(k, new int[0], content, g.location());
    }

    // ---- DISTINCT

    static List<SortGroupClause> distinctClause(
            ParseState ps, List<TargetEntry> tl, List<SortGroupClause> sort, boolean agg) {
        List<SortGroupClause> out = new ArrayList<>();
        for (SortGroupClause s : sort) {
            TargetEntry t = byRef(tl, s.tleSortGroupRef());
            if (t.resjunk()) {
                throw ps.error(
                        SqlState.INVALID_COLUMN_REFERENCE,
                        agg
                                ? "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list"
                                : "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
                        Trees.location(t.expr()));
            }
            out.add(s);
        }
        for (int i = 0; i < tl.size(); i++) {
            if (!tl.get(i).resjunk()) {
                addToGroupList(ps, tl, i, out, -1);
            }
        }
        if (out.isEmpty()) {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR,
                    agg
                            ? "an aggregate with DISTINCT must have at least one argument"
                            : "SELECT DISTINCT must have at least one column");
        }
        return out;
    }

    static List<SortGroupClause> distinctOn(
            ParseState ps, List<RawExpr> l, List<TargetEntry> tl, List<SortGroupClause> sort) {
        List<Integer> at = new ArrayList<>();
        List<Integer> refs = new ArrayList<>();
        for (RawExpr e : l) {
            int i = find(ps, e, tl, ExprKind.DISTINCT_ON, false);
            at.add(i);
            refs.add(assignRef(tl, i));
        }
        List<SortGroupClause> out = new ArrayList<>();
        boolean skipped = false;
        String message = "SELECT DISTINCT ON expressions must match initial ORDER BY expressions";
        for (SortGroupClause s : sort) {
            int k = refs.indexOf(s.tleSortGroupRef());
            if (k < 0) {
                skipped = true;
            } else if (skipped) {
                throw ps.error(
                        SqlState.INVALID_COLUMN_REFERENCE, message, l.get(k).location());
            } else {
                out.add(s);
            }
        }
        for (int k = 0; k < l.size(); k++) {
            if (inList(tl.get(at.get(k)), 0, out)) {
                continue;
            }
            if (skipped) {
                throw ps.error(
                        SqlState.INVALID_COLUMN_REFERENCE, message, l.get(k).location());
            }
            addToGroupList(ps, tl, at.get(k), out, l.get(k).location());
        }
        return out;
    }

    // ---- LIMIT

    static @Nullable Expr limit(ParseState ps, @Nullable RawExpr e, ExprKind kind, boolean withTies) {
        if (e == null) {
            return null;
        }
        Expr x = Exprs.transform(ps, e, kind);
        x = Coercion.toSpecific(ps, x, Oids.INT8, -1, kind.text);
        noVars(ps, x, kind.text);
        if (kind == ExprKind.LIMIT && withTies && e instanceof RawExpr.AConst c && c.isNull()) {
            throw new SqlError(
                    SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE,
                    "row count cannot be null in FETCH FIRST ... WITH TIES clause");
        }
        return x;
    }

    static void noVars(ParseState ps, Expr x, String construct) {
        if (Levels.hasVarsOfLevel(List.of(x), 0)) {
            throw ps.error(
                    SqlState.INVALID_COLUMN_REFERENCE,
                    "argument of " + construct + " must not contain variables",
                    firstVar(x));
        }
    }

    private static int firstVar(Expr x) {
        int[] loc = {-1};
        new org.hathi.planner.tree.TreeWalker() {
            @Override
            public boolean visit(Expr e) {
                if (e instanceof org.hathi.planner.tree.Var v && v.varlevelsup() == 0) {
                    loc[0] = v.location();
                    return true;
                }
                return walkChildren(e);
            }
        }.visit(x);
        return loc[0];
    }
}
