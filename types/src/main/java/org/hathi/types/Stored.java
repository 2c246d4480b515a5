package org.hathi.types;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hathi.os.Mem;

/**
 * Values as they are stored: varlena headers and inline pglz compression, in pages, arrays and composite values.
 *
 * <p>LAYOUT: first byte odd and not 1: 1-byte header, total length {@code byte >> 1}; low two bits 00: 4-byte header,
 * total length {@code word >> 2}; 10: the same, then a word with the raw size (30 bits) and method (2 bits), then pglz
 * data.
 */
final class Stored {
    private Stored() {}

    /** Reads the payload of a by-reference value at {@code m[off]}. */
    static byte[] read(MemorySegment m, long off, int typLen) {
        if (typLen > 0) {
            return copy(m, off, typLen);
        }
        if (typLen == -2) {
            int n = 0;
            while (Mem.i8(m, off + n) != 0) {
                n++;
            }
            return copy(m, off, n);
        }
        int h = Mem.i8(m, off);
        if ((h & 1) == 1) {
            if (h == 1) {
                throw org.hathi.base.SqlError.internal("external value where an inline one was expected");
            }
            return copy(m, off + 1, ((h & 0xFF) >> 1) - 1);
        }
        int word = Mem.i32(m, off);
        int size = word >>> 2;
        if ((word & 3) == 0) {
            return copy(m, off + 4, size - 4);
        }
        byte[] packed = copy(m, off + 4, size - 4);
        return inflate(packed, 0, packed.length);
    }

    private static byte[] copy(MemorySegment m, long off, int n) {
        byte[] b = new byte[n];
        Mem.copy(m, off, b, 0, n);
        return b;
    }

    /** Whether the varlena at {@code b[at]} has a 1-byte header. */
    static boolean isShort(byte[] b, int at) {
        return (b[at] & 1) == 1;
    }

    /** Total size of the varlena at {@code b[at]}, header included. */
    static int size(byte[] b, int at) {
        return isShort(b, at) ? (b[at] & 0xFF) >> 1 : Bytes.intL(b, at) >>> 2;
    }

    /** Header size of the varlena at {@code b[at]}. */
    static int header(byte[] b, int at) {
        return isShort(b, at) ? 1 : 4;
    }

    /** Whether the varlena at {@code b[at]} is compressed inline. */
    static boolean isCompressed(byte[] b, int at) {
        return (b[at] & 3) == 2;
    }

    /** Inflates pglz data: {@code b[off..off+len)} starts with the tcinfo word. */
    static byte[] inflate(byte[] b, int off, int len) {
        int info = Bytes.intL(b, off);
        if (info >>> 30 != 0) {
            throw org.hathi.base.SqlError.unsupported("lz4 compression of an inline value");
        }
        byte[] out = new byte[info & 0x3FFFFFFF];
        int sp = off + 4;
        int end = off + len;
        int dp = 0;
        while (sp < end && dp < out.length) {
            int ctrl = b[sp++] & 0xFF;
            for (int bit = 0; bit < 8 && sp < end && dp < out.length; bit++, ctrl >>= 1) {
                if ((ctrl & 1) == 0) {
                    out[dp++] = b[sp++];
                    continue;
                }
                int n = (b[sp] & 0x0F) + 3;
                int back = (b[sp] & 0xF0) << 4 | b[sp + 1] & 0xFF;
                sp += 2;
                if (n == 18) {
                    n += b[sp++] & 0xFF;
                }
                if (back == 0 || back > dp) {
                    throw Err.of(org.hathi.base.SqlState.DATA_CORRUPTED, "compressed pglz data is corrupt");
                }
                n = Math.min(n, out.length - dp);
                for (int i = 0; i < n; i++, dp++) {
                    out[dp] = out[dp - back];
                }
            }
        }
        if (dp != out.length || sp != end) {
            throw Err.of(org.hathi.base.SqlState.DATA_CORRUPTED, "compressed pglz data is corrupt");
        }
        return out;
    }

    /** Payload of the varlena at {@code b[at]} as a copy, inflated if need be. */
    static byte[] payload(byte[] b, int at) {
        int size = size(b, at);
        int h = header(b, at);
        if (h == 4 && isCompressed(b, at)) {
            return inflate(b, at + 4, size - 4);
        }
        return Arrays.copyOfRange(b, at + h, at + size);
    }
}
