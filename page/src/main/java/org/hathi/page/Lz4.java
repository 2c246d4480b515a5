package org.hathi.page;

/**
 * The LZ4 block format (lz4_Block_format.md), for TOAST and WAL images: sequences of a token (literal length in the
 * high nibble, match length − 4 in the low one, 15 continued by bytes of 255), literals, a 16-bit offset, more match
 * length. The last sequence is literals only; the last 5 bytes are literals, and no match begins in the last 12.
 */
public final class Lz4 {
    private static final int MIN_MATCH = 4;
    private static final int LAST_LITERALS = 5;
    private static final int MATCH_LIMIT = 12;
    private static final int MAX_OFFSET = 65535;
    private static final int HASH_BITS = 12;

    private Lz4() {}

    /** Bytes a destination must have for an input of {@code len}. */
    public static int maxOutput(int len) {
        return len + len / 255 + 16;
    }

    /** Compresses into {@code dst} from {@code to}; returns the bytes written (always succeeds). */
    public static int compress(byte[] src, int from, int len, byte[] dst, int to) {
        int[] table = new int[1 << HASH_BITS]; // position − from + 1
        int end = from + len;
        int anchor = from;
        int out = to;
        int i = from;
        while (i <= end - MATCH_LIMIT) {
            int h = int32(src, i) * -1640531535 >>> 32 - HASH_BITS;
            int candidate = table[h] - 1 + from;
            boolean known = table[h] != 0;
            table[h] = i - from + 1;
            if (!known || i - candidate > MAX_OFFSET || int32(src, candidate) != int32(src, i)) {
                i++;
                continue;
            }
            int length = MIN_MATCH;
            while (i + length < end - LAST_LITERALS && src[candidate + length] == src[i + length]) {
                length++;
            }
            out = sequence(src, anchor, i - anchor, dst, out, length);
            dst[out++] = (byte) (i - candidate);
            dst[out++] = (byte) (i - candidate >>> 8);
            out = more(dst, out, length - MIN_MATCH);
            i += length;
            anchor = i;
        }
        return sequence(src, anchor, end - anchor, dst, out, MIN_MATCH) - to;
    }

    private static int int32(byte[] b, int i) {
        return b[i] & 0xFF | (b[i + 1] & 0xFF) << 8 | (b[i + 2] & 0xFF) << 16 | b[i + 3] << 24;
    }

    /** Token and literals. */
    private static int sequence(byte[] src, int at, int literals, byte[] dst, int to, int match) {
        int out = to;
        dst[out++] = (byte) (Math.min(literals, 15) << 4 | Math.min(match - MIN_MATCH, 15));
        out = more(dst, out, literals);
        System.arraycopy(src, at, dst, out, literals);
        return out + literals;
    }

    private static int more(byte[] dst, int to, int length) {
        int out = to;
        if (length >= 15) {
            int rest = length - 15;
            while (rest >= 255) {
                dst[out++] = (byte) 255;
                rest -= 255;
            }
            dst[out++] = (byte) rest;
        }
        return out;
    }

    /**
     * Expands into exactly {@code rawSize} bytes (or the first {@code rawSize} when {@code partial}). Returns the bytes
     * written, or −1 when the input is corrupt.
     */
    public static int decompress(byte[] src, int from, int len, byte[] dst, int to, int rawSize, boolean partial) {
        int sp = from;
        int end = from + len;
        int dp = to;
        int dend = to + rawSize;
        while (sp < end) {
            int token = src[sp++] & 0xFF;
            int literals = token >>> 4;
            if (literals == 15) {
                int b;
                do {
                    if (sp >= end) {
                        return -1;
                    }
                    b = src[sp++] & 0xFF;
                    literals += b;
                } while (b == 255);
            }
            if (literals < 0 || literals > end - sp) {
                return -1;
            }
            int take = Math.min(literals, dend - dp);
            if (take < literals && !partial) {
                return -1;
            }
            System.arraycopy(src, sp, dst, dp, take);
            sp += literals;
            dp += take;
            if (sp >= end || dp == dend) {
                break;
            }
            if (sp + 2 > end) {
                return -1;
            }
            int offset = src[sp] & 0xFF | (src[sp + 1] & 0xFF) << 8;
            sp += 2;
            int length = (token & 15) + MIN_MATCH;
            if ((token & 15) == 15) {
                int b;
                do {
                    if (sp >= end) {
                        return -1;
                    }
                    b = src[sp++] & 0xFF;
                    length += b;
                } while (b == 255);
            }
            if (offset == 0 || offset > dp - to || length < 0 || (length > dend - dp && !partial)) {
                return -1;
            }
            length = Math.min(length, dend - dp);
            for (int n = 0; n < length; n++, dp++) {
                dst[dp] = dst[dp - offset];
            }
        }
        return !partial && (dp != dend || sp != end) ? -1 : dp - to;
    }
}
