package org.hathi.executor.node;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.executor.store.TupleStore;
import org.hathi.parser.tree.WindowFrame;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.AggState;
import org.hathi.types.Aggregate;
import org.hathi.types.Aggregates;
import org.hathi.types.CallInfo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * One window function (or aggregate used as one): computes its column of a partition, a batch of rows at a time, in
 * order.
 */
final class WindowCall {
    final WindowFunc func;
    private final ExecState es;
    private final ProcInfo proc;
    private final ExprState[] args;
    private final @Nullable Filter filter;
    private final @Nullable Aggregate aggregate;
    private final CallInfo call;
    private final Frame frame = new Frame();

    WindowCall(ExecState es, WindowFunc f, ExprCompiler c) {
        this.es = es;
        this.func = f;
        this.proc = es.env.catalog.proc(f.winfnoid());
        es.checkExecute(proc, "function");
        this.args = c.compile(f.args());
        Expr fl = f.aggfilter();
        this.filter = fl == null ? null : c.filter(List.of(fl));
        int[] types = new int[args.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = f.args().get(i).type();
        }
        this.call = new CallInfo(types, f.wintype(), f.inputcollid(), false, false);
        Aggregate a = null;
        if (f.winagg()) {
            a = Aggregates.lookup(f.winfnoid());
            if (a == null) {
                a = UserAggregate.of(es, aggref(f));
            }
            if (a == null) {
                throw SqlError.unsupported("aggregate function " + proc.name());
            }
        }
        this.aggregate = a;
        this.result = new Vector(es.byRef(f.wintype()), 0);
    }

    private static Aggref aggref(WindowFunc f) {
        List<TargetEntry> targets = new java.util.ArrayList<>();
        for (Expr e : f.args()) {
            targets.add(new TargetEntry(e, targets.size() + 1, null, false));
        }
        return new Aggref(
                f.winfnoid(),
                f.wintype(),
                f.wincollid(),
                f.inputcollid(),
                0,
                new int[0],
                List.of(),
                targets,
                List.of(),
                List.of(),
                null,
                f.winstar(),
                false,
                'n',
                0,
                0,
                0,
                0,
                -1);
    }

    /** An argument at any row of the partition: evaluated a chunk of rows at a time. */
    private static final class Column {
        private final TupleStore.Reader reader;
        private final ExprState expr;
        private final Frame frame = new Frame();
        private long first;
        private int count;
        Vector v;

        Column(TupleStore rows, ExprState expr) {
            this.reader = rows.reader();
            this.expr = expr;
            this.v = new Vector(expr.byRef, 0);
        }

        void restart() {
            count = 0;
        }

        /** Makes {@link #v} hold row {@code row}; at which place. */
        int find(long row) {
            if (row < first || row >= first + count) {
                reader.find(row);
                first = reader.first();
                count = reader.count();
                frame.cols = reader.cols();
                frame.rows = count;
                v = expr.eval(frame, null, count);
            }
            return (int) (row - first);
        }
    }

    private Column[] columns = new Column[0];

    /** A partition begins; its rows are all stored. */
    void begin(WindowPartition p) {
        if (columns.length != args.length) {
            columns = new Column[args.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = new Column(p.rows, args[i]);
            }
        }
        for (Column c : columns) {
            c.restart();
        }
        Aggregate a = aggregate;
        if (a != null) {
            AggregateFrames f = frames;
            if (f == null) {
                f = new AggregateFrames(a, p);
                frames = f;
            }
            f.begin();
        }
    }

    private final Vector result;

    /** The results of rows {@code [from, from + k)}, which {@link WindowPartition#batch} has been called for. */
    Vector compute(WindowPartition p, long from, int k) {
        Vector out = result;
        out.reset();
        out.ensureCapacity(k);
        if (frames != null) {
            frames.compute(from, k, out);
            return out;
        }
        switch (proc.source()) {
            case "window_row_number" -> {
                for (int i = 0; i < k; i++) {
                    out.setLong(i, from + i + 1);
                }
            }
            case "window_rank" -> {
                for (int i = 0; i < k; i++) {
                    out.setLong(i, p.groupStart[i] + 1);
                }
            }
            case "window_dense_rank" -> {
                for (int i = 0; i < k; i++) {
                    out.setLong(i, p.group[i] + 1);
                }
            }
            case "window_percent_rank" -> {
                for (int i = 0; i < k; i++) {
                    out.setDouble(i, p.n <= 1 ? 0 : p.groupStart[i] / (double) (p.n - 1));
                }
            }
            case "window_cume_dist" -> {
                for (int i = 0; i < k; i++) {
                    out.setDouble(i, p.groupEnd[i] / (double) p.n);
                }
            }
            case "window_ntile" -> ntile(p.n, from, k, out);
            case "window_lag" -> shift(p.n, from, k, out, -1, false, false);
            case "window_lag_with_offset" -> shift(p.n, from, k, out, -1, true, false);
            case "window_lag_with_offset_and_default" -> shift(p.n, from, k, out, -1, true, true);
            case "window_lead" -> shift(p.n, from, k, out, 1, false, false);
            case "window_lead_with_offset" -> shift(p.n, from, k, out, 1, true, false);
            case "window_lead_with_offset_and_default" -> shift(p.n, from, k, out, 1, true, true);
            case "window_first_value" -> inFrame(p, from, k, out, 'f');
            case "window_last_value" -> inFrame(p, from, k, out, 'l');
            case "window_nth_value" -> inFrame(p, from, k, out, 'n');
            default -> throw SqlError.unsupported("window function " + proc.name());
        }
        return out;
    }

    /** Is the result of a row, once all its peers are stored, not changed by rows that follow? */
    boolean looksBack(int frameOptions) {
        boolean ranks =
                switch (proc.source()) {
                    case "window_row_number", "window_rank", "window_dense_rank" -> true;
                    default -> false;
                };
        return ranks
                || aggregate != null
                        && (frameOptions & WindowFrame.START_UNBOUNDED_PRECEDING) != 0
                        && (frameOptions & WindowFrame.END_CURRENT_ROW) != 0;
    }

    /** Does the function only count rows? */
    boolean ignoresPeers() {
        return proc.source().equals("window_row_number");
    }

    /** Makes results {@code [from, n)} of a batch nulls. */
    Vector nulls(int from, int n) {
        if (from == 0) {
            result.reset();
            result.ensureCapacity(n);
        }
        for (int i = from; i < n; i++) {
            result.setNull(i);
        }
        return result;
    }

    private void ntile(long n, long from, int k, Vector out) {
        int at = columns[0].find(0);
        Vector arg = columns[0].v;
        if (arg.isNull(at)) {
            for (int i = 0; i < k; i++) {
                out.setNull(i);
            }
            return;
        }
        long buckets = arg.getInt(at);
        if (buckets <= 0) {
            throw new SqlError(SqlState.INVALID_ARGUMENT_FOR_NTILE, "argument of ntile must be greater than zero");
        }
        long size = n / buckets;
        long larger = n % buckets;
        long big = larger * (size + 1);
        for (int i = 0; i < k; i++) {
            long row = from + i;
            out.setLong(i, row < big ? row / (size + 1) + 1 : (row - big) / Math.max(1, size) + larger + 1);
        }
    }

    private void shift(long n, long from, int k, Vector out, int sign, boolean offset, boolean otherwise) {
        Column value = columns[0];
        for (int i = 0; i < k; i++) {
            long row = from + i;
            long by = 1;
            if (offset) {
                int o = columns[1].find(row);
                if (columns[1].v.isNull(o)) {
                    out.setNull(i);
                    continue;
                }
                by = columns[1].v.longs[o];
            }
            long at = row + sign * by;
            if (at >= 0 && at < n) {
                int r = value.find(at);
                out.copyRow(value.v, r, i);
            } else if (otherwise) {
                int r = columns[2].find(row);
                out.copyRow(columns[2].v, r, i);
            } else {
                out.setNull(i);
            }
        }
    }

    private void inFrame(WindowPartition p, long from, int k, Vector out, char which) {
        boolean excludes = p.excludes();
        for (int i = 0; i < k; i++) {
            long row = from + i;
            long nth = 1;
            if (which == 'n') {
                int o = columns[1].find(row);
                if (columns[1].v.isNull(o)) {
                    out.setNull(i);
                    continue;
                }
                nth = columns[1].v.longs[o];
                if (nth <= 0) {
                    throw new SqlError(
                            SqlState.INVALID_ARGUMENT_FOR_NTH_VALUE, "argument of nth_value must be greater than zero");
                }
            }
            long start = p.frameStart[i];
            long end = p.frameEnd[i];
            long at = -1;
            if (!excludes) {
                at = which == 'l' ? end - 1 : start + nth - 1 < end ? start + nth - 1 : -1;
                at = end <= start ? -1 : at;
            } else if (which == 'l') {
                for (long r = end - 1; r >= start && at < 0; r--) {
                    at = p.excluded(row, i, r) ? -1 : r;
                }
            } else {
                for (long r = start; r < end && at < 0; r++) {
                    if (!p.excluded(row, i, r) && --nth == 0) {
                        at = r;
                    }
                }
            }
            if (at < 0) {
                out.setNull(i);
            } else {
                int r = columns[0].find(at);
                out.copyRow(columns[0].v, r, i);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- aggregates
    private @Nullable AggregateFrames frames;

    /** An aggregate over frames: those that only grow at the end are accumulated on, others anew for each row. */
    private final class AggregateFrames {
        private final Aggregate kind;
        private final WindowPartition p;
        private final TupleStore.Reader reader;
        private final Vector[] values = new Vector[args.length];
        private AggState state;
        private long first;
        private int count;
        private boolean @Nullable [] pass;
        private int[] groups = new int[0];
        private int[] sel = new int[0];
        private long doneFrom;
        private long doneTo;
        private final Vector last;

        AggregateFrames(Aggregate kind, WindowPartition p) {
            this.kind = kind;
            this.p = p;
            this.reader = p.rows.reader();
            this.last = new Vector(result.byRef, 1);
            this.state = kind.start(call);
        }

        void begin() {
            state = kind.start(call);
            state.resize(1);
            count = 0;
            doneFrom = -1;
            doneTo = -1;
        }

        private void load(long row) {
            reader.find(row);
            first = reader.first();
            count = reader.count();
            frame.cols = reader.cols();
            frame.rows = count;
            for (int i = 0; i < values.length; i++) {
                values[i] = args[i].eval(frame, null, count);
            }
            pass = passing(count);
            if (groups.length < count) {
                groups = new int[count];
                sel = new int[count];
            }
        }

        void compute(long from, int k, Vector out) {
            boolean excludes = p.excludes();
            for (int i = 0; i < k; i++) {
                long start = p.frameStart[i];
                long end = p.frameEnd[i];
                if (!excludes && start == doneFrom && end == doneTo) {
                    again(out, i);
                    continue;
                }
                long begin = start;
                if (excludes || start != doneFrom || end < doneTo) {
                    state.clear(0);
                    es.cx.interrupts.check();
                } else {
                    begin = doneTo;
                }
                accumulate(from + i, i, begin, end, excludes);
                doneFrom = start;
                doneTo = end;
                state.finish(es.cx, 0, out, i);
            }
            last.reset();
            last.copyRow(out, k - 1, 0);
        }

        /** The result of the row before. */
        private void again(Vector out, int i) {
            if (i == 0) {
                out.copyRow(last, 0, 0);
            } else if (out.byRef && !out.isNull(i - 1)) {
                out.setSlice(i, out.off[i - 1], out.len[i - 1]);
            } else {
                out.copyRow(out, i - 1, i);
            }
        }

        private void accumulate(long row, int i, long begin, long end, boolean excludes) {
            for (long r = begin; r < end; ) {
                if (r < first || r >= first + count) {
                    load(r);
                }
                int at = (int) (r - first);
                int to = (int) Math.min(count, end - first);
                int m = 0;
                boolean[] ok = pass;
                for (int x = at; x < to; x++) {
                    if ((ok == null || ok[x]) && !(excludes && p.excluded(row, i, first + x))) {
                        sel[m++] = x;
                    }
                }
                if (m > 0) {
                    state.accumulate(es.cx, groups, values, sel, m);
                }
                r = first + to;
            }
        }
    }

    private boolean @Nullable [] passing(int n) {
        Filter f = filter;
        if (f == null) {
            return null;
        }
        boolean[] pass = new boolean[n];
        int m = f.apply(frame, null, n);
        for (int i = 0; i < m; i++) {
            pass[f.rows()[i]] = true;
        }
        return pass;
    }
}
