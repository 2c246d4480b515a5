package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.page.Blocks;
import org.hathi.page.IndexTuple;
import org.hathi.page.Mem;
import org.hathi.page.Page;
import org.hathi.page.Tid;

/** Changes of posting lists. */
final class BtPosting {
    private BtPosting() {}

    /**
     * The posting list at {@code t} gets the new tuple's tid as member {@code at}, and the new tuple the list's largest tid:
     * sizes stay as they are.
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

    /** Removes members (ascending) from the posting list at offset {@code off} of a page; one left makes it a plain tuple. */
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
}
