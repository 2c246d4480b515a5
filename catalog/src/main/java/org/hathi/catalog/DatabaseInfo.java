package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_database.
 *
 * @param encoding 6 = UTF8
 * @param localeProvider c or i
 */
public record DatabaseInfo(
        int oid,
        String name,
        int owner,
        int encoding,
        char localeProvider,
        boolean isTemplate,
        boolean allowConnections,
        int connectionLimit,
        int frozenXid,
        int minMxid,
        int tablespace,
        String collate,
        String ctype,
        @Nullable String icuLocale,
        @Nullable String collationVersion,
        AclItem @Nullable [] acl) {}
