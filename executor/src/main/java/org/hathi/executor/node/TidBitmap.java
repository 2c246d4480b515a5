package org.hathi.executor.node;

import java.util.Arrays;
import org.hathi.page.Tid;

/**
 * A set of tids in a bounded number of entries: a page with the bits of its tuples, or, once there are too many of
 * those, a chunk of
 * 256 pages with a bit for each page, all tuples of which count (a lossy page: its rows have to be checked again).
 *
 * <p>INVARIANTS: TB-1 a page has an entry or a bit in a chunk, never both; TB-2 an entry is at {@code slots[hash ..
 * ]} by open
 * addressing, holding its number + 1.
 */
final class TidBitmap {
    /** 320 tuples: more than a page holds. */
    private static final int WORDS = 5;

    private static final int CHUNK_PAGES = 256;
    private static final int CHUNK_WORDS = CHUNK_PAGES / 64;
    /** What PostgreSQL reckons for an entry. */
    private static final int ENTRY_BYTES = 64;

    /** Entries of pages, or of chunks: a key and some words each. */
    private static final class Entries {
        private final int width;
        private int[] slots = new int[64];
        int[] keys = new int[16];
        long[] words;
        int n;

        Entries(int width) {
            this.width = width;
            this.words = new long[16 * width];
        }

        int find(int key) {
            int mask = slots.length - 1;
            for (int at = hash(key) & mask; slots[at] != 0; at = at + 1 & mask) {
                if (keys[slots[at] - 1] == key) {
                    return slots[at] - 1;
                }
            }
            return -1;
        }

        int findOrAdd(int key) {
            int found = find(key);
            if (found >= 0) {
                return found;
            }
            if (n == keys.length) {
                keys = Arrays.copyOf(keys, n * 2);
                words = Arrays.copyOf(words, n * 2 * width);
            }
            keys[n] = key;
            Arrays.fill(words, n * width, (n + 1) * width, 0);
            n++;
            if (n * 2 > slots.length) {
                slots = new int[slots.length * 4];
                for (int i = 0; i < n; i++) {
                    place(i);
                }
            } else {
                place(n - 1);
            }
            return n - 1;
        }

        private void place(int entry) {
            int mask = slots.length - 1;
            int at = hash(keys[entry]) & mask;
            while (slots[at] != 0) {
                at = at + 1 & mask;
            }
            slots[at] = entry + 1;
        }

        private static int hash(int key) {
            int h = key * 0x9e3779b9;
            return h ^ h >>> 15;
        }
    }

    private int most;
    private Entries pages = new Entries(WORDS);
    private final Entries chunks = new Entries(CHUNK_WORDS);
    /** Does some exact page need its rows checked again? */
    private boolean recheck;

    TidBitmap(long workMem) {
        most = Math.clamp(workMem / ENTRY_BYTES, 16, 1 << 26);
    }

    private boolean lossy(int block) {
        if (chunks.n == 0) {
            return false;
        }
        int c = chunks.find(block >>> 8);
        return c >= 0 && (chunks.words[c * CHUNK_WORDS + (block >>> 6 & 3)] & 1L << block) != 0;
    }

    private void makeLossy(int block) {
        int c = chunks.findOrAdd(block >>> 8);
        chunks.words[c * CHUNK_WORDS + (block >>> 6 & 3)] |= 1L << block;
    }

    void add(long tid) {
        int block = Tid.block(tid);
        if (lossy(block)) {
            return;
        }
        int bit = Tid.offset(tid) - 1;
        int e = pages.findOrAdd(block);
        pages.words[e * WORDS + (bit >>> 6)] |= 1L << bit;
        if (pages.n + chunks.n > most) {
            lossify();
        }
    }

    /** Turns pages into bits of chunks until half the entries are free. */
    private void lossify() {
        Entries old = pages;
        pages = new Entries(WORDS);
        int turned = 0;
        while (turned < old.n && old.n - turned + chunks.n > most / 2) {
            makeLossy(old.keys[turned++]);
        }
        for (int i = turned; i < old.n; i++) {
            if (!lossy(old.keys[i])) {
                int e = pages.findOrAdd(old.keys[i]);
                System.arraycopy(old.words, i * WORDS, pages.words, e * WORDS, WORDS);
            }
        }
        if (pages.n + chunks.n > most / 2) {
            most = (pages.n + chunks.n) * 2;
        }
    }

    /** Rows of all pages must be checked again. */
    void setRecheck() {
        recheck = true;
    }

    boolean recheck() {
        return recheck;
    }

    /** Adds everything in {@code b}. */
    void union(TidBitmap b) {
        recheck |= b.recheck;
        for (int c = 0; c < b.chunks.n; c++) {
            for (int p = 0; p < CHUNK_PAGES; p++) {
                if ((b.chunks.words[c * CHUNK_WORDS + (p >>> 6)] & 1L << p) != 0) {
                    makeLossy(b.chunks.keys[c] << 8 | p);
                }
            }
        }
        for (int i = 0; i < b.pages.n; i++) {
            int block = b.pages.keys[i];
            if (!lossy(block)) {
                int e = pages.findOrAdd(block);
                for (int w = 0; w < WORDS; w++) {
                    pages.words[e * WORDS + w] |= b.pages.words[i * WORDS + w];
                }
            }
        }
        if (b.chunks.n > 0 || pages.n + chunks.n > most) {
            lossify();
        }
    }

    /** What is in both. */
    static TidBitmap and(TidBitmap a, TidBitmap b, long workMem) {
        TidBitmap r = new TidBitmap(workMem);
        r.recheck = a.recheck || b.recheck;
        r.exact(a, b);
        for (int i = 0; i < b.pages.n; i++) {
            if (a.lossy(b.pages.keys[i])) {
                r.copy(b, i);
                r.recheck = true;
            }
        }
        for (int c = 0; c < a.chunks.n; c++) {
            int d = b.chunks.find(a.chunks.keys[c]);
            for (int w = 0; d >= 0 && w < CHUNK_WORDS; w++) {
                long both = a.chunks.words[c * CHUNK_WORDS + w] & b.chunks.words[d * CHUNK_WORDS + w];
                if (both != 0) {
                    int e = r.chunks.findOrAdd(a.chunks.keys[c]);
                    r.chunks.words[e * CHUNK_WORDS + w] |= both;
                }
            }
        }
        return r;
    }

    private void exact(TidBitmap a, TidBitmap b) {
        for (int i = 0; i < a.pages.n; i++) {
            int block = a.pages.keys[i];
            int k = b.pages.find(block);
            if (k >= 0) {
                int e = -1;
                for (int w = 0; w < WORDS; w++) {
                    long both = a.pages.words[i * WORDS + w] & b.pages.words[k * WORDS + w];
                    if (both != 0) {
                        e = e < 0 ? pages.findOrAdd(block) : e;
                        pages.words[e * WORDS + w] = both;
                    }
                }
            } else if (b.lossy(block)) {
                copy(a, i);
                recheck = true;
            }
        }
    }

    private void copy(TidBitmap from, int i) {
        int e = pages.findOrAdd(from.pages.keys[i]);
        System.arraycopy(from.pages.words, i * WORDS, pages.words, e * WORDS, WORDS);
    }

    /** The pages in order; the bitmap must not change meanwhile. */
    Iterator iterator() {
        return new Iterator();
    }

    /** Goes through the pages in physical order. */
    final class Iterator {
        /** Block numbers (unsigned) above entry numbers + 1, or above 0 for a lossy page; sorted. */
        private final long[] order;

        private int at = -1;

        private Iterator() {
            int lossyPages = 0;
            for (int w = 0; w < chunks.n * CHUNK_WORDS; w++) {
                lossyPages += Long.bitCount(chunks.words[w]);
            }
            order = new long[pages.n + lossyPages];
            int n = 0;
            for (int i = 0; i < pages.n; i++) {
                order[n++] = (pages.keys[i] & 0xFFFFFFFFL) << 31 | i + 1;
            }
            for (int c = 0; c < chunks.n; c++) {
                for (int p = 0; p < CHUNK_PAGES; p++) {
                    if ((chunks.words[c * CHUNK_WORDS + (p >>> 6)] & 1L << p) != 0) {
                        order[n++] = ((chunks.keys[c] << 8 | p) & 0xFFFFFFFFL) << 31;
                    }
                }
            }
            Arrays.sort(order);
        }

        boolean next() {
            return ++at < order.length;
        }

        int block() {
            return (int) (order[at] >>> 31);
        }

        boolean lossy() {
            return (order[at] & 0x7FFFFFFF) == 0;
        }

        /** The first offset of the page beyond {@code offset} that is in the set; 0: none. */
        int after(int offset) {
            int e = (int) (order[at] & 0x7FFFFFFF) - 1;
            for (int bit = offset; bit < WORDS * 64; ) {
                long w = pages.words[e * WORDS + (bit >>> 6)] >>> bit;
                if (w != 0) {
                    return bit + Long.numberOfTrailingZeros(w) + 1;
                }
                bit = (bit | 63) + 1;
            }
            return 0;
        }
    }
}
