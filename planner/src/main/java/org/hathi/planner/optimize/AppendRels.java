package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.hathi.planner.plan.PlanRowMark;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * Tables with children: the tables of the tree become relations of their own that share the parent's bit, so that joins
 * see one relation, and the parent's paths append theirs (PostgreSQL's append relations). Conditions and columns are
 * translated by {@link ChildTerms}.
 */
final class AppendRels {
    private final PlannerInfo info;
    private final Costs costs;
    private final QualDistributor quals;
    private final ConstantFolder folder;

    AppendRels(PlannerInfo info, Costs costs, QualDistributor quals) {
        this.info = info;
        this.costs = costs;
        this.quals = quals;
        this.folder = new ConstantFolder(info.cx(), false);
    }

    // --------------------------------------------------------------------------------------------------- expanding

    /** Makes the relations of the tree, when all conditions have found their places. */
    void expand(Rel parent) {
        RangeTblEntry rte = parent.rte();
        List<RangeTblEntry> rtable = new ArrayList<>(info.query.rtable);
        List<Rel> children = new ArrayList<>();
        if (rte.unionArms.length == 0) {
            tables(parent.relids, parent.rti, rtable, children);
        }
        for (int i = 0; i < rte.unionArms.length; i++) {
            arm(parent, rte.unionArms[i], rte.valuesLists.get(i), rtable, children);
        }
        info.query.rtable = rtable;
        parent.children = children;
        for (Rel c : children) {
            translate(parent, c);
        }
        marks(parent);
    }

    /** Relations for the tables of the tree that a range table entry stands for. */
    private void tables(long relids, int rti, List<RangeTblEntry> rtable, List<Rel> out) {
        RangeTblEntry rte = rtable.get(rti - 1);
        for (int oid : info.catalog().descendants(rte.relid, rte.rellockmode)) {
            rtable.add(entry(rte, oid));
            Rel c = new Rel(relids, rtable.size(), rtable.get(rtable.size() - 1));
            c.terms = new ChildTerms(info, rti, rte.relid, c.rti, oid);
            info.base.put(c.rti, c);
            out.add(c);
        }
    }

    /** Relations for an arm of UNION ALL: one, or the tables of the tree it reads. */
    private void arm(Rel parent, int rti, List<Expr> columns, List<RangeTblEntry> rtable, List<Rel> out) {
        RangeTblEntry rte = rtable.get(rti - 1);
        if (rte.rtekind == RteKind.RELATION && rte.inh) {
            List<Rel> own = new ArrayList<>();
            tables(parent.relids, rti, rtable, own);
            for (Rel c : own) {
                c.terms = new ChildTerms(info, parent.rti, c.rti, columns, c.terms);
            }
            out.addAll(own);
            return;
        }
        Rel c = new Rel(parent.relids, rti, rte);
        c.terms = new ChildTerms(info, parent.rti, rti, columns, null);
        info.base.put(rti, c);
        out.add(c);
    }

    private RangeTblEntry entry(RangeTblEntry parent, int oid) {
        RangeTblEntry c = parent.copy();
        c.relid = oid;
        c.inh = false;
        c.requiredPerms = 0;
        c.selectedCols = new BitSet();
        c.insertedCols = new BitSet();
        c.updatedCols = new BitSet();
        List<String> names = new ArrayList<>();
        TupleDesc d = info.catalog().rowDescriptor(oid);
        for (int i = 0; i < d.size(); i++) {
            Attribute a = d.get(i);
            names.add(a.dropped() ? "" : a.name());
        }
        c.alias = new Alias(parent.eref.aliasname(), List.of());
        c.eref = new Alias(parent.eref.aliasname(), names);
        return c;
    }

    private void translate(Rel parent, Rel c) {
        ChildTerms terms = java.util.Objects.requireNonNull(c.terms);
        for (Map.Entry<Integer, Var> e : parent.columns.entrySet()) {
            Expr own = terms.mutate(e.getValue());
            for (Var v : Exprs.vars(own)) {
                c.columns.putIfAbsent(v.varattno(), v);
                c.neededBy.merge(v.varattno(), parent.neededBy.getOrDefault(e.getKey(), 0L), (a, b) -> a | b);
            }
        }
        for (Clause q : parent.quals) {
            Expr e = folder.mutate(terms.mutate(q.expr));
            if (Exprs.isTrue(e)) {
                continue;
            }
            for (Expr part : Trees.conjuncts(e)) {
                Clause own = quals.make(part, parent.relids, parent.relids, q.pushedDown, q.outerDelayed);
                own.gate |= !Exprs.hasVars(part) && !Exprs.isVolatile(part, info.catalog());
                c.quals.add(own);
            }
        }
        c.joinClauses.addAll(terms.clauseList(parent.joinClauses));
        c.lateralVars.addAll(parent.lateralVars);
        c.lateral = parent.lateral;
        c.considerStartup = parent.considerStartup;
        c.considerParamStartup = parent.considerParamStartup;
    }

    /** Row locks and rechecks go by the table a row comes from. */
    private void marks(Rel parent) {
        for (int i = 0; i < info.rowMarks.size(); i++) {
            PlanRowMark m = info.rowMarks.get(i);
            if (m.rti() != parent.rti) {
                continue;
            }
            info.rowMarks.remove(i);
            for (Rel c : parent.children) {
                info.rowMarks.add(
                        i++,
                        new PlanRowMark(
                                c.rti,
                                m.strength(),
                                m.waitPolicy(),
                                m.ctidColumn(),
                                m.tableOidColumn(),
                                m.wholeRowColumn()));
            }
            return;
        }
    }

    // ------------------------------------------------------------------------------------------------------- sizes

    /** Arms of UNION ALL compute their columns: how wide they are, and what that costs. */
    void columns(Rel parent, Rel c) {
        ChildTerms terms = java.util.Objects.requireNonNull(c.terms);
        if (!terms.ofUnion()) {
            return;
        }
        c.width = 0;
        for (Map.Entry<Integer, Var> e : parent.columns.entrySet()) {
            if ((parent.neededBy.getOrDefault(e.getKey(), 0L) & ~parent.relids) != 0) {
                Expr own = terms.mutate(e.getValue());
                c.width += width(c, own);
                c.targetCost = c.targetCost.plus(costs.exprs.of(own));
            }
        }
    }

    private int width(Rel c, Expr own) {
        Integer known = own instanceof Var v ? c.attrWidths.get(v.varattno()) : null;
        return known != null ? known : UpperCosts.typeWidth(info.catalog(), own.type(), own.typmod());
    }

    /** Adds up what the children, whose sizes are known, return. */
    void size(Rel parent) {
        double rows = 0;
        double bytes = 0;
        Map<Integer, Double> widths = new java.util.HashMap<>();
        for (Rel c : parent.children) {
            if (c.dummy) {
                continue;
            }
            rows += c.rows;
            bytes += c.width * c.rows;
            ChildTerms terms = java.util.Objects.requireNonNull(c.terms);
            for (Map.Entry<Integer, Var> e : parent.columns.entrySet()) {
                int own = terms.ofUnion()
                        ? width(c, terms.mutate(e.getValue()))
                        : c.attrWidths.getOrDefault(terms.column(e.getKey()), 0);
                widths.merge(e.getKey(), own * c.rows, Double::sum);
            }
        }
        parent.rows = rows;
        parent.tuples = rows;
        parent.pages = 0;
        parent.dummy = rows == 0;
        parent.width = rows == 0 ? 0 : (int) Math.rint(bytes / rows);
        for (Map.Entry<Integer, Double> e : widths.entrySet()) {
            parent.attrWidths.put(e.getKey(), rows == 0 ? 0 : (int) Math.rint(e.getValue() / rows));
        }
    }

    // ------------------------------------------------------------------------------------------------------- paths

    /** The parent's paths, after those of its children. */
    void paths(Rel parent, IndexPaths indexPaths) {
        List<Rel> live = new ArrayList<>();
        for (Rel c : parent.children) {
            if (!c.dummy) {
                live.add(c);
            }
        }
        List<Path> cheapest = new ArrayList<>();
        List<Path> quickest = new ArrayList<>();
        List<List<PathKey>> orders = new ArrayList<>();
        List<Long> outer = new ArrayList<>();
        for (Rel c : live) {
            cheapest.add(java.util.Objects.requireNonNull(c.cheapest()));
            quickest.add(java.util.Objects.requireNonNull(c.quickest()));
            for (Path p : c.paths) {
                if (p.required != 0) {
                    if (!outer.contains(p.required)) {
                        outer.add(p.required);
                    }
                } else if (!p.keys.isEmpty() && orders.stream().noneMatch(o -> same(o, p.keys))) {
                    orders.add(p.keys);
                }
            }
        }
        parent.add(append(parent, cheapest));
        if (parent.considerStartup) {
            parent.add(append(parent, quickest));
        }
        for (List<PathKey> order : orders) {
            merges(parent, live, order);
        }
        for (long required : outer) {
            Path p = parameterized(parent, live, required, indexPaths);
            if (p != null) {
                parent.add(p);
            }
        }
    }

    private static boolean same(List<PathKey> a, List<PathKey> b) {
        return a.size() == b.size() && PathKey.satisfies(a, b);
    }

    private Path append(Rel parent, List<Path> inputs) {
        Path.Appended a = new Path.Appended(parent, inputs, false);
        if (inputs.size() == 1) {
            Path only = inputs.get(0);
            a.startup = only.startup;
            a.total = only.total;
            a.rows = only.rows;
            a.keys = only.required == 0 ? only.keys : List.of();
            return a;
        }
        a.startup = inputs.get(0).startup;
        a.rows = 0;
        for (Path p : inputs) {
            a.total += p.total;
            a.rows += p.rows;
        }
        a.total += costs.s.cpuTuple * 0.5 * a.rows;
        return a;
    }

    private void merges(Rel parent, List<Rel> live, List<PathKey> order) {
        List<Path> total = new ArrayList<>();
        List<Path> startup = new ArrayList<>();
        boolean different = false;
        for (Rel c : live) {
            Path t = c.cheapest(order, false);
            Path s = c.cheapest(order, true);
            total.add(t != null ? t : java.util.Objects.requireNonNull(c.cheapest()));
            startup.add(s != null ? s : java.util.Objects.requireNonNull(c.cheapest()));
            different |= t != s;
        }
        parent.add(merge(parent, startup, order));
        if (different) {
            parent.add(merge(parent, total, order));
        }
    }

    private Path merge(Rel parent, List<Path> inputs, List<PathKey> order) {
        if (inputs.size() == 1 && PathKey.satisfies(inputs.get(0).keys, order)) {
            return append(parent, inputs);
        }
        Path.Appended a = new Path.Appended(parent, inputs, true);
        a.keys = order;
        a.rows = 0;
        double limit = info.limitTuples(parent);
        for (Path p : inputs) {
            a.rows += p.rows;
            if (PathKey.satisfies(p.keys, order)) {
                a.startup += p.startup;
                a.total += p.total;
            } else {
                double[] c = costs.sort(p.total, p.rel.tuples, p.rel.width, limit); // all its rows, as PostgreSQL does
                a.startup += c[0];
                a.total += c[1];
            }
        }
        double n = Math.max(2, inputs.size());
        double compare = 2 * costs.s.cpuOperator;
        double start = compare * n * Costs.log2(n);
        a.startup += start;
        a.total += start + a.rows * compare * Costs.log2(n) + costs.s.cpuTuple * 0.5 * a.rows;
        return a;
    }

    private @Nullable Path parameterized(Rel parent, List<Rel> live, long required, IndexPaths indexPaths) {
        List<Path> inputs = new ArrayList<>();
        for (Rel c : live) {
            Path best = null;
            for (Path p : c.paths) {
                if ((p.required & ~required) != 0 || best != null && best.total <= p.total) {
                    continue;
                }
                Path q = p.required == required ? p : checking(c, p, required, indexPaths);
                if (q != null && (best == null || q.total < best.total)) {
                    best = q;
                }
            }
            if (best == null) {
                return null;
            }
            inputs.add(best);
        }
        Path a = append(parent, inputs);
        a.required = required;
        a.keys = List.of();
        Rel.ParamInfo pi = indexPaths.paramInfo(parent, required);
        a.ppi = pi.clauses();
        return a;
    }

    /** A scan that checks the conditions with the outer relations as well; null when this one cannot be made to. */
    private @Nullable Path checking(Rel c, Path p, long required, IndexPaths indexPaths) {
        RteKind kind = c.rte().rtekind;
        boolean again = kind == RteKind.RELATION || kind == RteKind.SUBQUERY || kind == RteKind.RESULT;
        if (!(p instanceof Path.Scan) || p.required != 0 || !again) {
            return null;
        }
        Rel.ParamInfo pi = indexPaths.paramInfo(c, required);
        Path.Scan s = new Path.Scan(c);
        s.ppi = pi.clauses();
        s.required = required;
        s.rows = pi.rows();
        List<Clause> all = new ArrayList<>(pi.clauses());
        all.addAll(c.quals);
        switch (kind) {
            case RELATION -> costs.seqScan(s, c, all);
            case SUBQUERY -> {
                var sub = java.util.Objects.requireNonNull(c.subquery).plan();
                costs.subqueryScan(s, c, all, sub.startupCost, sub.totalCost);
            }
            default -> costs.simpleScan(s, c, all, 0, 0);
        }
        return s;
    }
}
