package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import org.hathi.page.RelFileNode;

/** A process's handle on the write-ahead log. */
public final class Wal {
    Wal() {}

    /** The process's record builder, reset: {@code wal.record().data(…).buffer(…).insert(rmid, info)}. */
    public WalInsert record() {
        throw new UnsupportedOperationException();
    }

    /** Transaction id of the records this process inserts from now on; 0 for none. */
    public void setXid(int xid) {
        throw new UnsupportedOperationException();
    }

    /** Returns when everything before {@code lsn} is durable. */
    public void flush(long lsn) {
        throw new UnsupportedOperationException();
    }

    /** Everything before this is durable. */
    public long flushedLsn() {
        throw new UnsupportedOperationException();
    }

    /** Where the next record will go (its start, or the page header before it). */
    public long insertLsn() {
        throw new UnsupportedOperationException();
    }

    /** The redo pointer of the latest checkpoint begun: pages not newer than this are logged in full. */
    public long redoLsn() {
        throw new UnsupportedOperationException();
    }

    /** Asks the walwriter to flush up to {@code lsn} soon (asynchronous commit). */
    public void asyncCommit(long lsn) {
        throw new UnsupportedOperationException();
    }

    /** End LSN of the last record this process inserted since {@link #clearLastRecord}; 0 if none. */
    public long lastRecordEnd() {
        throw new UnsupportedOperationException();
    }

    public void clearLastRecord() {
        throw new UnsupportedOperationException();
    }

    /** One round of the walwriter; true if it wrote something. */
    public boolean backgroundFlush() {
        throw new UnsupportedOperationException();
    }

    /** Logs a whole page (XLOG_FPI); returns the end LSN, to be stamped on it by the caller. */
    public long logPage(RelFileNode rel, int fork, int block, MemorySegment m, long p, boolean standard) {
        throw new UnsupportedOperationException();
    }

    /** Must a page with this LSN be logged before hint bits on it are written? (XLogCheckBufferNeedsBackup) */
    public boolean pageNeedsImage(MemorySegment m, long p) {
        throw new UnsupportedOperationException();
    }

    /** Are hint bit changes logged: checksums or wal_log_hints. */
    public boolean hintBitsLogged() {
        throw new UnsupportedOperationException();
    }

    /** Is WAL inserted normally (false while recovering)? */
    public boolean insertAllowed() {
        throw new UnsupportedOperationException();
    }
}
