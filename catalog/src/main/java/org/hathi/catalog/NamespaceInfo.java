package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_namespace.
 */
public record NamespaceInfo(int oid, String name, int owner, AclItem @Nullable [] acl) {}
