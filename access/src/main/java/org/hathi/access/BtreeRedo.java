package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.IndexTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalRecord;

/** Replays RM_BTREE records. */
public final class BtreeRedo implements ResourceManager {
    private final MemorySegment scratch = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final MemorySegment item = Arena.ofAuto().allocate(Blocks.SIZE, 8);

    public BtreeRedo() {}

    @Override
    public int id() {
        return Rmgr.BTREE;
    }

    @Override
    public void redo(WalRecord r, RedoContext cx) {
        switch (r.info()) {
            case BtWal.INSERT_LEAF -> insert(r, cx, true, false, false);
            case BtWal.INSERT_UPPER -> insert(r, cx, false, false, false);
            case BtWal.INSERT_META -> insert(r, cx, false, true, false);
            case BtWal.INSERT_POST -> insert(r, cx, true, false, true);
            case BtWal.SPLIT_L -> split(r, cx, true);
            case BtWal.SPLIT_R -> split(r, cx, false);
            case BtWal.DEDUP -> dedup(r, cx);
            case BtWal.DELETE -> delete(r, cx, 4);
            case BtWal.VACUUM -> delete(r, cx, 0);
            case BtWal.MARK_PAGE_HALFDEAD -> markHalfDead(r, cx);
            case BtWal.UNLINK_PAGE, BtWal.UNLINK_PAGE_META -> unlink(r, cx);
            case BtWal.NEWROOT -> newRoot(r, cx);
            case BtWal.META_CLEANUP -> restoreMeta(r, cx, 0);
            case BtWal.REUSE_PAGE -> {} // for hot standby conflicts only
            default -> throw HeapRedo.panic("btree_redo: unknown op code " + r.info());
        }
    }

    private static void end(WalRecord r, RedoContext cx, int buf, int action) {
        if (action == RedoContext.NEEDS_REDO) {
            cx.done(buf, r);
        } else {
            cx.release(buf);
        }
    }

    private void restoreMeta(WalRecord r, RedoContext cx, int id) {
        int action = HeapRedo.init(r, cx, id);
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            MemorySegment d = r.memory();
            long b = r.blockData(id);
            BtPage.initMeta(m, p, 0, 0, Mem.u8(d, b + 24) != 0);
            Mem.copy(d, b, m, p + 28, 24);
        }
        end(r, cx, buf, action);
    }

    private static void clearIncomplete(WalRecord r, RedoContext cx, int id) {
        int action = cx.readForRedo(r, id);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            BtPage.setFlags(m, p, BtPage.flags(m, p) & ~BtPage.INCOMPLETE_SPLIT);
        }
        end(r, cx, buf, action);
    }

    private void insert(WalRecord r, RedoContext cx, boolean leaf, boolean meta, boolean posting) {
        if (!leaf) {
            clearIncomplete(r, cx, 1);
        }
        int action = cx.readForRedo(r, 0);
        if (action != RedoContext.NOT_FOUND) {
            int buf = cx.buffer();
            if (action == RedoContext.NEEDS_REDO) {
                MemorySegment m = cx.memory(buf);
                long p = cx.offset(buf);
                MemorySegment d = r.memory();
                int off = Mem.u16(d, r.data());
                long b = r.blockData(0);
                int len = r.blockDataLength(0);
                if (posting) {
                    Mem.copy(d, b + 2, item, 0, len - 2);
                    BtPosting.swap(m, Page.item(m, p, off - 1), item, 0, Mem.u16(d, b));
                    add(m, p, item, 0, len - 2, off);
                } else {
                    add(m, p, d, b, len, off);
                }
            }
            end(r, cx, buf, action);
        }
        if (meta) {
            restoreMeta(r, cx, 2);
        }
    }

    private static void add(MemorySegment m, long p, MemorySegment src, long at, int len, int off) {
        if (Page.addIndexItem(m, p, src, at, len, off) == Page.NO_OFFSET) {
            throw HeapRedo.panic("failed to add new item");
        }
    }

    /** Fills an empty page with items stored lowest address first, that is, last item first (_bt_restore_page). */
    private static void restorePage(MemorySegment m, long p, MemorySegment d, long from, int len) {
        long[] at = new long[Blocks.MAX_INDEX_TUPLES + 1];
        int n = 0;
        long b = from;
        while (b < from + len) {
            at[n++] = b;
            b += Blocks.maxAlign(IndexTuple.size(d, b));
        }
        for (int i = n - 1; i >= 0; i--) {
            add(m, p, d, at[i], Blocks.maxAlign(IndexTuple.size(d, at[i])), n - i);
        }
    }

    private void split(WalRecord r, RedoContext cx, boolean onLeft) {
        MemorySegment d = r.memory();
        long x = r.data();
        int level = Mem.i32(d, x);
        int firstRight = Mem.u16(d, x + 4);
        int newOff = Mem.u16(d, x + 6);
        int postingOff = Mem.u16(d, x + 8);
        int block = r.block(0);
        int rblock = r.block(1);
        int sblock = r.hasBlock(2) ? r.block(2) : BtPage.NONE;
        boolean leaf = level == 0;
        if (!leaf) {
            clearIncomplete(r, cx, 3);
        }
        int rightAction = HeapRedo.init(r, cx, 1);
        int rbuf = cx.buffer();
        if (rightAction == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(rbuf);
            long p = cx.offset(rbuf);
            BtPage.init(m, p);
            BtPage.setPrev(m, p, block);
            BtPage.setNext(m, p, sblock);
            BtPage.setLevel(m, p, level);
            BtPage.setFlags(m, p, leaf ? BtPage.LEAF : 0);
            restorePage(m, p, d, r.blockData(1), r.blockDataLength(1));
        }
        int action = cx.readForRedo(r, 0);
        int buf = action == RedoContext.NOT_FOUND ? 0 : cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            left(r, cx.memory(buf), cx.offset(buf), onLeft, firstRight, newOff, postingOff, leaf, rblock);
        }
        if (r.hasBlock(2)) {
            int sAction = cx.readForRedo(r, 2);
            if (sAction != RedoContext.NOT_FOUND) {
                int sbuf = cx.buffer();
                if (sAction == RedoContext.NEEDS_REDO) {
                    BtPage.setPrev(cx.memory(sbuf), cx.offset(sbuf), rblock);
                }
                end(r, cx, sbuf, sAction);
            }
        }
        if (buf != 0) {
            end(r, cx, buf, action);
        }
        end(r, cx, rbuf, rightAction);
    }

    private void left(
            WalRecord r,
            MemorySegment m,
            long p,
            boolean onLeft,
            int firstRight,
            int newOff,
            int postingOff,
            boolean leaf,
            int rblock) {
        MemorySegment d = r.memory();
        long b = r.blockData(0);
        int newLen = 0;
        int postingAt = 0;
        if (onLeft || postingOff > 0) {
            newLen = Blocks.maxAlign(IndexTuple.size(d, b));
            Mem.copy(d, b, item, 0, newLen);
            b += newLen;
        }
        MemorySegment changed = MemorySegment.NULL;
        if (postingOff > 0) {
            postingAt = newOff - 1;
            long t = Page.item(m, p, postingAt);
            int n = IndexTuple.size(m, t);
            changed = Arena.ofAuto().allocate(n, 8);
            Mem.copy(m, t, changed, 0, n);
            BtPosting.swap(changed, 0, item, 0, postingOff);
        }
        BtPage.init(scratch, 0);
        add(scratch, 0, d, b, Blocks.maxAlign(IndexTuple.size(d, b)), BtPage.HIKEY);
        int to = 2;
        for (int off = BtPage.firstKey(m, p); off < firstRight; off++) {
            if (onLeft && off == newOff) {
                add(scratch, 0, item, 0, newLen, to++);
            }
            MemorySegment sm = off == postingAt ? changed : m;
            long t = off == postingAt ? 0 : Page.item(m, p, off);
            add(scratch, 0, sm, t, IndexTuple.size(sm, t), to++);
        }
        if (onLeft && newOff == firstRight) {
            add(scratch, 0, item, 0, newLen, to);
        }
        BtPage.setPrev(scratch, 0, BtPage.prev(m, p));
        BtPage.setNext(scratch, 0, rblock);
        BtPage.setLevel(scratch, 0, BtPage.level(m, p));
        BtPage.setFlags(scratch, 0, BtPage.INCOMPLETE_SPLIT | (leaf ? BtPage.LEAF : 0));
        long lsn = Page.lsn(m, p);
        Mem.copy(scratch, 0, m, p, Blocks.SIZE);
        Page.setLsn(m, p, lsn);
    }

    private void dedup(WalRecord r, RedoContext cx) {
        int action = cx.readForRedo(r, 0);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment d = r.memory();
            BtPosting.mergeIntervals(cx.memory(buf), cx.offset(buf), scratch, d, r.blockData(0), Mem.u16(d, r.data()));
        }
        end(r, cx, buf, action);
    }

    /** delete (main data begins with the latest removed xid) and vacuum. */
    private void delete(WalRecord r, RedoContext cx, int skip) {
        int action = cx.readForRedo(r, 0, skip == 0);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment d = r.memory();
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            int nd = Mem.u16(d, r.data() + skip);
            int nu = Mem.u16(d, r.data() + skip + 2);
            long b = r.blockData(0);
            long u = b + 2L * nd + 2L * nu;
            for (int i = 0; i < nu; i++) {
                int off = Mem.u16(d, b + 2L * (nd + i));
                int n = Mem.u16(d, u);
                int[] members = new int[n];
                for (int k = 0; k < n; k++) {
                    members[k] = Mem.u16(d, u + 2 + 2L * k);
                }
                u += 2 + 2L * n;
                BtPosting.shrink(m, p, off, members, n);
            }
            if (nd > 0) {
                int[] offs = new int[nd];
                for (int i = 0; i < nd; i++) {
                    offs[i] = Mem.u16(d, b + 2L * i);
                }
                Page.indexMultiDelete(m, p, offs, nd);
            }
            BtPage.setFlags(m, p, BtPage.flags(m, p) & ~BtPage.HAS_GARBAGE);
        }
        end(r, cx, buf, action);
    }

    private void markHalfDead(WalRecord r, RedoContext cx) {
        MemorySegment d = r.memory();
        long x = r.data();
        int action = cx.readForRedo(r, 1);
        if (action != RedoContext.NOT_FOUND) {
            int buf = cx.buffer();
            if (action == RedoContext.NEEDS_REDO) {
                MemorySegment m = cx.memory(buf);
                long p = cx.offset(buf);
                int off = Mem.u16(d, x);
                int right = BtPage.downlink(m, Page.item(m, p, off + 1));
                BtPage.setDownlink(m, Page.item(m, p, off), right);
                Page.indexDelete(m, p, off + 1);
            }
            end(r, cx, buf, action);
        }
        int leafAction = HeapRedo.init(r, cx, 0);
        int buf = cx.buffer();
        if (leafAction == RedoContext.NEEDS_REDO) {
            halfDead(cx.memory(buf), cx.offset(buf), Mem.i32(d, x + 8), Mem.i32(d, x + 12), Mem.i32(d, x + 16));
        }
        end(r, cx, buf, leafAction);
    }

    /** Makes a half-dead leaf whose high key only points to the top of the subtree being deleted. */
    private void halfDead(MemorySegment m, long p, int left, int right, int top) {
        BtPage.init(m, p);
        BtPage.setPrev(m, p, left);
        BtPage.setNext(m, p, right);
        BtPage.setFlags(m, p, BtPage.HALF_DEAD | BtPage.LEAF);
        Mem.put64(item, 0, 0);
        IndexTuple.setInfo(item, 0, IndexTuple.HEADER_SIZE);
        IndexTuple.setTid(item, 0, Tid.of(top, 0));
        BtPage.setNatts(item, 0, 0, false);
        add(m, p, item, 0, IndexTuple.HEADER_SIZE, BtPage.HIKEY);
    }

    private static void relink(WalRecord r, RedoContext cx, int id, boolean next, int block) {
        int action = cx.readForRedo(r, id);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            if (next) {
                BtPage.setNext(cx.memory(buf), cx.offset(buf), block);
            } else {
                BtPage.setPrev(cx.memory(buf), cx.offset(buf), block);
            }
        }
        end(r, cx, buf, action);
    }

    private void unlink(WalRecord r, RedoContext cx) {
        MemorySegment d = r.memory();
        long x = r.data();
        int left = Mem.i32(d, x);
        int right = Mem.i32(d, x + 4);
        int level = Mem.i32(d, x + 8);
        if (left != BtPage.NONE) {
            relink(r, cx, 1, true, right);
        }
        int action = HeapRedo.init(r, cx, 0);
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            BtPage.init(m, p);
            BtPage.setPrev(m, p, left);
            BtPage.setNext(m, p, right);
            BtPage.setLevel(m, p, level);
            BtPage.setFlags(m, p, BtPage.DELETED | BtPage.HAS_FULLXID | (level == 0 ? BtPage.LEAF : 0));
            Mem.put64(m, p + Page.HEADER_SIZE, Mem.i64(d, x + 16));
            Page.setLower(m, p, Page.HEADER_SIZE + 8);
            Page.setUpper(m, p, Page.special(m, p));
        }
        end(r, cx, buf, action);
        relink(r, cx, 2, false, left);
        if (r.hasBlock(3)) {
            int leafAction = HeapRedo.init(r, cx, 3);
            int leaf = cx.buffer();
            if (leafAction == RedoContext.NEEDS_REDO) {
                halfDead(cx.memory(leaf), cx.offset(leaf), Mem.i32(d, x + 24), Mem.i32(d, x + 28), Mem.i32(d, x + 32));
            }
            end(r, cx, leaf, leafAction);
        }
        if (r.info() == BtWal.UNLINK_PAGE_META) {
            restoreMeta(r, cx, 4);
        }
    }

    private void newRoot(WalRecord r, RedoContext cx) {
        int level = Mem.i32(r.memory(), r.data() + 4);
        int action = HeapRedo.init(r, cx, 0);
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            BtPage.init(m, p);
            BtPage.setLevel(m, p, level);
            BtPage.setFlags(m, p, BtPage.ROOT | (level == 0 ? BtPage.LEAF : 0));
            if (level > 0) {
                restorePage(m, p, r.memory(), r.blockData(0), r.blockDataLength(0));
            }
        }
        end(r, cx, buf, action);
        if (level > 0) {
            clearIncomplete(r, cx, 1);
        }
        restoreMeta(r, cx, 2);
    }
}
