package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * The fewest chains of sets, each a part of the next, that hold all grouping sets: each chain is one pass over sorted
 * rows. A minimum path cover, found by the matching of Hopcroft and Karp (SIAM J. Comput. 2, 1973).
 */
final class GroupingChains {
    private static final int FAR = Integer.MAX_VALUE;

    /** For each set (from 1) the smaller sets that are parts of it. */
    private final List<int[]> parts;

    private final int[] partOf;
    private final int[] ownerOf;
    private final int[] distance;

    private GroupingChains(List<int[]> parts) {
        int n = parts.size();
        this.parts = parts;
        this.partOf = new int[n];
        this.ownerOf = new int[n];
        this.distance = new int[n];
    }

    /** Chains of {@code sets}, which come smallest first and do so in each chain. */
    static List<List<List<Integer>>> of(List<List<Integer>> sets) {
        int empty = 0;
        while (empty < sets.size() && sets.get(empty).isEmpty()) {
            empty++;
        }
        if (empty == sets.size()) {
            return List.of(sets);
        }
        List<List<List<Integer>>> same = new ArrayList<>();
        List<Set<Integer>> masks = new ArrayList<>();
        List<int[]> parts = new ArrayList<>();
        same.add(new ArrayList<>());
        masks.add(Set.of());
        parts.add(new int[0]);
        int sizeFrom = 1;
        int size = 0;
        for (List<Integer> s : sets.subList(empty, sets.size())) {
            Set<Integer> mask = Set.copyOf(s);
            if (size < s.size()) {
                size = s.size();
                sizeFrom = masks.size();
            }
            int dup = masks.subList(sizeFrom, masks.size()).indexOf(mask);
            if (dup >= 0) {
                same.get(sizeFrom + dup).add(s);
                continue;
            }
            List<Integer> smaller = new ArrayList<>();
            for (int k = sizeFrom - 1; k > 0; k--) {
                if (mask.containsAll(masks.get(k))) {
                    smaller.add(k);
                }
            }
            same.add(new ArrayList<>(List.of(s)));
            masks.add(mask);
            parts.add(smaller.stream().mapToInt(x -> x).toArray());
        }
        GroupingChains g = new GroupingChains(parts);
        g.match();
        List<List<List<Integer>>> out = new ArrayList<>();
        int[] chain = new int[parts.size()];
        for (int i = 1; i < chain.length; i++) {
            int u = g.ownerOf[i];
            int v = g.partOf[i];
            if (u > 0 && u < i) {
                chain[i] = chain[u];
            } else if (v > 0 && v < i) {
                chain[i] = chain[v];
            } else {
                chain[i] = out.size();
                out.add(new ArrayList<>());
            }
            out.get(chain[i]).addAll(same.get(i));
        }
        for (int i = 0; i < empty; i++) {
            out.get(0).add(0, List.of());
        }
        return out;
    }

    private void match() {
        while (layers()) {
            for (int u = 1; u < parts.size(); u++) {
                if (partOf[u] == 0) {
                    augment(u);
                }
            }
        }
    }

    private boolean layers() {
        int[] queue = new int[parts.size()];
        int head = 0;
        int tail = 0;
        Arrays.fill(distance, FAR);
        for (int u = 1; u < parts.size(); u++) {
            if (partOf[u] == 0) {
                distance[u] = 0;
                queue[head++] = u;
            }
        }
        while (tail < head) {
            int u = queue[tail++];
            if (distance[u] >= distance[0]) {
                continue;
            }
            int[] p = parts.get(u);
            for (int i = p.length - 1; i >= 0; i--) {
                int next = ownerOf[p[i]];
                if (distance[next] == FAR) {
                    distance[next] = distance[u] + 1;
                    if (next != 0) {
                        queue[head++] = next;
                    }
                }
            }
        }
        return distance[0] != FAR;
    }

    private boolean augment(int u) {
        if (u == 0) {
            return true;
        }
        if (distance[u] == FAR) {
            return false;
        }
        int[] p = parts.get(u);
        for (int i = p.length - 1; i >= 0; i--) {
            int v = p[i];
            if (distance[ownerOf[v]] == distance[u] + 1 && augment(ownerOf[v])) {
                ownerOf[v] = u;
                partOf[u] = v;
                return true;
            }
        }
        distance[u] = FAR;
        return false;
    }

    /** As many of the items as fit into the capacity, by dynamic programming; items are of equal value. */
    static BitSet knapsack(int capacity, List<Integer> weights) {
        int[] values = new int[capacity + 1];
        BitSet[] sets = new BitSet[capacity + 1];
        for (int j = 0; j <= capacity; j++) {
            sets[j] = new BitSet();
        }
        for (int i = 0; i < weights.size(); i++) {
            int w = weights.get(i);
            for (int j = capacity; j >= w; j--) {
                if (values[j] <= values[j - w] + 1) {
                    BitSet s = (BitSet) sets[j - w].clone();
                    s.set(i);
                    sets[j] = s;
                    values[j] = values[j - w] + 1;
                }
            }
        }
        return sets[capacity];
    }
}
