package org.hathi.catalog;

/**
 * A row of pg_amop: an operator in an operator family.
 *
 * @param purpose s search, o ordering
 */
public record AmopInfo(
        int oid,
        int family,
        int left,
        int right,
        int strategy,
        char purpose,
        int operator,
        int method,
        int sortFamily) {}
