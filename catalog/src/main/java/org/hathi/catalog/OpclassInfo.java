package org.hathi.catalog;

/**
 * A row of pg_opclass.
 *
 * @param method pg_am oid, 403 btree
 * @param keyType 0 when the index stores inputType
 */
public record OpclassInfo(
        int oid,
        int method,
        String name,
        int namespace,
        int owner,
        int family,
        int inputType,
        boolean isDefault,
        int keyType) {}
