package org.hathi.access;

/** Outcome of a delete, update or row lock (TM_Result). */
public enum TmResult {
    OK,
    /** Not visible to the caller's snapshot: a caller's bug, except for ON CONFLICT. */
    INVISIBLE,
    /** Changed by this transaction in or after the command: {@code cmax} says which. */
    SELF_MODIFIED,
    /** Updated by another transaction, which has committed: the new version is at {@code ctid}. */
    UPDATED,
    /** Deleted by another transaction, which has committed. */
    DELETED,
    /** Being changed by a transaction in progress (only without waiting). */
    BEING_MODIFIED,
    /** Skipped because it is locked (SKIP LOCKED). */
    WOULD_BLOCK
}
