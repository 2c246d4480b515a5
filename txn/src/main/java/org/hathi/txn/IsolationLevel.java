package org.hathi.txn;

/** Isolation levels; the label is what SHOW prints. */
public enum IsolationLevel {
    READ_UNCOMMITTED("read uncommitted"),
    READ_COMMITTED("read committed"),
    REPEATABLE_READ("repeatable read"),
    SERIALIZABLE("serializable");

    private final String label;

    IsolationLevel(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** Whether all statements of a transaction share one snapshot. */
    public boolean usesTransactionSnapshot() {
        return this == REPEATABLE_READ || this == SERIALIZABLE;
    }
}
