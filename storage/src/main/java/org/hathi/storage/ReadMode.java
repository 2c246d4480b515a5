package org.hathi.storage;

/** How a block is read into a buffer (ReadBufferMode). */
public enum ReadMode {
    /** Read and verify; an invalid page is an error. */
    NORMAL,
    /** Do not read: zero-filled and exclusively locked. */
    ZERO_AND_LOCK,
    /** As ZERO_AND_LOCK with a cleanup lock. */
    ZERO_AND_CLEANUP_LOCK,
    /** Read; an invalid page becomes zeroes with a warning. */
    ZERO_ON_ERROR
}
