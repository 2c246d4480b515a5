package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** String functions on bytes: length, concatenation, substrings, trimming, casts among string types. */
final class TextFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = basic(p);
        if (k == null) {
            k = cast(p);
        }
        if (k == null) {
            k = slice(p);
        }
        if (k == null) {
            k = change(p);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static @Nullable RowKernel basic(String p) {
        return switch (p) {
            case "textlen" -> (cx, a, r, o) -> o.setLong(r, Bytes.chars(a[0].arena, a[0].off[r], a[0].len[r]));
            case "bpcharlen" ->
                (cx, a, r, o) -> o.setLong(
                        r, Bytes.chars(a[0].arena, a[0].off[r], Bytes.trimmed(a[0].arena, a[0].off[r], a[0].len[r])));
            case "textoctetlen", "byteaoctetlen", "bpcharoctetlen" -> (cx, a, r, o) -> o.setLong(r, a[0].len[r]);
            case "textcat", "byteacat" -> TextFamily::concat;
            case "text_starts_with" ->
                (cx, a, r, o) -> o.setBool(
                        r,
                        a[0].len[r] >= a[1].len[r]
                                && Bytes.equal(
                                        a[0].arena, a[0].off[r], a[1].len[r], a[1].arena, a[1].off[r], a[1].len[r]));
            case "textpos" ->
                (cx, a, r, o) -> {
                    int at = indexOf(a[0], a[1], r, 0);
                    o.setLong(r, at < 0 ? 0 : Bytes.chars(a[0].arena, a[0].off[r], at) + 1);
                };
            case "byteapos" -> (cx, a, r, o) -> o.setLong(r, indexOf(a[0], a[1], r, 0) + 1);
            case "ascii" ->
                (cx, a, r, o) -> {
                    String s = a[0].getText(r);
                    o.setLong(r, s.isEmpty() ? 0 : s.codePointAt(0));
                };
            case "chr" -> TextFamily::chr;
            case "nameeqtext",
                    "namenetext",
                    "namelttext",
                    "nameletext",
                    "namegttext",
                    "namegetext",
                    "texteqname",
                    "textnename",
                    "textltname",
                    "textlename",
                    "textgtname",
                    "textgename",
                    "btnametextcmp",
                    "bttextnamecmp" -> nameText(p);
            case "nameconcatoid" ->
                (cx, a, r, o) -> {
                    String suffix = "_" + a[1].longs[r];
                    byte[] b = a[0].getBytes(r);
                    int n = Bytes.clip(b, 0, ScalarCodecs.nameLen(b, 0), 63 - suffix.length());
                    byte[] out = new byte[64];
                    System.arraycopy(b, 0, out, 0, n);
                    byte[] s = Bytes.utf8(suffix);
                    System.arraycopy(s, 0, out, n, s.length);
                    o.setBytes(r, out);
                };
            default -> null;
        };
    }

    private static RowKernel nameText(String p) {
        String op = p.endsWith("cmp") ? "cmp" : p.startsWith("name") ? p.substring(4, 6) : p.substring(4, 6);
        int code =
                switch (op) {
                    case "eq" -> CompareFamily.EQ;
                    case "ne" -> CompareFamily.NE;
                    case "lt" -> CompareFamily.LT;
                    case "le" -> CompareFamily.LE;
                    case "gt" -> CompareFamily.GT;
                    case "ge" -> CompareFamily.GE;
                    default -> CompareFamily.CMP;
                };
        boolean first = p.startsWith("name") || p.startsWith("btname");
        return (cx, a, r, o) -> {
            int la = first ? ScalarCodecs.nameLen(a[0].arena, a[0].off[r]) : a[0].len[r];
            int lb = first ? a[1].len[r] : ScalarCodecs.nameLen(a[1].arena, a[1].off[r]);
            int c = Bytes.compare(a[0].arena, a[0].off[r], la, a[1].arena, a[1].off[r], lb);
            o.setLong(r, CompareFamily.test(code, Integer.signum(c)));
        };
    }

    private static void concat(EvalContext cx, Vector[] a, int r, Vector o) {
        int la = a[0].len[r];
        int lb = a[1].len[r];
        int at = o.reserve(la + lb);
        System.arraycopy(a[0].arena, a[0].off[r], o.arena, at, la);
        System.arraycopy(a[1].arena, a[1].off[r], o.arena, at + la, lb);
        o.setSlice(r, at, la + lb);
    }

    /** Byte index of b's value in a's value from byte {@code from}, or -1. */
    static int indexOf(Vector a, Vector b, int r, int from) {
        int n = a.len[r] - b.len[r];
        int bo = b.off[r];
        int bl = b.len[r];
        for (int i = from; i <= n; i++) {
            if (java.util.Arrays.equals(a.arena, a.off[r] + i, a.off[r] + i + bl, b.arena, bo, bo + bl)) {
                return i;
            }
        }
        return -1;
    }

    private static void chr(EvalContext cx, Vector[] a, int r, Vector o) {
        int v = a[0].getInt(r);
        if (v < 0) {
            throw Err.parameter("character number must be positive");
        }
        if (v == 0) {
            throw Err.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "null character not permitted");
        }
        if (v > 0x10FFFF) {
            throw Err.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character too large for encoding: " + v);
        }
        if (v >= 0xD800 && v <= 0xDFFF) {
            throw Err.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character not valid for encoding: " + v);
        }
        o.setText(r, new String(Character.toChars(v)));
    }

    private static @Nullable RowKernel cast(String p) {
        return switch (p) {
            case "rtrim1" ->
                (cx, a, r, o) ->
                        o.setBytes(r, a[0].arena, a[0].off[r], Bytes.trimmed(a[0].arena, a[0].off[r], a[0].len[r]));
            case "varchar" ->
                (cx, a, r, o) ->
                        TextCodecs.varchar(a[0].arena, a[0].off[r], a[0].len[r], a[1].getInt(r), a[2].getBool(r), o, r);
            case "bpchar" ->
                (cx, a, r, o) ->
                        TextCodecs.bpchar(a[0].arena, a[0].off[r], a[0].len[r], a[1].getInt(r), a[2].getBool(r), o, r);
            case "char_text", "char_bpchar" ->
                (cx, a, r, o) -> {
                    ByteSink s = new ByteSink(4);
                    ScalarCodecs.Char.text((byte) a[0].longs[r], s);
                    o.setBytes(r, s.buf, 0, s.size);
                };
            case "text_char" -> (cx, a, r, o) -> o.setLong(r, ScalarCodecs.Char.of(a[0].getBytes(r)));
            case "name_text", "name_bpchar" ->
                (cx, a, r, o) -> o.setBytes(r, a[0].arena, a[0].off[r], ScalarCodecs.nameLen(a[0].arena, a[0].off[r]));
            case "text_name" -> (cx, a, r, o) -> o.setBytes(r, ScalarCodecs.name(a[0].arena, a[0].off[r], a[0].len[r]));
            case "bpchar_name" ->
                (cx, a, r, o) -> o.setBytes(
                        r,
                        ScalarCodecs.name(
                                a[0].arena, a[0].off[r], Bytes.trimmed(a[0].arena, a[0].off[r], a[0].len[r])));
            case "booltext" -> (cx, a, r, o) -> o.setText(r, a[0].getBool(r) ? "true" : "false");
            case "text_regclass" ->
                (cx, a, r, o) ->
                        o.setLong(r, cx.types().regLookup(cx, Oids.REGCLASS, a[0].getText(r), false) & 0xFFFFFFFFL);
            default -> null;
        };
    }

    private static @Nullable RowKernel slice(String p) {
        return switch (p) {
            case "text_substr" -> (cx, a, r, o) -> substr(a[0], r, a[1].getInt(r), a[2].getInt(r), true, o, true);
            case "text_substr_no_len" -> (cx, a, r, o) -> substr(a[0], r, a[1].getInt(r), 0, false, o, true);
            case "bytea_substr" -> (cx, a, r, o) -> substr(a[0], r, a[1].getInt(r), a[2].getInt(r), true, o, false);
            case "bytea_substr_no_len" -> (cx, a, r, o) -> substr(a[0], r, a[1].getInt(r), 0, false, o, false);
            case "text_left" ->
                (cx, a, r, o) -> {
                    long n = a[1].getInt(r);
                    if (n < 0) {
                        n += Bytes.chars(a[0].arena, a[0].off[r], a[0].len[r]);
                    }
                    o.setBytes(r, a[0].arena, a[0].off[r], Bytes.prefix(a[0].arena, a[0].off[r], a[0].len[r], n));
                };
            case "text_right" ->
                (cx, a, r, o) -> {
                    long n = a[1].getInt(r);
                    n = n == Integer.MIN_VALUE ? 0 : n < 0 ? -n : Bytes.chars(a[0].arena, a[0].off[r], a[0].len[r]) - n;
                    int skip = Bytes.prefix(a[0].arena, a[0].off[r], a[0].len[r], n);
                    o.setBytes(r, a[0].arena, a[0].off[r] + skip, a[0].len[r] - skip);
                };
            case "btrim1" -> (cx, a, r, o) -> trimBlanks(a[0], r, true, true, o);
            case "ltrim1" -> (cx, a, r, o) -> trimBlanks(a[0], r, true, false, o);
            case "btrim" -> (cx, a, r, o) -> trim(a[0].getText(r), a[1].getText(r), true, true, o, r);
            case "ltrim" -> (cx, a, r, o) -> trim(a[0].getText(r), a[1].getText(r), true, false, o, r);
            case "rtrim" -> (cx, a, r, o) -> trim(a[0].getText(r), a[1].getText(r), false, true, o, r);
            case "byteatrim" -> (cx, a, r, o) -> byteaTrim(a, r, true, true, o);
            case "bytealtrim" -> (cx, a, r, o) -> byteaTrim(a, r, true, false, o);
            case "byteartrim" -> (cx, a, r, o) -> byteaTrim(a, r, false, true, o);
            default -> null;
        };
    }

    private static void substr(Vector v, int r, int start, int length, boolean limited, Vector o, boolean text) {
        if (limited && length < 0) {
            throw Err.of(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
        }
        long from = Math.max(start, 1) - 1L;
        long end = limited ? (long) start + length - 1 : Long.MAX_VALUE;
        int base = v.off[r];
        int len = v.len[r];
        if (end <= from) {
            o.setBytes(r, v.arena, base, 0);
            return;
        }
        int skip = text ? Bytes.prefix(v.arena, base, len, from) : (int) Math.min(from, len);
        long want = end == Long.MAX_VALUE ? Long.MAX_VALUE : end - from;
        int n = text ? Bytes.prefix(v.arena, base + skip, len - skip, want) : (int) Math.min(want, len - skip);
        o.setBytes(r, v.arena, base + skip, n);
    }

    private static void trimBlanks(Vector v, int r, boolean left, boolean right, Vector o) {
        int from = v.off[r];
        int end = from + v.len[r];
        while (left && from < end && v.arena[from] == ' ') {
            from++;
        }
        while (right && end > from && v.arena[end - 1] == ' ') {
            end--;
        }
        o.setBytes(r, v.arena, from, end - from);
    }

    private static void trim(String s, String set, boolean left, boolean right, Vector o, int r) {
        int from = 0;
        int end = s.length();
        while (left && from < end) {
            int cp = s.codePointAt(from);
            if (set.indexOf(cp) < 0) {
                break;
            }
            from += Character.charCount(cp);
        }
        while (right && end > from) {
            int cp = s.codePointBefore(end);
            if (set.indexOf(cp) < 0) {
                break;
            }
            end -= Character.charCount(cp);
        }
        o.setText(r, s.substring(from, end));
    }

    private static void byteaTrim(Vector[] a, int r, boolean left, boolean right, Vector o) {
        byte[] set = a[1].getBytes(r);
        int from = a[0].off[r];
        int end = from + a[0].len[r];
        while (left && from < end && contains(set, a[0].arena[from])) {
            from++;
        }
        while (right && end > from && contains(set, a[0].arena[end - 1])) {
            end--;
        }
        o.setBytes(r, a[0].arena, from, end - from);
    }

    private static boolean contains(byte[] set, byte b) {
        for (byte x : set) {
            if (x == b) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable RowKernel change(String p) {
        return switch (p) {
            case "upper" -> (cx, a, r, o) -> caseMap(a[0], r, true, o);
            case "lower" -> (cx, a, r, o) -> caseMap(a[0], r, false, o);
            case "initcap" ->
                (cx, a, r, o) -> {
                    String s = a[0].getText(r);
                    StringBuilder b = new StringBuilder(s.length());
                    boolean in = false;
                    for (int i = 0; i < s.length(); ) {
                        int cp = s.codePointAt(i);
                        b.appendCodePoint(in ? Character.toLowerCase(cp) : Character.toUpperCase(cp));
                        in = Character.isLetterOrDigit(cp);
                        i += Character.charCount(cp);
                    }
                    o.setText(r, b.toString());
                };
            case "replace_text" -> TextFamily::replace;
            case "translate" -> TextFamily::translate;
            case "repeat" ->
                (cx, a, r, o) -> {
                    long n = Math.max(0, a[1].getInt(r)) * (long) a[0].len[r];
                    if (n > 0x3FFFFFFF - 4) {
                        throw Err.tooLong();
                    }
                    int at = o.reserve((int) n);
                    for (int k = 0; a[0].len[r] > 0 && k < n; k += a[0].len[r]) {
                        System.arraycopy(a[0].arena, a[0].off[r], o.arena, at + k, a[0].len[r]);
                    }
                    o.setSlice(r, at, (int) n);
                };
            case "text_reverse" ->
                (cx, a, r, o) -> {
                    int n = a[0].len[r];
                    int at = o.reserve(n);
                    int from = a[0].off[r];
                    int to = at + n;
                    for (int i = 0; i < n; ) {
                        int l = Math.min(Bytes.charLen(a[0].arena[from + i]), n - i);
                        to -= l;
                        System.arraycopy(a[0].arena, from + i, o.arena, to, l);
                        i += l;
                    }
                    o.setSlice(r, at, n);
                };
            case "lpad" -> (cx, a, r, o) -> pad(a, r, o, true);
            case "rpad" -> (cx, a, r, o) -> pad(a, r, o, false);
            case "textoverlay" ->
                (cx, a, r, o) -> overlay(a[0].getText(r), a[1].getText(r), a[2].getInt(r), a[3].getInt(r), o, r);
            case "textoverlay_no_len" ->
                (cx, a, r, o) -> {
                    String t = a[1].getText(r);
                    overlay(a[0].getText(r), t, a[2].getInt(r), t.codePointCount(0, t.length()), o, r);
                };
            case "split_part" -> (cx, a, r, o) -> splitPart(a[0].getText(r), a[1].getText(r), a[2].getInt(r), o, r);
            case "quote_ident" -> (cx, a, r, o) -> o.setText(r, Quote.ident(a[0].getText(r), cx.quoteAllIdentifiers));
            case "quote_literal" -> (cx, a, r, o) -> o.setText(r, Quote.literal(a[0].getText(r)));
            case "quote_nullable" ->
                (cx, a, r, o) -> o.setText(r, a[0].isNull(r) ? "NULL" : Quote.literal(a[0].getText(r)));
            default -> null;
        };
    }

    private static void caseMap(Vector v, int r, boolean up, Vector o) {
        int n = v.len[r];
        int at = o.reserve(n);
        int from = v.off[r];
        for (int i = 0; i < n; i++) {
            byte b = v.arena[from + i];
            if (b < 0) {
                o.arenaLen = at;
                wideCase(v.getText(r), up, r, o);
                return;
            }
            o.arena[at + i] = (byte) (up ? (b >= 'a' && b <= 'z' ? b - 32 : b) : b >= 'A' && b <= 'Z' ? b + 32 : b);
        }
        o.setSlice(r, at, n);
    }

    private static void wideCase(String s, boolean up, int r, Vector o) {
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); ) {
            int cp = s.codePointAt(i);
            b.appendCodePoint(up ? Character.toUpperCase(cp) : Character.toLowerCase(cp));
            i += Character.charCount(cp);
        }
        o.setText(r, b.toString());
    }

    private static void replace(EvalContext cx, Vector[] a, int r, Vector o) {
        if (a[1].len[r] == 0 || a[0].len[r] == 0) {
            o.copyRow(a[0], r, r);
            return;
        }
        ByteSink b = new ByteSink(a[0].len[r] + 16);
        int from = 0;
        for (int at = indexOf(a[0], a[1], r, 0); at >= 0; at = indexOf(a[0], a[1], r, from)) {
            b.put(a[0].arena, a[0].off[r] + from, at - from).put(a[2].arena, a[2].off[r], a[2].len[r]);
            from = at + a[1].len[r];
        }
        b.put(a[0].arena, a[0].off[r] + from, a[0].len[r] - from);
        o.setBytes(r, b.buf, 0, b.size);
    }

    private static void translate(EvalContext cx, Vector[] a, int r, Vector o) {
        String s = a[0].getText(r);
        int[] from = a[1].getText(r).codePoints().toArray();
        int[] to = a[2].getText(r).codePoints().toArray();
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); ) {
            int cp = s.codePointAt(i);
            i += Character.charCount(cp);
            int k = 0;
            while (k < from.length && from[k] != cp) {
                k++;
            }
            if (k == from.length) {
                b.appendCodePoint(cp);
            } else if (k < to.length) {
                b.appendCodePoint(to[k]);
            }
        }
        o.setText(r, b.toString());
    }

    private static void pad(Vector[] a, int r, Vector o, boolean left) {
        int n = Math.max(0, a[1].getInt(r));
        if (n > (0x3FFFFFFF - 4) / 4) {
            throw Err.tooLong();
        }
        byte[] s = a[0].arena;
        int have = Bytes.chars(s, a[0].off[r], a[0].len[r]);
        byte[] fill = a[2].getBytes(r);
        int keep = Bytes.prefix(s, a[0].off[r], a[0].len[r], n);
        ByteSink b = new ByteSink(Math.max(16, n));
        if (!left) {
            b.put(s, a[0].off[r], keep);
        }
        int f = 0;
        for (int k = have; k < n && fill.length > 0; k++) {
            int l = Math.min(Bytes.charLen(fill[f]), fill.length - f);
            b.put(fill, f, l);
            f += l;
            if (f >= fill.length) {
                f = 0;
            }
        }
        if (left) {
            b.put(s, a[0].off[r], keep);
        }
        o.setBytes(r, b.buf, 0, b.size);
    }

    private static void overlay(String s, String t, int start, int n, Vector o, int r) {
        if (start <= 0) {
            throw Err.of(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
        }
        long end = (long) start + n;
        if (end != (int) end) {
            throw Err.range("integer");
        }
        int chars = s.codePointCount(0, s.length());
        int a = s.offsetByCodePoints(0, Math.min(start - 1, chars));
        int b = s.offsetByCodePoints(0, (int) Math.max(0, Math.min(end - 1, chars)));
        o.setText(r, s.substring(0, a) + t + s.substring(b));
    }

    private static void splitPart(String s, String sep, int field, Vector o, int r) {
        if (field == 0) {
            throw Err.parameter("field position must not be zero");
        }
        if (sep.isEmpty()) {
            o.setText(r, field == 1 || field == -1 ? s : "");
            return;
        }
        if (field < 0) {
            int end = s.length();
            for (int k = -1; ; k--) {
                int at = end < 0 ? -1 : s.lastIndexOf(sep, end - sep.length());
                if (at < 0 || end - sep.length() < 0) {
                    at = -1;
                }
                if (k == field) {
                    o.setText(r, s.substring(at < 0 ? 0 : at + sep.length(), end));
                    return;
                }
                if (at < 0) {
                    o.setText(r, "");
                    return;
                }
                end = at;
            }
        }
        int from = 0;
        for (int k = 1; ; k++) {
            int at = s.indexOf(sep, from);
            if (k == field) {
                o.setText(r, at < 0 ? s.substring(from) : s.substring(from, at));
                return;
            }
            if (at < 0) {
                o.setText(r, "");
                return;
            }
            from = at + sep.length();
        }
    }
}
