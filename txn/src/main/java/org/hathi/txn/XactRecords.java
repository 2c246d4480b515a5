package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.RelFileNode;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.hathi.wal.WalRecord;

/**
 * The records of resource manager Transaction, as PostgreSQL 15 lays them out:
 * time (8), then if HAS_INFO: xinfo (4), and by its bits, in this order: database and tablespace; subtransactions
 * (count, ids); relation files (count, 12 bytes each); dropped statistics (count, 12 bytes each); invalidations (count,
 * 16 bytes each); two-phase id; origin.
 */
final class XactRecords {
    static final int COMMIT = 0x00;
    static final int PREPARE = 0x10;
    static final int ABORT = 0x20;
    static final int COMMIT_PREPARED = 0x30;
    static final int ABORT_PREPARED = 0x40;
    static final int ASSIGNMENT = 0x50;
    static final int INVALIDATIONS = 0x60;
    static final int OPMASK = 0x70;
    static final int HAS_INFO = 0x80;

    static final int HAS_DBINFO = 1;
    static final int HAS_SUBXACTS = 1 << 1;
    static final int HAS_RELFILENODES = 1 << 2;
    static final int HAS_INVALS = 1 << 3;
    static final int HAS_TWOPHASE = 1 << 4;
    static final int HAS_ORIGIN = 1 << 5;
    static final int HAS_AE_LOCKS = 1 << 6;
    static final int HAS_GID = 1 << 7;
    static final int HAS_DROPPED_STATS = 1 << 8;
    static final int UPDATE_RELCACHE_FILE = 1 << 30;
    static final int FORCE_SYNC_COMMIT = 1 << 31;

    private final TxnLog log;
    private final RecordBuffer b = new RecordBuffer();

    XactRecords(TxnLog log) {
        this.log = log;
    }

    /** Inserts a commit or abort record; returns its end. */
    long end(
            boolean commit,
            long time,
            int[] subxids,
            int nsub,
            RelFileNode[] files,
            CommitExtras extras,
            boolean forceSync) {
        int[] stats = extras.droppedStats(commit);
        byte[] invals = commit ? extras.invalidations() : new byte[0];
        int xinfo = 0;
        if (commit && extras.relcacheFileInvalid()) {
            xinfo |= UPDATE_RELCACHE_FILE;
        }
        if (forceSync) {
            xinfo |= FORCE_SYNC_COMMIT;
        }
        xinfo |= invals.length > 0 ? HAS_DBINFO | HAS_INVALS : 0;
        xinfo |= nsub > 0 ? HAS_SUBXACTS : 0;
        xinfo |= files.length > 0 ? HAS_RELFILENODES : 0;
        xinfo |= stats.length > 0 ? HAS_DROPPED_STATS : 0;
        b.reset().i64(time);
        int info = commit ? COMMIT : ABORT;
        if (xinfo != 0) {
            info |= HAS_INFO;
            b.i32(xinfo);
        }
        if ((xinfo & HAS_DBINFO) != 0) {
            b.i32(extras.database()).i32(extras.databaseTablespace());
        }
        if (nsub > 0) {
            b.i32(nsub).ints(subxids, nsub);
        }
        if (files.length > 0) {
            info |= WalInsert.SPECIAL_REL_UPDATE;
            b.i32(files.length);
            for (RelFileNode f : files) {
                b.i32(f.spc()).i32(f.db()).i32(f.rel());
            }
        }
        if (stats.length > 0) {
            b.i32(stats.length / 3).ints(stats, stats.length);
        }
        if (invals.length > 0) {
            b.i32(invals.length / 16).bytes(invals, invals.length);
        }
        return log.insert(Rmgr.XACT, info, b.array(), b.length());
    }

    /** Tells standbys of subtransactions that no longer fit the process's cache. */
    void assignment(int top, int[] subxids, int n) {
        b.reset().i32(top).i32(n).ints(subxids, n);
        log.insert(Rmgr.XACT, ASSIGNMENT, b.array(), b.length());
    }

    /** A parsed commit or abort record. */
    record End(long time, int xinfo, int[] subxids, RelFileNode[] files, int[] droppedStats, int twoPhaseXid) {}

    static End parse(WalRecord r) {
        MemorySegment m = r.memory();
        long p = r.data();
        long time = Mem.i64(m, p);
        p += 8;
        int xinfo = 0;
        if ((r.rawInfo() & HAS_INFO) != 0) {
            xinfo = Mem.i32(m, p);
            p += 4;
        }
        if ((xinfo & HAS_DBINFO) != 0) {
            p += 8;
        }
        int[] subs = new int[0];
        if ((xinfo & HAS_SUBXACTS) != 0) {
            subs = new int[Mem.i32(m, p)];
            p += 4;
            for (int i = 0; i < subs.length; i++, p += 4) {
                subs[i] = Mem.i32(m, p);
            }
        }
        RelFileNode[] files = new RelFileNode[0];
        if ((xinfo & HAS_RELFILENODES) != 0) {
            files = new RelFileNode[Mem.i32(m, p)];
            p += 4;
            for (int i = 0; i < files.length; i++, p += 12) {
                files[i] = new RelFileNode(Mem.i32(m, p), Mem.i32(m, p + 4), Mem.i32(m, p + 8));
            }
        }
        int[] stats = new int[0];
        if ((xinfo & HAS_DROPPED_STATS) != 0) {
            stats = new int[Mem.i32(m, p) * 3];
            p += 4;
            for (int i = 0; i < stats.length; i++, p += 4) {
                stats[i] = Mem.i32(m, p);
            }
        }
        if ((xinfo & HAS_INVALS) != 0) {
            p += 4 + 16L * Mem.i32(m, p);
        }
        int twoPhase = (xinfo & HAS_TWOPHASE) != 0 ? Mem.i32(m, p) : 0;
        return new End(time, xinfo, subs, files, stats, twoPhase);
    }
}
