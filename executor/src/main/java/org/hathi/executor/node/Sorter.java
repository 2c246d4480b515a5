package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Interrupts;
import org.hathi.executor.Batch;
import org.hathi.executor.RowStore;
import org.hathi.executor.store.MemoryUse;
import org.hathi.executor.store.SpillSpace;
import org.hathi.executor.store.StoreReader;
import org.hathi.executor.store.TupleStore;
import org.hathi.executor.store.WorkspaceSource;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Sorts rows, stably: in memory up to a limit; beyond it sorted runs go to a temporary file and are merged, in
 * several
 * passes when there are more runs than fit. {@code start}, {@code add} every row, {@code finish}, {@code next} until
 * null; {@code rewind} to read the result again.
 */
public final class Sorter implements AutoCloseable {
    private final Interrupts interrupts;
    private final boolean[] byRef;
    private final RowOrder order;
    private final MemoryUse memory;
    private final SpillSpace space;
    private final StoreReader reader = new StoreReader();
    private final List<TupleStore> runs = new ArrayList<>();
    private RowStore store;
    private int[] rows = new int[0];
    private int pos;
    private long limit;
    private long bound = -1;
    private boolean topN;
    private @Nullable Merge merge;

    public Sorter(WorkspaceSource source, Interrupts interrupts, boolean[] byRef, RowOrder order) {
        this.interrupts = interrupts;
        this.byRef = byRef;
        this.order = order;
        this.memory = new MemoryUse(source);
        this.space = new SpillSpace(source);
        this.store = new RowStore(byRef);
    }

    /**
     * Begins with no rows.
     *
     * @param bytes how much may be kept in memory
     * @param first how many rows of the result will be asked for; −1: all
     */
    public void start(long bytes, long first) {
        close();
        limit = bytes;
        bound = first;
    }

    public void add(Batch b) {
        store.append(b);
        if (bound >= 0 && store.n > 1024 && store.n > 2 * bound) {
            cut();
        }
        added();
    }

    public void add(Vector[] cols, int row) {
        store.append(cols, row);
        if ((store.n & 63) == 0) {
            added();
        }
    }

    private void added() {
        if (memory.set(store.used() + 8L * store.n, limit) && store.n > 1) {
            spill();
        }
    }

    /** Keeps only the first {@code bound} rows. */
    private void cut() {
        topN = true;
        int[] a = order.sort(store);
        RowStore s = new RowStore(byRef);
        for (int i = 0; i < bound; i++) {
            s.append(store.cols, a[i]);
        }
        store = s;
    }

    private int chunkBytes() {
        return Math.clamp(limit / 32, 8 << 10, 64 << 10);
    }

    private void spill() {
        interrupts.check();
        int[] a = order.sort(store);
        TupleStore run = new TupleStore(space, byRef, chunkBytes());
        runs.add(run);
        run.write(store, a, bound < 0 ? a.length : (int) Math.min(a.length, bound));
        store.clear();
        interrupts.check();
    }

    /** All rows are there. */
    public void finish() {
        if (runs.isEmpty()) {
            rows = order.sort(store);
            pos = 0;
            return;
        }
        if (store.n > 0) {
            spill();
        }
        store = new RowStore(byRef);
        int most = Math.clamp(limit / (2L * chunkBytes()), 6, 500);
        while (runs.size() > most) {
            pass(most);
        }
        memory.set(2L * chunkBytes() * runs.size(), Long.MAX_VALUE);
        merge = new Merge(runs);
    }

    /** Merges neighbouring runs, {@code most} at a time: there are that many times fewer afterwards. */
    private void pass(int most) {
        List<TupleStore> old = new ArrayList<>(runs);
        runs.clear();
        for (int from = 0; from < old.size(); from += most) {
            List<TupleStore> some = old.subList(from, Math.min(old.size(), from + most));
            if (some.size() == 1) {
                runs.add(some.get(0));
                continue;
            }
            TupleStore run = new TupleStore(space, byRef, chunkBytes());
            runs.add(run);
            Merge m = new Merge(some);
            Batch b;
            while ((bound < 0 || run.size() < bound) && (b = m.next(ExecNode.MAX_BATCH)) != null) {
                run.append(b);
                interrupts.check();
            }
            for (TupleStore t : some) {
                t.close();
            }
        }
    }

    /** Up to {@code max} rows, valid until the next call; null at the end. */
    public @Nullable Batch next(int max) {
        Merge m = merge;
        if (m != null) {
            return m.next(max);
        }
        int n = Math.min(max, rows.length - pos);
        if (n <= 0) {
            return null;
        }
        Batch b = reader.ordered(store, rows, pos, n);
        pos += n;
        return b;
    }

    /** Back to the first row of the result. */
    public void rewind() {
        pos = 0;
        if (merge != null) {
            merge = new Merge(runs);
        }
    }

    /** Rows in memory; 0 rows when they are in files. */
    RowStore store() {
        return store;
    }

    public boolean spilled() {
        return !runs.isEmpty();
    }

    /** Forgets everything; can be started again. */
    @Override
    public void close() {
        runs.clear();
        merge = null;
        space.close();
        memory.clear();
        if (store.n > 0) {
            store = new RowStore(byRef);
        }
        rows = new int[0];
        pos = 0;
        topN = false;
    }

    /** Bytes held in memory, at the most. */
    long memory() {
        return Math.max(memory.peak(), store.used());
    }

    /** What EXPLAIN ANALYZE says about it. */
    String method() {
        if (spilled()) {
            return "Sort Method: external merge  Disk: " + (space.size() + 1023) / 1024 + "kB";
        }
        // PostgreSQL's sort begins with room for 1024 rows.
        long kb = Math.max(25, (memory() + 1023) / 1024);
        return (topN ? "Sort Method: top-N heapsort  Memory: " : "Sort Method: quicksort  Memory: ") + kb + "kB";
    }

    /** One run being read. */
    private static final class Head {
        private final TupleStore.Reader reader;
        private final long size;
        private long pos;
        Vector[] cols = new Vector[0];
        int row = -1;
        private int count;

        Head(TupleStore run) {
            reader = run.reader();
            size = run.size();
        }

        /** Moves to the next row; false at the end. */
        boolean advance() {
            if (++row < count) {
                pos++;
                return true;
            }
            if (pos >= size) {
                return false;
            }
            row = reader.find(pos++);
            cols = reader.cols();
            count = reader.count();
            return true;
        }
    }

    /** Merges runs by a binary heap of their first rows; of equal rows those of the earlier run come first. */
    private final class Merge {
        private final Head[] heads;
        private final int[] heap;
        private int n;
        private final RowStore out = new RowStore(byRef);
        private final Batch batch = new Batch();

        Merge(List<TupleStore> from) {
            heads = new Head[from.size()];
            heap = new int[heads.length];
            for (int i = 0; i < heads.length; i++) {
                heads[i] = new Head(from.get(i));
                if (heads[i].advance()) {
                    heap[n++] = i;
                }
            }
            for (int i = n / 2 - 1; i >= 0; i--) {
                sink(i);
            }
        }

        private boolean before(int a, int b) {
            Head x = heads[a];
            Head y = heads[b];
            int c = order.compare(x.cols, x.row, y.cols, y.row);
            return c < 0 || c == 0 && a < b;
        }

        private void sink(int from) {
            int i = from;
            int x = heap[i];
            for (int k; (k = 2 * i + 1) < n; i = k) {
                if (k + 1 < n && before(heap[k + 1], heap[k])) {
                    k++;
                }
                if (before(x, heap[k])) {
                    break;
                }
                heap[i] = heap[k];
            }
            heap[i] = x;
        }

        @Nullable
        Batch next(int max) {
            out.clear();
            while (out.n < max && n > 0) {
                Head h = heads[heap[0]];
                out.append(h.cols, h.row);
                if (!h.advance()) {
                    heap[0] = heap[--n];
                }
                if (n > 1) {
                    sink(0);
                }
            }
            if (out.n == 0) {
                return null;
            }
            batch.set(out.cols, out.n, null, out.n);
            return batch;
        }
    }
}
