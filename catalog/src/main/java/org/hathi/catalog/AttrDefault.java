package org.hathi.catalog;

/**
 * A row of pg_attrdef.
 *
 * @param expression node text
 */
public record AttrDefault(int oid, int relation, int attribute, String expression) {}
