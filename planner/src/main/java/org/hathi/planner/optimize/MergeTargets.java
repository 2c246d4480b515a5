package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;

/**
 * MERGE: the source joined to the target (outer if rows may be inserted); the actions are left to the ModifyTable
 * node, which reads the target's row by its ctid and the source's columns from the join.
 */
final class MergeTargets {
    private MergeTargets() {}

    /** Makes the join, in place. */
    static void join(Query q) {
        FromExpr f = q.jointree();
        RangeTblEntry r = new RangeTblEntry(RteKind.JOIN);
        r.jointype = q.mergeUseOuterJoin ? JoinType.LEFT : JoinType.INNER;
        r.eref = new Alias("*MERGE*", List.of());
        List<RangeTblEntry> rtable = new ArrayList<>(q.rtable);
        rtable.add(r);
        q.rtable = rtable;
        JoinNode source = f.fromlist().size() == 1 ? f.fromlist().get(0) : new FromExpr(f.fromlist(), null);
        JoinExpr j = new JoinExpr(
                r.jointype,
                false,
                source,
                new RangeTblRef(q.resultRelation),
                List.of(),
                null,
                f.quals(),
                null,
                rtable.size());
        q.jointree = new FromExpr(List.of(j), null);
    }

    /** The input's columns: what the actions need of the source, and the target row's ctid. */
    static void expand(PlannerInfo info) {
        Query q = info.query;
        List<TargetEntry> out = new ArrayList<>();
        List<MergeAction> actions = new ArrayList<>(q.mergeActionList.size());
        for (MergeAction a : q.mergeActionList) {
            List<TargetEntry> targets = a.targetList();
            int[] columns = {};
            if (a.commandType() == CmdType.INSERT) {
                targets = ModifyTargets.insertTargets(info, targets);
            } else if (a.commandType() == CmdType.UPDATE) {
                columns = new int[targets.size()];
                for (int i = 0; i < columns.length; i++) {
                    columns[i] = targets.get(i).resjunk() ? 0 : targets.get(i).resno();
                }
            }
            actions.add(new MergeAction(a.matched(), a.commandType(), a.override(), a.qual(), targets, columns));
            if (a.qual() != null) {
                need(q, out, a.qual());
            }
            for (TargetEntry t : targets) {
                need(q, out, t.expr());
            }
        }
        q.mergeActionList = actions;
        q.targetList = out;
        if (!q.rte(q.resultRelation).inh) {
            ModifyTargets.rowIdentity(q);
        }
    }

    private static void need(Query q, List<TargetEntry> out, Expr e) {
        for (Var v : Exprs.vars(e)) {
            if (v.varno() != q.resultRelation
                    && out.stream().noneMatch(t -> t.expr().equals(v))) {
                out.add(new TargetEntry(v, out.size() + 1, null, true));
            }
        }
    }
}
