package org.hathi.catalog;

/**
 * A row of pg_extension.
 */
public record ExtensionInfo(int oid, String name, int owner, int namespace, boolean relocatable, String version) {}
