package org.hathi.executor.expr;

import java.util.BitSet;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.node.ExecNode;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.SubPlan;
import org.hathi.types.ArrayValue;
import org.hathi.types.TypeInfo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A subquery evaluated row by row, with the row's values as parameters. */
public final class SubPlanState extends ExprState {
    private final ExecState es;
    private final SubPlan plan;
    private final ExprState[] args;
    private final @Nullable ExprState test;
    private final BitSet changed = new BitSet();

    SubPlanState(ExecState es, boolean byRef, SubPlan plan, ExprState[] args, @Nullable ExprState test) {
        super(byRef);
        this.es = es;
        this.plan = plan;
        this.args = args;
        this.test = test;
        for (int p : plan.parParam()) {
            changed.set(p);
        }
    }

    @Override
    public Vector eval(Frame f, int @Nullable [] sel, int n) {
        Vector[] v = Calls.args(args, new Vector[args.length], f, sel, n);
        Vector out = fresh(f);
        ExecNode node = es.subplan(plan.planId());
        int[] par = plan.parParam();
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            for (int k = 0; k < par.length; k++) {
                es.params.set(par[k], v[k].datum(r));
            }
            node.rescan(changed);
            run(node, f, r, out);
        }
        return out;
    }

    private void run(ExecNode node, Frame f, int r, Vector out) {
        switch (plan.subLinkType()) {
            case EXISTS -> out.setBool(r, node.next(1) != null);
            case EXPR -> scalar(node, r, out);
            case ARRAY -> out.setBytes(r, array(es, node, plan.firstColType()));
            case ANY, ALL -> quantified(node, f, r, out);
            case ROWCOMPARE -> rowCompare(node, f, r, out);
            case MULTIEXPR, CTE -> throw SqlError.unsupported("multiple assignment from a subquery");
        }
    }

    private void scalar(ExecNode node, int r, Vector out) {
        Batch b = node.next(2);
        if (b == null) {
            out.setNull(r);
            return;
        }
        out.copyRow(b.cols[0], b.row(0), r);
        if (b.n > 1 || node.next(1) != null) {
            throw tooMany();
        }
    }

    static SqlError tooMany() {
        return new SqlError(
                SqlState.CARDINALITY_VIOLATION, "more than one row returned by a subquery used as an expression");
    }

    /** All values of the first column as an array. */
    public static byte[] array(ExecState es, ExecNode node, int type) {
        TypeInfo t = es.cx.types().type(type);
        if (t.isArray()) {
            return nestedArrays(es, node, t);
        }
        Vector values = new Vector(t.byRef(), 8);
        int count = 0;
        int max = 8;
        Batch b;
        while ((b = node.next(max)) != null) {
            values.ensureCapacity(count + b.n);
            for (int i = 0; i < b.n; i++) {
                values.copyRow(b.cols[0], b.row(i), count++);
            }
            max = 1024;
        }
        return ArrayValue.of(t, values, count).encode();
    }

    private static byte[] nestedArrays(ExecState es, ExecNode node, TypeInfo arrayType) {
        TypeInfo elem = es.cx.types().type(arrayType.elem());
        ArrayValue first = null;
        Vector values = new Vector(elem.byRef(), 8);
        int count = 0;
        int outer = 0;
        Batch b;
        while ((b = node.next(64)) != null) {
            for (int i = 0; i < b.n; i++) {
                if (b.cols[0].isNull(b.row(i))) {
                    throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "cannot accumulate null arrays");
                }
                ArrayValue a = ArrayValue.decode(es.cx.types(), b.cols[0], b.row(i));
                if (a.ndim() == 0) {
                    throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate empty arrays");
                }
                if (first == null) {
                    first = a;
                } else if (!java.util.Arrays.equals(first.dims, a.dims)) {
                    throw new SqlError(
                            SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate arrays of different dimensionality");
                }
                values.ensureCapacity(count + a.count);
                for (int k = 0; k < a.count; k++) {
                    values.copyRow(a.values, k, count++);
                }
                outer++;
            }
        }
        if (first == null) {
            return ArrayValue.empty(elem).encode();
        }
        int nd = first.ndim() + 1;
        int[] dims = new int[nd];
        int[] lbs = new int[nd];
        dims[0] = outer;
        lbs[0] = 1;
        System.arraycopy(first.dims, 0, dims, 1, nd - 1);
        System.arraycopy(first.lbs, 0, lbs, 1, nd - 1);
        return new ArrayValue(elem, dims, lbs, values, count).encode();
    }

    /** Three-valued result of the test for the subquery row in the plan's parameters: 1, 0 or −1 = unknown. */
    private int test(Frame f, Batch b, int row, int outerRow) {
        int[] ids = plan.paramIds();
        for (int k = 0; k < ids.length; k++) {
            es.params.set(ids[k], b.cols[k].datum(row));
        }
        ExprState t = java.util.Objects.requireNonNull(test);
        one[0] = outerRow;
        Vector v = t.eval(f, one, 1);
        return v.isNull(outerRow) ? -1 : (int) v.longs[outerRow];
    }

    private final int[] one = new int[1];

    private void quantified(ExecNode node, Frame f, int r, Vector out) {
        boolean any = plan.subLinkType() == SubLinkType.ANY;
        boolean unknown = false;
        int max = 1;
        Batch b;
        while ((b = node.next(max)) != null) {
            for (int i = 0; i < b.n; i++) {
                int t = test(f, b, b.row(i), r);
                if (t < 0) {
                    unknown = true;
                } else if (t == 1 == any) {
                    out.setBool(r, any);
                    return;
                }
            }
            max = Math.min(1024, max * 8);
        }
        if (unknown) {
            out.setNull(r);
        } else {
            out.setBool(r, !any);
        }
    }

    private void rowCompare(ExecNode node, Frame f, int r, Vector out) {
        Batch b = node.next(2);
        if (b == null) {
            out.setNull(r);
            return;
        }
        if (b.n > 1) {
            throw tooMany();
        }
        int t = test(f, b, b.row(0), r);
        if (node.next(1) != null) {
            throw tooMany();
        }
        if (t < 0) {
            out.setNull(r);
        } else {
            out.setBool(r, t == 1);
        }
    }
}
