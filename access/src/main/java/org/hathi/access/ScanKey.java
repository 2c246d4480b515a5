package org.hathi.access;

import org.hathi.types.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A condition {@code column OP argument} of an index or catalog scan. {@code column} is 1-based: an index column for
 * index scans, a heap column for heap scans with keys.
 */
public final class ScanKey {
    public static final int LESS = 1;
    public static final int LESS_EQUAL = 2;
    public static final int EQUAL = 3;
    public static final int GREATER_EQUAL = 4;
    public static final int GREATER = 5;

    /** What kind of condition. */
    public enum Kind {
        /** {@code column OP argument}; never true for a null argument. */
        COMPARE,
        /** {@code column IS NULL}. */
        IS_NULL,
        /** {@code column IS NOT NULL}. */
        IS_NOT_NULL,
        /** {@code column OP ANY (array)}: {@link #array} holds the elements (nulls never match). */
        ARRAY,
        /** {@code (column, …) OP (argument, …)}: {@link #row} holds the members, each with the row's strategy. */
        ROW
    }

    public final Kind kind;
    public final int column;
    public final int strategy;
    public final @Nullable Object argument;
    public final @Nullable Object @Nullable [] array;
    public final ScanKey @Nullable [] row;
    /**
     * Compares the column with the argument when their types differ (int4 column, int8 argument); null: the index's.
     */
    public final @Nullable Comparator comparator;

    private ScanKey(
            Kind kind,
            int column,
            int strategy,
            @Nullable Object argument,
            @Nullable Object @Nullable [] array,
            ScanKey @Nullable [] row,
            @Nullable Comparator comparator) {
        this.kind = kind;
        this.column = column;
        this.strategy = strategy;
        this.argument = argument;
        this.array = array;
        this.row = row;
        this.comparator = comparator;
    }

    public static ScanKey of(int column, int strategy, @Nullable Object argument) {
        return new ScanKey(Kind.COMPARE, column, strategy, argument, null, null, null);
    }

    public static ScanKey of(int column, int strategy, @Nullable Object argument, @Nullable Comparator comparator) {
        return new ScanKey(Kind.COMPARE, column, strategy, argument, null, null, comparator);
    }

    public static ScanKey equal(int column, @Nullable Object argument) {
        return of(column, EQUAL, argument);
    }

    public static ScanKey isNull(int column) {
        return new ScanKey(Kind.IS_NULL, column, EQUAL, null, null, null, null);
    }

    public static ScanKey isNotNull(int column) {
        return new ScanKey(Kind.IS_NOT_NULL, column, EQUAL, null, null, null, null);
    }

    public static ScanKey any(int column, int strategy, @Nullable Object[] elements, @Nullable Comparator comparator) {
        return new ScanKey(Kind.ARRAY, column, strategy, null, elements, null, comparator);
    }

    public static ScanKey row(int strategy, ScanKey... members) {
        return new ScanKey(Kind.ROW, members[0].column, strategy, null, null, members, null);
    }
}
