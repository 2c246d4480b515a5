package org.hathi.access;

/** LZ4 block format, decompression only: values written by servers that use {@code lz4} remain readable. */
final class Lz4 {
    private Lz4() {}

    /** Expands {@code n} bytes into {@code dst}; the bytes written, or −1 when the input is corrupt. */
    static int decompress(byte[] src, int from, int n, byte[] dst) {
        int s = from;
        int end = from + n;
        int d = 0;
        while (s < end) {
            int token = src[s++] & 0xFF;
            int literals = token >>> 4;
            if (literals == 15) {
                int b;
                do {
                    if (s >= end) {
                        return -1;
                    }
                    b = src[s++] & 0xFF;
                    literals += b;
                } while (b == 255);
            }
            if (literals < 0 || s + literals > end || d + literals > dst.length) {
                return -1;
            }
            System.arraycopy(src, s, dst, d, literals);
            s += literals;
            d += literals;
            if (s >= end) {
                return d;
            }
            if (s + 2 > end) {
                return -1;
            }
            int distance = src[s] & 0xFF | (src[s + 1] & 0xFF) << 8;
            s += 2;
            int match = token & 15;
            if (match == 15) {
                int b;
                do {
                    if (s >= end) {
                        return -1;
                    }
                    b = src[s++] & 0xFF;
                    match += b;
                } while (b == 255);
            }
            match += 4;
            if (distance == 0 || distance > d || match < 0 || d + match > dst.length) {
                return -1;
            }
            for (int k = 0; k < match; k++, d++) {
                dst[d] = dst[d - distance];
            }
        }
        return d;
    }
}
