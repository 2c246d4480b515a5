package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;

/**
 * The free space map: PostgreSQL's three-level tree of pages, each a binary max-heap over free-space categories of 32
 * bytes. Not logged: wrong values cost a wasted look, and vacuum mends them; a page may be dropped or zero at any time.
 *
 * <pre>
 * LAYOUT of a page  24 4 fp_next_slot, 28 8164 fp_nodes: 4095 inner nodes, then 4069 leaves
 * </pre>
 */
public final class Fsm {
    private static final int NEXT_SLOT = 24;
    private static final int NODES = 28;
    private static final int NODE_COUNT = Blocks.SIZE - NODES;
    private static final int INNER = Blocks.SIZE / 2 - 1;
    private static final int SLOTS = NODE_COUNT - INNER;
    private static final int ROOT_LEVEL = 2;
    private static final int STEP = 32;
    private static final int MAX_REQUEST = Blocks.MAX_HEAP_TUPLE_SIZE;
    private static final int RESTARTS = 10_000;

    private final BufferPool pool;
    private final Smgr smgr;
    private final MapExtender extender;

    Fsm(BufferPool pool, Smgr smgr, MapExtender extender) {
        this.pool = pool;
        this.smgr = smgr;
        this.extender = extender;
    }

    private static int category(int available) {
        return available >= MAX_REQUEST ? 255 : Math.min(available / STEP, 254);
    }

    private static int available(int category) {
        return category == 255 ? MAX_REQUEST : category * STEP;
    }

    private static int neededCategory(int needed) {
        if (needed > MAX_REQUEST) {
            throw SqlError.internal("invalid FSM request size " + needed);
        }
        return needed == 0 ? 1 : Math.min((needed + STEP - 1) / STEP, 255);
    }

    /** Physical block of the map page {@code page} of a level. */
    static int physical(int level, long page) {
        long leaf = page;
        for (int l = 0; l < level; l++) {
            leaf *= SLOTS;
        }
        long pages = 0;
        for (int l = 0; l <= ROOT_LEVEL; l++) {
            pages += leaf + 1;
            leaf /= SLOTS;
        }
        return (int) (pages - level - 1);
    }

    /** A heap block with at least {@code needed} bytes free, or {@code Blocks.INVALID}. */
    public int pageWithFreeSpace(RelFileNode rel, int needed) {
        return search(rel, neededCategory(needed));
    }

    /** Records the free space of {@code oldBlock} and searches for another with {@code needed} bytes. */
    public int recordAndSearch(RelFileNode rel, int oldBlock, int oldAvailable, int needed) {
        int wanted = neededCategory(needed);
        long page = (oldBlock & 0xFFFFFFFFL) / SLOTS;
        int slot = (int) ((oldBlock & 0xFFFFFFFFL) % SLOTS);
        int found = setAndSearch(rel, 0, page, slot, category(oldAvailable), wanted);
        if (found >= 0) {
            return (int) (page * SLOTS + found);
        }
        return search(rel, wanted);
    }

    public void record(RelFileNode rel, int block, int available) {
        long b = block & 0xFFFFFFFFL;
        setAndSearch(rel, 0, b / SLOTS, (int) (b % SLOTS), category(available), 0);
    }

    public int recordedFreeSpace(RelFileNode rel, int block) {
        long b = block & 0xFFFFFFFFL;
        int buf = read(rel, 0, b / SLOTS, false);
        if (buf == 0) {
            return 0;
        }
        int value = node(buf, INNER + (int) (b % SLOTS));
        pool.release(buf);
        return available(value);
    }

    private int node(int buf, int i) {
        return Mem.u8(pool.memory(buf), pool.offset(buf) + NODES + i);
    }

    /** The map page's buffer, pinned; 0 if it does not exist. */
    private int read(RelFileNode rel, int level, long page, boolean extend) {
        int block = physical(level, page);
        if (!extender.exists(rel, Fork.FSM) || block >= smgr.nblocks(rel, Fork.FSM)) {
            if (!extend) {
                return 0;
            }
            extender.extend(rel, Fork.FSM, block + 1);
        }
        int buf = pool.read(rel, Fork.FSM, block, ReadMode.ZERO_ON_ERROR, null);
        initIfNew(buf);
        return buf;
    }

    private void initIfNew(int buf) {
        if (Page.isNew(pool.memory(buf), pool.offset(buf))) {
            pool.lockExclusive(buf);
            if (Page.isNew(pool.memory(buf), pool.offset(buf))) {
                Page.init(pool.memory(buf), pool.offset(buf), 0);
            }
            pool.unlock(buf);
        }
    }

    private int setAndSearch(RelFileNode rel, int level, long page, int slot, int value, int wanted) {
        int buf = read(rel, level, page, true);
        pool.lockExclusive(buf);
        if (setAvailable(pool.memory(buf), pool.offset(buf), slot, value)) {
            pool.markDirtyHint(buf, false);
        }
        int found = wanted == 0 ? -1 : searchPage(buf, wanted, level == 0);
        pool.unlockRelease(buf);
        return found;
    }

    private int search(RelFileNode rel, int wanted) {
        int level = ROOT_LEVEL;
        long page = 0;
        for (int restarts = 0; restarts < RESTARTS; ) {
            int buf = read(rel, level, page, false);
            int slot = -1;
            int max = 0;
            if (buf != 0) {
                pool.lockShared(buf);
                slot = searchPage(buf, wanted, level == 0);
                max = slot < 0 ? node(buf, 0) : 0;
                pool.unlockRelease(buf);
            }
            if (slot >= 0) {
                if (level == 0) {
                    int block = (int) (page * SLOTS + slot);
                    if (Integer.compareUnsigned(block, smgr.nblocks(rel, Fork.MAIN)) < 0) {
                        return block;
                    }
                    // beyond the end of the relation: the map is ahead of a lost or truncated heap
                    setAndSearch(rel, 0, page, slot, 0, 0);
                    restarts++;
                    level = ROOT_LEVEL;
                    page = 0;
                    continue;
                }
                page = page * SLOTS + slot;
                level--;
            } else if (level == ROOT_LEVEL) {
                return Blocks.INVALID;
            } else {
                // The upper level promised more than there is: correct it and start again.
                setAndSearch(rel, level + 1, page / SLOTS, (int) (page % SLOTS), max, 0);
                restarts++;
                level = ROOT_LEVEL;
                page = 0;
            }
        }
        return Blocks.INVALID;
    }

    private static boolean setAvailable(MemorySegment m, long p, int slot, int value) {
        long nodes = p + NODES;
        int i = INNER + slot;
        int old = Mem.u8(m, nodes + i);
        if (old == value && value <= Mem.u8(m, nodes)) {
            return false;
        }
        Mem.put8(m, nodes + i, value);
        do {
            i = (i - 1) / 2;
            int now = childMax(m, nodes, i);
            if (Mem.u8(m, nodes + i) == now) {
                break;
            }
            Mem.put8(m, nodes + i, now);
        } while (i > 0);
        if (value > Mem.u8(m, nodes)) {
            rebuild(m, p);
        }
        return true;
    }

    private static int childMax(MemorySegment m, long nodes, int i) {
        int left = 2 * i + 1;
        int max = left < NODE_COUNT ? Mem.u8(m, nodes + left) : 0;
        return left + 1 < NODE_COUNT ? Math.max(max, Mem.u8(m, nodes + left + 1)) : max;
    }

    private static boolean rebuild(MemorySegment m, long p) {
        boolean changed = false;
        for (int i = INNER - 1; i >= 0; i--) {
            int now = childMax(m, p + NODES, i);
            if (Mem.u8(m, p + NODES + i) != now) {
                Mem.put8(m, p + NODES + i, now);
                changed = true;
            }
        }
        return changed;
    }

    /** A slot with at least {@code wanted} on a locked page, −1 if none. */
    private int searchPage(int buf, int wanted, boolean advance) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        long nodes = p + NODES;
        for (int tries = 0; tries < 3; tries++) {
            if (Mem.u8(m, nodes) < wanted) {
                return -1;
            }
            int target = Mem.i32(m, p + NEXT_SLOT);
            if (target < 0 || target >= SLOTS) {
                target = 0;
            }
            int i = target + INNER;
            while (i > 0 && Mem.u8(m, nodes + i) < wanted) {
                i = (rightNeighbour(i) - 1) / 2;
            }
            while (i < INNER) {
                int child = 2 * i + 1;
                if (child < NODE_COUNT && Mem.u8(m, nodes + child) >= wanted) {
                    i = child;
                } else if (child + 1 < NODE_COUNT && Mem.u8(m, nodes + child + 1) >= wanted) {
                    i = child + 1;
                } else {
                    break;
                }
            }
            if (i >= INNER) {
                int slot = i - INNER;
                // Written without the exclusive lock: any value is harmless.
                Mem.put32(m, p + NEXT_SLOT, slot + (advance ? 1 : 0));
                return slot;
            }
            // Torn or stale inner nodes; they may be mended under any lock, as hints may.
            rebuild(m, p);
            pool.markDirtyHint(buf, false);
        }
        return -1;
    }

    /** The node to the right on the same level, wrapping to its first. */
    private static int rightNeighbour(int x) {
        int y = x + 1;
        return (y + 1 & y) == 0 ? (y - 1) / 2 : y;
    }

    /** Corrects upper levels. */
    public void vacuum(RelFileNode rel) {
        vacuumRange(rel, 0, Blocks.INVALID);
    }

    /** Corrects upper levels for heap blocks from {@code start} up to, not including, {@code end}. */
    public void vacuumRange(RelFileNode rel, int start, int end) {
        if (end == start) {
            return;
        }
        long first = (start & 0xFFFFFFFFL) / SLOTS;
        long last = ((end & 0xFFFFFFFFL) - 1) / SLOTS;
        vacuumPage(rel, ROOT_LEVEL, 0, first, last);
    }

    /** Returns the page's maximum, −1 if it does not exist. {@code first} and {@code last}: bottom-level pages. */
    private int vacuumPage(RelFileNode rel, int level, long page, long first, long last) {
        int buf = read(rel, level, page, false);
        if (buf == 0) {
            return -1;
        }
        if (level > 0) {
            long width = level == 1 ? 1 : SLOTS; // bottom pages under one slot
            long base = page * SLOTS;
            int from = (int) Math.max(0, first / width - base);
            int to = (int) Math.min(SLOTS - 1, last / width - base);
            boolean end = false;
            for (int slot = from; slot <= to; slot++) {
                int max = end ? 0 : Math.max(0, vacuumChild(rel, level - 1, base + slot, first, last));
                if (!end && childMissing) {
                    end = true;
                }
                if (node(buf, INNER + slot) != max) {
                    pool.lockExclusive(buf);
                    if (setAvailable(pool.memory(buf), pool.offset(buf), slot, max)) {
                        pool.markDirtyHint(buf, false);
                    }
                    pool.unlock(buf);
                } else if (end) {
                    break; // nothing recorded beyond the end
                }
            }
        }
        pool.lockShared(buf);
        Mem.put32(pool.memory(buf), pool.offset(buf) + NEXT_SLOT, 0);
        int max = node(buf, 0);
        pool.unlockRelease(buf);
        return max;
    }

    private boolean childMissing;

    private int vacuumChild(RelFileNode rel, int level, long page, long first, long last) {
        int max = vacuumPage(rel, level, page, first, last);
        childMissing = max < 0;
        return max;
    }

    /** Records free space during redo (XLogRecordPageWithFreeSpace). */
    public void recordRedo(RelFileNode rel, int block, int available) {
        record(rel, block, available);
    }

    /**
     * Prepares a truncation of the heap to {@code heapBlocks}: clears the slots of blocks that go. Returns the blocks
     * the map keeps, or {@code Blocks.INVALID} when nothing is to be truncated. The caller logs and truncates.
     */
    public int prepareTruncate(RelFileNode rel, int heapBlocks) {
        if (!extender.exists(rel, Fork.FSM)) {
            return Blocks.INVALID;
        }
        long b = heapBlocks & 0xFFFFFFFFL;
        int slot = (int) (b % SLOTS);
        int keep;
        if (slot > 0) {
            int buf = read(rel, 0, b / SLOTS, false);
            if (buf == 0) {
                return Blocks.INVALID;
            }
            pool.lockExclusive(buf);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            for (int i = slot; i < SLOTS; i++) {
                Mem.put8(m, p + NODES + INNER + i, 0);
            }
            rebuild(m, p);
            pool.markDirtyHint(buf, false);
            pool.unlockRelease(buf);
            keep = physical(0, b / SLOTS) + 1;
        } else {
            keep = physical(0, b / SLOTS);
        }
        return smgr.nblocks(rel, Fork.FSM) <= keep ? Blocks.INVALID : keep;
    }
}
