package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** The transition values of one aggregate for many groups. */
public abstract class AggState {
    /** Makes room for {@code groups} groups (numbered from 0), new ones empty. Called before their first accumulate. */
    public abstract void resize(int groups);

    /** Adds rows {@code sel[0..n)} (0..n-1 when null) of {@code args}; row r belongs to group {@code groups[r]}. */
    public abstract void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n);

    /** Whether {@link #accumulate(int[], NumBatch, int[], int)} may be called instead: the one argument is numeric. */
    public boolean takesNumbers() {
        return false;
    }

    /** As the other for one numeric argument that was taken apart before. */
    public void accumulate(int[] groups, NumBatch x, int @Nullable [] sel, int n) {
        throw new UnsupportedOperationException();
    }

    /** Writes the result of {@code group} to row {@code row} of {@code out}. May be called more than once (windows). */
    public abstract void finish(EvalContext cx, int group, Vector out, int row);

    /** Forgets what {@code group} has seen. */
    public abstract void clear(int group);

    /** Bytes of memory held, roughly. */
    public abstract long memory();
}
