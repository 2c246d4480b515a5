package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_authid.
 *
 * @param connectionLimit -1 for none
 * @param password md5… or SCRAM-SHA-256$… secret
 * @param validUntil timestamptz, Long.MAX_VALUE when it never expires
 */
public record RoleInfo(
        int oid,
        String name,
        boolean superuser,
        boolean inherit,
        boolean createRole,
        boolean createDb,
        boolean canLogin,
        boolean replication,
        boolean bypassRls,
        int connectionLimit,
        @Nullable String password,
        long validUntil) {}
