package org.hathi.page;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * The data page checksum of PostgreSQL 9.3 and later: 32 interleaved FNV-1a-like sums over the page's 32-bit words, two
 * rounds of zeroes, folded with XOR, mixed with the block number and reduced to 1…65535 (0 means none).
 */
public final class Checksum {
    private static final int LANES = 32;
    private static final int PRIME = 16777619;
    private static final int[] SEEDS = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    private Checksum() {}

    /** The checksum the page should carry at block {@code block}; its pd_checksum field is taken as zero. */
    public static int page(MemorySegment m, long p, int block) {
        int[] sums = SEEDS.clone();
        int word = Mem.i32(m, p + 8) & 0xFFFF0000;
        for (int j = 0; j < LANES; j++) {
            int t = sums[j] ^ (j == 2 ? word : Mem.i32(m, p + j * 4L));
            sums[j] = t * PRIME ^ t >>> 17;
        }
        for (int row = LANES * 4; row < Blocks.SIZE; row += LANES * 4) {
            row(m, p + row, sums);
        }
        int result = 0;
        for (int j = 0; j < LANES; j++) {
            int t = sums[j];
            t = t * PRIME ^ t >>> 17;
            t = t * PRIME ^ t >>> 17;
            result ^= t;
        }
        return Integer.remainderUnsigned(result ^ block, 65535) + 1;
    }

    private static void row(MemorySegment m, long p, int[] sums) {
        for (int j = 0; j < LANES; j++) {
            int t = sums[j] ^ Mem.i32(m, p + j * 4L);
            sums[j] = t * PRIME ^ t >>> 17;
        }
    }
}
