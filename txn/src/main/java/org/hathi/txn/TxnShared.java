package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hathi.os.Mem;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;

/**
 * The shared variables of transaction management.
 *
 * <p>LAYOUT of region "Transaction Control" (offset size field guard)
 * <pre>
 *    0 8 next full xid              XidGen; readable without (atomic)
 *    8 4 oldest xid                 XidGen
 *   12 4 oldest xid's database      XidGen
 *   16 4 xid vacuum limit           XidGen
 *   20 4 xid warn limit             XidGen
 *   24 4 xid stop limit             XidGen
 *   28 4 xid wrap limit             XidGen
 *   32 4 next oid                   OidGen
 *   36 4 oids left before logging   OidGen
 *   40 8 latest completed full xid  ProcArray
 *   48 8 completion count           ProcArray; readable without (atomic)
 *   56 4 oldest clog xid            XactTruncation
 *   64 4 next multi                 MultiXactGen
 *   68 4 next member offset         MultiXactGen
 *   72 4 oldest multi               MultiXactGen
 *   76 4 oldest multi's database    MultiXactGen
 *   80 4 multi vacuum limit, 84 warn, 88 stop, 92 wrap   MultiXactGen
 *  128.. locks, 64 bytes apart: XidGen, OidGen, ProcArray, MultiXactGen, MultiXactTruncation, XactTruncation
 *  576.. per process slot, 4 bytes each: xid[], xmin[], flags[], subxid state[], lxid[], oldest member multi[],
 *        oldest visible multi[], delays checkpoint[]
 *  then  per process slot: 64 cached subtransaction ids
 * </pre>
 * {@code xid[]}: set by the owner under XidGen, cleared by the owner under ProcArray exclusive. {@code xmin[]}: set by
 * the owner under ProcArray shared, cleared without. Subxid state: count, plus {@link #OVERFLOWED}.
 */
final class TxnShared {
    static final String REGION = "Transaction Control";

    static final int NEXT_XID = 0;
    static final int OLDEST_XID = 8;
    static final int OLDEST_XID_DB = 12;
    static final int XID_VAC_LIMIT = 16;
    static final int XID_WARN_LIMIT = 20;
    static final int XID_STOP_LIMIT = 24;
    static final int XID_WRAP_LIMIT = 28;
    static final int NEXT_OID = 32;
    static final int OID_COUNT = 36;
    static final int LATEST_COMPLETED = 40;
    static final int COMPLETION_COUNT = 48;
    static final int OLDEST_CLOG_XID = 56;
    static final int NEXT_MULTI = 64;
    static final int NEXT_MEMBER = 68;
    static final int OLDEST_MULTI = 72;
    static final int OLDEST_MULTI_DB = 76;
    static final int MULTI_VAC_LIMIT = 80;
    static final int MULTI_WARN_LIMIT = 84;
    static final int MULTI_STOP_LIMIT = 88;
    static final int MULTI_WRAP_LIMIT = 92;

    private static final int LOCKS = 128;
    private static final int ARRAYS = 576;
    private static final LwTranche[] TRANCHES = {
        LwTranche.XID_GEN,
        LwTranche.OID_GEN,
        LwTranche.PROC_ARRAY,
        LwTranche.MULTIXACT_GEN,
        LwTranche.MULTIXACT_TRUNCATION,
        LwTranche.XACT_TRUNCATION
    };

    static final int MAX_CACHED_SUBXIDS = 64;
    static final int OVERFLOWED = 1 << 16;

    final long base;
    final long xidGenLock;
    final long oidGenLock;
    final long procArrayLock;
    final long multiGenLock;
    final long multiTruncationLock;
    final long xactTruncationLock;
    final int max;
    final long xids;
    final long xmins;
    final long flags;
    final long subStates;
    final long lxids;
    final long oldestMember;
    final long oldestVisible;
    final long delayCheckpoint;
    final long subxids;

    TxnShared(Segment segment, int maxProcs) {
        base = segment.region(REGION).offset();
        max = maxProcs;
        long l = base + LOCKS;
        xidGenLock = l;
        oidGenLock = l + 64;
        procArrayLock = l + 128;
        multiGenLock = l + 192;
        multiTruncationLock = l + 256;
        xactTruncationLock = l + 320;
        long a = base + ARRAYS;
        long step = 4L * max;
        xids = a;
        xmins = a + step;
        flags = a + 2 * step;
        subStates = a + 3 * step;
        lxids = a + 4 * step;
        oldestMember = a + 5 * step;
        oldestVisible = a + 6 * step;
        delayCheckpoint = a + 7 * step;
        subxids = a + 8 * step;
    }

    long subxids(int slot) {
        return subxids + (long) slot * MAX_CACHED_SUBXIDS * 4;
    }

    static List<RegionSpec> regions(int maxProcs) {
        List<RegionSpec> list = new ArrayList<>();
        long size = ARRAYS + 8L * 4 * maxProcs + (long) maxProcs * MAX_CACHED_SUBXIDS * 4;
        list.add(new RegionSpec(REGION, size, TxnShared::init));
        return list;
    }

    private static void init(MemorySegment m, long off, long size) {
        for (int i = 0; i < TRANCHES.length; i++) {
            LwLock.init(m, off + LOCKS + 64L * i, TRANCHES[i]);
        }
        Mem.put64(m, off + NEXT_XID, 3L);
        Mem.put64(m, off + LATEST_COMPLETED, 2L);
        Mem.put64(m, off + COMPLETION_COUNT, 1L);
        Mem.put32(m, off + OLDEST_XID, 3);
        Mem.put32(m, off + OLDEST_CLOG_XID, 3);
        Mem.put32(m, off + NEXT_OID, 16384);
        Mem.put32(m, off + NEXT_MULTI, 1);
        Mem.put32(m, off + OLDEST_MULTI, 1);
    }
}
