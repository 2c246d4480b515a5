package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Xid;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.StatCounters;
import org.hathi.wal.Rmgr;

/**
 * The commit log (pg_xact): two bits per transaction. Bits are changed by compare-and-set on their word under the
 * shared control lock of the {@link Slru}, so that commits do not queue.
 *
 * <p>For commits whose record may not be durable yet (asynchronous commit) each group of 32 transactions has an LSN:
 * hint bits may be set on a page only when that LSN is flushed or not newer than the page's.
 */
public final class CommitLog {
    public static final int IN_PROGRESS = 0;
    public static final int COMMITTED = 1;
    public static final int ABORTED = 2;
    public static final int SUB_COMMITTED = 3;

    static final String REGION = "Xact";
    static final int ZERO_PAGE = 0x00;
    static final int TRUNCATE = 0x10;
    private static final int PER_PAGE = Slru.PAGE * 4;
    private static final int PER_GROUP = 32;

    private final TxnContext cx;
    private final TxnShared shared;
    private final Slru slru;
    private final SubTrans subtrans;
    private final MemorySegment m;
    private final RecordBuffer buffer = new RecordBuffer();
    private int cachedXid;
    private int cachedStatus;
    private long cachedLsn;
    private long statusLsn;

    CommitLog(TxnContext cx, TxnShared shared, SubTrans subtrans) {
        this.cx = cx;
        this.shared = shared;
        this.subtrans = subtrans;
        this.m = cx.m;
        this.slru = new Slru(cx, REGION, "pg_xact", true, StatCounters.SLRU_XACT);
    }

    static RegionSpec spec(int buffers) {
        return Slru.spec(REGION, buffers, PER_PAGE / PER_GROUP, LwTranche.XACT_BUFFER);
    }

    static int pageOf(int xid) {
        return (int) ((xid & 0xFFFFFFFFL) / PER_PAGE);
    }

    private static int inPage(int xid) {
        return (int) ((xid & 0xFFFFFFFFL) % PER_PAGE);
    }

    static boolean pagePrecedes(int a, int b) {
        int x1 = a * PER_PAGE + Xid.FIRST_NORMAL + 1;
        int x2 = b * PER_PAGE + Xid.FIRST_NORMAL + 1;
        return Xid.precedes(x1, x2) && Xid.precedes(x1, x2 + PER_PAGE - 1);
    }

    /** Status bits of one transaction, without following subtransactions. */
    public int status(int xid) {
        long p = slru.page(pageOf(xid));
        int i = inPage(xid);
        int word = Mem.intAcquire(m, p + (i >>> 4) * 4L);
        statusLsn = Mem.longAcquire(m, slru.groupLsn(i / PER_GROUP));
        slru.unlock();
        return word >>> ((i & 15) * 2) & 3;
    }

    private void set(int xid, int status, long lsn) {
        long p = slru.page(pageOf(xid));
        slru.dirty();
        int i = inPage(xid);
        long at = p + (i >>> 4) * 4L;
        int shift = (i & 15) * 2;
        if (lsn != 0) {
            Mem.maxLong(m, slru.groupLsn(i / PER_GROUP), lsn);
        }
        while (true) {
            int word = Mem.intVolatile(m, at);
            int old = word >>> shift & 3;
            // while replaying, a committed child of an already replayed commit may be seen again
            if (old == status || (old == COMMITTED && status == SUB_COMMITTED)) {
                break;
            }
            if (Mem.casInt(m, at, word, word & ~(3 << shift) | status << shift)) {
                break;
            }
        }
        slru.unlock();
    }

    /**
     * Records the end of a transaction and its subtransactions, atomically for readers: children are marked
     * sub-committed first when they lie on other pages, so that they become committed with their parent.
     *
     * @param lsn end of the commit record when it may not be durable yet, else 0
     */
    void setTree(int xid, int[] subxids, int n, int status, long lsn) {
        if (status == COMMITTED && n > 0) {
            for (int i = 0; i < n; i++) {
                set(subxids[i], SUB_COMMITTED, 0);
            }
        }
        set(xid, status, lsn);
        for (int i = 0; i < n; i++) {
            set(subxids[i], status, lsn);
        }
    }

    private int resolved(int xid) {
        if (xid == cachedXid) {
            return cachedStatus;
        }
        if (!Xid.isNormal(xid)) {
            return xid == Xid.INVALID ? ABORTED : COMMITTED;
        }
        int s = status(xid);
        if (s == COMMITTED || s == ABORTED) {
            cachedXid = xid;
            cachedStatus = s;
            cachedLsn = statusLsn;
        }
        return s;
    }

    /**
     * Whether the transaction committed. Ask {@link ProcArray#isInProgress} first: a transaction is marked committed
     * here before it leaves the process array.
     */
    public boolean didCommit(int xid) {
        int s = resolved(xid);
        if (s == SUB_COMMITTED) {
            if (Xid.precedes(xid, Mem.i32(m, shared.base + TxnShared.OLDEST_XID))) {
                return false;
            }
            int parent = subtrans.parent(xid);
            return parent != Xid.INVALID && didCommit(parent);
        }
        return s == COMMITTED;
    }

    /** Whether the transaction aborted for sure; one that crashed may answer false here and in {@link #didCommit}. */
    public boolean didAbort(int xid) {
        int s = resolved(xid);
        if (s == SUB_COMMITTED) {
            int parent = subtrans.parent(xid);
            return parent == Xid.INVALID || didAbort(parent);
        }
        return s == ABORTED;
    }

    /** Upper bound of the LSN that must be durable before the commit of {@code xid} may be hinted; 0: is durable. */
    public long commitLsn(int xid) {
        if (!Xid.isNormal(xid)) {
            return 0;
        }
        if (xid == cachedXid) {
            return cachedLsn;
        }
        status(xid);
        return statusLsn;
    }

    /** Makes room for a new transaction id: a fresh page when it is the first on it. Under XidGen. */
    void extend(int xid) {
        if (inPage(xid) != 0 && xid != Xid.FIRST_NORMAL) {
            return;
        }
        int pageno = pageOf(xid);
        slru.zero(pageno);
        cx.me.enterCritical();
        buffer.reset().i32(pageno);
        cx.log.insert(Rmgr.CLOG, ZERO_PAGE, buffer.array(), buffer.length());
        cx.me.exitCritical();
    }

    /** Makes the first page: initdb. */
    public void bootstrap() {
        slru.zero(0);
        slru.flushAll();
    }

    /** Recovery begins. */
    void startup(int nextXid) {
        slru.setLatest(pageOf(nextXid));
    }

    /** Recovery ended: clears what lies after {@code nextXid} on its page. */
    void trim(int nextXid) {
        slru.setLatest(pageOf(nextXid));
        slru.about(nextXid);
        int i = inPage(nextXid);
        if (i != 0) {
            long p = slru.pageExclusive(pageOf(nextXid));
            slru.dirty();
            long at = p + i / 4;
            byte keep = (byte) ((1 << (i % 4) * 2) - 1);
            Mem.put8(m, at, (byte) (Mem.i8(m, at) & keep));
            org.hathi.os.Mem.zero(m, at + 1, p + Slru.PAGE - at - 1);
            slru.unlock();
        }
    }

    void flush() {
        slru.flushAll();
    }

    void redoZeroPage(int pageno) {
        slru.zero(pageno);
    }

    void redoTruncate(int pageno, int oldestXid) {
        Mem.put32(m, shared.base + TxnShared.OLDEST_CLOG_XID, oldestXid);
        slru.truncate(pageno, CommitLog::pagePrecedes);
    }

    /** Forgets transactions before {@code oldestXid} (vacuum): logged, then files removed. */
    public void truncate(int oldestXid, int oldestDb) {
        int pageno = pageOf(oldestXid);
        LwLock.acquire(cx.me, m, shared.xactTruncationLock, true);
        Mem.put32(m, shared.base + TxnShared.OLDEST_CLOG_XID, oldestXid);
        LwLock.release(cx.me, m, shared.xactTruncationLock);
        cx.me.enterCritical();
        buffer.reset().i32(pageno).i32(oldestXid).i32(oldestDb);
        long lsn = cx.log.insert(Rmgr.CLOG, TRUNCATE, buffer.array(), buffer.length());
        cx.me.exitCritical();
        cx.log.flush(lsn);
        slru.truncate(pageno, CommitLog::pagePrecedes);
    }
}
