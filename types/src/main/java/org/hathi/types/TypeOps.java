package org.hathi.types;

import java.lang.foreign.MemorySegment;

/**
 * Ordering, equality and hashing of one type, as its default btree and hash operator classes say. Equal values hash
 * equal; nulls are the caller's affair. Get one with {@link #of}; instances are immutable unless the type is a
 * container.
 */
public abstract class TypeOps {
    /** The operations of a type; {@code collation} 0 when not collatable. 42883 when the type has no ordering. */
    public static TypeOps of(TypeCatalog types, int typeOid, int collation) {
        TypeOps ops = TypeOpsTable.find(types, typeOid, collation);
        if (ops == null) {
            throw new org.hathi.base.SqlError(
                    org.hathi.base.SqlState.UNDEFINED_FUNCTION,
                    "could not identify a comparison function for type " + types.formatType(typeOid, -1));
        }
        return ops;
    }

    /** As {@link #of}, for who asks whether values are equal. */
    public static TypeOps equality(TypeCatalog types, int typeOid, int collation) {
        TypeOps ops = TypeOpsTable.find(types, typeOid, collation);
        if (ops == null) {
            throw new org.hathi.base.SqlError(
                    org.hathi.base.SqlState.UNDEFINED_FUNCTION,
                    "could not identify an equality operator for type " + types.formatType(typeOid, -1));
        }
        return ops;
    }

    /** As {@link #of}, but null when the type has no ordering. */
    public static @org.jspecify.annotations.Nullable TypeOps ofIfAny(TypeCatalog types, int typeOid, int collation) {
        return TypeOpsTable.find(types, typeOid, collation);
    }

    /**
     * The operations behind a btree support function (pg_amproc 1: {@code btint4cmp}, {@code bttextcmp}, …); null when
     * not known (a user's function) or when the two sides have different types that need conversion (date against
     * timestamp).
     */
    public static @org.jspecify.annotations.Nullable TypeOps bySupportFunction(
            TypeCatalog types, String prosrc, int typeOid, int collation) {
        return TypeOpsTable.bySupport(types, prosrc, typeOid, collation);
    }

    /** Compares row {@code i} of {@code a} with row {@code j} of {@code b}. */
    public abstract int compare(Vector a, int i, Vector b, int j);

    public boolean equal(Vector a, int i, Vector b, int j) {
        return compare(a, i, b, j) == 0;
    }

    /** A hash of row {@code i}; equal values have equal hashes. */
    public abstract int hash(Vector v, int i);

    /** Compares two datums. */
    public abstract int compare(Object a, Object b);

    /** A hash of a datum, the same as {@link #hash(Vector, int)}. */
    public abstract int hash(Object a);

    /** Compares a value as stored on a page with a datum. */
    public abstract int compare(MemorySegment m, long off, Object datum);

    /** This as a page comparator. */
    public Comparator comparator() {
        return this::compare;
    }
}
