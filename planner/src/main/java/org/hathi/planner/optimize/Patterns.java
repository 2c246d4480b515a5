package org.hathi.planner.optimize;

import org.hathi.catalog.OperatorInfo;
import org.hathi.types.Oids;
import org.hathi.types.PatternPrefix;
import org.jspecify.annotations.Nullable;

/** Selectivity of LIKE, regular expressions and starts_with: what of the histogram and the common values matches. */
final class Patterns {
    private static final double ANY_STRING = 5;
    private static final double ANY_CHARACTER = 0.9;
    private static final double THIS_CHARACTER = 0.2;
    private static final int TEXT_EQUAL = 98;
    private static final int TEXT_AT_LEAST = 667;
    private static final int TEXT_LESS = 664;

    private final Ranges ranges;

    Patterns(Ranges ranges) {
        this.ranges = ranges;
    }

    /** The languages of patterns. */
    enum Language {
        LIKE,
        REGEX,
        PREFIX
    }

    /** What an operator compares with. */
    record Kind(Language language, boolean anyCase, boolean negated) {}

    /** By the operator's selectivity function (likesel and its kin); null: it matches no patterns. */
    static @Nullable Kind kind(int restriction) {
        return switch (restriction) {
            case 1814 -> new Kind(Language.LIKE, true, false);
            case 1815 -> new Kind(Language.LIKE, true, true);
            case 1818 -> new Kind(Language.REGEX, false, false);
            case 1819 -> new Kind(Language.LIKE, false, false);
            case 1820 -> new Kind(Language.REGEX, true, false);
            case 1821 -> new Kind(Language.REGEX, false, true);
            case 1822 -> new Kind(Language.LIKE, false, true);
            case 1823 -> new Kind(Language.REGEX, true, true);
            case 3437 -> new Kind(Language.PREFIX, false, false);
            default -> null;
        };
    }

    /** Fraction of rows that match; {@code equal} estimates equality with a string. */
    double matching(VarStats v, OperatorInfo op, int collation, Kind kind, byte[] pattern, Equality equal) {
        PatternPrefix prefix =
                switch (kind.language) {
                    case LIKE -> PatternPrefix.ofLike(pattern, kind.anyCase);
                    case REGEX -> PatternPrefix.ofRegex(pattern, kind.anyCase);
                    case PREFIX -> new PatternPrefix(pattern, false, 0);
                };
        double s;
        if (prefix.exact()) {
            s = equal.of(v, prefix.fixed());
        } else {
            double rest =
                    switch (kind.language) {
                        case LIKE -> pattern(pattern, prefix.rest());
                        case REGEX -> RegexGuess.rest(pattern, prefix.fixed().length);
                        case PREFIX -> 1;
                    };
            s = partial(v, op, collation, pattern, prefix.fixed(), rest, kind.negated, equal);
        }
        return Selectivity.clamp(kind.negated ? 1 - s - v.nullFraction() : s);
    }

    /** Estimates {@code column = string}. */
    interface Equality {
        double of(VarStats v, byte[] value);
    }

    private double partial(
            VarStats v,
            OperatorInfo op,
            int collation,
            byte[] pattern,
            byte[] fixed,
            double rest,
            boolean negated,
            Equality equal) {
        int positive = negated ? op.negator() : op.oid();
        int type = v.expr.type();
        VarStats.Slot h = v.histogram();
        double s = -1;
        int size = h == null ? 0 : h.values().length;
        if (h != null && size >= 10) {
            int hits = 0;
            for (int i = 1; i < size - 1; i++) {
                hits += ranges.holds(positive, collation, h.values()[i], type, pattern, Oids.TEXT) ? 1 : 0;
            }
            s = (double) hits / (size - 2);
        }
        if (size < 100) {
            double p = fixed.length == 0 ? 1 : prefix(v, collation, fixed, equal);
            double guess = p * rest;
            s = s < 0 ? guess : s * size / 100.0 + guess * (1 - size / 100.0);
        }
        s = Math.clamp(s, 0.0001, 0.9999);
        double common = 0;
        double hit = 0;
        VarStats.Slot m = v.mcv();
        if (m != null) {
            for (int i = 0; i < m.values().length; i++) {
                common += m.numbers()[i];
                if (ranges.holds(positive, collation, m.values()[i], type, pattern, Oids.TEXT)) {
                    hit += m.numbers()[i];
                }
            }
        }
        return Selectivity.clamp(s * (1 - v.nullFraction() - common) + hit);
    }

    private double prefix(VarStats v, int collation, byte[] fixed, Equality equal) {
        int type = v.expr.type();
        var ops = ranges.ops(type, Oids.TEXT, collation);
        if (v.stats == null || ops == null) {
            return Selectivity.DEFAULT_MATCH;
        }
        double s = ranges.histogram(v, ops, TEXT_AT_LEAST, true, true, collation, fixed, Oids.TEXT);
        if (s < 0) {
            return Selectivity.DEFAULT_MATCH;
        }
        byte[] next = fixed.clone();
        if (next[next.length - 1] > 0 && next[next.length - 1] < 126) {
            next[next.length - 1]++;
            s = ranges.histogram(v, ops, TEXT_LESS, false, false, collation, next, Oids.TEXT) + s - 1;
        }
        return Math.max(s, equal.of(v, fixed));
    }

    private static double pattern(byte[] p, int from) {
        double s = 1;
        int i = from;
        while (i < p.length && (p[i] == '%' || p[i] == '_')) {
            i++;
        }
        for (; i < p.length; i++) {
            if (p[i] == '%') {
                s *= ANY_STRING;
            } else if (p[i] == '_') {
                s *= ANY_CHARACTER;
            } else {
                if (p[i] == '\\' && ++i >= p.length) {
                    break;
                }
                s *= THIS_CHARACTER;
            }
        }
        return Math.min(s, 1);
    }

    static int textEqual() {
        return TEXT_EQUAL;
    }
}
