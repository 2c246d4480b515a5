package org.hathi.planner.optimize;

import org.jspecify.annotations.Nullable;

/** Maps range table indexes to bits of a relation set (a {@code long}: a query level joins at most 63 relations). */
@FunctionalInterface
interface RelBits {
    /**
     * The bit of the relation, the bits of the relations a placeholder is computed from, or 0 if it is neither (a
     * join's own entry, say).
     */
    long of(int rtindex);

    /** The placeholder that the range table entry stands for; null: it stands for none. */
    default @Nullable Placeholder placeholder(int rtindex) {
        return null;
    }

    /**
     * Plain numbering: bit = range table index; for use before the final join tree is known (indexes below 64 only).
     */
    RelBits PLAIN = rti -> rti > 0 && rti < 64 ? 1L << rti : 0;
}
