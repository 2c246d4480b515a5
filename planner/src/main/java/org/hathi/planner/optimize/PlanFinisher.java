package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.BitmapIndexScan;
import org.hathi.planner.plan.CteScan;
import org.hathi.planner.plan.FunctionScan;
import org.hathi.planner.plan.Hash;
import org.hathi.planner.plan.HashJoin;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Join;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.MergeJoin;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.plan.NestLoop;
import org.hathi.planner.plan.ParamSet;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.plan.RecursiveUnion;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.plan.SubPlanRef;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.plan.ValuesScan;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.planner.plan.WorkTableScan;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.jspecify.annotations.Nullable;

/** Numbers the nodes of a finished statement and notes which parameters each subtree takes from outside. */
final class PlanFinisher {
    private final PlannedStmt stmt;
    private int nextId;
    private final BitSet[] ofSubplan;

    PlanFinisher(PlannedStmt stmt) {
        this.stmt = stmt;
        this.ofSubplan = new BitSet[stmt.subplans.size()];
    }

    void finish() {
        // Subplans may use parameters that their own subplans need; those have smaller numbers.
        for (int i = 0; i < stmt.subplans.size(); i++) {
            ofSubplan[i] = visit(stmt.subplans.get(i));
        }
        if (stmt.plan != null) {
            visit(stmt.plan);
        }
    }

    private BitSet visit(Plan p) {
        p.planNodeId = nextId++;
        BitSet used = new BitSet();
        expressions(p, used);
        for (Plan c : p.children()) {
            BitSet below = visit(c);
            if (p instanceof NestLoop n && c == n.right) {
                for (NestLoop.NestLoopParam q : n.nestParams) {
                    below.clear(q.param());
                }
            }
            if (p instanceof RecursiveUnion u && c == u.right) {
                below.clear(u.workTableParam);
            }
            used.or(below);
        }
        for (SubPlanRef r : p.initPlans) {
            BitSet below = ofSubplan[r.subplan() - 1];
            if (below != null) {
                used.or(below);
            }
        }
        for (SubPlanRef r : p.initPlans) {
            for (int s : r.setParams()) {
                used.clear(s);
            }
        }
        p.extParams = ParamSet.of(used);
        return used;
    }

    private void expressions(Plan p, BitSet out) {
        for (TargetEntry t : p.targetList) {
            collect(t.expr(), out);
        }
        collect(p.qual, out);
        switch (p) {
            case Result r -> collect(r.constantQual, out);
            case SeqScan s -> {
                if (s.sample != null) {
                    collect(s.sample.args(), out);
                    collect(s.sample.repeatable(), out);
                }
            }
            case IndexScan s -> collect(s.indexQual, out);
            case IndexOnlyScan s -> collect(s.indexQual, out);
            case BitmapIndexScan s -> collect(s.indexQual, out);
            case BitmapHeapScan s -> collect(s.bitmapQualOrig, out);
            case TidScan s -> collect(s.tidQual, out);
            case FunctionScan s -> s.functions.forEach(f -> collect(f.call(), out));
            case ValuesScan s -> s.rowsList.forEach(r -> collect(r, out));
            case CteScan s -> out.set(s.cteParam);
            case WorkTableScan s -> out.set(s.workTableParam);
            case Join j -> {
                collect(j.joinQual, out);
                if (j instanceof HashJoin h) {
                    collect(h.hashClauses, out);
                } else if (j instanceof MergeJoin m) {
                    collect(m.mergeClauses, out);
                }
            }
            case Hash h -> collect(h.keys, out);
            case org.hathi.planner.plan.Memoize m -> collect(m.keys, out);
            case Limit l -> {
                collect(l.count, out);
                collect(l.offset, out);
            }
            case WindowAgg w -> {
                collect(w.startOffset, out);
                collect(w.endOffset, out);
                collect(w.runCondition, out);
            }
            case ModifyTable m -> {
                for (ModifyTable member : m.members) {
                    expressions(member, out);
                }
                for (TargetEntry t : m.onConflictSet) {
                    collect(t.expr(), out);
                }
                collect(m.onConflictWhere, out);
                for (ModifyTable.CheckOption c : m.checkOptions) {
                    collect(c.qual(), out);
                }
                for (MergeAction a : m.mergeActions) {
                    collect(a.qual(), out);
                    for (TargetEntry t : a.targetList()) {
                        collect(t.expr(), out);
                    }
                }
            }
            default -> {}
        }
    }

    private void collect(List<? extends Expr> l, BitSet out) {
        for (Expr e : l) {
            collect(e, out);
        }
    }

    private void collect(@Nullable Expr e, BitSet out) {
        new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof Param p && p.paramkind() == ParamKind.EXEC) {
                    out.set(p.paramid());
                } else if (x instanceof SubPlan s) {
                    BitSet inner = ofSubplan[s.planId() - 1];
                    BitSet outside = inner == null ? new BitSet() : (BitSet) inner.clone();
                    for (int id : s.parParam()) {
                        outside.clear(id);
                    }
                    for (int id : s.paramIds()) {
                        outside.clear(id);
                    }
                    BitSet own = new BitSet();
                    own.or(outside);
                    for (Expr a : s.args()) {
                        walk(a);
                    }
                    // The test expression reads the subquery's column parameters, which the SubPlan sets itself.
                    List<Expr> test = new ArrayList<>();
                    if (s.testexpr() != null) {
                        test.add(s.testexpr());
                    }
                    BitSet inTest = new BitSet();
                    SetRefs.collectParams(test, inTest);
                    for (int id : s.paramIds()) {
                        inTest.clear(id);
                    }
                    out.or(own);
                    out.or(inTest);
                    return false;
                }
                return walkChildren(x);
            }
        }.walk(e);
    }
}
