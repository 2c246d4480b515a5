package org.hathi.catalog;

/**
 * A row of pg_auth_members.
 */
public record RoleMember(int role, int member, int grantor, boolean adminOption) {}
