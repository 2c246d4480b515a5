package org.hathi.catalog;

/**
 * A row of pg_enum.
 */
public record EnumLabel(int oid, int type, float order, String label) {}
