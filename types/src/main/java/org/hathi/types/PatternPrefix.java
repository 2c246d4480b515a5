package org.hathi.types;

import java.util.Arrays;
import org.hathi.types.regex.FixedPrefix;
import org.hathi.types.regex.Syntax;
import org.jspecify.annotations.Nullable;

/**
 * What every string that a pattern matches begins with.
 *
 * @param fixed the bytes; none: anything
 * @param exact whether the pattern matches this string and no other
 * @param rest where in a LIKE pattern the first part that is not fixed begins
 */
public record PatternPrefix(byte[] fixed, boolean exact, int rest) {

    /** Of a LIKE pattern; {@code anyCase}: of ILIKE, where only what has one case is fixed. */
    public static PatternPrefix ofLike(byte[] pattern, boolean anyCase) {
        byte[] prefix = new byte[pattern.length];
        int n = 0;
        int at = 0;
        boolean exact = true;
        while (at < pattern.length) {
            int c = pattern[at];
            if (c == '%' || c == '_' || anyCase && hasCase(c)) {
                exact = false;
                break;
            }
            if (c == '\\') {
                if (at + 1 >= pattern.length) {
                    break;
                }
                if (anyCase && hasCase(pattern[at + 1])) {
                    exact = false;
                    break;
                }
                at++;
            }
            prefix[n++] = pattern[at++];
        }
        return new PatternPrefix(Arrays.copyOf(prefix, n), exact, at);
    }

    /** Any byte of a character that is not ASCII may belong to one with two cases. */
    private static boolean hasCase(int c) {
        return c < 0 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Of a regular expression; 2201B when it is none. */
    public static PatternPrefix ofRegex(byte[] pattern, boolean anyCase) {
        FixedPrefix p =
                FixedPrefix.of(Bytes.string(pattern), anyCase ? Syntax.ADVANCED | Syntax.ICASE : Syntax.ADVANCED);
        return new PatternPrefix(Bytes.utf8(p.text()), p.exact(), 0);
    }

    /**
     * A string beyond all that begin with {@code prefix}, as small as is easily found: its last character that can be
     * made greater is, and what follows is left out (make_greater_string). Null when there is none.
     *
     * @param text UTF-8, whose characters keep their lengths; else single bytes
     */
    public static byte @Nullable [] beyond(byte[] prefix, boolean text) {
        byte[] b = prefix.clone();
        int n = b.length;
        while (n > 0) {
            int first = n - 1;
            while (text && first > 0 && (b[first] & 0xC0) == 0x80) {
                first--;
            }
            if (text ? nextCharacter(b, first, n - first) : nextByte(b, first)) {
                return Arrays.copyOf(b, n);
            }
            n = first;
        }
        return null;
    }

    private static boolean nextByte(byte[] b, int at) {
        if (b[at] == (byte) 0xFF) {
            return false;
        }
        b[at]++;
        return true;
    }

    /** The next one of the same length; bytes behind the one that is raised stay as they are. */
    private static boolean nextCharacter(byte[] b, int first, int length) {
        for (int i = length - 1; i > 0; i--) {
            int limit = i > 1 ? 0xBF : b[first] == (byte) 0xED ? 0x9F : b[first] == (byte) 0xF4 ? 0x8F : 0xBF;
            if ((b[first + i] & 0xFF) < limit) {
                b[first + i]++;
                return true;
            }
        }
        int lead = b[first] & 0xFF;
        if (lead == 0x7F || lead == 0xDF || lead == 0xEF || lead == 0xF4) {
            return false;
        }
        b[first]++;
        return true;
    }
}
