package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_constraint.
 *
 * @param type c check, f foreign key, p primary key, u unique, t trigger, x exclusion
 * @param relation 0 for a domain constraint
 * @param key column numbers
 * @param expression node text (conbin)
 */
public record ConstraintInfo(
        int oid,
        String name,
        int namespace,
        char type,
        boolean deferrable,
        boolean deferred,
        boolean validated,
        int relation,
        int domain,
        int index,
        int parent,
        int foreignRelation,
        char onUpdate,
        char onDelete,
        char matchType,
        boolean local,
        int inheritCount,
        boolean noInherit,
        int @Nullable [] key,
        int @Nullable [] foreignKey,
        int @Nullable [] pfEqualOperators,
        int @Nullable [] ppEqualOperators,
        int @Nullable [] ffEqualOperators,
        int @Nullable [] deleteSetColumns,
        int @Nullable [] exclusionOperators,
        @Nullable String expression) {}
