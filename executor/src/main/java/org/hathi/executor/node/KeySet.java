package org.hathi.executor.node;

import java.util.Arrays;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.store.MemoryUse;
import org.hathi.executor.store.SpillSpace;
import org.hathi.executor.store.TupleStore;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys that may outgrow memory: a {@link KeyTable} up to the memory hash tables may use; keys that come later
 * are kept in a temporary file, and of each only its hash and its number in memory, to be found in the file by.
 */
public final class KeySet implements AutoCloseable {
    /** Keys are looked up one by one: small chunks are read faster. */
    private static final int CHUNK = 4 << 10;

    private final ExecState es;
    private final TypeOps[] ops;
    private final KeyTable table;
    private final MemoryUse memory;
    private final SpillSpace space;
    private @Nullable TupleStore more;
    private TupleStore.@Nullable Reader reader;
    private int[] slots = new int[0];
    private int[] hashes = new int[0];
    private int n;
    private int added;

    public KeySet(ExecState es, TypeOps[] ops) {
        this.es = es;
        this.ops = ops;
        this.table = new KeyTable(ops);
        this.memory = new MemoryUse(es);
        this.space = new SpillSpace(es);
    }

    /** Adds the key in row {@code row} of the first columns of {@code v}; false when it was there. */
    public boolean add(Vector[] v, int row) {
        int h = table.hash(v, row);
        TupleStore s = more;
        if (s == null) {
            int before = table.size();
            if (table.findOrAdd(v, row, h) < before) {
                return false;
            }
            if ((++added & 255) == 0 && memory.set(table.used(), es.env.hashMem())) {
                spill(v);
            }
            return true;
        }
        if (table.find(v, row, h) >= 0 || find(v, row, h) >= 0) {
            return false;
        }
        s.append(v, row);
        insert(h);
        return true;
    }

    public boolean contains(Vector[] v, int row) {
        int h = table.hash(v, row);
        return table.find(v, row, h) >= 0 || more != null && find(v, row, h) >= 0;
    }

    /** Later keys go to the file. */
    private void spill(Vector[] v) {
        boolean[] byRef = new boolean[ops.length];
        for (int i = 0; i < byRef.length; i++) {
            byRef[i] = v[i].byRef;
        }
        TupleStore s = new TupleStore(space, byRef, CHUNK);
        more = s;
        reader = s.reader();
        slots = new int[1024];
        hashes = new int[256];
    }

    private int find(Vector[] v, int row, int h) {
        TupleStore.Reader r = reader;
        int mask = slots.length - 1;
        for (int at = h & mask; slots[at] != 0 && r != null; at = at + 1 & mask) {
            int key = slots[at] - 1;
            if (hashes[key] == h) {
                int i = r.find(key);
                if (same(r.cols(), i, v, row)) {
                    return key;
                }
            }
        }
        return -1;
    }

    private boolean same(Vector[] a, int i, Vector[] b, int j) {
        for (int k = 0; k < ops.length; k++) {
            boolean isNull = a[k].isNull(i);
            if (isNull != b[k].isNull(j) || !isNull && !ops[k].equal(a[k], i, b[k], j)) {
                return false;
            }
        }
        return true;
    }

    private void insert(int h) {
        if (n == hashes.length) {
            hashes = Arrays.copyOf(hashes, n * 2);
        }
        hashes[n++] = h;
        if (n * 2 > slots.length) {
            slots = new int[slots.length * 2];
            for (int i = 0; i < n; i++) {
                place(i);
            }
            memory.set(table.used() + 4L * (slots.length + hashes.length), Long.MAX_VALUE);
        } else {
            place(n - 1);
        }
    }

    private void place(int key) {
        int mask = slots.length - 1;
        int at = hashes[key] & mask;
        while (slots[at] != 0) {
            at = at + 1 & mask;
        }
        slots[at] = key + 1;
    }

    /** What {@link #any} asks of a key. */
    @FunctionalInterface
    public interface Test {
        boolean holds(Vector[] keys, int row);
    }

    /** Is there a key for which the test holds? Looks at all of them. */
    public boolean any(Test test) {
        RowStore k = table.keys();
        for (int i = 0; k != null && i < k.n; i++) {
            if (test.holds(k.cols, i)) {
                return true;
            }
        }
        TupleStore.Reader r = reader;
        for (int i = 0; r != null && i < n; i++) {
            int at = r.find(i);
            if (test.holds(r.cols(), at)) {
                return true;
            }
        }
        return false;
    }

    /** Gives memory and file back; the set is not used any more. */
    @Override
    public void close() {
        TupleStore s = more;
        if (s != null) {
            s.close();
            more = null;
            reader = null;
        }
        space.close();
        memory.clear();
    }
}
