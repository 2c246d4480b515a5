package org.hathi.executor.api;

/**
 * One column of a RowDescription.
 *
 * @param tableOid table the column comes from, or 0
 * @param attnum its attribute number there, or 0
 * @param typeLen {@code pg_type.typlen}
 * @param format 0 text, 1 binary
 */
public record ResultColumn(String name, int tableOid, int attnum, int typeOid, int typeLen, int typmod, int format) {}
