package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.IndexTuple;
import org.hathi.page.Mem;
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
}
