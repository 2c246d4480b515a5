package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * A subquery that was merged into its parent: its expressions take the place of references to its columns.
 *
 * @param rti the range table index it had
 * @param targets its columns over the parent's range table
 * @param rte its range table entry
 * @param rels the relations it brought, when an outer join above may make NULLs of its rows; else empty
 */
record Replacement(int rti, List<TargetEntry> targets, RangeTblEntry rte, int[] rels) {

    /** Must a placeholder stand for the column above the outer join (0: the whole row)? */
    private boolean marked(int column, PlannerCatalog catalog) {
        if (rels.length == 0) {
            return false;
        }
        if (column == 0) {
            return true;
        }
        Expr e = targets.get(column - 1).expr();
        return !(e instanceof Var v && v.varlevelsup() == 0)
                && (Exprs.vars(e).isEmpty() || !Placeholder.strict(e, catalog));
    }

    /** Replaces the references of a whole query. */
    static final class Applied extends LevelMutator {
        private final PlannerContext cx;
        private final Query q;
        private final List<Replacement> all;
        /** The lowest join that makes NULLs of each: it and what is below it see the expressions themselves. */
        private final Map<JoinExpr, List<Replacement>> nulling = new IdentityHashMap<>();
        /** Those whose expressions need no placeholder where the walk is. */
        private List<Replacement> plain = List.of();

        private final Map<Replacement, @Nullable Var[]> placeholders = new IdentityHashMap<>();
        private final List<RangeTblEntry> added;

        Applied(PlannerContext cx, Query q, List<Replacement> all) {
            this(cx, q, all, new ArrayList<>());
        }

        private Applied(PlannerContext cx, Query q, List<Replacement> all, List<RangeTblEntry> added) {
            this.cx = cx;
            this.q = q;
            this.all = all;
            this.added = added;
        }

        void apply() {
            for (Replacement r : all) {
                JoinExpr j = r.rels.length == 0 || q.jointree == null ? null : lowest(q.jointree(), r.rels, null);
                if (j != null) {
                    nulling.computeIfAbsent(j, k -> new ArrayList<>()).add(r);
                }
            }
            if (!nulling.isEmpty()) {
                q.jointree = (FromExpr) tree(q.jointree());
            }
            queryInPlace(q);
            if (!added.isEmpty()) {
                List<RangeTblEntry> rtable = new ArrayList<>(q.rtable);
                rtable.addAll(added);
                q.rtable = rtable;
            }
        }

        private static boolean has(JoinNode j, int[] rels) {
            List<Integer> in = PullUp.relsOf(j);
            for (int r : rels) {
                if (!in.contains(r)) {
                    return false;
                }
            }
            return true;
        }

        private static @Nullable JoinExpr lowest(JoinNode j, int[] rels, @Nullable JoinExpr above) {
            switch (j) {
                case RangeTblRef r -> {
                    return above;
                }
                case FromExpr f -> {
                    for (JoinNode n : f.fromlist()) {
                        if (has(n, rels)) {
                            return lowest(n, rels, above);
                        }
                    }
                    return above;
                }
                case JoinExpr n -> {
                    JoinType t = n.jointype();
                    if (has(n.larg(), rels)) {
                        return lowest(n.larg(), rels, t == JoinType.RIGHT || t == JoinType.FULL ? n : above);
                    }
                    if (has(n.rarg(), rels)) {
                        return lowest(n.rarg(), rels, t == JoinType.INNER || t == JoinType.RIGHT ? above : n);
                    }
                    return above;
                }
            }
        }

        private JoinNode tree(JoinNode j) {
            return switch (j) {
                case RangeTblRef r -> r;
                case FromExpr f -> {
                    List<JoinNode> items = new ArrayList<>();
                    for (JoinNode n : f.fromlist()) {
                        items.add(tree(n));
                    }
                    yield new FromExpr(items, opt(f.quals()));
                }
                case JoinExpr n -> {
                    List<Replacement> saved = plain;
                    List<Replacement> here = nulling.get(n);
                    if (here != null) {
                        plain = new ArrayList<>(saved);
                        plain.addAll(here);
                    }
                    JoinNode l = tree(n.larg());
                    JoinNode r = tree(n.rarg());
                    // A full join's condition would not tell which side an expression without columns came from.
                    plain = n.jointype() == JoinType.FULL ? saved : plain;
                    Expr quals = opt(n.quals());
                    plain = saved;
                    yield n.with(l, r, quals);
                }
            };
        }

        @Override
        protected Expr atLevel(Expr x, int depth) {
            if (x instanceof Var v && v.varlevelsup() == depth) {
                for (Replacement r : all) {
                    if (r.rti == v.varno()) {
                        return !plain.contains(r) && r.marked(v.varattno(), cx.catalog())
                                ? LevelShift.shift(placeholder(r, v), depth, 0)
                                : substitute(v, r, depth);
                    }
                }
            }
            return mutateChildren(x);
        }

        private Expr substitute(Var v, Replacement r, int depth) {
            if (v.varattno() == 0) {
                return row(v, r, depth);
            }
            return mutate(LevelShift.shift(r.targets.get(v.varattno() - 1).expr(), depth, 0));
        }

        private Expr row(Var v, Replacement r, int depth) {
            List<Expr> fields = new ArrayList<>();
            for (TargetEntry t : r.targets) {
                if (!t.resjunk()) {
                    fields.add(mutate(LevelShift.shift(t.expr(), depth, 0)));
                }
            }
            return new RowExpr(fields, v.vartype(), CoercionForm.IMPLICIT_CAST, r.rte.eref.colnames(), v.location());
        }

        /** The placeholder of a column, made when it is first asked for. */
        private Var placeholder(Replacement r, Var v) {
            @Nullable Var[] known = placeholders.computeIfAbsent(r, k -> new Var[r.targets.size() + 1]);
            Var p = known[v.varattno()];
            if (p == null) {
                // Its own references are those of the query, wherever the first reference to it is.
                Applied own = new Applied(cx, q, all, added);
                own.placeholders.putAll(placeholders);
                Var here = (Var) LevelShift.shift(v, -v.varlevelsup(), 0);
                Expr e = own.substitute(here, r, 0);
                RangeTblEntry rte = new RangeTblEntry(RteKind.RESULT);
                rte.eref = new Alias("placeholder", List.of("computed"));
                rte.valuesLists = List.of(List.of(e));
                rte.phrels = r.rels.clone();
                added.add(rte);
                p = Placeholder.variable(q.rtable.size() + added.size(), e);
                known[v.varattno()] = p;
            }
            return p;
        }
    }
}
