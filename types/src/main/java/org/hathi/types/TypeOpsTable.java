package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Which operations a type has. */
final class TypeOpsTable {
    private TypeOpsTable() {}

    static @Nullable TypeOps find(TypeCatalog types, int typeOid, int collation) {
        throw new UnsupportedOperationException();
    }

    static @Nullable TypeOps bySupport(TypeCatalog types, String prosrc, int typeOid, int collation) {
        throw new UnsupportedOperationException();
    }
}
