package org.hathi.base;

import org.jspecify.annotations.Nullable;

/**
 * An error with a SQLSTATE that ends the statement (ERROR), the session (FATAL) or forces a crash restart (PANIC).
 *
 * <p>Fields are those of the protocol's ErrorResponse. Fluent setters return {@code this}, so that a throw reads as one
 * sentence: {@code throw new SqlError(SqlState.UNDEFINED_TABLE, "…").position(p)}. Messages follow PostgreSQL's
 * wording.
 */
public final class SqlError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Report report;

    /** An ERROR. */
    public SqlError(SqlState state, String message) {
        this(Severity.ERROR, state, message, null);
    }

    /** An error of the given severity (ERROR, FATAL or PANIC). */
    public SqlError(Severity severity, SqlState state, String message) {
        this(severity, state, message, null);
    }

    /** An error caused by another exception, which the server log shows. */
    public SqlError(Severity severity, SqlState state, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.report = new Report(severity, state, message);
    }

    /** A FATAL error: the session ends after it has been reported. */
    public static SqlError fatal(SqlState state, String message) {
        return new SqlError(Severity.FATAL, state, message, null);
    }

    /** An internal error (XX000): something the code takes for impossible. */
    public static SqlError internal(String message) {
        return new SqlError(SqlState.INTERNAL_ERROR, message);
    }

    /** A 0A000 error for something that parses but is not implemented. */
    public static SqlError unsupported(String what) {
        return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported yet");
    }

    public SqlState state() {
        return report.state();
    }

    public Severity severity() {
        return report.severity();
    }

    /** All fields, as sent to the client or written to the log. */
    public Report report() {
        return report;
    }

    public SqlError detail(String detail) {
        report.detail(detail);
        return this;
    }

    public SqlError hint(String hint) {
        report.hint(hint);
        return this;
    }

    /** Cursor position in the query text: 1-based, in characters (not bytes); 0 means none. */
    public SqlError position(int position) {
        report.position(position);
        return this;
    }

    /** Adds a line to the CONTEXT field, innermost first. */
    public SqlError context(String line) {
        report.context(line);
        return this;
    }

    public SqlError schema(String name) {
        report.schema(name);
        return this;
    }

    public SqlError table(String schema, String table) {
        report.schema(schema).table(table);
        return this;
    }

    public SqlError column(String name) {
        report.column(name);
        return this;
    }

    public SqlError dataType(String schema, String name) {
        report.schema(schema).dataType(name);
        return this;
    }

    public SqlError constraint(String name) {
        report.constraint(name);
        return this;
    }
}
