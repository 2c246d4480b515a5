package org.hathi.executor;

import java.util.Arrays;
import org.hathi.planner.plan.ParamSet;
import org.jspecify.annotations.Nullable;

/**
 * Executor parameters (nested loops, subplans, initplans) of one execution. A parameter set by an initplan is computed
 * when it is first read.
 */
public final class Params {
    /** Computes the parameters it sets, once, when one of them is read. */
    @FunctionalInterface
    public interface Source {
        void run();
    }

    private final @Nullable Object[] values;
    private final @Nullable Source[] pending;
    private final int[] changes;

    public Params(int n) {
        values = new Object[n];
        pending = new Source[n];
        changes = new int[n];
    }

    /** The value as a datum; null = SQL NULL. */
    public @Nullable Object get(int param) {
        Source s = pending[param];
        if (s != null) {
            s.run();
        }
        return values[param];
    }

    public void set(int param, @Nullable Object value) {
        changes[param]++;
        pending[param] = null;
        values[param] = value;
    }

    /** What the parameter stands for has changed: rows of a WITH query, say. */
    public void touch(int param) {
        changes[param]++;
    }

    /** Changes whenever one of the parameters is given another value. */
    public long version(ParamSet params) {
        long n = 0;
        if (!params.isEmpty()) {
            for (int i = 0; i < changes.length; i++) {
                n += params.contains(i) ? changes[i] : 0;
            }
        }
        return n;
    }

    /** From now on reading the parameter asks {@code source} first (until it sets the value). */
    public void defer(int param, Source source) {
        changes[param]++;
        pending[param] = source;
    }

    /** Is a value still to be computed? */
    public boolean isPending(int param) {
        return pending[param] != null;
    }

    public void clear() {
        Arrays.fill(values, null);
        Arrays.fill(pending, null);
    }
}
