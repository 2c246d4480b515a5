package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.shm.RelationCounts;
import org.hathi.storage.BufferPool;
import org.hathi.storage.BufferRing;
import org.hathi.storage.ReadMode;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A sequential scan, a page at a time: the page is locked once to find its visible tuples and stays pinned while they
 * are deformed.
 */
public final class HeapScan {
    private final Access access;
    private final BufferPool pool;
    private final Prune prune;
    private final Relation rel;
    private final RelationCounts counts;
    private Snapshot snapshot;
    private final @Nullable BufferRing ring;
    private int start;
    private int end;
    private int next;
    private final int wanted;

    private int buf;
    private int block;
    private MemorySegment m = MemorySegment.NULL;
    private long p;
    private final int[] offsets = new int[Blocks.MAX_HEAP_TUPLES];
    private int visible;
    /** Tuples of the page already returned by {@link #next}. */
    private int position;

    HeapScan(Access access, Prune prune, Relation rel, Snapshot snapshot, int start, int n, @Nullable BufferRing ring) {
        this.access = access;
        this.pool = access.pool();
        this.prune = prune;
        this.rel = rel;
        this.counts = access.counts(rel);
        this.snapshot = snapshot;
        this.start = start;
        this.wanted = n;
        this.ring = ring;
        limits();
    }

    private void limits() {
        int blocks = pool.nblocks(rel.node, Fork.MAIN);
        end = wanted < 0 ? blocks : (int) Math.min(blocks, (start & 0xFFFFFFFFL) + wanted);
        next = start;
        if (wanted < 0) {
            counts.scans++;
        }
    }

    /** Starts over, with another snapshot. */
    public void rescan(Snapshot s) {
        close();
        snapshot = s;
        limits();
    }

    /** Scans another range of blocks (parallel scans, TID ranges). */
    public void setRange(int first, int count) {
        close();
        start = first;
        next = first;
        end = (int) Math.min(pool.nblocks(rel.node, Fork.MAIN), (first & 0xFFFFFFFFL) + count);
    }

    /** Moves to the next page that has visible tuples and pins it; false at the end, when nothing is pinned. */
    public boolean nextPage() {
        position = 0;
        while (next < end) {
            if (buf != 0) {
                pool.release(buf);
                buf = 0;
            }
            access.interrupts().check();
            block = next++;
            buf = access.read(rel, block, ReadMode.NORMAL, ring);
            prune.onAccess(rel, buf);
            m = pool.memory(buf);
            p = pool.offset(buf);
            pool.lockShared(buf);
            visible = access.visibility().page(buf, m, p, snapshot, offsets);
            pool.unlock(buf);
            if (visible > 0) {
                return true;
            }
        }
        close();
        return false;
    }

    /** Visible tuples on the current page. */
    public int visible() {
        return visible;
    }

    /** Tid of visible tuple {@code i} of the page. */
    public long tid(int i) {
        return Tid.of(block, offsets[i]);
    }

    /** Offsets of the page's visible tuples; the first {@link #visible} are valid. */
    public int[] offsets() {
        return offsets;
    }

    public MemorySegment memory() {
        return m;
    }

    /** Where the page starts in {@link #memory}. */
    public long page() {
        return p;
    }

    public int block() {
        return block;
    }

    /** Segment offset of visible tuple {@code i}. */
    public long tuple(int i) {
        return p + ItemId.offset(ItemId.get(m, p, offsets[i]));
    }

    /**
     * For each offset of the current page the offset of the root of its HOT chain, 0 where none is known
     * (heap_get_root_tuples). Tuples that the scan sees have one: the page stays pinned, so that it is not pruned.
     *
     * @param roots of {@code Blocks.MAX_HEAP_TUPLES + 1}; filled up to the page's last offset
     */
    public void roots(int[] roots) {
        pool.lockShared(buf);
        int max = Page.maxOffset(m, p);
        java.util.Arrays.fill(roots, 0, max + 1, 0);
        for (int off = 1; off <= max; off++) {
            int item = ItemId.get(m, p, off);
            int next;
            int prior = Xid.INVALID;
            if (ItemId.isNormal(item)) {
                long t = p + ItemId.offset(item);
                if (HeapTuple.isHeapOnly(m, t)) {
                    continue;
                }
                roots[off] = off;
                next = HeapTuple.isHotUpdated(m, t) ? Tid.offset(HeapTuple.ctid(m, t)) : 0;
                prior = next == 0 ? prior : access.visibility().updater(m, t);
            } else if (ItemId.isRedirect(item)) {
                next = ItemId.offset(item);
            } else {
                continue;
            }
            for (int guard = 0; next != 0 && next <= max && guard <= max; guard++) {
                int i = ItemId.get(m, p, next);
                if (!ItemId.isNormal(i)) {
                    break;
                }
                long t = p + ItemId.offset(i);
                if (prior != Xid.INVALID && HeapTuple.xmin(m, t) != prior) {
                    break; // the place of an update that failed, used again
                }
                roots[next] = off;
                next = HeapTuple.isHotUpdated(m, t) ? Tid.offset(HeapTuple.ctid(m, t)) : 0;
                prior = next == 0 ? prior : access.visibility().updater(m, t);
            }
        }
        pool.unlock(buf);
    }

    /** What vacuum would say of visible tuple {@code i}. */
    int state(int i, int horizon) {
        pool.lockShared(buf);
        int state = access.visibility().vacuumState(buf, m, tuple(i), horizon);
        pool.unlock(buf);
        return state;
    }

    /** Visible tuples {@code [from, from + n)} of the page into rows from {@code row} on. */
    public void deform(Deformer d, int from, int n, Vector[] out, int row) {
        counts.returned += n;
        d.page(m, p, block, rel.oid, offsets, from, n, out, row);
    }

    /**
     * Fills rows {@code 0 …} with up to {@code max} tuples of as many pages as it takes; returns how many (0: the end).
     * {@code tids}, if given, gets their tids. The vectors must have room for {@code max} rows.
     */
    public int next(Deformer d, Vector[] out, long @Nullable [] tids, int max) {
        int rows = 0;
        while (rows < max) {
            if (buf == 0 || position >= visible) {
                if (rows > 0 && max - rows < visible && rows >= max / 2) {
                    break; // a full batch of whole pages is better than splitting one
                }
                if (!nextPage()) {
                    break;
                }
            }
            int n = Math.min(max - rows, visible - position);
            d.page(m, p, block, rel.oid, offsets, position, n, out, rows);
            if (tids != null) {
                for (int i = 0; i < n; i++) {
                    tids[rows + i] = Tid.of(block, offsets[position + i]);
                }
            }
            position += n;
            rows += n;
        }
        counts.returned += rows;
        return rows;
    }

    /** Unpins the page; the scan may be started again by {@link #rescan}. */
    public void close() {
        if (buf != 0) {
            pool.release(buf);
            buf = 0;
        }
        visible = 0;
        position = 0;
        next = end;
    }
}
