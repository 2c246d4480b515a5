package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.BitmapLogic;
import org.hathi.planner.plan.MergeAppend;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.SubqueryScan;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;

/** Leaves out scans of subqueries that return the subquery's rows as they are. */
final class TrivialScans {
    private TrivialScans() {}

    /** The plan without such scans; references are resolved already. */
    static Plan remove(Plan p) {
        if (p.left != null) {
            p.left = remove(p.left);
        }
        if (p.right != null) {
            p.right = remove(p.right);
        }
        if (p instanceof Append a) {
            List<Plan> l = new ArrayList<>();
            for (Plan i : a.inputs) {
                l.add(remove(i));
            }
            a.inputs = l;
            if ((a.parentRelation != 0 || a.union) && l.size() == 1) {
                return labelled(a, l.get(0));
            }
        }
        if (p instanceof MergeAppend a) {
            a.inputs.replaceAll(TrivialScans::remove);
            if (a.inputs.size() == 1) {
                return labelled(a, a.inputs.get(0));
            }
        }
        if (p instanceof BitmapLogic) {
            return p;
        }
        return p instanceof SubqueryScan s && trivial(s) ? replaced(s) : p;
    }

    /**
     * A scan that only picks columns of a subquery returns all of them instead, for a parent that does not mind: then
     * it can be left out.
     */
    static Plan widened(Plan p) {
        if (!(p instanceof SubqueryScan s) || !s.qual.isEmpty()) {
            return p;
        }
        List<TargetEntry> below = s.input().targetList;
        TargetEntry[] all = new TargetEntry[below.size()];
        for (TargetEntry t : s.targetList) {
            if (t.resjunk()
                    || !(t.expr() instanceof Var v)
                    || v.varno() != s.scanRelId
                    || v.varattno() < 1
                    || all[v.varattno() - 1] != null) {
                return p;
            }
            all[v.varattno() - 1] = t.withResno(v.varattno());
        }
        for (int i = 0; i < all.length; i++) {
            TargetEntry b = below.get(i);
            if (b.resjunk()) {
                return p;
            }
            if (all[i] == null) {
                Expr e = b.expr();
                Var v = new Var(s.scanRelId, i + 1, e.type(), e.typmod(), e.collation(), 0, s.scanRelId, i + 1, -1);
                all[i] = new TargetEntry(v, i + 1, b.resname(), false);
            }
        }
        s.targetList = List.of(all);
        return s;
    }

    private static boolean trivial(SubqueryScan s) {
        List<TargetEntry> below = s.input().targetList;
        if (!s.qual.isEmpty() || s.targetList.size() != below.size()) {
            return false;
        }
        for (int i = 0; i < below.size(); i++) {
            TargetEntry t = s.targetList.get(i);
            if (t.resjunk() != below.get(i).resjunk()
                    || !(t.expr() instanceof Var v)
                    || v.varno() != s.scanRelId
                    || v.varattno() != i + 1) {
                return false;
            }
        }
        return true;
    }

    private static Plan replaced(SubqueryScan s) {
        return labelled(s, s.input());
    }

    /** The input in the place of a node above it that only named its columns. */
    private static Plan labelled(Plan s, Plan in) {
        List<TargetEntry> labelled = new ArrayList<>();
        for (int i = 0; i < in.targetList.size(); i++) {
            labelled.add(s.targetList.get(i).withExpr(in.targetList.get(i).expr()));
        }
        in.targetList = labelled;
        in.initPlans.addAll(s.initPlans);
        return in;
    }
}
