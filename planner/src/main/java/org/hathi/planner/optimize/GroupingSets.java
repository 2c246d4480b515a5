package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.tree.GroupingSet;
import org.hathi.planner.tree.GroupingSetKind;
import org.hathi.planner.tree.Query;

/** GROUPING SETS, ROLLUP and CUBE as plain lists of columns. */
final class GroupingSets {
    private static final int MOST = 4096;

    private GroupingSets() {}

    /** One set with columns is an ordinary GROUP BY. */
    static void simplify(Query q) {
        if (!q.groupingSets.isEmpty() && !q.groupClause.isEmpty()) {
            List<List<Integer>> sets = flatten(q.groupingSets, q.groupDistinct);
            if (sets.size() == 1 && !sets.get(0).isEmpty()) {
                q.groupingSets = List.of();
            }
        }
    }

    /** The sort-group references of each set, the smaller sets first; without repetition where that is asked for. */
    static List<List<Integer>> flatten(List<GroupingSet> clause, boolean distinct) {
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
        if (distinct) {
            for (List<Integer> s : sets) {
                s.sort(null);
            }
            sets = new ArrayList<>(new java.util.LinkedHashSet<>(sets));
            sets.sort(GroupingSets::compareContents);
        } else {
            sets.sort((a, b) -> Integer.compare(a.size(), b.size()));
        }
        return sets;
    }

    private static int compareContents(List<Integer> a, List<Integer> b) {
        int c = Integer.compare(a.size(), b.size());
        for (int i = 0; c == 0 && i < a.size(); i++) {
            c = Integer.compare(a.get(i), b.get(i));
        }
        return c;
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
