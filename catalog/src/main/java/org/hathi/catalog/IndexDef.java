package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_index.
 *
 * @param keyAttributes indnkeyatts; the attributes after them are INCLUDEd
 * @param attributes indkey: column numbers of the table, 0 for an expression
 * @param options bit 0 DESC, bit 1 NULLS FIRST
 * @param expressions node text of the list of key expressions
 * @param predicate node text
 */
public record IndexDef(
        int index,
        int table,
        int keyAttributes,
        boolean unique,
        boolean nullsNotDistinct,
        boolean primary,
        boolean exclusion,
        boolean immediate,
        boolean clustered,
        boolean valid,
        boolean checkXmin,
        boolean ready,
        boolean live,
        boolean replicaIdentity,
        int[] attributes,
        int[] collations,
        int[] opclasses,
        int[] options,
        @Nullable String expressions,
        @Nullable String predicate) {}
