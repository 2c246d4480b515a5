package org.hathi.executor;

import org.hathi.executor.store.TempFiles;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Storage;
import org.hathi.wal.WalStats;

/** What this process has done so far to buffers, temporary files and the log, for EXPLAIN. */
public final class Usage {
    public static final int SHARED_HIT = 0;
    public static final int SHARED_READ = 1;
    public static final int SHARED_DIRTIED = 2;
    public static final int SHARED_WRITTEN = 3;
    public static final int LOCAL_HIT = 4;
    public static final int LOCAL_READ = 5;
    public static final int LOCAL_DIRTIED = 6;
    public static final int LOCAL_WRITTEN = 7;
    public static final int TEMP_READ = 8;
    public static final int TEMP_WRITTEN = 9;
    public static final int WAL_RECORDS = 10;
    public static final int WAL_FPI = 11;
    public static final int WAL_BYTES = 12;
    /** Number of counters. */
    public static final int COUNT = 13;

    private final Storage storage;
    private final TempFiles temp;
    private final int slot;

    /** {@code slot}: this process's number among the processes. */
    public Usage(Storage storage, TempFiles temp, int slot) {
        this.storage = storage;
        this.temp = temp;
        this.slot = slot;
    }

    /** Reads all counters. */
    public void read(long[] to) {
        BufferPool p = storage.pool();
        to[SHARED_HIT] = p.sharedHit;
        to[SHARED_READ] = p.sharedRead;
        to[SHARED_DIRTIED] = p.sharedDirtied;
        to[SHARED_WRITTEN] = p.sharedWritten;
        to[LOCAL_HIT] = p.localHit();
        to[LOCAL_READ] = p.localRead();
        to[LOCAL_WRITTEN] = p.localWritten();
        to[TEMP_READ] = temp.blocksRead();
        to[TEMP_WRITTEN] = temp.blocksWritten();
        to[WAL_RECORDS] = storage.wal().stats().ofSlot(slot, WalStats.RECORDS);
        to[WAL_FPI] = storage.wal().stats().ofSlot(slot, WalStats.FPI);
        to[WAL_BYTES] = storage.wal().stats().ofSlot(slot, WalStats.BYTES);
    }
}
