package org.hathi.executor.api;

/** What {@code log_statement} distinguishes. */
public enum StatementLevel {
    DDL,
    MOD,
    ALL
}
