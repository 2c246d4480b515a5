package org.hathi.storage;

import org.hathi.base.Settings;

/** The settings this room obeys; one object per process, updated when settings are reloaded. */
public final class StorageOptions {
    public boolean zeroDamagedPages = false;
    public boolean ignoreChecksumFailure = false;
    public boolean fsync = true;
    /** Blocks of private buffers for temporary relations ({@code temp_buffers}). */
    public int tempBuffers = 1024;
    /** Open relation files a process keeps ({@code max_files_per_process}, less a reserve). */
    public int maxOpenFiles = 900;
    /** Seconds. */
    public int checkpointTimeout = 300;

    public double checkpointCompletionTarget = 0.9;
    public boolean logCheckpoints = true;
    /** Seconds. */
    public int checkpointWarning = 30;
    /** Megabytes. */
    public int maxWalSize = 1024;
    /** Megabytes. */
    public int minWalSize = 80;
    /** Megabytes. */
    public int walKeepSize = 0;

    public boolean fullPageWrites = true;
    /** Measure reads and writes of blocks. */
    public boolean trackIoTiming;

    /** Blocks written before the kernel is asked to begin with them; 0 never. */
    public int checkpointFlushAfter = 32;

    public int bgwriterFlushAfter = 64;
    /** Milliseconds. */
    public int bgwriterDelay = 200;

    public int bgwriterMaxPages = 100;
    public double bgwriterMultiplier = 2.0;

    /** Takes the values from the settings: at start and after every reload or SET. */
    public StorageOptions load(Settings g) {
        zeroDamagedPages = g.bool("zero_damaged_pages");
        ignoreChecksumFailure = g.bool("ignore_checksum_failure");
        fsync = g.bool("fsync");
        tempBuffers = g.intValue("temp_buffers");
        maxOpenFiles = Math.max(64, g.intValue("max_files_per_process") - 100);
        checkpointTimeout = g.intValue("checkpoint_timeout");
        checkpointCompletionTarget = g.real("checkpoint_completion_target");
        logCheckpoints = g.bool("log_checkpoints");
        checkpointWarning = g.intValue("checkpoint_warning");
        maxWalSize = g.intValue("max_wal_size");
        minWalSize = g.intValue("min_wal_size");
        walKeepSize = g.intValue("wal_keep_size");
        fullPageWrites = g.bool("full_page_writes");
        trackIoTiming = g.bool("track_io_timing");
        checkpointFlushAfter = g.intValue("checkpoint_flush_after");
        bgwriterFlushAfter = g.intValue("bgwriter_flush_after");
        bgwriterDelay = Math.max(10, g.intValue("bgwriter_delay"));
        bgwriterMaxPages = g.intValue("bgwriter_lru_maxpages");
        bgwriterMultiplier = g.real("bgwriter_lru_multiplier");
        return this;
    }
}
