package org.hathi.storage;

/** What kind of checkpoint, and why. */
public final class CheckpointFlags {
    public static final int IS_SHUTDOWN = 0x0001;
    public static final int END_OF_RECOVERY = 0x0002;
    /** As fast as possible. */
    public static final int IMMEDIATE = 0x0004;
    /** Even if nothing has happened since the last one. */
    public static final int FORCE = 0x0008;
    /** Also pages of unlogged relations. */
    public static final int FLUSH_ALL = 0x0010;
    /** The requester waits for completion. */
    public static final int WAIT = 0x0020;

    public static final int REQUESTED = 0x0040;
    public static final int CAUSE_XLOG = 0x0080;
    public static final int CAUSE_TIME = 0x0100;

    private CheckpointFlags() {}
}
