package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.IndexTuple;
import org.hathi.types.Comparator;
import org.jspecify.annotations.Nullable;

/** One condition of a B-tree scan, with its strategy turned to the order on disk (a descending column mirrors it). */
final class BtCondition {
    final ScanKey key;
    /** 0-based index column. */
    final int column;
    /** Strategy in disk order. */
    int strategy;

    final boolean isNull;
    final boolean isNotNull;
    final boolean descending;
    final boolean nullsFirst;
    final BtCondition @Nullable [] members;
    /** Finds columns in tuples; shared by the conditions of a scan. */
    private final BtKey one;

    /** How many members of a row comparison are consecutive columns of one direction: the order of the index. */
    private int ordered;

    private final Comparator comparator;

    @Nullable
    Object argument;

    /** A tuple that fails this ends the scan, going forward or backward. */
    boolean requiredForward;

    boolean requiredBackward;

    BtCondition(Relation index, BtKey layout, ScanKey k) {
        key = k;
        column = k.column - 1;
        IndexInfo info = index.indexInfo();
        boolean isKey = column < info.keys;
        descending = isKey && info.isDescending(column);
        nullsFirst = isKey && info.nullsFirst(column);
        strategy = descending ? 6 - k.strategy : k.strategy;
        isNull = k.kind == ScanKey.Kind.IS_NULL;
        isNotNull = k.kind == ScanKey.Kind.IS_NOT_NULL;
        one = layout;
        comparator = k.comparator != null ? k.comparator : info.comparators[column];
        argument = k.argument;
        if (k.row != null) {
            members = new BtCondition[k.row.length];
            for (int i = 0; i < members.length; i++) {
                members[i] = new BtCondition(index, layout, k.row[i]);
                BtCondition m = members[i];
                boolean follows = i == ordered && m.column == column + i;
                ordered += follows && m.descending == descending && m.nullsFirst == nullsFirst ? 1 : 0;
            }
        } else {
            members = null;
        }
    }

    /** Takes the argument of a key that is otherwise the same as this condition's; false when it is another. */
    boolean takeArgument(ScanKey k) {
        if (k.kind != ScanKey.Kind.COMPARE
                || key.kind != ScanKey.Kind.COMPARE
                || k.column != key.column
                || k.strategy != key.strategy
                || k.comparator != key.comparator) {
            return false;
        }
        argument = k.argument;
        return true;
    }

    boolean isEquality() {
        return isNull || (strategy == ScanKey.EQUAL && !isNotNull && members == null);
    }

    /** Column value against the argument (in type order): negative when the column is less. */
    private int compare(MemorySegment m, long q) {
        Object a = argument;
        if (a == null) {
            throw new IllegalStateException("null argument");
        }
        return comparator.compare(m, q, a);
    }

    /** Result of the last {@link #test}: the scan may end here, going in that direction. */
    boolean stop;

    /** Does the index tuple at {@code t} satisfy the condition? Sets {@link #stop}. */
    boolean test(MemorySegment m, long t, boolean forward) {
        stop = false;
        boolean required = forward ? requiredForward : requiredBackward;
        if (members != null) {
            return testRow(m, t, Integer.MAX_VALUE, required);
        }
        long q = IndexTuple.hasNulls(m, t) && IndexTuple.isNull(m, t, column) ? -1 : one.position(m, t, column);
        if (isNull) {
            stop = required && q >= 0;
            return q < 0;
        }
        if (q < 0) {
            stop = !isNotNull && (requiredForward || requiredBackward) && (nullsFirst ? !forward : forward);
            return false;
        }
        if (isNotNull) {
            return true;
        }
        int c = compare(m, q);
        boolean ok = satisfies(key.strategy, c);
        stop = !ok && required;
        return ok;
    }

    static boolean satisfies(int strategy, int c) {
        return switch (strategy) {
            case ScanKey.LESS -> c < 0;
            case ScanKey.LESS_EQUAL -> c <= 0;
            case ScanKey.EQUAL -> c == 0;
            case ScanKey.GREATER_EQUAL -> c >= 0;
            default -> c > 0;
        };
    }

    private boolean testRow(MemorySegment m, long t, int have, boolean required) {
        BtCondition[] row = members;
        if (row == null) {
            return true;
        }
        int c = 0;
        int i = 0;
        for (; i < row.length && c == 0; i++) {
            if (row[i].column >= have) {
                return true;
            }
            long q = row[i].one.position(m, t, row[i].column);
            if (q < 0 || row[i].argument == null) {
                return false;
            }
            c = row[i].compare(m, q);
        }
        boolean ok = satisfies(key.strategy, c);
        stop = !ok && required && i <= ordered;
        return ok;
    }

    /** Does no tuple from the high key at {@code t}, which has {@code have} columns, on satisfy the condition? */
    boolean endsAt(MemorySegment m, long t, int have) {
        stop = false;
        return !(members != null ? testRow(m, t, have, requiredForward) : test(m, t, true)) && stop;
    }

    /** The members of a row comparison that a search can start from: none of them null. */
    int startMembers() {
        BtCondition[] row = members;
        int n = 0;
        while (row != null && n < ordered && row[n].argument != null) {
            n++;
        }
        return n;
    }
}
