package org.hathi.storage;

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
    public int bgwriterMaxPages = 100;
    public double bgwriterMultiplier = 2.0;
}
