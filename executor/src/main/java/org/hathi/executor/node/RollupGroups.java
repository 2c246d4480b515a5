package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Groups of several grouping sets over rows sorted by the largest of them, each set being the beginning of the one
 * before: where a column changes the groups of all sets that have it are complete. Complete groups wait, the larger
 * sets' first, until {@link #take} hands them out.
 */
final class RollupGroups {
    /** The groups of one set. */
    private static final class Level {
        private final int[] positions;
        private final List<AggCall.State> states = new ArrayList<>();
        /** First row of the open group. */
        private RowStore first;

        /** Number (for the transition values) of the open group; −1 before the first row. */
        private int open = -1;

        private int[] free = new int[4];
        private int freeCount;
        private int highest;
        private int[] groupOf = new int[0];

        Level(int[] positions, RowStore first) {
            this.positions = positions;
            this.first = first;
        }

        int allocate() {
            return freeCount > 0 ? free[--freeCount] : highest++;
        }

        void release(int n) {
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, freeCount * 4);
            }
            free[freeCount++] = n;
        }
    }

    private final List<AggCall> calls;
    /** Input columns (0-based) kept of each group's first row. */
    private final List<Integer> kept;

    private final boolean[] keptByRef;
    /** Input columns (0-based) of the largest set, in order. */
    private final int[] columns;

    private final TypeOps[] ops;
    private final Level[] levels;
    private @Nullable RowStore last;

    private int[] doneLevel = new int[8];
    private int[] doneGroup = new int[8];
    private RowStore doneRows;
    private int done;

    /**
     * @param sets positions in the grouping columns, the largest set first
     * @param columns input column (0-based) of each grouping column
     */
    RollupGroups(
            List<AggCall> calls,
            List<Integer> kept,
            boolean[] keptByRef,
            List<int[]> sets,
            int[] columns,
            TypeOps[] ops) {
        this.calls = calls;
        this.kept = kept;
        this.keptByRef = keptByRef;
        int[] largest = sets.get(0);
        this.columns = new int[largest.length];
        this.ops = new TypeOps[largest.length];
        for (int i = 0; i < largest.length; i++) {
            this.columns[i] = columns[largest[i]];
            this.ops[i] = ops[largest[i]];
        }
        this.levels = new Level[sets.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = new Level(sets.get(i), new RowStore(keptByRef));
            for (AggCall c : calls) {
                levels[i].states.add(c.start());
            }
        }
        this.doneRows = new RowStore(keptByRef);
    }

    /** Adds rows; {@code f} is their frame. */
    void add(Frame f, Batch b) {
        for (Level l : levels) {
            if (l.groupOf.length < b.rows) {
                l.groupOf = new int[Math.max(b.rows, 64)];
            }
        }
        Vector @Nullable [] prev = null;
        int prevRow = 0;
        for (int i = 0; i < b.n; i++) {
            int r = b.row(i);
            RowStore before = last;
            int same = prev != null
                    ? common(prev, prevRow, b.cols, r)
                    : before == null ? -1 : common(before.cols, 0, b.cols, r);
            for (int k = 0; k < levels.length; k++) {
                Level l = levels[k];
                if (same < 0 || l.positions.length > same) {
                    begin(k, b, r);
                }
                l.groupOf[r] = l.open;
            }
            prev = b.cols;
            prevRow = r;
        }
        RowStore now = RowStore.like(b.cols);
        now.append(b.cols, prevRow);
        last = now;
        for (Level l : levels) {
            for (AggCall.State s : l.states) {
                s.resize(l.highest);
                s.add(f, b, l.groupOf);
            }
        }
    }

    /** How many leading columns of two rows are equal; nulls are equal. */
    private int common(Vector[] a, int i, Vector[] b, int j) {
        int k = 0;
        while (k < columns.length) {
            Vector x = a[columns[k]];
            Vector y = b[columns[k]];
            boolean n = x.isNull(i);
            if (n != y.isNull(j) || !n && !ops[k].equal(x, i, y, j)) {
                break;
            }
            k++;
        }
        return k;
    }

    private void begin(int level, Batch b, int r) {
        Level l = levels[level];
        if (l.open >= 0) {
            complete(level);
        }
        l.open = l.allocate();
        RowStore first = new RowStore(keptByRef);
        for (int i = 0; i < first.cols.length; i++) {
            first.cols[i].ensureCapacity(4);
            first.cols[i].copyRow(b.cols[kept.get(i)], r, 0);
        }
        first.n = 1;
        l.first = first;
    }

    private void complete(int level) {
        if (done == doneLevel.length) {
            doneLevel = Arrays.copyOf(doneLevel, done * 4);
            doneGroup = Arrays.copyOf(doneGroup, done * 4);
        }
        Level l = levels[level];
        doneLevel[done] = level;
        doneGroup[done++] = l.open;
        for (int i = 0; i < doneRows.cols.length; i++) {
            doneRows.cols[i].ensureCapacity(Math.max(done, 8));
            doneRows.cols[i].copyRow(l.first.cols[i], 0, done - 1);
        }
        doneRows.n = done;
        l.open = -1;
    }

    /** All rows are there; without any, the sets without columns have a group all the same. */
    void end() {
        for (int k = 0; k < levels.length; k++) {
            Level l = levels[k];
            if (l.open < 0 && l.positions.length == 0) {
                l.open = l.allocate();
                for (AggCall.State s : l.states) {
                    s.resize(l.highest);
                }
                l.first = new RowStore(keptByRef);
                for (Vector v : l.first.cols) {
                    v.ensureCapacity(1);
                    v.setNull(0);
                }
                l.first.n = 1;
            }
            if (l.open >= 0) {
                complete(k);
            }
        }
    }

    /** How many groups wait. */
    int waiting() {
        return done;
    }

    /** The positions of the set that waiting group {@code i} belongs to. */
    int[] setOf(int i) {
        return levels[doneLevel[i]].positions;
    }

    /** Hands out the waiting groups: the columns kept, and into {@code results} the aggregates. */
    Vector[] take(Vector[] results) {
        for (Level l : levels) {
            for (AggCall.State s : l.states) {
                s.settle(l.open);
            }
        }
        for (int c = 0; c < results.length; c++) {
            for (int i = 0; i < done; i++) {
                AggCall.State s = levels[doneLevel[i]].states.get(c);
                s.finish(doneGroup[i], results[c], i);
                s.clear(doneGroup[i]);
            }
        }
        for (int i = 0; i < done; i++) {
            levels[doneLevel[i]].release(doneGroup[i]);
        }
        Vector[] out = doneRows.cols;
        doneRows = new RowStore(keptByRef);
        done = 0;
        return out;
    }
}
