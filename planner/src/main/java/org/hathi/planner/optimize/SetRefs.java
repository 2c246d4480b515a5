package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.BitmapIndexScan;
import org.hathi.planner.plan.BitmapLogic;
import org.hathi.planner.plan.CteScan;
import org.hathi.planner.plan.FunctionScan;
import org.hathi.planner.plan.Group;
import org.hathi.planner.plan.Hash;
import org.hathi.planner.plan.HashJoin;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Join;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.Material;
import org.hathi.planner.plan.Memoize;
import org.hathi.planner.plan.MergeAppend;
import org.hathi.planner.plan.MergeJoin;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.plan.NestLoop;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlanRowMark;
import org.hathi.planner.plan.ProjectSet;
import org.hathi.planner.plan.RecursiveUnion;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.plan.SetOp;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.plan.SubqueryScan;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.plan.Unique;
import org.hathi.planner.plan.ValuesScan;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.planner.plan.WorkTableScan;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.TableSampleClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * The last step over the plan of one query level: column references become positions in the child's output or columns
 * of the scanned relation in the flat range table. Subplans of other levels inside the tree have been through this
 * already.
 */
final class SetRefs {
    private final int offset;
    private final List<Plan> setOpNodes;
    private final Map<Integer, Placeholder> placeholders;

    /** {@code setOpNodes}: nodes of set operations at this level. */
    SetRefs(int rtOffset, List<Plan> setOpNodes, Map<Integer, Placeholder> placeholders) {
        this.offset = rtOffset;
        this.placeholders = placeholders;
        this.setOpNodes = setOpNodes;
    }

    void run(Plan p) {
        switch (p) {
            case SeqScan s -> seqScan(s);
            case TidScan s -> tidScan(s);
            case IndexScan s -> indexScan(s);
            case IndexOnlyScan s -> indexOnly(s);
            case BitmapIndexScan s -> bitmapIndexScan(s);
            case BitmapLogic b -> b.inputs.forEach(this::run);
            case BitmapHeapScan s -> bitmapHeapScan(s);
            case SubqueryScan s -> subqueryScan(s);
            case FunctionScan s -> functionScan(s);
            case ValuesScan s -> valuesScan(s);
            case CteScan s -> cteScan(s);
            case WorkTableScan s -> workTableScan(s);
            case Join j -> join(j);
            case Hash h -> hash(h);
            case Material m -> through(m);
            case Memoize m -> memoize(m);
            case Sort s -> through(s);
            case Unique u -> through(u);
            case SetOp s -> through(s);
            case LockRows l -> lockRows(l);
            case Limit l -> limit(l);
            case Agg a -> upper(a);
            case Group g -> upper(g);
            case WindowAgg w -> windowAgg(w);
            case ProjectSet s -> upper(s);
            case Result r -> result(r);
            case Append a -> append(a);
            case MergeAppend a -> mergeAppend(a);
            case RecursiveUnion u -> recursive(u);
            case ModifyTable m -> modify(m);
        }
    }

    private void seqScan(SeqScan s) {
        s.scanRelId += offset;
        TableSampleClause t = s.sample;
        if (t != null) {
            s.sample = new TableSampleClause(t.tsmhandler(), list(t.args()), shift.opt(t.repeatable()));
        }
        scan(s);
    }

    private void tidScan(TidScan s) {
        s.scanRelId += offset;
        s.tidQual = list(s.tidQual);
        scan(s);
    }

    private void indexScan(IndexScan s) {
        s.scanRelId += offset;
        s.indexQual = list(s.indexQual);
        s.indexQualOrig = list(s.indexQualOrig);
        scan(s);
    }

    private void bitmapIndexScan(BitmapIndexScan s) {
        s.scanRelId += offset;
        s.indexQual = list(s.indexQual);
        s.indexQualOrig = list(s.indexQualOrig);
    }

    private void bitmapHeapScan(BitmapHeapScan s) {
        s.scanRelId += offset;
        run(s.input());
        s.bitmapQualOrig = list(s.bitmapQualOrig);
        scan(s);
    }

    private void subqueryScan(SubqueryScan s) {
        s.scanRelId += offset;
        scan(s);
    }

    private void functionScan(FunctionScan s) {
        s.scanRelId += offset;
        List<FunctionScan.FunctionCall> calls = new ArrayList<>();
        for (FunctionScan.FunctionCall c : s.functions) {
            calls.add(new FunctionScan.FunctionCall(
                    shift.mutate(c.call()), c.composite(), c.types(), c.typmods(), c.collations(), c.names()));
        }
        s.functions = calls;
        scan(s);
    }

    private void valuesScan(ValuesScan s) {
        s.scanRelId += offset;
        List<List<Expr>> rows = new ArrayList<>();
        for (List<Expr> r : s.rowsList) {
            rows.add(list(r));
        }
        s.rowsList = rows;
        scan(s);
    }

    private void cteScan(CteScan s) {
        s.scanRelId += offset;
        scan(s);
    }

    private void workTableScan(WorkTableScan s) {
        s.scanRelId += offset;
        scan(s);
    }

    private void memoize(Memoize m) {
        m.keys = list(m.keys);
        through(m);
    }

    private void hash(Hash h) {
        h.keys = over(h.keys, h.input(), null);
        through(h);
    }

    private void lockRows(LockRows l) {
        List<PlanRowMark> marks = new ArrayList<>();
        for (PlanRowMark m : l.marks) {
            marks.add(shiftMark(m));
        }
        l.marks = marks;
        through(l);
    }

    private void limit(Limit l) {
        through(l);
        l.offset = shift.opt(l.offset);
        l.count = shift.opt(l.count);
    }

    private void windowAgg(WindowAgg w) {
        w.runCondition = matcher(w.input(), null, 0).list(w.runCondition);
        upper(w);
        w.startOffset = shift.opt(w.startOffset);
        w.endOffset = shift.opt(w.endOffset);
    }

    private void result(Result r) {
        if (r.left != null && setOpNodes.contains(r)) {
            run(r.left);
        } else if (r.left != null) {
            upper(r);
        } else {
            scan(r);
        }
        r.constantQual = list(r.constantQual);
    }

    /* Parents are rewritten before their children, whose target lists must still hold the level's own expressions. */

    /** Inputs were planned as levels of their own; the node's target list is by position of the first. */
    private void fromFirst(Plan p, Plan first) {
        p.targetList = positions(first, p.targetList);
    }

    private void recursive(RecursiveUnion u) {
        fromFirst(u, u.input());
        ownLevel(u.input());
        ownLevel(java.util.Objects.requireNonNull(u.right));
    }

    private List<Expr> parentExprs(List<TargetEntry> own) {
        List<Expr> out = new ArrayList<>(own.size());
        for (TargetEntry t : own) {
            out.add(shift.mutate(t.expr()));
        }
        return out;
    }

    private void mergeAppend(MergeAppend a) {
        a.parentExprs = a.union ? List.of() : parentExprs(a.targetList);
        a.targetList = treePositions(a.targetList);
        a.parentRelation = a.union ? 0 : a.parentRelation + offset;
        a.inputs.forEach(this::run);
    }

    /** Columns of a tree by position, which the inputs return in the same order; they are named as the parent's. */
    private List<TargetEntry> treePositions(List<TargetEntry> own) {
        List<TargetEntry> out = new ArrayList<>(own.size());
        for (TargetEntry t : own) {
            out.add(t.withExpr(position(t, Var.OUTER_VAR)));
        }
        return out;
    }

    private void append(Append a) {
        if (a.parentRelation != 0) {
            a.parentExprs = a.union ? List.of() : parentExprs(a.targetList);
            a.targetList = treePositions(a.targetList);
            a.parentRelation = a.union ? 0 : a.parentRelation + offset;
            a.inputs.forEach(this::run);
            return;
        }
        fromFirst(a, a.inputs.get(0));
        a.inputs.forEach(this::ownLevel);
    }

    /** Inputs of set operations are resolved already when they are queries of their own. */
    private void ownLevel(Plan p) {
        if (setOpNodes.contains(p)) {
            run(p);
        }
    }

    private void through(Plan p) {
        passThrough(p);
        run(p.input());
    }

    private void passThrough(Plan p) {
        p.targetList = positions(p.input(), p.targetList);
    }

    private List<TargetEntry> positions(Plan child, List<TargetEntry> own) {
        List<TargetEntry> out = new ArrayList<>(own.size());
        for (int i = 0; i < own.size(); i++) {
            TargetEntry t = own.get(i);
            TargetEntry below = child.targetList.get(i);
            // A constant stands for itself, as in PostgreSQL.
            out.add(t.withExpr(
                    below.expr() instanceof org.hathi.planner.tree.Const c ? c : position(below, Var.OUTER_VAR)));
        }
        return out;
    }

    private Var position(TargetEntry t, int varno) {
        Expr e = t.expr();
        boolean computed = placeholder(e) != null;
        int syn = e instanceof Var v && !computed ? v.varnosyn() > 0 ? v.varnosyn() + offset : v.varnosyn() : varno;
        int synAtt = e instanceof Var v && !computed ? v.varattnosyn() : t.resno();
        return new Var(varno, t.resno(), e.type(), e.typmod(), e.collation(), 0, syn, synAtt, -1);
    }

    private final TreeMutator shift = new TreeMutator() {
        @Override
        public Expr mutate(Expr x) {
            if (!(x instanceof Var v)) {
                return mutateChildren(x);
            }
            Placeholder p = placeholder(v);
            return p != null ? mutate(p.expr) : shifted(v);
        }
    };

    private @Nullable Placeholder placeholder(Expr x) {
        return !placeholders.isEmpty() && x instanceof Var v && v.varlevelsup() == 0
                ? placeholders.get(v.varno())
                : null;
    }

    private Var shifted(Var v) {
        if (v.varno() <= 0 || offset == 0) {
            return v;
        }
        return new Var(
                v.varno() + offset,
                v.varattno(),
                v.vartype(),
                v.vartypmod(),
                v.varcollid(),
                v.varlevelsup(),
                v.varnosyn() > 0 ? v.varnosyn() + offset : v.varnosyn(),
                v.varattnosyn(),
                v.location());
    }

    private List<Expr> list(List<Expr> l) {
        return shift.list(l);
    }

    private void scan(Plan p) {
        p.targetList = shift.targets(p.targetList);
        p.qual = list(p.qual);
    }

    private void indexOnly(IndexOnlyScan s) {
        s.scanRelId += offset;
        TreeMutator toIndex = new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                for (TargetEntry t : s.indexTargetList) {
                    if (same(t.expr(), x)) {
                        Var v = position(t, Var.INDEX_VAR);
                        return new Var(
                                v.varno(),
                                v.varattno(),
                                x.type(),
                                x.typmod(),
                                x.collation(),
                                0,
                                v.varnosyn(),
                                v.varattnosyn(),
                                -1);
                    }
                }
                Placeholder p = placeholder(x);
                if (p != null) {
                    return mutate(p.expr);
                }
                if (x instanceof Var v && v.varno() > 0) {
                    throw SqlError.internal("variable not found in index targetlist");
                }
                return mutateChildren(x);
            }
        };
        s.targetList = toIndex.targets(s.targetList);
        s.qual = toIndex.list(s.qual);
        s.recheckQual = toIndex.list(s.recheckQual);
        s.indexQual = list(s.indexQual);
        s.indexTargetList = shift.targets(s.indexTargetList);
    }

    private static boolean same(Expr a, Expr b) {
        if (a instanceof Var x && b instanceof Var y) {
            return x.varno() == y.varno() && x.varattno() == y.varattno() && x.varlevelsup() == y.varlevelsup();
        }
        return a.equals(b);
    }

    // ---------------------------------------------------------------- references to children

    private List<Expr> over(List<Expr> l, Plan outer, @Nullable Plan inner) {
        return matcher(outer, inner, 0).list(l);
    }

    /**
     * Replaces what a child returns by its position there; {@code keep} names a relation whose columns stay as they
     * are.
     */
    private TreeMutator matcher(Plan outer, @Nullable Plan inner, int keep) {
        return new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                if (x instanceof Var v && v.varno() == keep && keep != 0) {
                    return shifted(v);
                }
                if (!(x instanceof Const)) {
                    TargetEntry t = find(outer, x);
                    if (t != null) {
                        return position(t, Var.OUTER_VAR);
                    }
                    if (inner != null) {
                        t = find(inner, x);
                        if (t != null) {
                            return position(t, Var.INNER_VAR);
                        }
                    }
                }
                Placeholder p = placeholder(x);
                if (p != null) {
                    return mutate(p.expr);
                }
                if (x instanceof Var v && v.varno() > 0) {
                    throw SqlError.internal("variable not found in subplan target lists");
                }
                return mutateChildren(x);
            }
        };
    }

    private static @Nullable TargetEntry find(Plan child, Expr x) {
        for (TargetEntry t : child.targetList) {
            if (same(t.expr(), x)) {
                return t;
            }
        }
        return null;
    }

    private void join(Join j) {
        Plan outer = j.input();
        Plan inner = java.util.Objects.requireNonNull(j.right);
        TreeMutator m = matcher(outer, inner, 0);
        j.targetList = m.targets(j.targetList);
        j.qual = m.list(j.qual);
        j.joinQual = m.list(j.joinQual);
        switch (j) {
            case NestLoop n -> {
                List<NestLoop.NestLoopParam> params = new ArrayList<>();
                for (NestLoop.NestLoopParam p : n.nestParams) {
                    params.add(new NestLoop.NestLoopParam(
                            p.param(), matcher(outer, null, 0).mutate(p.outer())));
                }
                n.nestParams = params;
            }
            case HashJoin h -> {
                h.hashClauses = m.list(h.hashClauses);
                h.outerKeys = matcher(outer, null, 0).list(h.outerKeys);
            }
            case MergeJoin h -> h.mergeClauses = m.list(h.mergeClauses);
        }
        run(outer);
        run(inner);
    }

    private void upper(Plan p) {
        Plan child = p.input();
        TreeMutator m = matcher(child, null, 0);
        List<TargetEntry> now = new ArrayList<>(p.targetList.size());
        for (TargetEntry t : p.targetList) {
            TargetEntry below = t.expr() instanceof Const ? grouped(child, t) : null;
            now.add(t.withExpr(below == null ? m.mutate(t.expr()) : position(below, Var.OUTER_VAR)));
        }
        p.targetList = now;
        p.qual = m.list(p.qual);
        run(child);
    }

    /** The entry below that a constant one is as a member of GROUP BY or the like: grouping sets make a null of it. */
    private static @Nullable TargetEntry grouped(Plan child, TargetEntry t) {
        for (TargetEntry c : child.targetList) {
            if (t.ressortgroupref() != 0 && c.ressortgroupref() == t.ressortgroupref() && same(c.expr(), t.expr())) {
                return c;
            }
        }
        return null;
    }

    private void modify(ModifyTable t) {
        Plan child = t.input();
        int rel = t.resultRelation;
        TreeMutator returning = matcher(child, null, rel);
        t.returning = returning.targets(t.returning);
        List<MergeAction> actions = new ArrayList<>(t.mergeActions.size());
        for (MergeAction a : t.mergeActions) {
            actions.add(a.with(returning.opt(a.qual()), returning.targets(a.targetList())));
        }
        t.mergeActions = actions;
        t.onConflictSet = shift.targets(t.onConflictSet);
        t.onConflictWhere = list(t.onConflictWhere);
        List<ModifyTable.CheckOption> checks = new ArrayList<>();
        for (ModifyTable.CheckOption c : t.checkOptions) {
            checks.add(new ModifyTable.CheckOption(c.view(), shift.mutate(c.qual()), c.cascaded()));
        }
        t.checkOptions = checks;
        t.resultRelation += offset;
        if (t.excludedRelation != 0) {
            t.excludedRelation += offset;
        }
        List<PlanRowMark> marks = new ArrayList<>();
        for (PlanRowMark m : t.rowMarks) {
            marks.add(shiftMark(m));
        }
        t.rowMarks = marks;
        t.targetList = t.returning;
        for (ModifyTable m : t.members) {
            member(m, child);
        }
        run(child);
    }

    /** What is done to one table of a tree, over the input of all. */
    private void member(ModifyTable m, Plan child) {
        TreeMutator own = matcher(child, null, m.resultRelation);
        m.returning = own.targets(m.returning);
        m.targetList = m.returning;
        List<MergeAction> actions = new ArrayList<>(m.mergeActions.size());
        for (MergeAction a : m.mergeActions) {
            actions.add(a.with(own.opt(a.qual()), own.targets(a.targetList())));
        }
        m.mergeActions = actions;
        List<ModifyTable.CheckOption> checks = new ArrayList<>();
        for (ModifyTable.CheckOption c : m.checkOptions) {
            checks.add(new ModifyTable.CheckOption(c.view(), shift.mutate(c.qual()), c.cascaded()));
        }
        m.checkOptions = checks;
        m.resultRelation += offset;
    }

    private PlanRowMark shiftMark(PlanRowMark m) {
        return new PlanRowMark(
                m.rti() + offset, m.strength(), m.waitPolicy(), m.ctidColumn(), m.tableOidColumn(), m.wholeRowColumn());
    }

    /** Executor parameters that appear in an expression list. */
    static void collectParams(List<? extends Expr> l, BitSet out) {
        for (Expr e : l) {
            collectParams(e, out);
        }
    }

    static void collectParams(@Nullable Expr e, BitSet out) {
        new org.hathi.planner.tree.TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof Param p && p.paramkind() == ParamKind.EXEC) {
                    out.set(p.paramid());
                }
                return walkChildren(x);
            }
        }.walk(e);
    }
}
