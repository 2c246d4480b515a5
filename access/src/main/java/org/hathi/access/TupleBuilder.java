package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.HeapTuple;
import org.hathi.page.Tid;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Forms heap tuples of one row type. Set the columns (all are NULL at first), then {@link #form}. Values are not copied
 * before that: arrays, vectors and the old tuple's page must stay as they are until then. Toasting happens later, in
 * {@link Heap#insert} and {@link Heap#update}: a formed tuple may be large.
 */
public final class TupleBuilder {
    final Columns columns;
    private final TupleDesc desc;
    private final TupleWalker walker;

    public TupleBuilder(TupleDesc desc) {
        this.desc = desc;
        columns = new Columns(desc);
        walker = new TupleWalker(desc);
    }

    /** All columns NULL. */
    public TupleBuilder reset() {
        columns.clear();
        return this;
    }

    /** Column i from row {@code row} of {@code cols[i]}; a missing vector means NULL. */
    public TupleBuilder fromVectors(@Nullable Vector[] cols, int row) {
        for (int i = 0; i < columns.n; i++) {
            Vector v = i < cols.length ? cols[i] : null;
            if (v == null) {
                columns.setNull(i);
            } else {
                columns.set(i, v, row);
            }
        }
        return this;
    }

    /** All columns from datums. */
    public TupleBuilder fromDatums(@Nullable Object[] values) {
        for (int i = 0; i < columns.n; i++) {
            columns.set(i, i < values.length ? values[i] : null);
        }
        return this;
    }

    /** All columns as stored in a tuple: toasted and compressed values are kept as they are. */
    public TupleBuilder fromTuple(MemorySegment m, long t) {
        walker.load(m, t);
        for (int i = 0; i < columns.n; i++) {
            long p = walker.position(i);
            if (p >= 0) {
                if (columns.byVal[i]) {
                    columns.setLong(i, Deformer.load(m, p, columns.attLen[i]));
                } else {
                    columns.setStored(i, m, p);
                }
            } else {
                columns.set(i, p == TupleWalker.MISSING ? desc.get(i).missing() : null);
            }
        }
        return this;
    }

    /** Sets column {@code attnum} (1-based) to a datum. */
    public TupleBuilder set(int attnum, @Nullable Object datum) {
        columns.set(attnum - 1, datum);
        return this;
    }

    public TupleBuilder set(int attnum, Vector v, int row) {
        columns.set(attnum - 1, v, row);
        return this;
    }

    public TupleBuilder setLong(int attnum, long v) {
        columns.setLong(attnum - 1, v);
        return this;
    }

    public TupleBuilder setNull(int attnum) {
        columns.setNull(attnum - 1);
        return this;
    }

    /** Lays the tuple out in {@code out}; 54011 when there are too many columns, 54000 when it exceeds 1 GB. */
    public TupleBuf form(TupleBuf out) {
        Columns c = columns;
        if (c.n > HeapTuple.MAX_ATTRIBUTES) {
            throw new SqlError(
                    SqlState.TOO_MANY_COLUMNS,
                    "number of columns (" + c.n + ") exceeds limit (" + HeapTuple.MAX_ATTRIBUTES + ")");
        }
        long data = c.dataSize();
        int hoff = HeapTuple.headerSize(c.hasNulls, c.n);
        if (data + hoff > 0x3FFFFFFF) {
            throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "invalid memory alloc request size " + (data + hoff));
        }
        int len = (int) data + hoff;
        out.ensure(Blocks.maxAlign(len));
        MemorySegment m = out.m;
        Mem.put64(m, 0, 0);
        Mem.put64(m, 8, 0);
        Mem.put64(m, 16, 0);
        Mem.put64(m, hoff - 8, hoff > 24 ? 0 : Mem.i64(m, hoff - 8));
        HeapTuple.setInfomask2(m, 0, c.n);
        HeapTuple.setInfomask(
                m,
                0,
                (c.hasNulls ? HeapTuple.HASNULL : 0)
                        | (c.hasVarWidth ? HeapTuple.HASVARWIDTH : 0)
                        | (c.hasExternal ? HeapTuple.HASEXTERNAL : 0));
        HeapTuple.setHoff(m, 0, hoff);
        HeapTuple.setCtid(m, 0, Tid.INVALID);
        c.fill(m, hoff, HeapTuple.HEADER_SIZE);
        out.len = len;
        out.tid = Tid.INVALID;
        return out;
    }
}
