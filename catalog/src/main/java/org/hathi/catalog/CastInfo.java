package org.hathi.catalog;

/**
 * A row of pg_cast.
 *
 * @param function 0 for binary-coercible and I/O casts
 * @param context e explicit, a assignment, i implicit
 * @param method f function, i through I/O, b binary-coercible
 */
public record CastInfo(int oid, int source, int target, int function, char context, char method) {}
