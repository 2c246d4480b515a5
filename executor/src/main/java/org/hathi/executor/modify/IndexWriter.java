package org.hathi.executor.modify;

import java.util.List;
import org.hathi.access.IndexAm;
import org.hathi.access.IndexInfo;
import org.hathi.access.Relation;
import org.hathi.access.UniqueCheck;
import org.hathi.catalog.IndexDef;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Keeps one index of a table up to date: computes its keys from rows given as one vector per column of the table. */
public final class IndexWriter {
    private final ExecState es;
    private final Relation heap;
    public final Relation index;
    private final IndexInfo info;
    private final IndexAm am;
    private final @Nullable ExprState[] expressions;
    private final @Nullable Filter predicate;
    private final Vector[] keys;
    private final @Nullable Exclude exclude;
    private final Frame frame = new Frame();
    private final int[] one = new int[1];

    public IndexWriter(ExecState es, Relation heap, Relation index) {
        this.es = es;
        this.heap = heap;
        this.index = index;
        this.info = index.indexInfo();
        this.am = es.env.access().indexAm(index);
        int n = info.natts();
        this.expressions = new ExprState[n];
        this.keys = new Vector[n];
        ExprCompiler c = new ExprCompiler(es, new Columns(heap.desc));
        IndexDef d = es.env.catalog.index(index.oid);
        Filter p = null;
        if (d != null && d.expressions() != null) {
            List<Expr> l = ExprLists.read(d.expressions());
            int k = 0;
            for (int i = 0; i < n; i++) {
                if (info.columns[i] == 0) {
                    expressions[i] = c.compile(l.get(k++));
                }
            }
        }
        if (d != null && d.predicate() != null) {
            p = c.filter(Trees.conjuncts((Expr) NodeText.read(d.predicate())));
        }
        this.predicate = p;
        this.exclude = info.exclusion ? new Exclude(es.env, heap, this) : null;
        if (info.formatter == null) {
            info.formatter = (ix, values) -> describe(values);
        }
    }

    /** The table's columns by number; a whole row of them is a value, too. */
    private record Columns(TupleDesc desc) implements ExprCompiler.Scope {
        @Override
        public int slot(Var v) {
            return v.varattno() - 1;
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (!(e instanceof Var v) || v.varattno() != 0) {
                return null;
            }
            int[] slots = new int[desc.size()];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = i;
            }
            return c.wholeRow(desc, slots);
        }
    }

    /** The key's text; null when the user may not read its columns. */
    @Nullable
    String describe(@Nullable Object[] values) {
        TupleDesc t = heap.desc;
        int n = info.keys;
        if (!RowText.readable(es.env, heap.oid, java.util.Arrays.copyOf(info.columns, n))) {
            return null;
        }
        String[] names = new String[n];
        int[] types = new int[n];
        for (int i = 0; i < n; i++) {
            int col = info.columns[i];
            names[i] = col > 0 ? t.get(col - 1).name() : ExprLists.keyName(es.env, index, i);
            types[i] = index.desc.get(i).typeOid();
        }
        return RowText.key(es.env, names, types, values);
    }

    /** The table indexed. */
    int table() {
        return heap.oid;
    }

    public boolean immediate() {
        return info.immediate;
    }

    /** May it be what ON CONFLICT decides by? */
    public boolean unique() {
        return info.unique || info.exclusion;
    }

    /** Does the row belong into the index (partial indexes)? Computes its key. */
    boolean load(Vector[] cols, int row, int rows) {
        frame.cols = cols;
        frame.rows = rows;
        Filter p = predicate;
        if (p != null && !p.test(frame, row)) {
            return false;
        }
        one[0] = row;
        for (int i = 0; i < keys.length; i++) {
            ExprState e = expressions[i];
            keys[i] = e != null ? e.eval(frame, one, 1) : cols[info.columns[i] - 1];
        }
        return true;
    }

    Vector[] keys() {
        return keys;
    }

    IndexInfo info() {
        return info;
    }

    /** Inserts the entry of a row; false: a partial check found a possible duplicate. */
    public boolean insert(Vector[] cols, int row, int rows, long tid, boolean speculative) {
        if (!info.ready || !load(cols, row, rows)) {
            return true;
        }
        UniqueCheck check =
                !info.unique ? UniqueCheck.NO : speculative || !info.immediate ? UniqueCheck.PARTIAL : UniqueCheck.YES;
        boolean ok;
        try {
            ok = am.insert(index, keys, row, tid, heap, check);
        } catch (org.hathi.base.SqlError e) {
            if (e.state() == org.hathi.base.SqlState.UNIQUE_VIOLATION) {
                e.table(heap.schema, heap.name);
            }
            throw e;
        }
        if (exclude != null) {
            ok = exclude.check(datums(row), tid, speculative);
        }
        if (!ok && !speculative && (info.unique || exclude != null)) {
            es.after().unique(this, datums(row), tid);
            return true;
        }
        return ok;
    }

    private @Nullable Object[] datums(int row) {
        @Nullable Object[] values = new Object[keys.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = keys[i].datum(row);
        }
        return values;
    }

    /** Throws 23P01 when a row that is there conflicts with another (an exclusion constraint is being built). */
    public void verify(Vector[] cols, int row, int rows, long tid) {
        if (exclude != null && load(cols, row, rows)) {
            exclude.verify(datums(row), tid);
        }
    }

    /** Rechecks a deferred uniqueness constraint for an entry that is there already. */
    void recheck(@Nullable Object[] values, long tid) {
        if (exclude != null) {
            exclude.recheck(values, tid);
            return;
        }
        am.insert(index, values, tid, heap, UniqueCheck.EXISTING);
    }
}
