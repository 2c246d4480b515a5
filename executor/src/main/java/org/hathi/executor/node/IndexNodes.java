package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.hathi.access.HeapScan;
import org.hathi.access.IndexScan;
import org.hathi.access.Relation;
import org.hathi.access.ScanKey;
import org.hathi.access.TupleRef;
import org.hathi.base.SqlError;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.page.Tid;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.BitmapIndexScan;
import org.hathi.planner.plan.BitmapLogic;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Var;
import org.hathi.storage.Vm;
import org.hathi.types.ArrayValue;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Scans that go through an index or by tid. */
final class IndexNodes {
    private IndexNodes() {}

    /** Follows an index to table rows. */
    static final class Scan extends TableScanNode {
        private final Relation index;
        private final IndexKeys keys;
        private final boolean forward;
        private @Nullable IndexScan scan;
        /** The scan of the execution before, closed. */
        private @Nullable IndexScan idle;

        private boolean ended;

        Scan(org.hathi.planner.plan.IndexScan plan, ExecState es) {
            super(plan, es, plan.scanRelId, plan.indexQualOrig);
            index = es.env.catalog.openRelation(plan.indexOid, 0);
            keys = new IndexKeys(es, index, plan.indexQual);
            forward = !plan.backward;
        }

        @Override
        protected boolean scan(int max) {
            if (ended) {
                return false;
            }
            IndexScan s = scan;
            if (s == null) {
                s = begin();
                scan = s;
            }
            room(max);
            int n = 0;
            while (n < max) {
                if (!s.next(forward)) {
                    ended = true;
                    break;
                }
                if (!es.env.access().heap().fetchChain(rel, s.tid(), es.snapshot(), ref)) {
                    if (ref.allDead) {
                        s.kill();
                    }
                    continue;
                }
                s.fetched();
                ref.deform(deformer, cols, n);
                if (!s.recheck() || recheck(n, n + 1)) {
                    n++;
                }
            }
            in.set(cols, n, null, n);
            return n > 0;
        }

        private IndexScan begin() {
            ScanKey[] k = keys.make();
            IndexScan s = idle;
            idle = null;
            return s != null && s.reopen(es.snapshot(), k)
                    ? s
                    : es.env.access().indexAm(index).beginScan(index, es.snapshot(), k);
        }

        @Override
        protected void restartScan(boolean fresh) {
            ended = false;
            IndexScan s = scan;
            if (s == null) {
                return;
            }
            if (fresh) {
                closeScan();
            } else {
                s.rescan(keys.make());
            }
        }

        @Override
        protected void closeScan() {
            IndexScan s = scan;
            if (s != null) {
                s.close();
                scan = null;
                idle = s;
            }
        }
    }

    /** Answers from the index; the table is asked only about pages not known to be all-visible. */
    static final class Only extends PipeNode {
        private final Relation rel;
        private final Relation index;
        private final IndexKeys keys;
        private final boolean forward;
        private final int[] columns;
        private final Vector[] cols;
        private final TupleRef ref;
        private final int[] pinned = new int[1];
        private final org.hathi.executor.expr.Filter recheck;
        private @Nullable IndexScan scan;
        private boolean ended;
        long heapFetches;

        Only(IndexOnlyScan plan, ExecState es) {
            super(plan, es);
            rel = es.env.catalog.openRelation(es.rte(plan.scanRelId).relid, 0);
            index = es.env.catalog.openRelation(plan.indexOid, 0);
            List<Integer> used = new ArrayList<>();
            ExprCompiler c = new ExprCompiler(es, v -> {
                if (v.varno() != Var.INDEX_VAR) {
                    throw SqlError.internal("table column in an index-only scan");
                }
                int k = used.indexOf(v.varattno() - 1);
                if (k < 0) {
                    used.add(v.varattno() - 1);
                    k = used.size() - 1;
                }
                return k;
            });
            compile(c);
            recheck = c.filter(plan.recheckQual);
            columns = new int[used.size()];
            cols = new Vector[columns.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = used.get(i);
                cols[i] = new Vector(
                        es.byRef(plan.indexTargetList.get(columns[i]).expr().type()), 0);
            }
            keys = new IndexKeys(es, index, plan.indexQual);
            forward = !plan.backward;
            ref = new TupleRef(es.env.access());
        }

        @Override
        protected boolean fetch(int max) {
            if (ended) {
                return false;
            }
            IndexScan s = scan;
            if (s == null) {
                s = es.env.access().indexAm(index).beginScan(index, es.snapshot(), keys.make());
                s.setIndexOnly();
                scan = s;
            }
            for (Vector v : cols) {
                v.reset();
                v.ensureCapacity(max);
            }
            int n = 0;
            Vm vm = es.env.vm();
            while (n < max) {
                if (!s.next(forward)) {
                    ended = true;
                    break;
                }
                long tid = s.tid();
                if ((vm.status(rel.node, Tid.block(tid), pinned) & Vm.ALL_VISIBLE) == 0) {
                    heapFetches++;
                    if (!es.env.access().heap().fetchChain(rel, tid, es.snapshot(), ref)) {
                        if (ref.allDead) {
                            s.kill();
                        }
                        continue;
                    }
                    s.fetched();
                }
                s.columns(columns, cols, n);
                if (s.recheck()) {
                    frame.cols = cols;
                    frame.rows = n + 1;
                    if (!recheck.test(frame, n)) {
                        continue;
                    }
                }
                n++;
            }
            in.set(cols, n, null, n);
            return n > 0;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            restartPipe();
            ended = false;
            IndexScan s = scan;
            if (s == null) {
                return;
            }
            if (changed == null) {
                close();
            } else {
                s.rescan(keys.make());
            }
        }

        @Override
        public void close() {
            IndexScan s = scan;
            if (s != null) {
                s.close();
                scan = null;
            }
            ref.release();
            if (pinned[0] != 0) {
                es.env.releaseBuffer(pinned[0]);
                pinned[0] = 0;
            }
        }

        @Override
        public List<String> details() {
            return List.of("Heap Fetches: " + heapFetches);
        }
    }

    /** Sorted tids. */
    static final class Tids {
        long[] tids = new long[16];
        int n;

        void add(long t) {
            if (n == tids.length) {
                tids = Arrays.copyOf(tids, n * 2);
            }
            tids[n++] = t;
        }

        void sort() {
            Arrays.sort(tids, 0, n);
            int k = 0;
            for (int i = 0; i < n; i++) {
                if (i == 0 || tids[i] != tids[i - 1]) {
                    tids[k++] = tids[i];
                }
            }
            n = k;
        }
    }

    /** A node that yields tids instead of rows. */
    abstract static class BitmapNode extends ExecNode {
        BitmapNode(Plan plan, ExecState es) {
            super(plan, es);
        }

        /** Rows for EXPLAIN ANALYZE. */
        protected int found;

        final TidBitmap bitmap() {
            if (instrumentation != null) {
                instrumentation.start();
            }
            found = 0;
            TidBitmap t = collect();
            if (instrumentation != null) {
                instrumentation.stop(found);
            }
            return t;
        }

        abstract TidBitmap collect();

        @Override
        protected @Nullable Batch produce(int max) {
            throw SqlError.internal("a bitmap node returns no rows");
        }
    }

    static final class BitmapIndex extends BitmapNode {
        private final Relation index;
        private final IndexKeys keys;

        BitmapIndex(BitmapIndexScan plan, ExecState es) {
            super(plan, es);
            index = es.env.catalog.openRelation(plan.indexOid, 0);
            keys = new IndexKeys(es, index, plan.indexQual);
        }

        @Override
        TidBitmap collect() {
            IndexScan s = es.env.access().indexAm(index).beginScan(index, es.snapshot(), keys.make());
            try {
                TidBitmap t = new TidBitmap(es.env.workMem());
                while (s.next(true)) {
                    t.add(s.tid());
                    if (s.recheck()) {
                        t.setRecheck();
                    }
                    if ((++found & 4095) == 0) {
                        es.cx.interrupts.check();
                    }
                }
                return t;
            } finally {
                s.close();
            }
        }

        @Override
        protected void restart(@Nullable BitSet changed) {}

        @Override
        public void close() {}
    }

    static final class Logic extends BitmapNode {
        private final boolean or;
        private final List<ExecNode> inputs;

        Logic(BitmapLogic plan, ExecState es, List<ExecNode> inputs) {
            super(plan, es);
            this.or = plan.or;
            this.inputs = inputs;
        }

        @Override
        TidBitmap collect() {
            TidBitmap all = null;
            for (ExecNode i : inputs) {
                TidBitmap t = ((BitmapNode) i).bitmap();
                if (all == null) {
                    all = t;
                } else if (or) {
                    all.union(t);
                } else {
                    all = TidBitmap.and(all, t, es.env.workMem());
                }
            }
            return all == null ? new TidBitmap(es.env.workMem()) : all;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            for (ExecNode i : inputs) {
                i.rescan(changed);
            }
        }

        @Override
        public void close() {
            for (ExecNode i : inputs) {
                i.close();
            }
        }

        @Override
        public List<ExecNode> children() {
            return inputs;
        }
    }

    /** Table rows of a bitmap, in physical order. */
    static final class BitmapHeap extends TableScanNode {
        private final BitmapNode input;
        private TidBitmap.@Nullable Iterator pages;
        private @Nullable HeapScan wholePage;
        private boolean recheck;
        private boolean onPage;
        private boolean lossy;
        private int offset;
        private int n;
        private long exactPages;
        private long lossyPages;

        BitmapHeap(BitmapHeapScan plan, ExecState es, ExecNode input) {
            super(plan, es, plan.scanRelId, plan.bitmapQualOrig);
            this.input = (BitmapNode) input;
        }

        private TidBitmap.Iterator begin() {
            TidBitmap t = input.bitmap();
            recheck = t.recheck();
            onPage = false;
            return t.iterator();
        }

        @Override
        protected boolean scan(int max) {
            TidBitmap.Iterator it = pages;
            if (it == null) {
                it = begin();
                pages = it;
            }
            room(max);
            n = 0;
            while (n < max && (onPage || nextPage(it))) {
                if (lossy) {
                    wholePage(max);
                } else {
                    rows(it, max);
                }
            }
            es.env.access().counts(rel).fetched += n;
            in.set(cols, n, null, n);
            return n > 0;
        }

        private boolean nextPage(TidBitmap.Iterator it) {
            if (!it.next()) {
                return false;
            }
            es.cx.interrupts.check();
            onPage = true;
            offset = 0;
            lossy = it.lossy();
            if (!lossy) {
                exactPages++;
                return true;
            }
            lossyPages++;
            HeapScan s = wholePage;
            if (s == null) {
                s = es.env.access().heap().beginScan(rel, es.snapshot(), it.block(), 1, null);
                wholePage = s;
            } else {
                s.setRange(it.block(), 1);
            }
            onPage = s.nextPage();
            return true;
        }

        private void rows(TidBitmap.Iterator it, int max) {
            while (n < max) {
                offset = it.after(offset);
                if (offset == 0) {
                    onPage = false;
                    return;
                }
                if (es.env.access().heap().fetchChain(rel, Tid.of(it.block(), offset), es.snapshot(), ref)) {
                    ref.deform(deformer, cols, n);
                    keep(recheck);
                }
            }
        }

        /** All visible rows of the page for which the conditions hold. */
        private void wholePage(int max) {
            HeapScan s = java.util.Objects.requireNonNull(wholePage);
            while (n < max) {
                if (offset >= s.visible()) {
                    onPage = false;
                    return;
                }
                s.deform(deformer, offset++, 1, cols, n);
                keep(true);
            }
        }

        private void keep(boolean check) {
            if (!check || recheck(n, n + 1)) {
                n++;
            } else if (instrumentation != null) {
                instrumentation.filteredIndex++;
            }
        }

        @Override
        protected void restartScan(boolean fresh) {
            pages = null;
            closePage();
            if (fresh) {
                exactPages = 0;
                lossyPages = 0;
            }
            input.rescan(fresh ? null : ExecState.none());
        }

        private void closePage() {
            HeapScan s = wholePage;
            if (s != null) {
                s.close();
                wholePage = null;
            }
        }

        @Override
        protected void closeScan() {
            pages = null;
            closePage();
            input.close();
        }

        @Override
        public List<ExecNode> children() {
            return List.of(input);
        }

        @Override
        public List<String> details() {
            if (exactPages == 0 && lossyPages == 0) {
                return List.of();
            }
            return List.of("Heap Blocks:" + (exactPages > 0 ? " exact=" + exactPages : "")
                    + (lossyPages > 0 ? " lossy=" + lossyPages : ""));
        }
    }

    /** Rows by ctid. */
    static final class ByTid extends TableScanNode {
        private final ExprState[] values;
        private final boolean[] array;
        /** WHERE CURRENT OF this one. */
        private final @Nullable String cursor;

        private @Nullable Tids tids;
        private int pos;

        ByTid(TidScan plan, ExecState es) {
            super(
                    plan,
                    es,
                    plan.scanRelId,
                    plan.tidQual.size() == 1 && !(plan.tidQual.get(0) instanceof CurrentOfExpr)
                            ? plan.tidQual
                            : List.of());
            cursor = plan.tidQual.get(0) instanceof CurrentOfExpr c ? c.cursorName() : null;
            values = new ExprState[cursor == null ? plan.tidQual.size() : 0];
            array = new boolean[values.length];
            ExprCompiler c = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
            for (int i = 0; i < values.length; i++) {
                Expr q = plan.tidQual.get(i);
                if (q instanceof OpExpr o) {
                    boolean left = o.args().get(0) instanceof Var;
                    values[i] = c.compile(o.args().get(left ? 1 : 0));
                } else {
                    values[i] = c.compile(((ScalarArrayOpExpr) q).args().get(1));
                    array[i] = true;
                }
            }
        }

        private Tids collect() {
            Tids t = new Tids();
            if (cursor != null) {
                long tid = Objects.requireNonNull(es.env.currentRow).tid(cursor, rel.oid, rel.name);
                if (tid != Tid.INVALID) {
                    // the transaction may have changed the row since the cursor came to it
                    t.add(es.env.access().heap().latestTid(rel, tid, es.snapshot()));
                }
                return t;
            }
            frame.rows = 1;
            for (int i = 0; i < values.length; i++) {
                Object d = values[i].datum(frame);
                if (d == null) {
                    continue;
                }
                if (!array[i]) {
                    t.add(tid((byte[]) d));
                    continue;
                }
                ArrayValue a = ArrayValue.decode(es.cx.types(), (byte[]) d, 0);
                for (int k = 0; k < a.count; k++) {
                    if (!a.values.isNull(k)) {
                        t.add(tid(a.values.getBytes(k)));
                    }
                }
            }
            t.sort();
            return t;
        }

        @Override
        protected boolean scan(int max) {
            Tids t = tids;
            if (t == null) {
                t = collect();
                tids = t;
                pos = 0;
            }
            room(max);
            int blocks = es.env.blocks(rel);
            int n = 0;
            while (n < max && pos < t.n) {
                long tid = t.tids[pos++];
                if (Integer.compareUnsigned(Tid.block(tid), blocks) < 0
                        && Tid.offset(tid) != 0
                        && es.env.access().heap().fetch(rel, tid, es.snapshot(), ref)) {
                    ref.deform(deformer, cols, n++);
                }
            }
            in.set(cols, n, null, n);
            return n > 0;
        }

        @Override
        protected void restartScan(boolean fresh) {
            tids = null;
        }

        @Override
        protected void closeScan() {
            tids = null;
        }
    }

    /** A tid from its 6 stored bytes. */
    static long tid(byte[] b) {
        return TidBytes.read(b, 0);
    }
}
