package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;
import org.hathi.os.Mem;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.SharedHash;

/**
 * Where the lock manager's things are in shared memory.
 *
 * <p>LAYOUT
 * <pre>
 * "LOCK hash": key = LockTag (16 bytes); value, guarded by the partition's lock:
 *    0 4 granted modes (bits)      4 4 awaited modes (bits)
 *    8 4 requests in all          12 4 grants in all
 *   16 8 first holder (offset of a PROCLOCK entry's value, 0 none)
 *   24 4 first waiter (slot + 1)  28 4 last waiter
 *   32 9×4 requests per mode      68 9×4 grants per mode
 * "PROCLOCK hash": key = lock entry's offset (8), slot (8); in the partition of its lock; value:
 *    0 8 lock entry               8 4 slot    12 4 held modes (bits)
 *   16 8 next holder             24 8 previous holder
 * "Fast Path Strong Relation Lock Data": spin latch, then 1024 counters
 * "Proc Locks": 256 bytes per slot:
 *    0 8 lock waited for (entry)  8 8 PROCLOCK value of the waiter     partition's lock
 *   16 4 next waiter             20 4 previous waiter                  partition's lock
 *   24 4 awaited mode            28 4 wait status                      partition's lock
 *   32 4 modes held meanwhile    36 4 strong lock being acquired: bucket + 1 (intent)
 *   40 8 wait start
 *   48 16 fast-path lock (LockFastPath)
 *   64 8 fast-path bits: 3 per slot   72 4 database                        fast-path lock
 *   76 4 own virtual transaction (lxid; 0 none), negative once its lock is in the main table       atomic
 *   80 16×4 fast-path relations                                        fast-path lock
 * </pre>
 */
final class LockLayout {
    static final String LOCKS = "LOCK hash";
    static final String HOLDERS = "PROCLOCK hash";
    static final String STRONG = "Fast Path Strong Relation Lock Data";
    static final String PROCS = "Proc Locks";
    static final int PARTITIONS = 16;
    static final int STRONG_BUCKETS = 1024;

    static final int GRANT_MASK = 0;
    static final int WAIT_MASK = 4;
    static final int N_REQUESTED = 8;
    static final int N_GRANTED = 12;
    static final int FIRST_HOLDER = 16;
    static final int FIRST_WAITER = 24;
    static final int LAST_WAITER = 28;
    static final int REQUESTED = 32;
    static final int GRANTED = 68;
    static final int LOCK_VALUE = 104;

    static final int H_LOCK = 0;
    static final int H_SLOT = 8;
    static final int H_MASK = 12;
    static final int H_NEXT = 16;
    static final int H_PREV = 24;
    static final int HOLDER_VALUE = 32;

    static final int PROC_STRIDE = 256;
    static final int P_LOCK = 0;
    static final int P_HOLDER = 8;
    static final int P_NEXT = 16;
    static final int P_PREV = 20;
    static final int P_MODE = 24;
    static final int P_STATUS = 28;
    static final int P_HELD = 32;
    static final int P_STRONG = 36;
    static final int P_WAIT_START = 40;
    static final int P_FP_LOCK = 48;
    static final int P_FP_BITS = 64;
    static final int P_FP_DB = 72;
    static final int P_FP_LXID = 76;
    /** Mark in P_FP_LXID. */
    static final int MOVED = 0x80000000;

    static final int P_FP_RELS = 80;
    static final int FP_SLOTS = 16;

    private LockLayout() {}

    static List<RegionSpec> regions(int maxProcs, int maxLocks) {
        List<RegionSpec> list = new ArrayList<>();
        list.add(SharedHash.spec(LOCKS, maxLocks, PARTITIONS, 16, LOCK_VALUE, LwTranche.LOCK_MANAGER));
        list.add(SharedHash.spec(HOLDERS, maxLocks * 2, PARTITIONS, 16, HOLDER_VALUE, LwTranche.LOCK_MANAGER));
        list.add(RegionSpec.zeroed(STRONG, 64 + 4L * STRONG_BUCKETS));
        list.add(new RegionSpec(PROCS, (long) maxProcs * PROC_STRIDE, (m, off, size) -> {
            for (int i = 0; i < maxProcs; i++) {
                long p = off + (long) i * PROC_STRIDE;
                LwLock.init(m, p + P_FP_LOCK, LwTranche.LOCK_FAST_PATH);
                Mem.put32(m, p + P_STATUS, 0);
            }
        }));
        return list;
    }
}
