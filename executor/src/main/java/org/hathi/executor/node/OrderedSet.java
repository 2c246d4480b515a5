package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.ExecState;
import org.hathi.types.AggState;
import org.hathi.types.ArrayValue;
import org.hathi.types.EvalContext;
import org.hathi.types.IntervalMath;
import org.hathi.types.TypeInfo;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Ordered-set and hypothetical-set aggregates. Rows come in order, group by group: the columns ordered by, then the
 * direct arguments (the same in all rows of a group).
 */
final class OrderedSet extends AggState {
    private static final int PERCENTILE_DISC = 3972;
    private static final int PERCENTILE_CONT = 3974;
    private static final int PERCENTILE_CONT_INTERVAL = 3976;
    private static final int PERCENTILE_DISC_MULTI = 3978;
    private static final int PERCENTILE_CONT_MULTI = 3980;
    private static final int PERCENTILE_CONT_INTERVAL_MULTI = 3982;
    private static final int MODE = 3984;
    private static final int RANK = 3986;
    private static final int PERCENT_RANK = 3988;
    private static final int CUME_DIST = 3990;
    private static final int DENSE_RANK = 3992;

    /** The rows of one group. */
    private record Rows(Vector[] cols, int n) {}

    private final int function;
    private final int keys;
    private final RowOrder order;
    private final int type;
    private final int resultType;
    private final TypeOps ops;
    private final List<@Nullable Rows> groups = new ArrayList<>();
    private long bytes;

    OrderedSet(ExecState es, int function, int keys, RowOrder order, int type, int collation, int resultType) {
        if (function < PERCENTILE_DISC || function > DENSE_RANK || function % 2 != 0) {
            throw SqlError.unsupported("ordered-set aggregate function " + function);
        }
        this.function = function;
        this.keys = keys;
        this.order = order;
        this.type = type;
        this.resultType = resultType;
        this.ops = TypeOps.of(es.cx.types(), type, collation);
    }

    private boolean hypothetical() {
        return function >= RANK;
    }

    @Override
    public void resize(int n) {
        while (groups.size() < n) {
            groups.add(null);
        }
    }

    @Override
    public void accumulate(EvalContext cx, int[] groupOf, Vector[] args, int @Nullable [] sel, int n) {
        if (n == 0) {
            return;
        }
        int[] kept = new int[n];
        int m = 0;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (hypothetical() || !args[0].isNull(r)) {
                kept[m++] = r;
            }
        }
        Vector[] cols = new Vector[args.length];
        for (int k = 0; k < cols.length; k++) {
            cols[k] = new Vector(args[k].byRef, m);
            org.hathi.executor.RowStore.gather(args[k], kept, m, cols[k]);
            bytes += 9L * m + cols[k].arenaLen;
        }
        groups.set(groupOf[sel == null ? 0 : sel[0]], new Rows(cols, m));
    }

    @Override
    public void finish(EvalContext cx, int group, Vector out, int row) {
        Rows g = groups.get(group);
        switch (function) {
            case RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST -> rank(g, out, row);
            case MODE -> mode(g, out, row);
            default -> percentile(cx, g, out, row);
        }
    }

    // ---------------------------------------------------------------- hypothetical rows

    private void rank(@Nullable Rows g, Vector out, int row) {
        int n = g == null ? 0 : g.n;
        int before = 0;
        int upTo = 0;
        int distinct = 0;
        if (g != null) {
            Vector[] given = java.util.Arrays.copyOfRange(g.cols, keys, g.cols.length);
            for (int i = 0; i < n; i++) {
                int c = order.compare(g.cols, i, given, 0);
                if (c > 0) {
                    break;
                }
                upTo++;
                if (c < 0) {
                    before++;
                    distinct += i == 0 || order.compare(g.cols, i - 1, g.cols, i) != 0 ? 1 : 0;
                }
            }
        }
        switch (function) {
            case RANK -> out.setLong(row, before + 1L);
            case DENSE_RANK -> out.setLong(row, distinct + 1L);
            case PERCENT_RANK -> out.setDouble(row, n == 0 ? 0 : (double) before / n);
            default -> out.setDouble(row, (upTo + 1.0) / (n + 1.0));
        }
    }

    private void mode(@Nullable Rows g, Vector out, int row) {
        if (g == null || g.n == 0) {
            out.setNull(row);
            return;
        }
        Vector v = g.cols[0];
        int best = 0;
        int bestCount = 0;
        int from = 0;
        for (int i = 1; i <= g.n; i++) {
            if (i == g.n || !ops.equal(v, from, v, i)) {
                if (i - from > bestCount) {
                    bestCount = i - from;
                    best = from;
                }
                from = i;
            }
        }
        out.copyRow(v, best, row);
    }

    // ---------------------------------------------------------------- percentiles

    private void percentile(EvalContext cx, @Nullable Rows g, Vector out, int row) {
        if (g == null || g.n == 0 || g.cols[1].isNull(0)) {
            out.setNull(row);
            return;
        }
        boolean multi = function == PERCENTILE_DISC_MULTI
                || function == PERCENTILE_CONT_MULTI
                || function == PERCENTILE_CONT_INTERVAL_MULTI;
        if (!multi) {
            one(g, check(g.cols[1].getDouble(0)), out, row);
            return;
        }
        ArrayValue p = ArrayValue.decode(cx.types(), g.cols[1], 0);
        TypeInfo elem = cx.types().type(cx.types().type(resultType).elem());
        Vector values = new Vector(elem.byRef(), p.count);
        for (int i = 0; i < p.count; i++) {
            if (!p.values.isNull(i)) {
                check(p.values.getDouble(i));
            }
        }
        for (int i = 0; i < p.count; i++) {
            if (p.values.isNull(i)) {
                values.setNull(i);
            } else {
                one(g, p.values.getDouble(i), values, i);
            }
        }
        out.setBytes(row, new ArrayValue(elem, p.dims, p.lbs, values, p.count).encode());
    }

    private static double check(double p) {
        if (p < 0 || p > 1 || Double.isNaN(p)) {
            String s = p == Math.rint(p) && Math.abs(p) < 1e6 ? Long.toString((long) p) : Double.toString(p);
            throw new SqlError(
                    SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "percentile value " + s + " is not between 0 and 1");
        }
        return p;
    }

    private void one(Rows g, double p, Vector out, int row) {
        Vector v = g.cols[0];
        if (function == PERCENTILE_DISC || function == PERCENTILE_DISC_MULTI) {
            int k = (int) Math.max(1, (long) Math.ceil(p * g.n));
            out.copyRow(v, k - 1, row);
            return;
        }
        double at = p * (g.n - 1);
        int first = (int) Math.floor(at);
        int second = (int) Math.ceil(at);
        if (first == second) {
            out.copyRow(v, first, row);
            return;
        }
        double part = at - first;
        if (function == PERCENTILE_CONT_INTERVAL || function == PERCENTILE_CONT_INTERVAL_MULTI) {
            out.setBytes(row, IntervalMath.between(v.getBytes(first), v.getBytes(second), part));
        } else {
            assert function == PERCENTILE_CONT || function == PERCENTILE_CONT_MULTI : type;
            double lo = v.getDouble(first);
            out.setDouble(row, lo + part * (v.getDouble(second) - lo));
        }
    }

    @Override
    public void clear(int group) {
        groups.set(group, null);
    }

    @Override
    public long memory() {
        return bytes;
    }
}
