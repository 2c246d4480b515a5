package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.Page;
import org.hathi.storage.BufferPool;
import org.hathi.storage.ReadMode;
import org.jspecify.annotations.Nullable;

/**
 * Finds a page with room for a tuple (hio.c of PostgreSQL): the page used last, the free space map's choice, the last
 * page, or a new one.
 *
 * <p>LATCHES: of two heap pages the lower block is locked first. Visibility map pages are pinned before heap pages are
 * locked, so that no I/O happens under a content lock.
 */
final class TargetPage {
    /** Leave the free space map alone (bulk loads of new relations). */
    static final int SKIP_FSM = 0x02;

    private static final int NEARLY_EMPTY = Blocks.MAX_HEAP_TUPLE_SIZE - Blocks.MAX_HEAP_TUPLES / 8 * 4;

    private final Access access;
    private final BufferPool pool;

    /** Visibility map pages pinned for the chosen page and the other one; 0 none. The caller releases them. */
    int vm;

    int vmOther;

    TargetPage(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    void releaseMaps() {
        if (vm != 0) {
            pool.release(vm);
            vm = 0;
        }
        if (vmOther != 0) {
            pool.release(vmOther);
            vmOther = 0;
        }
    }

    /**
     * A pinned and exclusively locked page with room for {@code len0} bytes. {@code other} (0: none) is a pinned page
     * of the relation that gets locked too; it may be the one returned.
     */
    int get(Relation rel, int len0, int other, int options, @Nullable BulkInsert bulk) {
        int len = Blocks.maxAlign(len0);
        if (len > Blocks.MAX_HEAP_TUPLE_SIZE) {
            throw new SqlError(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "row is too big: size " + len + ", maximum size " + Blocks.MAX_HEAP_TUPLE_SIZE);
        }
        int want = len + rel.reservedSpace();
        if (want > NEARLY_EMPTY) {
            want = Math.max(len, NEARLY_EMPTY);
        }
        int otherBlock = other == 0 ? Blocks.INVALID : pool.block(other);
        boolean useFsm = (options & SKIP_FSM) == 0;
        int target = bulk != null && bulk.current != 0 ? bulk.currentBlock : rel.targetBlock;
        if (target == Blocks.INVALID && useFsm) {
            target = access.fsm().pageWithFreeSpace(rel.node, want);
        }
        if (target == Blocks.INVALID) {
            int n = pool.nblocks(rel.node, Fork.MAIN);
            target = n > 0 ? n - 1 : Blocks.INVALID;
        }
        for (; ; ) {
            while (target != Blocks.INVALID) {
                int buf = lockCandidate(rel, target, other, otherBlock, bulk);
                MemorySegment m = pool.memory(buf);
                long p = pool.offset(buf);
                if (Page.isNew(m, p)) {
                    Page.init(m, p, 0);
                    pool.markDirty(buf);
                }
                int free = Page.heapFreeSpace(m, p);
                if (want <= free) {
                    rel.targetBlock = target;
                    return buf;
                }
                unlockCandidate(buf, target, other, otherBlock);
                if (!useFsm) {
                    break;
                }
                target = access.fsm().recordAndSearch(rel.node, target, free, want);
            }
            int buf = extend(rel, len, other, bulk);
            if (buf != 0) {
                return buf;
            }
            target = rel.targetBlock;
        }
    }

    private int lockCandidate(Relation rel, int target, int other, int otherBlock, @Nullable BulkInsert bulk) {
        int buf;
        if (other != 0 && otherBlock == target) {
            buf = other;
        } else {
            buf = read(rel, target, bulk);
        }
        if (Page.isAllVisible(pool.memory(buf), pool.offset(buf))) {
            vm = access.vm().pin(rel.node, target, vm);
        }
        if (other == 0 || otherBlock == target) {
            pool.lockExclusive(buf);
        } else if (Integer.compareUnsigned(otherBlock, target) < 0) {
            pool.lockExclusive(other);
            pool.lockExclusive(buf);
        } else {
            pool.lockExclusive(buf);
            pool.lockExclusive(other);
        }
        pinMaps(rel, buf, target, other, otherBlock);
        return buf;
    }

    private void unlockCandidate(int buf, int target, int other, int otherBlock) {
        pool.unlock(buf);
        if (other == 0) {
            pool.release(buf);
        } else if (otherBlock != target) {
            pool.unlock(other);
            pool.release(buf);
        }
    }

    /** Pins the map pages of all-visible pages; both heap pages are locked, and stay so (unlocked only for the I/O). */
    private void pinMaps(Relation rel, int buf, int block, int other, int otherBlock) {
        for (; ; ) {
            boolean need = Page.isAllVisible(pool.memory(buf), pool.offset(buf))
                    && !access.vm().isPinned(block, vm);
            boolean needOther = other != 0
                    && other != buf
                    && Page.isAllVisible(pool.memory(other), pool.offset(other))
                    && !access.vm().isPinned(otherBlock, vmOther);
            if (!need && !needOther) {
                return;
            }
            pool.unlock(buf);
            if (other != 0 && other != buf) {
                pool.unlock(other);
            }
            if (need) {
                vm = access.vm().pin(rel.node, block, vm);
            }
            if (needOther) {
                vmOther = access.vm().pin(rel.node, otherBlock, vmOther);
            }
            if (other == 0 || other == buf) {
                pool.lockExclusive(buf);
            } else if (Integer.compareUnsigned(otherBlock, block) < 0) {
                pool.lockExclusive(other);
                pool.lockExclusive(buf);
            } else {
                pool.lockExclusive(buf);
                pool.lockExclusive(other);
            }
        }
    }

    private int read(Relation rel, int block, @Nullable BulkInsert bulk) {
        if (bulk == null) {
            return access.read(rel, block);
        }
        if (bulk.current != 0) {
            if (bulk.currentBlock == block) {
                pool.pin(bulk.current);
                return bulk.current;
            }
            bulk.release(access);
        }
        int buf = access.read(rel, block, ReadMode.NORMAL, bulk.ring);
        pool.pin(buf);
        bulk.current = buf;
        bulk.currentBlock = block;
        return buf;
    }

    /** Adds a page; 0 when it filled up while it had to be unlocked. */
    private int extend(Relation rel, int len, int other, @Nullable BulkInsert bulk) {
        boolean lock = !rel.isTemp();
        if (lock) {
            access.txn().lockExtension(rel);
        }
        int buf;
        try {
            buf = access.extend(rel, bulk == null ? null : bulk.ring);
        } finally {
            if (lock) {
                access.txn().unlockExtension(rel);
            }
        }
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        Page.init(m, p, 0);
        pool.markDirty(buf);
        int block = pool.block(buf);
        rel.targetBlock = block;
        if (bulk != null) {
            bulk.release(access);
            pool.pin(buf);
            bulk.current = buf;
            bulk.currentBlock = block;
        }
        if (other != 0 && !pool.tryLockExclusive(other)) {
            pool.unlock(buf);
            pool.lockExclusive(other);
            pool.lockExclusive(buf);
        }
        if (other != 0) {
            pinMaps(rel, buf, block, other, pool.block(other));
        }
        if (len > Page.heapFreeSpace(m, p)) {
            pool.unlock(buf);
            if (other != 0) {
                pool.unlock(other);
            }
            pool.release(buf);
            return 0;
        }
        return buf;
    }
}
