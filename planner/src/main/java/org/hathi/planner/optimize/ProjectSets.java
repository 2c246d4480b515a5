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

    static Plan over(Plan input, List<TargetEntry> target, double cpuTuple) {
        Plan p = input;
        List<Expr> done = new ArrayList<>();
        while (true) {
            List<Expr> level = new ArrayList<>();
            boolean top = true;
            boolean more = false;
            for (TargetEntry t : target) {
                List<Expr> own = new ArrayList<>();
                more |= collect(t.expr(), done, own);
                top &= isCall(t.expr()) ? own.contains(t.expr()) || done.contains(t.expr()) : own.isEmpty();
                for (Expr e : own) {
                    if (!level.contains(e)) {
                        level.add(e);
                    }
                }
            }
            if (level.isEmpty()) {
                Result r = new Result();
                r.left = p;
                r.targetList = target;
                r.copyEstimates(p);
                return r;
            }
            if (top && !more && done.isEmpty()) {
                return set(p, target, cpuTuple);
            }
            List<TargetEntry> list = new ArrayList<>();
            for (TargetEntry t : p.targetList) {
                list.add(t.withResno(list.size() + 1).withJunk(false));
            }
            for (Expr e : level) {
                list.add(new TargetEntry(e, list.size() + 1, null, false));
            }
            p = set(p, list, cpuTuple);
            done.addAll(level);
        }
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

    private static boolean isCall(Expr e) {
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
