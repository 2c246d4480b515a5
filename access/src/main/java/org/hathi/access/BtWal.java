package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.wal.WalInsert;

/** Numbers of the B-tree's WAL records (nbtxlog.h of PostgreSQL 15). */
final class BtWal {
    static final int INSERT_LEAF = 0x00;
    static final int INSERT_UPPER = 0x10;
    static final int INSERT_META = 0x20;
    static final int SPLIT_L = 0x30;
    static final int SPLIT_R = 0x40;
    static final int INSERT_POST = 0x50;
    static final int DEDUP = 0x60;
    static final int DELETE = 0x70;
    static final int UNLINK_PAGE = 0x80;
    static final int UNLINK_PAGE_META = 0x90;
    static final int NEWROOT = 0xA0;
    static final int MARK_PAGE_HALFDEAD = 0xB0;
    static final int VACUUM = 0xC0;
    static final int REUSE_PAGE = 0xD0;
    static final int META_CLEANUP = 0xE0;

    private BtWal() {}

    /** xl_btree_metadata: the metapage's fields from version to deleted pages, then allequalimage. */
    static void metaData(WalInsert w, int id, MemorySegment m, long p) {
        w.bufferData(id, m, p + 28, 24);
        w.bufferData8(id, Mem.u8(m, p + 64)).bufferData8(id, 0).bufferData16(id, 0);
    }
}
