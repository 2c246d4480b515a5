package org.hathi.executor.node;

import org.hathi.page.Tid;

/** Tids in their stored form: block (high half, low half), offset; 2 bytes each, little-endian. */
public final class TidBytes {
    private TidBytes() {}

    public static long read(byte[] b, int at) {
        int hi = b[at] & 0xFF | (b[at + 1] & 0xFF) << 8;
        int lo = b[at + 2] & 0xFF | (b[at + 3] & 0xFF) << 8;
        return Tid.of(hi << 16 | lo, b[at + 4] & 0xFF | (b[at + 5] & 0xFF) << 8);
    }

    public static byte[] write(long tid) {
        int block = Tid.block(tid);
        int off = Tid.offset(tid);
        return new byte[] {
            (byte) (block >> 16), (byte) (block >> 24), (byte) block, (byte) (block >> 8), (byte) off, (byte) (off >> 8)
        };
    }
}
