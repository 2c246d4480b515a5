package org.hathi.access;

import org.hathi.types.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What an index is (a row of pg_index with its operator classes looked up). Expressions and predicates are evaluated by
 * the executor, which hands key values to this room; here they are only counted.
 */
public final class IndexInfo {
    /** Key column sorts descending (INDOPTION_DESC). */
    public static final int DESC = 1;
    /** Nulls sort before other values as the scan goes (INDOPTION_NULLS_FIRST). */
    public static final int NULLS_FIRST = 2;

    /** How a key column is compared; everything but GENERIC without a call through {@link Comparator}. */
    static final int GENERIC = 0;

    static final int INT2 = 1;
    static final int INT4 = 2;
    static final int INT8 = 3;
    static final int OID = 4;
    static final int TEXT = 5;
    static final int NAME = 6;

    /** Collations that order by bytes: default (the database's, C), C, POSIX. */
    private static final int DEFAULT_COLLATION = 100;

    private static final int C_COLLATION = 950;
    private static final int POSIX_COLLATION = 951;

    public final int indexOid;
    public final int heapOid;
    /** Access method name: btree. */
    public final String method;
    /** pg_index.indkey: heap column of each index column, 0 for an expression; included columns after the key ones. */
    public final int[] columns;
    /** Number of key columns; the rest are included. */
    public final int keys;
    /** Compares key column i. */
    public final Comparator[] comparators;
    /** Collation of key column i, 0 if none. */
    public final int[] collations;
    /** {@link #DESC}, {@link #NULLS_FIRST} per key column. */
    public final int[] options;

    public final boolean unique;
    public final boolean nullsNotDistinct;
    public final boolean primary;
    /** Enforced at once, not deferrable (pg_index.indimmediate). */
    public final boolean immediate;

    public final boolean exclusion;
    public final boolean hasExpressions;
    public final boolean hasPredicate;
    /** All key operator classes promise that equal values have equal bytes (btequalimage): deduplication is safe. */
    public final boolean allEqualImage;
    /** pg_index.indisvalid, indisready: may be changed by the owner of this object. */
    public boolean valid = true;

    public boolean ready = true;
    /** Formats a key for {@code Key (a, b)=(1, x) already exists.}; null: no detail is given. */
    public @Nullable KeyFormatter formatter;

    final int[] kinds;

    /** Describes the key of an index tuple to the user. */
    @FunctionalInterface
    public interface KeyFormatter {
        /** The text {@code (a, b)=(1, x)} for the key values, or null when the user may not see it. */
        @Nullable
        String format(Relation index, @Nullable Object[] values);
    }

    /** Everything pg_index and the operator classes say; {@code support} is the prosrc of each key's order function. */
    public record Spec(
            int indexOid,
            int heapOid,
            String method,
            int[] columns,
            int keys,
            String[] support,
            Comparator[] comparators,
            int[] collations,
            int[] options,
            boolean unique,
            boolean nullsNotDistinct,
            boolean primary,
            boolean immediate,
            boolean exclusion,
            boolean hasExpressions,
            boolean hasPredicate,
            boolean allEqualImage) {}

    public IndexInfo(Spec s) {
        indexOid = s.indexOid;
        heapOid = s.heapOid;
        method = s.method;
        columns = s.columns;
        keys = s.keys;
        comparators = s.comparators;
        collations = s.collations;
        options = s.options;
        unique = s.unique;
        nullsNotDistinct = s.nullsNotDistinct;
        primary = s.primary;
        immediate = s.immediate;
        exclusion = s.exclusion;
        hasExpressions = s.hasExpressions;
        hasPredicate = s.hasPredicate;
        allEqualImage = s.allEqualImage;
        kinds = new int[s.keys];
        for (int i = 0; i < s.keys; i++) {
            kinds[i] = kind(s.support[i], s.collations[i]);
        }
    }

    /** A plain index over heap columns, ascending, nulls last. */
    public static IndexInfo simple(
            int indexOid, int heapOid, int[] columns, String[] support, Comparator[] comparators, boolean unique) {
        int n = columns.length;
        return new IndexInfo(new Spec(
                indexOid,
                heapOid,
                "btree",
                columns,
                n,
                support,
                comparators,
                new int[n],
                new int[n],
                unique,
                false,
                false,
                true,
                false,
                false,
                false,
                true));
    }

    /** Number of columns of the index, included ones too. */
    public int natts() {
        return columns.length;
    }

    public boolean isDescending(int key) {
        return (options[key] & DESC) != 0;
    }

    public boolean nullsFirst(int key) {
        return (options[key] & NULLS_FIRST) != 0;
    }

    private static int kind(String support, int collation) {
        return switch (support) {
            case "btint2cmp" -> INT2;
            case "btint4cmp", "date_cmp" -> INT4;
            case "btint8cmp", "timestamp_cmp" -> INT8;
            case "btoidcmp" -> OID;
            case "bttextcmp", "byteacmp", "bttext_pattern_cmp" -> isByteOrder(collation) ? TEXT : GENERIC;
            case "btnamecmp" -> isByteOrder(collation) ? NAME : GENERIC;
            default -> GENERIC;
        };
    }

    private static boolean isByteOrder(int collation) {
        return collation == 0
                || collation == DEFAULT_COLLATION
                || collation == C_COLLATION
                || collation == POSIX_COLLATION;
    }
}
