package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SetOpNode;
import org.hathi.planner.tree.SetOperation;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;

/**
 * UNION ALL of like columns as a relation with children: the query that has it in FROM, or is one, gets a range table
 * entry for it and one for each arm. An arm that does nothing but compute columns of one table, function or VALUES is
 * that entry itself, so that conditions and orders reach its indexes; other arms stay subqueries. The entry of the
 * whole says which entries its arms are ({@link RangeTblEntry#unionArms}) and, in {@code valuesLists}, what each
 * returns for its columns.
 */
final class UnionArms {
    private final PlannerContext cx;
    private final Query q;
    private final List<RangeTblEntry> rtable;
    private final List<Integer> arms = new ArrayList<>();
    private final List<List<Expr>> outputs = new ArrayList<>();

    private UnionArms(PlannerContext cx, Query q) {
        this.cx = cx;
        this.q = q;
        this.rtable = new ArrayList<>(q.rtable);
    }

    /** Makes a query that is nothing but UNION ALL one that reads the relation of its arms; false: it is not such. */
    static boolean whole(PlannerContext cx, Query q) {
        if (!(q.setOperations instanceof SetOperationStmt s) || !q.rowMarks.isEmpty() || !all(q, s, s)) {
            return false;
        }
        List<RangeTblRef> leaves = new ArrayList<>();
        leaves(s, leaves);
        UnionArms u = new UnionArms(cx, q);
        int first = leaves.get(0).rtindex();
        for (RangeTblRef r : leaves) {
            RangeTblEntry arm = q.rte(r.rtindex());
            u.add(arm.copy());
            arm.subquery = null;
            arm.rtekind = RteKind.RESULT;
        }
        u.finish(q.rte(first));
        q.jointree = new FromExpr(List.of(new RangeTblRef(first)), null);
        q.setOperations = null;
        return true;
    }

    /** The same for a subquery in FROM: its range table entry becomes the relation of its arms. */
    static boolean subquery(PlannerContext cx, Query q, int rti) {
        RangeTblEntry rte = q.rte(rti);
        Query sub = rte.subquery;
        if (sub == null
                || !(sub.setOperations instanceof SetOperationStmt s)
                || rte.lateral
                || rte.securityBarrier
                || !sub.sortClause.isEmpty()
                || sub.limitCount != null
                || sub.limitOffset != null
                || !sub.cteList.isEmpty()
                || !sub.rowMarks.isEmpty()
                || !q.rowMarks.isEmpty()
                || q.commandType != CmdType.SELECT && q.commandType != CmdType.INSERT
                || !all(sub, s, s)
                || readsRows(q, rti)) {
            return false;
        }
        List<RangeTblRef> leaves = new ArrayList<>();
        leaves(s, leaves);
        UnionArms u = new UnionArms(cx, q);
        for (RangeTblRef r : leaves) {
            RangeTblEntry arm = sub.rte(r.rtindex()).copy();
            // The level of the UNION is gone from between the arm and this query.
            arm.subquery = LevelShift.shift(java.util.Objects.requireNonNull(arm.subquery), -1, 2);
            u.add(arm);
        }
        u.finish(rte);
        return true;
    }

    private static boolean all(Query q, SetOpNode n, SetOperationStmt top) {
        return switch (n) {
            case RangeTblRef r -> {
                Query sub = q.rte(r.rtindex()).subquery;
                boolean same = sub != null;
                int i = 0;
                if (sub != null) {
                    for (TargetEntry t : sub.targetList) {
                        same &= t.resjunk()
                                || i < top.colTypes().length && t.expr().type() == top.colTypes()[i++];
                    }
                }
                yield same;
            }
            case SetOperationStmt s ->
                s.op() == SetOperation.UNION && s.all() && all(q, s.larg(), top) && all(q, s.rarg(), top);
        };
    }

    private static void leaves(SetOpNode n, List<RangeTblRef> out) {
        switch (n) {
            case RangeTblRef r -> out.add(r);
            case SetOperationStmt s -> {
                leaves(s.larg(), out);
                leaves(s.rarg(), out);
            }
        }
    }

    /** Does the query ask for whole rows of the entry? The arms have no row type to return them in. */
    private static boolean readsRows(Query q, int rti) {
        for (Var v : Planner.varsOf(q, 0)) {
            if (v.varno() == rti && v.varattno() <= 0) {
                return true;
            }
        }
        return false;
    }

    /** Does the arm do nothing but compute columns of at most one relation? */
    private boolean plain(Query sub) {
        if (sub.jointree == null
                || sub.hasSubLinks
                || !sub.rowMarks.isEmpty()
                || !new PullUp(cx, sub).simple()
                || sub.jointree().quals() != null) {
            return false;
        }
        List<JoinNode> from = sub.jointree().fromlist();
        return from.isEmpty() || from.size() == 1 && from.get(0) instanceof RangeTblRef;
    }

    private void add(RangeTblEntry leaf) {
        if (merged(leaf)) {
            return;
        }
        rtable.add(leaf);
        int rti = rtable.size();
        List<Expr> out = new ArrayList<>();
        for (TargetEntry t : java.util.Objects.requireNonNull(leaf.subquery).targetList) {
            if (!t.resjunk()) {
                Expr e = t.expr();
                out.add(new Var(rti, t.resno(), e.type(), e.typmod(), e.collation(), 0, rti, t.resno(), -1));
            }
        }
        arms.add(rti);
        outputs.add(out);
    }

    /** Puts the one relation that an arm reads in its place. */
    private boolean merged(RangeTblEntry leaf) {
        Query sub = java.util.Objects.requireNonNull(leaf.subquery);
        if (!plain(sub)) {
            return false; // before anything is done to it: conditions end the recursion of functions that are inlined
        }
        sub = sub.deepCopy();
        PullUp inner = new PullUp(cx, sub);
        inner.sublinks();
        inner.subqueries();
        inner.applyReplacements();
        if (!plain(sub)) {
            return false;
        }
        int only = 0;
        List<JoinNode> from = sub.jointree().fromlist();
        if (!from.isEmpty()) {
            only = ((RangeTblRef) from.get(0)).rtindex();
            RangeTblEntry rte = sub.rte(only);
            if (rte.lateral || rte.tablesample != null) {
                return false;
            }
        } else {
            sub.rtable = new ArrayList<>(sub.rtable);
            sub.rtable.add(new RangeTblEntry(RteKind.RESULT));
            only = sub.rtable.size();
        }
        JoinAliases.flatten(sub);
        int offset = rtable.size();
        Levels.offset(offset).queryInPlace(sub);
        Query lowered = LevelShift.shift(sub, -1, 1);
        for (RangeTblEntry r : lowered.rtable) {
            r.move(offset);
            rtable.add(r);
        }
        List<Expr> out = new ArrayList<>();
        for (TargetEntry t : lowered.targetList) {
            if (!t.resjunk()) {
                out.add(t.expr());
            }
        }
        RangeTblEntry rte = rtable.get(only + offset - 1);
        if (rte.unionArms.length == 0) {
            arms.add(only + offset);
            outputs.add(out);
        }
        for (int i = 0; i < rte.unionArms.length; i++) {
            arms.add(rte.unionArms[i]);
            outputs.add(over(only + offset, rte.valuesLists.get(i)).list(out));
        }
        return true;
    }

    /** Puts an inner arm's columns in place of those of its UNION ALL. */
    private static TreeMutator over(int rti, List<Expr> columns) {
        return new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                return x instanceof Var v && v.varno() == rti && v.varlevelsup() == 0
                        ? columns.get(v.varattno() - 1)
                        : mutateChildren(x);
            }
        };
    }

    private void finish(RangeTblEntry rte) {
        rte.rtekind = RteKind.SUBQUERY;
        rte.subquery = null;
        rte.inh = true;
        rte.unionArms = arms.stream().mapToInt(i -> i).toArray();
        rte.valuesLists = outputs;
        q.rtable = rtable;
    }
}
