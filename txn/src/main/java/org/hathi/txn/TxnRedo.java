package org.hathi.txn;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hathi.os.Mem;
import org.hathi.page.RelFileNode;
import org.hathi.page.Xid;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalRecord;

/** Replays this room's records: Transaction, CLOG, MultiXact, Standby. */
public final class TxnRedo {
    /** Unlinks relation files when the end that makes them garbage is replayed; missing files are fine. */
    @FunctionalInterface
    public interface FileDropper {
        void drop(RelFileNode[] files);
    }

    private final Txn txn;
    private final FileDropper files;

    public TxnRedo(Txn txn, FileDropper files) {
        this.txn = txn;
        this.files = files;
    }

    /** The four managers. */
    public List<ResourceManager> managers() {
        return List.of(new Xact(), new Clog(), new Multi(), new Standby());
    }

    private final class Xact implements ResourceManager {
        @Override
        public int id() {
            return Rmgr.XACT;
        }

        @Override
        public void redo(WalRecord r, RedoContext cx) {
            switch (r.info() & XactRecords.OPMASK) {
                case XactRecords.COMMIT, XactRecords.COMMIT_PREPARED -> end(r, CommitLog.COMMITTED);
                case XactRecords.ABORT, XactRecords.ABORT_PREPARED -> end(r, CommitLog.ABORTED);
                case XactRecords.ASSIGNMENT, XactRecords.INVALIDATIONS, XactRecords.PREPARE -> {
                    // of interest to standbys only; prepared transactions are not supported
                }
                default -> throw new IllegalStateException("xact redo: unknown op code " + r.info());
            }
        }

        private void end(WalRecord r, int status) {
            XactRecords.End e = XactRecords.parse(r);
            int xid = e.twoPhaseXid() != 0 ? e.twoPhaseXid() : r.xid();
            int latest = xid;
            for (int s : e.subxids()) {
                if (Xid.precedes(latest, s)) {
                    latest = s;
                }
            }
            txn.xids().advancePast(latest);
            txn.clog().setTree(xid, e.subxids(), e.subxids().length, status, 0);
            if (e.files().length > 0) {
                files.drop(e.files());
            }
        }
    }

    private final class Clog implements ResourceManager {
        @Override
        public void startup(RedoContext cx) {
            txn.context().recovering = true;
        }

        @Override
        public void cleanup(RedoContext cx) {
            txn.context().recovering = false;
        }

        @Override
        public int id() {
            return Rmgr.CLOG;
        }

        @Override
        public void redo(WalRecord r, RedoContext cx) {
            int page = Mem.i32(r.memory(), r.data());
            if (r.info() == CommitLog.ZERO_PAGE) {
                txn.clog().redoZeroPage(page);
            } else if (r.info() == CommitLog.TRUNCATE) {
                txn.clog().redoTruncate(page, Mem.i32(r.memory(), r.data() + 4));
            } else {
                throw new IllegalStateException("clog redo: unknown op code " + r.info());
            }
        }
    }

    private final class Multi implements ResourceManager {
        @Override
        public int id() {
            return Rmgr.MULTIXACT;
        }

        @Override
        public void redo(WalRecord r, RedoContext cx) {
            MemorySegment m = r.memory();
            long p = r.data();
            switch (r.info()) {
                case MultiXact.ZERO_OFFSETS_PAGE -> txn.multixact().redoZero(false, Mem.i32(m, p));
                case MultiXact.ZERO_MEMBERS_PAGE -> txn.multixact().redoZero(true, Mem.i32(m, p));
                case MultiXact.CREATE -> {
                    int n = Mem.i32(m, p + 8);
                    int[] xids = new int[n];
                    int[] status = new int[n];
                    for (int i = 0; i < n; i++) {
                        xids[i] = Mem.i32(m, p + 12 + 8L * i);
                        status[i] = Mem.i32(m, p + 16 + 8L * i);
                        txn.xids().advancePast(xids[i]);
                    }
                    txn.multixact().redoCreate(Mem.i32(m, p), Mem.i32(m, p + 4), xids, status);
                }
                case MultiXact.TRUNCATE -> {
                    txn.multixact().setOldest(Mem.i32(m, p + 8), Mem.i32(m, p));
                    txn.multixact().redoTruncate(Mem.i32(m, p + 8), Mem.i32(m, p + 16));
                }
                default -> throw new IllegalStateException("multixact redo: unknown op code " + r.info());
            }
        }
    }

    private static final class Standby implements ResourceManager {
        @Override
        public int id() {
            return Rmgr.STANDBY;
        }

        @Override
        public void redo(WalRecord r, RedoContext cx) {
            // locks, running transactions and invalidations matter to hot standby only
        }
    }
}
