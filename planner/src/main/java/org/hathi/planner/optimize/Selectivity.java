package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.StatisticInfo;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Var;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/**
 * Estimates which fraction of rows a condition lets through, from column statistics (null fraction, most common values,
 * histogram, distinct count). Source: PostgreSQL manual, "How the Planner Uses Statistics".
 */
final class Selectivity {
    static final double DEFAULT_EQ = 0.005;
    static final double DEFAULT_INEQ = 1.0 / 3;
    static final double DEFAULT_RANGE = 0.005;
    static final double DEFAULT_MATCH = 0.005;
    static final double DEFAULT_UNKNOWN = 0.005;
    static final double DEFAULT_NOT_UNKNOWN = 1 - DEFAULT_UNKNOWN;
    static final double DEFAULT_DISTINCT = 200;
    private static final int MCV = 1;
    private static final int HISTOGRAM = 2;
    private static final int EQSEL = 101;
    private static final int NEQSEL = 102;
    private static final int SCALARLTSEL = 103;
    private static final int SCALARGTSEL = 104;
    private static final int SCALARLESEL = 336;
    private static final int SCALARGESEL = 337;

    private final PlannerInfo info;
    private final ConstantFolder estimator;

    Selectivity(PlannerInfo info) {
        this.info = info;
        this.estimator = new ConstantFolder(info.cx(), true);
    }

    /** Of all conditions together, as if independent. */
    double all(List<Clause> clauses, JoinType type) {
        double s = 1;
        for (Clause c : clauses) {
            s *= of(c, type);
        }
        return s;
    }

    double of(Clause c, JoinType type) {
        boolean semi = type == JoinType.SEMI || type == JoinType.ANTI;
        double cached = semi ? c.outerSelectivity : c.selectivity;
        if (cached >= 0) {
            return cached;
        }
        double s = clamp(of(c.expr, c, type));
        if (semi) {
            c.outerSelectivity = s;
        } else {
            c.selectivity = s;
        }
        return s;
    }

    static double clamp(double s) {
        return s < 0 ? 0 : Math.min(s, 1);
    }

    double of(Expr e, @Nullable Clause c, JoinType type) {
        return switch (e) {
            case Const k -> k.isNull() || k.longValue() == 0 ? 0 : 1;
            case BoolExpr b -> bool(b, type);
            case OpExpr o -> operator(o, c, type);
            case ScalarArrayOpExpr a -> array(a);
            case NullTest n -> nullTest(n);
            case BooleanTest t -> booleanTest(t, type);
            case Var v -> booleanVar(v);
            default -> 0.5;
        };
    }

    private double bool(BoolExpr b, JoinType type) {
        return switch (b.boolop()) {
            case NOT -> 1 - of(b.args().get(0), null, type);
            case AND -> {
                double s = 1;
                for (Expr a : b.args()) {
                    s *= of(a, null, type);
                }
                yield s;
            }
            case OR -> {
                double s = 0;
                for (Expr a : b.args()) {
                    double x = of(a, null, type);
                    s = s + x - s * x;
                }
                yield s;
            }
        };
    }

    private double booleanVar(Var v) {
        StatisticInfo st = statistic(v);
        if (st == null) {
            return 0.5;
        }
        return equality(v, st, 1L, false);
    }

    private double booleanTest(BooleanTest t, JoinType type) {
        double s = of(t.arg(), null, type);
        return switch (t.booltesttype()) {
            case IS_TRUE, IS_NOT_FALSE -> s;
            case IS_FALSE, IS_NOT_TRUE -> 1 - s;
            case IS_UNKNOWN -> DEFAULT_UNKNOWN;
            case IS_NOT_UNKNOWN -> DEFAULT_NOT_UNKNOWN;
        };
    }

    private double nullTest(NullTest n) {
        double nulls = DEFAULT_UNKNOWN;
        if (Exprs.stripRelabel(n.arg()) instanceof Var v) {
            StatisticInfo st = statistic(v);
            if (st != null) {
                nulls = st.nullFraction();
            }
        }
        return n.nulltesttype() == NullTestType.IS_NULL ? nulls : 1 - nulls;
    }

    private double array(ScalarArrayOpExpr a) {
        int elements = 10;
        Expr arr = Exprs.stripRelabel(a.args().get(1));
        double each = DEFAULT_EQ;
        Expr left = Exprs.stripRelabel(a.args().get(0));
        OperatorInfo op = info.catalog().operator(a.opno());
        if (arr instanceof ArrayExpr x && !x.multidims()) {
            elements = x.elements().size();
        } else if (arr instanceof Const k && !k.isNull()) {
            elements = arrayLength(k.bytes());
        }
        if (left instanceof Var v && op.restriction() == EQSEL) {
            double nd = distinct(v);
            each = (1 - nullFraction(v)) / Math.max(1, nd);
        } else if (op.restriction() != EQSEL && op.restriction() != NEQSEL) {
            each = DEFAULT_INEQ;
        }
        if (a.useOr()) {
            return op.restriction() == EQSEL ? clamp(each * elements) : 1 - Math.pow(1 - each, elements);
        }
        return op.restriction() == NEQSEL ? clamp(1 - each * elements) : Math.pow(each, elements);
    }

    /** Number of elements of a stored array: its dimensions follow a 12-byte header of ndim, data offset and element type. */
    static int arrayLength(byte[] payload) {
        java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(payload).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int ndim = b.getInt(0);
        int n = ndim == 0 ? 0 : 1;
        for (int i = 0; i < ndim; i++) {
            n *= b.getInt(12 + 4 * i);
        }
        return n;
    }

    private double operator(OpExpr o, @Nullable Clause c, JoinType type) {
        if (o.args().size() != 2) {
            return 0.5;
        }
        Expr l = Exprs.stripRelabel(o.args().get(0));
        Expr r = Exprs.stripRelabel(o.args().get(1));
        OperatorInfo op = info.catalog().operator(o.opno());
        long lr = c != null ? c.left : Exprs.relids(l, info);
        long rr = c != null ? c.right : Exprs.relids(r, info);
        if (lr != 0 && rr != 0 && lr != rr) {
            return join(op, l, r, lr, type);
        }
        boolean commuted = lr == 0;
        Expr var = commuted ? r : l;
        Expr value = estimator.mutate(commuted ? l : r);
        int kind = op.restriction();
        if (commuted) {
            kind = commute(kind);
        }
        return switch (kind) {
            case EQSEL -> restrictEq(var, value);
            case NEQSEL -> clamp(1 - restrictEq(var, value) - (var instanceof Var v ? nullFraction(v) : 0));
            case SCALARLTSEL, SCALARLESEL -> restrictRange(var, value, true);
            case SCALARGTSEL, SCALARGESEL -> restrictRange(var, value, false);
            case 0 -> 0.5;
            default -> DEFAULT_MATCH;
        };
    }

    private static int commute(int kind) {
        return switch (kind) {
            case SCALARLTSEL -> SCALARGTSEL;
            case SCALARGTSEL -> SCALARLTSEL;
            case SCALARLESEL -> SCALARGESEL;
            case SCALARGESEL -> SCALARLESEL;
            default -> kind;
        };
    }

    private double restrictEq(Expr var, Expr value) {
        if (value instanceof Const k && k.isNull()) {
            return 0;
        }
        if (!(var instanceof Var v)) {
            return DEFAULT_EQ;
        }
        if (isUnique(v)) {
            return 1 / Math.max(1, info.rel(v.varno()).tuples);
        }
        StatisticInfo st = statistic(v);
        if (st == null) {
            return 1 / Math.max(1, distinct(v));
        }
        if (value instanceof Const k) {
            return equality(v, st, java.util.Objects.requireNonNull(k.constvalue()), false);
        }
        return Math.min(1, (1 - st.nullFraction()) / Math.max(1, distinct(v)));
    }

    private double equality(Var v, StatisticInfo st, Object value, boolean unused) {
        TypeOps ops = TypeOps.ofIfAny(info.catalog().types(), v.vartype(), v.varcollid());
        double known = 0;
        int mcvs = 0;
        int slot = slot(st, MCV);
        if (slot >= 0 && ops != null) {
            Object[] values = info.catalog().statisticValues(st, slot, v.vartype());
            float[] freq = java.util.Objects.requireNonNull(st.numbers()[slot]);
            for (int i = 0; i < values.length; i++) {
                if (ops.compare(values[i], value) == 0) {
                    return freq[i];
                }
                known += freq[i];
                mcvs++;
            }
        }
        double s = clamp(1 - known - st.nullFraction());
        double others = distinct(v) - mcvs;
        return others > 1 ? s / others : s;
    }

    private double restrictRange(Expr var, Expr value, boolean less) {
        if (value instanceof Const k && k.isNull()) {
            return 0;
        }
        if (!(var instanceof Var v) || !(value instanceof Const k)) {
            return DEFAULT_INEQ;
        }
        StatisticInfo st = statistic(v);
        TypeOps ops = TypeOps.ofIfAny(info.catalog().types(), v.vartype(), v.varcollid());
        if (st == null || ops == null || k.consttype() != v.vartype()) {
            return DEFAULT_INEQ;
        }
        Object x = java.util.Objects.requireNonNull(k.constvalue());
        double mcvSum = 0;
        double mcvHit = 0;
        int slot = slot(st, MCV);
        if (slot >= 0) {
            Object[] values = info.catalog().statisticValues(st, slot, v.vartype());
            float[] freq = java.util.Objects.requireNonNull(st.numbers()[slot]);
            for (int i = 0; i < values.length; i++) {
                int cmp = ops.compare(values[i], x);
                mcvSum += freq[i];
                if (less ? cmp < 0 : cmp > 0) {
                    mcvHit += freq[i];
                }
            }
        }
        double rest = clamp(1 - st.nullFraction() - mcvSum);
        int h = slot(st, HISTOGRAM);
        double fraction = DEFAULT_INEQ;
        if (h >= 0) {
            fraction = histogram(info.catalog().statisticValues(st, h, v.vartype()), ops, x, v.vartype());
            if (!less) {
                fraction = 1 - fraction;
            }
            fraction = Math.clamp(fraction, 0.0001, 0.9999);
        }
        return clamp(mcvHit + rest * fraction);
    }

    /** Fraction of the histogram's population below {@code x}. */
    private static double histogram(@Nullable Object[] bounds, TypeOps ops, Object x, int type) {
        int n = bounds.length;
        if (n < 2) {
            return DEFAULT_INEQ;
        }
        int lo = 0;
        int hi = n;
        while (lo < hi) {
            int mid = (lo + hi) >>> 1;
            if (ops.compare(java.util.Objects.requireNonNull(bounds[mid]), x) < 0) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        if (lo <= 0) {
            return 0;
        }
        if (lo >= n) {
            return 1;
        }
        double within = 0.5;
        if (bounds[lo - 1] instanceof Long a && bounds[lo] instanceof Long b && x instanceof Long v) {
            double da = number(a, type);
            double db = number(b, type);
            double dv = number(v, type);
            within = db > da ? (dv - da) / (db - da) : 0.5;
        }
        return (lo - 1 + Math.clamp(within, 0, 1)) / (n - 1);
    }

    private static double number(long v, int type) {
        return switch (type) {
            case 700 -> Float.intBitsToFloat((int) v);
            case 701 -> Double.longBitsToDouble(v);
            default -> v;
        };
    }

    private double join(OperatorInfo op, Expr l, Expr r, long leftRels, JoinType type) {
        double s =
                switch (op.restriction()) {
                    case EQSEL -> {
                        double nd1 = l instanceof Var a ? distinct(a) : DEFAULT_DISTINCT;
                        double nd2 = r instanceof Var b ? distinct(b) : DEFAULT_DISTINCT;
                        double nn1 = l instanceof Var a ? 1 - nullFraction(a) : 1;
                        double nn2 = r instanceof Var b ? 1 - nullFraction(b) : 1;
                        if (type == JoinType.SEMI || type == JoinType.ANTI) {
                            boolean leftOuter = (leftRels & semiLeft) != 0 || semiLeft == 0;
                            double outer = leftOuter ? nd1 : nd2;
                            double inner = leftOuter ? nd2 : nd1;
                            yield (leftOuter ? nn1 : nn2) * (outer <= inner ? 1 : inner / Math.max(1, outer));
                        }
                        yield nn1 * nn2 / Math.max(1, Math.max(nd1, nd2));
                    }
                    case NEQSEL -> 1 - 1 / DEFAULT_DISTINCT;
                    case SCALARLTSEL, SCALARGTSEL, SCALARLESEL, SCALARGESEL -> DEFAULT_INEQ;
                    case 0 -> 0.5;
                    default -> DEFAULT_MATCH;
                };
        return s;
    }

    /** Left relations of the semi-join being estimated. */
    long semiLeft;

    double nullFraction(Var v) {
        StatisticInfo st = statistic(v);
        return st == null ? 0 : st.nullFraction();
    }

    /** Number of distinct values of a column before any condition. */
    double distinct(Var v) {
        Rel rel = info.base.get(v.varno());
        if (rel == null || v.varattno() == 0) {
            return DEFAULT_DISTINCT;
        }
        double tuples = Math.max(1, rel.tuples);
        if (v.varattno() < 0) {
            return v.varattno() == -1 ? tuples : 1;
        }
        if (isUnique(v)) {
            return tuples;
        }
        StatisticInfo st = statistic(v);
        if (st != null && st.distinct() != 0) {
            return st.distinct() > 0
                    ? Math.min(st.distinct(), tuples)
                    : Math.max(1, Math.rint(-st.distinct() * tuples));
        }
        if (v.vartype() == 16) {
            return 2;
        }
        return Math.min(DEFAULT_DISTINCT, tuples);
    }

    private boolean isUnique(Var v) {
        Rel rel = info.base.get(v.varno());
        if (rel == null) {
            return false;
        }
        for (PlannerCatalog.IndexCandidate i : rel.indexes) {
            if (i.unique()
                    && i.keys() == 1
                    && i.attributes()[0] == v.varattno()
                    && v.varattno() > 0
                    && i.predicate().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    StatisticInfo statistic(Var v) {
        if (v.varlevelsup() != 0 || v.varno() <= 0 || v.varattno() <= 0 || v.varno() > info.query.rtable.size()) {
            return null;
        }
        var rte = info.query.rte(v.varno());
        return rte.rtekind == RteKind.RELATION ? info.catalog().statistic(rte.relid, v.varattno()) : null;
    }

    static int slot(StatisticInfo s, int kind) {
        int[] kinds = s.kinds();
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == kind && s.values()[i] != null) {
                return i;
            }
        }
        return -1;
    }

    /** Estimated number of groups {@code exprs} make of {@code rows} rows. */
    double groups(List<Expr> exprs, double rows) {
        double n = 1;
        for (Expr e : exprs) {
            Expr x = Exprs.stripRelabel(e);
            if (x instanceof Var v) {
                n *= distinct(v);
            } else if (x.type() == 16) {
                n *= 2;
            } else {
                List<Var> vars = Exprs.vars(x);
                double d = vars.isEmpty() ? 1 : 1;
                for (Var v : vars) {
                    d *= distinct(v);
                }
                n *= d;
            }
            if (n > rows) {
                return Math.max(1, rows);
            }
        }
        return Math.max(1, Math.min(Math.rint(n), rows));
    }
}
