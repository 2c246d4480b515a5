package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;

/** Which orders merge joins can use, and which of their conditions an order serves. */
final class MergeKeys {
    private final PlannerInfo info;
    private final Equivalence equivalence;

    MergeKeys(PlannerInfo info, Equivalence equivalence) {
        this.info = info;
        this.equivalence = equivalence;
    }

    private Ec side(Clause c, boolean outerSide, long outer) {
        equivalence.assignClasses(c);
        return java.util.Objects.requireNonNull(c.leftIsIn(outer) == outerSide ? c.leftEc : c.rightEc);
    }

    /** Are all rows equal in the condition's column already? */
    boolean redundant(Clause c) {
        equivalence.assignClasses(c);
        Ec l = c.leftEc;
        Ec r = c.rightEc;
        return l == null || r == null || l.hasConst && l.sources > 0 || r.hasConst && r.sources > 0;
    }

    /**
     * An order of all the classes the conditions name on the outer side: the query's own first, then the most useful.
     */
    List<PathKey> outerKeys(List<Clause> clauses, Rel joined, long outer) {
        List<Ec> ecs = new ArrayList<>();
        List<Integer> scores = new ArrayList<>();
        for (Clause c : clauses) {
            Ec ec = side(c, true, outer);
            if (!ecs.contains(ec)) {
                ecs.add(ec);
                int score = 0;
                for (Ec.Member m : ec.members) {
                    if (!m.isConst() && (m.relids() & joined.relids) == 0) {
                        score++;
                    }
                }
                scores.add(score);
            }
        }
        List<PathKey> out = new ArrayList<>();
        boolean all = !info.queryKeys.isEmpty();
        for (PathKey k : info.queryKeys) {
            all &= ecs.contains(k.ec());
        }
        if (all) {
            for (PathKey k : info.queryKeys) {
                out.add(k);
                scores.set(ecs.indexOf(k.ec()), -1);
            }
        }
        for (; ; ) {
            int best = -1;
            for (int i = 0; i < ecs.size(); i++) {
                if (scores.get(i) >= 0 && (best < 0 || scores.get(i) > scores.get(best))) {
                    best = i;
                }
            }
            if (best < 0) {
                return out;
            }
            out.add(new PathKey(ecs.get(best), false, false));
            scores.set(best, -1);
        }
    }

    /** The conditions that inputs sorted by {@code keys} on the outer side can merge by, in key order. */
    List<Clause> clausesFor(List<PathKey> keys, List<Clause> clauses, long outer) {
        List<Clause> out = new ArrayList<>();
        for (PathKey k : keys) {
            boolean any = false;
            for (Clause c : clauses) {
                if (side(c, true, outer) == k.ec()) {
                    out.add(c);
                    any = true;
                }
            }
            if (!any) {
                break;
            }
        }
        return out;
    }

    /**
     * The order the inner side needs for merging by {@code clauses} with the outer side sorted by {@code outerKeys}.
     */
    List<PathKey> innerKeys(List<Clause> clauses, List<PathKey> outerKeys, long outer) {
        List<PathKey> out = new ArrayList<>();
        for (Clause c : clauses) {
            Ec in = side(c, false, outer);
            boolean dup = false;
            for (PathKey k : out) {
                dup |= k.ec() == in;
            }
            if (!dup) {
                PathKey o = keyOf(side(c, true, outer), outerKeys);
                out.add(new PathKey(in, o.descending(), o.nullsFirst()));
            }
        }
        return out;
    }

    private static PathKey keyOf(Ec ec, List<PathKey> keys) {
        for (PathKey k : keys) {
            if (k.ec() == ec) {
                return k;
            }
        }
        return new PathKey(ec, false, false);
    }

    /** For each condition the outer side's key. */
    List<PathKey> orderOf(List<Clause> clauses, List<PathKey> outerKeys, long outer) {
        List<PathKey> out = new ArrayList<>();
        for (Clause c : clauses) {
            out.add(keyOf(side(c, true, outer), outerKeys));
        }
        return out;
    }

    /** The conditions that an inner side sorted by {@code innerKeys} still serves. */
    List<Clause> trim(List<Clause> clauses, List<PathKey> innerKeys, long outer) {
        List<Clause> out = new ArrayList<>();
        int k = 0;
        boolean matched = false;
        for (Clause c : clauses) {
            Ec in = side(c, false, outer);
            if (in != innerKeys.get(k).ec()) {
                if (!matched
                        || ++k >= innerKeys.size()
                        || in != innerKeys.get(k).ec()) {
                    break;
                }
            }
            matched = true;
            out.add(c);
        }
        return out;
    }
}
