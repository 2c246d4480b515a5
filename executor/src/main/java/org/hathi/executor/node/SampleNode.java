package org.hathi.executor.node;

import java.util.List;
import org.hathi.access.HeapScan;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.page.Tid;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.tree.TableSampleClause;
import org.hathi.types.Hash;
import org.jspecify.annotations.Nullable;

/**
 * TABLESAMPLE: a row (BERNOULLI) or all rows of a page (SYSTEM) are taken when a hash of where they are and the seed is
 * below the percentage, so that REPEATABLE finds the same rows again, and PostgreSQL's.
 */
final class SampleNode extends TableScanNode {
    private static final int SYSTEM = 3314;

    private final boolean system;
    private final ExprState percent;
    private final @Nullable ExprState repeatable;
    private final long[] tids = new long[MAX_BATCH];
    private final int[] chosen = new int[MAX_BATCH];
    private final byte[] key;
    private @Nullable HeapScan scan;
    private boolean ended;
    private long cutoff;
    private int seed;

    SampleNode(SeqScan plan, ExecState es) {
        super(plan, es, plan.scanRelId, List.of());
        TableSampleClause c = java.util.Objects.requireNonNull(plan.sample);
        ExprCompiler compiler = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        this.system = c.tsmhandler() == SYSTEM;
        this.percent = compiler.compile(c.args().get(0));
        this.repeatable = c.repeatable() == null ? null : compiler.compile(c.repeatable());
        this.key = new byte[system ? 8 : 12];
    }

    private void begin() {
        frame.rows = 1;
        Object p = percent.datum(frame);
        if (p == null) {
            throw new SqlError(SqlState.INVALID_TABLESAMPLE_ARGUMENT, "TABLESAMPLE parameter cannot be null");
        }
        float value = Float.intBitsToFloat(((Long) p).intValue());
        if (!(value >= 0 && value <= 100)) {
            throw new SqlError(SqlState.INVALID_TABLESAMPLE_ARGUMENT, "sample percentage must be between 0 and 100");
        }
        cutoff = (long) Math.rint(4294967296.0 * value / 100);
        ExprState r = repeatable;
        if (r == null) {
            seed = (int) es.cx.random().next();
            return;
        }
        Object s = r.datum(frame);
        if (s == null) {
            throw new SqlError(SqlState.INVALID_TABLESAMPLE_REPEAT, "TABLESAMPLE REPEATABLE parameter cannot be null");
        }
        seed = Hash.float8(Double.longBitsToDouble((Long) s));
    }

    private boolean takes(long tid) {
        put(0, Tid.block(tid));
        if (system) {
            put(4, seed);
        } else {
            put(4, Tid.offset(tid));
            put(8, seed);
        }
        return (Hash.bytes(key, 0, key.length) & 0xFFFFFFFFL) < cutoff;
    }

    private void put(int at, int v) {
        key[at] = (byte) v;
        key[at + 1] = (byte) (v >> 8);
        key[at + 2] = (byte) (v >> 16);
        key[at + 3] = (byte) (v >> 24);
    }

    @Override
    protected boolean scan(int max) {
        HeapScan s = scan;
        if (s == null && !ended) {
            begin();
            s = es.env.access().heap().beginScan(rel, es.snapshot());
            scan = s;
        }
        while (!ended && s != null) {
            room(max);
            int n = s.next(deformer, cols, tids, max);
            if (n == 0) {
                ended = true;
                break;
            }
            int k = 0;
            for (int i = 0; i < n; i++) {
                if (takes(tids[i])) {
                    chosen[k++] = i;
                }
            }
            if (k > 0) {
                in.set(cols, n, chosen, k);
                return true;
            }
            es.cx.interrupts.check();
        }
        return false;
    }

    @Override
    protected void restartScan(boolean fresh) {
        ended = false;
        closeScan();
    }

    @Override
    protected void closeScan() {
        HeapScan s = scan;
        if (s != null) {
            s.close();
            scan = null;
        }
    }
}
