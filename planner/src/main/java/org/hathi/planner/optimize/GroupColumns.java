package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.Var;

/** Leaves out of GROUP BY the columns of a table whose primary key is grouped by too: they follow from it. */
final class GroupColumns {
    private GroupColumns() {}

    static void reduce(PlannerInfo info) {
        Query q = info.query;
        if (q.groupClause.size() < 2 || !q.groupingSets.isEmpty()) {
            return;
        }
        Set<SortGroupClause> surplus = new HashSet<>();
        for (Rel r : info.rels) {
            if (r.rte().rtekind != RteKind.RELATION || r.rte().inh) {
                continue;
            }
            List<SortGroupClause> own = new ArrayList<>();
            List<Integer> columns = new ArrayList<>();
            for (SortGroupClause c : q.groupClause) {
                if (Sorting.target(c, q.targetList).expr() instanceof Var v && v.varno() == r.rti) {
                    own.add(c);
                    columns.add(v.varattno());
                }
            }
            int[] key = own.size() < 2 ? null : info.catalog().primaryKey(r.rte().relid);
            if (key == null || key.length >= own.size() || !all(columns, key)) {
                continue;
            }
            for (int i = 0; i < own.size(); i++) {
                if (!contains(key, columns.get(i))) {
                    surplus.add(own.get(i));
                }
            }
        }
        if (!surplus.isEmpty()) {
            List<SortGroupClause> left = new ArrayList<>(q.groupClause);
            left.removeAll(surplus);
            q.groupClause = left;
        }
    }

    private static boolean all(List<Integer> columns, int[] key) {
        for (int k : key) {
            if (!columns.contains(k)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(int[] key, int column) {
        for (int k : key) {
            if (k == column) {
                return true;
            }
        }
        return false;
    }
}
