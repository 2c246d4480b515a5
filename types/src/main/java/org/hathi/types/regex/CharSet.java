package org.hathi.types.regex;

import java.util.Arrays;

/**
 * A set of characters: ranges of code points and named classes, possibly all but these. Classes are asked character by
 * character, so no set ever enumerates Unicode.
 *
 * @param ranges first and last code point of each range, sorted, apart from each other
 * @param classes bit per {@link CharClass} in the set
 * @param others bit per class whose complement is in the set
 * @param negated whether the set is everything but that
 * @param stopAtNewline whether a newline is never in the set
 */
record CharSet(int[] ranges, int classes, int others, boolean negated, boolean stopAtNewline) {
    private static final int[] NONE = new int[0];

    static CharSet of(int c) {
        return new CharSet(new int[] {c, c}, 0, 0, false, false);
    }

    static CharSet any(boolean stopAtNewline) {
        return new CharSet(NONE, 0, 0, true, stopAtNewline);
    }

    static CharSet ofClass(int cls, boolean complement) {
        return new CharSet(NONE, complement ? 0 : 1 << cls, complement ? 1 << cls : 0, false, false);
    }

    boolean contains(int c, boolean asciiOnly) {
        if (c == '\n' && stopAtNewline) {
            return false;
        }
        return (inRanges(c)
                        || classes != 0 && inClasses(classes, c, asciiOnly, true)
                        || others != 0 && inClasses(others, c, asciiOnly, false))
                != negated;
    }

    private static boolean inClasses(int bits, int c, boolean asciiOnly, boolean member) {
        for (int b = bits; b != 0; b &= b - 1) {
            if (CharClass.in(Integer.numberOfTrailingZeros(b), c, asciiOnly) == member) {
                return true;
            }
        }
        return false;
    }

    private boolean inRanges(int c) {
        int lo = 0;
        int hi = ranges.length / 2 - 1;
        while (lo <= hi) {
            int m = (lo + hi) >>> 1;
            if (c < ranges[2 * m]) {
                hi = m - 1;
            } else if (c > ranges[2 * m + 1]) {
                lo = m + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof CharSet s
                && Arrays.equals(ranges, s.ranges)
                && classes == s.classes
                && others == s.others
                && negated == s.negated
                && stopAtNewline == s.stopAtNewline;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(ranges) + classes) + others + (negated ? 7 : 0) + (stopAtNewline ? 3 : 0);
    }

    @Override
    public String toString() {
        return (negated ? "^" : "") + Arrays.toString(ranges) + "+" + classes + "-" + others;
    }

    /** Collects a set. */
    static final class Builder {
        private int[] ranges = new int[8];
        private int n;
        int classes;
        int others;

        void add(int from, int to) {
            if (n + 2 > ranges.length) {
                ranges = Arrays.copyOf(ranges, 2 * ranges.length);
            }
            ranges[n++] = from;
            ranges[n++] = to;
        }

        CharSet build(boolean negated, boolean stopAtNewline) {
            long[] pairs = new long[n / 2];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = (long) ranges[2 * i] << 32 | ranges[2 * i + 1];
            }
            Arrays.sort(pairs);
            int[] out = new int[n];
            int k = 0;
            for (long p : pairs) {
                int from = (int) (p >>> 32);
                int to = (int) p;
                if (k > 0 && from <= out[k - 1] + 1) {
                    out[k - 1] = Math.max(out[k - 1], to);
                } else {
                    out[k++] = from;
                    out[k++] = to;
                }
            }
            return new CharSet(Arrays.copyOf(out, k), classes, others, negated, stopAtNewline);
        }
    }
}
