package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions seldom called that fit nowhere else: parse_ident, address arithmetic, record images, sizes. */
final class RareFunctions {
    private RareFunctions() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "parse_ident" -> (cx, a, r, o) -> parseIdent(cx, a[0].getText(r), a[1].getBool(r), o, r);
                    case "pg_size_pretty_numeric" -> (cx, a, r, o) -> o.setText(r, pretty(Num.decode(a[0], r)));
                    case "pg_wal_lsn_diff" ->
                        (cx, a, r, o) -> NumMath.sub(unsigned(a[0].longs[r]), unsigned(a[1].longs[r]))
                                .store(o, r);
                    case "record_image_eq" -> (cx, a, r, o) -> o.setBool(r, image(cx, a, r) == 0);
                    case "record_image_ne" -> (cx, a, r, o) -> o.setBool(r, image(cx, a, r) != 0);
                    case "record_image_lt" -> (cx, a, r, o) -> o.setBool(r, image(cx, a, r) < 0);
                    case "record_image_le" -> (cx, a, r, o) -> o.setBool(r, image(cx, a, r) <= 0);
                    case "record_image_gt" -> (cx, a, r, o) -> o.setBool(r, image(cx, a, r) > 0);
                    case "record_image_ge" -> (cx, a, r, o) -> o.setBool(r, image(cx, a, r) >= 0);
                    case "btrecordimagecmp" -> (cx, a, r, o) -> o.setLong(r, image(cx, a, r));
                    default -> net(p);
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static Num unsigned(long v) {
        return Num.parse(Long.toUnsignedString(v));
    }

    private static String pretty(Num v) {
        String[] unit = {"bytes", "kB", "MB", "GB", "TB", "PB"};
        Num size = v;
        for (int i = 0; ; i++) {
            Num limit = Num.of(i == 0 ? 10 * 1024 : 20 * 1024 - 1);
            if (i == unit.length - 1 || Num.compare(size.abs(), limit) < 0) {
                if (i > 0) {
                    Num one = Num.of(size.signum() >= 0 ? 1 : -1);
                    size = NumMath.divTrunc(NumMath.add(size, one), Num.of(2));
                }
                return size + " " + unit[i];
            }
            size = NumMath.divTrunc(size, Num.of(i == 0 ? 512 : 1024));
        }
    }

    // ---------------------------------------------------------------- records

    private static int image(EvalContext cx, Vector[] a, int r) {
        TupleDesc d = RecordValue.desc(cx.types(), a[0].arena, a[0].off[r]);
        TupleDesc e = RecordValue.desc(cx.types(), a[1].arena, a[1].off[r]);
        @Nullable Object[] x = RecordValue.deform(d, a[0].arena, a[0].off[r]);
        @Nullable Object[] y = RecordValue.deform(e, a[1].arena, a[1].off[r]);
        int n = Math.min(x.length, y.length);
        for (int i = 0; i < n; i++) {
            if (d.get(i).typeOid() != e.get(i).typeOid()) {
                throw Err.of(
                        SqlState.DATATYPE_MISMATCH,
                        "cannot compare dissimilar column types "
                                + cx.types().formatType(d.get(i).typeOid(), -1)
                                + " and " + cx.types().formatType(e.get(i).typeOid(), -1) + " at record column "
                                + (i + 1));
            }
            int c = compare(x[i], y[i]);
            if (c != 0) {
                return Integer.signum(c);
            }
        }
        if (x.length != y.length) {
            throw Err.of(SqlState.DATATYPE_MISMATCH, "cannot compare record types with different numbers of columns");
        }
        return 0;
    }

    private static int compare(@Nullable Object x, @Nullable Object y) {
        if (x == null || y == null) {
            return x == null ? (y == null ? 0 : 1) : -1;
        }
        if (x instanceof Long v && y instanceof Long w) {
            return Long.compareUnsigned(v, w);
        }
        return java.util.Arrays.compareUnsigned((byte[]) x, (byte[]) y);
    }

    // ---------------------------------------------------------------- names

    private static void parseIdent(EvalContext cx, String s, boolean strict, Vector o, int r) {
        List<String> parts = new ArrayList<>();
        int i = space(s, 0);
        boolean afterDot = false;
        for (; ; ) {
            boolean missing = true;
            if (i < s.length() && s.charAt(i) == '"') {
                StringBuilder b = new StringBuilder();
                i++;
                for (; ; i++) {
                    if (i >= s.length()) {
                        throw bad(s).detail("String has unclosed double quotes.");
                    }
                    if (s.charAt(i) == '"') {
                        if (i + 1 >= s.length() || s.charAt(i + 1) != '"') {
                            break;
                        }
                        i++;
                    }
                    b.append(s.charAt(i));
                }
                i++;
                if (b.length() == 0) {
                    throw bad(s).detail("Quoted identifier must not be empty.");
                }
                parts.add(b.toString());
                missing = false;
            } else if (i < s.length() && start(s.charAt(i))) {
                int from = i;
                while (i < s.length() && (start(s.charAt(i)) || Character.isDigit(s.charAt(i)) || s.charAt(i) == '$')) {
                    i++;
                }
                parts.add(lower(s.substring(from, i)));
                missing = false;
            }
            if (missing) {
                if (i < s.length() && s.charAt(i) == '.') {
                    throw bad(s).detail("No valid identifier before \".\".");
                }
                if (afterDot) {
                    throw bad(s).detail("No valid identifier after \".\".");
                }
                throw bad(s);
            }
            i = space(s, i);
            if (i < s.length() && s.charAt(i) == '.') {
                afterDot = true;
                i = space(s, i + 1);
            } else if (i >= s.length() || !strict) {
                break;
            } else {
                throw bad(s);
            }
        }
        TypeInfo text = cx.types().type(Oids.TEXT);
        Vector v = new Vector(true, parts.size());
        for (int k = 0; k < parts.size(); k++) {
            v.setText(k, parts.get(k));
        }
        o.setBytes(r, ArrayValue.of(text, v, parts.size()).encode());
    }

    private static org.hathi.base.SqlError bad(String s) {
        return Err.parameter("string is not a valid identifier: \"" + s + "\"");
    }

    private static int space(String s, int from) {
        int i = from;
        while (i < s.length() && (s.charAt(i) == ' ' || s.charAt(i) >= 9 && s.charAt(i) <= 13)) {
            i++;
        }
        return i;
    }

    private static boolean start(char c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 127;
    }

    private static String lower(String s) {
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            b.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return b.toString();
    }

    // ---------------------------------------------------------------- network addresses

    private static @Nullable RowKernel net(String p) {
        return switch (p) {
            case "inetnot" ->
                (cx, a, r, o) -> {
                    byte[] b = a[0].getBytes(r);
                    for (int i = 2; i < b.length; i++) {
                        b[i] = (byte) ~b[i];
                    }
                    o.setBytes(r, b);
                };
            case "inetand", "inetor" ->
                (cx, a, r, o) -> {
                    byte[] x = a[0].getBytes(r);
                    byte[] y = a[1].getBytes(r);
                    if (x[0] != y[0]) {
                        throw Err.parameter(
                                "cannot " + (p.equals("inetand") ? "AND" : "OR") + " inet values of different sizes");
                    }
                    for (int i = 2; i < x.length; i++) {
                        x[i] = (byte) (p.equals("inetand") ? x[i] & y[i] : x[i] | y[i]);
                    }
                    x[1] = (byte) Math.max(x[1] & 0xFF, y[1] & 0xFF);
                    o.setBytes(r, x);
                };
            case "inetpl" -> (cx, a, r, o) -> o.setBytes(r, plus(a[0].getBytes(r), a[1].longs[r]));
            case "inetmi_int8" -> (cx, a, r, o) -> o.setBytes(r, plus(a[0].getBytes(r), -a[1].longs[r]));
            case "inetmi" ->
                (cx, a, r, o) -> {
                    byte[] x = a[0].getBytes(r);
                    byte[] y = a[1].getBytes(r);
                    if (x[0] != y[0]) {
                        throw Err.parameter("cannot subtract inet values of different sizes");
                    }
                    java.math.BigInteger d = number(x).subtract(number(y));
                    if (x.length == 18) {
                        // the difference of two IPv6 addresses wraps around at 128 bits
                        java.math.BigInteger all = java.math.BigInteger.ONE.shiftLeft(128);
                        d = d.mod(all);
                        d = d.testBit(127) ? d.subtract(all) : d;
                    }
                    if (d.bitLength() > 63) {
                        throw Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "result is out of range");
                    }
                    o.setLong(r, d.longValue());
                };
            case "cidr_set_masklen" ->
                (cx, a, r, o) -> {
                    byte[] b = a[0].getBytes(r);
                    int max = (b.length - 2) * 8;
                    int n = a[1].getInt(r) == -1 ? max : a[1].getInt(r);
                    if (n < 0 || n > max) {
                        throw Err.parameter("invalid mask length: " + n);
                    }
                    clear(b, n);
                    o.setBytes(r, b);
                };
            case "inet_merge" ->
                (cx, a, r, o) -> {
                    byte[] x = a[0].getBytes(r);
                    byte[] y = a[1].getBytes(r);
                    if (x[0] != y[0]) {
                        throw Err.parameter("cannot merge addresses from different families");
                    }
                    int n = Math.min(x[1] & 0xFF, y[1] & 0xFF);
                    int same = 0;
                    while (same < n && bit(x, same) == bit(y, same)) {
                        same++;
                    }
                    clear(x, same);
                    o.setBytes(r, x);
                };
            case "hashinetextended" ->
                (cx, a, r, o) -> o.setLong(r, Hash.bytesExtended(a[0].arena, a[0].off[r], a[0].len[r], a[1].longs[r]));
            default -> null;
        };
    }

    private static boolean bit(byte[] b, int i) {
        return (b[2 + (i >> 3)] >> 7 - (i & 7) & 1) != 0;
    }

    private static void clear(byte[] b, int bits) {
        b[1] = (byte) bits;
        for (int i = bits; i < (b.length - 2) * 8; i++) {
            b[2 + (i >> 3)] &= (byte) ~(0x80 >> (i & 7));
        }
    }

    private static java.math.BigInteger number(byte[] b) {
        return new java.math.BigInteger(1, java.util.Arrays.copyOfRange(b, 2, b.length));
    }

    private static byte[] plus(byte[] b, long by) {
        java.math.BigInteger v = number(b).add(java.math.BigInteger.valueOf(by));
        if (v.signum() < 0 || v.bitLength() > (b.length - 2) * 8) {
            throw Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "result is out of range");
        }
        byte[] x = v.toByteArray();
        for (int i = 0; i < b.length - 2; i++) {
            int k = x.length - 1 - i;
            b[b.length - 1 - i] = k >= 0 ? x[k] : 0;
        }
        return b;
    }
}
