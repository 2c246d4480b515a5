package org.hathi.access;

/** What to do when a row is locked by somebody else: wait, SKIP LOCKED, NOWAIT. */
public enum WaitPolicy {
    BLOCK,
    SKIP,
    ERROR
}
