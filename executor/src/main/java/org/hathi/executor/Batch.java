package org.hathi.executor;

import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Rows travelling between plan nodes: columns, and which physical rows of them count.
 *
 * <p>INVARIANTS: B-1 the live rows are {@code sel[0..n)}, or {@code 0..n-1} when sel is null; B-2 {@code rows} is
 * greater than every live row number and no column's capacity is less; B-3 a batch is valid until its producer is asked
 * for the next one or rescanned, and nobody but the producer changes it.
 */
public final class Batch {
    private static final Vector[] NONE = new Vector[0];

    public Vector[] cols = NONE;
    public int rows;
    public int @Nullable [] sel;
    public int n;

    /** Physical number of live row {@code i}. */
    public int row(int i) {
        int[] s = sel;
        return s == null ? i : s[i];
    }

    public void set(Vector[] c, int physical, int @Nullable [] selection, int count) {
        cols = c;
        rows = physical;
        sel = selection;
        n = count;
    }
}
