package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Xid;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.wal.Rmgr;

/** Hands out transaction ids and object ids, and keeps the limits against wraparound. */
public final class XidGenerator {
    /** First oid of user objects. */
    public static final int FIRST_NORMAL_OID = 16384;

    private static final int FIRST_UNPINNED_OID = 12000;
    private static final int OIDS_LOGGED_AHEAD = 8192;
    private static final int XLOG_NEXTOID = 0x30;
    private static final int STOP_MARGIN = 3_000_000;
    private static final int WARN_MARGIN = 40_000_000;

    private final TxnContext cx;
    private final TxnShared shared;
    private final CommitLog clog;
    private final SubTrans subtrans;
    private final ProcArray procs;
    private final MemorySegment m;
    private final long base;
    private final RecordBuffer buffer = new RecordBuffer();
    private boolean standalone;

    XidGenerator(TxnContext cx, TxnShared shared, CommitLog clog, SubTrans subtrans, ProcArray procs) {
        this.cx = cx;
        this.shared = shared;
        this.clog = clog;
        this.subtrans = subtrans;
        this.procs = procs;
        this.m = cx.m;
        this.base = shared.base;
    }

    /** The next transaction id, as 64 bits with its epoch. */
    public long nextFullXid() {
        return Mem.longAcquire(m, base + TxnShared.NEXT_XID);
    }

    public int nextXid() {
        return (int) nextFullXid();
    }

    /** Oldest id that may still be in a table. */
    public int oldestXid() {
        return Mem.i32(m, base + TxnShared.OLDEST_XID);
    }

    public int oldestXidDatabase() {
        return Mem.i32(m, base + TxnShared.OLDEST_XID_DB);
    }

    /** Id from which on autovacuum must freeze (autovacuum_freeze_max_age past the oldest). */
    public int vacuumLimit() {
        return Mem.i32(m, base + TxnShared.XID_VAC_LIMIT);
    }

    /** Assigns the next id to this process and publishes it. */
    int assign(boolean sub) {
        LwLock.acquire(cx.me, m, shared.xidGenLock, true);
        int xid;
        try {
            long full = nextFullXid();
            xid = (int) full;
            if (Xid.followsOrEquals(xid, Mem.i32(m, base + TxnShared.XID_VAC_LIMIT))) {
                checkLimits(xid);
            }
            clog.extend(xid);
            subtrans.extend(xid);
            long next = full + 1;
            while ((int) next >= 0 && (int) next < Xid.FIRST_NORMAL) {
                next++;
            }
            Mem.longRelease(m, base + TxnShared.NEXT_XID, next);
            if (Faults.ON) {
                cx.me.reach(KillPoint.XID_ASSIGNED);
            }
            procs.publish(xid, sub);
        } finally {
            LwLock.release(cx.me, m, shared.xidGenLock);
        }
        return xid;
    }

    private void checkLimits(int xid) {
        int stop = Mem.i32(m, base + TxnShared.XID_STOP_LIMIT);
        int warn = Mem.i32(m, base + TxnShared.XID_WARN_LIMIT);
        int wrap = Mem.i32(m, base + TxnShared.XID_WRAP_LIMIT);
        if (wrap == 0) {
            return;
        }
        int db = Mem.i32(m, base + TxnShared.OLDEST_XID_DB);
        String hint =
                "Execute a database-wide VACUUM in that database.\nYou might also need to commit or roll back old "
                        + "prepared transactions, or drop stale replication slots.";
        if (Xid.followsOrEquals(xid, stop)) {
            throw new SqlError(
                            SqlState.PROGRAM_LIMIT_EXCEEDED,
                            "database is not accepting commands to avoid wraparound data loss in database with OID "
                                    + Integer.toUnsignedString(db))
                    .hint(hint);
        }
        if (Xid.followsOrEquals(xid, warn)) {
            cx.reporter.warning(
                    SqlState.WARNING,
                    "database with OID " + Integer.toUnsignedString(db) + " must be vacuumed within "
                            + Integer.toUnsignedString(wrap - xid) + " transactions");
        }
    }

    /** Sets the limits from the oldest frozen id of all databases (SetTransactionIdLimit). */
    public void setLimits(int oldest, int oldestDb, int freezeMaxAge) {
        int wrap = oldest + (int) 0x7FFFFFFFL;
        if (Integer.compareUnsigned(wrap, Xid.FIRST_NORMAL) < 0) {
            wrap += Xid.FIRST_NORMAL;
        }
        LwLock.acquire(cx.me, m, shared.xidGenLock, true);
        Mem.put32(m, base + TxnShared.OLDEST_XID, oldest);
        Mem.put32(m, base + TxnShared.OLDEST_XID_DB, oldestDb);
        Mem.put32(m, base + TxnShared.XID_WRAP_LIMIT, wrap);
        Mem.put32(m, base + TxnShared.XID_STOP_LIMIT, normal(wrap - STOP_MARGIN));
        Mem.put32(m, base + TxnShared.XID_WARN_LIMIT, normal(wrap - WARN_MARGIN));
        Mem.put32(m, base + TxnShared.XID_VAC_LIMIT, normal(oldest + freezeMaxAge));
        LwLock.release(cx.me, m, shared.xidGenLock);
    }

    private static int normal(int xid) {
        return Integer.compareUnsigned(xid, Xid.FIRST_NORMAL) < 0 ? xid + Xid.FIRST_NORMAL : xid;
    }

    /** Startup: sets the counters from the checkpoint record. */
    public void initialize(long nextFull, int nextOid, int oldestXid, int oldestDb, int freezeMaxAge) {
        Mem.longRelease(m, base + TxnShared.NEXT_XID, nextFull);
        Mem.put32(m, base + TxnShared.NEXT_OID, nextOid);
        Mem.put32(m, base + TxnShared.OID_COUNT, 0);
        Mem.put32(m, base + TxnShared.OLDEST_CLOG_XID, oldestXid);
        setLimits(oldestXid, oldestDb, freezeMaxAge);
        completedUpToNext();
    }

    /** Recovery: a record of {@code xid} was seen, so the next id is beyond it. */
    public void advancePast(int xid) {
        long next = nextFullXid();
        if (!Xid.isNormal(xid) || Xid.precedes(xid, (int) next)) {
            return;
        }
        long full = Xid.full(xid, next);
        if (full < next) {
            full += 1L << 32;
        }
        full++;
        while ((int) full >= 0 && (int) full < Xid.FIRST_NORMAL) {
            full++;
        }
        Mem.longRelease(m, base + TxnShared.NEXT_XID, full);
    }

    /** Recovery, from a checkpoint record: the counter is at least this. */
    public void advanceTo(long nextFull) {
        if (nextFull > nextFullXid()) {
            Mem.longRelease(m, base + TxnShared.NEXT_XID, nextFull);
        }
    }

    /** End of recovery: everything before the next id has ended. */
    public void completedUpToNext() {
        long next = nextFullXid();
        long latest = next - 1;
        if (Integer.compareUnsigned((int) latest, Xid.FIRST_NORMAL) < 0) {
            latest = next - 1 - Xid.FIRST_NORMAL;
        }
        procs.setLatestCompleted(latest);
    }

    // Object ids.

    /** A process without clients (initdb) takes object ids below the users', as PostgreSQL outside the postmaster. */
    public void setStandalone() {
        standalone = true;
    }

    /** The next object id; unique only after the caller has looked whether it is taken. */
    public int newOid() {
        LwLock.acquire(cx.me, m, shared.oidGenLock, true);
        try {
            int oid = Mem.i32(m, base + TxnShared.NEXT_OID);
            int first = standalone ? FIRST_UNPINNED_OID : FIRST_NORMAL_OID;
            if (Integer.compareUnsigned(oid, first) < 0) {
                // wrapped around, or initdb finished
                oid = first;
                Mem.put32(m, base + TxnShared.OID_COUNT, 0);
            }
            int left = Mem.i32(m, base + TxnShared.OID_COUNT);
            if (left == 0) {
                logNextOid(oid + OIDS_LOGGED_AHEAD);
                left = OIDS_LOGGED_AHEAD;
            }
            Mem.put32(m, base + TxnShared.NEXT_OID, oid + 1);
            Mem.put32(m, base + TxnShared.OID_COUNT, left - 1);
            return oid;
        } finally {
            LwLock.release(cx.me, m, shared.oidGenLock);
        }
    }

    private void logNextOid(int oid) {
        cx.me.enterRecord();
        buffer.reset().i32(oid);
        cx.log.insert(Rmgr.XLOG, XLOG_NEXTOID, buffer.array(), buffer.length());
        cx.me.exitCritical();
    }

    /** Next oid as a checkpoint records it: beyond all that were logged ahead. */
    public int nextOidForCheckpoint(boolean shutdown) {
        LwLock.acquire(cx.me, m, shared.oidGenLock, false);
        int oid = Mem.i32(m, base + TxnShared.NEXT_OID);
        if (!shutdown) {
            oid += Mem.i32(m, base + TxnShared.OID_COUNT);
        }
        LwLock.release(cx.me, m, shared.oidGenLock);
        return oid;
    }

    /** Recovery and initdb: sets the counter. */
    public void setNextOid(int oid) {
        LwLock.acquire(cx.me, m, shared.oidGenLock, true);
        Mem.put32(m, base + TxnShared.NEXT_OID, oid);
        Mem.put32(m, base + TxnShared.OID_COUNT, 0);
        LwLock.release(cx.me, m, shared.oidGenLock);
    }
}
