package org.hathi.types;

import java.util.Arrays;
import org.hathi.types.regex.Matcher;
import org.hathi.types.regex.Regex;
import org.hathi.types.regex.Syntax;
import org.jspecify.annotations.Nullable;

/** The regular expressions one call site has used lately, compiled. */
final class Regexes {
    private static final int KEPT = 16;
    private static final byte[] NO_FLAGS = new byte[0];

    private final boolean asciiOnly;
    private final int options;
    private final @Nullable Used[] used = new @Nullable Used[KEPT];

    /** An expression, what it was made from, and the matcher at work. */
    static final class Used {
        private final byte[] pattern;
        private final byte[] flags;
        private final Matcher matcher;
        final int groups;
        /** Whether the flags hold {@code g}. */
        final boolean global;

        Used(byte[] pattern, byte[] flags, int options, boolean asciiOnly, EvalContext cx) {
            this.pattern = pattern;
            this.flags = flags;
            int o = options;
            boolean g = false;
            String f = Bytes.string(flags);
            for (int i = 0; i < f.length(); i++) {
                // as a flag, e gives what b gives in PostgreSQL 15
                int letter = f.charAt(i) == 'e' ? 'b' : f.charAt(i);
                int changed = letter == 'g' ? o : Syntax.option(o, letter);
                g |= letter == 'g';
                if (changed < 0) {
                    throw Err.parameter("invalid regular expression option: \""
                            + f.substring(i, f.offsetByCodePoints(i, 1)) + "\"");
                }
                o = changed;
            }
            global = g;
            Regex r = Regex.compile(Bytes.string(pattern), o, asciiOnly);
            groups = r.groups;
            matcher = r.matcher(cx.interrupts);
        }

        /** The matcher, on row {@code r} of a vector of text or name. */
        Matcher on(Vector v, int r) {
            return matcher.on(v.arena, v.off[r], v.off[r] + v.len[r]);
        }

        Matcher on(byte[] b, int from, int to) {
            return matcher.on(b, from, to);
        }

        Used notGlobal(String function) {
            if (global) {
                throw Err.parameter(function + " does not support the \"global\" option");
            }
            return this;
        }
    }

    /** For calls with a collation; {@code fold} ignores case. */
    Regexes(int collation, boolean fold) {
        asciiOnly = collation == Oids.C_COLLATION || collation == Oids.POSIX_COLLATION || collation == Oids.UCS_BASIC;
        options = Syntax.ADVANCED | (fold ? Syntax.ICASE : 0);
    }

    Used get(EvalContext cx, Vector pattern, int r) {
        return get(cx, pattern.arena, pattern.off[r], pattern.len[r], NO_FLAGS, 0, 0);
    }

    /** With flags from argument {@code f} of a call, when it has that many. */
    Used get(EvalContext cx, Vector[] args, int pattern, int f, int r) {
        Vector p = args[pattern];
        if (f >= args.length) {
            return get(cx, p, r);
        }
        Vector v = args[f];
        return get(cx, p.arena, p.off[r], p.len[r], v.arena, v.off[r], v.len[r]);
    }

    Used get(EvalContext cx, byte[] p, byte[] f) {
        return get(cx, p, 0, p.length, f, 0, f.length);
    }

    private Used get(EvalContext cx, byte[] p, int pOff, int pLen, byte[] f, int fOff, int fLen) {
        Used first = used[0];
        if (first != null && same(first, p, pOff, pLen, f, fOff, fLen)) {
            return first;
        }
        int i = 1;
        Used u = null;
        for (; i < KEPT; i++) {
            u = used[i];
            if (u == null || same(u, p, pOff, pLen, f, fOff, fLen)) {
                break;
            }
        }
        if (i == KEPT || u == null) {
            u = new Used(
                    Arrays.copyOfRange(p, pOff, pOff + pLen),
                    Arrays.copyOfRange(f, fOff, fOff + fLen),
                    options,
                    asciiOnly,
                    cx);
            i = Math.min(i, KEPT - 1);
            if (used[0] == null) {
                i = 0;
            }
        }
        System.arraycopy(used, 0, used, 1, i);
        used[0] = u;
        return u;
    }

    private static boolean same(Used u, byte[] p, int pOff, int pLen, byte[] f, int fOff, int fLen) {
        return Bytes.equal(u.pattern, 0, u.pattern.length, p, pOff, pLen)
                && Bytes.equal(u.flags, 0, u.flags.length, f, fOff, fLen);
    }
}
