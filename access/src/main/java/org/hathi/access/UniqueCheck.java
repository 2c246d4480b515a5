package org.hathi.access;

/** How an index insertion checks uniqueness (IndexUniqueCheck). */
public enum UniqueCheck {
    /** Not a unique index. */
    NO,
    /** Enforce now: error on a conflict, waiting for transactions in doubt. */
    YES,
    /** Deferred or speculative: insert anyway, tell whether there may be a conflict. */
    PARTIAL,
    /** Recheck an entry that is there already. */
    EXISTING
}
