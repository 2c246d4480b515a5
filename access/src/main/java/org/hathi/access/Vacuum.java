package org.hathi.access;

import static org.hathi.shm.Progress.Command.VACUUM;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.Progress;
import org.hathi.storage.BufferPool;
import org.hathi.storage.BufferRing;
import org.hathi.storage.ReadMode;
import org.hathi.storage.Vm;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.jspecify.annotations.Nullable;

/**
 * Lazy vacuum of one heap: prune and freeze page by page, collecting dead line pointers; then remove their index
 * entries; then free the line pointers. The caller holds SHARE UPDATE EXCLUSIVE on the relation and its own short
 * transaction.
 */
public final class Vacuum {
    private static final int SKIP_AT_LEAST = 32;
    private static final double BYPASS_THRESHOLD = 0.02;
    private static final int BYPASS_ITEMS = 32 * 1024 * 1024 / 6;

    /** Numbers that VACUUM reports, and its phases: see the view pg_stat_progress_vacuum. */
    private static final int PHASE = 0;

    private static final int SCANNED = 2;
    private static final int REMOVED = 3;
    private static final int INDEX_SCANS = 4;
    private static final int DEAD = 6;
    private static final int SCAN_HEAP = 1;
    private static final int VACUUM_INDEXES = 2;
    private static final int VACUUM_HEAP = 3;
    private static final int CLEAN_UP_INDEXES = 4;

    private final Access access;
    private final Progress progress;
    private final BufferPool pool;
    private final Relation rel;
    private final List<Relation> indexes;
    private final Params params;
    private final @Nullable IndexVacuumStats[] indexStats;
    private final BufferRing ring = BufferRing.vacuum();
    private final int horizon;
    private final int freezeLimit;
    private final int multiLimit;
    private final boolean aggressive;
    private final Freezer freezer;

    private long[] dead = new long[1024];
    private int ndead;
    private final int[] pinned = new int[1];

    private int scanned;
    private int visibleSkipped;
    private int pinSkipped;
    private int lastNonEmpty;
    private double live;
    private double recentlyDead;
    private double removed;
    private int indexScans;
    private int deadPages;
    private long deadItems;
    private boolean bypassed;

    /**
     * @param freezeMinAge vacuum_freeze_min_age
     * @param freezeTableAge vacuum_freeze_table_age: older tables are scanned in full
     * @param multiFreezeMinAge vacuum_multixact_freeze_min_age
     * @param maxDead dead tids remembered before indexes are vacuumed (maintenance_work_mem / 6)
     * @param indexCleanup INDEX_CLEANUP is not off
     * @param mayBypass INDEX_CLEANUP is auto: a few dead line pointers are not worth a scan of the indexes
     * @param pace called between pages: cost-based delay
     * @param disablePageSkipping DISABLE_PAGE_SKIPPING
     */
    public record Params(
            int freezeMinAge,
            int freezeTableAge,
            int multiFreezeMinAge,
            int maxDead,
            boolean indexCleanup,
            boolean disablePageSkipping,
            boolean mayBypass,
            Runnable pace) {
        /** PostgreSQL's default settings. */
        public static Params defaults() {
            return new Params(50_000_000, 150_000_000, 5_000_000, 10_000_000, true, false, false, () -> {});
        }

        /** VACUUM FREEZE. */
        public static Params freeze() {
            return new Params(0, 0, 0, 10_000_000, true, false, false, () -> {});
        }
    }

    /** What was done; {@code frozenXid} and {@code minMulti} 0: must not be advanced. {@code live}: for reltuples. */
    public record Result(
            int pages,
            int scanned,
            double live,
            double recentlyDead,
            double removed,
            int allVisible,
            int frozenXid,
            int minMulti,
            int firstRemovablePage,
            IndexVacuumStats[] indexes,
            Work work) {}

    /**
     * How it was done, for reports. {@code deadPages} with {@code deadItems} dead line pointers of the last round,
     * which were left when {@code bypassed}; {@code missedPages} somebody else had pinned.
     */
    public record Work(
            boolean aggressive,
            int cutoff,
            int indexScans,
            int deadPages,
            long deadItems,
            boolean bypassed,
            int missedPages) {}

    public Vacuum(Access access, Relation rel, List<Relation> indexes, Params params) {
        this.access = access;
        this.progress = access.progress();
        this.pool = access.pool();
        this.rel = rel;
        this.indexes = indexes;
        this.params = params;
        this.indexStats = new IndexVacuumStats[indexes.size()];
        horizon = access.txn().oldestXmin(rel);
        freezeLimit = before(horizon, params.freezeMinAge);
        int multi = access.txn().oldestMulti() - params.multiFreezeMinAge;
        multiLimit = multi <= 0 ? 1 : multi;
        aggressive = params.disablePageSkipping
                || rel.frozenXid == 0
                || !Xid.precedes(before(access.txn().nextXid(), params.freezeTableAge), rel.frozenXid);
        freezer = new Freezer(access, freezeLimit, multiLimit);
        freezer.track(horizon, access.txn().oldestMulti());
    }

    private static int before(int xid, int age) {
        int r = xid - age;
        return Xid.isNormal(r) && Integer.compareUnsigned(age, xid) < 0 ? r : Xid.FIRST_NORMAL;
    }

    public Result run() {
        int blocks = pool.nblocks(rel.node, Fork.MAIN);
        progress.setAll(VACUUM, PHASE, SCAN_HEAP, blocks, 0, 0, 0, params.maxDead);
        try {
            scan(blocks);
            progress.set(VACUUM, SCANNED, blocks);
            if (ndead > 0 && !bypass(blocks)) {
                reap();
            }
        } finally {
            if (pinned[0] != 0) {
                pool.release(pinned[0]);
                pinned[0] = 0;
            }
        }
        progress.set(VACUUM, REMOVED, blocks);
        access.fsm().vacuum(rel.node);
        progress.set(VACUUM, PHASE, CLEAN_UP_INDEXES);
        IndexVacuumStats[] stats = new IndexVacuumStats[indexes.size()];
        for (int i = 0; i < stats.length; i++) {
            Relation index = indexes.get(i);
            stats[i] = access.indexAm(index).vacuumCleanup(index, indexStats[i], scanned == blocks ? live : -1);
        }
        boolean advance = visibleSkipped == 0 && pinSkipped == 0;
        int visible = (int) (access.vm().count(rel.node) >>> 32);
        return new Result(
                blocks,
                scanned,
                live,
                recentlyDead,
                removed,
                visible,
                advance ? freezer.oldestXid : Xid.INVALID,
                advance ? freezer.oldestMulti : 0,
                lastNonEmpty,
                stats,
                new Work(
                        aggressive,
                        horizon,
                        indexScans,
                        deadPages,
                        deadItems,
                        bypassed || !params.indexCleanup,
                        pinSkipped));
    }

    /** Fewer than 2 % of the pages have dead line pointers: they wait for the next time. */
    private boolean bypass(int blocks) {
        bypassed = !params.indexCleanup && !indexes.isEmpty()
                || params.mayBypass
                        && indexScans == 0
                        && !indexes.isEmpty()
                        && deadPages < blocks * BYPASS_THRESHOLD
                        && ndead < BYPASS_ITEMS;
        return bypassed;
    }

    /** Whether a scan has begun its work on the whole table because of old transaction ids. */
    public boolean aggressive() {
        return aggressive;
    }

    private void scan(int blocks) {
        int block = 0;
        while (block < blocks) {
            access.interrupts().check();
            int skip = skippable(block, blocks);
            if (skip >= SKIP_AT_LEAST) {
                block += skip;
                lastNonEmpty = block;
                continue;
            }
            for (int end = block + Math.max(1, skip); block < end; block++) {
                if (ndead > 0 && ndead >= params.maxDead - Blocks.MAX_HEAP_TUPLES) {
                    reap();
                    progress.set(VACUUM, PHASE, SCAN_HEAP);
                    deadPages = 0;
                    deadItems = 0;
                }
                progress.set(VACUUM, SCANNED, block);
                params.pace.run();
                page(block);
                progress.set(VACUUM, DEAD, ndead);
            }
        }
    }

    /** Blocks from {@code block} on that need no visit; counts them only when they are skipped. */
    private int skippable(int block, int blocks) {
        if (params.disablePageSkipping) {
            return 0;
        }
        int n = 0;
        int visible = 0;
        while (block + n < blocks - 1) {
            int status = access.vm().status(rel.node, block + n, pinned);
            if ((status & Vm.ALL_FROZEN) == 0) {
                if (aggressive || (status & Vm.ALL_VISIBLE) == 0) {
                    break;
                }
                visible++;
            }
            n++;
        }
        if (n >= SKIP_AT_LEAST) {
            visibleSkipped += visible;
        }
        return n;
    }

    private void page(int block) {
        pinned[0] = access.vm().pin(rel.node, block, pinned[0]);
        int buf = access.read(rel, block, ReadMode.NORMAL, ring);
        if (!pool.tryLockForCleanup(buf)) {
            if (!aggressive) {
                pinSkipped++;
                lastNonEmpty = block + 1;
                countOnly(buf);
                pool.release(buf);
                return;
            }
            pool.lockForCleanup(buf);
        }
        scanned++;
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (Page.isNew(m, p)) {
            pool.unlockRelease(buf);
            access.fsm().record(rel.node, block, Blocks.SIZE - Page.HEADER_SIZE - 4);
            return;
        }
        removed += access.heap().prune().prune(rel, buf, m, p, horizon);
        int firstDead = ndead;
        boolean used = inspect(buf, m, p, block);
        freezer.apply(rel, buf, m, p);
        if (used) {
            lastNonEmpty = block + 1;
        }
        if (indexes.isEmpty() && ndead > firstDead) {
            free(buf, m, p, firstDead, ndead);
            ndead = firstDead;
        }
        if (ndead > firstDead) {
            deadPages++;
            deadItems += ndead - firstDead;
        }
        if (ndead == firstDead) {
            markVisible(buf, m, p, block);
        } else if (Page.isAllVisible(m, p)) {
            Page.clearFlag(m, p, Page.ALL_VISIBLE);
            pool.markDirty(buf);
            access.vm().clear(rel.node, block, pinned[0], Vm.VALID_BITS);
        }
        int free = Page.heapFreeSpace(m, p);
        pool.unlockRelease(buf);
        access.fsm().record(rel.node, block, free);
    }

    private boolean allVisible;
    private boolean allFrozen;
    private int newestXmin;

    /** Collects dead line pointers, counts, plans freezing; true if the page has anything that stays. */
    private boolean inspect(int buf, MemorySegment m, long p, int block) {
        allVisible = true;
        allFrozen = true;
        newestXmin = Xid.INVALID;
        boolean used = false;
        freezer.start();
        int max = Page.maxOffset(m, p);
        for (int off = 1; off <= max; off++) {
            int item = ItemId.get(m, p, off);
            if (!ItemId.isUsed(item)) {
                continue;
            }
            if (ItemId.isDead(item)) {
                remember(Tid.of(block, off));
                continue;
            }
            used = true;
            if (ItemId.isRedirect(item)) {
                continue;
            }
            long t = p + ItemId.offset(item);
            int state = access.visibility().vacuumState(buf, m, t, horizon);
            if (state == Visibility.LIVE) {
                live++;
                noteLive(m, t);
            } else {
                allVisible = false;
                if (state == Visibility.RECENTLY_DEAD) {
                    recentlyDead++;
                } else if (state == Visibility.DELETE_IN_PROGRESS) {
                    live++;
                }
            }
            freezer.consider(m, t, off);
            allFrozen &= freezer.frozen;
        }
        return used;
    }

    private void noteLive(MemorySegment m, long t) {
        if (!allVisible) {
            return;
        }
        int mask = HeapTuple.infomask(m, t);
        if (!HeapTuple.xminCommitted(mask)) {
            allVisible = false;
            return;
        }
        int xmin = HeapTuple.xminOrFrozen(m, t);
        if (!Xid.precedes(xmin, horizon)) {
            allVisible = false;
        } else if (Xid.follows(xmin, newestXmin)) {
            newestXmin = xmin;
        }
    }

    private void remember(long tid) {
        if (ndead == dead.length) {
            dead = Arrays.copyOf(dead, ndead * 2);
        }
        dead[ndead++] = tid;
    }

    private void countOnly(int buf) {
        pool.lockShared(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int max = Page.maxOffset(m, p);
        for (int off = 1; off <= max; off++) {
            int item = ItemId.get(m, p, off);
            if (ItemId.isNormal(item)
                    && access.visibility().vacuumState(buf, m, p + ItemId.offset(item), horizon) == Visibility.LIVE) {
                live++;
            }
        }
        pool.unlock(buf);
    }

    private void markVisible(int buf, MemorySegment m, long p, int block) {
        int status = access.vm().status(rel.node, block, pinned);
        if (!allVisible) {
            if (Page.isAllVisible(m, p) || status != 0) {
                Page.clearFlag(m, p, Page.ALL_VISIBLE);
                pool.markDirty(buf);
                access.vm().clear(rel.node, block, pinned[0], Vm.VALID_BITS);
            }
            return;
        }
        int flags = Vm.ALL_VISIBLE | (allFrozen ? Vm.ALL_FROZEN : 0);
        if ((status & flags) == flags && Page.isAllVisible(m, p)) {
            return;
        }
        Page.setFlag(m, p, Page.ALL_VISIBLE);
        pool.markDirty(buf);
        access.vm()
                .set(rel.node, block, buf, 0, pinned[0], allFrozen ? Xid.INVALID : newestXmin, flags, rel.needsWal());
    }

    /** Removes index entries of the collected tids, then their line pointers. */
    private void reap() {
        if (!params.indexCleanup && !indexes.isEmpty()) {
            ndead = 0;
            return;
        }
        if (Faults.ON) {
            access.proc().reach(KillPoint.VACUUM_PRUNED);
        }
        progress.set(VACUUM, PHASE, VACUUM_INDEXES);
        indexScans++;
        for (int i = 0; i < indexes.size(); i++) {
            Relation index = indexes.get(i);
            indexStats[i] = access.indexAm(index)
                    .bulkDelete(index, indexStats[i], tid -> Arrays.binarySearch(dead, 0, ndead, tid) >= 0);
        }
        if (Faults.ON) {
            access.proc().reach(KillPoint.VACUUM_INDEXES);
        }
        progress.set(VACUUM, INDEX_SCANS, indexScans);
        progress.set(VACUUM, PHASE, VACUUM_HEAP);
        int i = 0;
        while (i < ndead) {
            access.interrupts().check();
            int block = Tid.block(dead[i]);
            int end = i;
            while (end < ndead && Tid.block(dead[end]) == block) {
                end++;
            }
            progress.set(VACUUM, REMOVED, block);
            params.pace.run();
            secondPass(block, i, end);
            i = end;
        }
        ndead = 0;
        progress.set(VACUUM, DEAD, 0);
    }

    private void secondPass(int block, int from, int end) {
        pinned[0] = access.vm().pin(rel.node, block, pinned[0]);
        int buf = access.read(rel, block, ReadMode.NORMAL, ring);
        pool.lockExclusive(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        free(buf, m, p, from, end);
        recheck(buf, m, p);
        if (allVisible) {
            markVisible(buf, m, p, block);
        }
        int free = Page.heapFreeSpace(m, p);
        pool.unlockRelease(buf);
        access.fsm().record(rel.node, block, free);
    }

    /** Are all tuples of the page visible to everybody, and frozen? (heap_page_is_all_visible) */
    private void recheck(int buf, MemorySegment m, long p) {
        allVisible = true;
        allFrozen = true;
        newestXmin = Xid.INVALID;
        int max = Page.maxOffset(m, p);
        for (int off = 1; off <= max && allVisible; off++) {
            int item = ItemId.get(m, p, off);
            if (ItemId.isDead(item)) {
                allVisible = false;
            } else if (ItemId.isNormal(item)) {
                long t = p + ItemId.offset(item);
                if (access.visibility().vacuumState(buf, m, t, horizon) != Visibility.LIVE) {
                    allVisible = false;
                } else {
                    noteLive(m, t);
                    int mask = HeapTuple.infomask(m, t);
                    allFrozen &= HeapTuple.xminFrozen(mask) && HeapTuple.xmax(m, t) == Xid.INVALID;
                }
            }
        }
    }

    private void free(int buf, MemorySegment m, long p, int from, int end) {
        access.repairablePage(buf, p);
        int n = 0;
        int[] offs = new int[end - from];
        for (int i = from; i < end; i++) {
            int off = Tid.offset(dead[i]);
            ItemId.setUnused(m, p, off);
            offs[n++] = off;
        }
        Page.truncateLinePointers(m, p);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data16(n);
            w.buffer(0, rel.node, Fork.MAIN, pool.block(buf), m, p, BlockFlags.STANDARD);
            for (int off : offs) {
                w.bufferData16(0, off);
            }
            Page.setLsn(m, p, w.insert(Rmgr.HEAP2, HeapWal.VACUUM2));
        }
        access.proc().exitCritical();
    }

    /** Blocks from the end that hold nothing: may be cut off under ACCESS EXCLUSIVE. Checked again, page by page. */
    public static int countNonEmpty(Access access, Relation rel, int atLeast) {
        BufferPool pool = access.pool();
        int n = pool.nblocks(rel.node, Fork.MAIN);
        while (n > atLeast) {
            access.interrupts().check();
            int buf = access.read(rel, n - 1);
            pool.lockShared(buf);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            boolean used = false;
            int max = Page.isNew(m, p) ? 0 : Page.maxOffset(m, p);
            for (int off = 1; off <= max && !used; off++) {
                used = ItemId.isUsed(ItemId.get(m, p, off));
            }
            pool.unlockRelease(buf);
            if (used) {
                break;
            }
            n--;
        }
        return n;
    }
}
