package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Regular expression functions: ~ and its kin, regexp_*. */
final class RegexFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = operator(p);
        if (k == null) {
            k = replace(p);
        }
        if (k == null) {
            k = search(p);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static @Nullable RowKernel operator(String p) {
        Regex.Cache cache = new Regex.Cache();
        return switch (p) {
            case "textregexeq" ->
                (cx, a, r, o) -> o.setBool(r, match(cx, cache, a[0].getText(r), a[1].getText(r), false));
            case "textregexne" ->
                (cx, a, r, o) -> o.setBool(r, !match(cx, cache, a[0].getText(r), a[1].getText(r), false));
            case "texticregexeq" ->
                (cx, a, r, o) -> o.setBool(r, match(cx, cache, a[0].getText(r), a[1].getText(r), true));
            case "texticregexne" ->
                (cx, a, r, o) -> o.setBool(r, !match(cx, cache, a[0].getText(r), a[1].getText(r), true));
            case "nameregexeq" ->
                (cx, a, r, o) -> o.setBool(r, match(cx, cache, name(a[0], r), a[1].getText(r), false));
            case "nameregexne" ->
                (cx, a, r, o) -> o.setBool(r, !match(cx, cache, name(a[0], r), a[1].getText(r), false));
            case "nameicregexeq" ->
                (cx, a, r, o) -> o.setBool(r, match(cx, cache, name(a[0], r), a[1].getText(r), true));
            case "nameicregexne" ->
                (cx, a, r, o) -> o.setBool(r, !match(cx, cache, name(a[0], r), a[1].getText(r), true));
            case "textregexsubstr" ->
                (cx, a, r, o) -> {
                    Matcher m = cache.get(a[1].getText(r), "", false).matcher(cx, a[0].getText(r));
                    String s = Regex.find(m) ? m.group(m.groupCount() > 0 ? 1 : 0) : null;
                    text(o, r, s);
                };
            default -> null;
        };
    }

    private static String name(Vector v, int r) {
        return Bytes.string(v.arena, v.off[r], ScalarCodecs.nameLen(v.arena, v.off[r]));
    }

    private static boolean match(EvalContext cx, Regex.Cache cache, String s, String p, boolean fold) {
        return Regex.find(cache.get(p, "", fold).matcher(cx, s));
    }

    private static void text(Vector o, int r, @Nullable String s) {
        if (s == null) {
            o.setNull(r);
        } else {
            o.setText(r, s);
        }
    }

    private static String opt(Vector[] a, int i, int r) {
        return i < a.length ? a[i].getText(r) : "";
    }

    private static int num(Vector[] a, int i, int r, int otherwise) {
        return i < a.length ? a[i].getInt(r) : otherwise;
    }

    private static int positive(String what, int v) {
        if (v <= 0) {
            throw Err.parameter("invalid value for parameter \"" + what + "\": " + v);
        }
        return v;
    }

    private static Regex noGlobal(Regex x, String function) {
        if (x.global) {
            throw Err.parameter(function + " does not support the \"global\" option");
        }
        return x;
    }

    private static @Nullable RowKernel replace(String p) {
        Regex.Cache cache = new Regex.Cache();
        return switch (p) {
            case "textregexreplace_noopt" ->
                (cx, a, r, o) -> o.setText(
                        r, replace(cx, cache.get(a[1].getText(r), "", false), a[0].getText(r), a[2].getText(r), 1, 1));
            case "textregexreplace" ->
                (cx, a, r, o) -> {
                    String f = a[3].getText(r);
                    if (!f.isEmpty() && f.charAt(0) >= '0' && f.charAt(0) <= '9') {
                        throw Err.parameter("invalid regular expression option: \"" + f.charAt(0) + "\"")
                                .hint("If you meant to use regexp_replace() with a start parameter, cast the fourth"
                                        + " argument to integer explicitly.");
                    }
                    Regex x = cache.get(a[1].getText(r), f, false);
                    o.setText(r, replace(cx, x, a[0].getText(r), a[2].getText(r), 1, x.global ? 0 : 1));
                };
            case "textregexreplace_extended", "textregexreplace_extended_no_flags", "textregexreplace_extended_no_n" ->
                (cx, a, r, o) -> {
                    int start = positive("start", a[3].getInt(r));
                    int n = num(a, 4, r, 1);
                    if (n < 0) {
                        throw Err.parameter("invalid value for parameter \"n\": " + n);
                    }
                    Regex x = cache.get(a[1].getText(r), opt(a, 5, r), false);
                    if (a.length < 5 && x.global) {
                        n = 0;
                    }
                    o.setText(r, replace(cx, x, a[0].getText(r), a[2].getText(r), start, n));
                };
            default -> null;
        };
    }

    /** Replaces match number {@code n} (0 = all) at or after character {@code start}. */
    private static String replace(EvalContext cx, Regex x, String s, String with, int start, int n) {
        int chars = s.codePointCount(0, s.length());
        if (start - 1 > chars) {
            return s;
        }
        int from = s.offsetByCodePoints(0, start - 1);
        Matcher m = x.matcher(cx, s);
        StringBuilder b = new StringBuilder();
        int copied = 0;
        int count = 0;
        while (from <= s.length() && Regex.find(m, from)) {
            count++;
            if (n == 0 || count == n) {
                b.append(s, copied, m.start());
                expand(b, with, m);
                copied = m.end();
                if (n != 0) {
                    break;
                }
            }
            from = m.end() > m.start() ? m.end() : next(s, m.end());
        }
        return b.append(s, copied, s.length()).toString();
    }

    private static int next(String s, int i) {
        return i < s.length() ? i + Character.charCount(s.codePointAt(i)) : i + 1;
    }

    private static void expand(StringBuilder b, String with, Matcher m) {
        for (int i = 0; i < with.length(); i++) {
            char c = with.charAt(i);
            if (c != '\\' || i + 1 >= with.length()) {
                b.append(c);
                continue;
            }
            char e = with.charAt(++i);
            if (e >= '1' && e <= '9') {
                String g = e - '0' <= m.groupCount() ? m.group(e - '0') : null;
                b.append(g == null ? "" : g);
            } else if (e == '&') {
                b.append(m.group());
            } else if (e == '\\') {
                b.append('\\');
            } else {
                b.append('\\').append(e);
            }
        }
    }

    private static @Nullable RowKernel search(String p) {
        Regex.Cache cache = new Regex.Cache();
        return switch (p) {
            case "regexp_like", "regexp_like_no_flags" ->
                (cx, a, r, o) -> o.setBool(
                        r,
                        Regex.find(noGlobal(cache.get(a[1].getText(r), opt(a, 2, r), false), "regexp_like()")
                                .matcher(cx, a[0].getText(r))));
            case "regexp_match", "regexp_match_no_flags" ->
                (cx, a, r, o) -> {
                    Regex x = cache.get(a[1].getText(r), opt(a, 2, r), false);
                    if (x.global) {
                        throw Err.parameter("regexp_match() does not support the \"global\" option")
                                .hint("Use the regexp_matches function instead.");
                    }
                    Matcher m = x.matcher(cx, a[0].getText(r));
                    if (Regex.find(m)) {
                        o.setBytes(r, ArrayFamily.ofTexts(cx, groups(m)).encode());
                    } else {
                        o.setNull(r);
                    }
                };
            case "regexp_split_to_array", "regexp_split_to_array_no_flags" ->
                (cx, a, r, o) -> {
                    Regex x = noGlobal(cache.get(a[1].getText(r), opt(a, 2, r), false), "regexp_split_to_array()");
                    o.setBytes(
                            r,
                            ArrayFamily.ofTexts(cx, split(cx, x, a[0].getText(r)))
                                    .encode());
                };
            case "regexp_count", "regexp_count_no_flags", "regexp_count_no_start" ->
                (cx, a, r, o) -> {
                    int start = positive("start", num(a, 2, r, 1));
                    Regex x = noGlobal(cache.get(a[1].getText(r), opt(a, 3, r), false), "regexp_count()");
                    o.setLong(r, matches(cx, x, a[0].getText(r), start).size());
                };
            case "regexp_substr",
                    "regexp_substr_no_flags",
                    "regexp_substr_no_n",
                    "regexp_substr_no_start",
                    "regexp_substr_no_subexpr" ->
                (cx, a, r, o) -> {
                    int start = positive("start", num(a, 2, r, 1));
                    int n = positive("n", num(a, 3, r, 1));
                    int sub = num(a, 5, r, 0);
                    if (sub < 0) {
                        throw Err.parameter("invalid value for parameter \"subexpr\": " + sub);
                    }
                    Regex x = noGlobal(cache.get(a[1].getText(r), opt(a, 4, r), false), "regexp_substr()");
                    List<int[]> found = matches(cx, x, a[0].getText(r), start);
                    int[] at = n <= found.size() && sub <= x.groups ? found.get(n - 1) : new int[] {};
                    text(
                            o,
                            r,
                            at.length == 0 || at[2 * sub] < 0
                                    ? null
                                    : a[0].getText(r).substring(at[2 * sub], at[2 * sub + 1]));
                };
            case "regexp_instr",
                    "regexp_instr_no_endoption",
                    "regexp_instr_no_flags",
                    "regexp_instr_no_n",
                    "regexp_instr_no_start",
                    "regexp_instr_no_subexpr" -> (cx, a, r, o) -> instr(cx, cache, a, r, o);
            default -> null;
        };
    }

    private static void instr(EvalContext cx, Regex.Cache cache, Vector[] a, int r, Vector o) {
        int start = positive("start", num(a, 2, r, 1));
        int n = positive("n", num(a, 3, r, 1));
        int end = num(a, 4, r, 0);
        if (end != 0 && end != 1) {
            throw Err.parameter("invalid value for parameter \"endoption\": " + end);
        }
        int sub = num(a, 6, r, 0);
        if (sub < 0) {
            throw Err.parameter("invalid value for parameter \"subexpr\": " + sub);
        }
        Regex x = noGlobal(cache.get(a[1].getText(r), opt(a, 5, r), false), "regexp_instr()");
        String s = a[0].getText(r);
        List<int[]> found = matches(cx, x, s, start);
        if (n > found.size() || sub > x.groups || found.get(n - 1)[2 * sub] < 0) {
            o.setLong(r, 0);
            return;
        }
        o.setLong(r, s.codePointCount(0, found.get(n - 1)[2 * sub + end]) + 1L);
    }

    /** All matches from character {@code start} on: start and end of the match, then of each group. */
    private static List<int[]> matches(EvalContext cx, Regex x, String s, int start) {
        List<int[]> list = new ArrayList<>();
        if (start - 1 > s.codePointCount(0, s.length())) {
            return list;
        }
        Matcher m = x.matcher(cx, s);
        int from = s.offsetByCodePoints(0, start - 1);
        while (from <= s.length() && Regex.find(m, from)) {
            int[] at = new int[2 * m.groupCount() + 2];
            for (int g = 0; g <= m.groupCount(); g++) {
                at[2 * g] = m.start(g);
                at[2 * g + 1] = m.end(g);
            }
            list.add(at);
            from = m.end() > m.start() ? m.end() : next(s, m.end());
        }
        return list;
    }

    private static List<@Nullable String> groups(Matcher m) {
        List<@Nullable String> g = new ArrayList<>();
        if (m.groupCount() == 0) {
            g.add(m.group());
        }
        for (int i = 1; i <= m.groupCount(); i++) {
            g.add(m.group(i));
        }
        return g;
    }

    /** Pieces between matches; empty matches at the start, at the end, or right after a match do not split. */
    private static List<@Nullable String> split(EvalContext cx, Regex x, String s) {
        List<@Nullable String> parts = new ArrayList<>();
        Matcher m = x.matcher(cx, s);
        int from = 0;
        int last = 0;
        while (from <= s.length() && Regex.find(m, from)) {
            boolean empty = m.end() == m.start();
            if (!(empty && (m.start() == s.length() || m.start() == last))) {
                parts.add(s.substring(last, m.start()));
                last = m.end();
            }
            from = empty ? next(s, m.end()) : m.end();
        }
        parts.add(s.substring(last));
        return parts;
    }

    static @Nullable SetFunction set(String p, CallInfo c) {
        return switch (p) {
            case "regexp_matches", "regexp_matches_no_flags" -> new Rows(true);
            case "regexp_split_to_table", "regexp_split_to_table_no_flags" -> new Rows(false);
            default -> null;
        };
    }

    /** regexp_matches and regexp_split_to_table. */
    private static final class Rows implements SetFunction {
        private final boolean matches;
        private final Regex.Cache cache = new Regex.Cache();
        private List<byte[]> rows = List.of();
        private int at;

        Rows(boolean matches) {
            this.matches = matches;
        }

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            rows = new ArrayList<>();
            at = 0;
            String s = string(a, 0);
            Regex x = cache.get(string(a, 1), a.length > 2 ? string(a, 2) : "", false);
            if (!matches) {
                for (String t : split(cx, noGlobal(x, "regexp_split_to_table()"), s)) {
                    rows.add(Bytes.utf8(t == null ? "" : t));
                }
                return;
            }
            Matcher m = x.matcher(cx, s);
            int from = 0;
            while (from <= s.length() && Regex.find(m, from)) {
                rows.add(ArrayFamily.ofTexts(cx, groups(m)).encode());
                from = m.end() > m.start() ? m.end() : RegexFamily.next(s, m.end());
                if (!x.global) {
                    break;
                }
            }
        }

        private static String string(@Nullable Object[] a, int i) {
            if (a[i] instanceof byte[] b) {
                return Bytes.string(b);
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
