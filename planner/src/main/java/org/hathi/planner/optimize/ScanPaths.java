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
import org.hathi.types.Oids;

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
                PlannerCatalog.TableInfo t = info.catalog().table(rte.relid);
                rel.pages = t.pages();
                rel.tuples = t.tuples();
                rel.allVisible = t.allVisible();
                List<PlannerCatalog.IndexCandidate> own = new ArrayList<>();
                for (PlannerCatalog.IndexCandidate i : t.indexes()) {
                    own.add(IndexPaths.rebase(i, rel.rti));
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
            int id = Exprs.function(f.funcexpr(), info.catalog());
            if (id != 0) {
                var p = info.catalog().proc(id);
                if (p.returnsSet()) {
                    rows = Math.max(rows, p.rows());
                }
            }
        }
        return rows;
    }

    /** Estimates the rows that pass the relation's conditions and makes its paths. */
    void build(Rel rel) {
        RangeTblEntry rte = rel.rte();
        switch (rte.rtekind) {
            case SUBQUERY -> subqueries.planSubquery(info, rel);
            case CTE -> subqueries.planCteReference(info, rel);
            default -> {}
        }
        rel.rows = Math.max(1, Math.rint(rel.tuples * selectivity.all(rel.quals, JoinType.INNER)));
        rel.width = width(rel);
        switch (rte.rtekind) {
            case RELATION -> {
                Path.Scan scan = new Path.Scan(rel);
                costs.seqScan(scan, rel);
                rel.add(scan);
                tidPaths(rel);
                indexPaths.build(rel);
            }
            case SUBQUERY -> {
                Path.Scan scan = new Path.Scan(rel);
                var sub = java.util.Objects.requireNonNull(rel.subquery);
                scan.startup = sub.plan().startupCost;
                scan.total = sub.plan().totalCost + rel.tuples * (costs.s.cpuTuple + costs.evaluation(rel.quals));
                if (rel.quals.isEmpty()) {
                    scan.total = sub.plan().totalCost;
                }
                scan.required = rel.lateral;
                rel.add(scan);
            }
            default -> {
                Path.Scan scan = new Path.Scan(rel);
                costs.simpleScan(scan, rel, costs.s.cpuOperator);
                scan.required = rel.lateral;
                rel.add(scan);
            }
        }
    }

    /** Average width in bytes of the columns that something above the relation needs. */
    private int width(Rel rel) {
        if (rel.subquery != null) {
            return rel.subquery.plan().width;
        }
        int w = 0;
        for (var e : rel.columns.entrySet()) {
            if ((rel.neededBy.getOrDefault(e.getKey(), 0L) & ~rel.relids) != 0) {
                w += columnWidth(e.getValue());
            }
        }
        return w;
    }

    private int columnWidth(Var v) {
        if (v.varattno() == 0) {
            return 32;
        }
        StatisticInfo st = selectivity.statistic(v);
        if (st != null && st.width() > 0) {
            return st.width();
        }
        return typeWidth(v.vartype(), v.vartypmod());
    }

    /** What PostgreSQL assumes of a type's values without statistics. */
    private int typeWidth(int type, int typmod) {
        int len = info.catalog().types().type(type).len();
        if (len > 0) {
            return len;
        }
        int max = (type == Oids.BPCHAR || type == Oids.VARCHAR) && typmod > 4 ? typmod : -1;
        if (max <= 0) {
            return 32;
        }
        if (type == Oids.BPCHAR || max <= 32) {
            return max;
        }
        return 32 + (Math.min(max, 1000) - 32) / 2;
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
        double n = use.get(0).expr instanceof ScalarArrayOpExpr ? 10 : 1;
        p.startup = costs.s.tidScan || isCurrentOf(use.get(0).expr) ? 0 : CostSettings.DISABLED;
        p.total = p.startup + n * (costs.s.randomPage + costs.s.cpuTuple + costs.evaluation(rel.quals));
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
