package org.hathi.wal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;

/** A growing run of native memory, reused from record to record. */
final class NativeBuffer {
    private static final int LIMIT = 0x3FFFFFFF;

    MemorySegment m;
    int length;
    private ByteBuffer bytes;

    NativeBuffer(int capacity) {
        m = Arena.ofAuto().allocate(capacity, 8);
        bytes = m.asByteBuffer();
    }

    /** A buffer over the memory: position and limit are the caller's to set. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Makes room for {@code n} more bytes; returns the offset at which they go. */
    long reserve(int n) {
        long at = length;
        long wanted = at + n;
        if (wanted > m.byteSize()) {
            if (wanted > LIMIT) {
                throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "WAL record is too long: " + wanted + " bytes");
            }
            MemorySegment bigger = Arena.ofAuto().allocate(Math.min(LIMIT, Math.max(wanted, m.byteSize() * 2)), 8);
            Mem.copy(m, 0, bigger, 0, length);
            m = bigger;
            bytes = bigger.asByteBuffer();
        }
        length = (int) wanted;
        return at;
    }

    void put(MemorySegment from, long off, int n) {
        long at = reserve(n);
        Mem.copy(from, off, m, at, n);
    }

    void put(byte[] from, int off, int n) {
        long at = reserve(n);
        Mem.copy(from, off, m, at, n);
    }

    void put8(int v) {
        long at = reserve(1);
        Mem.put8(m, at, v);
    }

    void put16(int v) {
        long at = reserve(2);
        Mem.put16(m, at, v);
    }

    void put32(int v) {
        long at = reserve(4);
        Mem.put32(m, at, v);
    }

    void put64(long v) {
        long at = reserve(8);
        Mem.put64(m, at, v);
    }
}
