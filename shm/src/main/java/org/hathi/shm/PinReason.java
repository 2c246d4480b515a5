package org.hathi.shm;

/** Why a session cannot be parked; the label is {@code hathi_stat_sessions.pinned_by}. */
public enum PinReason {
    NONE(""),
    TRANSACTION("transaction"),
    TEMPORARY_OBJECTS("temporary objects"),
    CURSOR("cursor WITH HOLD"),
    LISTEN("LISTEN"),
    LOCKS("locks others wait for"),
    NO_ROOM("state too large"),
    NO_DESCRIPTOR("no descriptor");

    private static final PinReason[] VALUES = values();
    private final String label;

    PinReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    public static PinReason of(int ordinal) {
        return VALUES[ordinal];
    }
}
