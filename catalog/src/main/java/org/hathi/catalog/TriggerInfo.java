package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_trigger.
 *
 * @param type bits: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead
 * @param condition node text (WHEN)
 */
public record TriggerInfo(
        int oid,
        int relation,
        int parent,
        String name,
        int function,
        int type,
        char enabled,
        boolean internal,
        int constraintRelation,
        int constraintIndex,
        int constraint,
        boolean deferrable,
        boolean initiallyDeferred,
        String[] arguments,
        int[] columns,
        @Nullable String condition,
        @Nullable String oldTable,
        @Nullable String newTable) {}
