package org.hathi.shm;

/** What a session does; the label is {@code pg_stat_activity.state}. */
public enum SessionState {
    UNDEFINED(""),
    IDLE("idle"),
    ACTIVE("active"),
    IDLE_IN_TRANSACTION("idle in transaction"),
    FASTPATH("fastpath function call"),
    IDLE_IN_TRANSACTION_ABORTED("idle in transaction (aborted)"),
    DISABLED("disabled");

    private static final SessionState[] VALUES = values();
    private final String label;

    SessionState(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    static SessionState of(int ordinal) {
        return VALUES[ordinal];
    }
}
