package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.SetOpNode;
import org.hathi.planner.tree.SetOperation;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;

/**
 * Conditions on the output of a subquery in FROM move into it, where they make it do less work: into each arm of a set
 * operation, below windows when they speak of partitions only, into HAVING of groups (set_subquery_pathlist).
 */
final class PushDown {
    private final PlannerInfo info;
    private final Query top;
    /** The queries that rows come from: the arms of a set operation, else the subquery itself. */
    private final List<Query> leaves = new ArrayList<>();
    /** Numbers of columns that conditions may not speak of. */
    private final BitSet unsafe = new BitSet();

    private PushDown(PlannerInfo info, Query top) {
        this.info = info;
        this.top = top;
    }

    static void conditions(PlannerInfo info, Rel rel, Query sub) {
        if (rel.quals.isEmpty() || rel.rte().securityBarrier || sub.commandType != CmdType.SELECT) {
            return;
        }
        PushDown p = new PushDown(info, sub);
        if (!p.possible()) {
            return;
        }
        for (Clause c : List.copyOf(rel.quals)) {
            if (!Exprs.isVolatile(c.expr, info.catalog())
                    && !Exprs.hasSubPlans(c.expr)
                    && c.relids == rel.relids
                    && !Exprs.hasExecParams(c.expr)
                    && p.safe(c.expr)) {
                for (Query q : p.leaves) {
                    p.add(q, Exprs.columnReplacer(rel.rti, q.targetList).mutate(c.expr));
                }
                rel.quals.remove(c);
            } else if (sub.hasWindowFuncs && !RunConditions.add(info, rel, sub, c.expr)) {
                rel.quals.remove(c);
            }
        }
    }

    private boolean safe(Expr condition) {
        for (Var v : Exprs.vars(condition)) {
            if (v.varattno() <= 0 || info.placeholder(v.varno()) != null || unsafe.get(v.varattno())) {
                return false;
            }
        }
        return true;
    }

    private void add(Query q, Expr condition) {
        if (q.hasAggs || !q.groupClause.isEmpty() || q.havingQual != null) {
            q.havingQual = Trees.and(q.havingQual, condition);
        } else {
            q.jointree =
                    new FromExpr(q.jointree().fromlist(), Trees.and(q.jointree().quals(), condition));
        }
    }

    private boolean possible() {
        if (top.limitCount != null || top.limitOffset != null || top.hasForUpdate) {
            return false;
        }
        return top.setOperations == null ? leaf(top) : arms(top.setOperations);
    }

    private boolean arms(SetOpNode n) {
        return switch (n) {
            case SetOperationStmt s -> s.op() != SetOperation.EXCEPT && arms(s.larg()) && arms(s.rarg());
            case RangeTblRef r -> {
                Query q = top.rte(r.rtindex()).subquery;
                yield q != null && q.setOperations == null && leaf(q) && sameTypes(q);
            }
        };
    }

    private boolean sameTypes(Query q) {
        for (int i = 0; i < top.targetList.size(); i++) {
            if (!q.targetList.get(i).resjunk()
                    && q.targetList.get(i).expr().type()
                            != top.targetList.get(i).expr().type()) {
                unsafe.set(i + 1);
            }
        }
        return true;
    }

    private boolean leaf(Query q) {
        if (q.limitCount != null
                || q.limitOffset != null
                || q.hasForUpdate
                || !q.groupingSets.isEmpty()
                || q.commandType != CmdType.SELECT) {
            return false;
        }
        for (TargetEntry t : q.targetList) {
            if (t.resjunk()) {
                continue;
            }
            if (Exprs.isVolatile(t.expr(), info.catalog())
                    || Exprs.hasSubLinks(t.expr())
                    || q.hasTargetSRFs && Exprs.returnsSet(t.expr())
                    || !q.distinctClause.isEmpty() && !in(q.distinctClause, t)
                    || q.hasWindowFuncs && !inAllPartitions(q, t)) {
                unsafe.set(t.resno());
            }
        }
        leaves.add(q);
        return true;
    }

    private static boolean inAllPartitions(Query q, TargetEntry t) {
        for (WindowClause w : q.windowClause) {
            if (!in(w.partitionClause(), t)) {
                return false;
            }
        }
        return true;
    }

    private static boolean in(List<SortGroupClause> l, TargetEntry t) {
        for (SortGroupClause c : l) {
            if (t.ressortgroupref() != 0 && c.tleSortGroupRef() == t.ressortgroupref()) {
                return true;
            }
        }
        return false;
    }
}
