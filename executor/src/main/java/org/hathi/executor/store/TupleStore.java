package org.hathi.executor.store;

import java.util.Arrays;
import org.hathi.executor.Batch;
import org.hathi.executor.RowStore;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Rows kept in order of arrival, numbered from 0, in memory up to a limit and in chunks of a temporary file beyond
 * it. Any number
 * of readers, each at its own place; rows may be appended while it is read.
 *
 * <p>INVARIANTS: TS-1 rows below {@code tailFirst} are in chunks, the others in {@code tail}; TS-2 a tail a reader
 * has seen is never
 * overwritten: batches share its bytes.
 */
public final class TupleStore implements AutoCloseable {
    private static final int CHUNK_ROWS = 1024;
    private static final int CHUNK_BYTES = 64 << 10;

    private final boolean[] byRef;
    private long limit;
    private final int chunkBytes;
    private SpillSpace space;
    private final boolean ownSpace;
    private @Nullable MemoryUse memory;

    private RowStore tail;
    private long tailFirst;
    private boolean shared;
    private boolean spilled;
    private long[] chunkFirst = new long[0];
    private long[] chunkAt = new long[0];
    private int[] chunkLength = new int[0];
    private int chunks;

    /** A store with a file of its own, used when there are more than {@code limit} bytes. */
    public TupleStore(WorkspaceSource source, boolean[] byRef, long limit) {
        this.byRef = byRef;
        this.limit = limit;
        this.chunkBytes = CHUNK_BYTES;
        this.space = new SpillSpace(source);
        this.ownSpace = true;
        this.memory = new MemoryUse(source);
        this.tail = new RowStore(byRef);
    }

    /**
     * A store that keeps no more than about {@code chunkBytes} in memory; the rest goes to a file shared with others.
     */
    public TupleStore(SpillSpace space, boolean[] byRef, int chunkBytes) {
        this.byRef = byRef;
        this.limit = 0;
        this.chunkBytes = chunkBytes;
        this.space = space;
        this.ownSpace = false;
        this.memory = null;
        this.tail = new RowStore(byRef);
        this.spilled = true;
    }

    /** Forgets all rows and keeps up to {@code bytes} in memory from now on. */
    public void start(long bytes) {
        clear();
        limit = bytes;
    }

    public long size() {
        return tailFirst + tail.n;
    }

    /** Are rows in the file? */
    public boolean spilled() {
        return chunks > 0;
    }

    /** Bytes of its temporary file; meaningless when the file is shared. */
    public long fileBytes() {
        return space.size();
    }

    public void append(Batch b) {
        tail.append(b);
        added();
    }

    public void append(Vector[] cols, int row) {
        tail.append(cols, row);
        added();
    }

    /** Writes rows {@code order[0..n)} of {@code rows} to the file of an empty store. */
    public void write(RowStore rows, int[] order, int n) {
        int perChunk = perChunk(rows.n, rows.used());
        for (int from = 0; from < n; from += perChunk) {
            chunk(rows.cols, order, from, Math.min(perChunk, n - from), from);
        }
        tailFirst = n;
    }

    private int perChunk(int n, long used) {
        return Math.clamp((long) chunkBytes * n / Math.max(1, used), 1, CHUNK_ROWS);
    }

    private void chunk(Vector[] cols, int @Nullable [] order, int from, int n, long first) {
        if (chunks == chunkFirst.length) {
            int cap = Math.max(8, chunks * 2);
            chunkFirst = Arrays.copyOf(chunkFirst, cap);
            chunkAt = Arrays.copyOf(chunkAt, cap);
            chunkLength = Arrays.copyOf(chunkLength, cap);
        }
        long at = space.write(cols, order, from, n);
        chunkFirst[chunks] = first;
        chunkAt[chunks] = at;
        chunkLength[chunks++] = space.lastLength();
    }

    private void added() {
        long used = tail.used();
        if (spilled) {
            if (used >= chunkBytes || tail.n >= CHUNK_ROWS) {
                flush(used);
            }
        } else if (memory != null && memory.set(used, limit)) {
            spilled = true;
            flush(used);
            memory.set(chunkBytes, Long.MAX_VALUE);
        }
    }

    /** Writes the tail. */
    private void flush(long used) {
        int n = tail.n;
        boolean one = n <= 2 * CHUNK_ROWS && used <= 2L * chunkBytes;
        int perChunk = one ? n : perChunk(n, used);
        for (int from = 0; from < n; from += perChunk) {
            chunk(tail.cols, null, from, Math.min(perChunk, n - from), tailFirst + from);
        }
        tailFirst += n;
        if (shared || n > 4 * CHUNK_ROWS) {
            tail = new RowStore(byRef);
            shared = false;
        } else {
            tail.clear();
        }
    }

    /** Forgets all rows; readers are invalid until their next read. */
    public void clear() {
        if (!ownSpace) {
            for (int i = 0; i < chunks; i++) {
                space.free(chunkAt[i], chunkLength[i]);
            }
        } else {
            space.close();
            spilled = false;
        }
        if (memory != null) {
            memory.clear();
        }
        chunks = 0;
        tailFirst = 0;
        generation++;
        if (shared || tail.n > CHUNK_ROWS) {
            tail = new RowStore(byRef);
            shared = false;
        } else {
            tail.clear();
        }
    }

    /** As {@link #clear} when nobody uses a batch of its readers any more: memory is used again. */
    public void recycle() {
        shared = false;
        clear();
    }

    private int generation;

    /** Exchanges the rows of two stores with files of their own; readers are invalid until their next read. */
    public void swap(TupleStore o) {
        RowStore t = tail;
        tail = o.tail;
        o.tail = t;
        long n = tailFirst;
        tailFirst = o.tailFirst;
        o.tailFirst = n;
        boolean b = shared;
        shared = o.shared;
        o.shared = b;
        b = spilled;
        spilled = o.spilled;
        o.spilled = b;
        long[] l = chunkFirst;
        chunkFirst = o.chunkFirst;
        o.chunkFirst = l;
        l = chunkAt;
        chunkAt = o.chunkAt;
        o.chunkAt = l;
        int[] i = chunkLength;
        chunkLength = o.chunkLength;
        o.chunkLength = i;
        int k = chunks;
        chunks = o.chunks;
        o.chunks = k;
        SpillSpace s = space;
        space = o.space;
        o.space = s;
        MemoryUse m = memory;
        memory = o.memory;
        o.memory = m;
        generation++;
        o.generation++;
    }

    @Override
    public void close() {
        clear();
        tail = new RowStore(byRef);
    }

    public Reader reader() {
        return new Reader();
    }

    private int chunkOf(long row) {
        int lo = 0;
        int hi = chunks - 1;
        while (lo < hi) {
            int mid = lo + hi + 1 >>> 1;
            if (chunkFirst[mid] <= row) {
                lo = mid;
            } else {
                hi = mid - 1;
            }
        }
        return lo;
    }

    /** A place in the store. Keeps one chunk in memory. */
    public final class Reader {
        private @Nullable RowStore chunk;
        private final StoreReader batches = new StoreReader();
        private int loaded = -1;
        private int seen;
        private long first;
        private RowStore current = tail;

        /**
         * Up to {@code max} rows from row {@code from} on, valid until the next call; null when there is no such row.
         */
        public @Nullable Batch read(long from, int max) {
            if (from >= size()) {
                return null;
            }
            int at = find(from);
            return batches.range(current, at, Math.min(max, current.n - at));
        }

        /** Makes row {@code row}, which must exist, accessible; returns its number in {@link #cols}. */
        public int find(long row) {
            if (row >= tailFirst) {
                current = tail;
                first = tailFirst;
                shared = true;
                return (int) (row - tailFirst);
            }
            RowStore c = chunk;
            if (c == null || loaded < 0 || seen != generation || row < chunkFirst[loaded] || row >= end(loaded)) {
                c = load(chunkOf(row));
            }
            current = c;
            first = chunkFirst[loaded];
            return (int) (row - first);
        }

        private long end(int i) {
            return i + 1 < chunks ? chunkFirst[i + 1] : tailFirst;
        }

        private RowStore load(int i) {
            RowStore c = chunk;
            if (c == null) {
                c = new RowStore(byRef);
                chunk = c;
            }
            space.read(chunkAt[i], chunkLength[i], (int) (end(i) - chunkFirst[i]), c);
            loaded = i;
            seen = generation;
            return c;
        }

        /** Columns around the row last found: rows {@link #first} and following, {@link #count} of them. */
        public Vector[] cols() {
            return current.cols;
        }

        /** Number in the store of row 0 of {@link #cols}. */
        public long first() {
            return first;
        }

        public int count() {
            return current.n;
        }
    }
}
