package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Trees;
import org.jspecify.annotations.Nullable;

/** Bitmap heap scans: over one index, over several AND-ed, and over the arms of ORs. */
final class BitmapPaths {
    private final PlannerInfo info;
    private final Costs costs;
    private final QualDistributor quals;
    private final IndexPaths indexes;

    BitmapPaths(PlannerInfo info, Costs costs, QualDistributor quals, IndexPaths indexes) {
        this.info = info;
        this.costs = costs;
        this.quals = quals;
        this.indexes = indexes;
    }

    /** Adds the best bitmap scan over what {@code paths} search by and the relation's OR conditions offer. */
    void build(Rel rel, List<Path.Index> paths, List<Path.Index> joinPaths) {
        List<Path.Bitmap.Source> ors = ors(rel);
        List<Path.Bitmap.Source> sources = sources(paths, 0);
        sources.addAll(ors);
        Path.Bitmap.Source best = choose(rel, sources, 0);
        if (best != null) {
            rel.add(path(rel, best, 0));
        }
        List<Long> sets = new ArrayList<>();
        for (Path.Index p : joinPaths) {
            if (!sets.contains(p.required)) {
                sets.add(p.required);
            }
        }
        for (long set : sets) {
            List<Path.Bitmap.Source> use = sources(joinPaths, set);
            use.addAll(sources(paths, 0));
            use.addAll(ors);
            Path.Bitmap.Source b = choose(rel, use, set);
            if (b != null) {
                long required = required(b);
                if (required != 0) {
                    rel.add(path(rel, b, required));
                }
            }
        }
    }

    private static long required(Path.Bitmap.Source s) {
        return switch (s) {
            case Path.Bitmap.One o -> o.path().required;
            case Path.Bitmap.Logic l -> {
                long r = 0;
                for (Path.Bitmap.Source i : l.inputs()) {
                    r |= required(i);
                }
                yield r;
            }
        };
    }

    private static List<Path.Bitmap.Source> sources(List<Path.Index> paths, long outer) {
        List<Path.Bitmap.Source> out = new ArrayList<>();
        for (Path.Index p : paths) {
            if ((p.required & ~outer) == 0 && !p.backward) {
                out.add(new Path.Bitmap.One(p));
            }
        }
        return out;
    }

    private Path.Bitmap path(Rel rel, Path.Bitmap.Source s, long required) {
        Path.Bitmap b = new Path.Bitmap(rel, s);
        List<Clause> all = rel.quals;
        double loops = 1;
        if (required != 0) {
            Rel.ParamInfo pi = indexes.paramInfo(rel, required);
            b.required = required;
            b.ppi = pi.clauses();
            b.rows = pi.rows();
            all = new ArrayList<>(rel.quals);
            all.addAll(pi.clauses());
            loops = indexes.loops(rel, required);
        }
        costs.bitmapScan(b, rel, loops, all);
        return b;
    }

    /** Conditions a source searches by. */
    private static List<Object> usage(Path.Bitmap.Source s) {
        List<Object> out = new ArrayList<>();
        switch (s) {
            case Path.Bitmap.One o -> {
                for (Path.IndexClause c : o.path().clauses) {
                    boolean made = c.clause().parent != null && Long.bitCount(c.clause().relids) > 1;
                    addNew(out, made ? c.clause().parent : c.clause().expr);
                }
                o.path().index.predicate().forEach(e -> addNew(out, e));
            }
            case Path.Bitmap.Logic l -> l.inputs().forEach(i -> usage(i).forEach(e -> addNew(out, e)));
        }
        return out;
    }

    private static void addNew(List<Object> l, @Nullable Object o) {
        if (o != null && !l.contains(o)) {
            l.add(o);
        }
    }

    private Path.Bitmap.@Nullable Source choose(Rel rel, List<Path.Bitmap.Source> sources, long outer) {
        List<Path.Bitmap.Source> kept = new ArrayList<>();
        List<List<Object>> used = new ArrayList<>();
        for (Path.Bitmap.Source s : sources) {
            List<Object> u = usage(s);
            int same = -1;
            for (int i = 0; i < kept.size(); i++) {
                if (used.get(i).size() == u.size() && used.get(i).containsAll(u)) {
                    same = i;
                }
            }
            if (same < 0) {
                kept.add(s);
                used.add(u);
            } else if (s.cost() < kept.get(same).cost()) {
                kept.set(same, s);
            }
        }
        kept.sort((a, b) -> {
            int c = Double.compare(a.cost(), b.cost());
            return c != 0 ? c : Double.compare(a.selectivity(), b.selectivity());
        });
        Path.Bitmap.Source best = null;
        double bestCost = 0;
        for (int i = 0; i < kept.size(); i++) {
            Path.Bitmap.Source s = kept.get(i);
            double cost = estimate(rel, s, outer);
            List<Path.Bitmap.Source> with = new ArrayList<>(List.of(s));
            List<Object> have = usage(s);
            for (int j = i + 1; j < kept.size(); j++) {
                List<Object> more = usage(kept.get(j));
                if (!java.util.Collections.disjoint(have, more)) {
                    continue;
                }
                List<Path.Bitmap.Source> trial = new ArrayList<>(with);
                trial.add(kept.get(j));
                Path.Bitmap.Source both = and(trial);
                double c = estimate(rel, both, outer);
                if (c < cost) {
                    cost = c;
                    with = trial;
                    s = both;
                    have.addAll(more);
                }
            }
            if (best == null || cost < bestCost) {
                best = s;
                bestCost = cost;
            }
        }
        return best;
    }

    private double estimate(Rel rel, Path.Bitmap.Source s, long outer) {
        Path.Bitmap b = new Path.Bitmap(rel, s);
        long required = required(s);
        List<Clause> all = rel.quals;
        if (required != 0) {
            all = new ArrayList<>(rel.quals);
            all.addAll(indexes.paramInfo(rel, required).clauses());
        }
        costs.bitmapScan(b, rel, required == 0 ? 1 : indexes.loops(rel, required), all);
        return b.total;
    }

    private Path.Bitmap.Source and(List<Path.Bitmap.Source> l) {
        double sel = 1;
        double cost = 0;
        for (int i = 0; i < l.size(); i++) {
            sel *= l.get(i).selectivity();
            cost += l.get(i).cost() + (i > 0 ? 100 * costs.s.cpuOperator : 0);
        }
        return new Path.Bitmap.Logic(false, l, sel, cost);
    }

    private List<Path.Bitmap.Source> ors(Rel rel) {
        List<Path.Bitmap.Source> out = new ArrayList<>();
        for (Clause c : rel.quals) {
            if (c.expr instanceof BoolExpr b && b.boolop() == BoolExprType.OR) {
                Path.Bitmap.Source s = or(rel, b);
                if (s != null) {
                    out.add(s);
                }
            }
        }
        return out;
    }

    private Path.Bitmap.@Nullable Source or(Rel rel, BoolExpr or) {
        List<Path.Bitmap.Source> arms = new ArrayList<>();
        double sel = 0;
        double cost = 0;
        for (Expr arm : or.args()) {
            List<Clause> terms = new ArrayList<>();
            for (Expr e : Trees.conjuncts(arm)) {
                terms.add(quals.make(e, rel.relids, rel.relids, true, false));
            }
            Path.Bitmap.Source best = arm(rel, terms);
            if (best == null) {
                return null;
            }
            cost += best.cost();
            if (!arms.isEmpty() && !(best instanceof Path.Bitmap.One)) {
                cost += 100 * costs.s.cpuOperator;
            }
            arms.add(best);
            sel = Math.min(1, sel + best.selectivity());
        }
        return new Path.Bitmap.Logic(true, arms, sel, cost);
    }

    private Path.Bitmap.@Nullable Source arm(Rel rel, List<Clause> terms) {
        List<Path.Bitmap.Source> found = new ArrayList<>();
        List<Clause> all = new ArrayList<>(terms);
        all.addAll(rel.quals);
        for (PlannerCatalog.IndexCandidate ix : rel.indexes) {
            if (!ix.btree() || !indexes.predicateImplied(ix, all)) {
                continue;
            }
            List<Path.IndexClause> own = indexes.match(ix, rel, terms);
            if (own.isEmpty()) {
                continue;
            }
            List<Path.IndexClause> m = indexes.match(ix, rel, all);
            found.add(new Path.Bitmap.One(indexes.path(rel, ix, m, 0, false, false)));
        }
        return choose(rel, found, 0);
    }
}
