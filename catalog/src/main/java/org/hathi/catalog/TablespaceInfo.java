package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_tablespace.
 */
public record TablespaceInfo(int oid, String name, int owner, AclItem @Nullable [] acl, String @Nullable [] options) {}
