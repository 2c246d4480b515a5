package org.hathi.types;

/** Which codec a type has. */
final class CodecTable {
    private CodecTable() {}

    static Codec make(TypeCatalog types, int typeOid) {
        throw new UnsupportedOperationException();
    }
}
