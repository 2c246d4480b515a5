package org.hathi.catalog;

/**
 * A row of pg_am.
 *
 * @param type i index, t table
 */
public record AmInfo(int oid, String name, int handler, char type) {}
