package org.hathi.catalog;

/**
 * A row of pg_conversion.
 */
public record ConversionInfo(
        int oid,
        String name,
        int namespace,
        int owner,
        int forEncoding,
        int toEncoding,
        int function,
        boolean isDefault) {}
