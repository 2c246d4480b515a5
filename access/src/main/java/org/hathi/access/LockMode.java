package org.hathi.access;

/** Row lock strengths, weakest first (LockTupleMode): FOR KEY SHARE, SHARE, NO KEY UPDATE, UPDATE. */
public enum LockMode {
    KEY_SHARE,
    SHARE,
    NO_KEY_EXCLUSIVE,
    EXCLUSIVE
}
