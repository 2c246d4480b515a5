package org.hathi.base;

import org.jspecify.annotations.Nullable;

/** The fields of an error, warning or notice: what ErrorResponse and NoticeResponse carry and the log prints. */
public final class Report {
    private final Severity severity;
    private final SqlState state;
    private final String message;
    private @Nullable String detail;
    private @Nullable String hint;
    private @Nullable String context;
    private @Nullable String schema;
    private @Nullable String table;
    private @Nullable String column;
    private @Nullable String dataType;
    private @Nullable String constraint;
    private @Nullable String internalQuery;
    private int internalPosition;
    private int position;

    public Report(Severity severity, SqlState state, String message) {
        this.severity = severity;
        this.state = state;
        this.message = message;
    }

    /** A report of this severity with the SQLSTATE PostgreSQL gives when none is named. */
    public static Report of(Severity severity, String message) {
        SqlState state = severity.compareTo(Severity.ERROR) >= 0
                ? SqlState.INTERNAL_ERROR
                : severity == Severity.WARNING ? SqlState.WARNING : SqlState.SUCCESSFUL_COMPLETION;
        return new Report(severity, state, message);
    }

    public Severity severity() {
        return severity;
    }

    public SqlState state() {
        return state;
    }

    public String message() {
        return message;
    }

    public @Nullable String detail() {
        return detail;
    }

    public @Nullable String hint() {
        return hint;
    }

    public @Nullable String context() {
        return context;
    }

    public @Nullable String schema() {
        return schema;
    }

    public @Nullable String table() {
        return table;
    }

    public @Nullable String column() {
        return column;
    }

    public @Nullable String dataType() {
        return dataType;
    }

    public @Nullable String constraint() {
        return constraint;
    }

    public @Nullable String internalQuery() {
        return internalQuery;
    }

    public int internalPosition() {
        return internalPosition;
    }

    public int position() {
        return position;
    }

    public Report detail(String value) {
        detail = value;
        return this;
    }

    public Report hint(String value) {
        hint = value;
        return this;
    }

    public Report position(int value) {
        position = value;
        return this;
    }

    public Report context(String line) {
        context = context == null ? line : context + "\n" + line;
        return this;
    }

    public Report schema(String value) {
        schema = value;
        return this;
    }

    public Report table(String value) {
        table = value;
        return this;
    }

    public Report column(String value) {
        column = value;
        return this;
    }

    public Report dataType(String value) {
        dataType = value;
        return this;
    }

    public Report constraint(String value) {
        constraint = value;
        return this;
    }

    /** A query the server ran on its own behalf in which the error arose, and the 1-based position in it. */
    public Report internal(String query, int at) {
        internalQuery = query;
        internalPosition = at;
        return this;
    }
}
