package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** The built-in aggregates by pg_proc OID. */
public final class Aggregates {
    private Aggregates() {}

    /** The aggregate with that OID, or null when it is not built in (or not implemented). */
    public static @Nullable Aggregate lookup(int aggfnoid) {
        return switch (aggfnoid) {
            case 2147 -> c -> new AggBasic.Count(true);
            case 2803 -> c -> new AggBasic.Count(false);
            case 2107 -> c -> new AggNumeric.Int128Sum(false);
            case 2108, 2109 -> c -> new AggBasic.LongSum("bigint");
            case 2112 -> c -> new AggBasic.LongSum("bigint");
            case 2110 -> c -> new AggFloat.Sum4();
            case 2111 -> c -> new AggFloat.Sum8();
            case 2113 -> c -> new AggBasic.IntervalSum(false);
            case 2114 -> c -> new AggNumeric.Sum(false);
            case 2100, 2101, 2102 -> c -> new AggNumeric.Int128Sum(true);
            case 2103 -> c -> new AggNumeric.Sum(true);
            case 2104 -> c -> new AggFloat.Moments(true, AggFloat.AVG);
            case 2105 -> c -> new AggFloat.Moments(false, AggFloat.AVG);
            case 2106 -> c -> new AggBasic.IntervalSum(true);
            case 2517, 2519 -> c -> new AggBasic.Fold(AggBasic.AND);
            case 2518 -> c -> new AggBasic.Fold(AggBasic.OR);
            case 2236, 2238, 2240 -> c -> new AggBasic.Fold(AggBasic.AND);
            case 2237, 2239, 2241 -> c -> new AggBasic.Fold(AggBasic.OR);
            case 6164, 6165, 6166 -> c -> new AggBasic.Fold(AggBasic.XOR);
            case 2242 -> c -> new AggBits(AggBasic.AND);
            case 2243 -> c -> new AggBits(AggBasic.OR);
            case 6167 -> c -> new AggBits(AggBasic.XOR);
            case 3538, 3545 -> c -> new AggCollect.StringAgg();
            case 2335 -> c -> new AggCollect.ArrayAgg(c.argType(0));
            case 4053 -> c -> new AggCollect.ArrayOfArrays();
            default -> more(aggfnoid);
        };
    }

    private static @Nullable Aggregate more(int oid) {
        Aggregate a = minMax(oid);
        if (a != null) {
            return a;
        }
        a = moments(oid);
        if (a != null) {
            return a;
        }
        switch (oid) {
            case 3175, 3197 -> {
                return c -> new AggJson.Text(c, oid == 3197);
            }
            case 3267 -> {
                return AggJson.Array::new;
            }
            case 3270 -> {
                return AggJson.Members::new;
            }
            case 4301, 6227, 4450, 4389 -> {
                return c -> new AggRange(c, oid == 4450 || oid == 4389);
            }
            default -> {}
        }
        if (oid >= 2818 && oid <= 2829) {
            return c -> new AggFloat.Regression(oid);
        }
        return null;
    }

    private static @Nullable Aggregate moments(int oid) {
        return switch (oid) {
            case 2157, 2715 -> c -> new AggFloat.Moments(true, AggFloat.STDDEV_SAMP);
            case 2158, 2716 -> c -> new AggFloat.Moments(false, AggFloat.STDDEV_SAMP);
            case 2727 -> c -> new AggFloat.Moments(true, AggFloat.STDDEV_POP);
            case 2728 -> c -> new AggFloat.Moments(false, AggFloat.STDDEV_POP);
            case 2151, 2644 -> c -> new AggFloat.Moments(true, AggFloat.VAR_SAMP);
            case 2152, 2645 -> c -> new AggFloat.Moments(false, AggFloat.VAR_SAMP);
            case 2721 -> c -> new AggFloat.Moments(true, AggFloat.VAR_POP);
            case 2722 -> c -> new AggFloat.Moments(false, AggFloat.VAR_POP);
            case 2154, 2155, 2156, 2712, 2713, 2714 -> c -> new AggNumeric.Variance(true, false, true);
            case 2159, 2717 -> c -> new AggNumeric.Variance(false, false, true);
            case 2724, 2725, 2726 -> c -> new AggNumeric.Variance(true, false, false);
            case 2729 -> c -> new AggNumeric.Variance(false, false, false);
            case 2148, 2149, 2150, 2641, 2642, 2643 -> c -> new AggNumeric.Variance(true, true, true);
            case 2153, 2646 -> c -> new AggNumeric.Variance(false, true, true);
            case 2718, 2719, 2720 -> c -> new AggNumeric.Variance(true, true, false);
            case 2723 -> c -> new AggNumeric.Variance(false, true, false);
            default -> null;
        };
    }

    private static @Nullable Aggregate minMax(int oid) {
        int type =
                switch (oid) {
                    case 2115,
                            2116,
                            2117,
                            2122,
                            2123,
                            2125,
                            2126,
                            2127,
                            2131,
                            2132,
                            2133,
                            2138,
                            2139,
                            2141,
                            2142,
                            2143 -> Oids.INT8;
                    case 2118, 2134 -> Oids.OID;
                    case 2119, 2135 -> Oids.FLOAT4;
                    case 2120, 2136 -> Oids.FLOAT8;
                    case 2124, 2140 -> Oids.TIMETZ;
                    case 2128, 2144 -> Oids.INTERVAL;
                    case 2129, 2145 -> Oids.TEXT;
                    case 2130, 2146 -> Oids.NUMERIC;
                    case 2244, 2245 -> Oids.BPCHAR;
                    case 2797, 2798 -> Oids.TID;
                    case 3564, 3565 -> Oids.INET;
                    case 4189, 4190 -> Oids.PG_LSN;
                    case 5099, 5100 -> Oids.XID8;
                    case 2050, 2051, 3526, 3527 -> -1;
                    default -> 0;
                };
        boolean max =
                switch (oid) {
                    case 2050, 2244, 2797, 3526, 3564, 4189, 5099 -> true;
                    default -> oid >= 2115 && oid <= 2130;
                };
        return type == 0 ? null : c -> new AggBasic.MinMax(type == -1 ? c.argType(0) : type, c.collation(), max);
    }
}
