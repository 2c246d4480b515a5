package org.hathi.types;

import java.lang.foreign.MemorySegment;

/** Compares a value as it lies on a page with a datum: what a B-tree descends with. */
@FunctionalInterface
public interface Comparator {
    /**
     * Compares the value at {@code m[off]} (as stored: varlena types with their 1- or 4-byte header, also compressed
     * inline, never external) with {@code datum} (Long or byte[]); negative, zero or positive.
     */
    int compare(MemorySegment m, long off, Object datum);
}
