package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.store.TupleStore;
import org.hathi.planner.plan.CteScan;
import org.hathi.planner.plan.RecursiveUnion;
import org.hathi.planner.plan.WorkTableScan;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** Common table expressions: shared stores and recursion. */
final class CteNodes {
    private CteNodes() {}

    /** The rows of one CTE, read from its plan as far as some scan has come. */
    static final class Store {
        private final ExecState es;
        private final int subplan;
        private final long execution;
        final TupleStore rows;
        private boolean done;

        Store(ExecState es, int subplan) {
            this.es = es;
            this.subplan = subplan;
            this.execution = es.execution();
            this.rows = new TupleStore(es, ExecNode.byRef(es, es.subplan(subplan).plan.targetList), es.env.workMem());
        }

        /** Is row {@code n} there? Reads on as needed. */
        boolean has(long n, int max) {
            while (n >= rows.size() && !done) {
                Batch b = es.subplan(subplan).next(max);
                if (b == null) {
                    done = true;
                } else {
                    rows.append(b);
                }
            }
            return n < rows.size();
        }
    }

    static final class Scan extends PipeNode {
        private final CteScan cte;
        private @Nullable Store from;
        private TupleStore.@Nullable Reader reader;
        private long pos;

        Scan(CteScan plan, ExecState es, ExprCompiler.Scope scope) {
            super(plan, es);
            this.cte = plan;
            compile(new ExprCompiler(es, scope));
        }

        private Store store() {
            if (es.shared(cte.cteParam) instanceof Store s && s.execution == es.execution()) {
                return s;
            }
            es.beginWith(cte.subplan);
            Store s = new Store(es, cte.subplan);
            es.share(cte.cteParam, s);
            return s;
        }

        @Override
        protected boolean fetch(int max) {
            Store s = store();
            if (!s.has(pos, max)) {
                return false;
            }
            TupleStore.Reader r = reader;
            if (r == null || from != s) {
                r = s.rows.reader();
                reader = r;
                from = s;
            }
            Batch b = java.util.Objects.requireNonNull(r.read(pos, max));
            pos += b.n;
            in.set(b.cols, b.rows, b.sel, b.n);
            return true;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            restartPipe();
            pos = 0;
            if (changed != null
                    && es.stmt.subplans.get(cte.subplan - 1).extParams.intersects(changed)) {
                es.subplan(cte.subplan).rescan(changed);
                if (es.shared(cte.cteParam) instanceof Store old) {
                    old.rows.close();
                }
                es.share(cte.cteParam, new Store(es, cte.subplan));
            }
        }

        @Override
        public void close() {
            reader = null;
            from = null;
        }
    }

    /** The rows the recursive term reads: those the iteration before has added. */
    static final class WorkTable {
        final TupleStore rows;

        WorkTable(TupleStore rows) {
            this.rows = rows;
        }
    }

    static final class WorkScan extends PipeNode {
        private final WorkTableScan scan;
        private @Nullable TupleStore from;
        private TupleStore.@Nullable Reader reader;
        private long pos;

        WorkScan(WorkTableScan plan, ExecState es, ExprCompiler.Scope scope) {
            super(plan, es);
            this.scan = plan;
            compile(new ExprCompiler(es, scope));
        }

        @Override
        protected boolean fetch(int max) {
            if (!(es.shared(scan.workTableParam) instanceof WorkTable w)) {
                throw org.hathi.base.SqlError.internal("no working table");
            }
            TupleStore.Reader r = reader;
            if (r == null || from != w.rows) {
                r = w.rows.reader();
                reader = r;
                from = w.rows;
            }
            Batch b = r.read(pos, max);
            if (b == null) {
                return false;
            }
            pos += b.n;
            in.set(b.cols, b.rows, b.sel, b.n);
            return true;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            restartPipe();
            pos = 0;
        }

        @Override
        public void close() {}
    }

    static final class Recursive extends ExecNode {
        private final RecursiveUnion union;
        private final ExecNode first;
        private final ExecNode again;
        private final boolean[] byRef;
        private final int[] dup;
        private final TypeOps[] ops;
        private final BitSet changed = new BitSet();
        private @Nullable KeySet seen;
        private boolean recursing;
        private @Nullable TupleStore next;
        private @Nullable TupleStore work;
        private final Batch out = new Batch();
        private int[] sel = new int[0];

        Recursive(RecursiveUnion plan, ExecState es, ExecNode first, ExecNode again) {
            super(plan, es);
            this.union = plan;
            this.first = first;
            this.again = again;
            this.byRef = byRef(es, first.plan.targetList);
            this.dup = plan.dupColumns;
            this.ops =
                    UniqueNode.ops(es, first.plan.targetList, plan.dupColumns, plan.dupOperators, plan.dupCollations);
            changed.set(plan.workTableParam);
        }

        private TupleStore nextRows() {
            TupleStore s = next;
            if (s == null) {
                s = new TupleStore(es, byRef, es.env.workMem());
                next = s;
            }
            return s;
        }

        @Override
        protected @Nullable Batch produce(int max) {
            for (; ; ) {
                Batch b = recursing ? again.next(max) : first.next(max);
                if (b != null) {
                    Batch d = distinct(b);
                    if (d.n > 0) {
                        nextRows().append(d);
                        return d;
                    }
                    continue;
                }
                TupleStore rows = nextRows();
                if (rows.size() == 0) {
                    return null;
                }
                TupleStore w = work;
                if (w == null) {
                    w = new TupleStore(es, byRef, es.env.workMem());
                    work = w;
                    es.share(union.workTableParam, new WorkTable(w));
                }
                w.swap(rows);
                rows.clear();
                recursing = true;
                es.params.touch(union.workTableParam);
                again.rescan(changed);
            }
        }

        private Batch distinct(Batch b) {
            if (dup.length == 0) {
                return b;
            }
            KeySet t = seen;
            if (t == null) {
                t = new KeySet(es, ops);
                seen = t;
            }
            org.hathi.types.Vector[] keys = new org.hathi.types.Vector[dup.length];
            for (int i = 0; i < dup.length; i++) {
                keys[i] = b.cols[dup[i] - 1];
            }
            if (sel.length < b.n) {
                sel = new int[b.n];
            }
            int n = 0;
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                if (t.add(keys, r)) {
                    sel[n++] = r;
                }
            }
            out.set(b.cols, b.rows, sel, n);
            return out;
        }

        @Override
        protected void restart(@Nullable BitSet c) {
            forget();
            first.rescan(c);
            again.rescan(c);
        }

        private void forget() {
            recursing = false;
            if (next != null) {
                next.close();
            }
            if (work != null) {
                work.close();
            }
            if (seen != null) {
                seen.close();
            }
            next = null;
            work = null;
            seen = null;
        }

        @Override
        public void close() {
            forget();
            first.close();
            again.close();
        }

        @Override
        public List<ExecNode> children() {
            return List.of(first, again);
        }
    }
}
