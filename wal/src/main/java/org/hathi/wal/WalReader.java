package org.hathi.wal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.hathi.base.Lsn;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from the segment files of one timeline. The end of the log is where something does not fit: a length
 * too small, a previous-link that does not match, a CRC, a page of another place, a missing file. {@link #error} then
 * says what, in PostgreSQL's words.
 */
public final class WalReader implements AutoCloseable {
    private static final int CHUNK = 128 * 1024;
    private static final int MAX_RECORD = 0x3FFFFFFF;

    private final Path directory;
    private final int timeline;
    private final int segmentSize;
    private final long systemIdentifier;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final MemorySegment m = MemorySegment.ofBuffer(chunk);
    private final WalRecord record = new WalRecord();
    private final CRC32C crc = new CRC32C();
    private @Nullable FileChannel file;
    private long fileSegment = -1;
    private long chunkStart = -1;
    private int chunkLength;
    private long next;
    private long last;
    private boolean randomAccess = true;
    private @Nullable String error;
    private long overwritten;

    /**
     * @param walDirectory the directory that holds the segments
     * @param systemIdentifier what long page headers must say; 0 accepts any
     */
    public WalReader(Path walDirectory, int timeline, int segmentSize, long systemIdentifier) {
        this.directory = walDirectory;
        this.timeline = timeline;
        this.segmentSize = segmentSize;
        this.systemIdentifier = systemIdentifier;
    }

    /** The next {@link #next} reads the record at (or, at a page start, after) {@code lsn}. */
    public void begin(long lsn) {
        next = lsn;
        last = 0;
        randomAccess = true;
        chunkStart = -1;
        error = null;
    }

    /** Why the last read found no record. */
    public @Nullable String error() {
        return error;
    }

    /** Start of the last record read; 0 if none. */
    public long lastLsn() {
        return last;
    }

    /** Where the next record would start: the end of the last one read. */
    public long endLsn() {
        return next;
    }

    /** Start of the broken record that the last one read says it replaces; 0 if none. */
    public long overwrittenLsn() {
        return overwritten;
    }

    /** The next record, valid until the next call; null at the end of the log. */
    public @Nullable WalRecord next() {
        error = null;
        overwritten = 0;
        long lsn = next;
        boolean random = randomAccess;
        while (true) {
            long result = read(lsn, random);
            if (result == 0) {
                randomAccess = false;
                return record;
            }
            if (result < 0) {
                return null;
            }
            overwritten = lsn;
            lsn = result; // a page that gives up the record begun before it
        }
    }

    private long fail(String message) {
        error = message;
        return -1;
    }

    /** 0: read; −1: no record; else the start of the page to go on from. */
    private long read(long from, boolean random) {
        long lsn = from;
        long pageLsn = lsn - lsn % Blocks.SIZE;
        int page = page(pageLsn);
        if (page < 0) {
            return -1;
        }
        int header = WalFormat.headerSize(pageLsn, segmentSize);
        int in = (int) (lsn - pageLsn);
        if (in == 0) {
            in = header;
            lsn += header;
        } else if (in < header) {
            return fail("invalid record offset at " + Lsn.format(lsn));
        }
        if ((Mem.u16(m, page + 2L) & WalFormat.FIRST_IS_CONTRECORD) != 0 && in == header) {
            return fail("contrecord is requested by " + Lsn.format(lsn));
        }
        long total = Mem.u32(m, page + in);
        if (total < WalFormat.RECORD_HEADER) {
            return fail("invalid record length at " + Lsn.format(lsn) + ": wanted " + WalFormat.RECORD_HEADER + ", got "
                    + total);
        }
        if (total > MAX_RECORD) {
            return fail("record length " + total + " at " + Lsn.format(lsn) + " too long");
        }
        NativeBuffer out = record.bytes;
        out.length = 0;
        int take = (int) Math.min(total, Blocks.SIZE - in);
        out.put(m, page + in, take);
        boolean checked = take >= WalFormat.RECORD_HEADER;
        if (checked && !headerValid(lsn, random)) {
            return -1;
        }
        long end = lsn + Blocks.maxAlign(total);
        while (out.length < total) {
            pageLsn += Blocks.SIZE;
            page = page(pageLsn);
            if (page < 0) {
                return -1;
            }
            int info = Mem.u16(m, page + 2L);
            if ((info & WalFormat.FIRST_IS_OVERWRITE_CONTRECORD) != 0) {
                return pageLsn;
            }
            if ((info & WalFormat.FIRST_IS_CONTRECORD) == 0) {
                return fail("there is no contrecord flag at " + Lsn.format(lsn));
            }
            long rest = Mem.u32(m, page + 16L);
            if (rest == 0 || total != rest + out.length) {
                return fail("invalid contrecord length " + rest + " (expected " + (total - out.length) + ") at "
                        + Lsn.format(lsn));
            }
            header = WalFormat.headerSize(pageLsn, segmentSize);
            take = (int) Math.min(rest, Blocks.SIZE - header);
            out.put(m, page + header, take);
            end = pageLsn + header + Blocks.maxAlign(take);
            if (!checked && out.length >= WalFormat.RECORD_HEADER) {
                checked = true;
                if (!headerValid(lsn, random)) {
                    return -1;
                }
            }
        }
        return finish(lsn, end);
    }

    private long finish(long lsn, long recordEnd) {
        long end = recordEnd;
        if (!crcValid()) {
            return fail("incorrect resource manager data checksum in record at " + Lsn.format(lsn));
        }
        if (record.rmid() == Rmgr.XLOG && record.info() == XlogInfo.SWITCH) {
            end = (end + segmentSize - 1) / segmentSize * segmentSize;
        }
        String wrong = record.decode(lsn, end);
        if (wrong != null) {
            return fail(wrong);
        }
        last = lsn;
        next = end;
        return 0;
    }

    private boolean headerValid(long lsn, boolean random) {
        if (record.rmid() >= Rmgr.COUNT) {
            fail("invalid resource manager ID " + record.rmid() + " at " + Lsn.format(lsn));
            return false;
        }
        long prev = record.previousLsn();
        if (random ? prev >= lsn : prev != last) {
            fail("record with incorrect prev-link " + Lsn.format(prev) + " at " + Lsn.format(lsn));
            return false;
        }
        return true;
    }

    private boolean crcValid() {
        ByteBuffer b = record.bytes.bytes();
        crc.reset();
        b.limit(record.bytes.length).position(WalFormat.RECORD_HEADER);
        crc.update(b);
        b.limit(20).position(0);
        crc.update(b);
        return (int) crc.getValue() == Mem.i32(record.bytes.m, 20);
    }

    /** Offset in the chunk of a validated page, or −1. */
    private int page(long lsn) {
        if (chunkStart < 0 || lsn < chunkStart || lsn + Blocks.SIZE > chunkStart + chunkLength) {
            if (!load(lsn)) {
                return -1;
            }
        }
        int at = (int) (lsn - chunkStart);
        String wrong = headerError(at, lsn);
        if (wrong != null) {
            fail(wrong);
            return -1;
        }
        return at;
    }

    private boolean load(long lsn) {
        long segment = WalFormat.segment(lsn, segmentSize);
        int offset = (int) (lsn % segmentSize);
        String name = WalFormat.fileName(timeline, segment, segmentSize);
        try {
            FileChannel f = file;
            if (f == null || fileSegment != segment) {
                close();
                f = FileChannel.open(directory.resolve(name), StandardOpenOption.READ);
                file = f;
                fileSegment = segment;
            }
            chunk.clear().limit(Math.min(CHUNK, segmentSize - offset));
            long at = offset;
            while (chunk.hasRemaining()) {
                int n = f.read(chunk, at);
                if (n < 0) {
                    break;
                }
                at += n;
            }
            chunkStart = lsn;
            chunkLength = (int) (at - offset);
            if (chunkLength < Blocks.SIZE) {
                chunkStart = -1;
                fail("could not read from log segment " + name + ", offset " + offset + ": read " + chunkLength + " of "
                        + Blocks.SIZE);
                return false;
            }
            return true;
        } catch (NoSuchFileException e) {
            fail("could not open file \"pg_wal/" + name + "\": No such file or directory");
            return false;
        } catch (IOException e) {
            throw IoErrors.panic("could not read from log segment " + name + ", offset " + offset, e);
        }
    }

    private @Nullable String headerError(int at, long lsn) {
        int magic = Mem.u16(m, at);
        if (magic != WalFormat.MAGIC) {
            return "invalid magic number " + hex4(magic) + where(lsn);
        }
        int info = Mem.u16(m, at + 2L);
        boolean first = lsn % segmentSize == 0;
        if ((info & ~WalFormat.ALL_FLAGS) != 0 || first != ((info & WalFormat.HAS_LONG_HEADER) != 0)) {
            return "invalid info bits " + hex4(info) + where(lsn);
        }
        if (first) {
            if (systemIdentifier != 0 && Mem.i64(m, at + 24L) != systemIdentifier) {
                return "WAL file is from different database system: WAL file database system identifier is "
                        + Long.toUnsignedString(Mem.i64(m, at + 24L)) + ", pg_control database system identifier is "
                        + Long.toUnsignedString(systemIdentifier);
            }
            if (Mem.i32(m, at + 32L) != segmentSize) {
                return "WAL file is from different database system: incorrect segment size in page header";
            }
            if (Mem.i32(m, at + 36L) != Blocks.SIZE) {
                return "WAL file is from different database system: incorrect XLOG_BLCKSZ in page header";
            }
        }
        long address = Mem.i64(m, at + 8L);
        return address == lsn ? null : "unexpected pageaddr " + Lsn.format(address) + where(lsn);
    }

    private String where(long lsn) {
        return " in log segment " + WalFormat.fileName(timeline, lsn / segmentSize, segmentSize) + ", offset "
                + lsn % segmentSize;
    }

    private static String hex4(int v) {
        String s = Integer.toHexString(v).toUpperCase(java.util.Locale.ROOT);
        return "0000".substring(Math.min(4, s.length())) + s;
    }

    /**
     * Copies the page that holds {@code lsn} to {@code (to, p)}, for continuing to write there; false if it cannot be
     * read.
     */
    public boolean copyPage(long lsn, MemorySegment to, long p) {
        long pageLsn = lsn - lsn % Blocks.SIZE;
        int at = page(pageLsn);
        if (at < 0) {
            return false;
        }
        Mem.copy(m, at, to, p, Blocks.SIZE);
        return true;
    }

    @Override
    public void close() {
        FileChannel f = file;
        file = null;
        fileSegment = -1;
        if (f != null) {
            try {
                f.close();
            } catch (IOException e) {
                throw IoErrors.error("could not close WAL file", e);
            }
        }
    }
}
