package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/**
 * Selectivity of comparisons with constants, by most common values and histogram. Source: PostgreSQL manual, "Row
 * Estimation Examples".
 */
final class Ranges {
    private static final int NUMERIC_TO_FLOAT = 1746;

    private final PlannerInfo info;
    private final ConstantFolder folder;

    Ranges(PlannerInfo info, ConstantFolder folder) {
        this.info = info;
        this.folder = folder;
    }

    Const constant(Object value, int type, int collation) {
        var t = info.catalog().types().type(type);
        return new Const(type, -1, collation, t.len(), !t.byRef(), value, -1);
    }

    /** Is {@code a OP b} true? */
    boolean holds(int operator, int collation, Object a, int aType, Object b, int bType) {
        OperatorInfo op = info.catalog().operator(operator);
        Expr e = folder.mutate(new OpExpr(
                operator,
                op.function(),
                Oids.BOOL,
                false,
                0,
                collation,
                List.of(constant(a, aType, collation), constant(b, bType, collation)),
                -1));
        return Exprs.isTrue(e);
    }

    private static boolean integer(int t) {
        return t == Oids.INT2 || t == Oids.INT4 || t == Oids.INT8;
    }

    private static boolean text(int t) {
        return t == Oids.TEXT || t == Oids.VARCHAR;
    }

    /** One comparison that serves values of both types, or null. */
    @Nullable
    TypeOps ops(int a, int b, int collation) {
        return a == b || integer(a) && integer(b) || text(a) && text(b)
                ? TypeOps.ofIfAny(info.catalog().types(), a, collation)
                : null;
    }

    /** Sign of comparing a value of the column with {@code k} by the operator's ordering. */
    private boolean passes(
            @Nullable TypeOps ops, int op, boolean gt, boolean eq, int coll, Object v, int vt, Object k, int kt) {
        if (ops == null) {
            return holds(op, coll, v, vt, k, kt);
        }
        int c = ops.compare(v, k);
        return c == 0 ? eq : gt ? c > 0 : c < 0;
    }

    /** Fraction of all rows for which {@code var OP k}; {@link Selectivity#DEFAULT_INEQ} when nothing is known. */
    double inequality(VarStats v, int op, boolean gt, boolean eq, int collation, Object k, int kType) {
        if (v.stats == null) {
            return Selectivity.DEFAULT_INEQ;
        }
        int type = v.expr.type();
        TypeOps ops = ops(type, kType, collation);
        double common = 0;
        double hit = 0;
        VarStats.Slot mcv = v.mcv();
        if (mcv != null) {
            for (int i = 0; i < mcv.values().length; i++) {
                common += mcv.numbers()[i];
                if (passes(ops, op, gt, eq, collation, mcv.values()[i], type, k, kType)) {
                    hit += mcv.numbers()[i];
                }
            }
        }
        double rest = 1 - v.nullFraction() - common;
        double h = histogram(v, ops, op, gt, eq, collation, k, kType);
        rest *= h >= 0 ? h : 0.5;
        return Selectivity.clamp(rest + hit);
    }

    /** Fraction of the histogram's population that passes; −1 without histogram. */
    double histogram(
            VarStats v, @Nullable TypeOps ops, int op, boolean gt, boolean eq, int collation, Object k, int kType) {
        VarStats.Slot slot = v.histogram();
        if (slot == null || slot.values().length < 2) {
            return -1;
        }
        int type = v.expr.type();
        Object[] b = slot.values().clone();
        int n = b.length;
        boolean haveEnd = false;
        int lo = 0;
        int hi = n;
        while (lo < hi) {
            int probe = (lo + hi) / 2;
            if (n > 2 && (probe == 0 || probe == n - 1)) {
                Object end = extreme(v, probe != 0);
                if (end != null) {
                    b[probe] = end;
                    haveEnd = true;
                }
            }
            boolean below = passes(ops, op, gt, eq, collation, b[probe], type, k, kType);
            if (gt) {
                below = !below;
            }
            if (below) {
                lo = probe + 1;
            } else {
                hi = probe;
            }
        }
        double fraction;
        if (lo <= 0) {
            fraction = 0;
        } else if (lo >= n) {
            fraction = 1;
        } else {
            int i = lo;
            double one = 0;
            if (i == 1 || gt == eq) {
                double others = v.distinct() - (v.mcv() == null ? 0 : v.mcv().numbers().length);
                one = others > 1 ? 1 / others : 0;
            }
            double within = within(b[i - 1], b[i], type, k, kType, ops);
            fraction = (i - 1 + within) / (n - 1);
            if (i == 1) {
                fraction += one * (1 - within);
            }
            if (gt == eq) {
                fraction -= one;
            }
        }
        double s = gt ? 1 - fraction : fraction;
        if (haveEnd) {
            return Selectivity.clamp(s);
        }
        double cut = 0.01 / (n - 1);
        return Math.clamp(s, cut, 1 - cut);
    }

    /** The smallest or largest value there is at this moment, if an index can tell. */
    private @Nullable Object extreme(VarStats v, boolean largest) {
        Rel r = v.rel;
        if (r == null || !(v.expr instanceof org.hathi.planner.tree.Var c) || c.varno() != r.rti) {
            return null;
        }
        for (PlannerCatalog.IndexCandidate i : r.indexes) {
            if (i.btree() && i.predicate().isEmpty() && i.attributes()[0] == c.varattno() && i.attributes()[0] > 0) {
                return info.catalog().extreme(i.oid(), largest != i.descending()[0]);
            }
        }
        return null;
    }

    private double within(Object low, Object high, int type, Object k, int kType, @Nullable TypeOps ops) {
        double[] x = scalars(low, high, type, k, kType);
        if (x.length == 0) {
            return 0.5;
        }
        if (x[1] <= x[0]) {
            return 0.5;
        }
        if (x[2] <= x[0]) {
            return 0;
        }
        if (x[2] >= x[1]) {
            return 1;
        }
        double f = (x[2] - x[0]) / (x[1] - x[0]);
        return Double.isNaN(f) || f < 0 || f > 1 ? 0.5 : f;
    }

    /** {low, high, k} as numbers; empty when the type has no such form. */
    private double[] scalars(Object low, Object high, int type, Object k, int kType) {
        if (isString(type) && isString(kType)) {
            return strings(bytes(low), bytes(high), bytes(k));
        }
        double a = number(low, type);
        double b = number(high, type);
        double c = number(k, kType);
        return Double.isNaN(a) && Double.isNaN(b) && Double.isNaN(c) ? new double[0] : new double[] {a, b, c};
    }

    private static boolean isString(int t) {
        return t == Oids.TEXT || t == Oids.VARCHAR || t == Oids.BPCHAR || t == Oids.NAME;
    }

    private static byte[] bytes(Object o) {
        byte[] b = (byte[]) o;
        int n = 0;
        while (n < b.length && b[n] != 0) {
            n++;
        }
        return java.util.Arrays.copyOf(b, n);
    }

    private double number(Object v, int type) {
        return switch (type) {
            case Oids.FLOAT4 -> Float.intBitsToFloat(((Long) v).intValue());
            case Oids.FLOAT8 -> Double.longBitsToDouble((Long) v);
            case Oids.DATE -> (Long) v * 86_400_000_000.0;
            case Oids.NUMERIC -> numeric(v);
            default -> v instanceof Long l ? l : Double.NaN;
        };
    }

    private double numeric(Object v) {
        Expr e = folder.mutate(new FuncExpr(
                NUMERIC_TO_FLOAT,
                Oids.FLOAT8,
                false,
                false,
                CoercionForm.EXPLICIT_CALL,
                0,
                0,
                List.of(constant(v, Oids.NUMERIC, 0)),
                -1));
        return e instanceof Const c && !c.isNull() ? Double.longBitsToDouble(c.longValue()) : Double.NaN;
    }

    /** Strings as fractions in a number system whose digits are the characters that occur. */
    private static double[] strings(byte[] low, byte[] high, byte[] k) {
        int lo = high.length > 0 ? high[0] & 0xff : 0;
        int hi = lo;
        for (byte[] s : new byte[][] {low, high}) {
            for (byte c : s) {
                lo = Math.min(lo, c & 0xff);
                hi = Math.max(hi, c & 0xff);
            }
        }
        int[] from = {'A', 'a', '0'};
        int[] to = {'Z', 'z', '9'};
        for (int i = 0; i < 3; i++) {
            if (lo <= to[i] && hi >= from[i]) {
                lo = Math.min(lo, from[i]);
                hi = Math.max(hi, to[i]);
            }
        }
        if (hi - lo < 9) {
            lo = ' ';
            hi = 127;
        }
        int p = 0;
        while (p < low.length && p < high.length && p < k.length && low[p] == high[p] && low[p] == k[p]) {
            p++;
        }
        return new double[] {fraction(low, p, lo, hi), fraction(high, p, lo, hi), fraction(k, p, lo, hi)};
    }

    private static double fraction(byte[] s, int from, int lo, int hi) {
        double base = hi - lo + 1;
        double num = 0;
        double denominator = base;
        for (int i = from; i < Math.min(s.length, from + 12); i++) {
            int c = Math.clamp(s[i] & 0xff, lo - 1, hi + 1);
            num += (c - lo) / denominator;
            denominator *= base;
        }
        return num;
    }
}
