package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.planner.plan.Join;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.plan.Result;
import org.hathi.planner.tree.AlternativeSubPlan;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;

/**
 * Chooses between subplans that give the same answer, by how often the expression is going to be evaluated: for each
 * row of its node, and for conditions, which see the rows that fail as well, twice that (fix_alternative_subplan).
 */
final class Alternatives extends TreeMutator {
    private double executions;
    private final BitSet offered = new BitSet();
    private final BitSet chosen = new BitSet();

    private Alternatives() {}

    static void choose(PlannedStmt stmt) {
        Alternatives a = new Alternatives();
        for (Plan p : stmt.subplans) {
            a.node(p);
        }
        if (stmt.plan != null) {
            a.node(stmt.plan);
        }
        a.offered.andNot(a.chosen);
        for (int id = a.offered.nextSetBit(0); id >= 0; id = a.offered.nextSetBit(id + 1)) {
            stmt.subplans.set(id - 1, new Result());
        }
    }

    private void node(Plan p) {
        executions = p.rows;
        List<TargetEntry> targets = targets(p.targetList);
        if (!targets.equals(p.targetList)) {
            p.targetList = new ArrayList<>(targets);
        }
        executions = 2 * p.rows;
        p.qual = conditions(p.qual);
        if (p instanceof Join j) {
            j.joinQual = conditions(j.joinQual);
        }
        for (Plan c : p.children()) {
            node(c);
        }
    }

    private List<Expr> conditions(List<Expr> l) {
        return l.isEmpty() ? l : list(l);
    }

    @Override
    public Expr mutate(Expr e) {
        if (e instanceof AlternativeSubPlan a) {
            SubPlan best = a.subplans().get(0);
            for (SubPlan s : a.subplans()) {
                offered.set(s.planId());
                if (cost(s) <= cost(best)) {
                    best = s;
                }
            }
            chosen.set(best.planId());
            return mutateChildren(best);
        }
        return mutateChildren(e);
    }

    private double cost(SubPlan s) {
        return s.startupCost() + executions * s.perCallCost();
    }
}
