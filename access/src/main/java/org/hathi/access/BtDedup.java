package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.storage.BufferPool;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/** Makes room on a full leaf before it is split: removes entries hinted dead. */
final class BtDedup {
    private final Access access;
    private final BufferPool pool;
    private final int[] offs = new int[Blocks.MAX_INDEX_TUPLES];

    BtDedup(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    /** Tries to free {@code len} bytes on an exclusively locked leaf. */
    void makeRoom(Relation index, int buf, int len) {
        if (len > 0) {
            removeDead(index, buf);
        }
    }

    /** Removes the entries marked LP_DEAD; readers pin no leaf whose tids they have not used, so no cleanup lock is needed. */
    void removeDead(Relation index, int buf) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int n = 0;
        int max = Page.maxOffset(m, p);
        for (int off = BtPage.firstKey(m, p); off <= max; off++) {
            if (ItemId.isDead(ItemId.get(m, p, off))) {
                offs[n++] = off;
            }
        }
        if (n == 0) {
            return;
        }
        access.proc().enterCritical();
        Page.indexMultiDelete(m, p, offs, n);
        BtPage.setFlags(m, p, BtPage.flags(m, p) & ~BtPage.HAS_GARBAGE);
        pool.markDirty(buf);
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(0).data16(n).data16(0);
            w.buffer(0, index.node, Fork.MAIN, pool.block(buf), m, p, BlockFlags.STANDARD);
            for (int i = 0; i < n; i++) {
                w.bufferData16(0, offs[i]);
            }
            Page.setLsn(m, p, w.insert(Rmgr.BTREE, BtWal.DELETE));
        }
        access.proc().exitCritical();
    }
}
