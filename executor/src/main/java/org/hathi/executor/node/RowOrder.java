package org.hathi.executor.node;

import org.hathi.executor.RowStore;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;

/** An ordering of rows by columns; sorts row numbers (stable merge sort). */
public final class RowOrder {
    private final int[] columns;
    private final TypeOps[] ops;
    private final boolean[] descending;
    private final boolean[] nullsFirst;

    /** Columns are 0-based. */
    public RowOrder(int[] columns, TypeOps[] ops, boolean[] descending, boolean[] nullsFirst) {
        this.columns = columns;
        this.ops = ops;
        this.descending = descending;
        this.nullsFirst = nullsFirst;
    }

    /** This order within the order of another column, ascending. */
    RowOrder within(int column, TypeOps columnOps) {
        int n = columns.length;
        int[] c = new int[n + 1];
        TypeOps[] o = new TypeOps[n + 1];
        boolean[] d = new boolean[n + 1];
        boolean[] f = new boolean[n + 1];
        c[0] = column;
        o[0] = columnOps;
        System.arraycopy(columns, 0, c, 1, n);
        System.arraycopy(ops, 0, o, 1, n);
        System.arraycopy(descending, 0, d, 1, n);
        System.arraycopy(nullsFirst, 0, f, 1, n);
        return new RowOrder(c, o, d, f);
    }

    int compare(Vector[] a, int i, Vector[] b, int j) {
        for (int k = 0; k < columns.length; k++) {
            Vector x = a[columns[k]];
            Vector y = b[columns[k]];
            boolean xn = x.isNull(i);
            boolean yn = y.isNull(j);
            int c;
            if (xn || yn) {
                if (xn && yn) {
                    continue;
                }
                return xn == nullsFirst[k] ? -1 : 1;
            }
            c = ops[k].compare(x, i, y, j);
            if (c != 0) {
                return descending[k] ? -c : c;
            }
        }
        return 0;
    }

    /** Row numbers 0..n-1 of the store in order. */
    int[] sort(RowStore s) {
        int[] a = new int[s.n];
        for (int i = 0; i < a.length; i++) {
            a[i] = i;
        }
        sort(s.cols, a, 0, a.length);
        return a;
    }

    /** Sorts the row numbers {@code a[from..to)}. */
    void sort(Vector[] v, int[] a, int from, int to) {
        int[] buf = new int[to - from];
        mergeSort(v, a, from, to, buf);
    }

    private void mergeSort(Vector[] v, int[] a, int from, int to, int[] buf) {
        int n = to - from;
        if (n <= 8) {
            for (int i = from + 1; i < to; i++) {
                int x = a[i];
                int j = i - 1;
                while (j >= from && compare(v, a[j], v, x) > 0) {
                    a[j + 1] = a[j];
                    j--;
                }
                a[j + 1] = x;
            }
            return;
        }
        int mid = from + n / 2;
        mergeSort(v, a, from, mid, buf);
        mergeSort(v, a, mid, to, buf);
        if (compare(v, a[mid - 1], v, a[mid]) <= 0) {
            return;
        }
        int left = mid - from;
        System.arraycopy(a, from, buf, 0, left);
        int i = 0;
        int j = mid;
        int k = from;
        while (i < left && j < to) {
            a[k++] = compare(v, buf[i], v, a[j]) <= 0 ? buf[i++] : a[j++];
        }
        System.arraycopy(buf, i, a, k, left - i);
    }
}
