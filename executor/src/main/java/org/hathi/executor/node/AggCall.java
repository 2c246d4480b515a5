package org.hathi.executor.node;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.executor.expr.NumberState;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.AggState;
import org.hathi.types.Aggregate;
import org.hathi.types.Aggregates;
import org.hathi.types.CallInfo;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate call of an Agg node: its arguments, filter, and (per grouping set) transition values. With DISTINCT or
 * ORDER BY the arguments are kept until their group is complete, sorted, and only then accumulated.
 */
final class AggCall {
    final Aggref ref;
    private final ExecState es;
    private final @Nullable Filter filter;
    private final ExprState[] args;
    /** The argument when it is one numeric that comes as it is. */
    private final @Nullable NumberState number;

    private final Aggregate aggregate;
    private final CallInfo call;
    /** Arguments that count for the aggregate; the rest are sort keys only. */
    private final int used;

    private final @Nullable RowOrder order;
    private final int[] distinctColumns;
    private final TypeOps[] distinctOps;
    private final Vector[] values;
    private int[] selected = new int[0];

    AggCall(ExecState es, Aggref ref, ExprCompiler c) {
        this.es = es;
        this.ref = ref;
        Expr f = ref.aggfilter();
        this.filter = f == null ? null : c.filter(List.of(f));
        List<TargetEntry> targets = ref.args();
        boolean ordered = ref.aggkind() != 'n';
        boolean numeric = !ordered
                && targets.size() == 1
                && ref.aggdistinct().isEmpty()
                && ref.aggorder().isEmpty()
                && targets.get(0).expr().type() == Oids.NUMERIC;
        this.number = numeric ? c.numbers(targets.get(0).expr()) : null;
        this.args =
                number != null ? new ExprState[] {number} : ordered ? withDirect(c, ref) : ExecNode.targets(c, targets);
        int n = ordered ? ref.aggdirectargs().size() : 0;
        for (TargetEntry t : targets) {
            n += t.resjunk() ? 0 : 1;
        }
        this.used = n;
        this.values = new Vector[used];
        int[] types = new int[used];
        for (int i = 0; i < used; i++) {
            types[i] = i < targets.size()
                    ? targets.get(i).expr().type()
                    : ref.aggdirectargs().get(i - targets.size()).type();
        }
        ProcInfo p = es.env.catalog.proc(ref.aggfnoid());
        es.checkExecute(p);
        this.call = new CallInfo(types, ref.aggtype(), ref.inputcollid(), false, ref.aggvariadic());
        Aggregate a = ref.aggkind() == 'n' ? Aggregates.lookup(ref.aggfnoid()) : null;
        if (a == null && ref.aggkind() == 'n') {
            a = UserAggregate.of(es, ref);
        }
        if (a == null && !ordered) {
            throw SqlError.unsupported("aggregate function " + p.name());
        }
        boolean distinct = !ref.aggdistinct().isEmpty();
        List<SortGroupClause> sort = distinct ? ref.aggdistinct() : ref.aggorder();
        if (distinct && ref.aggorder().size() >= ref.aggdistinct().size()) {
            sort = ref.aggorder();
        }
        this.order = sort.isEmpty() ? null : order(sort, targets);
        this.aggregate = a != null ? a : orderedSet(targets);
        this.distinctColumns = new int[distinct ? ref.aggdistinct().size() : 0];
        this.distinctOps = new TypeOps[distinctColumns.length];
        for (int i = 0; i < distinctColumns.length; i++) {
            int k = column(targets, ref.aggdistinct().get(i).tleSortGroupRef());
            Expr e = targets.get(k).expr();
            distinctColumns[i] = k + 1;
            distinctOps[i] = es.equalityOps(ref.aggdistinct().get(i).eqop(), e.type(), e.collation());
        }
    }

    /** The columns ordered by, then the direct arguments. */
    private static ExprState[] withDirect(ExprCompiler c, Aggref ref) {
        ExprState[] t = ExecNode.targets(c, ref.args());
        ExprState[] all =
                java.util.Arrays.copyOf(t, t.length + ref.aggdirectargs().size());
        for (int i = t.length; i < all.length; i++) {
            all[i] = c.compile(ref.aggdirectargs().get(i - t.length));
        }
        return all;
    }

    private Aggregate orderedSet(List<TargetEntry> targets) {
        RowOrder o = order;
        if (o == null) {
            throw SqlError.internal("ordered-set aggregate without order");
        }
        Expr e = targets.get(0).expr();
        return info -> new OrderedSet(es, ref.aggfnoid(), targets.size(), o, e.type(), e.collation(), ref.aggtype());
    }

    private RowOrder order(List<SortGroupClause> sort, List<TargetEntry> targets) {
        int n = sort.size();
        int[] cols = new int[n];
        TypeOps[] ops = new TypeOps[n];
        boolean[] desc = new boolean[n];
        boolean[] nulls = new boolean[n];
        for (int i = 0; i < n; i++) {
            SortGroupClause s = sort.get(i);
            cols[i] = column(targets, s.tleSortGroupRef());
            Expr e = targets.get(cols[i]).expr();
            ExecState.Ordering o = es.ordering(s.sortop(), e.type(), e.collation());
            ops[i] = o.ops();
            desc[i] = o.descending();
            nulls[i] = s.nullsFirst();
        }
        return new RowOrder(cols, ops, desc, nulls);
    }

    private static int column(List<TargetEntry> targets, int ref) {
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).ressortgroupref() == ref) {
                return i;
            }
        }
        throw SqlError.internal("ORDER/GROUP BY expression not found in targetlist");
    }

    /** Transition values for one set of groups. */
    State start() {
        return new State();
    }

    final class State {
        private final AggState agg = aggregate.start(call);
        private @Nullable RowStore kept;
        private int[] keptGroup = new int[0];
        /** Takes over from {@link #kept} when that becomes too large: rows with their group as last column. */
        private @Nullable GroupedRows sorter;

        void resize(int groups) {
            agg.resize(groups);
        }

        long memory() {
            RowStore k = kept;
            return agg.memory() + (k == null ? 0 : k.memory());
        }

        /** Adds the rows of a batch; {@code groups[r]} is the group of physical row r. */
        void add(Frame f, Batch b, int[] groups) {
            int[] sel = b.sel;
            int n = b.n;
            Filter fl = filter;
            if (fl != null) {
                int m = fl.apply(f, sel, n);
                if (m == 0) {
                    return;
                }
                if (selected.length < m) {
                    selected = new int[Math.max(m, 64)];
                }
                System.arraycopy(fl.rows(), 0, selected, 0, m);
                sel = selected;
                n = m;
            }
            NumberState x = number;
            if (x != null && agg.takesNumbers()) {
                agg.accumulate(groups, x.numbers(f, sel, n), sel, n);
                return;
            }
            if (order == null) {
                for (int i = 0; i < used; i++) {
                    values[i] = args[i].eval(f, sel, n);
                }
                agg.accumulate(es.cx, groups, values, sel, n);
                return;
            }
            Vector[] v = new Vector[args.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = args[i].eval(f, sel, n);
            }
            keep(v, sel, n, groups);
        }

        private void keep(Vector[] v, int @Nullable [] sel, int n, int[] groups) {
            RowStore k = kept;
            if (k == null) {
                k = RowStore.like(v);
                kept = k;
            }
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (k.n == keptGroup.length) {
                    keptGroup = java.util.Arrays.copyOf(keptGroup, Math.max(64, k.n * 2));
                }
                keptGroup[k.n] = groups[r];
                k.append(v, r);
            }
            if (k.used() + 4L * k.n > es.env.workMem()) {
                GroupedRows s = sorter;
                if (s == null) {
                    s = new GroupedRows(es, k.cols, java.util.Objects.requireNonNull(order));
                    sorter = s;
                }
                s.take(k, keptGroup);
            }
        }

        /** Accumulates what was kept for sorting; all groups are complete but {@code open} (−1: all are). */
        void settle(int open) {
            RowStore k = kept;
            RowOrder o = order;
            GroupedRows large = sorter;
            if (large != null && k != null) {
                large.take(k, keptGroup);
                settle(large, open, k);
                return;
            }
            if (k == null || o == null || k.n == 0) {
                return;
            }
            int[] rows = byGroup(k.n);
            RowStore rest = null;
            int[] restGroup = new int[0];
            int from = 0;
            while (from < rows.length) {
                int g = keptGroup[rows[from]];
                int to = from;
                while (to < rows.length && keptGroup[rows[to]] == g) {
                    to++;
                }
                if (g == open) {
                    rest = RowStore.like(k.cols);
                    restGroup = new int[to - from];
                    java.util.Arrays.fill(restGroup, g);
                    for (int i = from; i < to; i++) {
                        rest.append(k.cols, rows[i]);
                    }
                } else {
                    o.sort(k.cols, rows, from, to);
                    accumulate(k, rows, from, to, g);
                }
                from = to;
            }
            kept = rest;
            keptGroup = restGroup;
        }

        /**
         * As {@link #settle(int)} for rows that were sorted with files; those of the open group go back to
         * {@code rest}.
         */
        private void settle(GroupedRows from, int open, RowStore rest) {
            from.sort();
            RowStore last = RowStore.like(rest.cols);
            int lastGroup = -1;
            Batch b;
            while ((b = from.next()) != null) {
                Vector group = b.cols[args.length];
                int[] chosen = new int[b.n];
                int[] groups = new int[b.n];
                int n = 0;
                int prev = -1;
                for (int i = 0; i < b.n; i++) {
                    int r = b.row(i);
                    int g = (int) group.longs[r];
                    if (g == open) {
                        keepOpen(rest, b.cols, r, g);
                        continue;
                    }
                    boolean again = distinctColumns.length > 0
                            && g == lastGroup
                            && (prev >= 0
                                    ? UniqueNode.same(distinctColumns, distinctOps, b.cols, prev, b.cols, r)
                                    : UniqueNode.same(distinctColumns, distinctOps, last.cols, 0, b.cols, r));
                    if (!again) {
                        groups[n] = g;
                        chosen[n++] = r;
                        prev = r;
                        lastGroup = g;
                    }
                }
                if (n > 0) {
                    last.clear();
                    last.append(b.cols, chosen[n - 1]);
                    accumulate(b.cols, chosen, groups, n);
                }
                es.cx.interrupts.check();
            }
            from.close();
            sorter = null;
        }

        private void keepOpen(RowStore rest, Vector[] cols, int row, int group) {
            if (rest.n == keptGroup.length) {
                keptGroup = java.util.Arrays.copyOf(keptGroup, Math.max(64, rest.n * 2));
            }
            keptGroup[rest.n] = group;
            rest.append(cols, row);
        }

        private void accumulate(Vector[] cols, int[] chosen, int[] groups, int n) {
            Vector[] v = new Vector[used];
            for (int i = 0; i < used; i++) {
                v[i] = new Vector(cols[i].byRef, n);
                RowStore.gather(cols[i], chosen, n, v[i]);
            }
            agg.accumulate(es.cx, groups, v, null, n);
        }

        /** Row numbers stably arranged by group. */
        private int[] byGroup(int n) {
            int max = 0;
            for (int i = 0; i < n; i++) {
                max = Math.max(max, keptGroup[i]);
            }
            int[] start = new int[max + 2];
            for (int i = 0; i < n; i++) {
                start[keptGroup[i] + 1]++;
            }
            for (int g = 1; g < start.length; g++) {
                start[g] += start[g - 1];
            }
            int[] rows = new int[n];
            for (int i = 0; i < n; i++) {
                rows[start[keptGroup[i]]++] = i;
            }
            return rows;
        }

        private void accumulate(RowStore k, int[] rows, int from, int to, int group) {
            int n = 0;
            int[] chosen = new int[to - from];
            for (int i = from; i < to; i++) {
                if (distinctColumns.length == 0
                        || n == 0
                        || !UniqueNode.same(distinctColumns, distinctOps, k.cols, chosen[n - 1], k.cols, rows[i])) {
                    chosen[n++] = rows[i];
                }
            }
            int[] groups = new int[n];
            java.util.Arrays.fill(groups, group);
            accumulate(k.cols, chosen, groups, n);
        }

        void finish(int group, Vector out, int row) {
            agg.finish(es.cx, group, out, row);
        }

        void clear(int group) {
            agg.clear(group);
        }
    }
}
