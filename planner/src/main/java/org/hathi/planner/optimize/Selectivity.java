package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Var;
import org.hathi.types.ArrayValue;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/**
 * Estimates which fraction of rows a condition lets through, from column statistics (null fraction, most common values,
 * histogram, distinct count). Source: PostgreSQL manual, "How the Planner Uses Statistics".
 */
final class Selectivity {
    static final double DEFAULT_EQ = 0.005;
    static final double DEFAULT_INEQ = 0.3333333333333333;
    static final double DEFAULT_RANGE = 0.005;
    static final double DEFAULT_MATCH = 0.005;
    static final double DEFAULT_UNKNOWN = 0.005;
    static final double DEFAULT_NOT_UNKNOWN = 1 - DEFAULT_UNKNOWN;
    private static final double FUNCTION = 0.3333333;
    private static final int ARRAY_GUESS = 10;
    private static final int EQSEL = 101;
    private static final int NEQSEL = 102;
    private static final int SCALARLTSEL = 103;
    private static final int SCALARGTSEL = 104;
    private static final int SCALARLESEL = 336;
    private static final int SCALARGESEL = 337;

    private final PlannerInfo info;
    private final ConstantFolder estimator;
    private final Ranges ranges;
    private final Patterns patterns;
    private final JoinSelectivity joins;
    private boolean guessed;

    Selectivity(PlannerInfo info) {
        this.info = info;
        this.estimator = new ConstantFolder(info.cx(), true);
        this.ranges = new Ranges(info, estimator);
        this.patterns = new Patterns(ranges);
        this.joins = new JoinSelectivity(info, ranges);
    }

    static double clamp(double s) {
        return s < 0 ? 0 : Math.min(s, 1);
    }

    // ---------------------------------------------------------------- lists of conditions

    /**
     * Of all conditions together; {@code special} is the join they are estimated for, null for none or an inner join.
     */
    double all(List<Clause> clauses, JoinType type, @Nullable SpecialJoin special) {
        if (clauses.size() == 1) {
            return of(clauses.get(0), type, special);
        }
        double s = 1;
        RangePairs pairs = null;
        for (Clause c : clauses) {
            double x = of(c, type, special);
            if (c.expr instanceof OpExpr o && bound(o, c.relids) && Long.bitCount(c.relids) == 1) {
                pairs = pairs == null ? new RangePairs() : pairs;
                pairs.add(o, x, 0);
            } else {
                s *= x;
            }
        }
        return pairs == null ? s : pairs.apply(s);
    }

    /**
     * The same with the columns of every relation but {@code rel} taken for values: conditions of a parameterised scan.
     */
    double allFor(List<Clause> clauses, long rel) {
        double s = 1;
        RangePairs pairs = null;
        for (Clause c : clauses) {
            double x = Long.bitCount(c.relids) > 1
                    ? clamp(of(c.expr, rel, null, JoinType.INNER, null))
                    : of(c, JoinType.INNER, null);
            if (clauses.size() > 1 && c.expr instanceof OpExpr o && bound(o, rel)) {
                pairs = pairs == null ? new RangePairs() : pairs;
                pairs.add(o, x, rel);
            } else {
                s *= x;
            }
        }
        return pairs == null ? s : pairs.apply(s);
    }

    /** Is it a comparison by {@code <} or the like with something that is no column of {@code rel}? */
    private boolean bound(OpExpr o, long rel) {
        if (o.args().size() != 2) {
            return false;
        }
        int r = info.catalog().operator(o.opno()).restriction();
        if (r != SCALARLTSEL && r != SCALARLESEL && r != SCALARGTSEL && r != SCALARGESEL) {
            return false;
        }
        return value(o.args().get(0), rel) || value(o.args().get(1), rel);
    }

    private boolean value(Expr e, long rel) {
        return (Exprs.relids(e, info) & rel) == 0 && !Exprs.isVolatile(e, info.catalog());
    }

    /** Lower and upper bounds of the same expression: together they select an interval. */
    private final class RangePairs {
        private final List<Expr> vars = new ArrayList<>();
        private final List<double[]> bounds = new ArrayList<>();

        void add(OpExpr o, double s, long rel) {
            boolean left = !value(o.args().get(0), rel == 0 ? -1L : rel);
            Expr var = o.args().get(left ? 0 : 1);
            int r = info.catalog().operator(o.opno()).restriction();
            boolean low = (r == SCALARGTSEL || r == SCALARGESEL) == left;
            int at = vars.indexOf(var);
            if (at < 0) {
                at = vars.size();
                vars.add(var);
                bounds.add(new double[] {-1, -1});
            }
            double[] b = bounds.get(at);
            int k = low ? 0 : 1;
            b[k] = b[k] < 0 ? s : Math.min(b[k], s);
        }

        double apply(double start) {
            double s = start;
            for (int i = 0; i < bounds.size(); i++) {
                double[] b = bounds.get(i);
                if (b[0] < 0 || b[1] < 0) {
                    s *= b[0] < 0 ? b[1] : b[0];
                    continue;
                }
                double x;
                if (b[0] == DEFAULT_INEQ || b[1] == DEFAULT_INEQ) {
                    x = DEFAULT_RANGE;
                } else {
                    x = b[0] + b[1] - 1 + nulls(VarStats.of(info, vars.get(i), 0));
                    if (x <= 0) {
                        x = x < -0.01 ? DEFAULT_RANGE : 1.0e-10;
                    }
                }
                s *= x;
            }
            return s;
        }
    }

    double of(Clause c, JoinType type, @Nullable SpecialJoin special) {
        if (c.gate) {
            return Exprs.isFalseOrNull(c.expr) ? 0 : 1;
        }
        boolean inner = type == JoinType.INNER;
        double cached = inner ? c.selectivity : c.outerSelectivity;
        if (cached >= 0) {
            return cached;
        }
        double s = clamp(of(c.expr, 0, c, type, special));
        if (inner) {
            c.selectivity = s;
        } else {
            c.outerSelectivity = s;
        }
        return s;
    }

    /** Of an expression that belongs to no join. */
    double of(Expr e) {
        return clamp(of(e, 0, null, JoinType.INNER, null));
    }

    private double of(Expr e, long rel, @Nullable Clause c, JoinType type, @Nullable SpecialJoin special) {
        return switch (e) {
            case Const k -> k.isNull() || k.longValue() == 0 ? 0 : 1;
            case BoolExpr b -> bool(b, rel, type, special);
            case OpExpr o -> operator(o, rel, type, special);
            case DistinctExpr d -> {
                OpExpr o = new OpExpr(
                        d.opno(), d.opfuncid(), Oids.BOOL, false, 0, d.inputcollid(), d.args(), d.location());
                yield 1 - operator(o, rel, type, special);
            }
            case FuncExpr f -> FUNCTION;
            case ScalarArrayOpExpr a -> array(a, rel, type, special);
            case RowCompareExpr r -> rowCompare(r, rel, type, special);
            case NullTest n -> nullTest(n, rel);
            case BooleanTest t -> booleanTest(t, rel, type, special);
            case Var v -> booleanVar(v);
            case RelabelType r -> of(r.arg(), rel, c, type, special);
            case CoerceToDomain d -> of(d.arg(), rel, c, type, special);
            case org.hathi.planner.tree.CurrentOfExpr k -> 1 / Math.max(1, info.rel(k.cvarno()).tuples);
            default -> 0.5;
        };
    }

    private double rowCompare(RowCompareExpr r, long rel, JoinType type, @Nullable SpecialJoin special) {
        OperatorInfo op = info.catalog().operator(r.opnos()[0]);
        return operator(
                new OpExpr(
                        r.opnos()[0],
                        op.function(),
                        Oids.BOOL,
                        false,
                        0,
                        r.inputcollids()[0],
                        List.of(r.largs().get(0), r.rargs().get(0)),
                        -1),
                rel,
                type,
                special);
    }

    private double bool(BoolExpr b, long rel, JoinType type, @Nullable SpecialJoin special) {
        return switch (b.boolop()) {
            case NOT -> 1 - clamp(of(b.args().get(0), rel, null, type, special));
            case AND -> {
                double s = 1;
                RangePairs pairs = null;
                for (Expr a : b.args()) {
                    double x = clamp(of(a, rel, null, type, special));
                    long own = rel != 0 ? rel : Exprs.relids(a, info);
                    if (a instanceof OpExpr o && Long.bitCount(own) == 1 && bound(o, own)) {
                        pairs = pairs == null ? new RangePairs() : pairs;
                        pairs.add(o, x, rel);
                    } else {
                        s *= x;
                    }
                }
                yield pairs == null ? s : pairs.apply(s);
            }
            case OR -> {
                double s = 0;
                for (Expr a : b.args()) {
                    double x = clamp(of(a, rel, null, type, special));
                    s = s + x - s * x;
                }
                yield s;
            }
        };
    }

    // ---------------------------------------------------------------- one condition on one relation

    private double booleanVar(Var v) {
        VarStats s = VarStats.of(info, v, 0);
        return s.stats == null ? 0.5 : equality(s, EQ_BOOL, 0, 1L, Oids.BOOL);
    }

    private static final int EQ_BOOL = 91;

    private double booleanTest(BooleanTest t, long rel, JoinType type, @Nullable SpecialJoin special) {
        VarStats v = VarStats.of(info, t.arg(), rel);
        if (v.stats != null) {
            double nulls = v.nullFraction();
            double yes = equality(v, EQ_BOOL, 0, 1L, Oids.BOOL);
            double no = 1 - yes - nulls;
            return switch (t.booltesttype()) {
                case IS_UNKNOWN -> nulls;
                case IS_NOT_UNKNOWN -> 1 - nulls;
                case IS_TRUE -> yes;
                case IS_NOT_TRUE -> 1 - yes;
                case IS_FALSE -> no;
                case IS_NOT_FALSE -> 1 - no;
            };
        }
        double s = clamp(of(t.arg(), rel, null, type, special));
        return switch (t.booltesttype()) {
            case IS_TRUE, IS_NOT_FALSE -> s;
            case IS_FALSE, IS_NOT_TRUE -> 1 - s;
            case IS_UNKNOWN -> DEFAULT_UNKNOWN;
            case IS_NOT_UNKNOWN -> DEFAULT_NOT_UNKNOWN;
        };
    }

    private static double nulls(VarStats v) {
        if (v.stats != null) {
            return v.nullFraction();
        }
        return v.expr instanceof Var x && x.varattno() < 0 ? 0 : DEFAULT_UNKNOWN;
    }

    private double nullTest(NullTest n, long rel) {
        double nulls = nulls(VarStats.of(info, n.arg(), rel));
        return n.nulltesttype() == NullTestType.IS_NULL ? nulls : 1 - nulls;
    }

    private double array(ScalarArrayOpExpr a, long rel, JoinType type, @Nullable SpecialJoin special) {
        OperatorInfo op = info.catalog().operator(a.opno());
        boolean disjointKind = a.useOr() ? op.restriction() == EQSEL : op.restriction() == NEQSEL;
        Expr left = a.args().get(0);
        Expr arr = estimator.mutate(Exprs.stripRelabel(a.args().get(1)));
        List<Expr> elements = new ArrayList<>();
        if (arr instanceof Const k) {
            if (k.isNull()) {
                return 0;
            }
            ArrayValue v = ArrayValue.decode(info.catalog().types(), k.bytes(), 0);
            int t = v.elem.oid();
            for (int i = 0; i < v.count; i++) {
                Object x = v.values.datum(i);
                elements.add(
                        x == null
                                ? new Const(t, -1, a.inputcollid(), 0, true, null, -1)
                                : ranges.constant(x, t, a.inputcollid()));
            }
        } else if (arr instanceof ArrayExpr x && !x.multidims()) {
            elements.addAll(x.elements());
        } else {
            Expr any = new org.hathi.planner.tree.CaseTestExpr(op.right(), -1, a.inputcollid());
            for (int i = 0; i < ARRAY_GUESS; i++) {
                elements.add(any);
            }
            disjointKind = false;
        }
        double s = a.useOr() ? 0 : 1;
        double disjoint = s;
        for (Expr e : elements) {
            double x = clamp(operator(
                    new OpExpr(a.opno(), op.function(), Oids.BOOL, false, 0, a.inputcollid(), List.of(left, e), -1),
                    rel,
                    type,
                    special));
            if (a.useOr()) {
                s = s + x - s * x;
                disjoint += x;
            } else {
                s *= x;
                disjoint += x - 1;
            }
        }
        return disjointKind && disjoint >= 0 && disjoint <= 1 ? disjoint : clamp(s);
    }

    /**
     * Number of elements of a stored array: its dimensions follow a 12-byte header of ndim, data offset and element
     * type.
     */
    static int arrayLength(byte[] payload) {
        java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(payload).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int ndim = b.getInt(0);
        int n = ndim == 0 ? 0 : 1;
        for (int i = 0; i < ndim; i++) {
            n *= b.getInt(12 + 4 * i);
        }
        return n;
    }

    private double operator(OpExpr o, long rel, JoinType type, @Nullable SpecialJoin special) {
        OperatorInfo op = info.catalog().operator(o.opno());
        if (o.args().size() != 2) {
            return op.restriction() == 0 ? 0.5 : DEFAULT_MATCH;
        }
        Expr l = o.args().get(0);
        Expr r = o.args().get(1);
        if (rel == 0 && Long.bitCount(Exprs.relids(l, info) | Exprs.relids(r, info)) > 1) {
            return joins.of(op, l, r, o.inputcollid(), type, special);
        }
        if (op.restriction() == 0) {
            return 0.5;
        }
        VarStats lv = VarStats.of(info, l, rel);
        VarStats rv = VarStats.of(info, r, rel);
        if ((lv.rel == null) == (rv.rel == null)) {
            return byDefault(op.restriction());
        }
        boolean commuted = lv.rel == null;
        VarStats v = commuted ? rv : lv;
        Expr value = Exprs.stripRelabel(estimator.mutate(commuted ? l : r));
        OperatorInfo oriented = op;
        if (commuted) {
            if (op.commutator() == 0) {
                return byDefault(op.restriction());
            }
            oriented = info.catalog().operator(op.commutator());
        }
        return restriction(oriented, v, value, o.inputcollid());
    }

    private static double byDefault(int restriction) {
        return switch (restriction) {
            case EQSEL -> DEFAULT_EQ;
            case NEQSEL -> 1 - DEFAULT_EQ;
            case SCALARLTSEL, SCALARLESEL, SCALARGTSEL, SCALARGESEL -> DEFAULT_INEQ;
            default -> otherKind(restriction);
        };
    }

    private static double otherKind(int restriction) {
        return switch (restriction) {
            case 1302 -> 0.001;
            case 1300 -> 0.1;
            case 5040 -> 0.01;
            default -> {
                Patterns.Kind p = Patterns.kind(restriction);
                yield p != null && p.negated() ? 1 - DEFAULT_MATCH : DEFAULT_MATCH;
            }
        };
    }

    private double restriction(OperatorInfo op, VarStats v, Expr value, int collation) {
        int kind = op.restriction();
        if (value instanceof Const k && k.isNull()) {
            return 0;
        }
        switch (kind) {
            case EQSEL, NEQSEL -> {
                double s = value instanceof Const k
                        ? equality(
                                v,
                                kind == EQSEL ? op.oid() : op.negator(),
                                collation,
                                java.util.Objects.requireNonNull(k.constvalue()),
                                k.consttype())
                        : unknownEquality(v);
                return kind == EQSEL ? s : clamp(1 - s - v.nullFraction());
            }
            case SCALARLTSEL, SCALARLESEL, SCALARGTSEL, SCALARGESEL -> {
                if (!(value instanceof Const k)) {
                    return DEFAULT_INEQ;
                }
                boolean gt = kind == SCALARGTSEL || kind == SCALARGESEL;
                boolean eq = kind == SCALARLESEL || kind == SCALARGESEL;
                return ranges.inequality(
                        v,
                        op.oid(),
                        gt,
                        eq,
                        collation,
                        java.util.Objects.requireNonNull(k.constvalue()),
                        k.consttype());
            }
            default -> {
                Patterns.Kind p = Patterns.kind(kind);
                return p != null && value instanceof Const k && k.consttype() == Oids.TEXT
                        ? patterns.matching(
                                v,
                                op,
                                collation,
                                p,
                                (byte[]) java.util.Objects.requireNonNull(k.constvalue()),
                                (x, s) -> equality(x, Patterns.textEqual(), collation, s, Oids.TEXT))
                        : otherKind(kind);
            }
        }
    }

    /** Fraction equal to some value not known yet. */
    private static double unknownEquality(VarStats v) {
        if (v.unique && v.rel != null && v.rel.tuples >= 1) {
            return 1 / v.rel.tuples;
        }
        double d = v.distinct();
        if (v.stats == null) {
            return clamp(1 / d);
        }
        double s = (1 - v.nullFraction()) / (d > 1 ? d : 1);
        VarStats.Slot m = v.mcv();
        if (m != null && m.numbers().length > 0 && s > m.numbers()[0]) {
            s = m.numbers()[0];
        }
        return clamp(s);
    }

    private double equality(VarStats v, int op, int collation, Object value, int valueType) {
        if (v.unique && v.rel != null && v.rel.tuples >= 1) {
            return 1 / v.rel.tuples;
        }
        if (v.stats == null) {
            return clamp(1 / v.distinct());
        }
        VarStats.Slot m = v.mcv();
        double known = 0;
        int n = 0;
        if (m != null) {
            int type = v.expr.type();
            TypeOps ops = ranges.ops(type, valueType, collation);
            n = m.numbers().length;
            for (int i = 0; i < m.values().length; i++) {
                Object x = m.values()[i];
                if (ops != null ? ops.compare(x, value) == 0 : ranges.holds(op, collation, x, type, value, valueType)) {
                    return m.numbers()[i];
                }
            }
            for (float f : m.numbers()) {
                known += f;
            }
        }
        double s = clamp(1 - known - v.nullFraction());
        double others = v.distinct() - n;
        if (others > 1) {
            s /= others;
        }
        if (n > 0 && m != null && s > m.numbers()[n - 1]) {
            s = m.numbers()[n - 1];
        }
        return clamp(s);
    }

    // ---------------------------------------------------------------- joins and groups

    /** Of a hash key: the largest bucket's share of the rows, and the frequency of the commonest value. */
    double[] bucket(Expr key, double buckets) {
        VarStats v = VarStats.of(info, key, 0);
        VarStats.Slot m = v.mcv();
        double common = m != null && m.numbers().length > 0 ? m.numbers()[0] : 0;
        double d = v.distinct();
        if (v.guessed) {
            return new double[] {Math.max(0.1, common), common};
        }
        double average = (1 - v.nullFraction()) / d;
        if (v.rel != null && v.rel.tuples > 0) {
            d = Costs.clampRows(d * v.rel.rows / v.rel.tuples);
        }
        double f = d > buckets ? 1 / buckets : 1 / d;
        if (average > 0 && common > average) {
            f *= common / average;
        }
        return new double[] {Math.clamp(f, 1.0e-6, 1), common};
    }

    MergeRange mergeRange(Clause c, PathKey key) {
        MergeRange r = c.range;
        if (r == null) {
            r = joins.range(c, key);
            c.range = r;
        }
        return r;
    }

    /** Had the last {@link #groups} to guess a number of values? */
    boolean groupsGuessed() {
        return guessed;
    }

    /** Estimated number of groups {@code exprs} make of {@code rows} rows. */
    double groups(List<Expr> exprs, double rows) {
        guessed = false;
        double input = Costs.clampRows(rows);
        if (exprs.isEmpty()) {
            return 1;
        }
        double n = 1;
        List<VarStats> vars = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        for (Expr e : exprs) {
            if (e.type() == Oids.BOOL && !(Exprs.stripRelabel(e) instanceof Var)) {
                n *= 2;
                continue;
            }
            VarStats v = VarStats.of(info, e, 0);
            boolean computed = v.expr instanceof Var c && info.placeholder(c.varno()) != null;
            if (v.stats != null || v.unique || v.expr instanceof Var && !computed) {
                add(vars, counts, v);
                continue;
            }
            List<Var> inside = Placeholder.columns(info, e);
            if (inside.isEmpty() && Exprs.isVolatile(e, info.catalog())) {
                return input;
            }
            for (Var x : inside) {
                add(vars, counts, VarStats.of(info, x, 0));
            }
        }
        while (!vars.isEmpty()) {
            n *= perRelation(vars, counts);
        }
        n = Math.ceil(n);
        return Math.max(1, Math.min(n, input));
    }

    private void add(List<VarStats> vars, List<Double> counts, VarStats v) {
        double d = v.distinct();
        guessed |= v.guessed;
        for (int i = 0; i < vars.size(); i++) {
            VarStats o = vars.get(i);
            if (o.expr.equals(v.expr)) {
                return;
            }
            if (o.rel != v.rel && knownEqual(o.expr, v.expr)) {
                if (counts.get(i) <= d) {
                    return;
                }
                vars.remove(i);
                counts.remove(i);
                i--;
            }
        }
        vars.add(v);
        counts.add(d);
    }

    private boolean knownEqual(Expr a, Expr b) {
        for (Ec ec : info.classes) {
            if (ec.sources > 0 && !ec.isVolatile && ec.find(a) != null && ec.find(b) != null) {
                return true;
            }
        }
        return false;
    }

    /** The groups the columns of the first relation make; takes them off the list. */
    private static double perRelation(List<VarStats> vars, List<Double> counts) {
        Rel rel = vars.get(0).rel;
        double product = 1;
        double most = 1;
        int k = 0;
        for (int i = 0; i < vars.size(); i++) {
            if (vars.get(i).rel == rel) {
                product *= counts.get(i);
                most = Math.max(most, counts.get(i));
                k++;
                vars.remove(i);
                counts.remove(i);
                i--;
            }
        }
        if (rel == null || rel.tuples <= 0) {
            return product;
        }
        double limit = rel.tuples;
        if (k > 1) {
            limit *= 0.1;
            if (limit < most) {
                limit = Math.min(most, rel.tuples);
            }
        }
        product = Math.min(product, limit);
        if (product > 0 && rel.rows < rel.tuples) {
            product *= 1 - Math.pow((rel.tuples - rel.rows) / rel.tuples, rel.tuples / product);
        }
        return Costs.clampRows(product);
    }
}
