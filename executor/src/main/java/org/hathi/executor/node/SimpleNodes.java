package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.executor.store.TupleStore;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.ValuesScan;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Nodes of a few lines each. */
final class SimpleNodes {
    private SimpleNodes() {}

    /** One row, or the input behind a constant condition. */
    static final class ResultNode extends PipeNode {
        private final @Nullable ExecNode input;
        private final Filter constant;
        private boolean started;
        private boolean open;

        ResultNode(Result plan, ExecState es, @Nullable ExecNode input) {
            super(plan, es);
            this.input = input;
            // What stands for rows that never come may name their columns: nothing is evaluated.
            ExprCompiler.Scope columns = plan.constantQual.isEmpty() ? ExprCompiler.NO_COLUMNS : v -> 0;
            compile(new ExprCompiler(es, input == null ? columns : OuterScope.INSTANCE));
            constant = new ExprCompiler(es, ExprCompiler.NO_COLUMNS).filter(plan.constantQual);
        }

        @Override
        protected boolean fetch(int max) {
            if (!started) {
                started = true;
                frame.rows = 1;
                open = constant.isEmpty() || constant.apply(frame, null, 1) == 1;
                if (open && input == null) {
                    in.set(new Vector[0], 1, null, 1);
                    return true;
                }
            }
            if (!open || input == null) {
                return false;
            }
            Batch b = input.next(max);
            if (b == null) {
                return false;
            }
            in.set(b.cols, b.rows, b.sel, b.n);
            return true;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            restartPipe();
            started = false;
            if (input != null) {
                input.rescan(changed);
            }
        }

        @Override
        public void close() {
            if (input != null) {
                input.close();
            }
        }

        @Override
        public List<ExecNode> children() {
            return input == null ? List.of() : List.of(input);
        }
    }

    /** Filters and projects the rows of its child; {@code columns}: what the scan's Vars number. */
    static final class SubqueryNode extends PipeNode {
        private final ExecNode input;

        SubqueryNode(Plan plan, ExecState es, ExecNode input, ExprCompiler.Scope scope) {
            super(plan, es);
            this.input = input;
            compile(new ExprCompiler(es, scope));
        }

        @Override
        protected boolean fetch(int max) {
            Batch b = input.next(max);
            if (b == null) {
                return false;
            }
            in.set(b.cols, b.rows, b.sel, b.n);
            return true;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            restartPipe();
            input.rescan(changed);
        }

        @Override
        public void close() {
            input.close();
        }

        @Override
        public List<ExecNode> children() {
            return List.of(input);
        }
    }

    /** The rows of a VALUES list, evaluated as they are asked for. */
    static final class ValuesNode extends PipeNode {
        private final List<List<org.hathi.planner.tree.Expr>> rows;
        private final ExprState[] @Nullable [] compiled;
        private final ExprCompiler compiler;
        private final Vector[] cols;
        private int pos;

        ValuesNode(ValuesScan plan, ExecState es, ExprCompiler.Scope scope) {
            super(plan, es);
            compile(new ExprCompiler(es, scope));
            rows = plan.rowsList;
            compiler = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
            compiled = new ExprState[rows.size()][];
            cols = new Vector[rows.isEmpty() ? 0 : rows.get(0).size()];
            for (int i = 0; i < cols.length; i++) {
                cols[i] = new Vector(es.byRef(rows.get(0).get(i).type()), 1);
            }
        }

        @Override
        protected boolean fetch(int max) {
            int n = Math.min(max, rows.size() - pos);
            if (n <= 0) {
                return false;
            }
            frame.rows = 1;
            for (int c = 0; c < cols.length; c++) {
                cols[c].reset();
                cols[c].ensureCapacity(n);
            }
            for (int i = 0; i < n; i++) {
                ExprState[] row = compiled[pos];
                if (row == null) {
                    row = compiler.compile(rows.get(pos));
                    compiled[pos] = row;
                }
                for (int c = 0; c < cols.length; c++) {
                    cols[c].copyRow(row[c].eval(frame, null, 1), 0, i);
                }
                pos++;
            }
            in.set(cols, n, null, n);
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

    static final class AppendNode extends ExecNode {
        private final List<ExecNode> inputs;
        private int current;

        AppendNode(Append plan, ExecState es, List<ExecNode> inputs) {
            super(plan, es);
            this.inputs = inputs;
        }

        @Override
        protected @Nullable Batch produce(int max) {
            while (current < inputs.size()) {
                Batch b = inputs.get(current).next(max);
                if (b != null) {
                    return b;
                }
                current++;
            }
            return null;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            current = 0;
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

    /** Keeps its input's rows as they are read. */
    static final class MaterialNode extends ExecNode {
        private final ExecNode input;
        private @Nullable TupleStore store;
        private TupleStore.@Nullable Reader reader;
        private boolean done;
        private long pos;

        MaterialNode(Plan plan, ExecState es, ExecNode input) {
            super(plan, es);
            this.input = input;
        }

        @Override
        protected @Nullable Batch produce(int max) {
            TupleStore s = store;
            TupleStore.Reader r = reader;
            if (s == null || r == null) {
                s = new TupleStore(es, byRef(es, input.plan.targetList), es.env.workMem());
                store = s;
                r = s.reader();
                reader = r;
            }
            if (pos >= s.size() && !done) {
                Batch more = input.next(max);
                if (more == null) {
                    done = true;
                } else {
                    s.append(more);
                }
            }
            Batch b = r.read(pos, max);
            if (b != null) {
                pos += b.n;
            }
            return b;
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            pos = 0;
            if (stale(changed)) {
                forget();
                input.rescan(changed);
            }
        }

        private void forget() {
            if (store != null) {
                store.close();
            }
            store = null;
            reader = null;
            done = false;
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

    /** Passes its input on: the inner side of a hash join, for EXPLAIN's sake. */
    static final class HashNode extends ExecNode {
        private final ExecNode input;
        private @Nullable HashUse use;

        HashNode(Plan plan, ExecState es, ExecNode input) {
            super(plan, es);
            this.input = input;
        }

        void setUse(HashUse u) {
            use = u;
        }

        @Override
        public @Nullable HashUse hashUse() {
            return use;
        }

        @Override
        protected @Nullable Batch produce(int max) {
            return input.next(max);
        }

        @Override
        protected void restart(@Nullable BitSet changed) {
            input.rescan(changed);
        }

        @Override
        public void close() {
            input.close();
        }

        @Override
        public List<ExecNode> children() {
            return List.of(input);
        }
    }
}
