package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.BitmapIndexScan;
import org.hathi.planner.plan.FunctionScan;
import org.hathi.planner.plan.Hash;
import org.hathi.planner.plan.HashJoin;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Join;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.Memoize;
import org.hathi.planner.plan.MergeJoin;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.plan.ValuesScan;
import org.hathi.planner.plan.WindowAgg;
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
        p.targetList = entries(p.targetList);
        executions = 2 * p.rows;
        p.qual = conditions(p.qual);
        special(p);
        for (Plan c : p.children()) {
            node(c);
        }
    }

    /** What kinds of nodes have besides: much is evaluated once. */
    private void special(Plan p) {
        switch (p) {
            case Join j -> {
                j.joinQual = conditions(j.joinQual);
                if (j instanceof HashJoin h) {
                    h.hashClauses = conditions(h.hashClauses);
                    h.outerKeys = conditions(h.outerKeys);
                } else if (j instanceof MergeJoin m) {
                    m.mergeClauses = conditions(m.mergeClauses);
                }
            }
            case Hash h -> h.keys = conditions(h.keys);
            case Memoize m -> m.keys = conditions(m.keys);
            case IndexScan s -> {
                s.indexQualOrig = conditions(s.indexQualOrig);
                executions = 1;
                s.indexQual = conditions(s.indexQual);
            }
            case IndexOnlyScan s -> {
                s.recheckQual = conditions(s.recheckQual);
                executions = 1;
                s.indexQual = conditions(s.indexQual);
            }
            case BitmapIndexScan s -> {
                s.indexQualOrig = conditions(s.indexQualOrig);
                executions = 1;
                s.indexQual = conditions(s.indexQual);
            }
            case BitmapHeapScan s -> s.bitmapQualOrig = conditions(s.bitmapQualOrig);
            case ModifyTable m -> modify(m, p.rows);
            default -> {
                executions = 1;
                once(p);
            }
        }
    }

    private void once(Plan p) {
        switch (p) {
            case Result r -> r.constantQual = conditions(r.constantQual);
            case TidScan s -> s.tidQual = conditions(s.tidQual);
            case FunctionScan s ->
                s.functions = s.functions.stream()
                        .map(c -> new FunctionScan.FunctionCall(
                                mutate(c.call()), c.composite(), c.types(), c.typmods(), c.collations(), c.names()))
                        .toList();
            case ValuesScan s ->
                s.rowsList = s.rowsList.stream().map(this::conditions).toList();
            case Limit l -> {
                l.count = opt(l.count);
                l.offset = opt(l.offset);
            }
            case WindowAgg w -> {
                w.startOffset = opt(w.startOffset);
                w.endOffset = opt(w.endOffset);
                w.runCondition = conditions(w.runCondition);
            }
            default -> {}
        }
    }

    private void modify(ModifyTable m, double rows) {
        executions = rows;
        m.returning = entries(m.returning);
        m.onConflictSet = entries(m.onConflictSet);
        m.mergeActions = m.mergeActions.stream()
                .map(a -> a.with(opt(a.qual()), targets(a.targetList())))
                .toList();
        executions = 2 * rows;
        m.onConflictWhere = conditions(m.onConflictWhere);
        m.checkOptions = m.checkOptions.stream()
                .map(c -> new ModifyTable.CheckOption(c.view(), mutate(c.qual()), c.cascaded()))
                .toList();
        for (ModifyTable member : m.members) {
            modify(member, rows);
        }
    }

    private List<TargetEntry> entries(List<TargetEntry> l) {
        List<TargetEntry> now = targets(l);
        return now.equals(l) ? l : new ArrayList<>(now);
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
