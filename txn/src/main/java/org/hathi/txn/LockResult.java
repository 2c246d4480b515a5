package org.hathi.txn;

/** What came of asking for a lock. */
public enum LockResult {
    /** Somebody else holds a conflicting lock, and the caller did not want to wait. */
    NOT_AVAILABLE,
    /** Acquired; catalog caches may be stale: read invalidations. */
    OK,
    /** The process held it already in this mode. */
    ALREADY_HELD
}
