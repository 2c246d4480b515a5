package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AggregateInfo;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.Oids;

/** Costs and widths of aggregates, windows and target lists. */
final class UpperCosts {
    private static final int INTERNAL = 2281;
    private static final int STATE_BLOCK = 8192;

    private final PlannerInfo info;
    private final Costs costs;

    UpperCosts(PlannerInfo info, Costs costs) {
        this.info = info;
        this.costs = costs;
    }

    /** Average width in bytes of what a target list returns. */
    int width(List<TargetEntry> l) {
        int w = 0;
        for (TargetEntry t : l) {
            w += width(t.expr());
        }
        return w;
    }

    private int width(Expr e) {
        if (e instanceof Var v && v.varlevelsup() == 0) {
            Rel r = info.base.get(v.varno());
            Integer known = r == null ? null : r.attrWidths.get(v.varattno());
            if (known != null) {
                return known;
            }
        }
        return typeWidth(info.catalog(), e.type(), e.typmod());
    }

    /** What PostgreSQL assumes of a type's values without statistics. */
    static int typeWidth(PlannerCatalog catalog, int type, int typmod) {
        int len = catalog.types().type(type).len();
        if (len > 0) {
            return len;
        }
        int max = (type == Oids.BPCHAR || type == Oids.VARCHAR) && typmod > 4 ? typmod : -1;
        if ((type == Oids.BIT || type == Oids.VARBIT) && typmod >= 0) {
            max = (typmod + 7) / 8 + 8;
        }
        if (type == Oids.NUMERIC && typmod >= 4) {
            // Header and groups of four digits on both sides of the point.
            int precision = typmod - 4 >> 16 & 0xffff;
            max = 8 + ((precision + 8) / 4 + 0) * 2;
        }
        if (max <= 0) {
            return 32;
        }
        if (type == Oids.BPCHAR || max <= 32) {
            return max;
        }
        return max < 1000 ? 32 + (max - 32) / 2 : 32 + (1000 - 32) / 2;
    }

    /** What the aggregates of the query cost; states that several of them share count once. */
    AggCosts aggregates(Query q) {
        List<Aggref> seen = new ArrayList<>();
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof Aggref a && a.agglevelsup() == 0) {
                    if (!seen.contains(a)) {
                        seen.add(a);
                    }
                    return false;
                }
                return walkChildren(x);
            }
        };
        w.walkTargets(q.targetList);
        w.walk(q.havingQual);
        QualCost transition = QualCost.NONE;
        QualCost end = QualCost.NONE;
        int space = 0;
        List<List<Object>> states = new ArrayList<>();
        for (Aggref a : seen) {
            AggregateInfo g = info.catalog().aggregate(a.aggfnoid());
            end = end.plus(new QualCost(0, costs.exprs.function(g.finalFunction())));
            List<Object> key = List.of(
                    g.transition(),
                    g.transitionType(),
                    a.args(),
                    a.aggdistinct(),
                    a.aggorder(),
                    String.valueOf(a.aggfilter()),
                    String.valueOf(g.initialValue()));
            if (states.contains(key)) {
                continue;
            }
            states.add(key);
            transition = transition
                    .plus(new QualCost(0, costs.exprs.function(g.transition())))
                    .plus(costs.exprs.targets(a.args()))
                    .plus(costs.exprs.of(a.aggfilter()));
            space += space(g);
        }
        return new AggCosts(transition, end, states.size(), space);
    }

    private int space(AggregateInfo g) {
        var t = info.catalog().types().type(g.transitionType());
        if (!t.byRef()) {
            return 0;
        }
        if (g.transitionType() == INTERNAL) {
            return g.transitionSpace() > 0 ? g.transitionSpace() : STATE_BLOCK;
        }
        int w = g.transitionSpace() > 0 ? g.transitionSpace() : typeWidth(info.catalog(), g.transitionType(), -1);
        return Costs.align(w) + 16;
    }

    /** Run cost of the functions of one window over so many rows. */
    double window(List<WindowFunc> functions, int keys, double rows) {
        double c = 0;
        for (WindowFunc f : functions) {
            double per = costs.exprs.function(f.winfnoid());
            QualCost args = costs.exprs.of(f.args());
            QualCost filter = costs.exprs.of(f.aggfilter());
            c += args.startup() + filter.startup() + (per + args.perTuple() + filter.perTuple()) * rows;
        }
        return c + costs.s.cpuOperator * keys * rows + costs.s.cpuTuple * rows;
    }
}
