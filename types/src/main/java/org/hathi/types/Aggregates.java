package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** The built-in aggregates by pg_proc OID. */
public final class Aggregates {
    private Aggregates() {}

    /** The aggregate with that OID, or null when it is not built in. */
    public static @Nullable Aggregate lookup(int aggfnoid) {
        return null;
    }
}
