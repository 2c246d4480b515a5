package org.hathi.planner.optimize;

/** Maps range table indexes to bits of a relation set (a {@code long}: a query level joins at most 63 relations). */
@FunctionalInterface
interface RelBits {
    /** The bit of the relation, or 0 if it is not one that is joined (a join's own entry, say). */
    long of(int rtindex);

    /**
     * Plain numbering: bit = range table index; for use before the final join tree is known (indexes below 64 only).
     */
    RelBits PLAIN = rti -> rti > 0 && rti < 64 ? 1L << rti : 0;
}
