package org.hathi.types;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Polymorphic text functions (concat, format), digests, encode and decode, uuid, sizes, format_type. */
final class MiscFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = variadic(p, c);
        if (k == null) {
            k = digest(p);
        }
        if (k == null) {
            k = other(p, c);
        }
        if (k == null) {
            k = MoneyFamily.lookup(p);
        }
        if (k == null) {
            k = ToCharFamily.lookup(p);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    /** The output codecs of a call's arguments, made on first use. */
    private static final class Codecs {
        private final CallInfo call;
        private @Nullable Codec[] codecs = new Codec[0];

        Codecs(CallInfo call) {
            this.call = call;
        }

        void print(EvalContext cx, Vector[] a, int i, int r, ByteSink out) {
            if (codecs.length < a.length) {
                codecs = new Codec[a.length];
            }
            Codec c = codecs[i];
            if (c == null) {
                c = TypeIo.codec(cx.types(), call.argType(i) == 0 ? Oids.TEXT : call.argType(i));
                codecs[i] = c;
            }
            c.output(cx, a[i], r, out);
        }
    }

    private static @Nullable RowKernel variadic(String p, CallInfo c) {
        Codecs codecs = new Codecs(c);
        return switch (p) {
            case "text_concat" -> (cx, a, r, o) -> concat(cx, codecs, c, a, r, o, 0);
            case "text_concat_ws" -> (cx, a, r, o) -> concat(cx, codecs, c, a, r, o, 1);
            case "text_format", "text_format_nv" ->
                (cx, a, r, o) -> {
                    if (a[0].isNull(r)) {
                        o.setNull(r);
                    } else {
                        o.setText(r, new FormatText(cx, a, r, c).run());
                    }
                };
            case "pg_num_nulls" -> (cx, a, r, o) -> countNulls(cx, c, a, r, o, true);
            case "pg_num_nonnulls" -> (cx, a, r, o) -> countNulls(cx, c, a, r, o, false);
            default -> null;
        };
    }

    private static void countNulls(EvalContext cx, CallInfo c, Vector[] a, int r, Vector o, boolean nulls) {
        int n = 0;
        if (c.variadic()) {
            if (a[0].isNull(r)) {
                o.setNull(r);
                return;
            }
            ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
            for (int i = 0; i < v.count; i++) {
                n += v.values.isNull(i) == nulls ? 1 : 0;
            }
        } else {
            for (Vector x : a) {
                n += x.isNull(r) == nulls ? 1 : 0;
            }
        }
        o.setLong(r, n);
    }

    private static void concat(EvalContext cx, Codecs codecs, CallInfo c, Vector[] a, int r, Vector o, int from) {
        if (from == 1 && a[0].isNull(r)) {
            o.setNull(r);
            return;
        }
        ByteSink s = new ByteSink(64);
        boolean first = true;
        if (c.variadic()) {
            if (a[from].isNull(r)) {
                o.setNull(r);
                return;
            }
            ArrayValue v = ArrayValue.decode(cx.types(), a[from], r);
            Codec codec = TypeIo.codec(cx.types(), v.elem.oid());
            for (int i = 0; i < v.count; i++) {
                if (!v.values.isNull(i)) {
                    if (!first && from == 1) {
                        s.put(a[0].arena, a[0].off[r], a[0].len[r]);
                    }
                    first = false;
                    codec.output(cx, v.values, i, s);
                }
            }
        } else {
            for (int i = from; i < a.length; i++) {
                if (!a[i].isNull(r)) {
                    if (!first && from == 1) {
                        s.put(a[0].arena, a[0].off[r], a[0].len[r]);
                    }
                    first = false;
                    codecs.print(cx, a, i, r, s);
                }
            }
        }
        o.setBytes(r, s.buf, 0, s.size);
    }

    private static byte[] digest(String algorithm, Vector v, int r) {
        try {
            MessageDigest d = MessageDigest.getInstance(algorithm);
            d.update(v.arena, v.off[r], v.len[r]);
            return d.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable RowKernel digest(String p) {
        return switch (p) {
            case "md5_text", "md5_bytea" ->
                (cx, a, r, o) -> {
                    ByteSink s = new ByteSink(32);
                    for (byte b : digest("MD5", a[0], r)) {
                        ByteaText.hex(b, s);
                    }
                    o.setBytes(r, s.buf, 0, 32);
                };
            case "sha224_bytea" -> (cx, a, r, o) -> o.setBytes(r, digest("SHA-224", a[0], r));
            case "sha256_bytea" -> (cx, a, r, o) -> o.setBytes(r, digest("SHA-256", a[0], r));
            case "sha384_bytea" -> (cx, a, r, o) -> o.setBytes(r, digest("SHA-384", a[0], r));
            case "sha512_bytea" -> (cx, a, r, o) -> o.setBytes(r, digest("SHA-512", a[0], r));
            case "binary_encode" -> (cx, a, r, o) -> o.setBytes(r, encode(a[0].getBytes(r), a[1].getText(r)));
            case "binary_decode" -> (cx, a, r, o) -> o.setBytes(r, decode(a[0].getText(r), a[1].getText(r)));
            case "gen_random_uuid" -> {
                SecureRandom random = new SecureRandom();
                yield (cx, a, r, o) -> {
                    byte[] b = new byte[16];
                    random.nextBytes(b);
                    b[6] = (byte) (b[6] & 0x0F | 0x40);
                    b[8] = (byte) (b[8] & 0x3F | 0x80);
                    o.setBytes(r, b);
                };
            }
            default -> null;
        };
    }

    private static byte[] encode(byte[] b, String form) {
        ByteSink s = new ByteSink(b.length * 2);
        switch (form.toLowerCase(java.util.Locale.ROOT)) {
            case "hex" -> {
                for (byte x : b) {
                    ByteaText.hex(x, s);
                }
            }
            case "base64" -> {
                return Base64.getMimeEncoder(76, new byte[] {'\n'}).encode(b);
            }
            case "escape" -> {
                for (byte x : b) {
                    if (x == 0 || x < 0) {
                        s.put('\\')
                                .put('0' + (x >> 6 & 3))
                                .put('0' + (x >> 3 & 7))
                                .put('0' + (x & 7));
                    } else if (x == '\\') {
                        s.put('\\').put('\\');
                    } else {
                        s.put(x);
                    }
                }
            }
            default -> throw Err.parameter("unrecognized encoding: \"" + form + "\"");
        }
        return s.toBytes();
    }

    private static byte[] decode(String t, String form) {
        switch (form.toLowerCase(java.util.Locale.ROOT)) {
            case "hex" -> {
                return ByteaText.parseHex(t, 0);
            }
            case "base64" -> {
                return base64(t);
            }
            case "escape" -> {
                return ByteaText.parse(t.startsWith("\\x") ? "\\\\" + t.substring(1) : t);
            }
            default -> throw Err.parameter("unrecognized encoding: \"" + form + "\"");
        }
    }

    private static byte[] base64(String t) {
        byte[] out = new byte[t.length() * 3 / 4 + 3];
        int n = 0;
        int bits = 0;
        int have = 0;
        int end = 0;
        for (int i = 0; i < t.length(); i++) {
            char c = t.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                continue;
            }
            int v = 0;
            if (c == '=') {
                if (end == 0) {
                    if (have < 2) {
                        throw Err.parameter("unexpected \"=\" while decoding base64 sequence");
                    }
                    end = have == 2 ? 1 : 2;
                }
            } else {
                v = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(c);
                if (v < 0) {
                    throw Err.parameter("invalid symbol \"" + new String(Character.toChars(t.codePointAt(i)))
                            + "\" found while decoding base64 sequence");
                }
            }
            bits = bits << 6 | v;
            if (++have == 4) {
                out[n++] = (byte) (bits >> 16);
                if (end == 0 || end > 1) {
                    out[n++] = (byte) (bits >> 8);
                }
                if (end == 0 || end > 2) {
                    out[n++] = (byte) bits;
                }
                have = 0;
                bits = 0;
            }
        }
        if (have != 0) {
            throw Err.parameter("invalid base64 end sequence")
                    .hint("Input data is missing padding, is truncated, or is otherwise corrupted.");
        }
        return java.util.Arrays.copyOf(out, n);
    }

    private static @Nullable RowKernel other(String p, CallInfo c) {
        return switch (p) {
            case "format_type" ->
                (cx, a, r, o) -> {
                    if (a[0].isNull(r)) {
                        o.setNull(r);
                    } else {
                        int oid = a[0].getInt(r);
                        o.setText(
                                r,
                                oid == 0
                                        ? "-"
                                        : a[1].isNull(r)
                                                ? cx.types().formatType(oid, -1)
                                                : cx.types().formatTypeWithTypmod(oid, a[1].getInt(r)));
                    }
                };
            case "pg_typeof" -> (cx, a, r, o) -> o.setLong(r, c.argType(0) & 0xFFFFFFFFL);
            case "oidvectortypes" ->
                (cx, a, r, o) -> {
                    ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
                    StringBuilder b = new StringBuilder();
                    for (int i = 0; i < v.count; i++) {
                        b.append(i > 0 ? ", " : "").append(cx.types().formatType(v.values.getInt(i), -1));
                    }
                    o.setText(r, b.toString());
                };
            case "pg_size_pretty" -> (cx, a, r, o) -> o.setText(r, pretty(a[0].longs[r]));
            case "pg_collation_for" ->
                (cx, a, r, o) -> {
                    if (c.collation() == 0) {
                        int type = c.argType(0);
                        if (type != Oids.UNKNOWN && cx.types().type(type).collation() == 0) {
                            throw Err.of(
                                    SqlState.DATATYPE_MISMATCH,
                                    "collations are not supported by type "
                                            + cx.types().formatType(type, -1));
                        }
                        o.setNull(r);
                    } else {
                        o.setText(
                                r,
                                c.collation() == Oids.C_COLLATION
                                        ? "\"C\""
                                        : c.collation() == Oids.POSIX_COLLATION ? "\"POSIX\"" : "\"default\"");
                    }
                };
            case "void_in" -> (cx, a, r, o) -> o.setLong(r, 0);
            case "void_out" -> (cx, a, r, o) -> o.setText(r, "");
            case "bitlength" -> (cx, a, r, o) -> o.setLong(r, BitString.length(a[0].arena, a[0].off[r]));
            case "bitoctetlength" -> (cx, a, r, o) -> o.setLong(r, a[0].len[r] - 4L);
            case "bitcat" ->
                (cx, a, r, o) -> {
                    int n = BitString.length(a[0].arena, a[0].off[r]);
                    int m = BitString.length(a[1].arena, a[1].off[r]);
                    byte[] b = BitString.make(n + m);
                    for (int i = 0; i < n + m; i++) {
                        if (i < n
                                ? BitString.get(a[0].arena, a[0].off[r], i)
                                : BitString.get(a[1].arena, a[1].off[r], i - n)) {
                            BitString.set(b, i);
                        }
                    }
                    o.setBytes(r, b);
                };
            case "unistr" -> (cx, a, r, o) -> o.setText(r, unistr(a[0].getText(r)));
            default -> null;
        };
    }

    private static String pretty(long v) {
        String[] unit = {"bytes", "kB", "MB", "GB", "TB", "PB"};
        long size = v;
        for (int i = 0; ; i++) {
            long limit = i == 0 ? 10 * 1024 : 20 * 1024 - 1;
            if (i == unit.length - 1 || size > -limit && size < limit) {
                return (i == 0 ? size : (size + (size > 0 ? 1 : -1)) / 2) + " " + unit[i];
            }
            size = i == 0 ? size / 512 : size / 1024;
        }
    }

    private static String unistr(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '\\') {
                b.append(c);
                continue;
            }
            if (i + 1 < s.length() && s.charAt(i + 1) == '\\') {
                b.append('\\');
                i++;
                continue;
            }
            char k = i + 1 < s.length() ? s.charAt(i + 1) : ' ';
            int from = k == '+' || k == 'u' || k == 'U' ? i + 2 : i + 1;
            int n = k == '+' ? 6 : k == 'U' ? 8 : 4;
            try {
                int cp = Integer.parseInt(s.substring(from, from + n), 16);
                b.appendCodePoint(cp);
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw Err.of(SqlState.SYNTAX_ERROR, "invalid Unicode escape")
                        .hint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.");
            }
            i = from + n - 1;
        }
        return b.toString();
    }
}
