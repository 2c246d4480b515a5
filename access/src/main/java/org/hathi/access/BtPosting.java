package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.IndexTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;

/** Changes of posting lists. */
final class BtPosting {
    private BtPosting() {}

    /**
     * The posting list at {@code t} gets the new tuple's tid as member {@code at}, and the new tuple the list's largest
     * tid: sizes stay as they are.
     */
    static void swap(MemorySegment m, long t, MemorySegment n, long u, int at) {
        int count = BtPage.postingCount(m, t);
        long list = t + BtPage.postingOffset(m, t);
        long max = BtPage.postingTid(m, t, count - 1);
        Mem.copy(m, list + at * 6L, m, list + (at + 1) * 6L, (count - 1 - at) * 6L);
        Tid.write(m, list + at * 6L, IndexTuple.tid(n, u));
        IndexTuple.setTid(n, u, max);
    }

    /** Where {@code tid} belongs in the list at {@code t}: the first member not before it. */
    static int search(MemorySegment m, long t, long tid) {
        int low = 0;
        int high = BtPage.postingCount(m, t);
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (BtPage.postingTid(m, t, mid) < tid) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    /**
     * Removes members (ascending) from the posting list at offset {@code off} of a page; one left makes it a plain
     * tuple.
     */
    static void shrink(MemorySegment m, long p, int off, int[] members, int n) {
        long t = Page.item(m, p, off);
        int count = BtPage.postingCount(m, t);
        int keep = count - n;
        int keySize = BtPage.postingOffset(m, t);
        int size = keep > 1 ? Blocks.maxAlign(keySize + keep * 6) : keySize;
        MemorySegment u = Arena.ofAuto().allocate(size, 8);
        Mem.copy(m, t, u, 0, keySize);
        long only = Tid.INVALID;
        int k = 0;
        for (int i = 0, r = 0; i < count; i++) {
            if (r < n && members[r] == i) {
                r++;
                continue;
            }
            only = BtPage.postingTid(m, t, i);
            if (keep > 1) {
                Tid.write(u, keySize + k++ * 6L, only);
            }
        }
        IndexTuple.setInfo(u, 0, IndexTuple.info(u, 0) & ~(IndexTuple.SIZE_MASK | IndexTuple.AM_RESERVED) | size);
        if (keep > 1) {
            BtPage.setPosting(u, 0, keep, keySize);
        } else {
            IndexTuple.setTid(u, 0, only);
        }
        Page.indexOverwrite(m, p, off, u, 0, size);
    }

    /**
     * Merges runs of items into posting lists: {@code n} pairs (first offset, number of items) at {@code b}; the other
     * items stay as they are. {@code to}: a scratch page.
     */
    static void mergeIntervals(MemorySegment m, long p, MemorySegment to, MemorySegment d, long b, int n) {
        BtPage.init(to, 0);
        MemorySegment u = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        int max = Page.maxOffset(m, p);
        int off = 1;
        int out = 1;
        int next = 0;
        while (off <= max) {
            long t = Page.item(m, p, off);
            if (next < n && Mem.u16(d, b + next * 4L) == off && off >= BtPage.firstKey(m, p)) {
                int items = Mem.u16(d, b + next * 4L + 2);
                next++;
                int size = merge(m, p, off, items, u);
                Page.addIndexItem(to, 0, u, 0, size, out++);
                off += items;
            } else {
                Page.addIndexItem(to, 0, m, t, IndexTuple.size(m, t), out++);
                off++;
            }
        }
        Mem.copy(m, p + Blocks.SIZE - BtPage.SPECIAL, to, Blocks.SIZE - BtPage.SPECIAL, BtPage.SPECIAL);
        BtPage.setFlags(to, 0, BtPage.flags(to, 0) & ~BtPage.HAS_GARBAGE);
        Page.setLsn(to, 0, Page.lsn(m, p));
        Mem.copy(to, 0, m, p, Blocks.SIZE);
    }

    /** One posting list of {@code items} items with equal keys from {@code off} on, into {@code u}; its size. */
    static int merge(MemorySegment m, long p, int off, int items, MemorySegment u) {
        long first = Page.item(m, p, off);
        int keySize = BtPage.keySize(m, first);
        Mem.copy(m, first, u, 0, keySize);
        int k = 0;
        for (int i = 0; i < items; i++) {
            long t = Page.item(m, p, off + i);
            if (BtPage.isPosting(m, t)) {
                int c = BtPage.postingCount(m, t);
                Mem.copy(m, t + BtPage.postingOffset(m, t), u, keySize + k * 6L, c * 6L);
                k += c;
            } else {
                Tid.write(u, keySize + k++ * 6L, IndexTuple.tid(m, t));
            }
        }
        int size = Blocks.maxAlign(keySize + k * 6);
        for (int i = keySize + k * 6; i < size; i++) {
            Mem.put8(u, i, 0);
        }
        IndexTuple.setInfo(u, 0, IndexTuple.info(u, 0) & ~IndexTuple.SIZE_MASK | size);
        BtPage.setPosting(u, 0, k, keySize);
        return size;
    }
}
