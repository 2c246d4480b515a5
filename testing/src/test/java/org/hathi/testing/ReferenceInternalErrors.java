package org.hathi.testing;

import java.util.regex.Pattern;

/**
 * Statements that PostgreSQL 15 itself answers with XX000, so that XX000 is the right answer here. Each entry is a
 * shape of statement and the message that PostgreSQL gives to it; nothing that is not listed is excused.
 */
enum ReferenceInternalErrors {
    /** {@code SELECT gin_clean_pending_list(0)}, {@code SELECT pg_nextoid(0, 'oid', 0)}: a relation by its number. */
    NO_SUCH_RELATION(
            "gin_clean_pending_list|brin_(?:de)?summarize_\\w+|pg_sequence_last_value|pg_nextoid",
            "could not open relation with OID \\d+"),
    /** {@code CREATE CONVERSION c FOR 'LATIN1' TO 'LATIN1' FROM iso8859_1_to_utf8}: the function is tried out. */
    CONVERSION_OF_OTHERS(
            "create\\s+(?:default\\s+)?conversion",
            "expected (?:source|destination) encoding \"\\w+\", but got \"\\w+\""),
    /** {@code SELECT pg_stop_making_pinned_objects()}, for initdb only. */
    AFTER_INITDB("pg_stop_making_pinned_objects", "cannot advance OID counter anymore"),
    /** {@code SELECT ts_token_type(1::oid)}: a parser by its number. */
    NO_SUCH_PARSER("ts_token_type|ts_parse", "cache lookup failed for text search parser \\d+"),
    /** {@code SELECT "interval"('0', 1)}, {@code SELECT intervaltypmodout(1)}. */
    INTERVAL_MODIFIER("interval", "unrecognized interval typmod: -?\\d+|invalid INTERVAL typmod: 0x[0-9a-f]+"),
    /** {@code SELECT enum_in('x', 4294967295)}, {@code SELECT array_in('{1}', 4294967295, -1)}: a type by its number. */
    NO_SUCH_TYPE("enum_in|array_in", "cache lookup failed for type \\d+"),
    /** {@code SELECT pg_sequence_parameters(1259)}: a relation that is no sequence. */
    NO_SEQUENCE("pg_sequence_parameters", "cache lookup failed for sequence \\d+"),
    /** {@code SELECT acldefault('1', 10)}. */
    NO_ACL_KIND("acldefault", "unrecognized objtype abbreviation: ."),
    /** {@code SELECT float8_combine('{1}', '{1,2,3}')}: transition values of another shape. */
    TRANSITION_VALUE("", "(?:\\w+: )?expected \\d+-element \\w+ array"),
    /** {@code SELECT pg_describe_object(99999, 1, 0)}, {@code SELECT pg_identify_object(1, 2, 3)}. */
    OBJECT_CLASS(
            "pg_describe_object|pg_identify_object|pg_get_object_address",
            "(?:invalid non-zero objectSubId for|unrecognized) object class:? \\d+"),
    /** {@code SELECT (ROW('x')).f1::int}: an unknown literal within an anonymous row that is taken apart. */
    UNKNOWN_VALUE("", "failed to find conversion function from unknown to .*");

    private final Pattern statement;
    private final Pattern message;

    ReferenceInternalErrors(String statement, String message) {
        this.statement = Pattern.compile(statement, Pattern.CASE_INSENSITIVE);
        this.message = Pattern.compile(message);
    }

    /** Whether PostgreSQL answers this statement with XX000 and this message (without its severity). */
    static boolean knows(String sql, String message) {
        for (ReferenceInternalErrors e : values()) {
            if (e.message.matcher(message).matches() && e.statement.matcher(sql).find()) {
                return true;
            }
        }
        return false;
    }
}
