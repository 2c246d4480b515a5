package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.storage.BufferPool;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/**
 * Puts tuples on B-tree pages, splitting them when they are full, and links new pages into their parents.
 *
 * <p>LATCHES: a child stays locked until its downlink is in the parent (so the split flag cannot be seen half done);
 * siblings are locked left to right.
 *
 * <p>CRASH: a split leaves the left page flagged incomplete until the parent has the new downlink; whoever inserts next
 * through such a page finishes it. Each of the two steps is one record; a process that dies in one before that is
 * logged leaves what the reaper needs to take it back: a new page becomes zeros again, which a vacuum finds.
 */
final class BtSplit {
    /** Header and contents of a metapage end before this. */
    private static final int META_END = 80;

    private final Access access;
    private final BufferPool pool;
    private final BtSearch search;
    private final BtSplitPoint point;

    private final MemorySegment left = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final MemorySegment right = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final MemorySegment highKey = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final MemorySegment posting = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final MemorySegment swapped = Arena.ofAuto().allocate(Blocks.SIZE, 8);

    BtSplit(Access access, BtSearch search) {
        this.access = access;
        this.pool = access.pool();
        this.search = search;
        this.point = new BtSplitPoint();
    }

    /** A page of our own, exclusively locked and initialised: a recycled one or a new one at the end. */
    int newPage(Relation index) {
        for (; ; ) {
            int block = access.fsm().pageWithFreeSpace(index.node, Blocks.SIZE / 2);
            if (block == Blocks.INVALID) {
                break;
            }
            access.fsm().record(index.node, block, 0);
            int buf = access.read(index, block);
            if (pool.tryLockExclusive(buf)) {
                MemorySegment m = pool.memory(buf);
                long p = pool.offset(buf);
                if (Page.isNew(m, p)) {
                    BtPage.init(m, p);
                    return buf;
                }
                if (BtVacuum.isRecyclable(access, m, p)) {
                    if (index.needsWal()) {
                        BtVacuum.logReuse(access, index, block, BtVacuum.safeXid(m, p));
                    }
                    BtPage.init(m, p);
                    return buf;
                }
                pool.unlock(buf);
            }
            pool.release(buf);
        }
        boolean lock = !index.isTemp();
        if (lock) {
            access.txn().lockExtension(index);
        }
        int buf;
        try {
            buf = access.extend(index, null);
        } finally {
            if (lock) {
                access.txn().unlockExtension(index);
            }
        }
        BtPage.init(pool.memory(buf), pool.offset(buf));
        return buf;
    }

    /** Makes the first leaf of an empty index and points the metapage to it. */
    void createRoot(Relation index) {
        int meta = search.read(index, 0, true);
        MemorySegment mm = pool.memory(meta);
        long mp = pool.offset(meta);
        if (BtPage.metaRoot(mm, mp) != BtPage.NONE) {
            pool.unlockRelease(meta);
            return;
        }
        int buf = newPage(index);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int block = pool.block(buf);
        enterNewPage(buf, meta, 0);
        BtPage.setFlags(m, p, BtPage.LEAF | BtPage.ROOT);
        setRoot(mm, mp, block, 0);
        pool.markDirty(buf);
        pool.markDirty(meta);
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(block).data32(0);
            w.buffer(0, index.node, Fork.MAIN, block, m, p, BlockFlags.WILL_INIT);
            w.buffer(2, index.node, Fork.MAIN, 0, mm, mp, BlockFlags.WILL_INIT | BlockFlags.STANDARD);
            BtWal.metaData(w, 2, mm, mp);
            long lsn = w.insert(Rmgr.BTREE, BtWal.NEWROOT);
            Page.setLsn(m, p, lsn);
            Page.setLsn(mm, mp, lsn);
        }
        access.proc().exitCritical();
        pool.unlockRelease(buf);
        pool.unlockRelease(meta);
    }

    private static void setRoot(MemorySegment mm, long mp, int block, int level) {
        Mem.put32(mm, mp + 32, block);
        Mem.put32(mm, mp + 36, level);
        Mem.put32(mm, mp + 40, block);
        Mem.put32(mm, mp + 44, level);
    }

    /**
     * Inserts the tuple at {@code tm[tp]} as item {@code off} of an exclusively locked page, splitting it if need be;
     * unlocks and unpins everything. {@code child} (0: leaf): the locked page whose split this downlink completes.
     * {@code postingOff} &gt; 0: the tuple's tid falls into the posting list at {@code off}, before that member.
     */
    void insert(
            Relation index,
            int buf,
            int child,
            int depth,
            MemorySegment tm,
            long tp,
            int len,
            int off0,
            int postingOff,
            boolean splitOnly) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        MemorySegment im = tm;
        long ip = tp;
        int off = off0;
        if (postingOff > 0) {
            swapPosting(m, Page.item(m, p, off), postingOff, tm, tp, len);
            im = swapped;
            ip = 0;
            off++;
        }
        if (Page.freeSpace(m, p) < len) {
            boolean isRoot = (BtPage.flags(m, p) & BtPage.ROOT) != 0;
            boolean isOnly = BtPage.isLeftmost(m, p) && BtPage.isRightmost(m, p);
            int rbuf = split(index, buf, child, off, im, ip, len, tm, tp, postingOff);
            reach(KillPoint.BTREE_SPLIT);
            insertParent(index, buf, rbuf, depth, isRoot, isOnly);
            return;
        }
        boolean leaf = BtPage.isLeaf(m, p);
        int level = BtPage.level(m, p);
        int block = pool.block(buf);
        int meta = splitOnly ? lockMeta(index, level) : 0;
        enterInsert(buf, child, meta, postingOff > 0 ? off - 1 : 0);
        if (postingOff > 0) {
            Mem.copy(posting, 0, m, Page.item(m, p, off - 1), IndexTuple.size(posting, 0));
        }
        if (Page.addIndexItem(m, p, im, ip, len, off) == Page.NO_OFFSET) {
            throw new SqlError(
                    org.hathi.base.Severity.PANIC,
                    SqlState.INTERNAL_ERROR,
                    "failed to add new item to block " + block + " in index \"" + index.name + "\"");
        }
        pool.markDirty(buf);
        if (meta != 0) {
            MemorySegment mm = pool.memory(meta);
            BtPage.setFastRoot(mm, pool.offset(meta), block, level);
            pool.markDirty(meta);
        }
        if (child != 0) {
            clearIncomplete(child);
            reach(KillPoint.BTREE_DOWNLINK);
        }
        if (index.needsWal()) {
            logInsert(index, m, p, block, child, meta, leaf, postingOff > 0 ? off - 1 : off, tm, tp, len, postingOff);
        }
        access.proc().exitCritical();
        unlockIfAny(meta);
        unlockIfAny(child);
        if (leaf && BtPage.isRightmost(m, p)) {
            index.rightmostLeaf = block;
        }
        pool.unlockRelease(buf);
    }

    private void reach(KillPoint p) {
        if (Faults.ON) {
            access.proc().reach(p);
        }
    }

    // Critical sections that the reaper can take back; pages of temporary relations (below 0) are private.

    /** Begins the insertion of an item, perhaps changing a posting list in place; other pages: 0 none. */
    private void enterInsert(int buf, int child, int meta, int postingItem) {
        if (buf < 0) {
            access.proc().enterCritical();
            return;
        }
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        access.beginInsert(m, p);
        if (postingItem != 0) {
            long t = Page.item(m, p, postingItem);
            access.proc().saveForUndo(t, IndexTuple.size(m, t), false);
        }
        saveSpecial(child);
        saveMeta(meta);
        access.proc().enterRepairable();
    }

    private void enterSplit(int buf, int rbuf, int sbuf, int child) {
        if (buf < 0) {
            access.proc().enterCritical();
            return;
        }
        access.proc().beginUndo();
        access.proc().saveForUndo(pool.offset(buf), Blocks.SIZE, true);
        access.proc().newForUndo(pool.offset(rbuf));
        saveSpecial(sbuf);
        saveSpecial(child);
        access.proc().enterRepairable();
    }

    private void enterNewPage(int buf, int meta, int child) {
        if (buf < 0) {
            access.proc().enterCritical();
            return;
        }
        access.proc().beginUndo();
        access.proc().newForUndo(pool.offset(buf));
        saveMeta(meta);
        saveSpecial(child);
        access.proc().enterRepairable();
    }

    /** Only a page's flags and links will change. */
    private void saveSpecial(int buf) {
        if (buf != 0) {
            long p = pool.offset(buf);
            access.proc().saveForUndo(p, Long.BYTES, true);
            access.proc().saveForUndo(p + Blocks.SIZE - BtPage.SPECIAL, BtPage.SPECIAL, false);
        }
    }

    private void saveMeta(int meta) {
        if (meta != 0) {
            access.proc().saveForUndo(pool.offset(meta), META_END, true);
        }
    }

    private void clearIncomplete(int child) {
        MemorySegment cm = pool.memory(child);
        long cp = pool.offset(child);
        BtPage.setFlags(cm, cp, BtPage.flags(cm, cp) & ~BtPage.INCOMPLETE_SPLIT);
        pool.markDirty(child);
    }

    private void logInsert(
            Relation index,
            MemorySegment m,
            long p,
            int block,
            int child,
            int meta,
            boolean leaf,
            int off,
            MemorySegment tm,
            long tp,
            int len,
            int postingOff) {
        WalInsert w = access.wal().record();
        w.data16(off + (postingOff > 0 ? 1 : 0));
        int info = leaf ? postingOff > 0 ? BtWal.INSERT_POST : BtWal.INSERT_LEAF : BtWal.INSERT_UPPER;
        w.buffer(0, index.node, Fork.MAIN, block, m, p, BlockFlags.STANDARD);
        if (child != 0) {
            w.buffer(
                    1,
                    index.node,
                    Fork.MAIN,
                    pool.block(child),
                    pool.memory(child),
                    pool.offset(child),
                    BlockFlags.STANDARD);
        }
        if (meta != 0) {
            info = BtWal.INSERT_META;
            MemorySegment mm = pool.memory(meta);
            long mp = pool.offset(meta);
            w.buffer(2, index.node, Fork.MAIN, 0, mm, mp, BlockFlags.WILL_INIT | BlockFlags.STANDARD);
            BtWal.metaData(w, 2, mm, mp);
        }
        if (postingOff > 0) {
            w.bufferData16(0, postingOff);
        }
        w.bufferData(0, tm, tp, len);
        long lsn = w.insert(Rmgr.BTREE, info);
        Page.setLsn(m, p, lsn);
        if (child != 0) {
            Page.setLsn(pool.memory(child), pool.offset(child), lsn);
        }
        if (meta != 0) {
            Page.setLsn(pool.memory(meta), pool.offset(meta), lsn);
        }
    }

    /** {@link #posting}: the list with the new tid in; {@link #swapped}: the new tuple with the list's largest tid. */
    private void swapPosting(MemorySegment m, long t, int at, MemorySegment tm, long tp, int len) {
        Mem.copy(m, t, posting, 0, IndexTuple.size(m, t));
        Mem.copy(tm, tp, swapped, 0, len);
        BtPosting.swap(posting, 0, swapped, 0, at);
    }

    /** Splits a page for one more item; returns the right page, locked; {@code buf} stays locked. */
    private int split(
            Relation index,
            int buf,
            int child,
            int newOff,
            MemorySegment im,
            long ip,
            int len,
            MemorySegment om,
            long op,
            int postingOff) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int block = pool.block(buf);
        boolean leaf = BtPage.isLeaf(m, p);
        boolean rightmost = BtPage.isRightmost(m, p);
        int flags = BtPage.flags(m, p) & ~(BtPage.ROOT | BtPage.SPLIT_END | BtPage.HAS_GARBAGE);
        point.find(index, m, p, newOff, im, ip, len);
        int firstRight = point.firstRight;
        boolean onLeft = point.newOnLeft;
        int postingAt = postingOff > 0 ? newOff - 1 : 0;
        int keyLen = makeHighKey(index, m, p, firstRight, onLeft, newOff, im, ip, postingAt, leaf);
        BtPage.init(left, 0);
        BtPage.init(right, 0);
        Page.addIndexItem(left, 0, highKey, 0, keyLen, BtPage.HIKEY);
        int rightOff = rightmost ? 1 : copyHighKey(m, p);
        distribute(m, p, newOff, im, ip, len, firstRight, onLeft, postingAt, rightOff, leaf);
        int rbuf = newPage(index);
        MemorySegment rm = pool.memory(rbuf);
        long rp = pool.offset(rbuf);
        int rblock = pool.block(rbuf);
        int sbuf = rightmost ? 0 : lockSibling(index, buf, rbuf);
        long lsn0 = Page.lsn(m, p);
        int level = BtPage.level(m, p);
        finishHeader(left, BtPage.prev(m, p), rblock, level, flags | BtPage.INCOMPLETE_SPLIT);
        finishHeader(right, block, BtPage.next(m, p), level, flags);
        markCycle(index, sbuf);
        enterSplit(buf, rbuf, sbuf, child);
        Mem.copy(left, 0, m, p, Blocks.SIZE);
        Page.setLsn(m, p, lsn0);
        Mem.copy(right, 0, rm, rp, Blocks.SIZE);
        pool.markDirty(buf);
        pool.markDirty(rbuf);
        relink(sbuf, rblock);
        if (child != 0) {
            clearIncomplete(child);
        }
        reach(KillPoint.BTREE_SPLITTING);
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(level).data16(firstRight).data16(newOff).data16(postingOff);
            w.buffer(0, index.node, Fork.MAIN, block, m, p, BlockFlags.STANDARD);
            w.buffer(1, index.node, Fork.MAIN, rblock, rm, rp, BlockFlags.WILL_INIT);
            logOther(w, 2, index, sbuf);
            logOther(w, 3, index, child);
            if (postingOff > 0) {
                w.bufferData(0, om, op, len);
            } else if (onLeft) {
                w.bufferData(0, im, ip, len);
            }
            logContents(w, keyLen, rm, rp);
            long lsn = w.insert(Rmgr.BTREE, onLeft ? BtWal.SPLIT_L : BtWal.SPLIT_R);
            reach(KillPoint.BTREE_SPLIT_LOGGED);
            setLsn(buf, lsn);
            setLsn(rbuf, lsn);
            setLsns(sbuf, child, lsn);
        }
        endChange(sbuf, child);
        return rbuf;
    }

    private void endChange(int sibling, int child) {
        access.proc().exitCritical();
        unlockIfAny(sibling);
        unlockIfAny(child);
    }

    /** Both halves tell a vacuum of the index that runs now that they were split meanwhile. */
    private void markCycle(Relation index, int sbuf) {
        int cycle = index.isTemp() ? 0 : VacuumCycle.current(access.proc(), index);
        BtPage.setCycle(left, 0, cycle);
        BtPage.setCycle(right, 0, cycle);
        if (sbuf != 0 && BtPage.cycle(pool.memory(sbuf), pool.offset(sbuf)) != cycle) {
            BtPage.setFlags(right, 0, BtPage.flags(right, 0) | BtPage.SPLIT_END);
        }
    }

    private void relink(int sbuf, int rblock) {
        if (sbuf != 0) {
            BtPage.setPrev(pool.memory(sbuf), pool.offset(sbuf), rblock);
            pool.markDirty(sbuf);
        }
    }

    /** The right page inherits the high key; returns the next offset there. */
    private int copyHighKey(MemorySegment m, long p) {
        long hk = Page.item(m, p, BtPage.HIKEY);
        Page.addIndexItem(right, 0, m, hk, IndexTuple.size(m, hk), BtPage.HIKEY);
        return BtPage.HIKEY + 1;
    }

    /** The left page's new high key and all of the right page. */
    private void logContents(WalInsert w, int keyLen, MemorySegment rm, long rp) {
        w.bufferData(0, highKey, 0, keyLen);
        int upper = Page.upper(rm, rp);
        w.bufferData(1, rm, rp + upper, Page.special(rm, rp) - upper);
    }

    /** Locks the metapage if its fast root is below this level; 0 otherwise. */
    private int lockMeta(Relation index, int level) {
        int meta = search.read(index, 0, true);
        if (BtPage.metaFastLevel(pool.memory(meta), pool.offset(meta)) >= level) {
            pool.unlockRelease(meta);
            return 0;
        }
        return meta;
    }

    private void unlockIfAny(int buf) {
        if (buf != 0) {
            pool.unlockRelease(buf);
        }
    }

    /**
     * Locks the right sibling of a page about to split, which must link back; the new page is given up if it does not.
     */
    private int lockSibling(Relation index, int buf, int rbuf) {
        int block = pool.block(buf);
        int next = BtPage.next(pool.memory(buf), pool.offset(buf));
        int sbuf = search.read(index, next, true);
        int back = BtPage.prev(pool.memory(sbuf), pool.offset(sbuf));
        if (back != block) {
            pool.unlockRelease(sbuf);
            Mem.zero(pool.memory(rbuf), pool.offset(rbuf), Blocks.SIZE);
            pool.unlockRelease(rbuf);
            throw new SqlError(
                    SqlState.INDEX_CORRUPTED,
                    "right sibling's left-link doesn't match: block " + next + " links to " + back
                            + " instead of expected " + block + " in index \"" + index.name + "\"");
        }
        return sbuf;
    }

    private void logOther(WalInsert w, int id, Relation index, int buf) {
        if (buf != 0) {
            w.buffer(
                    id,
                    index.node,
                    Fork.MAIN,
                    pool.block(buf),
                    pool.memory(buf),
                    pool.offset(buf),
                    BlockFlags.STANDARD);
        }
    }

    private void setLsns(int sibling, int child, long lsn) {
        setLsn(sibling, lsn);
        setLsn(child, lsn);
    }

    private void setLsn(int buf, long lsn) {
        if (buf != 0) {
            Page.setLsn(pool.memory(buf), pool.offset(buf), lsn);
        }
    }

    private static void finishHeader(MemorySegment m, int prev, int next, int level, int flags) {
        BtPage.setPrev(m, 0, prev);
        BtPage.setNext(m, 0, next);
        BtPage.setLevel(m, 0, level);
        BtPage.setFlags(m, 0, flags);
    }

    private int makeHighKey(
            Relation index,
            MemorySegment m,
            long p,
            int firstRight,
            boolean onLeft,
            int newOff,
            MemorySegment im,
            long ip,
            int postingAt,
            boolean leaf) {
        boolean firstIsNew = !onLeft && newOff == firstRight;
        MemorySegment fm = firstIsNew ? im : firstRight == postingAt ? posting : m;
        long fp = firstIsNew ? ip : firstRight == postingAt ? 0 : Page.item(m, p, firstRight);
        if (!leaf) {
            int n = IndexTuple.size(fm, fp);
            Mem.copy(fm, fp, highKey, 0, n);
            return n;
        }
        boolean lastIsNew = onLeft && newOff == firstRight;
        int last = firstRight - 1;
        MemorySegment lm = lastIsNew ? im : last == postingAt ? posting : m;
        long lp = lastIsNew ? ip : last == postingAt ? 0 : Page.item(m, p, last);
        return point.truncate(index, lm, lp, fm, fp, highKey);
    }

    private void distribute(
            MemorySegment m,
            long p,
            int newOff,
            MemorySegment im,
            long ip,
            int len,
            int firstRight,
            boolean onLeft,
            int postingAt,
            int rightStart,
            boolean leaf) {
        int leftOff = 2;
        int rightOff = rightStart;
        int max = Page.maxOffset(m, p);
        for (int i = BtPage.firstKey(m, p); i <= max + 1; i++) {
            if (i == newOff) {
                if (onLeft) {
                    add(left, im, ip, len, leftOff++, false);
                } else {
                    add(right, im, ip, len, rightOff, !leaf && rightOff == rightStart);
                    rightOff++;
                }
            }
            if (i > max) {
                break;
            }
            MemorySegment sm = i == postingAt ? posting : m;
            long sp = i == postingAt ? 0 : Page.item(m, p, i);
            int n = IndexTuple.size(sm, sp);
            if (i < firstRight) {
                add(left, sm, sp, n, leftOff++, false);
            } else {
                add(right, sm, sp, n, rightOff, !leaf && rightOff == rightStart);
                rightOff++;
            }
        }
    }

    /** Adds an item; the first one of an internal page keeps its downlink only. */
    private void add(MemorySegment to, MemorySegment m, long t, int len, int off, boolean minusInfinity) {
        int done;
        if (minusInfinity) {
            Mem.put64(downlink, 0, 0);
            IndexTuple.setTid(downlink, 0, Tid.of(BtPage.downlink(m, t), 0));
            IndexTuple.setInfo(downlink, 0, IndexTuple.HEADER_SIZE);
            BtPage.setNatts(downlink, 0, 0, false);
            done = Page.addIndexItem(to, 0, downlink, 0, IndexTuple.HEADER_SIZE, off);
        } else {
            done = Page.addIndexItem(to, 0, m, t, len, off);
        }
        if (done == Page.NO_OFFSET) {
            throw SqlError.internal("failed to add item to page while splitting");
        }
    }

    private final MemorySegment downlink = Arena.ofAuto().allocate(8, 8);

    /** Puts the right page's downlink into the parent; unlocks both pages. */
    private void insertParent(Relation index, int buf, int rbuf, int depth, boolean isRoot, boolean isOnly) {
        if (isRoot) {
            newRoot(index, buf, rbuf);
            return;
        }
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int block = pool.block(buf);
        int rblock = pool.block(rbuf);
        int d = depth;
        if (d == 0) { // somebody split the root meanwhile: start at the left end of the level above
            int up = search.endpoint(index, BtPage.level(m, p) + 1, false);
            search.blocks[0] = pool.block(up);
            search.offsets[0] = 0;
            pool.unlockRelease(up);
            d = 1;
        }
        long hk = Page.item(m, p, BtPage.HIKEY);
        int len = IndexTuple.size(m, hk);
        MemorySegment item = Arena.ofAuto().allocate(len, 8);
        Mem.copy(m, hk, item, 0, len);
        if (!BtPage.isPivot(item, 0)) {
            BtPage.setNatts(item, 0, index.indexInfo().keys, false);
        }
        BtPage.setDownlink(item, 0, rblock);
        pool.unlockRelease(rbuf);
        int parent = parentOf(index, d - 1, block);
        if (parent == 0) {
            pool.unlockRelease(buf);
            throw new SqlError(
                    SqlState.INDEX_CORRUPTED,
                    "failed to re-find parent key in index \"" + index.name + "\" for split pages " + block + "/"
                            + rblock);
        }
        insert(index, parent, buf, d - 1, item, 0, len, search.offsets[d - 1] + 1, 0, isOnly);
    }

    /** The page that holds {@code child}'s downlink, exclusively locked; its offset goes to the stack. 0: not found. */
    int parentOf(Relation index, int d, int child) {
        int block = search.blocks[d];
        int start = search.offsets[d];
        for (; ; ) {
            int buf = search.read(index, block, true);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            if (BtPage.isIncomplete(m, p)) {
                finish(index, buf, d);
                continue;
            }
            if (!BtPage.isIgnored(m, p)) {
                int first = BtPage.firstKey(m, p);
                int max = Page.maxOffset(m, p);
                int from = Math.max(start, first);
                int found = 0;
                for (int off = from; off <= max && found == 0; off++) {
                    found = BtPage.downlink(m, Page.item(m, p, off)) == child ? off : 0;
                }
                for (int off = Math.min(from - 1, max); off >= first && found == 0; off--) {
                    found = BtPage.downlink(m, Page.item(m, p, off)) == child ? off : 0;
                }
                if (found != 0) {
                    search.blocks[d] = block;
                    search.offsets[d] = found;
                    return buf;
                }
            }
            if (BtPage.isRightmost(m, p)) {
                pool.unlockRelease(buf);
                return 0;
            }
            block = BtPage.next(m, p);
            start = 0;
            pool.unlockRelease(buf);
        }
    }

    /** Completes the split of an exclusively locked page that a crash or error interrupted; unlocks it. */
    void finish(Relation index, int buf, int depth) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int rbuf = search.read(index, BtPage.next(m, p), true);
        boolean wasRoot = false;
        if (depth == 0) {
            int meta = search.read(index, 0, true);
            wasRoot = BtPage.metaRoot(pool.memory(meta), pool.offset(meta)) == pool.block(buf);
            pool.unlockRelease(meta);
        }
        boolean wasOnly = BtPage.isLeftmost(m, p) && BtPage.isRightmost(pool.memory(rbuf), pool.offset(rbuf));
        insertParent(index, buf, rbuf, depth, wasRoot, wasOnly);
    }

    private void newRoot(Relation index, int buf, int rbuf) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int block = pool.block(buf);
        int root = newPage(index);
        MemorySegment om = pool.memory(root);
        long op = pool.offset(root);
        int rootBlock = pool.block(root);
        int meta = search.read(index, 0, true);
        MemorySegment mm = pool.memory(meta);
        long mp = pool.offset(meta);
        int level = BtPage.level(m, p) + 1;
        long hk = Page.item(m, p, BtPage.HIKEY);
        int len = IndexTuple.size(m, hk);
        Mem.copy(m, hk, highKey, 0, len);
        if (!BtPage.isPivot(highKey, 0)) {
            BtPage.setNatts(highKey, 0, index.indexInfo().keys, false);
        }
        BtPage.setDownlink(highKey, 0, pool.block(rbuf));
        enterNewPage(root, meta, buf);
        BtPage.setFlags(om, op, BtPage.ROOT);
        BtPage.setLevel(om, op, level);
        setRoot(mm, mp, rootBlock, level);
        IndexTuple.setTid(downlink, 0, Tid.of(block, 0));
        IndexTuple.setInfo(downlink, 0, IndexTuple.HEADER_SIZE);
        BtPage.setNatts(downlink, 0, 0, false);
        Page.addIndexItem(om, op, downlink, 0, IndexTuple.HEADER_SIZE, 1);
        Page.addIndexItem(om, op, highKey, 0, len, 2);
        clearIncomplete(buf);
        reach(KillPoint.BTREE_ROOT);
        pool.markDirty(root);
        pool.markDirty(meta);
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(rootBlock).data32(level);
            w.buffer(0, index.node, Fork.MAIN, rootBlock, om, op, BlockFlags.WILL_INIT);
            w.buffer(1, index.node, Fork.MAIN, block, m, p, BlockFlags.STANDARD);
            w.buffer(2, index.node, Fork.MAIN, 0, mm, mp, BlockFlags.WILL_INIT | BlockFlags.STANDARD);
            BtWal.metaData(w, 2, mm, mp);
            int upper = Page.upper(om, op);
            w.bufferData(0, om, op + upper, Page.special(om, op) - upper);
            long lsn = w.insert(Rmgr.BTREE, BtWal.NEWROOT);
            Page.setLsn(m, p, lsn);
            Page.setLsn(om, op, lsn);
            Page.setLsn(mm, mp, lsn);
        }
        access.proc().exitCritical();
        index.fastRoot = rootBlock;
        index.fastRootLevel = level;
        pool.unlockRelease(meta);
        pool.unlockRelease(root);
        pool.unlockRelease(rbuf);
        pool.unlockRelease(buf);
    }
}
