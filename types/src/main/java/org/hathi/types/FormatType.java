package org.hathi.types;

/** SQL names of types, as format_type() shows them. */
public final class FormatType {
    private FormatType() {}

    /** The name of a type; {@code typmod} -1 when none. */
    public static String format(TypeCatalog types, int oid, int typmod) {
        throw new UnsupportedOperationException();
    }
}
