package org.hathi.base;

/** Message severities, least severe first, in the order {@code log_min_messages} compares them. */
public enum Severity {
    DEBUG5("DEBUG"),
    DEBUG4("DEBUG"),
    DEBUG3("DEBUG"),
    DEBUG2("DEBUG"),
    DEBUG1("DEBUG"),
    /** Goes to the server log; ranks between ERROR and FATAL there, see the server's log filter. */
    LOG("LOG"),
    INFO("INFO"),
    NOTICE("NOTICE"),
    WARNING("WARNING"),
    ERROR("ERROR"),
    FATAL("FATAL"),
    PANIC("PANIC");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** The word used on the wire and in the log. */
    public String label() {
        return label;
    }
}
