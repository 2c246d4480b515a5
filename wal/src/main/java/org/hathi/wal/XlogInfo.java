package org.hathi.wal;

/** Record kinds of {@link Rmgr#XLOG}. */
public final class XlogInfo {
    public static final int CHECKPOINT_SHUTDOWN = 0x00;
    public static final int CHECKPOINT_ONLINE = 0x10;
    public static final int NOOP = 0x20;
    public static final int NEXTOID = 0x30;
    public static final int SWITCH = 0x40;
    public static final int BACKUP_END = 0x50;
    public static final int PARAMETER_CHANGE = 0x60;
    public static final int RESTORE_POINT = 0x70;
    public static final int FPW_CHANGE = 0x80;
    public static final int END_OF_RECOVERY = 0x90;
    public static final int FPI_FOR_HINT = 0xA0;
    public static final int FPI = 0xB0;
    public static final int OVERWRITE_CONTRECORD = 0xD0;

    private XlogInfo() {}
}
