package org.hathi.catalog;

/**
 * A row of pg_inherits.
 */
public record InheritInfo(int child, int parent, int sequence, boolean detachPending) {}
