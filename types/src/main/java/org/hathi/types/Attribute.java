package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** A column of a tuple descriptor (a row of pg_attribute). {@code attnum} is 1-based; {@code missing} is a datum. */
public record Attribute(
        String name,
        int typeOid,
        int typmod,
        int len,
        boolean byVal,
        char align,
        char storage,
        char compression,
        boolean notNull,
        boolean hasDefault,
        boolean hasMissing,
        @Nullable Object missing,
        char identity,
        char generated,
        boolean dropped,
        int collation,
        int attnum,
        int ndims) {
    /** A plain nullable column of a type. */
    public static Attribute of(String name, int attnum, TypeInfo t, int typmod) {
        return new Attribute(
                name,
                t.oid(),
                typmod,
                t.len(),
                t.byVal(),
                t.align(),
                t.storage(),
                '\0',
                false,
                false,
                false,
                null,
                '\0',
                '\0',
                false,
                t.collation(),
                attnum,
                t.ndims());
    }

    /** Alignment in bytes: 1, 2, 4 or 8. */
    public int alignBytes() {
        return switch (align) {
            case 'c' -> 1;
            case 's' -> 2;
            case 'd' -> 8;
            default -> 4;
        };
    }
}
