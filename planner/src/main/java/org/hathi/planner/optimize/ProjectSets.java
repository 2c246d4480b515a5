package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.ProjectSet;
import org.hathi.planner.plan.Result;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.WindowFunc;

/**
 * Set-returning functions in the target list: one ProjectSet for each level of nesting, innermost first, and a Result
 * above when a set is used inside another expression.
 */
final class ProjectSets {
    private ProjectSets() {}

    /** {@code target} over {@code input}; calls that the input computes already are not made again. */
    static Plan over(Plan input, List<TargetEntry> target, double cpuTuple) {
        Plan p = input;
        List<Expr> done = new ArrayList<>();
        for (TargetEntry t : input.targetList) {
            if (Exprs.anyReturnsSet(List.of(t))) {
                done.add(t.expr());
            }
        }
        while (true) {
            List<Expr> level = new ArrayList<>();
            boolean top = true;
            boolean more = false;
            for (TargetEntry t : target) {
                List<Expr> own = new ArrayList<>();
                more |= collect(t.expr(), done, own);
                top &= own.isEmpty() || own.size() == 1 && own.get(0).equals(t.expr());
                own.removeAll(level);
                level.addAll(own);
            }
            if (level.isEmpty()) {
                Result r = new Result();
                r.left = p;
                r.targetList = target;
                r.copyEstimates(p);
                return r;
            }
            if (top && !more && !belowLevel(target, done)) {
                return set(p, target, cpuTuple);
            }
            List<TargetEntry> list = new ArrayList<>();
            List<Expr> have = new ArrayList<>(done);
            have.addAll(level);
            for (Expr e : level) {
                list.add(new TargetEntry(e, list.size() + 1, null, false));
            }
            for (TargetEntry t : p.targetList) {
                if (needed(target, have, t.expr())) {
                    list.add(t.withResno(list.size() + 1).withJunk(false));
                }
            }
            p = set(p, list, cpuTuple);
            done.addAll(level);
        }
    }

    /** Is a call computed further down part of a larger expression? */
    private static boolean belowLevel(List<TargetEntry> target, List<Expr> done) {
        for (TargetEntry t : target) {
            if (!done.contains(t.expr())
                    && new TreeWalker() {
                        @Override
                        public boolean visit(Expr n) {
                            return done.contains(n) || walkChildren(n);
                        }
                    }.visit(t.expr())) {
                return true;
            }
        }
        return false;
    }

    /** Does the target list use {@code column}, outside of what is computed as a whole? */
    private static boolean needed(List<TargetEntry> target, List<Expr> computed, Expr column) {
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr n) {
                if (n.equals(column)) {
                    return true;
                }
                return !computed.contains(n) && walkChildren(n);
            }
        };
        for (TargetEntry t : target) {
            if (w.visit(t.expr())) {
                return true;
            }
        }
        return false;
    }

    private static Plan set(Plan input, List<TargetEntry> target, double cpuTuple) {
        ProjectSet s = new ProjectSet();
        s.left = input;
        s.targetList = target;
        s.copyEstimates(input);
        s.rows = input.rows * 10;
        s.totalCost += s.rows * cpuTuple;
        return s;
    }

    static boolean isCall(Expr e) {
        return e instanceof FuncExpr f && f.funcretset() || e instanceof OpExpr o && o.opretset();
    }

    /** Adds calls none of whose arguments still returns a set; true when there are calls around those. */
    private static boolean collect(Expr root, List<Expr> done, List<Expr> level) {
        boolean[] more = {false};
        new TreeWalker() {
            @Override
            public boolean visit(Expr n) {
                if (n instanceof Aggref || n instanceof GroupingFunc || n instanceof WindowFunc || done.contains(n)) {
                    return false;
                }
                if (isCall(n)) {
                    if (inner(n, done)) {
                        more[0] = true;
                    } else {
                        if (!level.contains(n)) {
                            level.add(n);
                        }
                        return false;
                    }
                }
                return walkChildren(n);
            }
        }.visit(root);
        return more[0];
    }

    /** Whether a call not computed yet is among the arguments of {@code call}. */
    private static boolean inner(Expr call, List<Expr> done) {
        List<Expr> args = call instanceof FuncExpr f ? f.args() : ((OpExpr) call).args();
        boolean[] found = {false};
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr n) {
                if (n instanceof Aggref || n instanceof GroupingFunc || n instanceof WindowFunc || done.contains(n)) {
                    return false;
                }
                if (isCall(n)) {
                    found[0] = true;
                    return true;
                }
                return walkChildren(n);
            }
        };
        for (Expr a : args) {
            w.visit(a);
        }
        return found[0];
    }
}
