package org.hathi.types;

/** A function over one row; {@link Kernels#rows} makes it a {@link Kernel}. */
@FunctionalInterface
public interface RowKernel {
    /** Evaluates row {@code row} of {@code args}, writing row {@code row} of {@code out}. */
    void eval(EvalContext cx, Vector[] args, int row, Vector out);
}
