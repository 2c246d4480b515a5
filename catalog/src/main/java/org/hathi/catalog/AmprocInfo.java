package org.hathi.catalog;

/**
 * A row of pg_amproc: a support function of an operator family.
 */
public record AmprocInfo(int oid, int family, int left, int right, int number, int function) {}
