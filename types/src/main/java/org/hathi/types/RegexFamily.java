package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.types.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Regular expression functions: ~ and its kin, regexp_*. */
final class RegexFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        if (!p.contains("reg")) {
            return null;
        }
        RowKernel k = operator(p, c.collation());
        if (k == null) {
            k = replace(p, c.collation());
        }
        if (k == null) {
            k = search(p, c.collation());
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static @Nullable RowKernel operator(String p, int collation) {
        return switch (p) {
            case "textregexeq" -> new Match(collation, false, false, false);
            case "textregexne" -> new Match(collation, false, true, false);
            case "texticregexeq" -> new Match(collation, true, false, false);
            case "texticregexne" -> new Match(collation, true, true, false);
            case "nameregexeq" -> new Match(collation, false, false, true);
            case "nameregexne" -> new Match(collation, false, true, true);
            case "nameicregexeq" -> new Match(collation, true, false, true);
            case "nameicregexne" -> new Match(collation, true, true, true);
            case "textregexsubstr" -> {
                Regexes x = new Regexes(collation, false);
                yield (cx, a, r, o) -> {
                    Regexes.Used u = x.get(cx, a[1], r);
                    Matcher m = u.on(a[0], r);
                    group(o, r, a[0], m.find(a[0].off[r], true) ? m : null, u.groups > 0 ? 1 : 0);
                };
            }
            default -> null;
        };
    }

    /** The operators. */
    private static final class Match implements RowKernel {
        private final Regexes regexes;
        private final boolean negated;
        private final boolean name;

        Match(int collation, boolean fold, boolean negated, boolean name) {
            regexes = new Regexes(collation, fold);
            this.negated = negated;
            this.name = name;
        }

        @Override
        public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
            Vector v = a[0];
            int len = name ? ScalarCodecs.nameLen(v.arena, v.off[r]) : v.len[r];
            Matcher m = regexes.get(cx, a[1], r).on(v.arena, v.off[r], v.off[r] + len);
            o.setBool(r, m.matches() != negated);
        }
    }

    /** Writes a group of the match found, or null. */
    private static void group(Vector o, int r, Vector text, @Nullable Matcher m, int group) {
        if (m == null || m.start(group) < 0) {
            o.setNull(r);
        } else {
            o.setBytes(r, text.arena, m.start(group), m.end(group) - m.start(group));
        }
    }

    private static int num(Vector[] a, int i, int r, int otherwise) {
        return i < a.length ? a[i].getInt(r) : otherwise;
    }

    private static int positive(String what, int v) {
        return checked(what, v, v > 0);
    }

    private static int checked(String what, int v, boolean ok) {
        if (!ok) {
            throw Err.parameter("invalid value for parameter \"" + what + "\": " + v);
        }
        return v;
    }

    /** Byte offset of character {@code start} (from 1) of a text, -1 when it is further than right behind the end. */
    private static int from(Vector v, int r, int start) {
        int at = v.off[r];
        int end = at + v.len[r];
        for (int i = 1; i < start; i++) {
            if (at >= end) {
                return -1;
            }
            at += Bytes.charLen(v.arena[at]);
        }
        return at;
    }

    private static @Nullable RowKernel replace(String p, int collation) {
        Regexes x = new Regexes(collation, false);
        return switch (p) {
            case "textregexreplace_noopt" -> (cx, a, r, o) -> replace(x.get(cx, a[1], r), a, r, 1, 1, o);
            case "textregexreplace" ->
                (cx, a, r, o) -> {
                    byte f = a[3].len[r] > 0 ? a[3].arena[a[3].off[r]] : 0;
                    if (f >= '0' && f <= '9') {
                        throw Err.parameter("invalid regular expression option: \"" + (char) f + "\"")
                                .hint("If you meant to use regexp_replace() with a start parameter, cast the fourth"
                                        + " argument to integer explicitly.");
                    }
                    Regexes.Used u = x.get(cx, a, 1, 3, r);
                    replace(u, a, r, 1, u.global ? 0 : 1, o);
                };
            case "textregexreplace_extended", "textregexreplace_extended_no_flags", "textregexreplace_extended_no_n" ->
                (cx, a, r, o) -> {
                    int start = positive("start", a[3].getInt(r));
                    int given = num(a, 4, r, 1);
                    int n = checked("n", given, given >= 0);
                    Regexes.Used u = x.get(cx, a, 1, 5, r);
                    replace(u, a, r, start, a.length < 5 && u.global ? 0 : n, o);
                };
            default -> null;
        };
    }

    /** Replaces match number {@code n} (0 = all) at or after character {@code start}. */
    private static void replace(Regexes.Used u, Vector[] a, int r, int start, int n, Vector o) {
        Vector s = a[0];
        Vector with = a[2];
        int end = s.off[r] + s.len[r];
        int at = from(s, r, start);
        Matcher m = u.on(s, r);
        boolean groups = hasEscape(with, r);
        ByteSink b = null;
        int copied = s.off[r];
        int count = 0;
        while (at >= 0 && at <= end && m.find(at, groups)) {
            count++;
            if (n == 0 || count == n) {
                if (b == null) {
                    b = new ByteSink(s.len[r] + with.len[r] + 16);
                }
                b.put(s.arena, copied, m.start(0) - copied);
                expand(b, with, r, groups, s.arena, m, u.groups);
                copied = m.end(0);
                if (n != 0) {
                    break;
                }
            }
            at = m.after();
        }
        if (b == null) {
            o.setBytes(r, s.arena, s.off[r], s.len[r]);
            return;
        }
        b.put(s.arena, copied, end - copied);
        o.setBytes(r, b.buf, 0, b.size);
    }

    private static boolean hasEscape(Vector v, int r) {
        for (int i = v.off[r], e = i + v.len[r]; i < e; i++) {
            if (v.arena[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    private static void expand(ByteSink b, Vector with, int r, boolean escapes, byte[] s, Matcher m, int groups) {
        int i = with.off[r];
        int end = i + with.len[r];
        if (!escapes) {
            b.put(with.arena, i, end - i);
            return;
        }
        for (; i < end; i++) {
            byte c = with.arena[i];
            if (c != '\\' || i + 1 >= end) {
                b.put(c);
                continue;
            }
            byte e = with.arena[++i];
            int g = e == '&' ? 0 : e >= '1' && e <= '9' ? e - '0' : -1;
            if (g >= 0) {
                if (g <= groups && m.start(g) >= 0) {
                    b.put(s, m.start(g), m.end(g) - m.start(g));
                }
            } else {
                b.put('\\');
                if (e != '\\') {
                    b.put(e);
                }
            }
        }
    }

    private static @Nullable RowKernel search(String p, int collation) {
        Regexes x = new Regexes(collation, false);
        return switch (p) {
            case "regexp_like", "regexp_like_no_flags" ->
                (cx, a, r, o) -> o.setBool(
                        r,
                        x.get(cx, a, 1, 2, r)
                                .notGlobal("regexp_like()")
                                .on(a[0], r)
                                .matches());
            case "regexp_match", "regexp_match_no_flags" ->
                (cx, a, r, o) -> {
                    Regexes.Used u = x.get(cx, a, 1, 2, r);
                    if (u.global) {
                        throw Err.parameter("regexp_match() does not support the \"global\" option")
                                .hint("Use the regexp_matches function instead.");
                    }
                    Matcher m = u.on(a[0], r);
                    if (m.find(a[0].off[r], true)) {
                        o.setBytes(r, groups(cx, a[0].arena, m, u.groups).encode());
                    } else {
                        o.setNull(r);
                    }
                };
            case "regexp_split_to_array", "regexp_split_to_array_no_flags" ->
                (cx, a, r, o) -> {
                    Regexes.Used u = x.get(cx, a, 1, 2, r).notGlobal("regexp_split_to_array()");
                    int from = a[0].off[r];
                    Pieces pieces = new Pieces(a[0].arena, u.on(a[0], r), from, from + a[0].len[r]);
                    Vector t = new Vector(true, 8);
                    int n = 0;
                    while (pieces.next()) {
                        t.ensureCapacity(n + 1);
                        t.setBytes(n++, a[0].arena, pieces.from, pieces.to - pieces.from);
                    }
                    o.setBytes(
                            r, ArrayValue.of(cx.types().type(Oids.TEXT), t, n).encode());
                };
            case "regexp_count", "regexp_count_no_flags", "regexp_count_no_start" ->
                (cx, a, r, o) -> {
                    int start = positive("start", num(a, 2, r, 1));
                    Matcher m =
                            x.get(cx, a, 1, 3, r).notGlobal("regexp_count()").on(a[0], r);
                    o.setLong(r, find(m, a[0], r, start, Integer.MAX_VALUE, false));
                };
            case "regexp_substr",
                    "regexp_substr_no_flags",
                    "regexp_substr_no_n",
                    "regexp_substr_no_start",
                    "regexp_substr_no_subexpr" -> (cx, a, r, o) -> substr(cx, x, a, r, o);
            case "regexp_instr",
                    "regexp_instr_no_endoption",
                    "regexp_instr_no_flags",
                    "regexp_instr_no_n",
                    "regexp_instr_no_start",
                    "regexp_instr_no_subexpr" -> (cx, a, r, o) -> instr(cx, x, a, r, o);
            default -> null;
        };
    }

    /** Finds match number {@code n} from character {@code start} on and returns how many were found up to it. */
    private static int find(Matcher m, Vector s, int r, int start, int n, boolean groups) {
        int at = from(s, r, start);
        int end = s.off[r] + s.len[r];
        int count = 0;
        while (count < n && at >= 0 && at <= end && m.find(at, groups)) {
            count++;
            if (count < n) {
                at = m.after();
            }
        }
        return count;
    }

    private static void substr(EvalContext cx, Regexes x, Vector[] a, int r, Vector o) {
        int start = positive("start", num(a, 2, r, 1));
        int n = positive("n", num(a, 3, r, 1));
        int sub = num(a, 5, r, 0);
        checked("subexpr", sub, sub >= 0);
        Regexes.Used u = x.get(cx, a, 1, 4, r).notGlobal("regexp_substr()");
        Matcher m = u.on(a[0], r);
        // without groups the whole match is the first
        sub = sub == 1 && u.groups == 0 ? 0 : sub;
        boolean found = sub <= u.groups && find(m, a[0], r, start, n, sub > 0) == n;
        group(o, r, a[0], found ? m : null, sub);
    }

    private static void instr(EvalContext cx, Regexes x, Vector[] a, int r, Vector o) {
        int start = positive("start", num(a, 2, r, 1));
        int n = positive("n", num(a, 3, r, 1));
        int end = num(a, 4, r, 0);
        checked("endoption", end, end == 0 || end == 1);
        int sub = num(a, 6, r, 0);
        checked("subexpr", sub, sub >= 0);
        Regexes.Used u = x.get(cx, a, 1, 5, r).notGlobal("regexp_instr()");
        Matcher m = u.on(a[0], r);
        // without groups the whole match is the first
        sub = sub == 1 && u.groups == 0 ? 0 : sub;
        boolean found = sub <= u.groups && find(m, a[0], r, start, n, sub > 0) == n && m.start(sub) >= 0;
        int at = !found ? 0 : end == 0 ? m.start(sub) : m.end(sub);
        o.setLong(r, found ? Bytes.chars(a[0].arena, a[0].off[r], at - a[0].off[r]) + 1L : 0);
    }

    /** The groups of a match, or all of it when there are none, as text[]. */
    private static ArrayValue groups(EvalContext cx, byte[] s, Matcher m, int groups) {
        int n = Math.max(groups, 1);
        Vector t = new Vector(true, n);
        for (int i = 0; i < n; i++) {
            int g = groups == 0 ? 0 : i + 1;
            if (m.start(g) < 0) {
                t.setNull(i);
            } else {
                t.setBytes(i, s, m.start(g), m.end(g) - m.start(g));
            }
        }
        return ArrayValue.of(cx.types().type(Oids.TEXT), t, n);
    }

    /** Pieces between matches; empty matches at the start, at the end, or right after a match do not split. */
    private static final class Pieces {
        private final Matcher m;
        private final int end;
        private int at;
        private int lastEnd;
        private boolean done;
        private int next;
        int from;
        int to;

        Pieces(byte[] s, Matcher m, int from, int end) {
            this.m = m;
            this.end = end;
            at = from;
            next = from;
            lastEnd = from;
        }

        boolean next() {
            if (done) {
                return false;
            }
            from = next;
            while (at <= end && m.find(at, false)) {
                boolean splits = m.start(0) < end && m.end(0) > lastEnd;
                lastEnd = m.end(0);
                at = m.after();
                if (splits) {
                    to = m.start(0);
                    next = m.end(0);
                    return true;
                }
            }
            to = end;
            done = true;
            return true;
        }
    }

    static @Nullable SetFunction set(String p, CallInfo c) {
        return switch (p) {
            case "regexp_matches", "regexp_matches_no_flags" -> new Rows(true, c.collation());
            case "regexp_split_to_table", "regexp_split_to_table_no_flags" -> new Rows(false, c.collation());
            default -> null;
        };
    }

    /** regexp_matches and regexp_split_to_table. */
    private static final class Rows implements SetFunction {
        private final boolean matches;
        private final Regexes regexes;
        private List<byte[]> rows = List.of();
        private int at;

        Rows(boolean matches, int collation) {
            this.matches = matches;
            regexes = new Regexes(collation, false);
        }

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            rows = new ArrayList<>();
            at = 0;
            byte[] s = bytes(a, 0);
            Regexes.Used u = regexes.get(cx, bytes(a, 1), a.length > 2 ? bytes(a, 2) : new byte[0]);
            Matcher m = u.on(s, 0, s.length);
            if (!matches) {
                u.notGlobal("regexp_split_to_table()");
                Pieces p = new Pieces(s, m, 0, s.length);
                while (p.next()) {
                    rows.add(java.util.Arrays.copyOfRange(s, p.from, p.to));
                }
                return;
            }
            int from = 0;
            while (from <= s.length && m.find(from, true)) {
                rows.add(groups(cx, s, m, u.groups).encode());
                from = m.after();
                if (!u.global) {
                    break;
                }
            }
        }

        private static byte[] bytes(@Nullable Object[] a, int i) {
            if (a[i] instanceof byte[] b) {
                return b;
            }
            throw Err.of(SqlState.INTERNAL_ERROR, "null argument of a strict function");
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int max) {
            int n = 0;
            while (n < max && at < rows.size()) {
                out[0].setBytes(n++, rows.get(at++));
            }
            return n;
        }
    }
}
