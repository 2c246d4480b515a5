package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** PostgreSQL's error messages that several types share. */
final class Err {
    private Err() {}

    /** 22P02 {@code invalid input syntax for type x: "…"}. */
    static SqlError syntax(String type, String text) {
        return new SqlError(
                SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type " + type + ": \"" + text + "\"");
    }

    /** 22003 {@code value "…" is out of range for type x}. */
    static SqlError valueRange(String text, String type) {
        return new SqlError(
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value \"" + text + "\" is out of range for type " + type);
    }

    /** 22003 {@code x out of range}. */
    static SqlError range(String what) {
        return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, what + " out of range");
    }

    /** 22012. */
    static SqlError divisionByZero() {
        return new SqlError(SqlState.DIVISION_BY_ZERO, "division by zero");
    }

    /** 22008 {@code x out of range}. */
    static SqlError dateRange(String what) {
        return new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, what + " out of range");
    }

    /** 22023. */
    static SqlError parameter(String message) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    /** 22P03 {@code incorrect binary data format}-like errors. */
    static SqlError binary(String message) {
        return new SqlError(SqlState.INVALID_BINARY_REPRESENTATION, message);
    }

    static SqlError of(SqlState state, String message) {
        return new SqlError(state, message);
    }

    /** 54000 {@code requested length too large}. */
    static SqlError tooLong() {
        return new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested length too large");
    }
}
