package org.hathi.wal;

import org.hathi.base.Settings;

/** The settings the log obeys; one object per process, updated when settings are reloaded. */
public final class WalOptions {
    /** How a flush is made durable ({@code wal_sync_method}). */
    public enum SyncMethod {
        FSYNC,
        FDATASYNC,
        /** Writes return when the data is durable (O_DSYNC). */
        OPEN_DATASYNC,
        /** Writes return when data and metadata are durable (O_SYNC). */
        OPEN_SYNC
    }

    /** How full-page images are compressed ({@code wal_compression}). */
    public enum Compression {
        OFF,
        PGLZ,
        LZ4
    }

    public SyncMethod syncMethod = SyncMethod.FDATASYNC;
    public boolean fsync = true;
    public Compression compression = Compression.OFF;
    /** Microseconds a leader waits for company before it flushes. */
    public int commitDelay = 0;

    /** Running transactions that make {@link #commitDelay} worth while. */
    public int commitSiblings = 5;
    /** {@code wal_init_zero}. */
    public boolean initZero = true;
    /** {@code wal_recycle}. */
    public boolean recycle = true;
    /** {@code wal_log_hints}. */
    public boolean logHints = false;
    /** Pages after which the walwriter flushes ({@code wal_writer_flush_after}). */
    public int writerFlushAfterPages = 128;
    /** Milliseconds between rounds of the walwriter ({@code wal_writer_delay}). */
    public int writerDelay = 200;
    /** Measure write and sync times ({@code track_wal_io_timing}). */
    public boolean trackIoTiming = false;
    /** 0 minimal, 1 replica, 2 logical. */
    public int walLevel = 1;

    /** Takes the values from the settings: at start and after every reload or SET. */
    public WalOptions load(Settings g) {
        syncMethod = switch (g.string("wal_sync_method")) {
            case "fsync" -> SyncMethod.FSYNC;
            case "open_datasync" -> SyncMethod.OPEN_DATASYNC;
            case "open_sync" -> SyncMethod.OPEN_SYNC;
            default -> SyncMethod.FDATASYNC;
        };
        fsync = g.bool("fsync");
        compression = switch (g.string("wal_compression")) {
            case "off" -> Compression.OFF;
            case "lz4" -> Compression.LZ4;
            default -> Compression.PGLZ;
        };
        commitDelay = g.intValue("commit_delay");
        commitSiblings = g.intValue("commit_siblings");
        initZero = g.bool("wal_init_zero");
        recycle = g.bool("wal_recycle");
        logHints = g.bool("wal_log_hints");
        writerFlushAfterPages = g.intValue("wal_writer_flush_after");
        writerDelay = g.intValue("wal_writer_delay");
        trackIoTiming = g.bool("track_wal_io_timing");
        walLevel = switch (g.string("wal_level")) {
            case "minimal" -> 0;
            case "logical" -> 2;
            default -> 1;
        };
        return this;
    }
}
