package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_language.
 */
public record LanguageInfo(
        int oid,
        String name,
        int owner,
        boolean procedural,
        boolean trusted,
        int callHandler,
        int inline,
        int validator,
        AclItem @Nullable [] acl) {}
