package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.tree.GroupingSet;
import org.hathi.planner.tree.GroupingSetKind;

/** GROUPING SETS, ROLLUP and CUBE as plain lists of columns. */
final class GroupingSets {
    private static final int MOST = 4096;

    private GroupingSets() {}

    /**
     * For each set the positions of its columns within {@code refs}, the sort-group references of the GROUP BY clause.
     */
    static List<int[]> flatten(List<GroupingSet> clause, boolean distinct, int[] refs) {
        List<List<Integer>> sets = new ArrayList<>();
        sets.add(new ArrayList<>());
        for (GroupingSet g : clause) {
            List<List<Integer>> mine = expand(g);
            List<List<Integer>> product = new ArrayList<>();
            for (List<Integer> a : sets) {
                for (List<Integer> b : mine) {
                    List<Integer> u = new ArrayList<>(a);
                    for (int r : b) {
                        if (!u.contains(r)) {
                            u.add(r);
                        }
                    }
                    product.add(u);
                }
            }
            sets = product;
            if (sets.size() > MOST) {
                throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "too many grouping sets present (maximum 4096)");
            }
        }
        List<int[]> out = new ArrayList<>();
        List<java.util.Set<Integer>> seen = new ArrayList<>();
        for (List<Integer> s : sets) {
            java.util.Set<Integer> columns = java.util.Set.copyOf(s);
            if (distinct && seen.contains(columns)) {
                continue;
            }
            seen.add(columns);
            int[] pos = new int[s.size()];
            for (int i = 0; i < pos.length; i++) {
                for (int k = 0; k < refs.length; k++) {
                    if (refs[k] == s.get(i)) {
                        pos[i] = k;
                    }
                }
            }
            out.add(pos);
        }
        return out;
    }

    private static List<List<Integer>> expand(GroupingSet g) {
        List<List<Integer>> out = new ArrayList<>();
        switch (g.kind()) {
            case EMPTY -> out.add(new ArrayList<>());
            case SIMPLE -> out.add(ints(g.refs()));
            case SETS -> {
                for (GroupingSet c : g.content()) {
                    out.addAll(expand(c));
                }
            }
            case ROLLUP -> {
                for (int n = g.content().size(); n >= 0; n--) {
                    out.add(union(g.content().subList(0, n)));
                }
            }
            case CUBE -> {
                int n = g.content().size();
                if (n > 12) {
                    throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "CUBE is limited to 12 elements");
                }
                for (int mask = (1 << n) - 1; mask >= 0; mask--) {
                    List<GroupingSet> some = new ArrayList<>();
                    for (int i = 0; i < n; i++) {
                        if ((mask & 1 << (n - 1 - i)) != 0) {
                            some.add(g.content().get(i));
                        }
                    }
                    out.add(union(some));
                }
            }
        }
        return out;
    }

    private static List<Integer> union(List<GroupingSet> l) {
        List<Integer> out = new ArrayList<>();
        for (GroupingSet g : l) {
            if (g.kind() != GroupingSetKind.EMPTY) {
                out.addAll(ints(g.refs()));
            }
        }
        return out;
    }

    private static List<Integer> ints(int[] a) {
        List<Integer> out = new ArrayList<>();
        for (int x : a) {
            out.add(x);
        }
        return out;
    }
}
