package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.OpclassInfo;
import org.hathi.types.ArrayValue;
import org.hathi.types.TypeInfo;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one column from a sample of its values: null fraction, width, number of distinct values (Haas and
 * Stokes' estimator Duj1), most common values, an equi-depth histogram of the others, correlation with the physical
 * order.
 */
final class ColumnStats {
    private static final int BTREE = 403;
    private static final int MCV = 1;
    private static final int HISTOGRAM = 2;
    private static final int CORRELATION = 3;
    /** Wider values count only as wide. */
    private static final int WIDE = 1024;

    /** A kind of statistics: {@code values} an encoded array of the column's type. */
    record Slot(int kind, int operator, int collation, float @Nullable [] numbers, byte @Nullable [] values) {}

    private final Catalog catalog;
    private final AttributeInfo column;
    private final Vector v;
    private final int rows;
    private final double totalRows;
    private final int target;
    private final TypeInfo type;

    double nullFraction;
    int width;
    double distinct;
    final List<Slot> slots = new ArrayList<>();

    /** Row numbers of the values that take part, later in sorted order; {@code place} their places in the sample. */
    private long[] order = new long[0];

    private int n;
    private int[] place = new int[0];
    private int[] trackCount = new int[0];
    private int[] trackFirst = new int[0];
    private int tracks;

    ColumnStats(Catalog catalog, AttributeInfo column, Vector values, int rows, double totalRows, int target) {
        this.catalog = catalog;
        this.column = column;
        this.v = values;
        this.rows = rows;
        this.totalRows = totalRows;
        this.target = target;
        TypeInfo t = catalog.type(column.type());
        while (t.type() == 'd') {
            t = catalog.type(t.baseType());
        }
        this.type = t;
    }

    void compute() {
        int[] row = new int[rows];
        int nulls = 0;
        int wide = 0;
        double bytes = 0;
        for (int i = 0; i < rows; i++) {
            if (v.isNull(i)) {
                nulls++;
                continue;
            }
            if (type.len() == -1) {
                int len = v.len[i];
                bytes += len + (len <= 126 ? 1 : 4);
                if (len + 4 > WIDE) {
                    wide++;
                    continue;
                }
            } else if (type.len() == -2) {
                bytes += v.len[i] + 1;
            }
            row[n++] = i;
        }
        int present = rows - nulls;
        nullFraction = (double) nulls / rows;
        width = type.len() > 0 ? type.len() : present == 0 ? 0 : (int) (bytes / present);
        if (present == 0) {
            distinct = 0;
            return;
        }
        TypeOps ops = TypeOps.ofIfAny(catalog, type.oid(), column.collation());
        OpclassInfo opclass = catalog.defaultOpclass(type.oid(), BTREE);
        if (ops == null || opclass == null || type.type() == 'r' || type.type() == 'm') {
            distinct = 0;
            return;
        }
        if (n == 0) {
            distinct = -(1.0 - nullFraction);
            return;
        }
        sort(row, ops);
        scalar(ops, opclass, nulls, wide);
    }

    /** Sorts sample places by value, equal values by place. */
    private void sort(int[] row, TypeOps ops) {
        place = new int[n];
        int[] tmp = new int[n];
        for (int i = 0; i < n; i++) {
            place[i] = i;
        }
        merge(place, tmp, 0, n, row, ops);
        order = new long[n];
        for (int i = 0; i < n; i++) {
            order[i] = row[place[i]];
        }
    }

    private void merge(int[] a, int[] tmp, int from, int to, int[] row, TypeOps ops) {
        if (to - from < 2) {
            return;
        }
        int mid = from + to >>> 1;
        merge(a, tmp, from, mid, row, ops);
        merge(a, tmp, mid, to, row, ops);
        if (ops.compare(v, row[a[mid - 1]], v, row[a[mid]]) <= 0) {
            return;
        }
        System.arraycopy(a, from, tmp, from, to - from);
        int i = from;
        int j = mid;
        for (int k = from; k < to; k++) {
            boolean left = j >= to || i < mid && ops.compare(v, row[tmp[i]], v, row[tmp[j]]) <= 0;
            a[k] = left ? tmp[i++] : tmp[j++];
        }
    }

    private void scalar(TypeOps ops, OpclassInfo opclass, int nulls, int wide) {
        trackCount = new int[target];
        trackFirst = new int[target];
        double xy = 0;
        int ndistinct = 0;
        int nmultiple = 0;
        int dups = 0;
        for (int i = 0; i < n; i++) {
            xy += (double) i * place[i];
            dups++;
            if (i == n - 1 || ops.compare(v, (int) order[i], v, (int) order[i + 1]) != 0) {
                ndistinct++;
                if (dups > 1) {
                    nmultiple++;
                    track(dups, i + 1 - dups);
                }
                dups = 0;
            }
        }
        distinct = estimate(ndistinct, nmultiple, nulls, wide);
        int less = catalog.amop(opclass.family(), opclass.inputType(), opclass.inputType(), 1);
        int equal = catalog.amop(opclass.family(), opclass.inputType(), opclass.inputType(), 3);
        int mcv = target;
        if (tracks == ndistinct && wide == 0 && distinct > 0 && tracks <= mcv) {
            mcv = tracks;
        } else {
            mcv = Math.min(mcv, tracks);
            if (mcv > 0) {
                mcv = commonEnough(mcv);
            }
        }
        if (mcv > 0) {
            Vector out = new Vector(!type.byVal(), mcv);
            float[] freq = new float[mcv];
            for (int i = 0; i < mcv; i++) {
                out.copyRow(v, (int) order[trackFirst[i]], i);
                freq[i] = (float) ((double) trackCount[i] / rows);
            }
            slots.add(new Slot(
                    MCV,
                    equal,
                    column.collation(),
                    freq,
                    ArrayValue.of(type, out, mcv).encode()));
        }
        histogram(less, ndistinct, mcv);
        if (n > 1) {
            double x = (double) (n - 1) * n / 2.0;
            double x2 = (double) (n - 1) * n * (2.0 * n - 1) / 6.0;
            double r = (n * xy - x * x) / (n * x2 - x * x);
            slots.add(new Slot(CORRELATION, less, column.collation(), new float[] {(float) r}, null));
        }
    }

    private void track(int dups, int first) {
        if (tracks == target && (target == 0 || dups <= trackCount[tracks - 1])) {
            return;
        }
        if (tracks < target) {
            tracks++;
        }
        int j = tracks - 1;
        while (j > 0 && dups > trackCount[j - 1]) {
            trackCount[j] = trackCount[j - 1];
            trackFirst[j] = trackFirst[j - 1];
            j--;
        }
        trackCount[j] = dups;
        trackFirst[j] = first;
    }

    private double estimate(int ndistinct, int nmultiple, int nulls, int wide) {
        double result;
        if (nmultiple == 0) {
            result = -1.0 * (1.0 - nullFraction);
        } else if (wide == 0 && nmultiple == ndistinct) {
            result = ndistinct;
        } else {
            int f1 = ndistinct - nmultiple + wide;
            int d = f1 + nmultiple;
            double sample = rows - nulls;
            double all = totalRows * (1.0 - nullFraction);
            double s = all > 0 ? sample * d / (sample - f1 + f1 * sample / all) : 0;
            result = Math.floor(Math.min(Math.max(s, d), all) + 0.5);
        }
        if (result > 0.1 * totalRows) {
            result = -(result / totalRows);
        }
        return result;
    }

    /** How many of the tracked values are significantly more common than the rest (analyze_mcv_list). */
    private int commonEnough(int tracked) {
        if (rows == totalRows || totalRows <= 1.0) {
            return tracked;
        }
        int num = tracked;
        double all = distinct < 0 ? -distinct * totalRows : distinct;
        double sum = 0;
        for (int i = 0; i < num - 1; i++) {
            sum += trackCount[i];
        }
        while (num > 0) {
            double selectivity = Math.min(1, Math.max(0, 1.0 - sum / rows - nullFraction));
            double others = all - (num - 1);
            if (others > 1) {
                selectivity /= others;
            }
            double big = totalRows;
            double k = big * trackCount[num - 1] / rows;
            double variance = rows * k * (big - k) * (big - rows) / (big * big * (big - 1));
            if (trackCount[num - 1] > selectivity * rows + 2 * Math.sqrt(variance) + 0.5) {
                break;
            }
            num--;
            if (num == 0) {
                break;
            }
            sum -= trackCount[num - 1];
        }
        return num;
    }

    private void histogram(int less, int ndistinct, int mcv) {
        int num = Math.min(ndistinct - mcv, target + 1);
        if (num < 2) {
            return;
        }
        boolean[] common = new boolean[n];
        for (int i = 0; i < mcv; i++) {
            java.util.Arrays.fill(common, trackFirst[i], trackFirst[i] + trackCount[i], true);
        }
        int[] rest = new int[n];
        int m = 0;
        for (int i = 0; i < n; i++) {
            if (!common[i]) {
                rest[m++] = (int) order[i];
            }
        }
        Vector out = new Vector(!type.byVal(), num);
        int delta = (m - 1) / (num - 1);
        int deltaFraction = (m - 1) % (num - 1);
        int pos = 0;
        int fraction = 0;
        for (int i = 0; i < num; i++) {
            out.copyRow(v, rest[pos], i);
            pos += delta;
            fraction += deltaFraction;
            if (fraction >= num - 1) {
                pos++;
                fraction -= num - 1;
            }
        }
        slots.add(new Slot(
                HISTOGRAM,
                less,
                column.collation(),
                null,
                ArrayValue.of(type, out, num).encode()));
    }
}
