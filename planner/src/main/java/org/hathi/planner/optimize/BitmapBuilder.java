package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.BitmapIndexScan;
import org.hathi.planner.plan.BitmapLogic;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.RowCompareExpr;

/** Makes nodes of bitmap scans. */
final class BitmapBuilder {
    private final PlanBuilder nodes;
    /** Alternatives that the indexes find too many rows for: conditions of the scan as well. */
    private final List<Expr> inexact = new ArrayList<>();

    BitmapBuilder(PlanBuilder nodes) {
        this.nodes = nodes;
    }

    Plan bitmap(Path.Bitmap b) {
        BitmapHeapScan p = new BitmapHeapScan();
        p.scanRelId = b.rel.rti;
        p.targetList = nodes.targets(b.rel);
        List<Clause> used = new ArrayList<>();
        p.left = bitmapSource(b.source, p.bitmapQualOrig, used, b.rel.tuples);
        List<Clause> rest = new ArrayList<>(b.rel.quals);
        rest.addAll(b.ppi);
        for (Clause c : used) {
            rest.removeIf(x -> PlanBuilder.sameAs(x, c, b.rel));
        }
        rest.removeIf(c -> p.bitmapQualOrig.contains(c.expr) && !inexact.contains(c.expr));
        p.qual = nodes.exprs(rest);
        return p;
    }

    /** A row comparison that was changed for the index, and what is but a bound, is checked as it stands. */
    private static boolean asWritten(Path.IndexClause c) {
        return !c.lossy() && (!(c.clause().expr instanceof RowCompareExpr) || c.condition() == c.clause().expr);
    }

    private static boolean exact(Path.Bitmap.Source s) {
        return switch (s) {
            case Path.Bitmap.One o -> {
                boolean all = true;
                for (Path.IndexClause c : o.path().clauses) {
                    all &= asWritten(c);
                }
                yield all;
            }
            case Path.Bitmap.Logic l -> {
                boolean all = true;
                for (Path.Bitmap.Source in : l.inputs()) {
                    all &= exact(in);
                }
                yield all;
            }
        };
    }

    private Plan bitmapSource(Path.Bitmap.Source s, List<Expr> original, List<Clause> used, double tuples) {
        switch (s) {
            case Path.Bitmap.One o -> {
                BitmapIndexScan p = new BitmapIndexScan();
                p.scanRelId = o.path().rel.rti;
                p.indexOid = o.path().index.oid();
                for (Path.IndexClause c : o.path().clauses) {
                    p.indexQual.add(nodes.overIndex(o.path(), c));
                    Expr orig = nodes.param(c.condition());
                    p.indexQualOrig.add(orig);
                    if (asWritten(c)) {
                        original.add(orig);
                        used.add(c.clause());
                    }
                }
                Implication proof = nodes.implication();
                for (Expr e : o.path().index.predicate()) {
                    if (!proof.implied(p.indexQualOrig, e)) {
                        original.add(e);
                    }
                }
                p.totalCost = o.path().indexTotal;
                p.rows = Costs.clampRows(o.path().selectivity * o.path().rel.tuples);
                return p;
            }
            case Path.Bitmap.Logic l -> {
                BitmapLogic p = new BitmapLogic();
                p.or = l.or();
                for (Path.Bitmap.Source in : l.inputs()) {
                    List<Expr> sub = new ArrayList<>();
                    p.inputs.add(bitmapSource(in, l.or() ? sub : original, l.or() ? new ArrayList<>() : used, tuples));
                }
                if (l.or()) {
                    Expr or = nodes.param(l.condition());
                    original.add(or);
                    if (!exact(l)) {
                        inexact.add(or);
                    }
                }
                p.totalCost = l.cost();
                p.startupCost = l.cost();
                p.rows = Costs.clampRows(l.selectivity() * tuples);
                return p;
            }
        }
    }
}
