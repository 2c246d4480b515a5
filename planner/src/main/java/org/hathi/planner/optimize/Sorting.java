package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;

/** Sort orders as path keys and Sort nodes. */
final class Sorting {
    private static final int BTREE = 403;
    private static final int LESS = 1;
    private static final int GREATER = 5;

    private Sorting() {}

    /** The target entry a sort or group clause names. */
    static TargetEntry target(SortGroupClause c, List<TargetEntry> targets) {
        for (TargetEntry t : targets) {
            if (t.ressortgroupref() == c.tleSortGroupRef()) {
                return t;
            }
        }
        throw SqlError.internal("ORDER/GROUP BY expression not found in targetlist");
    }

    /**
     * Path keys of a list of clauses, without those that are constant or repeat an earlier one; {@code kept}: theirs.
     */
    static List<PathKey> keys(
            PlannerInfo info,
            Equivalence eq,
            List<SortGroupClause> clauses,
            List<TargetEntry> targets,
            List<SortGroupClause> kept) {
        List<PathKey> out = new ArrayList<>();
        for (SortGroupClause c : clauses) {
            TargetEntry t = target(c, targets);
            AmopInfo order = ordering(info.catalog(), c.sortop());
            if (order == null) {
                throw SqlError.internal("operator " + c.sortop() + " is not a valid ordering operator");
            }
            Ec ec = eq.forSort(t.expr(), order.family(), t.expr().collation());
            if (ec.hasConst) {
                continue;
            }
            boolean dup = false;
            for (PathKey k : out) {
                dup |= k.ec() == ec;
            }
            if (!dup) {
                out.add(new PathKey(ec, order.strategy() == GREATER, c.nullsFirst()));
                kept.add(c);
            }
        }
        return out;
    }

    static @org.jspecify.annotations.Nullable AmopInfo ordering(PlannerCatalog cat, int operator) {
        if (operator == 0) {
            return null;
        }
        for (AmopInfo a : cat.amopsOf(operator)) {
            if (a.method() == BTREE && (a.strategy() == LESS || a.strategy() == GREATER)) {
                return a;
            }
        }
        return null;
    }

    static int orderingOperator(PlannerCatalog cat, int type) {
        int family = cat.btreeFamily(type);
        int op = family == 0 ? 0 : cat.familyOperator(family, type, type, LESS);
        if (op == 0 && family != 0) {
            for (int t : new int[] {25, 2277, 3500, 2249, 3831, 869}) {
                op = op != 0 ? op : cat.familyOperator(family, t, t, LESS);
            }
        }
        if (op == 0) {
            throw SqlError.internal("could not identify an ordering operator for type " + type);
        }
        return op;
    }

    /** The equality operator of a type's default B-tree operator class, or 0. */
    static int equalityOperator(PlannerCatalog cat, int type) {
        int family = cat.btreeFamily(type);
        int op = family == 0 ? 0 : cat.familyOperator(family, type, type, 3);
        if (op == 0 && (type == org.hathi.types.Oids.VARCHAR)) {
            op = cat.familyOperator(family, org.hathi.types.Oids.TEXT, org.hathi.types.Oids.TEXT, 3);
        }
        return op;
    }

    /** A Sort node over {@code input} by clauses that refer to its target list, without costs. */
    static Sort sort(Plan input, List<SortGroupClause> clauses) {
        Sort s = new Sort();
        List<SortGroupClause> use = new ArrayList<>();
        List<Integer> cols = new ArrayList<>();
        for (SortGroupClause c : clauses) {
            int col = target(c, input.targetList).resno();
            if (!cols.contains(col)) {
                cols.add(col);
                use.add(c);
            }
        }
        int n = use.size();
        s.columns = new int[n];
        s.operators = new int[n];
        s.collations = new int[n];
        s.nullsFirst = new boolean[n];
        for (int i = 0; i < n; i++) {
            TargetEntry t = target(use.get(i), input.targetList);
            s.columns[i] = t.resno();
            s.operators[i] = use.get(i).sortop();
            s.collations[i] = t.expr().collation();
            s.nullsFirst[i] = use.get(i).nullsFirst();
        }
        s.left = input;
        s.targetList = input.targetList;
        return s;
    }

    /** The same with costs. */
    static Plan sort(Costs costs, Plan input, List<SortGroupClause> clauses, double limit) {
        Sort s = sort(input, clauses);
        s.rows = input.rows;
        s.width = input.width;
        double[] c = costs.sort(input.totalCost, input.rows, input.width, limit);
        s.startupCost = c[0];
        s.totalCost = c[1];
        return s;
    }
}
