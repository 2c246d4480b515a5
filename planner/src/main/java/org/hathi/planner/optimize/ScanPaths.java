package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.StatisticInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Var;

/** Sizes of base relations and the paths that scan them. */
final class ScanPaths {
    private static final int TID = 27;

    private final PlannerInfo info;
    private final Costs costs;
    private final Selectivity selectivity;
    private final IndexPaths indexPaths;
    private final SubqueryPlanner subqueries;

    ScanPaths(
            PlannerInfo info, Costs costs, Selectivity selectivity, IndexPaths indexPaths, SubqueryPlanner subqueries) {
        this.info = info;
        this.costs = costs;
        this.selectivity = selectivity;
        this.indexPaths = indexPaths;
        this.subqueries = subqueries;
    }

    /** Looks up a relation's size before any condition; called before conditions are distributed. */
    void measure(Rel rel) {
        RangeTblEntry rte = rel.rte();
        switch (rte.rtekind) {
            case RELATION -> {
                if (rte.inh) {
                    // the tables of the tree are measured, each on its own
                    return;
                }
                PlannerCatalog.TableInfo t = info.catalog().table(rte.relid);
                rel.pages = t.pages();
                rel.tuples = t.tuples();
                rel.allVisible = t.allVisible();
                List<PlannerCatalog.IndexCandidate> own = new ArrayList<>();
                for (PlannerCatalog.IndexCandidate i : t.indexes()) {
                    own.add(IndexPaths.rebase(info.cx(), i, rel.rti));
                }
                rel.indexes = own;
            }
            case FUNCTION -> rel.tuples = functionRows(rte);
            case VALUES -> rel.tuples = rte.valuesLists.size();
            case RESULT -> rel.tuples = 1;
            default -> rel.tuples = 1000;
        }
    }

    private double functionRows(RangeTblEntry rte) {
        double rows = 1;
        for (var f : rte.functions) {
            rows = Math.max(rows, SetSizes.of(info, f.funcexpr()));
        }
        return rows;
    }

    /** Plans what the relation is made of and estimates the rows that pass its conditions. */
    void size(Rel rel) {
        switch (rel.rte().rtekind) {
            case SUBQUERY -> subqueries.planSubquery(info, rel);
            case CTE -> subqueries.planCteReference(info, rel);
            default -> {}
        }
        rel.rows = Costs.clampRows(rel.tuples * selectivity.all(rel.quals, JoinType.INNER, null));
        rel.width = width(rel);
    }

    /** Makes the relation's paths, after the sizes of all. */
    void paths(Rel rel, AppendRels trees) {
        if (rel.dummy) {
            rel.add(new Path.Nothing(rel));
            return;
        }
        if (rel.children.isEmpty()) {
            paths(rel);
            return;
        }
        for (Rel c : rel.children) {
            if (!c.dummy) {
                paths(c);
            }
        }
        trees.paths(rel, indexPaths);
    }

    private void paths(Rel rel) {
        RangeTblEntry rte = rel.rte();
        Path.Scan scan = new Path.Scan(rel);
        switch (rte.rtekind) {
            case RELATION -> {
                costs.seqScan(scan, rel);
                rel.add(scan);
                if (rte.tablesample == null) {
                    indexPaths.build(rel);
                    tidPaths(rel);
                }
            }
            case SUBQUERY -> {
                var sub = java.util.Objects.requireNonNull(rel.subquery);
                costs.subqueryScan(scan, rel, rel.quals, sub.plan().startupCost, sub.plan().totalCost);
                scan.required = rel.lateral;
                rel.add(scan);
            }
            default -> {
                other(scan, rel, rte);
                scan.required = rel.lateral;
                rel.add(scan);
            }
        }
    }

    private void other(Path.Scan scan, Rel rel, RangeTblEntry rte) {
        switch (rte.rtekind) {
            case FUNCTION -> {
                QualCost c = QualCost.NONE;
                for (var f : rte.functions) {
                    c = c.plus(costs.exprs.of(f.funcexpr()));
                }
                costs.simpleScan(scan, rel, c.startup() + c.perTuple(), 0);
            }
            case VALUES -> costs.simpleScan(scan, rel, 0, costs.s.cpuOperator);
            case CTE -> costs.simpleScan(scan, rel, 0, costs.s.cpuTuple);
            default -> costs.simpleScan(scan, rel, 0, 0);
        }
    }

    /** Average width in bytes of the columns that something above the relation needs. */
    private int width(Rel rel) {
        int w = 0;
        for (var e : rel.columns.entrySet()) {
            int own = columnWidth(rel, e.getValue());
            rel.attrWidths.put(e.getKey(), own);
            if ((rel.neededBy.getOrDefault(e.getKey(), 0L) & ~rel.relids) != 0) {
                w += own;
            }
        }
        for (Placeholder p : info.placeholders.values()) {
            if (p.evalAt == rel.relids && p.leaves(rel.relids)) {
                w += UpperCosts.typeWidth(info.catalog(), p.expr.type(), p.expr.typmod());
                rel.targetCost = rel.targetCost.plus(costs.exprs.of(p.expr));
            }
        }
        return w;
    }

    private int columnWidth(Rel rel, Var v) {
        if (v.varattno() == 0) {
            return rel.rte().rtekind == org.hathi.planner.tree.RteKind.RELATION ? rowWidth(rel) : 32;
        }
        if (rel.subquery != null && v.varattno() > 0) {
            var sub = rel.subquery.info();
            if (v.varattno() <= sub.query.targetList.size()
                    && sub.query.targetList.get(v.varattno() - 1).expr() instanceof Var inner
                    && inner.varlevelsup() == 0) {
                Rel r = sub.base.get(inner.varno());
                Integer known = r == null ? null : r.attrWidths.get(inner.varattno());
                if (known != null) {
                    return known;
                }
            }
        } else if (v.varattno() > 0 && rel.rte().rtekind == org.hathi.planner.tree.RteKind.RELATION) {
            StatisticInfo st = info.catalog().statistic(rel.rte().relid, v.varattno());
            if (st != null && st.width() > 0) {
                return st.width();
            }
        }
        return UpperCosts.typeWidth(info.catalog(), v.vartype(), v.vartypmod());
    }

    private int rowWidth(Rel rel) {
        int w = 0;
        var desc = info.catalog().rowDescriptor(rel.rte().relid);
        for (int i = 0; i < desc.size(); i++) {
            if (desc.get(i).dropped()) {
                continue;
            }
            StatisticInfo st = info.catalog().statistic(rel.rte().relid, i + 1);
            w += st != null && st.width() > 0
                    ? st.width()
                    : UpperCosts.typeWidth(
                            info.catalog(), desc.get(i).typeOid(), desc.get(i).typmod());
        }
        return w;
    }

    private void tidPaths(Rel rel) {
        List<Clause> use = new ArrayList<>();
        for (Clause c : rel.quals) {
            if (isTidCondition(c.expr, rel)) {
                use.add(c);
            }
        }
        if (use.isEmpty()) {
            return;
        }
        Path.Tid p = new Path.Tid(rel, List.of(use.get(0)));
        Expr first = use.get(0).expr;
        double n = first instanceof ScalarArrayOpExpr a
                ? ExprCosts.arrayLength(a.args().get(1))
                : 1;
        costs.tidScan(p, rel, n, costs.quals(List.of(use.get(0))), isCurrentOf(first));
        if (isCurrentOf(use.get(0).expr)) {
            rel.paths.clear();
        }
        rel.add(p);
    }

    private static boolean isCurrentOf(Expr e) {
        return e instanceof org.hathi.planner.tree.CurrentOfExpr;
    }

    private boolean isTidCondition(Expr e, Rel rel) {
        return switch (e) {
            case org.hathi.planner.tree.CurrentOfExpr c -> true;
            case OpExpr o ->
                o.opno() == 387
                        && (isCtid(o.args().get(0), rel) && !mentions(o.args().get(1), rel)
                                || isCtid(o.args().get(1), rel)
                                        && !mentions(o.args().get(0), rel));
            case ScalarArrayOpExpr a ->
                a.opno() == 387
                        && a.useOr()
                        && isCtid(a.args().get(0), rel)
                        && !mentions(a.args().get(1), rel);
            default -> false;
        };
    }

    private static boolean isCtid(Expr e, Rel rel) {
        return e instanceof Var v && v.varno() == rel.rti && v.varattno() == -1 && v.vartype() == TID;
    }

    private boolean mentions(Expr e, Rel rel) {
        return (Exprs.relids(e, info) & rel.relids) != 0;
    }
}
