package org.hathi.executor.store;

import java.util.Arrays;
import org.hathi.executor.RowStore;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file in which stores of one operator keep chunks of rows. The file is made when the first chunk is
 * written; places of chunks given back are used again.
 *
 * <p>LAYOUT: a chunk begins at a multiple of 1 kB; it has column after column. A column begins with a byte: bit 0 it
 * has nulls, bits 1–2 width of its numbers (1, 2, 4, 8 bytes). Then, with nulls, a byte for each row; then the
 * numbers
 * (values, or lengths of by-reference values) in little-endian order; then the bytes of by-reference values.
 */
public final class SpillSpace implements AutoCloseable {
    private static final int BLOCK = 1024;
    private static final long[] NONE = new long[0];
    private static final byte[] EMPTY = new byte[0];

    private final WorkspaceSource source;
    private @Nullable Workspace workspace;
    private @Nullable ChunkCodec codec;
    private @Nullable TempFile file;
    private long end;
    private long[] freeAt = NONE;
    private int[] freeBlocks = new int[0];
    private int free;
    private byte[] in = EMPTY;

    public SpillSpace(WorkspaceSource source) {
        this.source = source;
    }

    /** Bytes of the file. */
    public long size() {
        TempFile f = file;
        return f == null ? 0 : f.size();
    }

    private static int blocks(int bytes) {
        return (int) (((long) bytes + BLOCK - 1) / BLOCK);
    }

    private long allocate(int bytes) {
        int want = blocks(bytes);
        for (int i = free - 1; i >= 0; i--) {
            if (freeBlocks[i] >= want) {
                long at = freeAt[i];
                freeAt[i] += (long) want * BLOCK;
                freeBlocks[i] -= want;
                if (freeBlocks[i] == 0) {
                    free--;
                    freeAt[i] = freeAt[free];
                    freeBlocks[i] = freeBlocks[free];
                }
                return at;
            }
        }
        long at = end;
        end += (long) want * BLOCK;
        return at;
    }

    void free(long at, int bytes) {
        if (free == freeAt.length) {
            freeAt = Arrays.copyOf(freeAt, Math.max(8, free * 2));
            freeBlocks = Arrays.copyOf(freeBlocks, Math.max(8, free * 2));
        }
        freeAt[free] = at;
        freeBlocks[free++] = blocks(bytes);
    }

    /**
     * Writes rows {@code order[from .. from+n)} (rows {@code from .. from+n} when order is null); their length is
     * left
     * in {@link #lastLength}. Returns where they are.
     */
    long write(Vector[] cols, int @Nullable [] order, int from, int n) {
        TempFile f = file;
        if (f == null) {
            Workspace w = source.workspace();
            f = w.create();
            workspace = w;
            file = f;
        }
        ChunkCodec c = codec;
        if (c == null) {
            c = new ChunkCodec();
            codec = c;
        }
        int len = c.encode(cols, order, from, n);
        long at = allocate(len);
        f.write(at, c.bytes(), len);
        lastLength = len;
        return at;
    }

    private int lastLength;

    int lastLength() {
        return lastLength;
    }

    /** Reads a chunk of {@code n} rows, replacing what {@code into} holds. */
    void read(long at, int len, int n, RowStore into) {
        TempFile f = file;
        if (f == null) {
            throw org.hathi.base.SqlError.internal("no temporary file");
        }
        if (in.length < len) {
            in = new byte[Math.max(len, Math.min(in.length * 2, 1 << 20))];
        }
        f.read(at, in, len);
        ChunkCodec.decode(in, n, into);
        if (in.length > 4 << 20) {
            in = new byte[0];
        }
    }

    /** Removes the file; the space can be used again, empty. */
    @Override
    public void close() {
        TempFile f = file;
        Workspace w = workspace;
        if (f != null && w != null) {
            w.close(f);
            file = null;
        }
        end = 0;
        free = 0;
    }
}
