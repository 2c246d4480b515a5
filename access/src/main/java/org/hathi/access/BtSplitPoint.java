package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.IndexTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;

/**
 * Where to split a page, and the separator. Rightmost leaves are left full to the fill factor (ascending insertions);
 * others are halved, preferring among nearly even splits the one whose separator needs the fewest columns.
 */
final class BtSplitPoint {
    private static final int SPACE = Blocks.SIZE - Page.HEADER_SIZE - BtPage.SPECIAL;
    private static final int NONLEAF_FILLFACTOR = 70;
    /** Splits this much less even than the best (bytes) may be taken for a shorter separator. */
    private static final int TOLERANCE = SPACE / 20;

    /** Result: the first old item that goes right, and whether the new item goes left. */
    int firstRight;

    boolean newOnLeft;

    void find(Relation index, MemorySegment m, long p, int newOff, MemorySegment im, long ip, int len) {
        boolean leaf = BtPage.isLeaf(m, p);
        boolean rightmost = BtPage.isRightmost(m, p);
        int first = BtPage.firstKey(m, p);
        int max = Page.maxOffset(m, p);
        int rightSpace = SPACE;
        if (!rightmost) {
            rightSpace -= size(m, p, BtPage.HIKEY);
        }
        int newSize = Blocks.maxAlign(len) + 4;
        int total = newSize;
        for (int i = first; i <= max; i++) {
            total += size(m, p, i);
        }
        double fill = rightmost ? (leaf ? index.fillfactor : NONLEAF_FILLFACTOR) / 100.0 : 0.5;
        long best = Long.MAX_VALUE;
        int bestPenalty = Integer.MAX_VALUE;
        for (int pass = 0; pass < 2; pass++) {
            long limit = best + TOLERANCE;
            int toLeft = 0;
            for (int i = first; i <= max + 1; i++) {
                // candidates: before old item i, with the new item (if it belongs there) right or left
                boolean candidateNewRight = newOff >= i;
                boolean candidateNewLeft = newOff <= i;
                for (int side = 0; side < 2; side++) {
                    boolean onLeft = side == 1;
                    if (onLeft ? !candidateNewLeft : !candidateNewRight) {
                        continue;
                    }
                    int left = toLeft + (onLeft ? newSize : 0);
                    int firstSize = i == newOff && !onLeft ? newSize : i <= max ? size(m, p, i) : 0;
                    if (left == 0 || firstSize == 0) {
                        continue;
                    }
                    int leftFree = SPACE - left - firstSize - (leaf ? 8 : 0);
                    int rightFree = rightSpace - (total - left) + (leaf ? 0 : firstSize - 12);
                    if (leftFree < 0 || rightFree < 0) {
                        continue;
                    }
                    long delta = rightmost
                            ? Math.abs(leftFree - (long) ((1 - fill) * SPACE))
                            : Math.abs(leftFree - rightFree);
                    if (pass == 0) {
                        if (delta < best) {
                            best = delta;
                            take(i, onLeft);
                        }
                    } else if (delta <= limit) {
                        int penalty = penalty(index, m, p, i, onLeft, newOff, im, ip) * 16384 + (int) delta;
                        if (penalty < bestPenalty) {
                            bestPenalty = penalty;
                            take(i, onLeft);
                        }
                    }
                }
                if (i <= max) {
                    toLeft += size(m, p, i);
                }
            }
            if (best == Long.MAX_VALUE) {
                throw SqlError.internal("could not find a feasible split point for index \"" + index.name + "\"");
            }
            if (!leaf || rightmost) {
                return;
            }
        }
    }

    private void take(int i, boolean onLeft) {
        firstRight = i;
        newOnLeft = onLeft;
    }

    private static int size(MemorySegment m, long p, int off) {
        return Blocks.maxAlign(ItemId.length(ItemId.get(m, p, off))) + 4;
    }

    /** Columns the separator of this split needs (one more for the heap tid), compared by their bytes. */
    private int penalty(
            Relation index, MemorySegment m, long p, int i, boolean onLeft, int newOff, MemorySegment im, long ip) {
        boolean lastIsNew = onLeft && i == newOff;
        boolean firstIsNew = !onLeft && i == newOff;
        MemorySegment lm = lastIsNew ? im : m;
        long lt = lastIsNew ? ip : Page.item(m, p, i - 1);
        MemorySegment fm = firstIsNew ? im : m;
        long ft = firstIsNew ? ip : Page.item(m, p, i);
        if (scratch == null || scratch.info != index.indexInfo()) {
            scratch = new BtKey(index);
        }
        BtKey k = scratch;
        int n = index.indexInfo().keys;
        for (int c = 0; c < n; c++) {
            long a = k.position(lm, lt, c);
            long b = k.position(fm, ft, c);
            if (a < 0 || b < 0) {
                if (a != b) {
                    return c + 1;
                }
                continue;
            }
            int l = index.desc.get(c).len();
            int la = l > 0 ? l : l == -1 ? org.hathi.page.Varlena.size(lm, a) : Columns.storedCstringLength(lm, a);
            int lb = l > 0 ? l : l == -1 ? org.hathi.page.Varlena.size(fm, b) : Columns.storedCstringLength(fm, b);
            if (la != lb || !HeapCompare.equal(lm, a, fm, b, la)) {
                return c + 1;
            }
        }
        return n + 1;
    }

    private @org.jspecify.annotations.Nullable BtKey scratch;

    /**
     * The separator between two leaf tuples: the shortest prefix of {@code first}'s key columns that differs from
     * {@code last}'s, with {@code last}'s heap tid when all are equal. Returns its size in {@code out}.
     */
    int truncate(Relation index, MemorySegment lm, long last, MemorySegment fm, long first, MemorySegment out) {
        IndexInfo info = index.indexInfo();
        BtKey k = new BtKey(index);
        k.fromTuple(index, fm, first);
        int keep = 1;
        while (keep <= info.keys && k.compareColumns(lm, last, keep) == 0) {
            keep++;
        }
        boolean needTid = keep > info.keys;
        int n = Math.min(keep, info.keys);
        int size = copyPrefix(index, k, fm, first, n, out);
        if (needTid) {
            Mem.put64(out, size, 0);
            size += 8;
        }
        IndexTuple.setInfo(out, 0, IndexTuple.info(out, 0) & ~IndexTuple.SIZE_MASK | size);
        Mem.put16(out, 4, 0);
        BtPage.setNatts(out, 0, n, needTid);
        if (needTid) {
            Tid.write(out, size - 6L, BtPage.maxHeapTid(lm, last));
        }
        return size;
    }

    /** The first {@code n} columns of a tuple as a tuple of its own; its aligned size. */
    static int copyPrefix(Relation index, BtKey k, MemorySegment m, long t, int n, MemorySegment out) {
        boolean hadNulls = IndexTuple.hasNulls(m, t);
        boolean nulls = false;
        boolean var = false;
        long end = t + IndexTuple.dataOffset(hadNulls);
        for (int i = 0; i < n; i++) {
            long q = k.position(m, t, i);
            if (q < 0) {
                nulls = true;
                continue;
            }
            int l = index.desc.get(i).len();
            var |= l < 0;
            end = q + (l > 0 ? l : l == -1 ? org.hathi.page.Varlena.size(m, q) : Columns.storedCstringLength(m, q) + 1);
        }
        int from = IndexTuple.dataOffset(hadNulls);
        int to = IndexTuple.dataOffset(nulls);
        int data = (int) (end - t) - from;
        int size = Blocks.maxAlign(to + data);
        Mem.put64(out, size - 8, 0);
        Mem.copy(m, t, out, 0, 8);
        if (nulls) {
            Mem.put64(out, 8, 0);
            for (int i = 0; i < n; i += 8) {
                int bits = Mem.u8(m, t + 8 + (i >> 3));
                Mem.put8(out, 8 + (i >> 3), n - i >= 8 ? bits : bits & (1 << (n - i)) - 1);
            }
        }
        Mem.copy(m, t + from, out, to, data);
        IndexTuple.setInfo(out, 0, size | (nulls ? IndexTuple.NULL_MASK : 0) | (var ? IndexTuple.VAR_MASK : 0));
        return size;
    }
}
