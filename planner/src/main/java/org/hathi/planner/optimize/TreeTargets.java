package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.MergeAppend;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.tree.TargetEntry;

/** Lets the inputs of an inheritance tree return its columns in another order, where nothing is to be computed. */
final class TreeTargets {
    private TreeTargets() {}

    /** False, and nothing changed, when {@code p} reads no tree or the targets are not columns it returns. */
    static boolean reorder(Plan p, List<TargetEntry> targets) {
        boolean tree = p instanceof Append a && a.parentRelation != 0 || p instanceof MergeAppend;
        if (!tree) {
            return false;
        }
        int n = p.targetList.size();
        int[] from = new int[targets.size()];
        int[] to = new int[n];
        for (int i = 0; i < from.length; i++) {
            from[i] = -1;
            for (int k = 0; k < n; k++) {
                if (to[k] == 0
                        && p.targetList.get(k).expr().equals(targets.get(i).expr())) {
                    from[i] = k;
                }
            }
            if (from[i] < 0) {
                return false;
            }
            to[from[i]] = i + 1;
        }
        if (p instanceof MergeAppend m && !moved(m.columns, to)) {
            return false;
        }
        for (Plan in : p.children()) {
            retarget(in, from, to, targets);
        }
        p.targetList = targets;
        return true;
    }

    /** Column numbers after the move; false when one is left out. */
    private static boolean moved(int[] columns, int[] to) {
        for (int c : columns) {
            if (to[c - 1] == 0) {
                return false;
            }
        }
        for (int i = 0; i < columns.length; i++) {
            columns[i] = to[columns[i] - 1];
        }
        return true;
    }

    private static void retarget(Plan in, int[] from, int[] to, List<TargetEntry> targets) {
        if (in instanceof Sort s) {
            retarget(s.input(), from, to, targets);
            s.targetList = s.input().targetList;
            moved(s.columns, to);
            return;
        }
        List<TargetEntry> own = new ArrayList<>();
        for (int i = 0; i < from.length; i++) {
            own.add(targets.get(i).withExpr(in.targetList.get(from[i]).expr()));
        }
        in.targetList = own;
    }
}
