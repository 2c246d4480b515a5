package org.hathi.executor.node;

import java.util.Arrays;
import java.util.Deque;
import org.hathi.executor.store.SpillSpace;
import org.hathi.executor.store.TupleStore;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Rows of groups a full hash table has no room for, divided by the hash of their key: each part is grouped on its own
 * later, and may be divided again, by other bits of the hash (a deeper level).
 */
final class GroupFiles {
    private static final int MAX_PARTS = 256;

    /** Rows to be grouped later. */
    record Pending(int set, TupleStore rows, int level) {}

    private final SpillSpace space;
    private final boolean[] byRef;
    private final boolean[] needed;
    private final Vector[] columns;
    private final @Nullable TupleStore[] parts;
    private final int level;
    private final int chunk;
    private final Vector nullLong = new Vector(false, 0);
    private final Vector nullBytes = new Vector(true, 0);

    /**
     * @param needed which columns are worth keeping: the others come back null
     * @param groups how many groups are expected to be left
     * @param bytes what a group takes in memory
     */
    GroupFiles(SpillSpace space, boolean[] byRef, boolean[] needed, int level, double groups, long bytes, long memory) {
        this.space = space;
        this.byRef = byRef;
        this.needed = needed;
        this.level = level;
        this.columns = new Vector[byRef.length];
        double want = groups * bytes * 1.5 / Math.max(1, memory);
        int n = 4;
        while (n < want && n < MAX_PARTS) {
            n *= 2;
        }
        this.parts = new TupleStore[n];
        this.chunk = Math.clamp(memory / (4L * n), 2 << 10, 32 << 10);
    }

    /** The columns of a batch as they are to be given to {@link #add}. */
    void batch(Vector[] cols, int rows) {
        nulls(nullLong, rows);
        nulls(nullBytes, rows);
        for (int i = 0; i < columns.length; i++) {
            columns[i] = needed[i] ? cols[i] : byRef[i] ? nullBytes : nullLong;
        }
    }

    private static void nulls(Vector v, int rows) {
        if (v.capacity < rows) {
            v.ensureCapacity(rows);
            Arrays.fill(v.nulls, true);
            v.hasNulls = true;
        }
    }

    void add(int row, int hash) {
        int k = KeyTable.part(hash, parts.length, level + 1);
        TupleStore p = parts[k];
        if (p == null) {
            p = new TupleStore(space, byRef, chunk);
            parts[k] = p;
        }
        p.append(columns, row);
    }

    /** Hands the parts over. */
    void finish(int set, Deque<Pending> to) {
        for (TupleStore p : parts) {
            if (p != null) {
                to.push(new Pending(set, p, level + 1));
            }
        }
    }
}
