package org.hathi.catalog;

/**
 * A row of pg_opfamily.
 */
public record OpfamilyInfo(int oid, int method, String name, int namespace, int owner) {}
