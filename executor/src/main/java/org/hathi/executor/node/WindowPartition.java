package org.hathi.executor.node;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.parser.tree.WindowFrame;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.types.CallInfo;
import org.hathi.types.Kernel;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** One partition with its peer groups and the frame of each row: rows {@code [start, end)}, less what is excluded. */
final class WindowPartition {
    final ExecState es;
    final WindowAgg window;
    final RowStore rows;
    final int n;
    /** Number of the peer group of each row, and where each group starts (one more entry than groups). */
    final int[] group;

    int[] groupStart = new int[1];
    int groups;
    private @Nullable Object startOffset;
    private @Nullable Object endOffset;

    WindowPartition(ExecState es, WindowAgg window, RowStore rows, int n) {
        this.es = es;
        this.window = window;
        this.rows = rows;
        this.n = n;
        this.group = new int[n];
    }

    void peers(TypeOps[] ops) {
        groupStart = new int[n + 1];
        groups = 0;
        for (int i = 0; i < n; i++) {
            if (i == 0
                    || window.orderColumns.length > 0
                            && !UniqueNode.same(window.orderColumns, ops, rows.cols, i - 1, rows.cols, i)) {
                groupStart[groups++] = i;
            }
            group[i] = groups - 1;
        }
        groupStart[groups] = n;
    }

    void offsets(@Nullable Object start, @Nullable Object end) {
        int f = window.frameOptions;
        boolean offsetStart = (f & (WindowFrame.START_OFFSET_PRECEDING | WindowFrame.START_OFFSET_FOLLOWING)) != 0;
        boolean offsetEnd = (f & (WindowFrame.END_OFFSET_PRECEDING | WindowFrame.END_OFFSET_FOLLOWING)) != 0;
        if (offsetStart) {
            check(start, "starting");
        }
        if (offsetEnd) {
            check(end, "ending");
        }
        startOffset = start;
        endOffset = end;
    }

    private void check(@Nullable Object o, String which) {
        if (o == null) {
            throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "frame " + which + " offset must not be null");
        }
        if (!range() && (Long) o < 0) {
            throw new SqlError(
                    SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE, "frame " + which + " offset must not be negative");
        }
    }

    private boolean range() {
        return (window.frameOptions & WindowFrame.RANGE) != 0;
    }

    private boolean has(int bit) {
        return (window.frameOptions & bit) != 0;
    }

    int start(int row) {
        if (has(WindowFrame.START_UNBOUNDED_PRECEDING)) {
            return 0;
        }
        if (has(WindowFrame.START_CURRENT_ROW)) {
            return has(WindowFrame.ROWS) ? row : groupStart[group[row]];
        }
        boolean preceding = has(WindowFrame.START_OFFSET_PRECEDING);
        if (range()) {
            return rangeBound(row, java.util.Objects.requireNonNull(startOffset), preceding, true);
        }
        long off = (Long) java.util.Objects.requireNonNull(startOffset);
        if (has(WindowFrame.ROWS)) {
            return clamp(preceding ? row - off : row + off);
        }
        return groupAt(preceding ? group[row] - off : group[row] + off);
    }

    int end(int row) {
        if (has(WindowFrame.END_UNBOUNDED_FOLLOWING)) {
            return n;
        }
        if (has(WindowFrame.END_CURRENT_ROW)) {
            return has(WindowFrame.ROWS) ? row + 1 : groupStart[group[row] + 1];
        }
        boolean preceding = has(WindowFrame.END_OFFSET_PRECEDING);
        if (range()) {
            return rangeBound(row, java.util.Objects.requireNonNull(endOffset), preceding, false);
        }
        long off = (Long) java.util.Objects.requireNonNull(endOffset);
        if (has(WindowFrame.ROWS)) {
            return clamp((preceding ? row - off : row + off) + 1);
        }
        return groupAt((preceding ? group[row] - off : group[row] + off) + 1);
    }

    private int clamp(long at) {
        return (int) Math.max(0, Math.min(n, at));
    }

    private int groupAt(long g) {
        return g <= 0 ? 0 : g >= groups ? n : groupStart[(int) g];
    }

    private @Nullable Kernel inRangeStart;
    private @Nullable Kernel inRangeEnd;

    private Kernel inRange(int function, Object offset) {
        ProcInfo p = es.env.catalog.proc(function);
        return es.env.kernel(p, new CallInfo(p.argTypes(), Oids.BOOL, window.inRangeCollation, true, false));
    }

    /** The first row at or beyond the bound (start) or beyond it (end), by the in_range function. */
    private int rangeBound(int row, Object offset, boolean preceding, boolean start) {
        Vector key = rows.cols[window.orderColumns[0] - 1];
        if (key.isNull(row)) {
            // Nulls are peers of each other only.
            return start ? groupStart[group[row]] : groupStart[group[row] + 1];
        }
        Kernel k = start ? inRangeStart : inRangeEnd;
        if (k == null) {
            k = inRange(start ? window.startInRangeFunction : window.endInRangeFunction, offset);
            if (start) {
                inRangeStart = k;
            } else {
                inRangeEnd = k;
            }
        }
        boolean asc = window.inRangeAscending;
        // in_range(value, base, offset, sub, less): value <= / >= base -/+ offset
        boolean sub = asc == preceding;
        boolean less = asc != start;
        int lo = 0;
        int hi = groups;
        while (lo < hi) {
            int mid = lo + hi >>> 1;
            int r = groupStart[mid];
            boolean before;
            if (key.isNull(r)) {
                before = window.inRangeNullsFirst;
            } else {
                boolean in = call(k, key, r, row, offset, sub, less);
                before = start ? !in : in;
            }
            if (before) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        return groupStart[lo];
    }

    private boolean call(Kernel k, Vector key, int value, int base, Object offset, boolean sub, boolean less) {
        Vector[] args = {
            Vector.of(key.byRef, key.datum(value)),
            Vector.of(key.byRef, key.datum(base)),
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

    /** Is row {@code r} of the frame of {@code current} left out? */
    boolean excluded(int current, int r) {
        if (has(WindowFrame.EXCLUDE_CURRENT_ROW)) {
            return r == current;
        }
        if (has(WindowFrame.EXCLUDE_GROUP)) {
            return group[r] == group[current];
        }
        return has(WindowFrame.EXCLUDE_TIES) && r != current && group[r] == group[current];
    }
}
