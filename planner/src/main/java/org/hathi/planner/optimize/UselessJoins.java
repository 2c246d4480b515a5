package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;

/**
 * Leaves out left joins that change nothing: the right side is a table or a subquery nothing else refers to, and a
 * unique index or its DISTINCT, GROUP BY or the like says that it has at most one match for each row.
 */
final class UselessJoins {
    private final PlannerContext cx;
    private final Query q;
    private final Map<Integer, Integer> uses = new HashMap<>();
    private boolean removed;
    /** The relations that are left. */
    private List<Integer> present = List.of();

    UselessJoins(PlannerContext cx, Query q) {
        this.cx = cx;
        this.q = q;
    }

    FromExpr remove(FromExpr tree) {
        if (!hasCandidates(tree)) {
            return tree;
        }
        FromExpr t = tree;
        do {
            removed = false;
            uses.clear();
            count(t);
            t = (FromExpr) visit(t);
        } while (removed);
        return t;
    }

    private boolean hasCandidates(JoinNode j) {
        return switch (j) {
            case RangeTblRef r -> false;
            case FromExpr f -> f.fromlist().stream().anyMatch(this::hasCandidates);
            case JoinExpr n -> candidate(n) || hasCandidates(n.larg()) || hasCandidates(n.rarg());
        };
    }

    private boolean candidate(JoinExpr n) {
        return n.jointype() == JoinType.LEFT
                && n.rarg() instanceof RangeTblRef r
                && (q.rte(r.rtindex()).rtekind == RteKind.RELATION && !q.rte(r.rtindex()).inh
                        || q.rte(r.rtindex()).subquery != null);
    }

    private void note(@org.jspecify.annotations.Nullable Expr e) {
        for (Var v : Exprs.vars(e)) {
            RangeTblEntry r = q.rte(v.varno());
            if (r.phrels.length == 0) {
                uses.merge(v.varno(), 1, Integer::sum);
                continue;
            }
            Expr computed = r.valuesLists.get(0).get(0);
            note(computed);
            if (Exprs.vars(computed).isEmpty()) {
                usePlace(r.phrels);
            }
        }
    }

    /** What is computed from no column needs one of its relations. */
    private void usePlace(int[] rels) {
        int last = 0;
        for (int rti : rels) {
            if (present.contains(rti)) {
                if (last != 0) {
                    return;
                }
                last = rti;
            }
        }
        uses.merge(last, 1, Integer::sum);
    }

    private void count(FromExpr tree) {
        present = PullUp.relsOf(tree);
        for (TargetEntry t : q.targetList) {
            note(t.expr());
        }
        for (TargetEntry t : q.returningList) {
            note(t.expr());
        }
        note(q.havingQual);
        for (org.hathi.planner.tree.MergeAction a : q.mergeActionList) {
            note(a.qual());
            for (TargetEntry t : a.targetList()) {
                note(t.expr());
            }
        }
        for (org.hathi.planner.tree.WithCheckOption w : q.withCheckOptions) {
            note(w.qual());
        }
        for (RangeTblEntry r : q.rtable) {
            for (RangeTblFunction f : r.functions) {
                note(f.funcexpr());
            }
            for (List<Expr> row : r.phrels.length > 0 ? List.<List<Expr>>of() : r.valuesLists) {
                row.forEach(this::note);
            }
            if (r.subquery != null && r.lateral) {
                for (Var v : Planner.lateralVars(r.subquery)) {
                    note(LevelShift.shift(v, -v.varlevelsup(), 0));
                }
            }
        }
        for (RowMarkClause m : q.rowMarks) {
            uses.merge(m.rti(), 1, Integer::sum);
        }
        if (q.resultRelation != 0) {
            uses.merge(q.resultRelation, 1, Integer::sum);
        }
        quals(tree);
    }

    private void quals(JoinNode j) {
        switch (j) {
            case RangeTblRef r -> {}
            case FromExpr f -> {
                note(f.quals());
                f.fromlist().forEach(this::quals);
            }
            case JoinExpr n -> {
                note(n.quals());
                quals(n.larg());
                quals(n.rarg());
            }
        }
    }

    private JoinNode visit(JoinNode j) {
        return switch (j) {
            case RangeTblRef r -> r;
            case FromExpr f -> {
                List<JoinNode> items = new ArrayList<>();
                for (JoinNode n : f.fromlist()) {
                    items.add(visit(n));
                }
                yield new FromExpr(items, f.quals());
            }
            case JoinExpr n -> {
                if (!removed && candidate(n) && useless(n, ((RangeTblRef) n.rarg()).rtindex())) {
                    removed = true;
                    yield n.larg();
                }
                yield n.with(visit(n.larg()), visit(n.rarg()), n.quals());
            }
        };
    }

    private boolean useless(JoinExpr n, int rti) {
        int own = 0;
        List<OpExpr> equalities = new ArrayList<>();
        for (Expr e : Trees.conjuncts(n.quals())) {
            int mine = 0;
            for (Var v : Exprs.vars(e)) {
                mine += v.varno() == rti ? 1 : 0;
            }
            own += mine;
            if (Exprs.isVolatile(e, cx.catalog())) {
                return false;
            }
            if (e instanceof OpExpr o && o.args().size() == 2) {
                equalities.add(o);
            }
        }
        if (uses.getOrDefault(rti, 0) != own) {
            return false;
        }
        Query sub = q.rte(rti).subquery;
        if (sub != null) {
            return InnerUnique.distinct(sub, equated(sub, rti, equalities));
        }
        for (PlannerCatalog.IndexCandidate raw :
                cx.catalog().table(q.rte(rti).relid).indexes()) {
            if (raw.unique() && raw.immediate() && raw.predicate().isEmpty() && covered(raw, rti, equalities)) {
                return true;
            }
        }
        return false;
    }

    /** The columns of a subquery that are equal to something of the other side. */
    private List<Integer> equated(Query sub, int rti, List<OpExpr> equalities) {
        List<Integer> columns = new ArrayList<>();
        for (OpExpr o : equalities) {
            for (int side = 0; side < 2; side++) {
                if (Exprs.stripRelabel(o.args().get(side)) instanceof Var v
                        && v.varno() == rti
                        && v.varattno() > 0
                        && !Exprs.vars(o.args().get(1 - side)).isEmpty()
                        && without(o.args().get(1 - side), rti)
                        && comparesAs(o, sub, v.varattno())) {
                    columns.add(v.varattno());
                }
            }
        }
        return columns;
    }

    /** Does the operator find equal what the subquery's DISTINCT, GROUP BY or set operation finds equal? */
    private boolean comparesAs(OpExpr o, Query sub, int column) {
        int type = sub.targetList.get(column - 1).expr().type();
        int own = Sorting.equalityOperator(cx.catalog(), type);
        for (AmopInfo a : cx.catalog().amopsOf(own)) {
            if (a.strategy() == 3 && equality(o, a.family())) {
                return true;
            }
        }
        return false;
    }

    private boolean covered(PlannerCatalog.IndexCandidate ix, int rti, List<OpExpr> equalities) {
        for (int col = 0; col < ix.keys(); col++) {
            boolean hit = false;
            for (OpExpr o : equalities) {
                hit |= equality(o, ix.families()[col])
                        && (is(o.args().get(0), rti, ix.attributes()[col])
                                        && without(o.args().get(1), rti)
                                || is(o.args().get(1), rti, ix.attributes()[col])
                                        && without(o.args().get(0), rti));
            }
            if (!hit) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(Expr e, int rti, int att) {
        return att > 0 && Exprs.stripRelabel(e) instanceof Var v && v.varno() == rti && v.varattno() == att;
    }

    private static boolean without(Expr e, int rti) {
        for (Var v : Exprs.vars(e)) {
            if (v.varno() == rti) {
                return false;
            }
        }
        return true;
    }

    private boolean equality(OpExpr o, int family) {
        for (AmopInfo a : cx.catalog().amopsOf(o.opno())) {
            if (a.family() == family && a.strategy() == 3) {
                return true;
            }
        }
        return false;
    }
}
