package org.hathi.executor.node;

import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.TypeInfo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * How big a hash table is, counted as PostgreSQL counts it (a tuple with its header, a pointer for each bucket), so
 * that joins split at the same sizes; and how many buckets and batches it should start with, as PostgreSQL estimates
 * them.
 */
final class HashSize {
    private static final int TUPLE = 32;
    private static final int POINTER = 8;
    private static final int MAX_BATCHES = 1 << 15;

    /** Bytes of a row's fixed-length columns. */
    private final int fixed;

    private final boolean[] variable;
    private boolean anyVariable;
    long buckets;
    int batches;

    HashSize(ExecState es, Plan input) {
        int n = input.targetList.size();
        variable = new boolean[n];
        int sum = 0;
        for (int i = 0; i < n; i++) {
            TargetEntry t = input.targetList.get(i);
            TypeInfo type = es.cx.types().type(t.expr().type());
            if (type.len() >= 0) {
                int align = type.align() == 'd' ? 8 : type.align() == 'i' ? 4 : type.align() == 's' ? 2 : 1;
                sum = (sum + align - 1 & -align) + type.len();
            } else {
                variable[i] = true;
                anyVariable = true;
            }
        }
        fixed = sum;
    }

    private static int align8(double width) {
        return (int) Math.min(1 << 30, width) + 7 & -8;
    }

    /** Chooses {@link #buckets} and {@link #batches} for so many rows of so many bytes in so much memory. */
    void choose(double rows, int width, long memory) {
        double n = Math.max(1, rows);
        double tuple = TUPLE + align8(width);
        double bytes = n * tuple;
        long allowed = memory - memory / 50;
        long most = Long.highestOneBit(Math.max(1, Math.min(allowed / POINTER, 1 << 27)));
        buckets = power(Math.max(1024, Math.min(Math.ceil(n), most)));
        batches = 1;
        if (bytes + buckets * POINTER > allowed) {
            double bucket = tuple + POINTER;
            buckets = allowed <= bucket ? 1 : Math.min(power(allowed / bucket), most);
            double need = Math.ceil(bytes / Math.max(1, allowed - buckets * POINTER));
            batches = (int) power(Math.clamp(need, 2, MAX_BATCHES));
        }
    }

    private static long power(double x) {
        long n = (long) x;
        long p = Long.highestOneBit(Math.max(1, n));
        return p == n ? p : p * 2;
    }

    /** Bytes the rows of a batch take in the table. */
    long bytes(Batch b) {
        return bytes(b.cols, b.sel, b.n);
    }

    long bytes(Vector[] cols, int @Nullable [] sel, int n) {
        long sum = (long) n * (TUPLE + (anyVariable ? fixed + 4 : fixed + 7 & -8));
        if (anyVariable) {
            for (int c = 0; c < variable.length; c++) {
                if (variable[c]) {
                    sum += variable(cols[c], sel, n);
                }
            }
        }
        return sum;
    }

    private static long variable(Vector v, int @Nullable [] sel, int n) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            int len = v.len[sel == null ? i : sel[i]];
            sum += len + (len <= 126 ? 1 : 4);
        }
        return sum;
    }

    static long pointers(long buckets) {
        return buckets * POINTER;
    }

    static boolean mayGrow(int batches) {
        return batches < MAX_BATCHES;
    }
}
