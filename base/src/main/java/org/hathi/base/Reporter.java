package org.hathi.base;

/**
 * Where notices and log lines go. A backend's reporter filters by {@code client_min_messages} and
 * {@code log_min_messages} and sends to the client, the server log, or both.
 */
@FunctionalInterface
public interface Reporter {
    /** Delivers a report below ERROR; never throws for a client that has gone. */
    void report(Report report);

    default void notice(String message) {
        report(Report.of(Severity.NOTICE, message));
    }

    default void warning(SqlState state, String message) {
        report(new Report(Severity.WARNING, state, message));
    }

    default void log(String message) {
        report(Report.of(Severity.LOG, message));
    }

    default void debug(Severity level, String message) {
        report(Report.of(level, message));
    }
}
