package org.hathi.catalog;

/**
 * One aclitem: what a grantee may do, and who granted it.
 *
 * @param grantee role oid, 0 = PUBLIC
 * @param privileges bits of {@link Acl}, grantable ones repeated 16 bits higher
 */
public record AclItem(int grantee, int grantor, int privileges) {}
