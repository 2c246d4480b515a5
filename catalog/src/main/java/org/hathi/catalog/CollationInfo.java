package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_collation.
 *
 * @param provider d default, c libc, i ICU
 * @param encoding -1 for all
 */
public record CollationInfo(
        int oid,
        String name,
        int namespace,
        int owner,
        char provider,
        boolean deterministic,
        int encoding,
        @Nullable String collate,
        @Nullable String ctype,
        @Nullable String icuLocale,
        @Nullable String version) {
    /** Whether strings compare by their bytes under this collation ("C" or "POSIX"). */
    public boolean isC() {
        return provider == 'c' && collate != null && (collate.equals("C") || collate.equals("POSIX"));
    }
}
