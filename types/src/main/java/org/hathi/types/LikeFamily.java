package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** LIKE, ILIKE, like_escape and SIMILAR TO's translation to a regular expression. */
final class LikeFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "textlike", "bytealike" ->
                        (cx, a, r, o) -> o.setBool(r, like(a[0], a[1], r, false, a[0].len[r]));
                    case "textnlike", "byteanlike" ->
                        (cx, a, r, o) -> o.setBool(r, !like(a[0], a[1], r, false, a[0].len[r]));
                    case "namelike" -> (cx, a, r, o) -> o.setBool(r, like(a[0], a[1], r, false, nameLen(a[0], r)));
                    case "namenlike" -> (cx, a, r, o) -> o.setBool(r, !like(a[0], a[1], r, false, nameLen(a[0], r)));
                    case "texticlike" -> (cx, a, r, o) -> o.setBool(r, like(a[0], a[1], r, true, a[0].len[r]));
                    case "texticnlike" -> (cx, a, r, o) -> o.setBool(r, !like(a[0], a[1], r, true, a[0].len[r]));
                    case "nameiclike" -> (cx, a, r, o) -> o.setBool(r, like(a[0], a[1], r, true, nameLen(a[0], r)));
                    case "nameicnlike" -> (cx, a, r, o) -> o.setBool(r, !like(a[0], a[1], r, true, nameLen(a[0], r)));
                    case "like_escape_bytea" ->
                        (cx, a, r, o) -> {
                            String p8 = new String(a[0].getBytes(r), java.nio.charset.StandardCharsets.ISO_8859_1);
                            String e8 = new String(a[1].getBytes(r), java.nio.charset.StandardCharsets.ISO_8859_1);
                            o.setBytes(r, likeEscape(p8, e8).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                        };
                    case "like_escape" -> (cx, a, r, o) -> o.setText(r, likeEscape(a[0].getText(r), a[1].getText(r)));
                    case "similar_to_escape_2" ->
                        (cx, a, r, o) -> o.setText(r, similar(a[0].getText(r), a[1].getText(r)));
                    case "similar_to_escape_1" -> (cx, a, r, o) -> o.setText(r, similar(a[0].getText(r), "\\"));
                    case "similar_escape" ->
                        (cx, a, r, o) -> {
                            if (a[0].isNull(r)) {
                                o.setNull(r);
                            } else {
                                o.setText(r, similar(a[0].getText(r), a[1].isNull(r) ? "\\" : a[1].getText(r)));
                            }
                        };
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static int nameLen(Vector v, int r) {
        return ScalarCodecs.nameLen(v.arena, v.off[r]);
    }

    private static boolean like(Vector s, Vector p, int r, boolean fold, int slen) {
        if (fold) {
            byte[] a = Bytes.utf8(fold(Bytes.string(s.arena, s.off[r], slen)));
            byte[] b = Bytes.utf8(fold(p.getText(r)));
            return match(a, 0, a.length, b, 0, b.length);
        }
        return match(s.arena, s.off[r], s.off[r] + slen, p.arena, p.off[r], p.off[r] + p.len[r]);
    }

    private static String fold(String s) {
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); ) {
            int cp = s.codePointAt(i);
            b.appendCodePoint(Character.toLowerCase(cp));
            i += Character.charCount(cp);
        }
        return b.toString();
    }

    /** Linear-space matching with one backtrack point (the last %): O(n*m) at worst. */
    static boolean match(byte[] s, int si, int se, byte[] p, int pi, int pe) {
        int starP = -1;
        int starS = -1;
        while (true) {
            boolean ok = false;
            if (pi < pe) {
                byte c = p[pi];
                if (c == '%') {
                    starP = ++pi;
                    starS = si;
                    continue;
                }
                if (c == '\\') {
                    if (pi + 1 >= pe && si < se) {
                        throw Err.of(
                                SqlState.INVALID_ESCAPE_SEQUENCE, "LIKE pattern must not end with escape character");
                    }
                    if (si < se && s[si] == p[pi + 1]) {
                        si++;
                        pi += 2;
                        ok = true;
                    }
                } else if (si < se && c == '_') {
                    si += Bytes.charLen(s[si]);
                    pi++;
                    ok = true;
                } else if (si < se && c == s[si]) {
                    si++;
                    pi++;
                    ok = true;
                }
            } else if (si >= se) {
                return true;
            }
            if (!ok) {
                if (starP < 0 || starS >= se) {
                    return false;
                }
                starS += Bytes.charLen(s[starS]);
                si = starS;
                pi = starP;
            }
        }
    }

    private static String likeEscape(String p, String esc) {
        if (esc.isEmpty()) {
            return p.replace("\\", "\\\\");
        }
        checkEscape(esc);
        int e = esc.codePointAt(0);
        if (e == '\\') {
            return p;
        }
        StringBuilder b = new StringBuilder();
        boolean after = false;
        for (int i = 0; i < p.length(); ) {
            int cp = p.codePointAt(i);
            i += Character.charCount(cp);
            if (cp == e && !after) {
                b.append('\\');
                after = true;
            } else if (cp == '\\') {
                b.append(after ? "\\" : "\\\\");
                after = false;
            } else {
                b.appendCodePoint(cp);
                after = false;
            }
        }
        return b.toString();
    }

    private static void checkEscape(String esc) {
        if (esc.codePointCount(0, esc.length()) != 1) {
            throw Err.of(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape string")
                    .hint("Escape string must be empty or one character.");
        }
    }

    /** SIMILAR TO pattern as an anchored regular expression. */
    private static String similar(String p, String esc) {
        int e = -1;
        if (!esc.isEmpty()) {
            checkEscape(esc);
            e = esc.codePointAt(0);
        }
        StringBuilder b = new StringBuilder("^(?:");
        boolean after = false;
        // depth of brackets, and where in one: 1 right after [, 2 after [^, 3 further on
        int brackets = 0;
        int place = 0;
        int quotes = 0;
        for (int i = 0; i < p.length(); ) {
            int c = p.codePointAt(i);
            i += Character.charCount(c);
            if (after) {
                if (c == '"' && brackets == 0) {
                    if (quotes == 0) {
                        b.append("){1,1}?(");
                    } else if (quotes == 1) {
                        b.append("){1,1}(?:");
                    } else {
                        throw Err.of(
                                SqlState.INVALID_USE_OF_ESCAPE_CHARACTER,
                                "SQL regular expression may not contain more than two escape-double-quote separators");
                    }
                    quotes++;
                } else {
                    b.append('\\').appendCodePoint(c);
                    place = 3;
                }
                after = false;
            } else if (c == e) {
                after = true;
            } else if (brackets > 0) {
                if (c == '\\') {
                    b.append('\\');
                }
                b.appendCodePoint(c);
                if (c == ']' && place > 2) {
                    brackets--;
                } else if (c == '[') {
                    brackets++;
                }
                place = c == '^' ? place + 1 : 3;
            } else if (c == '[') {
                b.append('[');
                brackets = 1;
                place = 1;
            } else if (c == '%') {
                b.append(".*");
            } else if (c == '_') {
                b.append('.');
            } else if (c == '(') {
                b.append("(?:");
            } else if (c == '\\' || c == '.' || c == '^' || c == '$') {
                b.append('\\').appendCodePoint(c);
            } else {
                b.appendCodePoint(c);
            }
        }
        return b.append(")$").toString();
    }
}
