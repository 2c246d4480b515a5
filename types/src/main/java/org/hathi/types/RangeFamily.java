package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions and operators of ranges and multiranges. */
final class RangeFamily {
    private RangeFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        if (p.startsWith("range_constructor") || p.startsWith("multirange_constructor")) {
            return Kernels.rows(new Constructor(c, p.startsWith("multi")), c.strict());
        }
        if (p.endsWith("_subdiff")) {
            return subdiff(p, c);
        }
        Operation op = operation(p);
        return op == null ? null : Kernels.rows(new Call(c, op), c.strict());
    }

    /** What a call does with its operands; a range counts as a multirange of one (or none, if empty). */
    private interface Operation {
        void run(Call k, EvalContext cx, Vector[] a, int r, Vector o);
    }

    private interface MultiTest {
        boolean test(RangeType t, List<RangeValue> a, List<RangeValue> b);
    }

    /** A call site: the range type of its operands, found on first use. */
    private static final class Call implements RowKernel {
        private final CallInfo call;
        private final Operation op;
        private @Nullable RangeType type;
        private final boolean[] multi = new boolean[2];
        private final boolean[] range = new boolean[2];

        Call(CallInfo call, Operation op) {
            this.call = call;
            this.op = op;
        }

        RangeType type(EvalContext cx) {
            RangeType t = type;
            if (t == null) {
                for (int i = 0; i < Math.min(2, call.argTypes().length); i++) {
                    TypeInfo x = cx.types().type(call.argType(i));
                    while (x.type() == 'd') {
                        x = cx.types().type(x.baseType());
                    }
                    multi[i] = x.type() == 'm';
                    range[i] = x.type() == 'r';
                    if (t == null && (multi[i] || range[i])) {
                        t = RangeType.of(cx.types(), x.oid());
                    }
                }
                if (t == null) {
                    t = RangeType.of(cx.types(), call.resultType());
                }
                type = t;
            }
            return t;
        }

        /** Operand {@code i} as ranges. */
        List<RangeValue> list(EvalContext cx, Vector[] a, int i, int r) {
            RangeType t = type(cx);
            if (multi[i]) {
                return t.decodeMulti(a[i], r);
            }
            RangeValue v = t.decode(a[i], r);
            return v.empty() ? List.of() : List.of(v);
        }

        @Override
        public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
            type(cx);
            op.run(this, cx, a, r, o);
        }
    }

    private static @Nullable Operation operation(String p) {
        Operation op = accessor(p);
        if (op == null) {
            op = comparison(p);
        }
        if (op == null) {
            op = arithmetic(p);
        }
        return op == null ? relation(p) : op;
    }

    // ---------------------------------------------------------------- accessors

    private static @Nullable Operation accessor(String p) {
        return switch (p) {
            case "range_lower", "multirange_lower" ->
                (k, cx, a, r, o) -> {
                    List<RangeValue> l = k.list(cx, a, 0, r);
                    o.setDatum(r, l.isEmpty() ? null : l.get(0).lower());
                };
            case "range_upper", "multirange_upper" ->
                (k, cx, a, r, o) -> {
                    List<RangeValue> l = k.list(cx, a, 0, r);
                    o.setDatum(r, l.isEmpty() ? null : l.get(l.size() - 1).upper());
                };
            case "range_empty", "multirange_empty" ->
                (k, cx, a, r, o) -> o.setBool(r, k.list(cx, a, 0, r).isEmpty());
            case "range_lower_inc", "multirange_lower_inc" ->
                (k, cx, a, r, o) -> o.setBool(r, has(k.list(cx, a, 0, r), RangeValue.LB_INC));
            case "range_upper_inc", "multirange_upper_inc" ->
                (k, cx, a, r, o) -> o.setBool(r, has(k.list(cx, a, 0, r), RangeValue.UB_INC));
            case "range_lower_inf", "multirange_lower_inf" ->
                (k, cx, a, r, o) -> o.setBool(r, has(k.list(cx, a, 0, r), RangeValue.LB_INF));
            case "range_upper_inf", "multirange_upper_inf" ->
                (k, cx, a, r, o) -> o.setBool(r, has(k.list(cx, a, 0, r), RangeValue.UB_INF));
            case "range_merge_from_multirange" ->
                (k, cx, a, r, o) -> {
                    List<RangeValue> l = k.list(cx, a, 0, r);
                    RangeType t = k.type(cx);
                    t.store(
                            l.isEmpty()
                                    ? RangeValue.EMPTY
                                    : t.make(
                                            l.get(0).lowerBound(),
                                            l.get(l.size() - 1).upperBound()),
                            o,
                            r);
                };
            case "hash_range", "hash_range_extended" ->
                (k, cx, a, r, o) -> o.setLong(
                        r,
                        k.type(cx)
                                .hash(cx, k.type(cx).decode(a[0], r), a.length > 1 ? a[1].longs[r] : 0, a.length > 1));
            case "hash_multirange", "hash_multirange_extended" ->
                (k, cx, a, r, o) -> {
                    long h = 1;
                    boolean extended = a.length > 1;
                    for (RangeValue v : k.list(cx, a, 0, r)) {
                        h = (h << 5) - h + k.type(cx).hash(cx, v, extended ? a[1].longs[r] : 0, extended);
                    }
                    o.setLong(r, extended ? h : (int) h);
                };
            case "int4range_canonical", "int8range_canonical", "daterange_canonical" ->
                (k, cx, a, r, o) -> {
                    RangeValue v = k.type(cx).decode(a[0], r);
                    k.type(cx).store(v.empty() ? v : k.type(cx).canonicalise(v), o, r);
                };
            default -> null;
        };
    }

    private static boolean has(List<RangeValue> l, int flag) {
        if (l.isEmpty()) {
            return false;
        }
        boolean low = flag == RangeValue.LB_INC || flag == RangeValue.LB_INF;
        return (l.get(low ? 0 : l.size() - 1).flags() & flag) != 0;
    }

    // ---------------------------------------------------------------- comparison

    private static @Nullable Operation comparison(String p) {
        return switch (p) {
            case "range_cmp", "multirange_cmp" -> (k, cx, a, r, o) -> o.setLong(r, cmp(k, cx, a, r));
            case "range_eq", "multirange_eq" -> (k, cx, a, r, o) -> o.setBool(r, cmp(k, cx, a, r) == 0);
            case "range_ne", "multirange_ne" -> (k, cx, a, r, o) -> o.setBool(r, cmp(k, cx, a, r) != 0);
            case "range_lt", "multirange_lt" -> (k, cx, a, r, o) -> o.setBool(r, cmp(k, cx, a, r) < 0);
            case "range_gt", "multirange_gt" -> (k, cx, a, r, o) -> o.setBool(r, cmp(k, cx, a, r) > 0);
            case "range_le", "multirange_le" -> (k, cx, a, r, o) -> o.setBool(r, cmp(k, cx, a, r) <= 0);
            case "range_ge", "multirange_ge" -> (k, cx, a, r, o) -> o.setBool(r, cmp(k, cx, a, r) >= 0);
            default -> null;
        };
    }

    private static int cmp(Call k, EvalContext cx, Vector[] a, int r) {
        return Integer.signum(k.type(cx).compareMulti(k.list(cx, a, 0, r), k.list(cx, a, 1, r)));
    }

    // ---------------------------------------------------------------- arithmetic

    private static @Nullable Operation arithmetic(String p) {
        return switch (p) {
            case "range_union", "range_merge" ->
                (k, cx, a, r, o) -> {
                    RangeType t = k.type(cx);
                    t.store(t.union(t.decode(a[0], r), t.decode(a[1], r), p.endsWith("union")), o, r);
                };
            case "range_intersect", "range_intersect_agg_transfn" ->
                (k, cx, a, r, o) -> {
                    RangeType t = k.type(cx);
                    t.store(t.intersect(t.decode(a[0], r), t.decode(a[1], r)), o, r);
                };
            case "range_minus" ->
                (k, cx, a, r, o) -> {
                    RangeType t = k.type(cx);
                    t.store(t.minus(t.decode(a[0], r), t.decode(a[1], r)), o, r);
                };
            case "multirange_union" ->
                (k, cx, a, r, o) -> {
                    List<RangeValue> all = new ArrayList<>(k.list(cx, a, 0, r));
                    all.addAll(k.list(cx, a, 1, r));
                    k.type(cx).storeMulti(k.type(cx).normalise(all), o, r);
                };
            case "multirange_intersect", "multirange_intersect_agg_transfn" ->
                (k, cx, a, r, o) -> k.type(cx)
                        .storeMulti(k.type(cx).intersectMulti(k.list(cx, a, 0, r), k.list(cx, a, 1, r)), o, r);
            case "multirange_minus" ->
                (k, cx, a, r, o) ->
                        k.type(cx).storeMulti(k.type(cx).minusMulti(k.list(cx, a, 0, r), k.list(cx, a, 1, r)), o, r);
            default -> null;
        };
    }

    // ---------------------------------------------------------------- relations

    private static @Nullable Operation relation(String p) {
        if (p.equals("range_contains_elem") || p.equals("multirange_contains_elem")) {
            return (k, cx, a, r, o) -> o.setBool(r, element(k, cx, k.list(cx, a, 0, r), a[1].datum(r)));
        }
        if (p.startsWith("elem_contained_by_")) {
            return (k, cx, a, r, o) -> o.setBool(r, element(k, cx, k.list(cx, a, 1, r), a[0].datum(r)));
        }
        String s = p.startsWith("multi") ? p.substring(11) : p.substring(6);
        s = s.endsWith("_multirange")
                ? s.substring(0, s.length() - 11)
                : s.endsWith("_range") ? s.substring(0, s.length() - 6) : s;
        MultiTest t =
                switch (s) {
                    case "overlaps" -> (y, a, b) -> any(a, b, y::overlaps);
                    case "contains" -> RangeFamily::containsAll;
                    case "contained_by" -> (y, a, b) -> containsAll(y, b, a);
                    case "adjacent" -> RangeFamily::adjacent;
                    case "before" -> (y, a, b) -> ends(a, b) && y.before(last(a), b.get(0));
                    case "after" -> (y, a, b) -> ends(a, b) && y.before(last(b), a.get(0));
                    case "overleft" -> (y, a, b) -> ends(a, b) && y.overleft(last(a), last(b));
                    case "overright" -> (y, a, b) -> ends(a, b) && y.overright(a.get(0), b.get(0));
                    default -> null;
                };
        if (t == null) {
            return null;
        }
        return (k, cx, a, r, o) -> o.setBool(r, t.test(k.type(cx), k.list(cx, a, 0, r), k.list(cx, a, 1, r)));
    }

    private static boolean element(Call k, EvalContext cx, List<RangeValue> l, @Nullable Object v) {
        for (RangeValue x : l) {
            if (v != null && k.type(cx).contains(x, v)) {
                return true;
            }
        }
        return false;
    }

    private interface Pair {
        boolean test(RangeValue a, RangeValue b);
    }

    private static boolean any(List<RangeValue> a, List<RangeValue> b, Pair t) {
        for (RangeValue x : a) {
            for (RangeValue y : b) {
                if (t.test(x, y)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean containsAll(RangeType t, List<RangeValue> a, List<RangeValue> b) {
        for (RangeValue y : b) {
            boolean in = false;
            for (RangeValue x : a) {
                in |= t.contains(x, y);
            }
            if (!in) {
                return false;
            }
        }
        return true;
    }

    private static boolean ends(List<RangeValue> a, List<RangeValue> b) {
        return !a.isEmpty() && !b.isEmpty();
    }

    private static RangeValue last(List<RangeValue> l) {
        return l.get(l.size() - 1);
    }

    private static boolean adjacent(RangeType t, List<RangeValue> a, List<RangeValue> b) {
        return ends(a, b)
                && (t.adjacentBounds(last(a).upperBound(), b.get(0).lowerBound())
                        || t.adjacentBounds(last(b).upperBound(), a.get(0).lowerBound()));
    }

    // ---------------------------------------------------------------- constructors

    private static final class Constructor implements RowKernel {
        private final CallInfo call;
        private final boolean multi;
        private @Nullable RangeType type;

        Constructor(CallInfo call, boolean multi) {
            this.call = call;
            this.multi = multi;
        }

        @Override
        public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
            RangeType t = type;
            if (t == null) {
                t = RangeType.of(cx.types(), call.resultType());
                type = t;
            }
            if (multi) {
                t.storeMulti(t.normalise(ranges(cx, t, a, r)), o, r);
                return;
            }
            boolean li = true;
            boolean ui = false;
            if (a.length > 2) {
                if (a[2].isNull(r)) {
                    throw Err.of(SqlState.DATA_EXCEPTION, "range constructor flags argument must not be null");
                }
                String f = a[2].getText(r);
                if (f.length() != 2 || "[(".indexOf(f.charAt(0)) < 0 || "])".indexOf(f.charAt(1)) < 0) {
                    throw Err.of(SqlState.SYNTAX_ERROR, "invalid range bound flags")
                            .hint("Valid values are \"[]\", \"[)\", \"(]\", and \"()\".");
                }
                li = f.charAt(0) == '[';
                ui = f.charAt(1) == ']';
            }
            Object lo = a[0].datum(r);
            Object hi = a[1].datum(r);
            t.store(
                    t.make(
                            new RangeValue.Bound(lo, li && lo != null, true),
                            new RangeValue.Bound(hi, ui && hi != null, false)),
                    o,
                    r);
        }

        private static List<RangeValue> ranges(EvalContext cx, RangeType t, Vector[] a, int r) {
            List<RangeValue> l = new ArrayList<>();
            if (a.length == 0) {
                return l;
            }
            TypeInfo arg = cx.types().type(t.oid);
            if (a[0].byRef && isArray(a[0], r, arg.oid())) {
                ArrayValue x = ArrayValue.decode(cx.types(), a[0], r);
                if (x.ndim() > 1) {
                    throw Err.of(
                            SqlState.CARDINALITY_VIOLATION,
                            "multiranges cannot be constructed from multidimensional arrays");
                }
                for (int i = 0; i < x.count; i++) {
                    if (x.values.isNull(i)) {
                        throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "multirange values cannot contain null members");
                    }
                    l.add(t.decode(x.values, i));
                }
            } else {
                l.add(t.decode(a[0], r));
            }
            return l;
        }

        /** A range begins with its type's OID, an array with its number of dimensions. */
        private static boolean isArray(Vector v, int r, int rangeOid) {
            return Bytes.intL(v.arena, v.off[r]) != rangeOid;
        }
    }

    // ---------------------------------------------------------------- differences

    private static @Nullable Kernel subdiff(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "int4range_subdiff", "int8range_subdiff", "daterange_subdiff" ->
                        (cx, a, r, o) -> o.setDouble(r, (double) a[0].longs[r] - (double) a[1].longs[r]);
                    case "tsrange_subdiff", "tstzrange_subdiff" ->
                        (cx, a, r, o) -> o.setDouble(r, ((double) a[0].longs[r] - (double) a[1].longs[r]) / 1000000.0);
                    case "numrange_subdiff" ->
                        (cx, a, r, o) -> o.setDouble(
                                r,
                                NumMath.sub(Num.decode(a[0], r), Num.decode(a[1], r))
                                        .doubleValue());
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    /** unnest(anymultirange). */
    static SetFunction unnest(CallInfo c) {
        return new SetFunction() {
            private @Nullable RangeType type;
            private List<RangeValue> ranges = List.of();
            private int at;

            @Override
            public void start(EvalContext cx, @Nullable Object[] args) {
                RangeType t = RangeType.of(cx.types(), c.argType(0));
                type = t;
                ranges = t.decodeMulti(args[0]);
                at = 0;
            }

            @Override
            public int next(EvalContext cx, Vector[] out, int max) {
                int n = 0;
                RangeType t = type;
                while (t != null && n < max && at < ranges.size()) {
                    t.store(ranges.get(at++), out[0], n++);
                }
                return n;
            }
        };
    }
}
