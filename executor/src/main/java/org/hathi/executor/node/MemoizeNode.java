package org.hathi.executor.node;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.store.StoreReader;
import org.hathi.planner.plan.Memoize;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the rows of its input for each value of the parameters it depends on (inner side of a nested loop). What
 * does not fit into the memory for hashing is forgotten, least recently used first.
 */
final class MemoizeNode extends ExecNode {
    private static final long ENTRY_BYTES = 24 + 16;
    private static final long TUPLE_BYTES = 16;
    private static final int TUPLE_HEADER = 16;

    private final ExecNode input;
    private final ExprState[] keys;
    private final TypeOps[] ops;
    private final BitSet keyParams = new BitSet();
    private final boolean[] byRef;
    private final boolean[] keyByRef;
    private final boolean singleRow;
    /** Keys are the same when all their bits are. */
    private final boolean binary;

    private final LinkedHashMap<Key, Entry> cache = new LinkedHashMap<>(16, 0.75f, true);
    private final StoreReader reader = new StoreReader();

    private BitSet behind = new BitSet();
    private boolean everything;
    private boolean lookedUp;
    private @Nullable Entry current;
    private boolean hit;
    private boolean ended;
    private int pos;
    private long memory;
    private long hits;
    private long misses;
    private long evictions;
    private long overflows;
    private long peak;

    MemoizeNode(Memoize plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.input = input;
        int n = plan.keys.size();
        this.keys = new ExprCompiler(es, ExprCompiler.NO_COLUMNS).compile(plan.keys);
        this.ops = new TypeOps[n];
        this.keyByRef = new boolean[n];
        for (int i = 0; i < n; i++) {
            int type = plan.keys.get(i).type();
            ops[i] = es.equalityOps(plan.operators[i], type, plan.collations[i]);
            keyByRef[i] = es.byRef(type);
        }
        for (int p : plan.keyParams) {
            keyParams.set(p);
        }
        this.byRef = byRef(es, input.plan.targetList);
        this.singleRow = plan.singleRow;
        this.binary = plan.binary;
    }

    /** Parameter values, compared and hashed as their equality operators do. */
    private final class Key {
        private final RowStore row = new RowStore(keyByRef);
        private final int hash;

        Key(Vector[] values) {
            row.append(values, 0);
            int h = 0;
            for (int i = 0; i < ops.length; i++) {
                h = h * 31 + (row.cols[i].isNull(0) ? 0 : hash(i));
            }
            hash = h;
        }

        private int hash(int i) {
            if (!binary) {
                return ops[i].hash(row.cols[i], 0);
            }
            return row.cols[i].datum(0) instanceof byte[] b
                    ? java.util.Arrays.hashCode(b)
                    : Objects.hashCode(row.cols[i].datum(0));
        }

        private boolean same(int i, Key k) {
            return binary
                    ? Objects.deepEquals(row.cols[i].datum(0), k.row.cols[i].datum(0))
                    : ops[i].equal(row.cols[i], 0, k.row.cols[i], 0);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            if (!(o instanceof Key k) || k.hash != hash) {
                return false;
            }
            for (int i = 0; i < ops.length; i++) {
                boolean a = row.cols[i].isNull(0);
                if (a != k.row.cols[i].isNull(0) || !a && !same(i, k)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class Entry {
        private final Key key;
        private final RowStore rows;
        private boolean complete;
        private long bytes;

        Entry(Key key, boolean[] byRef) {
            this.key = key;
            this.rows = new RowStore(byRef);
        }
    }

    private static long rowBytes(Vector[] cols, int row) {
        long b = 0;
        for (Vector v : cols) {
            if (!v.isNull(row)) {
                b += v.byRef ? v.len[row] + 4 & ~3 : 8;
            }
        }
        return TUPLE_HEADER + (b + 7 & ~7);
    }

    private void lookup() {
        lookedUp = true;
        frame.rows = 1;
        Vector[] values = new Vector[keys.length];
        for (int i = 0; i < keys.length; i++) {
            values[i] = keys[i].eval(frame, null, 1);
        }
        Key k = new Key(values);
        Entry e = cache.get(k);
        pos = 0;
        if (e != null && e.complete) {
            hits++;
            hit = true;
            current = e;
            return;
        }
        misses++;
        hit = false;
        ended = false;
        if (e != null) {
            drop(e);
        }
        e = new Entry(k, byRef);
        e.bytes = ENTRY_BYTES + rowBytes(k.row.cols, 0);
        memory += e.bytes;
        cache.put(k, e);
        current = e;
        reduce(e);
        input.rescan(everything ? null : behind);
        behind = new BitSet();
        everything = false;
    }

    private void drop(Entry e) {
        cache.remove(e.key);
        memory -= e.bytes;
    }

    /** Forgets what was used least recently until the rest fits; {@code keep} itself when it alone is too large. */
    private void reduce(Entry keep) {
        peak = Math.max(peak, memory);
        long limit = es.env.hashMem();
        while (memory > limit && cache.size() > 1) {
            Map.Entry<Key, Entry> oldest = cache.entrySet().iterator().next();
            if (oldest.getValue() == keep) {
                break;
            }
            drop(oldest.getValue());
            evictions++;
        }
        if (memory > limit && current != null) {
            drop(keep);
            overflows++;
            current = null;
        }
    }

    @Override
    protected @Nullable Batch produce(int max) {
        if (!lookedUp) {
            lookup();
        }
        Entry e = current;
        if (hit && e != null) {
            int n = Math.min(max, e.rows.n - pos);
            if (n <= 0) {
                return null;
            }
            Batch b = reader.range(e.rows, pos, n);
            pos += n;
            return b;
        }
        if (ended) {
            return null;
        }
        Batch b = input.next(max);
        if (b == null) {
            ended = true;
            if (e != null) {
                e.complete = true;
            }
            return null;
        }
        if (e != null) {
            for (int i = 0; i < b.n; i++) {
                long bytes = TUPLE_BYTES + rowBytes(b.cols, b.row(i));
                e.bytes += bytes;
                memory += bytes;
            }
            e.rows.append(b);
            if (singleRow) {
                e.complete = true;
            }
            reduce(e);
        }
        return b;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        lookedUp = false;
        current = null;
        if (changed == null) {
            everything = true;
            purge();
            return;
        }
        behind.or(changed);
        for (int p = changed.nextSetBit(0); p >= 0; p = changed.nextSetBit(p + 1)) {
            if (!keyParams.get(p) && plan.extParams.contains(p)) {
                purge();
                return;
            }
        }
    }

    private void purge() {
        cache.clear();
        memory = 0;
    }

    @Override
    public void close() {
        purge();
        lookedUp = false;
        current = null;
        everything = true;
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }

    @Override
    public List<String> details() {
        return List.of("Hits: " + hits + "  Misses: " + misses + "  Evictions: " + evictions + "  Overflows: "
                + overflows + "  Memory Usage: " + (peak + 1023) / 1024 + "kB");
    }
}
