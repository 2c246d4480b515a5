package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Arithmetic, mathematics and conversions of float4 and float8. */
final class FloatFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        Kernel hot =
                switch (p) {
                    case "float8pl" -> FloatFamily::add;
                    case "float8mul" -> FloatFamily::mul;
                    default -> null;
                };
        if (hot != null) {
            return c.strict() ? Kernels.strict(hot) : hot;
        }
        RowKernel k = arith(p);
        if (k == null) {
            k = convert(p);
        }
        if (k == null) {
            k = math(p);
        }
        if (k == null) {
            k = trig(p);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static void add(EvalContext cx, Vector[] a, int @Nullable [] sel, int n, Vector o) {
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            double x = a[0].getDouble(r);
            double y = a[1].getDouble(r);
            o.setDouble(r, over(x + y, x, y));
        }
    }

    private static void mul(EvalContext cx, Vector[] a, int @Nullable [] sel, int n, Vector o) {
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            double x = a[0].getDouble(r);
            double y = a[1].getDouble(r);
            double v = over(x * y, x, y);
            if (v == 0 && x != 0 && y != 0) {
                throw underflow();
            }
            o.setDouble(r, v);
        }
    }

    static double over(double v, double x, double y) {
        if (Double.isInfinite(v) && !Double.isInfinite(x) && !Double.isInfinite(y)) {
            throw overflow();
        }
        return v;
    }

    static org.hathi.base.SqlError overflow() {
        return Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
    }

    static org.hathi.base.SqlError underflow() {
        return Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow");
    }

    private static double div(double x, double y) {
        if (y == 0 && !Double.isNaN(x)) {
            throw Err.divisionByZero();
        }
        double v = over(x / y, x, y);
        if (v == 0 && x != 0 && !Double.isInfinite(y)) {
            throw underflow();
        }
        return v;
    }

    private static float checkF(float v, float x, float y, boolean zeroOk) {
        if (Float.isInfinite(v) && !Float.isInfinite(x) && !Float.isInfinite(y)) {
            throw overflow();
        }
        if (v == 0 && !zeroOk) {
            throw underflow();
        }
        return v;
    }

    private interface Op2 {
        double eval(double x, double y);
    }

    private interface Op1 {
        double eval(double x);
    }

    private static RowKernel mixed(boolean left4, boolean right4, Op2 op) {
        return (cx, a, r, o) -> o.setDouble(
                r,
                op.eval(left4 ? a[0].getFloat(r) : a[0].getDouble(r), right4 ? a[1].getFloat(r) : a[1].getDouble(r)));
    }

    private static double mulD(double x, double y) {
        double v = over(x * y, x, y);
        if (v == 0 && x != 0 && y != 0) {
            throw underflow();
        }
        return v;
    }

    private static @Nullable RowKernel arith(String p) {
        return switch (p) {
            case "float8mi" -> mixed(false, false, (x, y) -> over(x - y, x, y));
            case "float8div" -> mixed(false, false, FloatFamily::div);
            case "float48pl" -> mixed(true, false, (x, y) -> over(x + y, x, y));
            case "float48mi" -> mixed(true, false, (x, y) -> over(x - y, x, y));
            case "float48mul" -> mixed(true, false, FloatFamily::mulD);
            case "float48div" -> mixed(true, false, FloatFamily::div);
            case "float84pl" -> mixed(false, true, (x, y) -> over(x + y, x, y));
            case "float84mi" -> mixed(false, true, (x, y) -> over(x - y, x, y));
            case "float84mul" -> mixed(false, true, FloatFamily::mulD);
            case "float84div" -> mixed(false, true, FloatFamily::div);
            case "float4pl" ->
                (cx, a, r, o) -> {
                    float x = a[0].getFloat(r);
                    float y = a[1].getFloat(r);
                    o.setFloat(r, checkF(x + y, x, y, true));
                };
            case "float4mi" ->
                (cx, a, r, o) -> {
                    float x = a[0].getFloat(r);
                    float y = a[1].getFloat(r);
                    o.setFloat(r, checkF(x - y, x, y, true));
                };
            case "float4mul" ->
                (cx, a, r, o) -> {
                    float x = a[0].getFloat(r);
                    float y = a[1].getFloat(r);
                    o.setFloat(r, checkF(x * y, x, y, x == 0 || y == 0));
                };
            case "float4div" ->
                (cx, a, r, o) -> {
                    float x = a[0].getFloat(r);
                    float y = a[1].getFloat(r);
                    if (y == 0 && !Float.isNaN(x)) {
                        throw Err.divisionByZero();
                    }
                    o.setFloat(r, checkF(x / y, x, y, x == 0 || Float.isInfinite(y)));
                };
            case "float4um" -> (cx, a, r, o) -> o.setFloat(r, -a[0].getFloat(r));
            case "float4abs" -> (cx, a, r, o) -> o.setFloat(r, Math.abs(a[0].getFloat(r)));
            case "float4up", "float8up" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r]);
            case "float8um" -> (cx, a, r, o) -> o.setDouble(r, -a[0].getDouble(r));
            case "float8abs" -> (cx, a, r, o) -> o.setDouble(r, Math.abs(a[0].getDouble(r)));
            default -> null;
        };
    }

    private static long toInt(double d, double lo, double hi, String type) {
        double v = Math.rint(d);
        if (!(v >= lo && v < hi)) {
            throw Err.range(type);
        }
        return (long) v;
    }

    private static @Nullable RowKernel convert(String p) {
        return switch (p) {
            case "i2tod", "i4tod", "i8tod" -> (cx, a, r, o) -> o.setDouble(r, a[0].longs[r]);
            case "i2tof", "i4tof", "i8tof" -> (cx, a, r, o) -> o.setFloat(r, a[0].longs[r]);
            case "ftod" -> (cx, a, r, o) -> o.setDouble(r, a[0].getFloat(r));
            case "dtof" ->
                (cx, a, r, o) -> {
                    double d = a[0].getDouble(r);
                    float f = (float) d;
                    if (Float.isInfinite(f) && !Double.isInfinite(d)) {
                        throw overflow();
                    }
                    if (f == 0 && d != 0) {
                        throw underflow();
                    }
                    o.setFloat(r, f);
                };
            case "dtoi2" -> (cx, a, r, o) -> o.setLong(r, toInt(a[0].getDouble(r), -0x1p15, 0x1p15, "smallint"));
            case "dtoi4" -> (cx, a, r, o) -> o.setLong(r, toInt(a[0].getDouble(r), -0x1p31, 0x1p31, "integer"));
            case "dtoi8" -> (cx, a, r, o) -> o.setLong(r, toInt(a[0].getDouble(r), -0x1p63, 0x1p63, "bigint"));
            case "ftoi2" -> (cx, a, r, o) -> o.setLong(r, toInt(a[0].getFloat(r), -0x1p15, 0x1p15, "smallint"));
            case "ftoi4" -> (cx, a, r, o) -> o.setLong(r, toInt(a[0].getFloat(r), -0x1p31, 0x1p31, "integer"));
            case "ftoi8" -> (cx, a, r, o) -> o.setLong(r, toInt(a[0].getFloat(r), -0x1p63, 0x1p63, "bigint"));
            default -> null;
        };
    }

    private static RowKernel one(Op1 op) {
        return (cx, a, r, o) -> o.setDouble(r, op.eval(a[0].getDouble(r)));
    }

    private static @Nullable RowKernel math(String p) {
        return switch (p) {
            case "dround" -> one(Math::rint);
            case "dceil" -> one(Math::ceil);
            case "dfloor" -> one(Math::floor);
            case "dtrunc" -> one(x -> x >= 0 ? Math.floor(x) : -Math.floor(-x));
            case "dsign" -> one(x -> x > 0 ? 1 : x < 0 ? -1 : 0);
            case "dsqrt" ->
                one(x -> {
                    if (x < 0) {
                        throw Err.of(
                                SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
                                "cannot take square root of a negative number");
                    }
                    return Math.sqrt(x);
                });
            case "dcbrt" -> one(Math::cbrt);
            case "dpow" -> (cx, a, r, o) -> o.setDouble(r, pow(a[0].getDouble(r), a[1].getDouble(r)));
            case "dexp" ->
                one(x -> {
                    double v = Math.exp(x);
                    if (Double.isInfinite(v) && !Double.isInfinite(x)) {
                        throw overflow();
                    }
                    if (v == 0 && !Double.isInfinite(x)) {
                        throw underflow();
                    }
                    return v;
                });
            case "dlog1" -> one(x -> log(x, false));
            case "dlog10" -> one(x -> log(x, true));
            case "degrees" -> one(x -> over(x / (Math.PI / 180), x, 0));
            case "radians" -> one(x -> x * (Math.PI / 180));
            case "dpi" -> (cx, a, r, o) -> o.setDouble(r, Math.PI);
            case "drandom" -> (cx, a, r, o) -> o.setDouble(r, cx.random().nextDouble());
            case "setseed" ->
                (cx, a, r, o) -> {
                    double d = a[0].getDouble(r);
                    if (!(d >= -1 && d <= 1)) {
                        ByteSink s = new ByteSink();
                        NumberText.general(d, 6, s);
                        throw Err.parameter("setseed parameter " + s + " is out of allowed range [-1,1]");
                    }
                    cx.random().seed(d);
                    o.setLong(r, 0);
                };
            case "width_bucket_float8" -> FloatFamily::widthBucket;
            default -> null;
        };
    }

    private static void widthBucket(EvalContext cx, Vector[] a, int r, Vector o) {
        double x = a[0].getDouble(r);
        double lo = a[1].getDouble(r);
        double hi = a[2].getDouble(r);
        long n = a[3].longs[r];
        SqlState s = SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION;
        if (n <= 0) {
            throw Err.of(s, "count must be greater than zero");
        }
        if (Double.isNaN(x) || Double.isNaN(lo) || Double.isNaN(hi)) {
            throw Err.of(s, "operand, lower bound, and upper bound cannot be NaN");
        }
        if (Double.isInfinite(lo) || Double.isInfinite(hi)) {
            throw Err.of(s, "lower and upper bounds must be finite");
        }
        if (lo == hi) {
            throw Err.of(s, "lower bound cannot equal upper bound");
        }
        boolean up = lo < hi;
        long v;
        if (up ? x < lo : x > lo) {
            v = 0;
        } else if (up ? x >= hi : x <= hi) {
            v = n + 1;
        } else {
            double f = Double.isInfinite(hi - lo) ? (x / 2 - lo / 2) / (hi / 2 - lo / 2) : (x - lo) / (hi - lo);
            v = Math.min((long) (f * n), n - 1) + 1;
        }
        o.setLong(r, IntFamily.fit(v, 4));
    }

    private static double log(double x, boolean ten) {
        if (x == 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of zero");
        }
        if (x < 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of a negative number");
        }
        return ten ? Math.log10(x) : Math.log(x);
    }

    private static double pow(double x, double y) {
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return x == 1 || y == 0 ? 1 : Double.NaN;
        }
        if (x == 0 && y < 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION, "zero raised to a negative power is undefined");
        }
        if (x < 0 && Math.floor(y) != y) {
            throw Err.of(
                    SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
                    "a negative number raised to a non-integer power yields a complex result");
        }
        if (x == 1 || x == -1 && Double.isInfinite(y)) {
            return 1;
        }
        double v = Math.pow(x, y);
        if (!Double.isInfinite(x) && !Double.isInfinite(y)) {
            if (Double.isInfinite(v)) {
                throw overflow();
            }
            if (v == 0 && x != 0) {
                throw underflow();
            }
        }
        return v;
    }

    private static double unit(double x) {
        if (x < -1 || x > 1) {
            throw inputRange();
        }
        return x;
    }

    private static org.hathi.base.SqlError inputRange() {
        return Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range");
    }

    private static double finite(double x) {
        if (Double.isInfinite(x)) {
            throw inputRange();
        }
        return x;
    }

    private static @Nullable RowKernel trig(String p) {
        return switch (p) {
            case "dsin" -> one(x -> Math.sin(finite(x)));
            case "dcos" -> one(x -> Math.cos(finite(x)));
            case "dtan" -> one(x -> Math.tan(finite(x)));
            case "dcot" -> one(x -> 1 / Math.tan(finite(x)));
            case "dasin" -> one(x -> Math.asin(unit(x)));
            case "dacos" -> one(x -> Math.acos(unit(x)));
            case "datan" -> one(Math::atan);
            case "datan2" -> (cx, a, r, o) -> o.setDouble(r, Math.atan2(a[0].getDouble(r), a[1].getDouble(r)));
            case "dsinh" -> one(Math::sinh);
            case "dcosh" -> one(Trig::cosh);
            case "dtanh" -> one(Math::tanh);
            case "dasinh" -> one(Trig::asinh);
            case "dacosh" ->
                one(x -> {
                    if (x < 1) {
                        throw inputRange();
                    }
                    return Trig.acosh(x);
                });
            case "datanh" ->
                one(x -> x == 1 ? Double.POSITIVE_INFINITY : x == -1 ? Double.NEGATIVE_INFINITY : Trig.atanh(unit(x)));
            case "dsind" -> one(x -> Trig.sind(finite(x)));
            case "dcosd" -> one(x -> Trig.cosd(finite(x)));
            case "dtand" -> one(x -> Trig.tand(finite(x), false));
            case "dcotd" -> one(x -> Trig.tand(finite(x), true));
            case "dasind" -> one(x -> Trig.asind(unit(x)));
            case "dacosd" -> one(x -> Trig.acosd(unit(x)));
            case "datand" -> one(Trig::atand);
            case "datan2d" -> (cx, a, r, o) -> o.setDouble(r, Trig.atan2d(a[0].getDouble(r), a[1].getDouble(r)));
            default -> null;
        };
    }
}
