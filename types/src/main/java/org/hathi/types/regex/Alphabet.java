package org.hathi.types.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Characters that no set of an expression tells apart, numbered: automata step by these numbers. ASCII is numbered at
 * once,
 * other characters when they are first seen.
 */
final class Alphabet {
    private static final int CACHE = 512;

    private final CharSet[] sets;
    private final boolean asciiOnly;
    private final int words;
    /** Bit per set, for each number. */
    private long[] members = new long[8];

    private final Map<Signature, Integer> numbers = new HashMap<>();
    final int[] ascii = new int[128];
    private final int[] cachedCharacter = new int[CACHE];
    private final int[] cachedNumber = new int[CACHE];

    private record Signature(long[] bits) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Signature s && Arrays.equals(bits, s.bits);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bits);
        }
    }

    Alphabet(CharSet[] sets, boolean asciiOnly) {
        this.sets = sets;
        this.asciiOnly = asciiOnly;
        words = Math.max(1, (sets.length + 63) >> 6);
        for (int c = 0; c < 128; c++) {
            ascii[c] = compute(c);
        }
    }

    /** How many numbers there are so far. */
    int size() {
        return numbers.size();
    }

    int number(int c) {
        if (c < 128) {
            return ascii[c];
        }
        int h = c & CACHE - 1;
        if (cachedCharacter[h] != c) {
            cachedNumber[h] = compute(c);
            cachedCharacter[h] = c;
        }
        return cachedNumber[h];
    }

    boolean contains(int set, int number) {
        return (members[number * words + (set >> 6)] >>> (set & 63) & 1) != 0;
    }

    boolean isWord(int c) {
        return CharClass.in(CharClass.WORD, c, asciiOnly);
    }

    private int compute(int c) {
        long[] bits = new long[words];
        for (int i = 0; i < sets.length; i++) {
            if (sets[i].contains(c, asciiOnly)) {
                bits[i >> 6] |= 1L << (i & 63);
            }
        }
        Signature s = new Signature(bits);
        Integer known = numbers.get(s);
        if (known == null) {
            known = numbers.size();
            if ((known + 1) * words > members.length) {
                members = Arrays.copyOf(members, 2 * (known + 1) * words);
            }
            System.arraycopy(bits, 0, members, known * words, words);
            numbers.put(s, known);
        }
        return known;
    }
}
