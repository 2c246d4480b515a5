package org.hathi.page;

/**
 * PostgreSQL's LZ variant. The stream is groups of a control byte (bit i, from the lowest, says whether item i is a
 * match) and eight items: a literal byte, or a match of 2 bytes (length − 3 in the low nibble of the first, offset
 * bits 8–11 in its high nibble, offset bits 0–7 in the second), plus a third byte (length − 18) when the nibble is 15.
 */
public final class PgLz {
    /** Smallest input the default strategy tries. */
    public static final int MIN_INPUT = 32;

    private static final int MAX_MATCH = 273;
    private static final int MAX_OFFSET = 4095;
    private static final int GOOD_MATCH = 128;
    private static final int DROP_PERCENT = 10;
    private static final int FIRST_SUCCESS_BY = 1024;
    private static final int MIN_SAVING_PERCENT = 25;

    private PgLz() {}

    /** Bytes a destination must have for an input of {@code len}. */
    public static int maxOutput(int len) {
        return len + 4;
    }

    /**
     * Compresses with the default strategy, or without asking for any saving if {@code always}. Returns the bytes
     * written to {@code dst}, or −1 when compressing does not pay.
     */
    public static int compress(byte[] src, int from, int len, byte[] dst, boolean always) {
        if (len < (always ? 4 : MIN_INPUT)) {
            return -1;
        }
        int limit = always ? len : (int) ((long) len * (100 - MIN_SAVING_PERCENT) / 100);
        int end = from + len;
        int mask = hashMask(len);
        int[] head = new int[mask + 1]; // position + 1 of the latest occurrence
        int[] previous = new int[MAX_OFFSET + 1]; // by position modulo 4096: position + 1 of the one before
        int out = 0;
        int control = 0;
        int bits = 0;
        int controlAt = -1;
        boolean found = false;
        int i = from;
        while (i < end) {
            if (out >= limit || (!always && !found && out >= FIRST_SUCCESS_BY)) {
                return -1;
            }
            if (bits == 0) {
                if (controlAt >= 0) {
                    dst[controlAt] = (byte) control;
                }
                controlAt = out++;
                control = 0;
                bits = 8;
            }
            long match = findMatch(src, i, end, head, previous, mask, from);
            int length = (int) match;
            int advance = 1;
            if (length >= 3) {
                int offset = (int) (match >>> 32);
                control |= 1 << 8 - bits;
                int code = Math.min(length - 3, 15);
                dst[out++] = (byte) (code | offset >> 4 & 0xF0);
                dst[out++] = (byte) offset;
                if (length >= 18) {
                    dst[out++] = (byte) (length - 18);
                }
                advance = length;
                found = true;
            } else {
                dst[out++] = src[i];
            }
            bits--;
            for (int k = 0; k < advance; k++, i++) {
                remember(src, i, end, head, previous, mask, from);
            }
        }
        dst[controlAt] = (byte) control;
        return out >= limit ? -1 : out;
    }

    private static int hashMask(int len) {
        return len < 128 ? 511 : len < 256 ? 1023 : len < 512 ? 2047 : len < 1024 ? 4095 : 8191;
    }

    private static int hash(byte[] src, int i, int mask) {
        return (src[i] << 6 ^ src[i + 1] << 4 ^ src[i + 2] << 2 ^ src[i + 3]) & mask;
    }

    private static void remember(byte[] src, int i, int end, int[] head, int[] previous, int mask, int from) {
        if (i + 4 <= end) {
            int h = hash(src, i, mask);
            previous[i - from & MAX_OFFSET] = head[h];
            head[h] = i - from + 1;
        }
    }

    /** The best match for position {@code i}: offset in the high half, length (0 if none) in the low. */
    private static long findMatch(byte[] src, int i, int end, int[] head, int[] previous, int mask, int from) {
        if (i + 4 > end) {
            return 0;
        }
        int best = 0;
        int bestOffset = 0;
        int good = GOOD_MATCH;
        int max = Math.min(MAX_MATCH, end - i);
        int at = head[hash(src, i, mask)];
        int last = Integer.MAX_VALUE;
        while (at > 0 && at < last) {
            int j = at - 1 + from;
            int offset = i - j;
            if (offset >= MAX_OFFSET) {
                break;
            }
            int n = 0;
            while (n < max && src[i + n] == src[j + n]) {
                n++;
            }
            if (n > best) {
                best = n;
                bestOffset = offset;
            }
            if (best >= good) {
                break;
            }
            good -= good * DROP_PERCENT / 100;
            last = at;
            at = previous[j - from & MAX_OFFSET];
        }
        return best >= 3 ? (long) bestOffset << 32 | best : 0;
    }

    /**
     * Expands {@code len} bytes into exactly {@code rawSize} bytes of {@code dst} (or the first {@code rawSize} when
     * {@code partial}). Returns the bytes written, or −1 when the input is corrupt.
     */
    public static int decompress(byte[] src, int from, int len, byte[] dst, int to, int rawSize, boolean partial) {
        int sp = from;
        int end = from + len;
        int dp = to;
        int dend = to + rawSize;
        while (sp < end && dp < dend) {
            int control = src[sp++];
            for (int k = 0; k < 8 && sp < end && dp < dend; k++, control >>= 1) {
                if ((control & 1) == 0) {
                    dst[dp++] = src[sp++];
                    continue;
                }
                if (sp + 2 > end) {
                    return -1;
                }
                int length = (src[sp] & 0x0F) + 3;
                int offset = (src[sp] & 0xF0) << 4 | src[sp + 1] & 0xFF;
                sp += 2;
                if (length == 18) {
                    if (sp >= end) {
                        return -1;
                    }
                    length += src[sp++] & 0xFF;
                }
                if (offset == 0 || offset > dp - to) {
                    return -1;
                }
                length = Math.min(length, dend - dp);
                for (int n = 0; n < length; n++, dp++) {
                    dst[dp] = dst[dp - offset];
                }
            }
        }
        if (!partial && (dp != dend || sp != end)) {
            return -1;
        }
        return dp - to;
    }
}
