package org.hathi.executor.copy;

import java.util.Arrays;
import java.util.List;
import org.hathi.access.BulkInsert;
import org.hathi.access.Heap;
import org.hathi.access.Relation;
import org.hathi.access.TupleBatch;
import org.hathi.access.TupleBuf;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.DomainState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.executor.modify.ResultRelation;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Trees;
import org.hathi.shm.Progress;
import org.hathi.types.Attribute;
import org.hathi.types.EvalContext;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way into a table: collected column by column, completed (defaults, generated columns), checked one by
 * one as INSERT checks them, and stored many at a time.
 *
 * <p>PROTOCOL: {@link #begin}, fill the vectors at the row it returns, {@link #end}; at last {@link #flush} and
 * {@link #close}.
 */
final class CopyTarget {
    private static final int MAX_ROWS = 1000;
    private static final int MAX_BYTES = 65536;

    private final ExecState es;
    private final ResultRelation result;
    private final Vector[] cols;
    private final @Nullable ExprState[] defaults;
    private final boolean[] domain;
    private final boolean[] generated;
    private final @Nullable Filter where;
    private final Frame frame = new Frame();
    private final int[] one = new int[1];
    private final TupleBatch batch;
    private final TupleBuf[] large = {new TupleBuf()};
    private final long[] lines = new long[MAX_ROWS];
    private final BulkInsert bulk = new BulkInsert();
    private final int cid;
    private final int heapOptions;
    private int n;
    private int bytes;
    private long stored;
    private long excluded;
    private final Progress progress;
    private long flushing;

    /**
     * @param defaults by attribute number − 1: what columns that the file does not have get; null: NULL
     * @param frozen store the rows frozen: nobody else can see the table's file yet
     */
    CopyTarget(ExecState es, Relation rel, @Nullable Expr[] defaults, @Nullable Expr where, boolean frozen) {
        this.es = es;
        this.progress = es.env.access().progress();
        this.result = new ResultRelation(es, rel);
        int natts = rel.desc.size();
        this.cols = new Vector[natts];
        this.generated = new boolean[natts];
        this.defaults = new ExprState[natts];
        this.domain = new boolean[natts];
        ExprCompiler none = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        for (int i = 0; i < natts; i++) {
            Attribute a = rel.desc.get(i);
            cols[i] = new Vector(!a.byVal(), MAX_ROWS);
            generated[i] = a.generated() != 0 && !a.dropped();
            Expr d = defaults[i];
            if (d != null) {
                this.defaults[i] = none.compile(d);
            }
            domain[i] = !a.dropped() && es.cx.types().type(a.typeOid()).type() == 'd';
        }
        this.where = where == null ? null : new ExprCompiler(es, v -> v.varattno() - 1).filter(Trees.conjuncts(where));
        this.batch = new TupleBatch(rel.desc);
        this.cid = es.env.txn().transactions().commandId(true);
        this.heapOptions = frozen ? Heap.FROZEN | Heap.SKIP_FSM : 0;
    }

    /** Says which columns the file has (bits as in RangeTblEntry): messages may show them. */
    void written(java.util.BitSet columns) {
        result.written(result.rel.oid, columns, columns);
    }

    ExecEnv env() {
        return es.env;
    }

    EvalContext cx() {
        return es.cx;
    }

    Relation rel() {
        return result.rel;
    }

    /** Where the values of a column go. */
    Vector vector(int attnum) {
        return cols[attnum - 1];
    }

    long stored() {
        return stored;
    }

    /** While index entries are made: the line their row came from; else 0. */
    long flushingLine() {
        return flushing;
    }

    /** Starts a row that stands in {@code line}; returns its number in the vectors. */
    int begin(long line) {
        lines[n] = line;
        for (Vector v : cols) {
            v.nulls[n] = false;
        }
        return n;
    }

    /** A column of the row has its value: does its domain allow it? */
    void checkDomain(int attnum) {
        if (domain[attnum - 1]) {
            DomainState.check(es, result.rel.desc.get(attnum - 1).typeOid(), cols[attnum - 1].datum(n));
        }
    }

    /** The columns of the file are filled in: completes and checks the row. */
    void end(int size) {
        int row = n;
        frame.cols = cols;
        frame.rows = MAX_ROWS;
        one[0] = row;
        for (int i = 0; i < cols.length; i++) {
            if (isFilled[i]) {
                continue;
            }
            ExprState d = defaults[i];
            if (d == null) {
                cols[i].setNull(row);
            } else {
                cols[i].copyRow(d.eval(frame, one, 1), row, row);
            }
        }
        Filter w = where;
        if (w != null && !w.test(frame, row)) {
            progress.set(Progress.Command.COPY, 3, ++excluded);
            return;
        }
        if (result.hasGenerated()) {
            Vector[] work = cols.clone();
            result.generate(work, row, MAX_ROWS);
            for (int i = 0; i < cols.length; i++) {
                if (generated[i]) {
                    cols[i].nulls[row] = false;
                    cols[i].copyRow(work[i], row, row);
                }
            }
        }
        result.check(cols, row, MAX_ROWS);
        n++;
        bytes += size;
        progress.set(Progress.Command.COPY, 2, stored + n);
        if (n == MAX_ROWS || bytes >= MAX_BYTES) {
            flush();
        }
    }

    private boolean[] isFilled = new boolean[0];

    /** Says which columns the file has. */
    void columns(int[] attnums) {
        isFilled = new boolean[cols.length];
        for (int a : attnums) {
            isFilled[a - 1] = true;
        }
    }

    /** Stores the rows collected so far with their index entries. */
    void flush() {
        if (n == 0) {
            return;
        }
        int limit = result.rel.toastTupleTarget;
        int first = 0;
        for (int i = 0; i < n; i++) {
            if (batch.add(cols, i, limit)) {
                continue;
            }
            first = store(first);
            if (!batch.add(cols, i, limit)) {
                // Long values are compressed or moved out of line one row at a time.
                result.builder.reset().fromVectors(cols, i).form(large[0]);
                es.env.access().heap().multiInsert(result.rel, large, 1, cid, heapOptions, bulk);
                stored(i, large[0].tid);
                first = i + 1;
            }
        }
        store(first);
        flushing = 0;
        stored += n;
        n = 0;
        bytes = 0;
        for (Vector v : cols) {
            v.reset();
        }
    }

    /** Stores the batch, which holds the rows from {@code first} on; returns the first row not stored. */
    private int store(int first) {
        int count = batch.count();
        if (count > 0) {
            es.env.access().heap().multiInsert(result.rel, batch, cid, heapOptions, bulk);
            if (!result.indexes.isEmpty() || result.foreignKeys.any()) {
                for (int i = 0; i < count; i++) {
                    stored(first + i, batch.tid(i));
                }
            }
            batch.clear();
        }
        return first + count;
    }

    private void stored(int row, long tid) {
        flushing = lines[row];
        if (!result.indexes.isEmpty()) {
            result.insertIndexes(cols, row, MAX_ROWS, tid);
        }
        result.foreignKeys.inserted(cols, row, tid);
    }

    /** Unpins what the load holds. */
    void close() {
        bulk.release(es.env.access());
    }

    /** No default for any column. */
    static @Nullable Expr[] noDefaults(int natts) {
        @Nullable Expr[] out = new Expr[natts];
        Arrays.fill(out, null);
        return out;
    }

    /** The names of some columns, for messages. */
    static List<String> names(Relation rel, int[] attnums) {
        String[] out = new String[attnums.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = rel.desc.get(attnums[i] - 1).name();
        }
        return List.of(out);
    }
}
