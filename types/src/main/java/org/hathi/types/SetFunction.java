package org.hathi.types;

import org.jspecify.annotations.Nullable;

/**
 * A set-returning function: {@link #start} once per set of arguments, then {@link #next} until it returns 0. Functions
 * with OUT parameters fill one vector per result column. Instances are reused, one set at a time.
 */
public interface SetFunction {
    /** Begins a set. Arguments are datums; a strict function with a null argument must not be started (empty set). */
    void start(EvalContext cx, @Nullable Object[] args);

    /** Writes up to {@code max} rows at rows 0.. of {@code out} and returns how many; 0 = the set is exhausted. */
    int next(EvalContext cx, Vector[] out, int max);
}
