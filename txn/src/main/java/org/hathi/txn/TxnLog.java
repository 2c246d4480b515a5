package org.hathi.txn;

import org.hathi.base.Lsn;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.wal.Wal;
import org.hathi.wal.WalInsert;
import org.hathi.wal.WalReader;
import org.hathi.wal.WalRecord;

/** What this room needs of the write-ahead log: a seam for tests that have none. */
public interface TxnLog {
    /** Inserts a record of main data only; returns its end LSN. The caller is in a critical section. */
    long insert(int rmid, int info, byte[] data, int len);

    /** Returns when everything before {@code lsn} is durable. */
    void flush(long lsn);

    /** Whether everything before {@code lsn} is durable. */
    boolean isFlushed(long lsn);

    /** Asks the walwriter to flush up to {@code lsn} soon. */
    void asyncCommit(long lsn);

    /** End of the last record of this process since {@link #clearLastRecord}, 0 for none. */
    long lastRecordEnd();

    void clearLastRecord();

    /** Start of the last record of this process. */
    long lastRecordStart();

    /**
     * The record that starts at {@code lsn}, which is durable.
     *
     * @throws org.hathi.base.SqlError PANIC when there is none
     */
    WalRecord read(long lsn);

    /** Transaction id of the records inserted from now on, 0 for none. */
    void setXid(int xid);

    /** False while recovering. */
    boolean insertAllowed();

    /** The log of this process. */
    static TxnLog of(Wal wal) {
        return new WalLog(wal);
    }

    /** No log at all, for tests: everything is durable at once. */
    static TxnLog none() {
        return new NoLog();
    }

    /** The real one. */
    final class WalLog implements TxnLog {
        private final Wal wal;

        WalLog(Wal wal) {
            this.wal = wal;
        }

        @Override
        public long insert(int rmid, int info, byte[] data, int len) {
            WalInsert r = wal.record().begin();
            r.data(data, 0, len);
            return r.insert(rmid, info);
        }

        @Override
        public void flush(long lsn) {
            wal.flush(lsn);
        }

        @Override
        public boolean isFlushed(long lsn) {
            return Long.compareUnsigned(wal.flushedLsn(), lsn) >= 0;
        }

        @Override
        public void asyncCommit(long lsn) {
            wal.asyncCommit(lsn);
        }

        @Override
        public long lastRecordEnd() {
            return wal.lastRecordEnd();
        }

        @Override
        public void clearLastRecord() {
            wal.clearLastRecord();
        }

        @Override
        public long lastRecordStart() {
            return wal.lastRecordStart();
        }

        @Override
        public WalRecord read(long lsn) {
            WalReader r = wal.reader();
            r.begin(lsn);
            WalRecord found = r.next();
            String error = r.error();
            r.close();
            if (found == null) {
                throw new SqlError(
                        Severity.PANIC,
                        SqlState.DATA_CORRUPTED,
                        "could not read WAL at " + Lsn.format(lsn) + ": " + error);
            }
            return found;
        }

        @Override
        public void setXid(int xid) {
            wal.setXid(xid);
        }

        @Override
        public boolean insertAllowed() {
            return wal.insertAllowed();
        }
    }

    /** Counts bytes and forgets them. */
    final class NoLog implements TxnLog {
        private long end = 1 << 24;
        private long last;

        NoLog() {}

        @Override
        public long insert(int rmid, int info, byte[] data, int len) {
            end += len + 24;
            last = end;
            return end;
        }

        @Override
        public void flush(long lsn) {}

        @Override
        public boolean isFlushed(long lsn) {
            return true;
        }

        @Override
        public void asyncCommit(long lsn) {}

        @Override
        public long lastRecordEnd() {
            return last;
        }

        @Override
        public void clearLastRecord() {
            last = 0;
        }

        @Override
        public long lastRecordStart() {
            return 0;
        }

        @Override
        public WalRecord read(long lsn) {
            throw new IllegalStateException("there is no log");
        }

        @Override
        public void setXid(int xid) {}

        @Override
        public boolean insertAllowed() {
            return true;
        }
    }
}
