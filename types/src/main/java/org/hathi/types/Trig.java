package org.hathi.types;

/**
 * Hyperbolic functions and trigonometry in degrees. PostgreSQL takes the first from the C library, whose
 * published methods these follow, and scales the last so that multiples of 30 and 45 degrees come out exactly.
 */
final class Trig {
    private static final double LN2 = 6.93147180559945286227e-01;
    private static final double RADIANS = 0.0174532925199432957692;
    private static final double SIN_30 = Math.sin(30 * RADIANS);
    private static final double ONE_MINUS_COS_60 = 1 - Math.cos(60 * RADIANS);
    private static final double ASIN_HALF = Math.asin(0.5);
    private static final double ACOS_HALF = Math.acos(0.5);
    private static final double ATAN_1 = Math.atan(1);

    private Trig() {}

    static double asinh(double x) {
        double a = Math.abs(x);
        if (Double.isNaN(x) || Double.isInfinite(x) || a < 0x1p-28) {
            return x;
        }
        double v;
        if (a > 0x1p28) {
            v = Math.log(a) + LN2;
        } else if (a > 2) {
            v = Math.log(2 * a + 1 / (Math.sqrt(x * x + 1) + a));
        } else {
            double t = x * x;
            v = Math.log1p(a + t / (1 + Math.sqrt(1 + t)));
        }
        return Math.copySign(v, x);
    }

    /** @param x at least 1 */
    static double acosh(double x) {
        if (x > 0x1p28) {
            return Double.isInfinite(x) ? x : Math.log(x) + LN2;
        }
        if (x > 2) {
            return Math.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
        }
        double t = x - 1;
        return Math.log1p(t + Math.sqrt(2 * t + t * t));
    }

    /** @param x within [-1, 1] */
    static double atanh(double x) {
        double a = Math.abs(x);
        if (a < 0x1p-28) {
            return x;
        }
        double t;
        if (a < 0.5) {
            t = a + a;
            t = 0.5 * Math.log1p(t + t * a / (1 - a));
        } else {
            t = 0.5 * Math.log1p((a + a) / (1 - a));
        }
        return Math.copySign(t, x);
    }

    static double cosh(double x) {
        double a = Math.abs(x);
        if (a < 0.5 * LN2) {
            double t = Math.expm1(a);
            double w = 1 + t;
            return a < 0x1p-55 ? w : 1 + t * t / (w + w);
        }
        if (a < 22) {
            double t = Math.exp(a);
            return 0.5 * t + 0.5 / t;
        }
        return Math.cosh(x);
    }

    /** Sine within [0, 90]. */
    private static double sine(double d) {
        return d <= 30 ? small(d) : large(90 - d);
    }

    /** Cosine within [0, 90]. */
    private static double cosine(double d) {
        return d <= 60 ? large(d) : small(90 - d);
    }

    private static double small(double d) {
        return Math.sin(d * RADIANS) / SIN_30 / 2;
    }

    private static double large(double d) {
        return 1 - (1 - Math.cos(d * RADIANS)) / ONE_MINUS_COS_60 / 2;
    }

    static double sind(double x) {
        double d = Math.abs(x % 360);
        double sign = x < 0 ? -1 : 1;
        if (d > 180) {
            d = 360 - d;
            sign = -sign;
        }
        return sign * sine(d > 90 ? 180 - d : d);
    }

    static double cosd(double x) {
        double d = Math.abs(x % 360);
        double sign = 1;
        if (d > 180) {
            d = 360 - d;
        }
        if (d > 90) {
            d = 180 - d;
            sign = -1;
        }
        return sign * cosine(d);
    }

    /** Tangent ({@code co} false) or cotangent of degrees. */
    static double tand(double x, boolean co) {
        double d = Math.abs(x % 360);
        double sign = x < 0 ? -1 : 1;
        if (d > 180) {
            d = 360 - d;
            sign = -sign;
        }
        if (d > 90) {
            d = 180 - d;
            sign = -sign;
        }
        double v = co
                ? sign * (cosine(d) / sine(d) / (cosine(45) / sine(45)))
                : sign * (sine(d) / cosine(d) / (sine(45) / cosine(45)));
        return v == 0 ? 0 : v;
    }

    private static double asinFirst(double x) {
        return x <= 0.5 ? Math.asin(x) / ASIN_HALF * 30 : 90 - Math.acos(x) / ACOS_HALF * 60;
    }

    static double asind(double x) {
        return x >= 0 ? asinFirst(x) : -asinFirst(-x);
    }

    static double acosd(double x) {
        if (x < 0) {
            return 90 + asinFirst(-x);
        }
        return x <= 0.5 ? 90 - Math.asin(x) / ASIN_HALF * 30 : Math.acos(x) / ACOS_HALF * 60;
    }

    static double atand(double x) {
        return Math.atan(x) / ATAN_1 * 45;
    }

    static double atan2d(double y, double x) {
        return Math.atan2(y, x) / ATAN_1 * 45;
    }
}
