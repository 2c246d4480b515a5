package org.hathi.access;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.hathi.page.Fork;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.shm.Progress;
import org.hathi.storage.BufferPool;
import org.hathi.storage.BufferRing;
import org.hathi.storage.ReadMode;
import org.hathi.types.Vector;

/** Takes a random sample of a table's rows for ANALYZE: random blocks, then reservoir sampling of their live rows. */
public final class Sampler {
    /** Numbers that ANALYZE reports: blocks of the sample, and how many of them were read. */
    private static final int BLOCKS = 1;

    private static final int BLOCKS_DONE = 2;

    private final Access access;
    private final Relation rel;
    private final RandomGenerator random;

    /** What was seen: rows in the sample, and estimates for the whole table. */
    public record Result(int rows, double totalRows, double totalDeadRows, int pages, int sampledPages) {}

    public Sampler(Access access, Relation rel, RandomGenerator random) {
        this.access = access;
        this.rel = rel;
        this.random = random;
    }

    /** Up to {@code target} rows, in physical order, through {@code d} into {@code out} (made large enough). */
    public Result sample(int target, Deformer d, Vector[] out) {
        BufferPool pool = access.pool();
        int blocks = pool.nblocks(rel.node, Fork.MAIN);
        int horizon = access.txn().oldestXmin(rel);
        long[] tids = new long[target];
        BufferRing ring = BufferRing.vacuum();
        double live = 0;
        double dead = 0;
        int n = 0;
        int pages = 0;
        int wanted = Math.min(target, blocks);
        Progress progress = access.progress();
        progress.set(Progress.Command.ANALYZE, BLOCKS, wanted);
        for (int block = 0; block < blocks && pages < wanted; block++) {
            // Knuth's algorithm S: take the block with probability (still wanted) / (still left)
            if (random.nextDouble() * (blocks - block) >= wanted - pages) {
                continue;
            }
            access.interrupts().check();
            progress.set(Progress.Command.ANALYZE, BLOCKS_DONE, pages);
            pages++;
            int buf = access.read(rel, block, ReadMode.NORMAL, ring);
            pool.lockShared(buf);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            int max = Page.isNew(m, p) ? 0 : Page.maxOffset(m, p);
            for (int off = 1; off <= max; off++) {
                int item = ItemId.get(m, p, off);
                if (!ItemId.isNormal(item)) {
                    dead += ItemId.isDead(item) ? 1 : 0;
                    continue;
                }
                int state = access.visibility().vacuumState(buf, m, p + ItemId.offset(item), horizon);
                boolean own = state == Visibility.INSERT_IN_PROGRESS
                        && access.isCurrent(org.hathi.page.HeapTuple.xmin(m, p + ItemId.offset(item)));
                if (state == Visibility.LIVE || state == Visibility.DELETE_IN_PROGRESS || own) {
                    live++;
                    if (n < target) {
                        tids[n++] = Tid.of(block, off);
                    } else if (random.nextDouble() * live < target) {
                        tids[random.nextInt(target)] = Tid.of(block, off);
                    }
                } else {
                    dead += state == Visibility.INSERT_IN_PROGRESS ? 0 : 1;
                }
            }
            pool.unlockRelease(buf);
        }
        progress.set(Progress.Command.ANALYZE, BLOCKS_DONE, pages);
        Arrays.sort(tids, 0, n);
        int rows = read(tids, n, d, out);
        double scale = pages == 0 ? 0 : (double) blocks / pages;
        return new Result(rows, Math.floor(live * scale + 0.5), Math.floor(dead * scale + 0.5), blocks, pages);
    }

    private int read(long[] tids, int n, Deformer d, Vector[] out) {
        for (Vector v : out) {
            v.ensureCapacity(n);
        }
        TupleRef ref = new TupleRef(access);
        int rows = 0;
        try {
            for (int i = 0; i < n; i++) {
                int block = Tid.block(tids[i]);
                ref.pin(rel, block);
                access.pool().lockShared(ref.buf);
                long p = access.pool().offset(ref.buf);
                int off = Tid.offset(tids[i]);
                int item = off <= Page.maxOffset(ref.m, p) ? ItemId.get(ref.m, p, off) : 0;
                access.pool().unlock(ref.buf);
                if (ItemId.isNormal(item)) { // not pruned since
                    d.row(ref.m, p + ItemId.offset(item), tids[i], rel.oid, out, rows++);
                }
            }
        } finally {
            ref.release();
        }
        return rows;
    }
}
