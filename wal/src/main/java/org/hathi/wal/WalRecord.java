package org.hathi.wal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.Lsn;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Lz4;
import org.hathi.page.PgLz;
import org.hathi.page.RelFileNode;
import org.jspecify.annotations.Nullable;

/**
 * A decoded record; owned by the reader and overwritten by its next one. All positions are offsets into
 * {@link #memory()}.
 */
public final class WalRecord {
    private static final int BLOCKS = WalFormat.MAX_BLOCK_ID + 1;

    final NativeBuffer bytes = new NativeBuffer(4 * Blocks.SIZE);
    private long start;
    private long end;
    private long data;
    private int dataLength;
    private int maxBlock;
    private final boolean[] used = new boolean[BLOCKS];
    private final int[] forkFlags = new int[BLOCKS];
    private final @Nullable RelFileNode[] rels = new RelFileNode[BLOCKS];
    private final int[] blocks = new int[BLOCKS];
    private final int[] imageInfo = new int[BLOCKS];
    private final int[] imageLength = new int[BLOCKS];
    private final int[] holeOffset = new int[BLOCKS];
    private final int[] holeLength = new int[BLOCKS];
    private final long[] images = new long[BLOCKS];
    private final long[] blockData = new long[BLOCKS];
    private final int[] blockDataLength = new int[BLOCKS];

    WalRecord() {}

    /** Native memory that holds the record's bytes. */
    public MemorySegment memory() {
        return bytes.m;
    }

    /** Start LSN. */
    public long startLsn() {
        return start;
    }

    /** End LSN: what redo stamps on pages. */
    public long endLsn() {
        return end;
    }

    /** Bytes of the record, header included. */
    public int length() {
        return Mem.i32(bytes.m, 0);
    }

    public int rmid() {
        return Mem.u8(bytes.m, 17);
    }

    /** xl_info with the bits of the WAL machinery (low four) removed. */
    public int info() {
        return Mem.u8(bytes.m, 16) & 0xF0;
    }

    /** xl_info in full. */
    public int rawInfo() {
        return Mem.u8(bytes.m, 16);
    }

    public int xid() {
        return Mem.i32(bytes.m, 4);
    }

    /** Start of the record before this one. */
    public long previousLsn() {
        return Mem.i64(bytes.m, 8);
    }

    /** Offset of the main data. */
    public long data() {
        return data;
    }

    /** Bytes of main data. */
    public int dataLength() {
        return dataLength;
    }

    /** Highest block reference id, −1 if none. */
    public int maxBlockId() {
        return maxBlock;
    }

    public boolean hasBlock(int id) {
        return id <= maxBlock && used[id];
    }

    public RelFileNode relation(int id) {
        RelFileNode rel = hasBlock(id) ? rels[id] : null;
        if (rel == null) {
            throw SqlError.internal("could not locate backup block with ID " + id + " in WAL record");
        }
        return rel;
    }

    public int fork(int id) {
        return forkFlags[id] & WalFormat.BLOCK_FORK_MASK;
    }

    public int block(int id) {
        return blocks[id];
    }

    public boolean hasImage(int id) {
        return hasBlock(id) && (forkFlags[id] & WalFormat.BLOCK_HAS_IMAGE) != 0;
    }

    /** Should redo restore the page from the image? */
    public boolean applyImage(int id) {
        return hasImage(id) && (imageInfo[id] & WalFormat.IMAGE_APPLY) != 0;
    }

    public boolean willInit(int id) {
        return (forkFlags[id] & WalFormat.BLOCK_WILL_INIT) != 0;
    }

    public boolean hasBlockData(int id) {
        return hasBlock(id) && (forkFlags[id] & WalFormat.BLOCK_HAS_DATA) != 0;
    }

    /** Offset of the block reference's data. */
    public long blockData(int id) {
        return blockData[id];
    }

    public int blockDataLength(int id) {
        return hasBlockData(id) ? blockDataLength[id] : 0;
    }

    /** Writes the full-page image to the page at {@code (m, p)}. */
    public void restoreImage(int id, MemorySegment m, long p) {
        int raw = Blocks.SIZE - holeLength[id];
        MemorySegment from = bytes.m;
        long at = images[id];
        int method = imageInfo[id] & (WalFormat.IMAGE_PGLZ | WalFormat.IMAGE_LZ4 | WalFormat.IMAGE_ZSTD);
        if (method == WalFormat.IMAGE_ZSTD) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "could not restore image at " + Lsn.format(start) + " compressed with zstd not supported by build,"
                            + " block " + id);
        }
        if (method != 0) {
            byte[] packed = Mem.bytes(from, at, imageLength[id]);
            byte[] image = new byte[raw];
            int n = method == WalFormat.IMAGE_PGLZ
                    ? PgLz.decompress(packed, 0, packed.length, image, 0, raw, false)
                    : Lz4.decompress(packed, 0, packed.length, image, 0, raw, false);
            if (n != raw) {
                throw new SqlError(
                        SqlState.DATA_CORRUPTED,
                        "could not decompress image at " + Lsn.format(start) + ", block " + id);
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment inflated = arena.allocate(raw);
                Mem.copy(image, 0, inflated, 0, raw);
                putImage(id, inflated, 0, m, p);
            }
            return;
        }
        putImage(id, from, at, m, p);
    }

    /** Copies the bytes of an image, the hole filled with zeros. */
    private void putImage(int id, MemorySegment from, long at, MemorySegment m, long p) {
        int hole = holeOffset[id];
        if (holeLength[id] == 0) {
            Mem.copy(from, at, m, p, Blocks.SIZE);
        } else {
            int tail = hole + holeLength[id];
            Mem.copy(from, at, m, p, hole);
            Mem.zero(m, p + hole, holeLength[id]);
            Mem.copy(from, at + hole, m, p + tail, Blocks.SIZE - tail);
        }
    }

    /** Parses the assembled bytes; returns null, or what is wrong. */
    @Nullable
    String decode(long startLsn, long endLsn) {
        start = startLsn;
        end = endLsn;
        for (int i = 0; i <= maxBlock; i++) {
            used[i] = false;
        }
        maxBlock = -1;
        dataLength = 0;
        MemorySegment m = bytes.m;
        int total = length();
        int at = WalFormat.RECORD_HEADER;
        int dataTotal = 0;
        RelFileNode rel = null;
        while (total - at > dataTotal) {
            int id = Mem.u8(m, at++);
            if (id == WalFormat.ID_DATA_SHORT) {
                dataLength = Mem.u8(m, at++);
                dataTotal += dataLength;
                break;
            } else if (id == WalFormat.ID_DATA_LONG) {
                dataLength = Mem.i32(m, at);
                at += 4;
                dataTotal += dataLength;
                break;
            } else if (id == WalFormat.ID_ORIGIN) {
                at += 2;
            } else if (id == WalFormat.ID_TOPLEVEL_XID) {
                at += 4;
            } else if (id <= WalFormat.MAX_BLOCK_ID) {
                if (id <= maxBlock) {
                    return "out-of-order block_id " + id + " at " + Lsn.format(start);
                }
                for (int i = maxBlock + 1; i < id; i++) {
                    used[i] = false;
                }
                maxBlock = id;
                at = decodeBlock(m, at, id, rel);
                if (at < 0) {
                    return "invalid block reference " + id + " at " + Lsn.format(start);
                }
                rel = rels[id];
                dataTotal += blockDataLength[id] + imageLength[id];
            } else {
                return "invalid block_id " + id + " at " + Lsn.format(start);
            }
        }
        if (total - at != dataTotal || dataLength < 0) {
            return "record with invalid length at " + Lsn.format(start);
        }
        long pos = at;
        for (int id = 0; id <= maxBlock; id++) {
            if (used[id]) {
                images[id] = pos;
                pos += imageLength[id];
                blockData[id] = pos;
                pos += blockDataLength[id];
            }
        }
        data = pos;
        return null;
    }

    private int decodeBlock(MemorySegment m, int from, int id, @Nullable RelFileNode previous) {
        int at = from;
        used[id] = true;
        int flags = Mem.u8(m, at);
        forkFlags[id] = flags;
        int length = Mem.u16(m, at + 1);
        blockDataLength[id] = length;
        at += 3;
        boolean hasData = (flags & WalFormat.BLOCK_HAS_DATA) != 0;
        if (hasData != length > 0) {
            return -1;
        }
        imageLength[id] = 0;
        holeLength[id] = 0;
        holeOffset[id] = 0;
        imageInfo[id] = 0;
        if ((flags & WalFormat.BLOCK_HAS_IMAGE) != 0) {
            imageLength[id] = Mem.u16(m, at);
            holeOffset[id] = Mem.u16(m, at + 2);
            int info = Mem.u8(m, at + 4);
            imageInfo[id] = info;
            at += 5;
            boolean compressed = (info & (WalFormat.IMAGE_PGLZ | WalFormat.IMAGE_LZ4 | WalFormat.IMAGE_ZSTD)) != 0;
            if ((info & WalFormat.IMAGE_HAS_HOLE) != 0) {
                if (compressed) {
                    holeLength[id] = Mem.u16(m, at);
                    at += 2;
                } else {
                    holeLength[id] = Blocks.SIZE - imageLength[id];
                }
            }
            boolean hole = (info & WalFormat.IMAGE_HAS_HOLE) != 0;
            if (hole && (holeLength[id] == 0 || imageLength[id] == Blocks.SIZE || holeOffset[id] == 0)
                    || holeOffset[id] + holeLength[id] > Blocks.SIZE
                    || (!hole && !compressed && imageLength[id] != Blocks.SIZE)) {
                return -1;
            }
        }
        if ((flags & WalFormat.BLOCK_SAME_REL) == 0) {
            rels[id] = new RelFileNode(Mem.i32(m, at), Mem.i32(m, at + 4), Mem.i32(m, at + 8));
            at += 12;
        } else {
            if (previous == null) {
                return -1;
            }
            rels[id] = previous;
        }
        blocks[id] = Mem.i32(m, at);
        return at + 4;
    }
}
