package org.hathi.types;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growable byte array to which text and binary forms are appended. Binary integers are big-endian (network order).
 */
public final class ByteSink {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'};

    /** The bytes; valid in 0..{@link #size}. */
    public byte[] buf;

    /** Number of bytes appended. */
    public int size;

    public ByteSink() {
        this(256);
    }

    public ByteSink(int capacity) {
        buf = new byte[capacity];
    }

    /** Makes room for {@code n} more bytes. */
    public void reserve(int n) {
        if (buf.length - size < n) {
            long want = Math.max((long) size + n, Math.min(buf.length * 2L, buf.length + (64L << 20)));
            if (want > Integer.MAX_VALUE - 16 && (long) size + n > Integer.MAX_VALUE - 16) {
                throw new org.hathi.base.SqlError(org.hathi.base.SqlState.PROGRAM_LIMIT_EXCEEDED, "out of memory");
            }
            buf = Arrays.copyOf(buf, (int) Math.min(Integer.MAX_VALUE - 16, want));
        }
    }

    public void clear() {
        size = 0;
    }

    public ByteSink put(int b) {
        if (size == buf.length) {
            reserve(1);
        }
        buf[size++] = (byte) b;
        return this;
    }

    public ByteSink put(byte[] b, int off, int len) {
        reserve(len);
        System.arraycopy(b, off, buf, size, len);
        size += len;
        return this;
    }

    public ByteSink put(byte[] b) {
        return put(b, 0, b.length);
    }

    public ByteSink putShort(int v) {
        reserve(2);
        buf[size] = (byte) (v >> 8);
        buf[size + 1] = (byte) v;
        size += 2;
        return this;
    }

    public ByteSink putInt(int v) {
        reserve(4);
        buf[size] = (byte) (v >> 24);
        buf[size + 1] = (byte) (v >> 16);
        buf[size + 2] = (byte) (v >> 8);
        buf[size + 3] = (byte) v;
        size += 4;
        return this;
    }

    public ByteSink putLong(long v) {
        return putInt((int) (v >> 32)).putInt((int) v);
    }

    /** Overwrites 4 bytes at {@code at} with a big-endian integer: for lengths known only afterwards. */
    public void setInt(int at, int v) {
        buf[at] = (byte) (v >> 24);
        buf[at + 1] = (byte) (v >> 16);
        buf[at + 2] = (byte) (v >> 8);
        buf[at + 3] = (byte) v;
    }

    /** Appends the characters of an ASCII string. */
    public ByteSink ascii(String s) {
        int n = s.length();
        reserve(n);
        for (int i = 0; i < n; i++) {
            buf[size + i] = (byte) s.charAt(i);
        }
        size += n;
        return this;
    }

    /** Appends a string as UTF-8. */
    public ByteSink text(String s) {
        return put(s.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a decimal integer. */
    public ByteSink decimal(long v) {
        if (v < 0) {
            if (v == Long.MIN_VALUE) {
                return ascii("-9223372036854775808");
            }
            put('-');
            v = -v;
        }
        int digits = 1;
        for (long p = 10; digits < 19 && v >= p; p *= 10) {
            digits++;
        }
        reserve(digits);
        int at = size + digits;
        size = at;
        do {
            long q = v / 10;
            buf[--at] = DIGITS[(int) (v - q * 10)];
            v = q;
        } while (v != 0);
        return this;
    }

    /** Appends a non-negative integer, zero-padded to at least {@code width} digits. */
    public ByteSink padded(long v, int width) {
        long p = 10;
        int digits = 1;
        while (digits < 19 && v >= p) {
            p *= 10;
            digits++;
        }
        for (int i = digits; i < width; i++) {
            put('0');
        }
        return decimal(v);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buf, size);
    }

    /** The bytes as a UTF-8 string. */
    @Override
    public String toString() {
        return new String(buf, 0, size, StandardCharsets.UTF_8);
    }
}
