package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.TargetEntry;
import org.jspecify.annotations.Nullable;

/**
 * A way to compute the rows after some step above the joins (grouping, windows, DISTINCT, ORDER BY): costs, and how to
 * build it.
 */
abstract class UpperPath {
    double startup;
    double total;
    double rows;
    int width;
    List<PathKey> keys = List.of();
    List<TargetEntry> target = List.of();

    /** The plan without its estimates. */
    abstract Plan make();

    final Plan build() {
        Plan p = make();
        p.startupCost = startup;
        p.totalCost = total;
        p.rows = rows;
        p.width = width;
        return p;
    }

    final void like(UpperPath in) {
        startup = in.startup;
        total = in.total;
        rows = in.rows;
        width = in.width;
        keys = in.keys;
        target = in.target;
    }

    /** The paths worth keeping, the cheapest first. */
    static final class Pool {
        private static final double FUZZ = 1.01;
        final List<UpperPath> paths = new ArrayList<>();
        private final boolean considerStartup;

        Pool(boolean considerStartup) {
            this.considerStartup = considerStartup;
        }

        /** −1 better, 1 worse, 0 equal, 2 different. */
        private int compare(UpperPath a, UpperPath b, double fuzz) {
            if (a.total > b.total * fuzz) {
                return considerStartup && b.startup > a.startup * fuzz ? 2 : 1;
            }
            if (b.total > a.total * fuzz) {
                return considerStartup && a.startup > b.startup * fuzz ? 2 : -1;
            }
            return a.startup > b.startup * fuzz ? 1 : b.startup > a.startup * fuzz ? -1 : 0;
        }

        void add(UpperPath p) {
            int at = 0;
            for (int i = 0; i < paths.size(); i++) {
                UpperPath o = paths.get(i);
                int c = compare(p, o, FUZZ);
                int k = c == 2 ? PathKey.DIFFERENT : PathKey.compare(p.keys, o.keys);
                boolean drop = false;
                boolean reject = false;
                if (k != PathKey.DIFFERENT) {
                    if (c == 0 && k == PathKey.EQUAL) {
                        drop = compare(p, o, 1.0000000001) < 0;
                        reject = !drop;
                    } else {
                        drop = c < 0 && k != PathKey.WORSE || c == 0 && k == PathKey.BETTER;
                        reject = c > 0 && c != 2 && k != PathKey.BETTER || c == 0 && k == PathKey.WORSE;
                    }
                }
                if (reject) {
                    return;
                }
                if (drop) {
                    paths.remove(i--);
                } else if (p.total >= o.total) {
                    at = i + 1;
                }
            }
            paths.add(at, p);
        }

        UpperPath cheapest() {
            UpperPath best = null;
            for (UpperPath p : paths) {
                if (best == null || p.total < best.total || p.total == best.total && p.startup < best.startup) {
                    best = p;
                }
            }
            return java.util.Objects.requireNonNull(best);
        }

        /** The cheapest path to fetch {@code wanted} rows (0: all; below 1: that fraction). */
        UpperPath cheapest(double wanted) {
            UpperPath best = cheapest();
            if (wanted <= 0) {
                return best;
            }
            double f = wanted >= 1 ? Math.min(1, wanted / Math.max(1, best.rows)) : wanted;
            for (UpperPath p : paths) {
                if (p.startup + f * (p.total - p.startup) < best.startup + f * (best.total - best.startup)) {
                    best = p;
                }
            }
            return best;
        }
    }

    /** A path over one input. */
    abstract static class Over extends UpperPath {
        final UpperPath input;

        Over(UpperPath input) {
            this.input = input;
            like(input);
        }
    }

    static @Nullable UpperPath first(List<UpperPath> l) {
        return l.isEmpty() ? null : l.get(0);
    }
}
