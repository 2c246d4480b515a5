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

/** One window function (or aggregate used as one): computes its column for a whole partition. */
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
        es.env.checkExecute(proc);
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

    Vector compute(WindowPartition p) {
        Vector out = new Vector(es.byRef(func.wintype()), p.n);
        frame.cols = p.rows.cols;
        frame.rows = p.n;
        if (aggregate != null) {
            aggregate(p, aggregate, out);
            return out;
        }
        Vector[] v = new Vector[args.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = args[i].eval(frame, null, p.n);
        }
        switch (proc.source()) {
            case "window_row_number" -> {
                for (int i = 0; i < p.n; i++) {
                    out.setLong(i, i + 1);
                }
            }
            case "window_rank" -> {
                for (int i = 0; i < p.n; i++) {
                    out.setLong(i, p.groupStart[p.group[i]] + 1);
                }
            }
            case "window_dense_rank" -> {
                for (int i = 0; i < p.n; i++) {
                    out.setLong(i, p.group[i] + 1);
                }
            }
            case "window_percent_rank" -> {
                for (int i = 0; i < p.n; i++) {
                    out.setDouble(i, p.n <= 1 ? 0 : p.groupStart[p.group[i]] / (double) (p.n - 1));
                }
            }
            case "window_cume_dist" -> {
                for (int i = 0; i < p.n; i++) {
                    out.setDouble(i, p.groupStart[p.group[i] + 1] / (double) p.n);
                }
            }
            case "window_ntile" -> ntile(p, v[0], out);
            case "window_lag" -> shift(p, v, out, -1, false, false);
            case "window_lag_with_offset" -> shift(p, v, out, -1, true, false);
            case "window_lag_with_offset_and_default" -> shift(p, v, out, -1, true, true);
            case "window_lead" -> shift(p, v, out, 1, false, false);
            case "window_lead_with_offset" -> shift(p, v, out, 1, true, false);
            case "window_lead_with_offset_and_default" -> shift(p, v, out, 1, true, true);
            case "window_first_value" -> inFrame(p, v, out, 'f');
            case "window_last_value" -> inFrame(p, v, out, 'l');
            case "window_nth_value" -> inFrame(p, v, out, 'n');
            default -> throw SqlError.unsupported("window function " + proc.name());
        }
        return out;
    }

    private static void ntile(WindowPartition p, Vector arg, Vector out) {
        if (arg.isNull(0)) {
            for (int i = 0; i < p.n; i++) {
                out.setNull(i);
            }
            return;
        }
        int k = arg.getInt(0);
        if (k <= 0) {
            throw new SqlError(SqlState.INVALID_ARGUMENT_FOR_NTILE, "argument of ntile must be greater than zero");
        }
        int size = p.n / k;
        int larger = p.n % k;
        for (int i = 0; i < p.n; i++) {
            int big = larger * (size + 1);
            out.setLong(i, i < big ? i / (size + 1) + 1 : (i - big) / Math.max(1, size) + larger + 1);
        }
    }

    private static void shift(WindowPartition p, Vector[] v, Vector out, int sign, boolean offset, boolean otherwise) {
        for (int i = 0; i < p.n; i++) {
            if (offset && v[1].isNull(i)) {
                out.setNull(i);
                continue;
            }
            long at = i + sign * (offset ? v[1].longs[i] : 1);
            if (at >= 0 && at < p.n) {
                out.copyRow(v[0], (int) at, i);
            } else if (otherwise) {
                out.copyRow(v[2], i, i);
            } else {
                out.setNull(i);
            }
        }
    }

    private static void inFrame(WindowPartition p, Vector[] v, Vector out, char which) {
        for (int i = 0; i < p.n; i++) {
            long nth = 1;
            if (which == 'n') {
                if (v[1].isNull(i)) {
                    out.setNull(i);
                    continue;
                }
                nth = v[1].longs[i];
                if (nth <= 0) {
                    throw new SqlError(
                            SqlState.INVALID_ARGUMENT_FOR_NTH_VALUE, "argument of nth_value must be greater than zero");
                }
            }
            int from = p.start(i);
            int to = p.end(i);
            int at = -1;
            if (!p.excludes()) {
                at = which == 'l' ? to - 1 : from + nth - 1 < to ? (int) (from + nth - 1) : -1;
                at = to <= from ? -1 : at;
            } else if (which == 'l') {
                for (int r = to - 1; r >= from && at < 0; r--) {
                    at = p.excluded(i, r) ? -1 : r;
                }
            } else {
                for (int r = from; r < to && at < 0; r++) {
                    if (!p.excluded(i, r) && --nth == 0) {
                        at = r;
                    }
                }
            }
            if (at < 0) {
                out.setNull(i);
            } else {
                out.copyRow(v[0], at, i);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- aggregates
    /** Frames that only grow at the end are accumulated incrementally; others anew for each row. */
    private void aggregate(WindowPartition p, Aggregate a, Vector out) {
        AggState state = a.start(call);
        state.resize(1);
        Vector[] v = new Vector[args.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = args[i].eval(frame, null, p.n);
        }
        boolean[] pass = passing(p.n);
        int[] groups = new int[p.n];
        int[] sel = new int[p.n];
        int doneFrom = 0;
        int doneTo = 0;
        for (int i = 0; i < p.n; i++) {
            int from = p.start(i);
            int to = Math.max(from, p.end(i));
            if (!p.excludes() && i > 0 && from == doneFrom && to == doneTo) {
                out.copyRow(out, i - 1, i);
                continue;
            }
            int begin = from;
            if (p.excludes() || from != doneFrom || to < doneTo) {
                state.clear(0);
                es.cx.interrupts.check();
            } else {
                begin = doneTo;
            }
            int m = 0;
            for (int r = begin; r < to; r++) {
                if ((pass == null || pass[r]) && !(p.excludes() && p.excluded(i, r))) {
                    sel[m++] = r;
                }
            }
            if (m > 0) {
                state.accumulate(es.cx, groups, v, sel, m);
            }
            doneFrom = from;
            doneTo = to;
            state.finish(es.cx, 0, out, i);
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
