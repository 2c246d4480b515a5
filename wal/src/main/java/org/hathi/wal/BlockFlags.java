package org.hathi.wal;

/** Flags of {@link WalInsert#buffer}: how a block reference is logged (REGBUF_*). */
public final class BlockFlags {
    /** Always log a full-page image. */
    public static final int FORCE_IMAGE = 0x01;
    /** Never log a full-page image. */
    public static final int NO_IMAGE = 0x02;
    /** Redo re-initialises the page: no image is needed, block data is always logged. */
    public static final int WILL_INIT = 0x04 | NO_IMAGE;
    /** Standard page layout: the hole between pd_lower and pd_upper need not be logged. */
    public static final int STANDARD = 0x08;
    /** Log the block's data even when an image is logged. */
    public static final int KEEP_DATA = 0x10;

    private BlockFlags() {}
}
