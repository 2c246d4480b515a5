package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.HeapTuple;

/**
 * Numbers and flags of the heap's WAL records (heapam_xlog.h of PostgreSQL 15).
 *
 * <pre>
 * insert       main: offnum 2, flags 1          block 0: xl_heap_header (mask2 2, mask 2, hoff 1), tuple from byte 23
 * delete       main: xmax 4, offnum 2, infobits 1, flags 1
 * update, hot  main: old xmax 4, old offnum 2, old infobits 1, flags 1, new xmax 4, new offnum 2
 *              block 0 (new page): [prefix 2] [suffix 2] xl_heap_header, rest of tuple; block 1: old page if another
 * lock(ed)     main: xmax 4, offnum 2, infobits 1, flags 1
 * confirm      main: offnum 2
 * inplace      main: offnum 2                   block 0: tuple from t_hoff
 * multi insert main: flags 1, pad 1, n 2, offnum 2 each unless INIT
 *              block 0: per tuple, 2-aligned: length 2, mask2 2, mask 2, hoff 1, tuple from byte 23
 * prune        main: latest removed xid 4, redirects 2, dead 2   block 0: from 2 + to 2 …, dead 2 …, unused 2 …
 * vacuum       main: unused 2                   block 0: offnum 2 …
 * freeze       main: cutoff 4, n 2              block 0: xmax 4, offnum 2, mask2 2, mask 2, flags 1, pad 1 …
 * visible      main: cutoff 4, flags 1          block 0: map page, block 1: heap page
 * </pre>
 */
final class HeapWal {
    static final int INSERT = 0x00;
    static final int DELETE = 0x10;
    static final int UPDATE = 0x20;
    static final int TRUNCATE = 0x30;
    static final int HOT_UPDATE = 0x40;
    static final int CONFIRM = 0x50;
    static final int LOCK = 0x60;
    static final int INPLACE = 0x70;
    static final int OP_MASK = 0x70;
    static final int INIT_PAGE = 0x80;

    static final int REWRITE2 = 0x00;
    static final int PRUNE2 = 0x10;
    static final int VACUUM2 = 0x20;
    static final int FREEZE2 = 0x30;
    static final int VISIBLE2 = 0x40;
    static final int MULTI_INSERT2 = 0x50;
    static final int LOCK_UPDATED2 = 0x60;
    static final int NEW_CID2 = 0x70;

    static final int INSERT_ALL_VISIBLE_CLEARED = 1;
    static final int INSERT_LAST_IN_MULTI = 2;
    static final int INSERT_IS_SPECULATIVE = 4;
    static final int INSERT_ON_TOAST = 16;
    static final int INSERT_ALL_FROZEN_SET = 32;

    static final int DELETE_ALL_VISIBLE_CLEARED = 1;
    static final int DELETE_IS_SUPER = 8;
    static final int DELETE_IS_PARTITION_MOVE = 16;

    static final int UPDATE_OLD_ALL_VISIBLE_CLEARED = 1;
    static final int UPDATE_NEW_ALL_VISIBLE_CLEARED = 2;
    static final int UPDATE_PREFIX_FROM_OLD = 32;
    static final int UPDATE_SUFFIX_FROM_OLD = 64;

    static final int LOCK_ALL_FROZEN_CLEARED = 1;

    private HeapWal() {}

    /** xmax's infomask bits as records carry them (compute_infobits). */
    static int infobits(int mask, int mask2) {
        return ((mask & HeapTuple.XMAX_IS_MULTI) != 0 ? 1 : 0)
                | ((mask & HeapTuple.XMAX_LOCK_ONLY) != 0 ? 2 : 0)
                | ((mask & HeapTuple.XMAX_EXCL_LOCK) != 0 ? 4 : 0)
                | ((mask & HeapTuple.XMAX_KEYSHR_LOCK) != 0 ? 8 : 0)
                | ((mask2 & HeapTuple.KEYS_UPDATED) != 0 ? 16 : 0);
    }

    /** The inverse of {@link #infobits}, into a tuple whose bits have been cleared. */
    static void setInfobits(MemorySegment m, long t, int bits) {
        int mask = HeapTuple.infomask(m, t)
                & ~(HeapTuple.XMAX_IS_MULTI
                        | HeapTuple.XMAX_LOCK_ONLY
                        | HeapTuple.XMAX_KEYSHR_LOCK
                        | HeapTuple.XMAX_EXCL_LOCK);
        mask |= (bits & 1) != 0 ? HeapTuple.XMAX_IS_MULTI : 0;
        mask |= (bits & 2) != 0 ? HeapTuple.XMAX_LOCK_ONLY : 0;
        mask |= (bits & 4) != 0 ? HeapTuple.XMAX_EXCL_LOCK : 0;
        mask |= (bits & 8) != 0 ? HeapTuple.XMAX_KEYSHR_LOCK : 0;
        HeapTuple.setInfomask(m, t, mask);
        int mask2 = HeapTuple.infomask2(m, t) & ~HeapTuple.KEYS_UPDATED;
        HeapTuple.setInfomask2(m, t, (bits & 16) != 0 ? mask2 | HeapTuple.KEYS_UPDATED : mask2);
    }
}
