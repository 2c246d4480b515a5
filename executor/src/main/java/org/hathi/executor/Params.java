package org.hathi.executor;

import java.util.Arrays;
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

    public Params(int n) {
        values = new Object[n];
        pending = new Source[n];
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
        pending[param] = null;
        values[param] = value;
    }

    /** From now on reading the parameter asks {@code source} first (until it sets the value). */
    public void defer(int param, Source source) {
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
