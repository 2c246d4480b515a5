package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.OperatorInfo;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
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
import org.hathi.planner.plan.MergeJoin;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.plan.NestLoop;
import org.hathi.planner.plan.Plan;
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
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.types.TypeOps;

/** Makes the run-time tree of a plan. */
public final class Nodes {
    private Nodes() {}

    private static ExecNode build(
            org.hathi.planner.plan.@org.jspecify.annotations.Nullable Plan p, ExecState es, String of) {
        if (p == null) {
            throw SqlError.internal(of + " has no input");
        }
        return build(p, es);
    }

    /** The node tree of {@code p}. */
    public static ExecNode build(Plan p, ExecState es) {
        return switch (p) {
            case Result r -> new SimpleNodes.ResultNode(r, es, r.left == null ? null : build(r.left, es));
            case ProjectSet s -> new ProjectSetNode(s, es, s.left == null ? null : build(s.left, es));
            case SubqueryScan s -> {
                ExecNode in = build(s.input(), es);
                yield new SimpleNodes.SubqueryNode(
                        s, es, in, new RawScope(es, s.scanRelId, ExecNode.types(in.plan.targetList)));
            }
            case ValuesScan v -> {
                int[] types = new int[v.rowsList.get(0).size()];
                for (int i = 0; i < types.length; i++) {
                    types[i] = v.rowsList.get(0).get(i).type();
                }
                yield new SimpleNodes.ValuesNode(v, es, new RawScope(es, v.scanRelId, types));
            }
            case FunctionScan f -> new FunctionNode(f, es, new RawScope(es, f.scanRelId, functionTypes(f)));
            case CteScan c ->
                new CteNodes.Scan(
                        c,
                        es,
                        new RawScope(es, c.scanRelId, ExecNode.types(es.stmt.subplans.get(c.subplan - 1).targetList)));
            case WorkTableScan w ->
                new CteNodes.WorkScan(w, es, new RawScope(es, w.scanRelId, es.rte(w.scanRelId).coltypes));
            case RecursiveUnion u ->
                new CteNodes.Recursive(u, es, build(u.left, es, "union"), build(u.right, es, "union"));
            case Append a -> {
                List<ExecNode> in = new ArrayList<>();
                for (Plan q : a.inputs) {
                    in.add(build(q, es));
                }
                yield new SimpleNodes.AppendNode(a, es, in);
            }
            case org.hathi.planner.plan.MergeAppend a -> {
                List<ExecNode> in = new ArrayList<>();
                for (Plan q : a.inputs) {
                    in.add(build(q, es));
                }
                yield new MergeAppendNode(a, es, in);
            }
            case org.hathi.planner.plan.Memoize m -> new MemoizeNode(m, es, build(m.input(), es));
            case Material m -> new SimpleNodes.MaterialNode(m, es, build(m.input(), es));
            case Hash h -> new SimpleNodes.HashNode(h, es, build(h.input(), es));
            case Sort s ->
                s.presorted > 0
                        ? new IncrementalSortNode(s, es, build(s.input(), es))
                        : new SortNode(s, es, build(s.input(), es));
            case Limit l -> new LimitNode(l, es, build(l.input(), es));
            case Unique u -> new UniqueNode(u, es, build(u.input(), es), u.columns, u.operators, u.collations);
            case Group g ->
                new SimpleNodes.SubqueryNode(
                        g,
                        es,
                        new UniqueNode(g, es, build(g.input(), es), g.columns, g.operators, g.collations),
                        OuterScope.INSTANCE);
            case Agg a -> new AggNode(a, es, build(a.input(), es));
            case WindowAgg w -> WindowNodes.build(w, es, build(w.input(), es));
            case SetOp s -> new SetOpNode(s, es, build(s.input(), es));
            case NestLoop n -> new NestLoopNode(n, es, build(n.left, es, "join"), build(n.right, es, "join"));
            case HashJoin h -> hashJoin(h, es);
            case MergeJoin m -> mergeJoin(m, es);
            case SeqScan s -> ScanNodes.seq(s, es);
            case IndexScan s -> ScanNodes.index(s, es);
            case IndexOnlyScan s -> ScanNodes.indexOnly(s, es);
            case BitmapHeapScan s -> ScanNodes.bitmapHeap(s, es);
            case BitmapIndexScan s -> ScanNodes.bitmapIndex(s, es);
            case BitmapLogic s -> ScanNodes.bitmapLogic(s, es);
            case TidScan s -> ScanNodes.tid(s, es);
            case LockRows l -> ScanNodes.lockRows(l, es);
            case ModifyTable m -> ScanNodes.modify(m, es);
        };
    }

    private static int[] functionTypes(FunctionScan f) {
        List<Integer> t = new ArrayList<>();
        for (FunctionScan.FunctionCall c : f.functions) {
            t.addAll(c.types());
        }
        if (f.withOrdinality) {
            t.add(org.hathi.types.Oids.INT8);
        }
        int[] out = new int[t.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = t.get(i);
        }
        return out;
    }

    private static ExecNode hashJoin(HashJoin h, ExecState es) {
        ExecNode outer = build(h.left, es, "join");
        ExecNode inner = build(h.right, es, "join");
        Hash hash = (Hash) inner.plan;
        ExprCompiler c = new ExprCompiler(es, OuterScope.INSTANCE);
        TypeOps[] ops = new TypeOps[h.outerKeys.size()];
        for (int i = 0; i < ops.length; i++) {
            Expr a = h.outerKeys.get(i);
            Expr b = hash.keys.get(i);
            if (!es.sameFamily(a.type(), b.type()) && crossTyped(es, h.operators[i])) {
                return fallback(h, es, outer, inner, h.hashClauses);
            }
            ops[i] = es.equalityOps(h.operators[i], a.type(), h.collations[i]);
        }
        return new HashJoinNode(h, es, outer, inner, c.compile(h.outerKeys), c.compile(hash.keys), ops);
    }

    /** Do the operator's two sides differ in a way one comparison cannot bridge (float4 = float8)? */
    private static boolean crossTyped(ExecState es, int operator) {
        OperatorInfo op = es.env.catalog.operator(operator);
        return op.left() != op.right() && !es.sameFamily(op.left(), op.right());
    }

    private static ExecNode mergeJoin(MergeJoin m, ExecState es) {
        ExecNode outer = build(m.left, es, "join");
        ExecNode inner = build(m.right, es, "join");
        TypeOps[] ops = new TypeOps[m.mergeClauses.size()];
        for (int i = 0; i < ops.length; i++) {
            if (!(m.mergeClauses.get(i) instanceof OpExpr o)) {
                throw SqlError.internal("merge clause is not an operator");
            }
            Expr a = o.args().get(0);
            Expr b = o.args().get(1);
            if (!es.sameFamily(a.type(), b.type()) && crossTyped(es, o.opno())) {
                return fallback(m, es, outer, inner, m.mergeClauses);
            }
            ops[i] = es.familyOps(m.families[i], o.opno(), a.type(), m.collations[i]);
        }
        return new MergeJoinNode(m, es, outer, inner, ops);
    }

    /** A join whose conditions cannot be hashed: every pair is tried, with the conditions as join condition. */
    private static ExecNode fallback(Join j, ExecState es, ExecNode outer, ExecNode inner, List<Expr> clauses) {
        HashJoin all = new HashJoin();
        all.copyEstimates(j);
        all.targetList = j.targetList;
        all.qual = j.qual;
        all.left = j.left;
        all.right = j.right;
        all.initPlans = j.initPlans;
        all.extParams = j.extParams;
        all.joinType = j.joinType;
        all.innerUnique = j.innerUnique;
        all.joinQual.addAll(clauses);
        all.joinQual.addAll(j.joinQual);
        return new HashJoinNode(all, es, outer, inner, new ExprState[0], new ExprState[0], new TypeOps[0]);
    }
}
