package org.hathi.types;

/**
 * A function over vectors, bound to one place in an expression (it may keep caches of its own; one thread at a time).
 */
@FunctionalInterface
public interface Kernel {
    /**
     * Evaluates rows {@code sel[0..n)} (rows 0..n-1 when {@code sel} is null) of {@code args} and writes the results at
     * the same row numbers of {@code out}, whose capacity suffices. Rows not selected must not be read.
     */
    void eval(EvalContext cx, Vector[] args, int @org.jspecify.annotations.Nullable [] sel, int n, Vector out);
}
