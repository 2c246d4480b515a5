package org.hathi.txn;

import org.hathi.os.Mem;
import org.hathi.page.Xid;
import org.hathi.shm.LwTranche;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.StatCounters;

/** Parents of subtransactions (pg_subtrans): four bytes per transaction. Not logged, empty after a restart. */
public final class SubTrans {
    static final String REGION = "Subtrans";
    private static final int PER_PAGE = Slru.PAGE / 4;

    private final TxnContext cx;
    private final Slru slru;

    SubTrans(TxnContext cx) {
        this.cx = cx;
        this.slru = new Slru(cx, REGION, "pg_subtrans", false, StatCounters.SLRU_SUBTRANS);
    }

    static RegionSpec spec(int buffers) {
        return Slru.spec(REGION, buffers, 0, LwTranche.SUBTRANS_BUFFER);
    }

    private static int pageOf(int xid) {
        return (int) ((xid & 0xFFFFFFFFL) / PER_PAGE);
    }

    private static long inPage(int xid) {
        return (xid & 0xFFFFFFFFL) % PER_PAGE * 4;
    }

    static boolean pagePrecedes(int a, int b) {
        int x1 = a * PER_PAGE + Xid.FIRST_NORMAL + 1;
        int x2 = b * PER_PAGE + Xid.FIRST_NORMAL + 1;
        return Xid.precedes(x1, x2) && Xid.precedes(x1, x2 + PER_PAGE - 1);
    }

    /** Records the parent of a subtransaction. */
    void setParent(int xid, int parent) {
        long p = slru.page(pageOf(xid));
        slru.dirty();
        Mem.intRelease(cx.m, p + inPage(xid), parent);
        slru.unlock();
    }

    /** Parent of a transaction; 0 when it is not a subtransaction. */
    public int parent(int xid) {
        if (!Xid.isNormal(xid)) {
            return Xid.INVALID;
        }
        long p = slru.page(pageOf(xid));
        int parent = Mem.i32(cx.m, p + inPage(xid));
        slru.unlock();
        return parent;
    }

    /** Topmost ancestor that is not older than {@code xmin}. */
    public int topmost(int xid, int xmin) {
        int previous = xid;
        for (int x = xid; Xid.isValid(x); x = parent(x)) {
            previous = x;
            if (Xid.precedes(x, xmin)) {
                break;
            }
        }
        return previous;
    }

    void extend(int xid) {
        if (inPage(xid) == 0 || xid == Xid.FIRST_NORMAL) {
            slru.zero(pageOf(xid));
        }
    }

    /** Start of the server: pages from the oldest active to the next transaction, all zero. */
    void startup(int oldestActive, int nextXid) {
        slru.clear();
        int last = pageOf(nextXid);
        for (int p = pageOf(oldestActive); ; p = p == (int) (0xFFFFFFFFL / PER_PAGE) ? 0 : p + 1) {
            slru.zero(p);
            if (p == last) {
                break;
            }
        }
    }

    /** Checkpoint: nothing needs these pages after a crash, but writing them spares others the eviction. */
    void flush() {
        slru.flushAll();
    }

    void truncate(int oldestXact) {
        slru.truncate(pageOf(Xid.previous(oldestXact)), SubTrans::pagePrecedes);
    }

    void bootstrap() {
        slru.zero(0);
        slru.flushAll();
    }
}
