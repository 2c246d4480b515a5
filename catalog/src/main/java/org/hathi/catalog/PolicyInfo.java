package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_policy.
 *
 * @param command * r a w d
 * @param using node text
 * @param withCheck node text
 */
public record PolicyInfo(
        int oid,
        String name,
        int relation,
        char command,
        boolean permissive,
        int[] roles,
        @Nullable String using,
        @Nullable String withCheck) {}
