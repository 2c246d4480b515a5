package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.store.TupleStore;
import org.hathi.parser.tree.WindowFrame;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.types.CallInfo;
import org.hathi.types.Kernel;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * One partition: peer groups and frames of its rows, computed a batch of rows at a time, in order. Bounds only move
 * forward, so
 * each is a cursor over the stored rows and nothing is kept for every row.
 */
final class WindowPartition {
    final ExecState es;
    final WindowAgg window;
    final TupleStore rows;
    private final TypeOps[] orderOps;
    private final boolean[] byRef;
    long n;

    /** For each row of the batch: number and rows [start, end) of its peer group, and its frame [start, end). */
    final long[] group = new long[ExecNode.MAX_BATCH];

    final long[] groupStart = new long[ExecNode.MAX_BATCH];
    final long[] groupEnd = new long[ExecNode.MAX_BATCH];
    final long[] frameStart = new long[ExecNode.MAX_BATCH];
    final long[] frameEnd = new long[ExecNode.MAX_BATCH];

    private Groups current;
    private @Nullable Groups startGroups;
    private @Nullable Groups endGroups;
    private TupleStore.@Nullable Reader keys;
    private @Nullable Object startOffset;
    private @Nullable Object endOffset;

    WindowPartition(ExecState es, WindowAgg window, TupleStore rows, boolean[] byRef, TypeOps[] orderOps) {
        this.es = es;
        this.window = window;
        this.rows = rows;
        this.byRef = byRef;
        this.orderOps = orderOps;
        this.current = new Groups();
    }

    /** All rows of the partition are stored. */
    void begin(@Nullable Object start, @Nullable Object end) {
        n = rows.size();
        int f = window.frameOptions;
        if ((f & (WindowFrame.START_OFFSET_PRECEDING | WindowFrame.START_OFFSET_FOLLOWING)) != 0) {
            check(start, "starting");
        }
        if ((f & (WindowFrame.END_OFFSET_PRECEDING | WindowFrame.END_OFFSET_FOLLOWING)) != 0) {
            check(end, "ending");
        }
        startOffset = start;
        endOffset = end;
        current.restart();
        if (startGroups != null) {
            startGroups.restart();
        }
        if (endGroups != null) {
            endGroups.restart();
        }
    }

    /** More rows of the partition are stored, after the end of a peer group. */
    void grow() {
        n = rows.size();
    }

    private void check(@Nullable Object o, String which) {
        if (o == null) {
            throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "frame " + which + " offset must not be null");
        }
        if (!has(WindowFrame.RANGE) && (Long) o < 0) {
            throw new SqlError(
                    SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE, "frame " + which + " offset must not be negative");
        }
    }

    private boolean has(int bit) {
        return (window.frameOptions & bit) != 0;
    }

    /** Computes groups and frames of rows {@code [from, from + k)}. */
    void batch(long from, int k) {
        boolean peers = has(WindowFrame.RANGE | WindowFrame.GROUPS) || excludes() || window.orderColumns.length > 0;
        for (int i = 0; i < k; i++) {
            long row = from + i;
            if (peers) {
                while (current.end <= row) {
                    current.next();
                }
                group[i] = current.number;
                groupStart[i] = current.start;
                groupEnd[i] = current.end;
            } else {
                groupEnd[i] = n;
            }
            frameStart[i] = start(row);
            frameEnd[i] = Math.max(frameStart[i], end(row));
        }
    }

    private long start(long row) {
        if (has(WindowFrame.START_UNBOUNDED_PRECEDING)) {
            return 0;
        }
        if (has(WindowFrame.START_CURRENT_ROW)) {
            return has(WindowFrame.ROWS) ? row : current.start;
        }
        boolean preceding = has(WindowFrame.START_OFFSET_PRECEDING);
        Object offset = java.util.Objects.requireNonNull(startOffset);
        if (has(WindowFrame.ROWS)) {
            return moved(row, preceding, (Long) offset, 0);
        }
        Groups g = startGroups;
        if (g == null) {
            g = new Groups();
            startGroups = g;
        }
        if (has(WindowFrame.RANGE)) {
            return rangeBound(g, row, offset, preceding, true);
        }
        return g.to(moved(current.number, preceding, (Long) offset, 0)).start;
    }

    private long end(long row) {
        if (has(WindowFrame.END_UNBOUNDED_FOLLOWING)) {
            return n;
        }
        if (has(WindowFrame.END_CURRENT_ROW)) {
            return has(WindowFrame.ROWS) ? row + 1 : current.end;
        }
        boolean preceding = has(WindowFrame.END_OFFSET_PRECEDING);
        Object offset = java.util.Objects.requireNonNull(endOffset);
        if (has(WindowFrame.ROWS)) {
            return moved(row, preceding, (Long) offset, 1);
        }
        Groups g = endGroups;
        if (g == null) {
            g = new Groups();
            endGroups = g;
        }
        if (has(WindowFrame.RANGE)) {
            return rangeBound(g, row, offset, preceding, false);
        }
        return g.to(moved(current.number, preceding, (Long) offset, 1)).start;
    }

    /** {@code row ∓ offset + plus} within the partition. */
    private long moved(long row, boolean preceding, long offset, int plus) {
        if (preceding) {
            return Math.max(0, row - offset + plus);
        }
        return offset >= n - row ? n : Math.min(n, row + offset + plus);
    }

    /** A peer group that moves forward. After the last one it is empty, at the end. */
    private final class Groups {
        private TupleStore.@Nullable Reader reader;
        /** The group's first row. */
        final RowStore first = new RowStore(byRef);

        long number = -1;
        long start;
        long end;

        void restart() {
            number = -1;
            start = 0;
            end = 0;
        }

        /** Moves on to group {@code k}, or to the end; groups before the first one count as the first. */
        Groups to(long k) {
            while (number < k && start < n || number < 0) {
                next();
            }
            return this;
        }

        void next() {
            number++;
            start = end;
            if (start >= n) {
                return;
            }
            TupleStore.Reader r = reader;
            if (r == null) {
                r = rows.reader();
                reader = r;
            }
            int at = r.find(start);
            first.clear();
            first.append(r.cols(), at);
            if (window.orderColumns.length == 0) {
                end = n;
                return;
            }
            for (long i = start + 1; i < n; ) {
                at = r.find(i);
                Vector[] cols = r.cols();
                int k = r.count();
                while (at < k && UniqueNode.same(window.orderColumns, orderOps, first.cols, 0, cols, at)) {
                    at++;
                }
                i = r.first() + at;
                if (at < k) {
                    end = i;
                    return;
                }
            }
            end = n;
        }
    }

    // -------------------------------------------------------------------------------------------------------- ranges
    private @Nullable Kernel inRangeStart;
    private @Nullable Kernel inRangeEnd;

    private Kernel inRange(int function) {
        ProcInfo p = es.env.catalog.proc(function);
        return es.env.kernel(p, new CallInfo(p.argTypes(), Oids.BOOL, window.inRangeCollation, true, false));
    }

    /** The first row at or beyond the bound (start) or beyond it (end), by the in_range function. */
    private long rangeBound(Groups g, long row, Object offset, boolean preceding, boolean start) {
        int column = window.orderColumns[0] - 1;
        TupleStore.Reader r = keys;
        if (r == null) {
            r = rows.reader();
            keys = r;
        }
        int at = r.find(row);
        Vector base = r.cols()[column];
        if (base.isNull(at)) {
            // Nulls are peers of each other only.
            return start ? current.start : current.end;
        }
        Kernel k = start ? inRangeStart : inRangeEnd;
        if (k == null) {
            k = inRange(start ? window.startInRangeFunction : window.endInRangeFunction);
            if (start) {
                inRangeStart = k;
            } else {
                inRangeEnd = k;
            }
        }
        // in_range(value, base, offset, sub, less): value <= / >= base -/+ offset
        boolean sub = window.inRangeAscending == preceding;
        boolean less = window.inRangeAscending != start;
        g.to(0);
        while (g.start < n) {
            Vector value = g.first.cols[column];
            boolean before =
                    value.isNull(0) ? window.inRangeNullsFirst : call(k, value, base, at, offset, sub, less) != start;
            if (!before) {
                break;
            }
            g.next();
        }
        return g.start;
    }

    private boolean call(Kernel k, Vector value, Vector base, int at, Object offset, boolean sub, boolean less) {
        Vector[] args = {
            Vector.of(value.byRef, value.datum(0)),
            Vector.of(base.byRef, base.datum(at)),
            Vector.of(offset instanceof byte[], offset),
            Vector.of(false, sub ? 1L : 0L),
            Vector.of(false, less ? 1L : 0L)
        };
        Vector out = new Vector(false, 1);
        k.eval(es.cx, args, null, 1, out);
        return !out.isNull(0) && out.getBool(0);
    }

    boolean excludes() {
        return has(WindowFrame.EXCLUDE_CURRENT_ROW | WindowFrame.EXCLUDE_GROUP | WindowFrame.EXCLUDE_TIES);
    }

    /** Is row {@code r} of the frame of row {@code row}, number {@code i} of the batch, left out? */
    boolean excluded(long row, int i, long r) {
        if (has(WindowFrame.EXCLUDE_CURRENT_ROW)) {
            return r == row;
        }
        boolean peer = r >= groupStart[i] && r < groupEnd[i];
        if (has(WindowFrame.EXCLUDE_GROUP)) {
            return peer;
        }
        return has(WindowFrame.EXCLUDE_TIES) && r != row && peer;
    }
}
