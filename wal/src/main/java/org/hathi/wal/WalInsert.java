package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Lz4;
import org.hathi.page.Page;
import org.hathi.page.PgLz;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.jspecify.annotations.Nullable;

/**
 * Builder of one WAL record; one per process, reused.
 *
 * <p>The whole record is assembled in private memory, so that the CRC covers a stable copy even of pages whose hint
 * bits others set meanwhile. Whether pages are logged in full was decided with the redo pointer as this process knew
 * it; inside the insertion slot it is looked at again, and if a checkpoint has begun that matters, the record is
 * assembled anew.
 */
public final class WalInsert {
    /** xl_info flag: the record changes relation files in ways its block references do not show. */
    public static final int SPECIAL_REL_UPDATE = 0x01;

    private static final class Block {
        boolean used;

        @Nullable
        RelFileNode rel;

        int fork;
        int block;

        @Nullable
        MemorySegment m;

        long p;
        int flags;
        final NativeBuffer data = new NativeBuffer(128);
        // decided while assembling
        boolean image;
        int imageLength;
        int holeOffset;
        int holeLength;
        byte @Nullable [] compressed;
        int method;
    }

    private final Wal wal;
    private final WalShared s;
    private final WalOptions options;
    private final WalBuffers buffers;
    private final int slot;
    private final NativeBuffer main = new NativeBuffer(512);
    private final NativeBuffer out = new NativeBuffer(2 * Blocks.SIZE);
    private final @Nullable Block[] blocks = new Block[WalFormat.MAX_BLOCK_ID + 1];
    private final CRC32C crc = new CRC32C();
    private int maxBlock = -1;
    private boolean important = true;
    private boolean begun;
    private long redo;
    private boolean fullPageWrites;
    private long oldestUnloggedPage;
    private int images;

    WalInsert(Wal wal, WalShared s, WalOptions options, WalBuffers buffers, int slot) {
        this.wal = wal;
        this.s = s;
        this.options = options;
        this.buffers = buffers;
        this.slot = slot;
    }

    /** Starts a record, forgetting one begun and not inserted. */
    public WalInsert begin() {
        main.length = 0;
        for (int i = 0; i <= maxBlock; i++) {
            Block b = blocks[i];
            if (b != null) {
                b.used = false;
                b.data.length = 0;
            }
        }
        maxBlock = -1;
        important = true;
        begun = true;
        return this;
    }

    /** Appends main data. */
    public WalInsert data(byte[] b, int off, int len) {
        main.put(b, off, len);
        return this;
    }

    public WalInsert data(byte[] b) {
        return data(b, 0, b.length);
    }

    public WalInsert data(MemorySegment m, long off, int len) {
        main.put(m, off, len);
        return this;
    }

    /** Appends one byte of main data. */
    public WalInsert data8(int v) {
        main.put8(v);
        return this;
    }

    public WalInsert data16(int v) {
        main.put16(v);
        return this;
    }

    public WalInsert data32(int v) {
        main.put32(v);
        return this;
    }

    public WalInsert data64(long v) {
        main.put64(v);
        return this;
    }

    /** Appends a relfilenode: tablespace, database, relation. */
    public WalInsert data(RelFileNode rel) {
        return data32(rel.spc()).data32(rel.db()).data32(rel.rel());
    }

    /**
     * Names a page the record changes; {@code id} 0…32, each once. The page at {@code (m, p)} is already changed, its
     * buffer locked exclusively and marked dirty; the image, if one is due, is taken at {@link #insert}.
     *
     * @param flags see {@link BlockFlags}
     */
    public WalInsert buffer(int id, RelFileNode rel, int fork, int block, MemorySegment m, long p, int flags) {
        Block b = blocks[id];
        if (b == null) {
            b = new Block();
            blocks[id] = b;
        }
        if (b.used) {
            throw SqlError.internal("block reference id " + id + " registered twice");
        }
        b.used = true;
        b.rel = rel;
        b.fork = fork;
        b.block = block;
        b.m = m;
        b.p = p;
        b.flags = flags;
        b.data.length = 0;
        maxBlock = Math.max(maxBlock, id);
        return this;
    }

    private NativeBuffer blockData(int id) {
        Block b = blocks[id];
        if (b == null || !b.used) {
            throw SqlError.internal("no block with id " + id + " registered with WAL insertion");
        }
        return b.data;
    }

    /** Appends data that belongs to block reference {@code id}: left out when an image of the page is logged. */
    public WalInsert bufferData(int id, byte[] b, int off, int len) {
        blockData(id).put(b, off, len);
        return this;
    }

    public WalInsert bufferData(int id, byte[] b) {
        return bufferData(id, b, 0, b.length);
    }

    public WalInsert bufferData(int id, MemorySegment m, long off, int len) {
        blockData(id).put(m, off, len);
        return this;
    }

    public WalInsert bufferData8(int id, int v) {
        blockData(id).put8(v);
        return this;
    }

    public WalInsert bufferData16(int id, int v) {
        blockData(id).put16(v);
        return this;
    }

    public WalInsert bufferData32(int id, int v) {
        blockData(id).put32(v);
        return this;
    }

    /** The record need not make the system look active to checkpoints and archive timeouts. */
    public WalInsert unimportant() {
        important = false;
        return this;
    }

    /**
     * Inserts the record: the caller is in a critical section and holds the buffers' locks.
     *
     * @param info the resource manager's bits (high four), plus {@link #SPECIAL_REL_UPDATE}
     * @return the record's end LSN, to be stamped on the pages
     */
    public long insert(int rmid, int info) {
        if (!begun) {
            throw SqlError.internal("XLogBeginInsert was not called");
        }
        wal.checkInsertAllowed();
        boolean isSwitch = rmid == Rmgr.XLOG && (info & 0xF0) == XlogInfo.SWITCH;
        do {
            assemble(rmid, info);
        } while (!tryInsert(isSwitch));
        begun = false;
        return wal.inserted(buffers.start, buffers.end);
    }

    private void assemble(int rmid, int info) {
        redo = s.get64(WalShared.REDO);
        fullPageWrites = s.get32(WalShared.FULL_PAGE_WRITES) != 0;
        oldestUnloggedPage = 0;
        images = 0;
        out.length = 0;
        out.reserve(WalFormat.RECORD_HEADER);
        @Nullable RelFileNode previous = null;
        for (int id = 0; id <= maxBlock; id++) {
            Block b = blocks[id];
            if (b != null && b.used) {
                putBlockHeader(id, b, previous);
                previous = b.rel;
            }
        }
        if (main.length > 255) {
            out.put8(WalFormat.ID_DATA_LONG);
            out.put32(main.length);
        } else if (main.length > 0) {
            out.put8(WalFormat.ID_DATA_SHORT);
            out.put8(main.length);
        }
        for (int id = 0; id <= maxBlock; id++) {
            Block b = blocks[id];
            if (b != null && b.used) {
                putBlockBody(b);
            }
        }
        out.put(main.m, 0, main.length);
        MemorySegment m = out.m;
        Mem.put32(m, 0, out.length);
        Mem.put32(m, 4, wal.xid());
        Mem.put8(m, 16, info);
        Mem.put8(m, 17, rmid);
        Mem.put16(m, 18, 0);
        crc.reset();
        ByteBuffer bytes = out.bytes();
        bytes.limit(out.length).position(WalFormat.RECORD_HEADER);
        crc.update(bytes);
    }

    private void putBlockHeader(int id, Block b, @Nullable RelFileNode previous) {
        RelFileNode rel = java.util.Objects.requireNonNull(b.rel);
        b.image = needsImage(b);
        boolean data = b.data.length > 0 && ((b.flags & BlockFlags.KEEP_DATA) != 0 || !b.image);
        boolean sameRel = rel.equals(previous);
        int forkFlags = b.fork
                | (b.image ? WalFormat.BLOCK_HAS_IMAGE : 0)
                | (data ? WalFormat.BLOCK_HAS_DATA : 0)
                | ((b.flags & BlockFlags.WILL_INIT) == BlockFlags.WILL_INIT ? WalFormat.BLOCK_WILL_INIT : 0)
                | (sameRel ? WalFormat.BLOCK_SAME_REL : 0);
        if (data && b.data.length > 65535) {
            throw SqlError.internal("too much WAL data");
        }
        out.put8(id);
        out.put8(forkFlags);
        out.put16(data ? b.data.length : 0);
        if (b.image) {
            images++;
            measureImage(b);
            int imageInfo = WalFormat.IMAGE_APPLY
                    | (b.holeLength > 0 ? WalFormat.IMAGE_HAS_HOLE : 0)
                    | (b.compressed != null ? b.method : 0);
            out.put16(b.imageLength);
            out.put16(b.holeOffset);
            out.put8(imageInfo);
            if (b.compressed != null && b.holeLength > 0) {
                out.put16(b.holeLength);
            }
        }
        if (!sameRel) {
            out.put32(rel.spc());
            out.put32(rel.db());
            out.put32(rel.rel());
        }
        out.put32(b.block);
    }

    private boolean needsImage(Block b) {
        if ((b.flags & BlockFlags.FORCE_IMAGE) != 0) {
            return true;
        }
        if ((b.flags & BlockFlags.NO_IMAGE) != 0 || !fullPageWrites) {
            return false;
        }
        long lsn = Page.lsn(java.util.Objects.requireNonNull(b.m), b.p);
        if (lsn <= redo) {
            return true;
        }
        if (oldestUnloggedPage == 0 || lsn < oldestUnloggedPage) {
            oldestUnloggedPage = lsn;
        }
        return false;
    }

    private void measureImage(Block b) {
        MemorySegment m = java.util.Objects.requireNonNull(b.m);
        b.holeOffset = 0;
        b.holeLength = 0;
        if ((b.flags & BlockFlags.STANDARD) != 0) {
            int lower = Page.lower(m, b.p);
            int upper = Page.upper(m, b.p);
            if (lower >= Page.HEADER_SIZE && upper > lower && upper <= Blocks.SIZE) {
                b.holeOffset = lower;
                b.holeLength = upper - lower;
            }
        }
        int raw = Blocks.SIZE - b.holeLength;
        b.imageLength = raw;
        b.compressed = null;
        if (options.compression != WalOptions.Compression.OFF) {
            byte[] image = new byte[raw];
            Mem.copy(m, b.p, image, 0, b.holeOffset);
            int tail = b.holeOffset + b.holeLength;
            Mem.copy(m, b.p + tail, image, b.holeOffset, Blocks.SIZE - tail);
            boolean lz4 = options.compression == WalOptions.Compression.LZ4;
            byte[] packed = new byte[lz4 ? Lz4.maxOutput(raw) : PgLz.maxOutput(raw)];
            int n = lz4 ? Lz4.compress(image, 0, raw, packed, 0) : PgLz.compress(image, 0, raw, packed, false);
            b.method = lz4 ? WalFormat.IMAGE_LZ4 : WalFormat.IMAGE_PGLZ;
            int extra = b.holeLength > 0 ? 2 : 0;
            if (n >= 0 && n + extra < raw) {
                b.compressed = packed;
                b.imageLength = n;
            }
        }
    }

    private void putBlockBody(Block b) {
        if (b.image) {
            if (b.compressed != null) {
                out.put(b.compressed, 0, b.imageLength);
            } else {
                MemorySegment m = java.util.Objects.requireNonNull(b.m);
                if (b.holeLength == 0) {
                    out.put(m, b.p, Blocks.SIZE);
                } else {
                    int tail = b.holeOffset + b.holeLength;
                    out.put(m, b.p, b.holeOffset);
                    out.put(m, b.p + tail, Blocks.SIZE - tail);
                }
            }
        }
        if (b.data.length > 0 && ((b.flags & BlockFlags.KEEP_DATA) != 0 || !b.image)) {
            out.put(b.data.m, 0, b.data.length);
        }
    }

    /** False when the record must be assembled again. */
    private boolean tryInsert(boolean isSwitch) {
        boolean barrier = isSwitch;
        if (barrier) {
            buffers.lockAll();
        }
        buffers.enter();
        try {
            if (!stillValid()) {
                return false;
            }
            if (!barrier && !buffers.reserve(out.length)) {
                buffers.leave();
                buffers.lockAll();
                barrier = true;
                buffers.enter();
                if (!stillValid()) {
                    return false;
                }
            }
            if (barrier && !buffers.reserveExclusive(out.length, isSwitch)) {
                return true;
            }
            if (Faults.ON) {
                wal.proc().reach(KillPoint.WAL_RESERVED);
            }
            Mem.put64(out.m, 8, buffers.previous);
            ByteBuffer bytes = out.bytes();
            bytes.limit(20).position(0);
            crc.update(bytes);
            Mem.put32(out.m, 20, (int) crc.getValue());
            buffers.copy(out.m, 0, out.length);
            if (Faults.ON) {
                wal.proc().reach(KillPoint.WAL_COPIED);
            }
            if (isSwitch) {
                buffers.blankRest(buffers.start + out.length);
            }
            if (important) {
                s.setLastImportant(slot, buffers.start);
            }
            wal.proc().logged(buffers.start, buffers.end);
        } finally {
            buffers.leave();
            if (barrier) {
                buffers.unlockAll();
            }
        }
        s.count(slot, WalStats.RECORDS, 1);
        s.count(slot, WalStats.BYTES, out.length);
        if (images > 0) {
            s.count(slot, WalStats.FPI, images);
        }
        if (buffers.start / Blocks.SIZE != buffers.end / Blocks.SIZE) {
            s.max64(WalShared.WRITE_REQUEST, Math.min(buffers.end, s.get64(WalShared.INITIALIZED)));
        }
        return true;
    }

    /** Is the decision about full-page images still right, now that no checkpoint can begin? */
    private boolean stillValid() {
        boolean now = s.get32(WalShared.FULL_PAGE_WRITES) != 0;
        if (!now) {
            return true;
        }
        long redoNow = s.get64(WalShared.REDO);
        return fullPageWrites && (oldestUnloggedPage == 0 || oldestUnloggedPage > redoNow);
    }
}
