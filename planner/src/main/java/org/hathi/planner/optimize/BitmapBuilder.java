package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.BitmapIndexScan;
import org.hathi.planner.plan.BitmapLogic;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.Trees;

/** Makes nodes of bitmap scans. */
final class BitmapBuilder {
    private final PlanBuilder nodes;
    /** What holds for all rows found: one of several indexes found them, a partial index holds them. */
    private final List<Expr> certain = new ArrayList<>();

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
        Implication proof = nodes.implication();
        rest.removeIf(c ->
                certain.contains(c.expr) || c.expr instanceof BoolExpr && proof.implied(certain, nodes.param(c.expr)));
        p.qual = nodes.exprs(rest);
        return p;
    }

    /** A row comparison that was changed for the index, and what is but a bound, is checked as it stands. */
    private static boolean asWritten(Path.IndexClause c) {
        return !c.lossy() && (!(c.clause().expr instanceof RowCompareExpr) || c.condition() == c.clause().expr);
    }

    /**
     * What an arm of a BitmapOr finds rows by.
     *
     * @param quals the conditions as they were written: rows of lossy pages are checked by them
     * @param searched what the indexes search for
     */
    private record Found(List<Expr> quals, List<Expr> searched) {
        Found() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private Found found(Path.Bitmap.Source s) {
        Found out = new Found();
        switch (s) {
            case Path.Bitmap.One o -> {
                for (Path.IndexClause c : o.path().clauses) {
                    addNew(out.quals, nodes.param(c.clause().expr));
                    addNew(out.searched, nodes.param(c.condition()));
                }
                for (Expr e : unproven(o, out.quals)) {
                    out.quals.add(e);
                    out.searched.add(e);
                }
            }
            case Path.Bitmap.Logic l -> {
                List<Expr> quals = new ArrayList<>();
                List<Expr> searched = new ArrayList<>();
                for (Path.Bitmap.Source in : l.inputs()) {
                    Found f = found(in);
                    if (l.or()) {
                        quals.add(Trees.all(f.quals));
                        searched.add(Trees.all(f.searched));
                    } else {
                        f.quals.forEach(e -> addNew(out.quals, e));
                        f.searched.forEach(e -> addNew(out.searched, e));
                    }
                }
                if (l.or()) {
                    out.quals.add(new BoolExpr(BoolExprType.OR, quals, -1));
                    out.searched.add(new BoolExpr(BoolExprType.OR, searched, -1));
                }
            }
        }
        return out;
    }

    private static void addNew(List<Expr> l, Expr e) {
        if (!l.contains(e)) {
            l.add(e);
        }
    }

    /** Conditions of a partial index that the searched ones do not make true. */
    private List<Expr> unproven(Path.Bitmap.One o, List<Expr> searched) {
        Implication proof = nodes.implication();
        List<Expr> out = new ArrayList<>();
        for (Expr e : o.path().index.predicate()) {
            if (!proof.implied(searched, e)) {
                out.add(e);
            }
        }
        return out;
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
                List<Expr> partial = unproven(o, p.indexQualOrig);
                original.addAll(partial);
                certain.addAll(partial);
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
                    Found f = found(l);
                    original.addAll(f.quals);
                    certain.addAll(f.searched);
                }
                p.totalCost = l.cost();
                p.startupCost = l.cost();
                p.rows = Costs.clampRows(l.selectivity() * tuples);
                return p;
            }
        }
    }
}
