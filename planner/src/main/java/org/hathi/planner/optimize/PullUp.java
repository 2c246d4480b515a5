package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * Makes the join tree as flat as the meaning allows: IN and EXISTS conditions become semi-joins, NOT EXISTS
 * anti-joins, and plain subqueries in FROM (views among them) are merged into their parent. Works on a copy of the
 * query, in place.
 *
 * <p>A computed column of a subquery below the nullable side of an outer join must turn NULL with the row: above that
 * join a {@link Placeholder} stands for it.
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
            protected Expr atLevel(Expr x, int depth) {
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
        if (!sub.cteList.isEmpty() || !ExistsQuery.simplify(cx, sub)) {
            return false;
        }
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
        // What it reads of the levels above is one level nearer now: WITH queries.
        sub = LevelShift.shift(sub, -1, 1);
        int offset = q.rtable.size();
        LevelMutator shift = Levels.offset(offset);
        shift.queryInPlace(sub);
        where = LevelShift.shift(shift.mutate(where), -1, 1);
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
        SetInliner.inline(cx, q);
        if (q.jointree != null) {
            q.jointree = (FromExpr) subqueriesIn(q.jointree(), Place.TOP);
        }
    }

    /**
     * Where in the join tree an item stands.
     *
     * @param nullable an outer join above may make its columns NULL
     * @param within the relations of the lowest outer join above; null when there is none
     * @param rightOfLeft it is itself the right side of a LEFT join
     */
    private record Place(boolean nullable, @Nullable BitSet within, boolean rightOfLeft) {
        static final Place TOP = new Place(false, null, false);

        Place nested() {
            return rightOfLeft ? new Place(nullable, within, false) : this;
        }
    }

    private JoinNode subqueriesIn(JoinNode j, Place place) {
        return switch (j) {
            case RangeTblRef r -> item(r, place);
            case FromExpr f -> {
                List<JoinNode> items = new ArrayList<>();
                Expr quals = null;
                for (JoinNode n : f.fromlist()) {
                    JoinNode m = subqueriesIn(n, place.nested());
                    if (m instanceof FromExpr x && m != n && (x.fromlist().isEmpty() || hasForeign(x))) {
                        items.addAll(x.fromlist());
                        quals = Trees.and(quals, x.quals());
                    } else {
                        items.add(m);
                    }
                }
                yield new FromExpr(items, Trees.and(quals, f.quals()));
            }
            case JoinExpr n -> n.jointype() == JoinType.INNER ? inner(n, place.nested()) : outer(n, place);
        };
    }

    private JoinNode item(RangeTblRef r, Place place) {
        RangeTblEntry rte = q.rte(r.rtindex());
        List<TargetEntry> constants = null;
        if (rte.rtekind == RteKind.SUBQUERY && rte.subquery != null) {
            if (isSimple(rte, place)) {
                return merge(r.rtindex(), rte, place);
            }
            UnionArms.subquery(cx, q, r.rtindex());
            return r;
        }
        if (place.within == null) {
            constants = singleRow(rte);
        }
        if (constants == null) {
            return r;
        }
        replaceReferences(r.rtindex(), constants, rte, NONE);
        rte.valuesLists = List.of();
        rte.functions = List.of();
        return new FromExpr(List.of(), null);
    }

    /** The columns of VALUES with one row, or of a function that is a constant; null for anything else. */
    private @Nullable List<TargetEntry> singleRow(RangeTblEntry rte) {
        List<Expr> row = null;
        if (rte.rtekind == RteKind.VALUES && rte.valuesLists.size() == 1) {
            row = rte.valuesLists.get(0);
        } else if (rte.rtekind == RteKind.FUNCTION
                && rte.functions.size() == 1
                && !rte.funcordinality
                && rte.functions.get(0).funcexpr() instanceof FuncExpr f
                && !f.funcretset()
                && rte.eref.colnames().size() == 1
                && "be".indexOf(cx.catalog().types().type(f.type()).type()) >= 0
                && new ConstantFolder(cx, false).mutate(f) instanceof Const c) {
            row = List.of(c);
        }
        if (row == null) {
            return null;
        }
        List<TargetEntry> out = new ArrayList<>();
        for (Expr e : row) {
            if (Exprs.isVolatile(e, cx.catalog())) {
                return null;
            }
            out.add(new TargetEntry(e, out.size() + 1, null, false));
        }
        return out;
    }

    private JoinNode inner(JoinExpr n, Place place) {
        JoinNode l = subqueriesIn(n.larg(), place);
        JoinNode r = subqueriesIn(n.rarg(), place);
        if (l instanceof FromExpr a && a.fromlist().isEmpty()
                || r instanceof FromExpr b && b.fromlist().isEmpty()) {
            List<JoinNode> items = new ArrayList<>();
            Expr quals = null;
            for (JoinNode side : List.of(l, r)) {
                if (side instanceof FromExpr f) {
                    items.addAll(f.fromlist());
                    quals = Trees.and(quals, f.quals());
                } else {
                    items.add(side);
                }
            }
            return new FromExpr(items, Trees.and(quals, n.quals()));
        }
        Hoisted left = hoist(l);
        Hoisted right = hoist(r);
        return n.with(left.rest, right.rest, Trees.and(Trees.and(left.foreign, right.foreign), n.quals()));
    }

    private JoinNode outer(JoinExpr n, Place place) {
        BitSet rels = new BitSet();
        for (int r : relsOf(n)) {
            rels.set(r);
        }
        for (int r : relsOf(n.rarg())) {
            rels.set(r); // also those of a semijoin, which others do not see
        }
        JoinType t = n.jointype();
        boolean leftNullable = place.nullable || t == JoinType.RIGHT || t == JoinType.FULL;
        boolean rightNullable = place.nullable || t == JoinType.LEFT || t == JoinType.FULL || t == JoinType.ANTI;
        JoinNode l = subqueriesIn(n.larg(), new Place(leftNullable, rels, false));
        JoinNode r = subqueriesIn(n.rarg(), new Place(rightNullable, rels, t == JoinType.LEFT));
        if (t != JoinType.LEFT) {
            return n.with(l, r, n.quals());
        }
        Hoisted right = hoist(r);
        return n.with(l, right.rest, Trees.and(right.foreign, n.quals()));
    }

    /** A node without those of its conditions that refer to relations outside of it. */
    private record Hoisted(JoinNode rest, @Nullable Expr foreign) {}

    private Hoisted hoist(JoinNode n) {
        if (!(n instanceof FromExpr f) || !hasForeign(f)) {
            return new Hoisted(n, null);
        }
        Expr own = null;
        Expr foreign = null;
        List<Integer> rels = relsOf(f);
        for (Expr e : Trees.conjuncts(f.quals())) {
            if (usesOnly(e, rels)) {
                own = Trees.and(own, e);
            } else {
                foreign = Trees.and(foreign, e);
            }
        }
        JoinNode rest = own == null && f.fromlist().size() == 1 ? f.fromlist().get(0) : new FromExpr(f.fromlist(), own);
        return new Hoisted(rest, foreign);
    }

    private boolean usesOnly(Expr e, List<Integer> rels) {
        for (Var v : Exprs.vars(e)) {
            int[] computed = q.rte(v.varno()).phrels;
            for (int rti : computed) {
                if (!rels.contains(rti)) {
                    return false;
                }
            }
            if (computed.length == 0 && !rels.contains(v.varno())) {
                return false;
            }
        }
        return true;
    }

    private boolean hasForeign(FromExpr f) {
        List<Integer> rels = relsOf(f);
        for (Expr e : Trees.conjuncts(f.quals())) {
            if (!usesOnly(e, rels)) {
                return true;
            }
        }
        return false;
    }

    /** Could the query itself, were it a subquery, be merged into the query around it? */
    boolean simple() {
        RangeTblEntry r = new RangeTblEntry(RteKind.SUBQUERY);
        r.subquery = q;
        return isSimple(r, Place.TOP);
    }

    private boolean isSimple(RangeTblEntry rte, Place place) {
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
                || rte.lateral && place.nullable && LateralRefs.computed(sub.targetList)
                || rte.lateral && !LateralRefs.allowPullUp(sub, place.within, place.nullable && !place.rightOfLeft)
                || sub.jointree().fromlist().isEmpty() && place.within != null) {
            return false;
        }
        for (TargetEntry t : sub.targetList) {
            if (Exprs.isVolatile(t.expr(), cx.catalog())) {
                return false;
            }
        }
        return true;
    }

    private JoinNode merge(int rti, RangeTblEntry rte, Place place) {
        Query sub = java.util.Objects.requireNonNull(rte.subquery).deepCopy();
        PullUp inner = new PullUp(cx, sub);
        inner.sublinks();
        inner.subqueries();
        inner.applyReplacements();
        if (!isSimple(withQuery(rte, sub), place)) {
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
        Query lowered = LevelShift.shift(shifted, -1, 1);
        for (int i = 0; i < lowered.rtable.size(); i++) {
            RangeTblEntry r = lowered.rtable.get(i);
            r.move(offset);
            r.lateral |= rte.lateral
                    && (r.rtekind == RteKind.SUBQUERY || r.rtekind == RteKind.FUNCTION || r.rtekind == RteKind.VALUES);
            all.set(offset + i, r);
        }
        q.rtable = all;
        q.hasSubLinks |= sub.hasSubLinks;
        for (var m : sub.rowMarks) {
            q.rowMarks = append(
                    q.rowMarks,
                    new org.hathi.planner.tree.RowMarkClause(
                            m.rti() + offset, m.strength(), m.waitPolicy(), m.pushedDown()));
        }
        FromExpr f = lowered.jointree();
        replaceReferences(rti, lowered.targetList, rte, place.nullable ? relations(f) : NONE);
        return f.fromlist().size() == 1 && f.quals() == null ? f.fromlist().get(0) : f;
    }

    private static RangeTblEntry withQuery(RangeTblEntry rte, Query sub) {
        RangeTblEntry r = rte.copy();
        r.subquery = sub;
        return r;
    }

    private static final int[] NONE = {};

    private int[] relations(FromExpr f) {
        return relsOf(f).stream()
                .filter(r -> r > q.rtable.size() || q.rte(r).rtekind != RteKind.JOIN)
                .mapToInt(r -> r)
                .toArray();
    }

    private final List<Replacement> replacements = new ArrayList<>();

    private void replaceReferences(int rti, List<TargetEntry> targets, RangeTblEntry rte, int[] rels) {
        replacements.add(new Replacement(rti, targets, rte, rels));
        // The merged subquery stays in the range table for its permissions, but is no longer planned.
        rte.subquery = null;
        rte.rtekind = RteKind.RESULT;
    }

    /** Puts the merged subqueries' expressions in place of references to them; call once after {@link #subqueries}. */
    void applyReplacements() {
        if (replacements.isEmpty()) {
            return;
        }
        new Replacement.Applied(cx, q, replacements).apply();
        markSubLinks();
        replacements.clear();
    }

    /** Inner queries may have got subqueries with the expressions put into them. */
    private void markSubLinks() {
        boolean any = false;
        for (Replacement r : replacements) {
            for (TargetEntry t : r.targets()) {
                any |= Exprs.hasSubLinks(t.expr());
            }
        }
        if (any) {
            q.hasSubLinks = true;
            new TreeWalker() {
                @Override
                public boolean visitQuery(Query inner) {
                    inner.hasSubLinks = true;
                    return walkQuery(inner);
                }
            }.walkQuery(q);
        }
    }
}
