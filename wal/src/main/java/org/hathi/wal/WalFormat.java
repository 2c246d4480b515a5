package org.hathi.wal;

import org.hathi.page.Blocks;

/**
 * The shape of the log: pages, segments, byte positions, file names (PostgreSQL 15).
 *
 * <pre>
 * page header   off size                     record header  off size
 *   magic         0    2  0xD110               tot_len        0    4
 *   info          2    2  flags below          xid            4    4
 *   tli           4    4                       prev           8    8  start LSN of the record before
 *   pageaddr      8    8  LSN of the page      info          16    1
 *   rem_len      16    4  bytes left of a      rmid          17    1
 *                         continued record     (padding)     18    2
 *   (to 24)                                    crc           20    4  CRC-32C of the rest, then of bytes 0–19
 * long header, on the first page of a segment: + sysid 24/8, seg_size 32/4, xlog_blcksz 36/4
 * </pre>
 *
 * A <i>byte position</i> counts only bytes that records may use (no page headers), so that reserving space is an
 * addition. Everything is a multiple of 8.
 */
public final class WalFormat {
    public static final int MAGIC = 0xD110;
    public static final int SHORT_HEADER = 24;
    public static final int LONG_HEADER = 40;
    public static final int RECORD_HEADER = 24;
    public static final int DEFAULT_SEGMENT_SIZE = 16 * 1024 * 1024;

    /** The page begins with the rest of a record. */
    public static final int FIRST_IS_CONTRECORD = 1;

    public static final int HAS_LONG_HEADER = 2;
    public static final int BKP_REMOVED = 4;
    /** The page begins where a record, broken by a crash, was given up. */
    public static final int FIRST_IS_OVERWRITE_CONTRECORD = 8;

    static final int ALL_FLAGS = 15;

    static final int BLOCK_FORK_MASK = 0x0F;
    static final int BLOCK_HAS_IMAGE = 0x10;
    static final int BLOCK_HAS_DATA = 0x20;
    static final int BLOCK_WILL_INIT = 0x40;
    static final int BLOCK_SAME_REL = 0x80;
    static final int IMAGE_HAS_HOLE = 0x01;
    static final int IMAGE_APPLY = 0x02;
    static final int IMAGE_PGLZ = 0x04;
    static final int IMAGE_LZ4 = 0x08;
    static final int IMAGE_ZSTD = 0x10;
    static final int MAX_BLOCK_ID = 32;
    static final int ID_DATA_SHORT = 255;
    static final int ID_DATA_LONG = 254;
    static final int ID_ORIGIN = 253;
    static final int ID_TOPLEVEL_XID = 252;

    private static final int PAGE = Blocks.SIZE;
    private static final int USABLE = PAGE - SHORT_HEADER;

    private WalFormat() {}

    static long usableInSegment(int segmentSize) {
        return (long) (segmentSize / PAGE) * USABLE - (LONG_HEADER - SHORT_HEADER);
    }

    /** LSN at which a record at this byte position starts: never on a page header. */
    static long toLsn(long bytePos, int segmentSize) {
        long usable = usableInSegment(segmentSize);
        long segment = bytePos / usable;
        long left = bytePos % usable;
        long offset;
        if (left < PAGE - LONG_HEADER) {
            offset = left + LONG_HEADER;
        } else {
            left -= PAGE - LONG_HEADER;
            offset = PAGE + left / USABLE * PAGE + left % USABLE + SHORT_HEADER;
        }
        return segment * segmentSize + offset;
    }

    /** LSN at which a record ends: at a page boundary, the boundary itself, not the place after the header. */
    static long toEndLsn(long bytePos, int segmentSize) {
        long usable = usableInSegment(segmentSize);
        long segment = bytePos / usable;
        long left = bytePos % usable;
        long offset;
        if (left < PAGE - LONG_HEADER) {
            offset = left == 0 ? 0 : left + LONG_HEADER;
        } else {
            left -= PAGE - LONG_HEADER;
            long pages = left / USABLE;
            long rest = left % USABLE;
            offset = PAGE + pages * PAGE + (rest == 0 ? 0 : rest + SHORT_HEADER);
        }
        return segment * segmentSize + offset;
    }

    static long toBytePos(long lsn, int segmentSize) {
        long segment = lsn / segmentSize;
        long inSegment = lsn % segmentSize;
        long page = inSegment / PAGE;
        long offset = inSegment % PAGE;
        long result = segment * usableInSegment(segmentSize);
        if (page == 0) {
            return offset == 0 ? result : result + offset - LONG_HEADER;
        }
        result += PAGE - LONG_HEADER + (page - 1) * USABLE;
        return offset == 0 ? result : result + offset - SHORT_HEADER;
    }

    /** Header bytes of the page that begins at this LSN. */
    static int headerSize(long pageLsn, int segmentSize) {
        return pageLsn % segmentSize == 0 ? LONG_HEADER : SHORT_HEADER;
    }

    /** The segment that holds the byte at {@code lsn}. */
    public static long segment(long lsn, int segmentSize) {
        return Long.divideUnsigned(lsn, segmentSize);
    }

    /** The segment that holds the byte before {@code lsn}. */
    public static long previousSegment(long lsn, int segmentSize) {
        return Long.divideUnsigned(lsn - 1, segmentSize);
    }

    /** The file name of a segment: timeline, high and low part, eight hexadecimal digits each. */
    public static String fileName(int tli, long segment, int segmentSize) {
        long perId = 0x1_0000_0000L / segmentSize;
        StringBuilder b = new StringBuilder(24);
        hex8(b, tli);
        hex8(b, (int) (segment / perId));
        hex8(b, (int) (segment % perId));
        return b.toString();
    }

    private static void hex8(StringBuilder b, int v) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            b.append("0123456789ABCDEF".charAt(v >>> shift & 15));
        }
    }

    /** Is this the name of a complete segment: 24 upper-case hexadecimal digits? */
    public static boolean isSegmentName(String name) {
        if (name.length() != 24) {
            return false;
        }
        for (int i = 0; i < 24; i++) {
            char c = name.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }

    /** Timeline of a segment name. */
    public static int timeline(String name) {
        return Integer.parseUnsignedInt(name, 0, 8, 16);
    }

    /** Segment number of a segment name. */
    public static long segment(String name, int segmentSize) {
        long perId = 0x1_0000_0000L / segmentSize;
        return Integer.toUnsignedLong(Integer.parseUnsignedInt(name, 8, 16, 16)) * perId
                + Integer.toUnsignedLong(Integer.parseUnsignedInt(name, 16, 24, 16));
    }
}
