package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.Wal;

/**
 * The visibility map: two bits a heap block. Callers keep the pinned map buffer in an int they pass back in.
 *
 * <p>A set bit is a promise: it is cleared under the heap page's exclusive lock in the critical section that changes
 * the page (redo of that record clears it again), and set only under that lock, with its own record.
 */
public final class Vm {
    public static final int ALL_VISIBLE = 1;
    public static final int ALL_FROZEN = 2;
    public static final int VALID_BITS = 3;

    private static final int HEADER = Page.HEADER_SIZE;
    private static final int MAP_SIZE = Blocks.SIZE - HEADER;
    private static final int PER_PAGE = MAP_SIZE * 4;
    private static final int XLOG_HEAP2_VISIBLE = 0x40;

    private final Proc proc;
    private final BufferPool pool;
    private final Smgr smgr;
    private final Wal wal;
    private final MapExtender extender;

    Vm(Proc proc, BufferPool pool, Smgr smgr, Wal wal, MapExtender extender) {
        this.proc = proc;
        this.pool = pool;
        this.smgr = smgr;
        this.wal = wal;
        this.extender = extender;
    }

    private static int mapBlock(int heapBlock) {
        return (int) ((heapBlock & 0xFFFFFFFFL) / PER_PAGE);
    }

    private static int mapByte(int heapBlock) {
        return HEADER + (int) ((heapBlock & 0xFFFFFFFFL) % PER_PAGE / 4);
    }

    private static int shift(int heapBlock) {
        return (heapBlock & 3) * 2;
    }

    /** Pins the map page of a heap block, releasing {@code buf} (0: none) if it is another; extends the map. */
    public int pin(RelFileNode rel, int heapBlock, int buf) {
        if (buf != 0) {
            if (isPinned(heapBlock, buf)) {
                return buf;
            }
            pool.release(buf);
        }
        return read(rel, mapBlock(heapBlock), true);
    }

    /** Is {@code buf} the map page of this heap block? */
    public boolean isPinned(int heapBlock, int buf) {
        return buf != 0 && pool.block(buf) == mapBlock(heapBlock);
    }

    private int read(RelFileNode rel, int block, boolean extend) {
        if (!extender.exists(rel, Fork.VM) || block >= smgr.nblocks(rel, Fork.VM)) {
            if (!extend) {
                return 0;
            }
            extender.extend(rel, Fork.VM, block + 1);
        }
        int buf = pool.read(rel, Fork.VM, block, ReadMode.ZERO_ON_ERROR, null);
        if (Page.isNew(pool.memory(buf), pool.offset(buf))) {
            pool.lockExclusive(buf);
            if (Page.isNew(pool.memory(buf), pool.offset(buf))) {
                Page.init(pool.memory(buf), pool.offset(buf), 0);
            }
            pool.unlock(buf);
        }
        return buf;
    }

    /** Clears bits under the heap page's exclusive lock; true if any were set. Not logged by itself. */
    public boolean clear(RelFileNode rel, int heapBlock, int buf, int flags) {
        checkBuffer(heapBlock, buf, "visibilitymap_clear");
        pool.lockExclusive(buf);
        long at = pool.offset(buf) + mapByte(heapBlock);
        MemorySegment m = pool.memory(buf);
        int mask = flags << shift(heapBlock);
        int old = Mem.u8(m, at);
        boolean any = (old & mask) != 0;
        if (any) {
            Mem.put8(m, at, old & ~mask);
            pool.markDirty(buf);
        }
        pool.unlock(buf);
        return any;
    }

    private void checkBuffer(int heapBlock, int buf, String where) {
        if (!isPinned(heapBlock, buf)) {
            throw SqlError.internal("wrong buffer passed to " + where);
        }
    }

    /**
     * Sets bits (and logs it, RM_HEAP2 VISIBLE, when {@code logged} and not in redo): the heap buffer is exclusively
     * locked, its PD_ALL_VISIBLE set.
     *
     * @param heapBuf the heap page's buffer, 0 in redo
     * @param lsn record being replayed, or 0
     */
    public void set(
            RelFileNode rel, int heapBlock, int heapBuf, long lsn, int buf, int cutoffXid, int flags, boolean logged) {
        checkBuffer(heapBlock, buf, "visibilitymap_set");
        pool.lockExclusive(buf);
        MemorySegment m = pool.memory(buf);
        long page = pool.offset(buf);
        long at = page + mapByte(heapBlock);
        int shift = shift(heapBlock);
        int old = Mem.u8(m, at);
        if ((old >> shift & VALID_BITS) != flags) {
            enterSet(buf, page, at, heapBuf);
            Mem.put8(m, at, old | flags << shift);
            pool.markDirty(buf);
            if (lsn != 0) {
                Page.setLsn(m, page, lsn);
            } else if (logged) {
                Page.setLsn(m, page, log(rel, heapBlock, heapBuf, buf, cutoffXid, flags));
            }
            proc.exitCritical();
        }
        pool.unlock(buf);
    }

    /** Begins a change of one byte of a map page, and perhaps of the heap page's LSN, that the reaper can take back. */
    private void enterSet(int buf, long page, long at, int heapBuf) {
        if (buf < 0 || heapBuf < 0) {
            proc.enterCritical();
            return;
        }
        proc.beginUndo();
        proc.saveForUndo(page, Long.BYTES, true);
        proc.saveForUndo(at, 1, false);
        if (heapBuf > 0 && wal.hintBitsLogged()) {
            proc.saveForUndo(pool.offset(heapBuf), Long.BYTES, true);
        }
        proc.enterRepairable();
    }

    private long log(RelFileNode rel, int heapBlock, int heapBuf, int buf, int cutoffXid, int flags) {
        MemorySegment heap = pool.memory(heapBuf);
        long heapPage = pool.offset(heapBuf);
        boolean hints = wal.hintBitsLogged();
        int heapFlags = BlockFlags.STANDARD | (hints ? 0 : BlockFlags.NO_IMAGE);
        long lsn = wal.record()
                .data32(cutoffXid)
                .data8(flags)
                .buffer(0, rel, Fork.VM, pool.block(buf), pool.memory(buf), pool.offset(buf), 0)
                .buffer(1, rel, Fork.MAIN, heapBlock, heap, heapPage, heapFlags)
                .insert(Rmgr.HEAP2, XLOG_HEAP2_VISIBLE);
        if (hints) {
            Page.setLsn(heap, heapPage, lsn);
        }
        return lsn;
    }

    /** The bits of a heap block; updates the pinned buffer kept in {@code pinned[0]}. */
    public int status(RelFileNode rel, int heapBlock, int[] pinned) {
        if (pinned[0] != 0 && !isPinned(heapBlock, pinned[0])) {
            pool.release(pinned[0]);
            pinned[0] = 0;
        }
        if (pinned[0] == 0) {
            pinned[0] = read(rel, mapBlock(heapBlock), false);
            if (pinned[0] == 0) {
                return 0;
            }
        }
        return Mem.u8(pool.memory(pinned[0]), pool.offset(pinned[0]) + mapByte(heapBlock)) >> shift(heapBlock)
                & VALID_BITS;
    }

    /** Counts all-visible (high half) and all-frozen (low half) blocks. */
    public long count(RelFileNode rel) {
        long visible = 0;
        long frozen = 0;
        for (int block = 0; ; block++) {
            int buf = read(rel, block, false);
            if (buf == 0) {
                return visible << 32 | frozen;
            }
            long map = pool.offset(buf) + HEADER;
            for (int i = 0; i < MAP_SIZE; i += 8) {
                long bits = Mem.i64(pool.memory(buf), map + i);
                visible += Long.bitCount(bits & 0x5555555555555555L);
                frozen += Long.bitCount(bits & 0xAAAAAAAAAAAAAAAAL);
            }
            pool.release(buf);
        }
    }

    /**
     * Prepares a truncation of the heap to {@code heapBlocks}: clears the bits of blocks that go. Returns the blocks
     * the map keeps, or {@code Blocks.INVALID} when nothing is to be truncated.
     */
    public int prepareTruncate(RelFileNode rel, int heapBlocks) {
        if (!extender.exists(rel, Fork.VM)) {
            return Blocks.INVALID;
        }
        int keep = mapBlock(heapBlocks);
        int offset = mapByte(heapBlocks);
        int shift = shift(heapBlocks);
        if (offset != HEADER || shift != 0) {
            int buf = read(rel, keep, false);
            if (buf == 0) {
                return Blocks.INVALID;
            }
            keep++;
            pool.lockExclusive(buf);
            MemorySegment m = pool.memory(buf);
            long page = pool.offset(buf);
            proc.enterCritical();
            Mem.put8(m, page + offset, Mem.u8(m, page + offset) & (1 << shift) - 1);
            Mem.zero(m, page + offset + 1, Blocks.SIZE - offset - 1);
            pool.markDirty(buf);
            if (wal.insertAllowed() && wal.hintBitsLogged() && !rel.isTemp()) {
                Page.setLsn(m, page, wal.logPage(rel, Fork.VM, keep - 1, m, page, false));
            }
            proc.exitCritical();
            pool.unlockRelease(buf);
        }
        return smgr.nblocks(rel, Fork.VM) <= keep ? Blocks.INVALID : keep;
    }
}
