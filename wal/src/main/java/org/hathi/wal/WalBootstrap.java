package org.hathi.wal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;

/** The first WAL segment and control file of a new cluster: one shutdown checkpoint record (BootStrapXLOG). */
public final class WalBootstrap {
    private WalBootstrap() {}

    /**
     * Writes {@code pg_wal/000000010000000000000001} and {@code global/pg_control}; both directories exist.
     *
     * @param control initialised (identity, parameters); its checkpoint fields and state are set here
     * @param first counters of the initial checkpoint; its redo pointer, timelines and time are set here
     * @param now seconds since the Unix epoch
     */
    public static void create(Path dataDirectory, ControlFile control, CheckPoint first, WalOptions options, long now) {
        int segmentSize = control.walSegmentSize();
        long lsn = segmentSize + (long) WalFormat.LONG_HEADER;
        first.redo = lsn;
        first.timeline = 1;
        first.previousTimeline = 1;
        first.time = now;
        ByteBuffer bytes = ByteBuffer.allocateDirect(Blocks.SIZE);
        MemorySegment m = MemorySegment.ofBuffer(bytes);
        WalBuffers.writeHeader(m, 0, segmentSize, 1, segmentSize, control.systemIdentifier());
        Mem.put16(m, 2, WalFormat.HAS_LONG_HEADER);
        long r = WalFormat.LONG_HEADER;
        int total = WalFormat.RECORD_HEADER + 2 + CheckPoint.SIZE;
        Mem.put32(m, r, total);
        Mem.put8(m, r + 16, XlogInfo.CHECKPOINT_SHUTDOWN);
        Mem.put8(m, r + 17, Rmgr.XLOG);
        Mem.put8(m, r + 24, WalFormat.ID_DATA_SHORT);
        Mem.put8(m, r + 25, CheckPoint.SIZE);
        first.write(m, r + 26);
        CRC32C crc = new CRC32C();
        crc.update(Mem.bytes(m, r + 24, total - 24), 0, total - 24);
        crc.update(Mem.bytes(m, r, 20), 0, 20);
        Mem.put32(m, r + 20, (int) crc.getValue());
        WalSegments segments = new WalSegments(dataDirectory, segmentSize, options, 0);
        segments.create(1, 1);
        try (FileChannel c = segments.openForWrite(1, 1)) {
            bytes.clear();
            long at = 0;
            while (bytes.hasRemaining()) {
                at += c.write(bytes, at);
            }
            if (options.fsync) {
                c.force(true);
            }
        } catch (IOException e) {
            throw IoErrors.panic("could not write bootstrap write-ahead log file", e);
        }
        control.setState(ControlFile.SHUTDOWNED);
        control.setTime(now);
        control.setCheckPoint(lsn);
        control.setCheckPointCopy(first);
        control.store(dataDirectory, options.fsync);
    }

    /** A control file in private memory. */
    public static ControlFile privateControlFile() {
        return new ControlFile(Arena.ofAuto().allocate(ControlFile.SIZE, 8), 0);
    }
}
