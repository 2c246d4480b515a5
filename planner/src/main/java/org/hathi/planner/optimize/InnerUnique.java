package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;

/** Proves that a relation has at most one row for given values of some of its columns. */
final class InnerUnique {
    private final PlannerInfo info;

    InnerUnique(PlannerInfo info) {
        this.info = info;
    }

    /** Does each outer row match at most one row of {@code inner}? */
    boolean proven(long outer, Rel inner, boolean outerJoin, List<Clause> clauses) {
        if (inner.rte == null || clauses.isEmpty()) {
            return false;
        }
        List<Expr> exprs = new ArrayList<>();
        List<Clause> by = new ArrayList<>();
        for (Clause c : clauses) {
            if (outerJoin && c.pushedDown || c.mergeFamily == 0 || !c.joins(outer, inner.relids)) {
                continue;
            }
            exprs.add(Exprs.stripRelabel(c.leftIsIn(inner.relids) ? c.leftExpr() : c.rightExpr()));
            by.add(c);
        }
        return !exprs.isEmpty() && unique(inner, exprs, by);
    }

    /** Has the relation no two rows with the same values of {@code exprs}? */
    boolean uniqueOn(Rel rel, List<Expr> exprs) {
        return rel.rte != null && unique(rel, exprs, List.of());
    }

    private boolean unique(Rel rel, List<Expr> exprs, List<Clause> by) {
        Query sub = rel.subquery != null ? rel.subquery.info().query : rel.rte().subquery;
        if (rel.rte().rtekind == RteKind.SUBQUERY && sub != null) {
            List<Integer> columns = new ArrayList<>();
            for (Expr e : exprs) {
                if (Exprs.stripRelabel(e) instanceof Var v && v.varno() == rel.rti) {
                    columns.add(v.varattno());
                }
            }
            return distinct(sub, columns);
        }
        for (PlannerCatalog.IndexCandidate ix : rel.indexes) {
            if (!ix.unique() || !ix.immediate() || !ix.predicate().isEmpty() && !predicateHolds(ix, rel)) {
                continue;
            }
            boolean all = true;
            for (int col = 0; col < ix.keys() && all; col++) {
                all = covered(ix, col, rel, exprs, by);
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    private boolean predicateHolds(PlannerCatalog.IndexCandidate ix, Rel rel) {
        List<Expr> l = new ArrayList<>();
        for (Clause c : rel.quals) {
            l.add(c.expr);
        }
        Implication proof = new Implication(info.cx());
        for (Expr p : ix.predicate()) {
            if (!proof.implied(l, p)) {
                return false;
            }
        }
        return true;
    }

    private boolean covered(PlannerCatalog.IndexCandidate ix, int col, Rel rel, List<Expr> exprs, List<Clause> by) {
        for (int i = 0; i < exprs.size(); i++) {
            if (IndexPaths.isKey(ix, col, exprs.get(i), rel)
                    && (by.isEmpty() || equality((OpExpr) by.get(i).expr, ix.families()[col]))) {
                return true;
            }
        }
        for (Clause c : rel.quals) {
            if (c.expr instanceof OpExpr o
                    && o.args().size() == 2
                    && equality(o, ix.families()[col])
                    && (c.right == 0 && IndexPaths.isKey(ix, col, o.args().get(0), rel)
                            || c.left == 0 && IndexPaths.isKey(ix, col, o.args().get(1), rel))) {
                return true;
            }
        }
        return false;
    }

    private boolean equality(OpExpr o, int family) {
        for (AmopInfo a : info.catalog().amopsOf(o.opno())) {
            if (a.family() == family && a.strategy() == 3) {
                return true;
            }
        }
        return false;
    }

    /** Has the query's result no two rows with the same values in {@code columns}? */
    static boolean distinct(Query q, List<Integer> columns) {
        if (q.hasTargetSRFs && q.distinctClause.isEmpty()) {
            return false;
        }
        if (!q.distinctClause.isEmpty() && within(q.distinctClause, q, columns)) {
            return true;
        }
        if (!q.groupClause.isEmpty() && q.groupingSets.isEmpty()) {
            return within(q.groupClause, q, columns);
        }
        if (q.groupClause.isEmpty() && q.groupingSets.isEmpty() && (q.hasAggs || q.havingQual != null)) {
            return true;
        }
        if (q.setOperations instanceof SetOperationStmt s && !s.all()) {
            for (int i = 1; i <= s.colTypes().length; i++) {
                if (!columns.contains(i)) {
                    return false;
                }
            }
            return true;
        }
        return false;
    }

    private static boolean within(List<SortGroupClause> l, Query q, List<Integer> columns) {
        for (SortGroupClause c : l) {
            TargetEntry t = Sorting.target(c, q.targetList);
            if (!columns.contains(t.resno())) {
                return false;
            }
        }
        return true;
    }
}
