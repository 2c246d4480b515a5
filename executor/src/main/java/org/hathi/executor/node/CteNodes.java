package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.store.StoreReader;
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
        final RowStore rows;
        private boolean done;

        Store(ExecState es, int subplan) {
            this.es = es;
            this.subplan = subplan;
            this.execution = es.execution();
            this.rows = new RowStore(ExecNode.byRef(es, es.subplan(subplan).plan.targetList));
        }

        /** Is row {@code n} there? Reads on as needed. */
        boolean has(int n, int max) {
            while (n >= rows.n && !done) {
                Batch b = es.subplan(subplan).next(max);
                if (b == null) {
                    done = true;
                } else {
                    rows.append(b);
                }
            }
            return n < rows.n;
        }
    }

    static final class Scan extends PipeNode {
        private final CteScan cte;
        private final StoreReader reader = new StoreReader();
        private int pos;

        Scan(CteScan plan, ExecState es, ExprCompiler.Scope scope) {
            super(plan, es);
            this.cte = plan;
            compile(new ExprCompiler(es, scope));
        }

        private Store store() {
            if (es.shared(cte.cteParam) instanceof Store s && s.execution == es.execution()) {
                return s;
            }
            es.subplan(cte.subplan).rescan(ExecState.none());
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
            int n = Math.min(max, s.rows.n - pos);
            Batch b = reader.range(s.rows, pos, n);
            pos += n;
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
                es.share(cte.cteParam, new Store(es, cte.subplan));
            }
        }

        @Override
        public void close() {}
    }

    /** The rows the recursive term reads: those the iteration before has added. */
    static final class WorkTable {
        RowStore rows;

        WorkTable(RowStore rows) {
            this.rows = rows;
        }
    }

    static final class WorkScan extends PipeNode {
        private final WorkTableScan scan;
        private final StoreReader reader = new StoreReader();
        private int pos;

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
            int n = Math.min(max, w.rows.n - pos);
            if (n <= 0) {
                return false;
            }
            Batch b = reader.range(w.rows, pos, n);
            pos += n;
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
        private @Nullable KeyTable seen;
        private boolean recursing;
        private @Nullable RowStore next;
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

        private RowStore nextRows() {
            RowStore s = next;
            if (s == null) {
                s = new RowStore(byRef);
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
                RowStore rows = nextRows();
                if (rows.n == 0) {
                    return null;
                }
                es.share(union.workTableParam, new WorkTable(rows));
                next = null;
                recursing = true;
                again.rescan(changed);
            }
        }

        private Batch distinct(Batch b) {
            if (dup.length == 0) {
                return b;
            }
            KeyTable t = seen;
            if (t == null) {
                t = new KeyTable(ops);
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
                int size = t.size();
                if (t.findOrAdd(keys, r) == size) {
                    sel[n++] = r;
                }
            }
            out.set(b.cols, b.rows, sel, n);
            return out;
        }

        @Override
        protected void restart(@Nullable BitSet c) {
            recursing = false;
            next = null;
            seen = null;
            first.rescan(c);
            again.rescan(c);
        }

        @Override
        public void close() {
            first.close();
            again.close();
        }

        @Override
        public List<ExecNode> children() {
            return List.of(first, again);
        }
    }
}
