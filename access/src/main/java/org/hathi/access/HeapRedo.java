package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.page.Tid;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Fsm;
import org.hathi.storage.Vm;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalRecord;

/** Replays RM_HEAP records; their layouts are in {@link HeapWal}. */
public final class HeapRedo implements ResourceManager {
    private static final int HEADER = HeapTuple.HEADER_SIZE;

    private final BufferPool pool;
    private final Vm vm;
    private final Fsm fsm;
    private final MemorySegment tuple = Arena.ofAuto().allocate(2L * org.hathi.page.Blocks.SIZE, 8);

    public HeapRedo(BufferPool pool, Vm vm, Fsm fsm) {
        this.pool = pool;
        this.vm = vm;
        this.fsm = fsm;
    }

    @Override
    public int id() {
        return Rmgr.HEAP;
    }

    @Override
    public void redo(WalRecord r, RedoContext cx) {
        switch (r.info() & HeapWal.OP_MASK) {
            case HeapWal.INSERT -> insert(r, cx);
            case HeapWal.DELETE -> delete(r, cx);
            case HeapWal.UPDATE -> update(r, cx, false);
            case HeapWal.HOT_UPDATE -> update(r, cx, true);
            case HeapWal.TRUNCATE -> {} // for logical decoding only
            case HeapWal.CONFIRM -> confirm(r, cx);
            case HeapWal.LOCK -> lock(r, cx, true);
            case HeapWal.INPLACE -> inplace(r, cx);
            default -> throw panic("heap_redo: unknown op code " + r.info());
        }
    }

    static SqlError panic(String message) {
        return new SqlError(Severity.PANIC, SqlState.INTERNAL_ERROR, message);
    }

    void clearVisible(RelFileNode rel, int block, int bits) {
        int buf = vm.pin(rel, block, 0);
        vm.clear(rel, block, buf, bits);
        pool.release(buf);
    }

    /** The tuple of an offset number that must be there. */
    static long normal(MemorySegment m, long p, int off) {
        if (off > Page.maxOffset(m, p) || !ItemId.isNormal(ItemId.get(m, p, off))) {
            throw panic("invalid lp");
        }
        return Page.item(m, p, off);
    }

    private void insert(WalRecord r, RedoContext cx) {
        MemorySegment d = r.memory();
        int off = Mem.u16(d, r.data());
        int flags = Mem.u8(d, r.data() + 2);
        RelFileNode rel = r.relation(0);
        int block = r.block(0);
        if ((flags & HeapWal.INSERT_ALL_VISIBLE_CLEARED) != 0) {
            clearVisible(rel, block, Vm.VALID_BITS);
        }
        int action = begin(r, cx, (r.info() & HeapWal.INIT_PAGE) != 0);
        int free = 0;
        if (action == RedoContext.NEEDS_REDO) {
            int buf = cx.buffer();
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            long b = r.blockData(0);
            int len = r.blockDataLength(0) - 5;
            header(d, b);
            Mem.copy(d, b + 5, tuple, HEADER, len);
            HeapTuple.setXmin(tuple, 0, r.xid());
            HeapTuple.setCmin(tuple, 0, 0);
            HeapTuple.setCtid(tuple, 0, Tid.of(block, off));
            if (Page.addItem(m, p, tuple, 0, len + HEADER, off, true, true) == Page.NO_OFFSET) {
                throw panic("failed to add tuple");
            }
            free = Page.heapFreeSpace(m, p);
            if ((flags & HeapWal.INSERT_ALL_VISIBLE_CLEARED) != 0) {
                Page.clearFlag(m, p, Page.ALL_VISIBLE);
            }
            cx.done(buf, r);
        } else if (action != RedoContext.NOT_FOUND) {
            cx.release(cx.buffer());
        }
        if (action == RedoContext.NEEDS_REDO && free < org.hathi.page.Blocks.SIZE / 5) {
            fsm.recordRedo(rel, block, free);
        }
    }

    /** Locks a page that the record initialises; always to be done. */
    static int init(WalRecord r, RedoContext cx, int id) {
        cx.initForRedo(r, id);
        return RedoContext.NEEDS_REDO;
    }

    /** Reads or initialises block 0. */
    static int begin(WalRecord r, RedoContext cx, boolean init) {
        if (!init) {
            return cx.readForRedo(r, 0);
        }
        int action = init(r, cx, 0);
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            Page.init(cx.memory(buf), cx.offset(buf), 0);
        }
        return action;
    }

    /** xl_heap_header at {@code b} into an empty header of {@link #tuple}. */
    private void header(MemorySegment d, long b) {
        Mem.zero(tuple, 0, 32);
        HeapTuple.setInfomask2(tuple, 0, Mem.u16(d, b));
        HeapTuple.setInfomask(tuple, 0, Mem.u16(d, b + 2));
        HeapTuple.setHoff(tuple, 0, Mem.u8(d, b + 4));
    }

    private void delete(WalRecord r, RedoContext cx) {
        MemorySegment d = r.memory();
        long x = r.data();
        int off = Mem.u16(d, x + 4);
        int flags = Mem.u8(d, x + 7);
        int block = r.block(0);
        if ((flags & HeapWal.DELETE_ALL_VISIBLE_CLEARED) != 0) {
            clearVisible(r.relation(0), block, Vm.VALID_BITS);
        }
        int action = cx.readForRedo(r, 0);
        if (action == RedoContext.NEEDS_REDO) {
            int buf = cx.buffer();
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            long t = normal(m, p, off);
            clearXmax(m, t);
            HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.HOT_UPDATED);
            HeapWal.setInfobits(m, t, Mem.u8(d, x + 6));
            if ((flags & HeapWal.DELETE_IS_SUPER) == 0) {
                HeapTuple.setXmax(m, t, Mem.i32(d, x));
            } else {
                HeapTuple.setXmin(m, t, 0);
            }
            HeapTuple.setCmax(m, t, 0, false);
            Page.setPrunable(m, p, r.xid());
            if ((flags & HeapWal.DELETE_ALL_VISIBLE_CLEARED) != 0) {
                Page.clearFlag(m, p, Page.ALL_VISIBLE);
            }
            HeapTuple.setCtid(
                    m,
                    t,
                    (flags & HeapWal.DELETE_IS_PARTITION_MOVE) != 0
                            ? Tid.of(-1, Tid.MOVED_PARTITIONS_OFFSET)
                            : Tid.of(block, off));
            cx.done(buf, r);
        } else if (action != RedoContext.NOT_FOUND) {
            cx.release(cx.buffer());
        }
    }

    private static void clearXmax(MemorySegment m, long t) {
        HeapTuple.setInfomask(m, t, HeapTuple.infomask(m, t) & ~(HeapTuple.XMAX_BITS | HeapTuple.MOVED));
        HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.KEYS_UPDATED);
    }

    private void update(WalRecord r, RedoContext cx, boolean hot) {
        MemorySegment d = r.memory();
        long x = r.data();
        int oldOff = Mem.u16(d, x + 4);
        int flags = Mem.u8(d, x + 7);
        int newOff = Mem.u16(d, x + 12);
        RelFileNode rel = r.relation(0);
        int newBlock = r.block(0);
        boolean same = !r.hasBlock(1);
        int oldBlock = same ? newBlock : r.block(1);
        long newTid = Tid.of(newBlock, newOff);
        if ((flags & HeapWal.UPDATE_OLD_ALL_VISIBLE_CLEARED) != 0) {
            clearVisible(rel, oldBlock, Vm.VALID_BITS);
        }
        int action = cx.readForRedo(r, same ? 0 : 1);
        int oldBuf = action == RedoContext.NOT_FOUND ? 0 : cx.buffer();
        MemorySegment om = oldBuf == 0 ? d : cx.memory(oldBuf);
        long op = oldBuf == 0 ? 0 : cx.offset(oldBuf);
        long old = 0;
        int oldLen = 0;
        if (action == RedoContext.NEEDS_REDO) {
            old = normal(om, op, oldOff);
            oldLen = ItemId.length(ItemId.get(om, op, oldOff));
            clearXmax(om, old);
            int mask2 = HeapTuple.infomask2(om, old);
            HeapTuple.setInfomask2(om, old, hot ? mask2 | HeapTuple.HOT_UPDATED : mask2 & ~HeapTuple.HOT_UPDATED);
            HeapWal.setInfobits(om, old, Mem.u8(d, x + 6));
            HeapTuple.setXmax(om, old, Mem.i32(d, x));
            HeapTuple.setCmax(om, old, 0, false);
            HeapTuple.setCtid(om, old, newTid);
            Page.setPrunable(om, op, r.xid());
            if ((flags & HeapWal.UPDATE_OLD_ALL_VISIBLE_CLEARED) != 0) {
                Page.clearFlag(om, op, Page.ALL_VISIBLE);
            }
        }
        int newAction = action;
        int newBuf = oldBuf;
        if (!same) {
            newAction = begin(r, cx, (r.info() & HeapWal.INIT_PAGE) != 0);
            newBuf = newAction == RedoContext.NOT_FOUND ? 0 : cx.buffer();
        }
        if ((flags & HeapWal.UPDATE_NEW_ALL_VISIBLE_CLEARED) != 0) {
            clearVisible(rel, newBlock, Vm.VALID_BITS);
        }
        int free = -1;
        if (newAction == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(newBuf);
            long p = cx.offset(newBuf);
            int len = rebuild(r, flags, om, old, oldLen);
            HeapTuple.setXmin(tuple, 0, r.xid());
            HeapTuple.setCmin(tuple, 0, 0);
            HeapTuple.setXmax(tuple, 0, Mem.i32(d, x + 8));
            HeapTuple.setCtid(tuple, 0, newTid);
            if (Page.addItem(m, p, tuple, 0, len, newOff, true, true) == Page.NO_OFFSET) {
                throw panic("failed to add tuple");
            }
            if ((flags & HeapWal.UPDATE_NEW_ALL_VISIBLE_CLEARED) != 0) {
                Page.clearFlag(m, p, Page.ALL_VISIBLE);
            }
            free = hot ? -1 : Page.heapFreeSpace(m, p);
        }
        finish(r, cx, newBuf != oldBuf ? newBuf : 0, newAction);
        finish(r, cx, oldBuf, action);
        if (free >= 0 && free < org.hathi.page.Blocks.SIZE / 5) {
            fsm.recordRedo(rel, newBlock, free);
        }
    }

    private static void finish(WalRecord r, RedoContext cx, int buf, int action) {
        if (buf != 0) {
            if (action == RedoContext.NEEDS_REDO) {
                cx.done(buf, r);
            } else {
                cx.release(buf);
            }
        }
    }

    /** The new version into {@link #tuple}, taking a common prefix and suffix from the old one; its length. */
    private int rebuild(WalRecord r, int flags, MemorySegment om, long old, int oldLen) {
        MemorySegment d = r.memory();
        long b = r.blockData(0);
        long end = b + r.blockDataLength(0);
        int prefix = 0;
        int suffix = 0;
        if ((flags & HeapWal.UPDATE_PREFIX_FROM_OLD) != 0) {
            prefix = Mem.u16(d, b);
            b += 2;
        }
        if ((flags & HeapWal.UPDATE_SUFFIX_FROM_OLD) != 0) {
            suffix = Mem.u16(d, b);
            b += 2;
        }
        header(d, b);
        int hoff = HeapTuple.hoff(tuple, 0);
        b += 5;
        int at = HEADER;
        if (prefix > 0) {
            int bitmap = hoff - HEADER;
            Mem.copy(d, b, tuple, at, bitmap);
            b += bitmap;
            at += bitmap;
            Mem.copy(om, old + HeapTuple.hoff(om, old), tuple, at, prefix);
            at += prefix;
        }
        int rest = (int) (end - b);
        Mem.copy(d, b, tuple, at, rest);
        at += rest;
        if (suffix > 0) {
            Mem.copy(om, old + oldLen - suffix, tuple, at, suffix);
            at += suffix;
        }
        return at;
    }

    private void confirm(WalRecord r, RedoContext cx) {
        int off = Mem.u16(r.memory(), r.data());
        int action = cx.readForRedo(r, 0);
        int buf = action == RedoContext.NOT_FOUND ? 0 : cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            long t = normal(cx.memory(buf), cx.offset(buf), off);
            HeapTuple.setCtid(cx.memory(buf), t, Tid.of(r.block(0), off));
        }
        finish(r, cx, buf, action);
    }

    /** lock, and lock_updated of RM_HEAP2, which leaves the ctid alone. */
    void lock(WalRecord r, RedoContext cx, boolean ownVersion) {
        MemorySegment d = r.memory();
        long x = r.data();
        int off = Mem.u16(d, x + 4);
        if ((Mem.u8(d, x + 7) & HeapWal.LOCK_ALL_FROZEN_CLEARED) != 0) {
            clearVisible(r.relation(0), r.block(0), Vm.ALL_FROZEN);
        }
        int action = cx.readForRedo(r, 0);
        int buf = action == RedoContext.NOT_FOUND ? 0 : cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(buf);
            long t = normal(m, cx.offset(buf), off);
            clearXmax(m, t);
            HeapWal.setInfobits(m, t, Mem.u8(d, x + 6));
            if (ownVersion && HeapTuple.isLockedOnly(HeapTuple.infomask(m, t))) {
                HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.HOT_UPDATED);
                HeapTuple.setCtid(m, t, Tid.of(r.block(0), off));
            }
            HeapTuple.setXmax(m, t, Mem.i32(d, x));
            if (ownVersion) {
                HeapTuple.setCmax(m, t, 0, false);
            }
        }
        finish(r, cx, buf, action);
    }

    private void inplace(WalRecord r, RedoContext cx) {
        int off = Mem.u16(r.memory(), r.data());
        int action = cx.readForRedo(r, 0);
        int buf = action == RedoContext.NOT_FOUND ? 0 : cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment m = cx.memory(buf);
            long p = cx.offset(buf);
            long t = normal(m, p, off);
            int len = r.blockDataLength(0);
            if (ItemId.length(ItemId.get(m, p, off)) - HeapTuple.hoff(m, t) != len) {
                throw panic("wrong tuple length");
            }
            Mem.copy(r.memory(), r.blockData(0), m, t + HeapTuple.hoff(m, t), len);
        }
        finish(r, cx, buf, action);
    }
}
