package org.hathi.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reading and writing of integers in byte arrays (L = little-endian as on disk, B = big-endian as on the wire), UTF-8.
 */
public final class Bytes {
    private static final VarHandle I16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static int shortL(byte[] b, int at) {
        return (short) I16.get(b, at);
    }

    static int intL(byte[] b, int at) {
        return (int) I32.get(b, at);
    }

    static long longL(byte[] b, int at) {
        return (long) I64.get(b, at);
    }

    static void shortL(byte[] b, int at, int v) {
        I16.set(b, at, (short) v);
    }

    static void intL(byte[] b, int at, int v) {
        I32.set(b, at, v);
    }

    static void longL(byte[] b, int at, long v) {
        I64.set(b, at, v);
    }

    static int shortB(byte[] b, int at) {
        return Short.reverseBytes((short) I16.get(b, at));
    }

    static int intB(byte[] b, int at) {
        return Integer.reverseBytes((int) I32.get(b, at));
    }

    static long longB(byte[] b, int at) {
        return Long.reverseBytes((long) I64.get(b, at));
    }

    static int compare(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        return Arrays.compareUnsigned(a, ao, ao + al, b, bo, bo + bl);
    }

    static boolean equal(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        return al == bl && Arrays.equals(a, ao, ao + al, b, bo, bo + bl);
    }

    static byte[] utf8(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    static String string(byte[] b) {
        return new String(b, StandardCharsets.UTF_8);
    }

    static String string(byte[] b, int off, int len) {
        return new String(b, off, len, StandardCharsets.UTF_8);
    }

    /** Bytes of the UTF-8 character that starts with {@code lead}. */
    static int charLen(byte lead) {
        return lead >= 0 ? 1 : (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : (lead & 0xF8) == 0xF0 ? 4 : 1;
    }

    /** Number of characters of a UTF-8 string. */
    static int chars(byte[] b, int off, int len) {
        int n = 0;
        for (int i = off, end = off + len; i < end; i++) {
            if ((b[i] & 0xC0) != 0x80) {
                n++;
            }
        }
        return n;
    }

    /** Byte length of the first {@code n} characters of {@code b[off..off+len)}, at most {@code len}. */
    static int prefix(byte[] b, int off, int len, long n) {
        int i = off;
        int end = off + len;
        while (n > 0 && i < end) {
            i += charLen(b[i]);
            n--;
        }
        return Math.min(i, end) - off;
    }

    /** Length without trailing blanks (bpchar). */
    static int trimmed(byte[] b, int off, int len) {
        int n = len;
        while (n > 0 && b[off + n - 1] == ' ') {
            n--;
        }
        return n;
    }

    /** The longest prefix of at most {@code max} bytes that ends at a character boundary. */
    static int clip(byte[] b, int off, int len, int max) {
        if (len <= max) {
            return len;
        }
        int n = max;
        while (n > 0 && (b[off + n] & 0xC0) == 0x80) {
            n--;
        }
        return n;
    }

    /** Throws 22021 unless {@code b[off..off+len)} is valid UTF-8 without NUL. */
    public static void checkUtf8(byte[] b, int off, int len) {
        int end = off + len;
        int i = off;
        while (i < end) {
            int c = b[i];
            if (c > 0) {
                i++;
                continue;
            }
            int n = c == 0 ? 0 : utf8Len(b, i, end);
            if (n == 0) {
                throw badUtf8(b, i, end);
            }
            i += n;
        }
    }

    private static int utf8Len(byte[] b, int i, int end) {
        int c = b[i] & 0xFF;
        int n = c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
        if (n == 0 || i + n > end) {
            return 0;
        }
        for (int k = 1; k < n; k++) {
            if ((b[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int d = b[i + 1] & 0xFF;
        boolean bad = c == 0xE0 && d < 0xA0 || c == 0xED && d > 0x9F || c == 0xF0 && d < 0x90 || c == 0xF4 && d > 0x8F;
        return bad ? 0 : n;
    }

    private static org.hathi.base.SqlError badUtf8(byte[] b, int i, int end) {
        StringBuilder s = new StringBuilder("invalid byte sequence for encoding \"UTF8\":");
        int n = Math.min(charLen(b[i]), end - i);
        for (int k = 0; k < n; k++) {
            s.append(" 0x")
                    .append(Character.forDigit(b[i + k] >> 4 & 15, 16))
                    .append(Character.forDigit(b[i + k] & 15, 16));
        }
        return Err.of(org.hathi.base.SqlState.CHARACTER_NOT_IN_REPERTOIRE, s.toString());
    }
}
