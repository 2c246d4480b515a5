package org.hathi.access;

import java.lang.foreign.MemorySegment;

/** Fetches what a toast pointer points to. */
@FunctionalInterface
public interface Detoaster {
    /** The expanded payload of the external value whose pointer (18 bytes) is at {@code m[p]}. */
    byte[] fetch(MemorySegment m, long p);

    /** For relations that cannot hold external values. */
    Detoaster NONE = (m, p) -> {
        throw org.hathi.base.SqlError.internal("unexpected external value");
    };
}
