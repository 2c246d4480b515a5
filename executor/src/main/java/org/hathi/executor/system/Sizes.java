package org.hathi.executor.system;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** pg_size_bytes(): a size with a unit as bytes. */
final class Sizes {
    private Sizes() {}

    static Object parse(String text) {
        String t = text.strip();
        int n = 0;
        while (n < t.length() && "+-.0123456789eE".indexOf(t.charAt(n)) >= 0) {
            if ((t.charAt(n) == 'e' || t.charAt(n) == 'E')
                    && (n + 1 >= t.length() || "+-0123456789".indexOf(t.charAt(n + 1)) < 0)) {
                break;
            }
            n++;
        }
        BigDecimal v;
        try {
            v = new BigDecimal(t.substring(0, n));
        } catch (NumberFormatException e) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid size: \"" + text + "\"");
        }
        String unit = t.substring(n).strip();
        int shift =
                switch (unit.toLowerCase(Locale.ROOT)) {
                    case "", "bytes" -> 0;
                    case "kb" -> 10;
                    case "mb" -> 20;
                    case "gb" -> 30;
                    case "tb" -> 40;
                    case "pb" -> 50;
                    default ->
                        throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid size: \"" + text + "\"")
                                .detail("Invalid size unit: \"" + unit + "\".")
                                .hint("Valid units are \"bytes\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\".");
                };
        BigDecimal bytes = v.multiply(BigDecimal.valueOf(1L << shift)).setScale(0, RoundingMode.HALF_UP);
        if (bytes.toBigInteger().bitLength() > 63) {
            throw new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        return bytes.longValueExact();
    }
}
