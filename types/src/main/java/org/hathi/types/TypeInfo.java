package org.hathi.types;

/** A row of pg_type as functions need it; I/O functions by their prosrc (empty = none). OIDs are unsigned ints. */
public record TypeInfo(
        int oid,
        String name,
        int namespace,
        int len,
        boolean byVal,
        char align,
        char storage,
        char type,
        char category,
        boolean preferred,
        char delim,
        int relid,
        int elem,
        int array,
        int baseType,
        int typmod,
        String input,
        String output,
        String receive,
        String send,
        String modIn,
        String modOut,
        String subscript,
        int ndims,
        boolean notNull,
        int collation) {
    /** Whether values are byte strings in vectors (everything that is not by-value). */
    public boolean byRef() {
        return !byVal;
    }

    /** Whether this is a true array type (varlena array made by {@code array_in}). */
    public boolean isArray() {
        return elem != 0 && len == -1 && (subscript.equals("array_subscript_handler"));
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
