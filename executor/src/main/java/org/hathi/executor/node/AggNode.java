package org.hathi.executor.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.store.MemoryUse;
import org.hathi.executor.store.SpillSpace;
import org.hathi.executor.store.StoreReader;
import org.hathi.executor.store.TupleStore;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Rollup;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.Var;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Aggregation: plain, over sorted input, by hashing; for grouping sets by hashing (a table for each set) and over
 * sorted rows ({@link RollupGroups}), which are sorted again for the next sets while the ones before are computed.
 *
 * <p>The result's columns, for the target list and HAVING: the input columns of each group's first row that are used,
 * then one column for each aggregate, then the number of the grouping set's mask for GROUPING().
 */
final class AggNode extends PipeNode {
    private final ExecNode input;
    private final Agg agg;
    private final List<AggCall> calls = new ArrayList<>();
    /** Input columns (0-based) kept of each group's first row, by slot. */
    private final List<Integer> kept = new ArrayList<>();

    private final TypeOps[] ops;
    private final boolean[] inputByRef;
    private final Frame inputFrame = new Frame();
    private final List<GroupingFunc> groupings = new ArrayList<>();
    private final List<Vector> groupingValues = new ArrayList<>();

    private final List<Set> sets = new ArrayList<>();
    /** Grouping sets computed over sorted rows, in their order. */
    private final List<Rollup> sortedRollups = new ArrayList<>();

    private int rollup;
    private @Nullable RollupGroups rolling;
    /** Rows being put into the order of the next rollup, and those of this one where they were. */
    private @Nullable Sorter next;

    private @Nullable Sorter own;
    private boolean built;
    private int currentSet;
    private int pos;
    private int inputStep = 64;
    private boolean inputDone;
    private int[] groupOf = new int[0];

    // Hashing beyond the memory allowed
    /** Input columns that keys, kept columns and aggregates read. */
    private final boolean[] needed;

    private final MemoryUse memory;
    private final SpillSpace space;
    private final Deque<GroupFiles.Pending> pending = new ArrayDeque<>();
    private final Batch inTable = new Batch();
    private int[] inTableSel = new int[0];
    private int batches;
    private long peak;
    private @Nullable HashUse use;

    AggNode(Agg plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.agg = plan;
        this.input = input;
        this.inputByRef = byRef(es, input.plan.targetList);
        this.ops = UniqueNode.ops(es, input.plan.targetList, plan.columns, plan.operators, plan.collations);
        this.needed = new boolean[inputByRef.length];
        this.memory = new MemoryUse(es);
        this.space = new SpillSpace(es);
        ExprCompiler inputCompiler = new ExprCompiler(es, v -> {
            int c = OuterScope.INSTANCE.slot(v);
            needed[c] = true;
            return c;
        });
        compile(new ExprCompiler(es, new Scope(inputCompiler)));
        int[] all = new int[plan.columns.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        if (plan.rollups.isEmpty()) {
            sets.add(new Set(all, 0));
        }
        for (Rollup r : plan.rollups) {
            if (!r.hashed()) {
                sortedRollups.add(r);
                continue;
            }
            for (int[] s : r.sets()) {
                sets.add(new Set(s, 0));
            }
        }
    }

    private static final int CALL_BASE = 100_000;
    private static final int GROUPING_BASE = 200_000;

    /** Slots are numbered provisionally by kind and looked up when a result batch is made. */
    private final class Scope implements ExprCompiler.Scope {
        private final ExprCompiler inputCompiler;

        Scope(ExprCompiler inputCompiler) {
            this.inputCompiler = inputCompiler;
        }

        @Override
        public int slot(Var v) {
            int c = OuterScope.INSTANCE.slot(v);
            int at = kept.indexOf(c);
            if (at < 0) {
                at = kept.size();
                kept.add(c);
                needed[c] = true;
            }
            return at;
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (e instanceof Aggref a) {
                int at = 0;
                while (at < calls.size() && !calls.get(at).ref.equals(a)) {
                    at++;
                }
                if (at == calls.size()) {
                    calls.add(new AggCall(es, a, inputCompiler));
                }
                return new Late(es.byRef(a.aggtype()), CALL_BASE + at);
            }
            if (e instanceof GroupingFunc g && agg.rollups.isEmpty()) {
                return c.compile(new org.hathi.planner.tree.Const(g.type(), -1, 0, 4, true, 0L, -1));
            }
            if (e instanceof GroupingFunc g) {
                groupings.add(g);
                groupingValues.add(new Vector(false, 0));
                return new Late(false, GROUPING_BASE + groupings.size() - 1);
            }
            return null;
        }
    }

    /** A column computed by the node itself. */
    private final class Late extends ExprState {
        private final int id;

        Late(boolean byRef, int id) {
            super(byRef);
            this.id = id;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            return id >= GROUPING_BASE ? groupingValues.get(id - GROUPING_BASE) : results[id - CALL_BASE];
        }
    }

    private Vector[] results = new Vector[0];

    /** The groups of one grouping set. */
    private final class Set {
        final int[] positions;
        final TypeOps[] setOps;
        final Vector[] keyCols;
        final KeyTable table;
        RowStore first;
        final List<AggCall.State> states = new ArrayList<>();
        final int level;
        int groups;
        /** Not null once the table is full: where rows of new groups go. */
        @Nullable
        GroupFiles files;

        Set(int[] positions, int level) {
            this.positions = positions;
            this.level = level;
            this.setOps = new TypeOps[positions.length];
            for (int i = 0; i < setOps.length; i++) {
                setOps[i] = ops[positions[i]];
            }
            this.keyCols = new Vector[positions.length];
            this.table = new KeyTable(setOps);
            this.first = newFirst();
            for (AggCall c : calls) {
                states.add(c.start());
            }
        }

        void add(Batch b) {
            for (int i = 0; i < positions.length; i++) {
                keyCols[i] = b.cols[agg.columns[positions[i]] - 1];
            }
            if (groupOf.length < b.rows) {
                groupOf = new int[Math.max(b.rows, 64)];
            }
            GroupFiles f = files;
            if (f != null) {
                addKnown(b, f);
                return;
            }
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                int g = positions.length == 0 ? 0 : table.findOrAdd(keyCols, r);
                groupOf[r] = g;
                if (g >= groups) {
                    keep(this.first, b, r);
                    groups = g + 1;
                }
            }
            for (AggCall.State s : states) {
                s.resize(groups);
                s.add(inputFrame, b, groupOf);
            }
        }

        /** Adds the rows of groups in the table, writes the others to files. */
        private void addKnown(Batch b, GroupFiles f) {
            f.batch(b.cols, b.rows);
            if (inTableSel.length < b.n) {
                inTableSel = new int[Math.max(b.n, 64)];
            }
            int n = 0;
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                int h = table.hash(keyCols, r);
                int g = table.find(keyCols, r, h);
                if (g < 0) {
                    f.add(r, h);
                } else {
                    groupOf[r] = g;
                    inTableSel[n++] = r;
                }
            }
            if (n > 0) {
                inTable.set(b.cols, b.rows, inTableSel, n);
                for (AggCall.State s : states) {
                    s.add(inputFrame, inTable, groupOf);
                }
            }
        }

        long memory() {
            long m = table.used() + first.used();
            for (AggCall.State s : states) {
                m += s.memory();
            }
            return m;
        }

        /** New groups go to files from now on. */
        void full(double expected) {
            if (positions.length > 0 && files == null && groups > 0) {
                long bytes = memory() / groups;
                files = new GroupFiles(space, inputByRef, needed, level, expected, bytes, es.env.hashMem());
            }
        }

        /** All rows are there. */
        void complete() {
            if (positions.length == 0 && groups == 0) {
                // No input: one group all the same, with nulls for columns.
                groups = 1;
                for (Vector v : first.cols) {
                    v.ensureCapacity(1);
                    v.setNull(0);
                }
                first.n = 1;
                for (AggCall.State st : states) {
                    st.resize(1);
                }
            }
            for (AggCall.State st : states) {
                st.settle(-1);
            }
        }
    }

    private RowStore newFirst() {
        boolean[] b = new boolean[kept.size()];
        for (int i = 0; i < b.length; i++) {
            b[i] = inputByRef[kept.get(i)];
        }
        return new RowStore(b);
    }

    private void keep(RowStore first, Batch b, int r) {
        int at = first.n++;
        for (int i = 0; i < first.cols.length; i++) {
            first.cols[i].ensureCapacity(Math.max(at + 1, 4));
            first.cols[i].copyRow(b.cols[kept.get(i)], r, at);
        }
    }

    private void frame(Batch b) {
        inputFrame.cols = b.cols;
        inputFrame.rows = b.rows;
        inputFrame.stamp = inputFrame.stamp == Integer.MAX_VALUE ? 1 : inputFrame.stamp + 1;
        inputFrame.stampSel = b.sel;
        inputFrame.stampRows = b.n;
    }

    private void build() {
        batches = 1;
        Batch b;
        while ((b = input.next(inputStep)) != null) {
            inputStep = grow(inputStep);
            frame(b);
            hash(b);
        }
        hashed();
    }

    /** Adds rows to the hash tables. */
    private void hash(Batch b) {
        long held = 0;
        for (Set s : sets) {
            s.add(b);
            held += s.memory();
        }
        if (tooMuch(held)) {
            for (Set s : sets) {
                s.full(Math.max(agg.groups, s.groups));
            }
        }
    }

    private void hashed() {
        for (int i = 0; i < sets.size(); i++) {
            Set s = sets.get(i);
            s.complete();
            handOver(s, i);
        }
        built = true;
        report();
    }

    // ---------------------------------------------------------------- grouping sets over sorted rows

    /** The next complete groups of the sets computed over sorted rows; false when there are no more. */
    private boolean fetchRollups() {
        while (rollup < sortedRollups.size()) {
            RollupGroups g = rolling;
            if (g == null) {
                g = startRollup();
            }
            Sorter from = own;
            Batch b = inputDone ? null : from != null ? from.next(inputStep) : input.next(inputStep);
            if (b != null) {
                inputStep = grow(inputStep);
                frame(b);
                g.add(inputFrame, b);
                if (rollup == 0 && !sets.isEmpty()) {
                    hash(b);
                }
                Sorter n = next;
                if (n != null) {
                    n.add(b);
                }
            } else if (!inputDone) {
                inputDone = true;
                g.end();
            } else {
                endRollup();
            }
            if (g.waiting() > 0) {
                emitRollup(g);
                return true;
            }
        }
        return false;
    }

    private RollupGroups startRollup() {
        boolean[] byRef = new boolean[kept.size()];
        for (int i = 0; i < byRef.length; i++) {
            byRef[i] = inputByRef[kept.get(i)];
        }
        int[] columns = new int[agg.columns.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = agg.columns[i] - 1;
        }
        RollupGroups g =
                new RollupGroups(calls, kept, byRef, sortedRollups.get(rollup).sets(), columns, ops);
        rolling = g;
        batches = 1;
        if (rollup + 1 < sortedRollups.size()) {
            Rollup.Order o = java.util.Objects.requireNonNull(
                    sortedRollups.get(rollup + 1).sort());
            RowOrder order = SortNode.order(
                    es, input.plan.targetList, o.columns(), o.operators(), o.collations(), o.nullsFirst());
            Sorter s = new Sorter(es, es.cx.interrupts, inputByRef, order);
            s.start(es.env.workMem(), -1);
            next = s;
        }
        return g;
    }

    private void endRollup() {
        if (rollup == 0 && !sets.isEmpty()) {
            hashed();
        }
        rolling = null;
        rollup++;
        inputDone = false;
        inputStep = 64;
        Sorter old = own;
        if (old != null) {
            old.close();
        }
        own = next;
        next = null;
        Sorter s = own;
        if (s != null) {
            s.finish();
        }
    }

    private void emitRollup(RollupGroups g) {
        int n = g.waiting();
        int[][] setOf = new int[n][];
        for (int i = 0; i < n; i++) {
            setOf[i] = g.setOf(i);
        }
        results = new Vector[calls.size()];
        for (int c = 0; c < results.length; c++) {
            results[c] = new Vector(es.byRef(calls.get(c).ref.aggtype()), n);
        }
        Vector[] cols = g.take(results);
        for (Vector v : groupingValues) {
            v.ensureCapacity(n);
        }
        for (int i = 0; i < n; i++) {
            nullOut(setOf[i], cols, i, 1);
        }
        in.set(cols, n, null, n);
    }

    private boolean tooMuch(long held) {
        peak = Math.max(peak, held);
        return memory.set(held, es.env.hashMem());
    }

    private void handOver(Set s, int number) {
        GroupFiles f = s.files;
        if (f != null) {
            f.finish(number, pending);
            s.files = null;
        }
    }

    /** Groups rows that had to wait; false when there are none. */
    private boolean buildPending() {
        GroupFiles.Pending p = pending.poll();
        if (p == null) {
            return false;
        }
        if (batches == 1) {
            for (int i = 0; i < sets.size(); i++) {
                sets.set(i, new Set(sets.get(i).positions, 0));
            }
        }
        batches++;
        Set s = new Set(sets.get(p.set()).positions, p.level());
        sets.set(p.set(), s);
        TupleStore.Reader r = p.rows().reader();
        long at = 0;
        Batch b;
        while ((b = r.read(at, MAX_BATCH)) != null) {
            es.cx.interrupts.check();
            at += b.n;
            frame(b);
            s.add(b);
            if (tooMuch(s.memory())) {
                s.full((double) p.rows().size() / at * s.groups);
            }
        }
        p.rows().close();
        s.complete();
        handOver(s, p.set());
        currentSet = p.set();
        pos = 0;
        report();
        return true;
    }

    private void report() {
        if (instrumentation != null && agg.strategy != Agg.Strategy.PLAIN) {
            use = new HashUse(0, 0, batches, batches, Math.max(peak, 24 << 10), space.size());
        }
    }

    @Override
    public @Nullable HashUse hashUse() {
        return use;
    }

    @Override
    protected boolean fetch(int max) {
        if (agg.strategy == Agg.Strategy.SORTED && agg.rollups.isEmpty()) {
            return fetchSorted();
        }
        if (!sortedRollups.isEmpty()) {
            if (fetchRollups()) {
                return true;
            }
            if (sets.isEmpty()) {
                return false;
            }
        } else if (!built) {
            build();
        }
        for (; ; ) {
            Set s = sets.get(currentSet);
            int n = Math.min(max, s.groups - pos);
            if (n > 0) {
                emit(s, pos, n);
                pos += n;
                return true;
            }
            if (batches == 1 && currentSet + 1 < sets.size()) {
                currentSet++;
                pos = 0;
            } else if (!buildPending()) {
                return false;
            }
        }
    }

    private final StoreReader reader = new StoreReader();

    private void emit(Set s, int from, int n) {
        Batch b = reader.range(s.first, from, n);
        if (!agg.rollups.isEmpty()) {
            nullOut(s.positions, b.cols, 0, n);
        }
        results = new Vector[calls.size()];
        for (int c = 0; c < results.length; c++) {
            Vector v = new Vector(es.byRef(calls.get(c).ref.aggtype()), n);
            AggCall.State st = s.states.get(c);
            for (int i = 0; i < n; i++) {
                st.finish(from + i, v, i);
            }
            results[c] = v;
        }
        in.set(b.cols, n, null, n);
    }

    /** In {@code n} rows, columns the set does not group by are null; GROUPING() says which. */
    private void nullOut(int[] set, Vector[] cols, int from, int n) {
        for (int p = 0; p < agg.columns.length; p++) {
            int slot = kept.indexOf(agg.columns[p] - 1);
            if (slot >= 0 && !has(set, p)) {
                for (int i = from; i < from + n; i++) {
                    cols[slot].setNull(i);
                }
            }
        }
        for (int g = 0; g < groupings.size(); g++) {
            long mask = 0;
            for (int ref : groupings.get(g).refs()) {
                mask = mask << 1 | (hasRef(set, ref) ? 0 : 1);
            }
            Vector v = groupingValues.get(g);
            v.ensureCapacity(from + n);
            for (int i = from; i < from + n; i++) {
                v.setLong(i, mask);
            }
        }
    }

    private static boolean has(int[] set, int column) {
        for (int p : set) {
            if (p == column) {
                return true;
            }
        }
        return false;
    }

    private boolean hasRef(int[] set, int ref) {
        for (int p : set) {
            if (agg.groupRefs[p] == ref) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sorted input: the groups of one input batch are numbered from 0, the open one of the batch before being 0;
     * complete ones come out, and the open one's transition values move on by keeping its number.
     */
    private boolean fetchSorted() {
        Set s = sets.get(0);
        while (!inputDone) {
            Batch b = input.next(inputStep);
            if (b == null) {
                inputDone = true;
                if (s.groups == 0) {
                    return false;
                }
                finishSorted(s, -1);
                return true;
            }
            inputStep = grow(inputStep);
            frame(b);
            addSorted(s, b);
            if (completeCount > 0) {
                finishSorted(s, openGroup);
                return true;
            }
        }
        return false;
    }

    /** Number (for the transition values) of the group the input is in; −1 before the first row. */
    private int openGroup = -1;

    /** Numbers in use by complete groups waiting to come out, in order. */
    private int[] complete = new int[8];

    private int completeCount;
    private int[] free = new int[8];
    private int freeCount;
    private int highest;

    private int allocate() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        return highest++;
    }

    private void addSorted(Set s, Batch b) {
        if (groupOf.length < b.rows) {
            groupOf = new int[Math.max(b.rows, 64)];
        }
        Vector[] prev = null;
        int prevRow = 0;
        for (int i = 0; i < b.n; i++) {
            int r = b.row(i);
            boolean same;
            if (prev != null) {
                same = UniqueNode.same(agg.columns, ops, prev, prevRow, b.cols, r);
            } else {
                RowStore l = lastKey;
                same = openGroup >= 0 && l != null && UniqueNode.same(agg.columns, ops, l.cols, 0, b.cols, r);
            }
            if (!same) {
                if (openGroup >= 0) {
                    if (completeCount == complete.length) {
                        complete = java.util.Arrays.copyOf(complete, completeCount * 4);
                    }
                    complete[completeCount++] = openGroup;
                }
                openGroup = allocate();
                keep(s.first, b, r);
                s.groups++;
            }
            groupOf[r] = openGroup;
            prev = b.cols;
            prevRow = r;
        }
        RowStore l = RowStore.like(b.cols);
        l.append(b.cols, prevRow);
        lastKey = l;
        for (AggCall.State st : s.states) {
            st.resize(highest);
            st.add(inputFrame, b, groupOf);
        }
    }

    private @Nullable RowStore lastKey;

    private void finishSorted(Set s, int open) {
        if (open < 0) {
            if (completeCount == complete.length) {
                complete = java.util.Arrays.copyOf(complete, completeCount * 4);
            }
            complete[completeCount++] = openGroup;
        }
        int n = completeCount;
        for (AggCall.State st : s.states) {
            st.settle(open);
        }
        results = new Vector[calls.size()];
        for (int c = 0; c < results.length; c++) {
            Vector v = new Vector(es.byRef(calls.get(c).ref.aggtype()), n);
            AggCall.State st = s.states.get(c);
            for (int i = 0; i < n; i++) {
                st.finish(complete[i], v, i);
                st.clear(complete[i]);
            }
            results[c] = v;
        }
        if (free.length < freeCount + n) {
            free = java.util.Arrays.copyOf(free, Math.max(freeCount + n, free.length * 2));
        }
        System.arraycopy(complete, 0, free, freeCount, n);
        freeCount += n;
        completeCount = 0;
        RowStore done = s.first;
        RowStore next = newFirst();
        if (open >= 0) {
            next.append(done.cols, done.n - 1);
            if (next.cols.length == 0) {
                next.n = 1;
            }
        }
        s.first = next;
        s.groups = open >= 0 ? 1 : 0;
        in.set(done.cols, n, null, n);
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        restartPipe();
        currentSet = 0;
        pos = 0;
        if (!stale(changed) && built && batches == 1 && pending.isEmpty() && sortedRollups.isEmpty()) {
            return;
        }
        forget();
        input.rescan(changed);
    }

    private void forget() {
        built = false;
        pending.clear();
        space.close();
        memory.clear();
        batches = 0;
        peak = 0;
        inputDone = false;
        inputStep = 64;
        openGroup = -1;
        lastKey = null;
        completeCount = 0;
        freeCount = 0;
        highest = 0;
        rollup = 0;
        rolling = null;
        for (Sorter s : new @Nullable Sorter[] {own, next}) {
            if (s != null) {
                s.close();
            }
        }
        own = null;
        next = null;
        for (int i = 0; i < sets.size(); i++) {
            sets.set(i, new Set(sets.get(i).positions, 0));
        }
    }

    @Override
    public void close() {
        forget();
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }
}
