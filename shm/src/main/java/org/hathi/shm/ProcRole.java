package org.hathi.shm;

/** What a process is; the label is {@code pg_stat_activity.backend_type}. */
public enum ProcRole {
    POSTMASTER("postmaster"),
    STARTUP("startup"),
    BACKEND("client backend"),
    CHECKPOINTER("checkpointer"),
    BACKGROUND_WRITER("background writer"),
    WALWRITER("walwriter"),
    AUTOVACUUM_LAUNCHER("autovacuum launcher"),
    AUTOVACUUM_WORKER("autovacuum worker"),
    ARCHIVER("archiver"),
    LOGGER("logger"),
    STANDALONE("standalone backend");

    private static final ProcRole[] VALUES = values();

    private final String label;

    ProcRole(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    static ProcRole of(int ordinal) {
        return VALUES[ordinal];
    }
}
