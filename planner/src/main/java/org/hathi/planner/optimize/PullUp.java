package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * Makes the join tree as flat as the meaning allows: IN and EXISTS conditions become semi-joins, NOT EXISTS anti-joins,
 * and plain subqueries in FROM (views among them) are merged into their parent. Works on a copy of the query, in place.
 *
 * <p>A subquery below the nullable side of an outer join is merged only when its columns are plain columns: a computed
 * one must turn NULL with the row and would need a marker otherwise.
 */
final class PullUp {
    private final PlannerContext cx;
    private final Query q;

    PullUp(PlannerContext cx, Query q) {
        this.cx = cx;
        this.q = q;
    }

    // ---------------------------------------------------------------- sublinks

    void sublinks() {
        if (!q.hasSubLinks || q.jointree == null) {
            return;
        }
        q.jointree = (FromExpr) sublinksIn(q.jointree());
    }

    private JoinNode sublinksIn(JoinNode j) {
        switch (j) {
            case RangeTblRef r -> {
                return r;
            }
            case FromExpr f -> {
                List<JoinNode> items = new ArrayList<>();
                for (JoinNode n : f.fromlist()) {
                    items.add(sublinksIn(n));
                }
                if (items.isEmpty()) {
                    return new FromExpr(items, f.quals());
                }
                Holder tree = new Holder(new FromExpr(items, null), relsOf(j));
                Expr rest = pull(f.quals(), tree);
                if (tree.node instanceof FromExpr inner && inner.quals() == null) {
                    return new FromExpr(inner.fromlist(), rest);
                }
                return new FromExpr(new ArrayList<>(List.of(tree.node)), rest);
            }
            case JoinExpr n -> {
                JoinNode l = sublinksIn(n.larg());
                JoinNode r = sublinksIn(n.rarg());
                if (n.jointype() == JoinType.INNER) {
                    Holder tree = new Holder(n.with(l, r, null), relsOf(j));
                    Expr rest = pull(n.quals(), tree);
                    if (tree.node instanceof JoinExpr same
                            && same.rtindex() == n.rtindex()
                            && same.quals() == null
                            && same.jointype() == JoinType.INNER) {
                        return n.with(l, r, rest);
                    }
                    return rest == null ? tree.node : new FromExpr(new ArrayList<>(List.of(tree.node)), rest);
                }
                return n.with(l, r, n.quals());
            }
        }
    }

    /** A join tree under construction and the relations in it. */
    private static final class Holder {
        private JoinNode node;
        private final List<Integer> available;

        Holder(JoinNode node, List<Integer> available) {
            this.node = node;
            this.available = available;
        }
    }

    private @Nullable Expr pull(@Nullable Expr qual, Holder tree) {
        if (qual == null) {
            return null;
        }
        List<Expr> rest = new ArrayList<>();
        for (Expr c : Trees.conjuncts(qual)) {
            boolean not = c instanceof BoolExpr b && b.boolop() == BoolExprType.NOT;
            Expr inner = not ? ((BoolExpr) c).args().get(0) : c;
            boolean done = false;
            if (inner instanceof SubLink s) {
                if (s.subLinkType() == SubLinkType.ANY && !not) {
                    done = anyToSemiJoin(s, tree);
                } else if (s.subLinkType() == SubLinkType.EXISTS) {
                    done = existsToJoin(s, not, tree);
                }
            }
            if (!done) {
                rest.add(c);
            }
        }
        Expr all = null;
        for (Expr e : rest) {
            all = Trees.and(all, e);
        }
        return all;
    }

    private boolean anyToSemiJoin(SubLink s, Holder tree) {
        Query sub = s.subselect();
        Expr test = s.testexpr();
        if (test == null
                || Exprs.hasVarsAbove(sub, 0)
                || !sub.cteList.isEmpty()
                || Exprs.isVolatile(test, cx.catalog())) {
            return false;
        }
        if (!usesOnly(Exprs.vars(test), tree.available) || Exprs.vars(test).isEmpty()) {
            return false;
        }
        RangeTblEntry rte = new RangeTblEntry(RteKind.SUBQUERY);
        rte.subquery = sub;
        rte.eref = new Alias("ANY_subquery", columnNames(sub));
        q.rtable = append(q.rtable, rte);
        int rti = q.rtable.size();
        List<Expr> columns = new ArrayList<>();
        for (TargetEntry t : sub.targetList) {
            if (!t.resjunk()) {
                Expr e = t.expr();
                columns.add(new Var(rti, t.resno(), e.type(), e.typmod(), e.collation(), 0, rti, t.resno(), -1));
            }
        }
        Expr cond = new LevelMutator() {
            @Override
            Expr atLevel(Expr x, int depth) {
                if (x instanceof Param p && p.paramkind() == ParamKind.SUBLINK && p.paramid() > 0 && depth == 0) {
                    return columns.get(p.paramid() - 1);
                }
                return mutateChildren(x);
            }
        }.mutate(test);
        tree.node = new JoinExpr(JoinType.SEMI, false, tree.node, new RangeTblRef(rti), List.of(), null, cond, null, 0);
        return true;
    }

    private boolean existsToJoin(SubLink s, boolean not, Holder tree) {
        Query sub = s.subselect().deepCopy();
        if (sub.commandType != CmdType.SELECT
                || sub.setOperations != null
                || sub.hasAggs
                || !sub.groupingSets.isEmpty()
                || sub.hasWindowFuncs
                || sub.hasTargetSRFs
                || sub.hasModifyingCTE
                || !sub.cteList.isEmpty()
                || sub.havingQual != null
                || sub.limitOffset != null
                || sub.limitCount != null
                || !sub.rowMarks.isEmpty()) {
            return false;
        }
        sub.targetList = List.of();
        sub.distinctClause = List.of();
        sub.sortClause = List.of();
        sub.groupClause = List.of();
        sub.hasDistinctOn = false;
        Expr where = sub.jointree().quals();
        sub.jointree = new FromExpr(sub.jointree().fromlist(), null);
        if (sub.jointree().fromlist().isEmpty()
                || where == null
                || Exprs.hasVarsAbove(sub, 0)
                || Exprs.isVolatile(where, cx.catalog())
                || Exprs.hasSubLinks(where)) {
            return false;
        }
        List<Var> outer = new ArrayList<>();
        Exprs.collectVars(where, 1, outer);
        if (outer.isEmpty() || !usesOnly(outer, tree.available)) {
            return false;
        }
        int offset = q.rtable.size();
        LevelMutator shift = Levels.offset(offset);
        shift.queryInPlace(sub);
        where = Levels.shift(shift.mutate(where), -1, 1);
        FromExpr from = (FromExpr) offsetTree(sub.jointree(), offset);
        List<RangeTblEntry> all = new ArrayList<>(q.rtable);
        all.addAll(sub.rtable);
        q.rtable = all;
        JoinNode right = from.fromlist().size() == 1 ? from.fromlist().get(0) : from;
        tree.node = new JoinExpr(
                not ? JoinType.ANTI : JoinType.SEMI, false, tree.node, right, List.of(), null, where, null, 0);
        return true;
    }

    private static boolean usesOnly(List<Var> vars, List<Integer> rels) {
        for (Var v : vars) {
            if (!rels.contains(v.varno())) {
                return false;
            }
        }
        return true;
    }

    /** Range table indexes of everything in a join tree, joins' own entries included. */
    static List<Integer> relsOf(JoinNode j) {
        List<Integer> out = new ArrayList<>();
        collectRels(j, out);
        return out;
    }

    private static void collectRels(JoinNode j, List<Integer> out) {
        switch (j) {
            case RangeTblRef r -> out.add(r.rtindex());
            case FromExpr f -> {
                for (JoinNode n : f.fromlist()) {
                    collectRels(n, out);
                }
            }
            case JoinExpr n -> {
                if (n.rtindex() != 0) {
                    out.add(n.rtindex());
                }
                collectRels(n.larg(), out);
                if (n.jointype() != JoinType.SEMI && n.jointype() != JoinType.ANTI) {
                    collectRels(n.rarg(), out);
                }
            }
        }
    }

    private static List<String> columnNames(Query sub) {
        List<String> names = new ArrayList<>();
        for (TargetEntry t : sub.targetList) {
            if (!t.resjunk()) {
                String n = t.resname();
                names.add(n == null ? "?column?" : n);
            }
        }
        return names;
    }

    private static <T> List<T> append(List<T> l, T x) {
        List<T> out = new ArrayList<>(l);
        out.add(x);
        return out;
    }

    private static JoinNode offsetTree(JoinNode j, int by) {
        return switch (j) {
            case RangeTblRef r -> new RangeTblRef(r.rtindex() + by);
            case FromExpr f -> {
                List<JoinNode> items = new ArrayList<>();
                for (JoinNode n : f.fromlist()) {
                    items.add(offsetTree(n, by));
                }
                yield new FromExpr(items, f.quals());
            }
            case JoinExpr n ->
                new JoinExpr(
                        n.jointype(),
                        n.isNatural(),
                        offsetTree(n.larg(), by),
                        offsetTree(n.rarg(), by),
                        n.usingClause(),
                        n.joinUsingAlias(),
                        n.quals(),
                        n.alias(),
                        n.rtindex() == 0 ? 0 : n.rtindex() + by);
        };
    }

    // ---------------------------------------------------------------- subqueries in FROM

    void subqueries() {
        if (q.jointree != null) {
            q.jointree = (FromExpr) subqueriesIn(q.jointree(), false);
        }
    }

    private JoinNode subqueriesIn(JoinNode j, boolean nullable) {
        switch (j) {
            case RangeTblRef r -> {
                RangeTblEntry rte = q.rte(r.rtindex());
                if (rte.rtekind == RteKind.SUBQUERY && rte.subquery != null && isSimple(rte, nullable)) {
                    return merge(r.rtindex(), rte, nullable);
                }
                return r;
            }
            case FromExpr f -> {
                List<JoinNode> items = new ArrayList<>();
                // The tree is re-read from the query after every merge, since merging rewrites quals everywhere.
                for (JoinNode n : f.fromlist()) {
                    items.add(subqueriesIn(n, nullable));
                }
                return new FromExpr(items, f.quals());
            }
            case JoinExpr n -> {
                boolean leftNullable = nullable || n.jointype() == JoinType.RIGHT || n.jointype() == JoinType.FULL;
                boolean rightNullable = nullable
                        || n.jointype() == JoinType.LEFT
                        || n.jointype() == JoinType.FULL
                        || n.jointype() == JoinType.ANTI;
                JoinNode l = subqueriesIn(n.larg(), leftNullable);
                JoinNode r = subqueriesIn(n.rarg(), rightNullable);
                return n.with(l, r, n.quals());
            }
        }
    }

    private boolean isSimple(RangeTblEntry rte, boolean nullable) {
        Query sub = rte.subquery;
        if (sub == null
                || sub.commandType != CmdType.SELECT
                || sub.setOperations != null
                || sub.hasAggs
                || sub.hasWindowFuncs
                || sub.hasTargetSRFs
                || !sub.groupClause.isEmpty()
                || !sub.groupingSets.isEmpty()
                || sub.havingQual != null
                || !sub.sortClause.isEmpty()
                || !sub.distinctClause.isEmpty()
                || sub.limitOffset != null
                || sub.limitCount != null
                || sub.hasForUpdate
                || !sub.cteList.isEmpty()
                || rte.securityBarrier
                || rte.lateral
                || sub.jointree().fromlist().isEmpty()) {
            return false;
        }
        for (TargetEntry t : sub.targetList) {
            if (nullable
                    ? !(t.expr() instanceof Var v && v.varlevelsup() == 0)
                    : Exprs.isVolatile(t.expr(), cx.catalog())) {
                return false;
            }
        }
        return !nullable || !hasOwnQualsOverNothing(sub);
    }

    private static boolean hasOwnQualsOverNothing(Query sub) {
        // A qual without columns of its own would have to be evaluated at the outer join, not below it.
        for (Expr e : Trees.conjuncts(sub.jointree().quals())) {
            if (!Exprs.hasVars(e)) {
                return true;
            }
        }
        return false;
    }

    private JoinNode merge(int rti, RangeTblEntry rte, boolean nullable) {
        Query sub = java.util.Objects.requireNonNull(rte.subquery).deepCopy();
        PullUp inner = new PullUp(cx, sub);
        inner.sublinks();
        inner.subqueries();
        inner.applyReplacements();
        if (!isSimple(withQuery(rte, sub), nullable)) {
            return new RangeTblRef(rti);
        }
        JoinAliases.flatten(sub);
        int offset = q.rtable.size();
        Levels.offset(offset).queryInPlace(sub);
        FromExpr from = (FromExpr) offsetTree(sub.jointree(), offset);
        List<RangeTblEntry> all = new ArrayList<>(q.rtable);
        for (RangeTblEntry r : sub.rtable) {
            all.add(r);
        }
        // References from deeper levels (sublinks of the merged subquery) now point at this level: one level less.
        Query shifted = new Query(CmdType.SELECT);
        shifted.targetList = sub.targetList;
        shifted.jointree = from;
        shifted.rtable = new ArrayList<>(sub.rtable);
        Query lowered = Levels.shift(shifted, -1, 1);
        for (int i = 0; i < lowered.rtable.size(); i++) {
            all.set(offset + i, lowered.rtable.get(i));
        }
        q.rtable = all;
        q.hasSubLinks |= sub.hasSubLinks;
        for (var m : sub.rowMarks) {
            q.rowMarks = append(
                    q.rowMarks,
                    new org.hathi.planner.tree.RowMarkClause(
                            m.rti() + offset, m.strength(), m.waitPolicy(), m.pushedDown()));
        }
        replaceReferences(rti, lowered.targetList, rte);
        FromExpr f = lowered.jointree();
        return f.fromlist().size() == 1 && f.quals() == null ? f.fromlist().get(0) : f;
    }

    private static RangeTblEntry withQuery(RangeTblEntry rte, Query sub) {
        RangeTblEntry r = rte.copy();
        r.subquery = sub;
        return r;
    }

    private final List<Replacement> replacements = new ArrayList<>();

    private record Replacement(int rti, List<TargetEntry> targets, RangeTblEntry rte) {}

    private void replaceReferences(int rti, List<TargetEntry> targets, RangeTblEntry rte) {
        replacements.add(new Replacement(rti, targets, rte));
        // The merged subquery stays in the range table for its permissions, but is no longer planned.
        rte.subquery = null;
        rte.rtekind = RteKind.RESULT;
    }

    /** Puts the merged subqueries' expressions in place of references to them; call once after {@link #subqueries}. */
    void applyReplacements() {
        if (replacements.isEmpty()) {
            return;
        }
        new LevelMutator() {
            @Override
            Expr atLevel(Expr x, int depth) {
                if (x instanceof Var v && v.varlevelsup() == depth) {
                    for (Replacement r : replacements) {
                        if (r.rti == v.varno()) {
                            return substitute(v, r, depth);
                        }
                    }
                }
                return mutateChildren(x);
            }

            private Expr substitute(Var v, Replacement r, int depth) {
                if (v.varattno() == 0) {
                    List<Expr> fields = new ArrayList<>();
                    for (TargetEntry t : r.targets) {
                        if (!t.resjunk()) {
                            fields.add(mutate(Levels.shift(t.expr(), depth, 0)));
                        }
                    }
                    return new org.hathi.planner.tree.RowExpr(
                            fields,
                            v.vartype(),
                            org.hathi.planner.tree.CoercionForm.IMPLICIT_CAST,
                            r.rte.eref.colnames(),
                            v.location());
                }
                return mutate(Levels.shift(r.targets.get(v.varattno() - 1).expr(), depth, 0));
            }
        }.queryInPlace(q);
        replacements.clear();
    }
}
