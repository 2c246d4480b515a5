package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.storage.BufferPool;

/**
 * Copies a table's tuples with their transaction ids into a new file (rewriteheap.c of PostgreSQL): who saw a version
 * before sees it afterwards. HOT chains become plain update chains; versions that everybody sees are frozen.
 *
 * <p>INVARIANTS: a version is stored after the one its ctid points to, so that its ctid is known: it waits in {@code
 * waiting} until that one has come; if that one came first, its place waits in {@code places}.
 *
 * <p>LATCHES: the table is locked ACCESS EXCLUSIVE, nobody else knows the new file. CRASH: pages are logged whole; the
 * file goes with the transaction.
 */
public final class HeapRewrite {
    /** A version is known by who made it and where it was. */
    private record Version(int xmin, long tid) {}

    /** A copy that waits for its successor; {@code tid}: its own old place. */
    private record Waiting(TupleBuf copy, long tid) {}

    private final Access access;
    private final BufferPool pool;
    private final Relation before;
    private final Relation after;
    private final int horizon;
    private final Freezer freezer;
    private final MemorySegment page = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final Map<Version, Waiting> waiting = new HashMap<>();
    private final Map<Version, Long> places = new HashMap<>();
    private final TupleBuilder builder;
    private final TupleBuf formed = new TupleBuf();
    private int block;
    /** Versions removed, kept, and kept although they are dead to new snapshots. */
    public long removed;

    public long kept;
    public long recentlyDead;

    /**
     * @param before the table with its old file
     * @param after the same with its new, empty one
     */
    public HeapRewrite(Access access, Relation before, Relation after) {
        this.access = access;
        this.pool = access.pool();
        this.before = before;
        this.after = after;
        this.horizon = access.txn().oldestXmin(before);
        this.freezer = new Freezer(access, horizon, access.txn().oldestMulti());
        this.builder = new TupleBuilder(after.desc);
        Page.init(page, 0, 0);
    }

    /** All transactions that the new file's tuples name are this one or follow it. */
    public int frozenXid() {
        return horizon;
    }

    /** Pages of the new file so far. */
    public int pages() {
        return block + (Page.maxOffset(page, 0) > 0 ? 1 : 0);
    }

    /** Takes a version read by a scan that shows all of them; row {@code i} of its page. */
    public void take(HeapScan scan, int i) {
        take(scan.memory(), scan.tuple(i), scan.tid(i), scan.state(i, horizon));
    }

    /** Takes the versions of the HOT chain that an index entry points to. */
    public void takeChain(long tid, TupleRef ref, int[] chain) {
        int n = access.heap().chain(before, tid, ref, chain);
        for (int i = 0; i < n; i++) {
            long p = pool.offset(ref.buf);
            pool.lockShared(ref.buf);
            long t = p + ItemId.offset(ItemId.get(ref.m, p, chain[i]));
            int state = access.visibility().vacuumState(ref.buf, ref.m, t, horizon);
            pool.unlock(ref.buf);
            take(ref.m, t, Tid.of(Tid.block(tid), chain[i]), state);
        }
    }

    private void take(MemorySegment m, long t, long tid, int state) {
        if (state == Visibility.DEAD) {
            removed++;
            // an older version that is kept for somebody, but whose successor is dead, ends there
            if (waiting.remove(new Version(HeapTuple.xmin(m, t), tid)) != null) {
                removed++;
                recentlyDead--;
            }
            return;
        }
        kept++;
        if (state == Visibility.RECENTLY_DEAD || state == Visibility.DELETE_IN_PROGRESS) {
            recentlyDead++;
        }
        put(m, t, tid, copy(m, t));
    }

    /** A tuple of the same columns and transaction ids, without dropped columns. */
    private TupleBuf copy(MemorySegment m, long t) {
        builder.fromTuple(m, t);
        for (int i = 0; i < after.desc.size(); i++) {
            if (after.desc.get(i).dropped()) {
                builder.setNull(i + 1);
            }
        }
        TupleBuf b = access.toast().toastIfNeeded(after, builder.form(formed), MemorySegment.NULL, -1, 0);
        Mem.copy(m, t, b.m, 0, 12);
        HeapTuple.setInfomask(
                b.m,
                0,
                HeapTuple.infomask(b.m, 0) & ~HeapTuple.XACT_MASK | HeapTuple.infomask(m, t) & HeapTuple.XACT_MASK);
        HeapTuple.setInfomask2(b.m, 0, HeapTuple.infomask2(b.m, 0) & ~HeapTuple.XACT2_MASK);
        freezer.now(b.m, 0);
        HeapTuple.setCtid(b.m, 0, Tid.INVALID);
        return b;
    }

    private void put(MemorySegment m, long t, long tid, TupleBuf first) {
        TupleBuf b = first;
        int mask = HeapTuple.infomask(m, t);
        long next = HeapTuple.ctid(m, t);
        if ((mask & HeapTuple.XMAX_INVALID) == 0
                && !HeapTuple.isLockedOnly(mask)
                && Tid.offset(next) != Tid.MOVED_PARTITIONS_OFFSET
                && next != tid) {
            Version successor = new Version(access.visibility().updater(m, t), next);
            Long place = places.remove(successor);
            if (place == null) {
                TupleBuf own = new TupleBuf();
                own.ensure(b.len);
                Mem.copy(b.m, 0, own.m, 0, b.len);
                own.len = b.len;
                waiting.put(successor, new Waiting(own, tid));
                return;
            }
            HeapTuple.setCtid(b.m, 0, place);
        }
        long old = tid;
        for (; ; ) {
            long place = store(b);
            int xmin = HeapTuple.xminOrFrozen(b.m, 0);
            if ((HeapTuple.infomask(b.m, 0) & HeapTuple.UPDATED) == 0 || Xid.precedes(xmin, horizon)) {
                return; // nobody needs the version before it
            }
            Version self = new Version(xmin, old);
            Waiting w = waiting.remove(self);
            if (w == null) {
                places.put(self, place);
                return;
            }
            b = w.copy;
            HeapTuple.setCtid(b.m, 0, place);
            old = w.tid;
        }
    }

    /** Stores a tuple at the end of the new file; a ctid that is not known yet is its own place. */
    private long store(TupleBuf b) {
        int len = Blocks.maxAlign(b.len);
        if (len > Blocks.MAX_HEAP_TUPLE_SIZE) {
            throw new SqlError(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "row is too big: size " + len + ", maximum size " + Blocks.MAX_HEAP_TUPLE_SIZE);
        }
        if (len + after.reservedSpace() > Page.heapFreeSpace(page, 0) && Page.maxOffset(page, 0) > 0) {
            flush();
        }
        int off = Page.addItem(page, 0, b.m, 0, b.len, Page.NO_OFFSET, false, true);
        if (off == Page.NO_OFFSET) {
            throw SqlError.internal("failed to add tuple");
        }
        long place = Tid.of(block, off);
        long t = Page.item(page, 0, off);
        if (!Tid.isValid(HeapTuple.ctid(page, t))) {
            HeapTuple.setCtid(page, t, place);
        }
        return place;
    }

    private void flush() {
        access.interrupts().check();
        int buf = access.extend(after, null);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (pool.block(buf) != block) {
            pool.unlockRelease(buf);
            throw SqlError.internal("new file of \"" + after.name + "\" is not empty");
        }
        access.proc().enterCritical();
        Mem.copy(page, 0, m, p, Blocks.SIZE);
        pool.markDirty(buf);
        if (after.needsWal()) {
            Page.setLsn(m, p, access.wal().logPage(after.node, Fork.MAIN, block, m, p, true));
        }
        access.proc().exitCritical();
        pool.unlockRelease(buf);
        block++;
        Page.init(page, 0, 0);
    }

    /** Stores what still waits (its successor is gone) and the last page. */
    public void finish() {
        for (Waiting w : waiting.values()) {
            store(w.copy);
        }
        waiting.clear();
        if (Page.maxOffset(page, 0) > 0) {
            flush();
        }
        after.forgetCaches();
    }
}
