package org.hathi.shm;

/**
 * A named part of the segment as a room asks for it.
 *
 * @param name as {@code pg_shmem_allocations} shows it; at most 39 bytes, unique
 * @param size bytes
 * @param initializer run once by the creator on zeroed memory
 */
public record RegionSpec(String name, long size, Initializer initializer) {
    /** Gives a region its first contents. */
    @FunctionalInterface
    public interface Initializer {
        /** @param m the segment; @param off where the region starts; @param size its size in bytes */
        void init(java.lang.foreign.MemorySegment m, long off, long size);
    }

    /** A region that starts zeroed. */
    public static RegionSpec zeroed(String name, long size) {
        return new RegionSpec(name, size, (m, off, s) -> {});
    }
}
