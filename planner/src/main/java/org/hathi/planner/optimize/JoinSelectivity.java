package org.hathi.planner.optimize;

import java.util.HashMap;
import java.util.Map;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** Selectivity of conditions between relations, and the ranges of values that both sides of a merge join share. */
final class JoinSelectivity {
    private static final int EQJOIN = 105;
    private static final int NEQJOIN = 106;
    private static final int LESS = 1;
    private static final int LESS_EQUAL = 2;
    private static final int GREATER_EQUAL = 4;
    private static final int GREATER = 5;

    private final PlannerInfo info;
    private final Ranges ranges;

    JoinSelectivity(PlannerInfo info, Ranges ranges) {
        this.info = info;
        this.ranges = ranges;
    }

    double of(OperatorInfo op, Expr l, Expr r, int collation, JoinType type, @Nullable SpecialJoin special) {
        return switch (op.join()) {
            case 0 -> 0.5;
            case EQJOIN -> equal(op, l, r, collation, type, special);
            case NEQJOIN -> {
                if (type == JoinType.SEMI || type == JoinType.ANTI) {
                    boolean reversed = reversed(VarStats.of(info, l, 0), VarStats.of(info, r, 0), special);
                    yield 1 - VarStats.of(info, reversed ? r : l, 0).nullFraction();
                }
                OperatorInfo eq = op.negator() == 0 ? op : info.catalog().operator(op.negator());
                yield 1 - equal(eq, l, r, collation, type, special);
            }
            case 107, 108, 386, 398 -> Selectivity.DEFAULT_INEQ;
            case 1303 -> 0.001;
            case 1301 -> 0.1;
            case 1817, 1827, 1828, 1829 -> 1 - Selectivity.DEFAULT_MATCH;
            default -> Selectivity.DEFAULT_MATCH;
        };
    }

    private static boolean reversed(VarStats a, VarStats b, @Nullable SpecialJoin s) {
        if (s == null) {
            return false;
        }
        if (a.rel != null && (a.rel.relids & ~s.synRight()) == 0) {
            return true;
        }
        return b.rel != null && (b.rel.relids & ~s.synLeft()) == 0;
    }

    private double equal(OperatorInfo op, Expr l, Expr r, int collation, JoinType type, @Nullable SpecialJoin special) {
        VarStats a = VarStats.of(info, l, 0);
        VarStats b = VarStats.of(info, r, 0);
        double da = a.distinct();
        double db = b.distinct();
        boolean ga = a.guessed;
        boolean gb = b.guessed;
        Matches m = matches(op, a, b, collation);
        double inner = inner(a, b, da, db, m);
        if (type != JoinType.SEMI && type != JoinType.ANTI || special == null) {
            return Selectivity.clamp(inner);
        }
        Rel right = info.joinRel(special.minRight());
        double rightRows = right == null ? 1 : right.rows;
        double s = reversed(a, b, special)
                ? semi(b, a, db, da, gb, ga, rightRows, m == null ? null : m.reverse(matches(op, b, a, collation)))
                : semi(a, b, da, db, ga, gb, rightRows, m);
        return Selectivity.clamp(Math.min(s, rightRows * inner));
    }

    /** Common values of both sides: how many are equal, and the rows they make. */
    private record Matches(int n, double product, double freq1, double rest1, double freq2, double rest2) {
        Matches reverse(@Nullable Matches other) {
            return other == null ? new Matches(n, product, freq2, rest2, freq1, rest1) : other;
        }
    }

    private @Nullable Matches matches(OperatorInfo op, VarStats a, VarStats b, int collation) {
        VarStats.Slot x = a.mcv();
        VarStats.Slot y = b.mcv();
        if (x == null || y == null) {
            return null;
        }
        int ta = a.expr.type();
        int tb = b.expr.type();
        TypeOps ops = ranges.ops(ta, tb, collation);
        double product = 0;
        double f1 = 0;
        double f2 = 0;
        int n = 0;
        boolean[] used = new boolean[y.values().length];
        double r1 = 0;
        Map<Object, Integer> longs = longs(ops, y);
        for (int i = 0; i < x.values().length; i++) {
            int at = find(op, ops, longs, x.values()[i], ta, y, tb, used, collation);
            if (at >= 0) {
                used[at] = true;
                product += (double) x.numbers()[i] * y.numbers()[at];
                f1 += x.numbers()[i];
                n++;
            } else {
                r1 += x.numbers()[i];
            }
        }
        double r2 = 0;
        for (int j = 0; j < used.length; j++) {
            if (used[j]) {
                f2 += y.numbers()[j];
            } else {
                r2 += y.numbers()[j];
            }
        }
        return new Matches(
                n, product, Selectivity.clamp(f1), Selectivity.clamp(r1), Selectivity.clamp(f2), Selectivity.clamp(r2));
    }

    /** By-value data of one type are found by a hash table. */
    private static Map<Object, Integer> longs(@Nullable TypeOps ops, VarStats.Slot y) {
        Map<Object, Integer> m = new HashMap<>();
        if (ops != null && y.values().length > 0 && y.values()[0] instanceof Long) {
            for (int i = 0; i < y.values().length; i++) {
                m.put(y.values()[i], i);
            }
        }
        return m;
    }

    private int find(
            OperatorInfo op,
            @Nullable TypeOps ops,
            Map<Object, Integer> longs,
            Object x,
            int tx,
            VarStats.Slot y,
            int ty,
            boolean[] used,
            int collation) {
        if (!longs.isEmpty()) {
            Integer at = longs.get(x);
            return at == null || used[at] ? -1 : at;
        }
        for (int j = 0; j < y.values().length; j++) {
            Object v = y.values()[j];
            if (!used[j] && (ops != null ? ops.compare(x, v) == 0 : ranges.holds(op.oid(), collation, x, tx, v, ty))) {
                return j;
            }
        }
        return -1;
    }

    private static double inner(VarStats a, VarStats b, double da, double db, @Nullable Matches m) {
        double n1 = a.nullFraction();
        double n2 = b.nullFraction();
        VarStats.Slot x = a.mcv();
        VarStats.Slot y = b.mcv();
        if (m == null || x == null || y == null) {
            double s = (1 - n1) * (1 - n2);
            return da > db ? s / da : s / db;
        }
        double o1 = Selectivity.clamp(1 - n1 - m.freq1 - m.rest1);
        double o2 = Selectivity.clamp(1 - n2 - m.freq2 - m.rest2);
        double t1 = m.product;
        int v1 = x.values().length;
        int v2 = y.values().length;
        if (db > v2) {
            t1 += m.rest1 * o2 / (db - v2);
        }
        if (db > m.n) {
            t1 += o1 * (o2 + m.rest2) / (db - m.n);
        }
        double t2 = m.product;
        if (da > v1) {
            t2 += m.rest2 * o1 / (da - v1);
        }
        if (da > m.n) {
            t2 += o2 * (o1 + m.rest1) / (da - m.n);
        }
        return Math.min(t1, t2);
    }

    private static double semi(
            VarStats a,
            VarStats b,
            double da,
            double dbAll,
            boolean ga,
            boolean gbAll,
            double rightRows,
            @Nullable Matches m) {
        double db = dbAll;
        boolean gb = gbAll;
        if (b.rel != null && db >= b.rel.rows) {
            db = b.rel.rows;
            gb = false;
        }
        if (db >= rightRows) {
            db = rightRows;
            gb = false;
        }
        double nulls = a.nullFraction();
        if (m != null) {
            double uncertain = 0.5;
            if (!ga && !gb) {
                double x = da - m.n;
                double y = db - m.n;
                uncertain = x <= y || y < 0 ? 1 : y / x;
            }
            double rest = Selectivity.clamp(1 - m.freq1 - nulls);
            return m.freq1 + uncertain * rest;
        }
        if (!ga && !gb) {
            return da <= db || db < 0 ? 1 - nulls : db / da * (1 - nulls);
        }
        return 0.5 * (1 - nulls);
    }

    // ---------------------------------------------------------------- ranges for merge joins

    /** Where the values of both sides begin and end to overlap, in the order of {@code key}. */
    MergeRange range(Clause c, PathKey key) {
        if (!(c.expr instanceof OpExpr o)) {
            return MergeRange.ALL;
        }
        PlannerCatalog cat = info.catalog();
        OperatorInfo op = cat.operator(o.opno());
        VarStats l = VarStats.of(info, o.args().get(0), 0);
        VarStats r = VarStats.of(info, o.args().get(1), 0);
        boolean gt = key.descending();
        int family = key.ec().family;
        int lt = op.left();
        int rt = op.right();
        int strict = gt ? GREATER : LESS;
        int loose = gt ? GREATER_EQUAL : LESS_EQUAL;
        int lOp = cat.familyOperator(family, lt, rt, strict);
        int lOpEq = cat.familyOperator(family, lt, rt, loose);
        int rOp = cat.familyOperator(family, rt, lt, strict);
        int rOpEq = cat.familyOperator(family, rt, lt, loose);
        if (lOp == 0 || lOpEq == 0 || rOp == 0 || rOpEq == 0) {
            return MergeRange.ALL;
        }
        int coll = o.inputcollid();
        Object[] le = ends(l, coll);
        Object[] re = ends(r, coll);
        if (le.length == 0 || re.length == 0) {
            return MergeRange.ALL;
        }
        int first = gt ? 1 : 0;
        int last = gt ? 0 : 1;
        int ltype = l.expr.type();
        int rtype = r.expr.type();
        double leftEnd = known(ranges.inequality(l, lOpEq, gt, true, coll, re[last], rtype), 1);
        double rightEnd = known(ranges.inequality(r, rOpEq, gt, true, coll, le[last], ltype), 1);
        if (leftEnd > rightEnd) {
            leftEnd = 1;
        } else if (leftEnd < rightEnd) {
            rightEnd = 1;
        } else {
            leftEnd = 1;
            rightEnd = 1;
        }
        double leftStart = known(ranges.inequality(l, lOp, gt, false, coll, re[first], rtype), 0);
        double rightStart = known(ranges.inequality(r, rOp, gt, false, coll, le[first], ltype), 0);
        if (leftStart < rightStart) {
            leftStart = 0;
        } else if (leftStart > rightStart) {
            rightStart = 0;
        } else {
            leftStart = 0;
            rightStart = 0;
        }
        if (key.nullsFirst()) {
            leftStart = Selectivity.clamp(leftStart + l.nullFraction());
            leftEnd = Selectivity.clamp(leftEnd + l.nullFraction());
            rightStart = Selectivity.clamp(rightStart + r.nullFraction());
            rightEnd = Selectivity.clamp(rightEnd + r.nullFraction());
        }
        boolean lok = leftStart < leftEnd;
        boolean rok = rightStart < rightEnd;
        return new MergeRange(lok ? leftStart : 0, lok ? leftEnd : 1, rok ? rightStart : 0, rok ? rightEnd : 1);
    }

    private static double known(double s, double otherwise) {
        return s == Selectivity.DEFAULT_INEQ ? otherwise : s;
    }

    /** Smallest and largest value in the statistics; empty when there are none. */
    private Object[] ends(VarStats v, int collation) {
        Object min = null;
        Object max = null;
        TypeOps ops = TypeOps.ofIfAny(info.catalog().types(), v.expr.type(), collation);
        if (ops == null || v.stats == null) {
            return new Object[0];
        }
        VarStats.Slot h = v.histogram();
        if (h != null && h.values().length > 0) {
            min = h.values()[0];
            max = h.values()[h.values().length - 1];
        }
        VarStats.Slot m = v.mcv();
        boolean useMcv = m != null;
        if (m != null && h == null) {
            double known = 0;
            for (float f : m.numbers()) {
                known += f;
            }
            // Without a histogram the common values say something about the ends only if there is nothing else.
            useMcv = known + v.nullFraction() > 0.99999;
        }
        if (m != null && useMcv) {
            for (Object x : m.values()) {
                min = min == null || ops.compare(x, min) < 0 ? x : min;
                max = max == null || ops.compare(x, max) > 0 ? x : max;
            }
        }
        return min == null || max == null ? new Object[0] : new Object[] {min, max};
    }
}
