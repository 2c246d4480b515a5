package org.hathi.shm;

/**
 * A named part of the segment.
 *
 * @param name as asked for
 * @param offset from the start of the segment, a multiple of 4096
 * @param size bytes asked for
 * @param allocatedSize bytes taken, including padding
 */
public record Region(String name, long offset, long size, long allocatedSize) {}
