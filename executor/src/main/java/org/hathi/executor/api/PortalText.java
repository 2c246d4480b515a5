package org.hathi.executor.api;

/**
 * What the log says about a portal.
 *
 * @param statement name of its prepared statement
 * @param sql its text
 * @param tag its command
 * @param fetch it has been executed before: this continues it
 */
public record PortalText(String statement, String sql, String tag, StatementLevel level, boolean fetch) {}
