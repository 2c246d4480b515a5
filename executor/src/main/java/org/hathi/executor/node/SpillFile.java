package org.hathi.executor.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.RowStore;
import org.hathi.types.ByteSink;
import org.hathi.types.Vector;

/**
 * Rows in a temporary file, written once and read once, in order.
 *
 * <p>LAYOUT: per row and column: for by-value types a byte (1 = NULL) and 8 bytes; for others a 4-byte length (−1 = NULL) and the
 * bytes. CRASH: files are unlinked right after they are opened, so nothing is left behind.
 */
final class SpillFile implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final FileChannel file;
    private final ByteSink pending = new ByteSink(CHUNK);
    private long size;
    private long readAt;
    private ByteBuffer in = ByteBuffer.allocate(0);

    SpillFile(Path directory) {
        try {
            Files.createDirectories(directory);
            Path p = Files.createTempFile(directory, "pgsql_tmp", null);
            file = FileChannel.open(p, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(p);
        } catch (IOException e) {
            throw failed("create", e);
        }
    }

    private static SqlError failed(String what, IOException e) {
        return new SqlError(
                Severity.ERROR, SqlState.IO_ERROR, "could not " + what + " temporary file: " + e.getMessage(), e);
    }

    long size() {
        return size + pending.size;
    }

    void write(Vector[] cols, int row) {
        for (Vector v : cols) {
            if (!v.byRef) {
                pending.put(v.isNull(row) ? 1 : 0).putLong(v.longs[row]);
            } else if (v.isNull(row)) {
                pending.putInt(-1);
            } else {
                pending.putInt(v.len[row]).put(v.arena, v.off[row], v.len[row]);
            }
        }
        if (pending.size >= CHUNK) {
            flush();
        }
    }

    /** Ends writing; reading starts at the first row. */
    void rewind() {
        flush();
        readAt = 0;
        in = ByteBuffer.allocate(0);
    }

    private void flush() {
        try {
            ByteBuffer b = ByteBuffer.wrap(pending.buf, 0, pending.size);
            while (b.hasRemaining()) {
                size += file.write(b, size);
            }
        } catch (IOException e) {
            throw failed("write", e);
        }
        pending.clear();
    }

    private void need(int n) {
        if (in.remaining() >= n) {
            return;
        }
        ByteBuffer b = ByteBuffer.allocate(Math.max(CHUNK, n));
        b.put(in);
        try {
            while (b.position() < n) {
                int k = file.read(b, readAt);
                if (k < 0) {
                    throw SqlError.internal("unexpected end of temporary file");
                }
                readAt += k;
            }
        } catch (IOException e) {
            throw failed("read", e);
        }
        in = b.flip();
    }

    boolean atEnd() {
        return in.remaining() == 0 && readAt >= size;
    }

    /** Reads the next row into row {@code row} of {@code cols}. */
    void read(Vector[] cols, int row) {
        for (Vector v : cols) {
            v.ensureCapacity(row + 1);
            if (!v.byRef) {
                need(9);
                boolean isNull = in.get() != 0;
                long x = in.getLong();
                if (isNull) {
                    v.setNull(row);
                } else {
                    v.setLong(row, x);
                }
            } else {
                need(4);
                int n = in.getInt();
                if (n < 0) {
                    v.setNull(row);
                } else {
                    need(n);
                    v.setBytes(row, in.array(), in.arrayOffset() + in.position(), n);
                    in.position(in.position() + n);
                }
            }
        }
    }

    /** Reads up to {@code max} rows into the store. */
    void read(RowStore s, int max) {
        while (max-- > 0 && !atEnd()) {
            read(s.cols, s.n);
            s.n++;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed("close", e);
        }
    }
}
