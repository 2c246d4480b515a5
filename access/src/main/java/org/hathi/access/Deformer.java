package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.PgLz;
import org.hathi.page.Varlena;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Takes wanted columns out of heap tuples into vectors: a page of tuples at a time column by column while columns have
 * fixed offsets (fixed width, no nulls before them), tuple by tuple beyond. Values are expanded: no toast pointer, no
 * compression, no varlena header leaves this class.
 *
 * <p>LATCHES: the caller holds a pin on the tuples' page, no content lock is needed (tuples do not move under a pin).
 */
public final class Deformer {
    /** System columns, as attribute numbers. */
    public static final int CTID = -1;

    public static final int XMIN = -2;
    public static final int CMIN = -3;
    public static final int XMAX = -4;
    public static final int CMAX = -5;
    public static final int TABLEOID = -6;

    private final TupleDesc desc;
    private final Detoaster detoaster;
    /** Columns to walk: up to the last wanted one. */
    private final int walk;

    private final int[] attLen;
    private final int[] attAlign;
    private final boolean[] byVal;
    private final boolean[] zeroExtend;
    /** Index in the output of each walked column, −1 when only passed. */
    private final int[] slot;
    /** Offset from t_hoff when no earlier column is null or of variable width; columns [0, fixed) have one. */
    private final int[] offset;

    private final int fixed;
    /** Where the first column without a fixed offset may start (before alignment). */
    private final int fixedEnd;
    /** Wanted columns among the fixed ones, by column. */
    private final int[] fixedWanted;

    private final int[] system;
    private final int[] systemSlot;
    private final long[] starts;
    /** Where the data of the tuples begin. */
    private final long[] bases;

    /** {@code attnums}: 1-based columns and system columns, in the order of the output vectors. */
    public Deformer(TupleDesc desc, int[] attnums, Detoaster detoaster) {
        this.desc = desc;
        this.detoaster = detoaster;
        int max = 0;
        int nsys = 0;
        for (int a : attnums) {
            max = Math.max(max, a);
            nsys += a < 0 ? 1 : 0;
        }
        walk = max;
        slot = new int[max];
        java.util.Arrays.fill(slot, -1);
        system = new int[nsys];
        systemSlot = new int[nsys];
        int s = 0;
        for (int i = 0; i < attnums.length; i++) {
            if (attnums[i] > 0) {
                slot[attnums[i] - 1] = i;
            } else if (attnums[i] < 0) {
                system[s] = attnums[i];
                systemSlot[s++] = i;
            }
        }
        attLen = new int[max];
        attAlign = new int[max];
        byVal = new boolean[max];
        zeroExtend = new boolean[max];
        offset = new int[max];
        int off = 0;
        int nfixed = 0;
        boolean still = true;
        for (int i = 0; i < max; i++) {
            Attribute a = desc.get(i);
            attLen[i] = a.len();
            attAlign[i] = a.alignBytes();
            byVal[i] = a.byVal();
            zeroExtend[i] = a.byVal() && a.len() == 4 && isUnsigned(a.typeOid());
            if (still && a.len() > 0) {
                off = (off + attAlign[i] - 1) & -attAlign[i];
                offset[i] = off;
                off += a.len();
                nfixed++;
            } else {
                still = false;
            }
        }
        fixed = nfixed;
        fixedEnd = off;
        int w = 0;
        for (int i = 0; i < nfixed; i++) {
            w += slot[i] >= 0 ? 1 : 0;
        }
        fixedWanted = new int[w];
        w = 0;
        for (int i = 0; i < nfixed; i++) {
            if (slot[i] >= 0) {
                fixedWanted[w++] = i;
            }
        }
        starts = new long[org.hathi.page.Blocks.MAX_HEAP_TUPLES];
        bases = new long[org.hathi.page.Blocks.MAX_HEAP_TUPLES];
    }

    /** Built-in by-value types of 4 bytes whose values are unsigned: oid and the reg* types, xid, cid. */
    static boolean isUnsigned(int typeOid) {
        return switch (typeOid) {
            case 24, 26, 28, 29, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191 -> true;
            default -> false;
        };
    }

    /** A by-value column of {@code len} bytes, sign-extended. */
    static long load(MemorySegment m, long p, int len) {
        return switch (len) {
            case 1 -> Mem.i8(m, p);
            case 2 -> Mem.i16(m, p);
            case 4 -> Mem.i32(m, p);
            default -> Mem.i64(m, p);
        };
    }

    /**
     * Tuples {@code offsets[from … from+n)} of a page into rows {@code row … row+n} of the output.
     *
     * @param p the page's offset in {@code m}
     */
    public void page(
            MemorySegment m, long p, int block, int tableOid, int[] offsets, int from, int n, Vector[] out, int row) {
        boolean simple = true;
        for (int i = 0; i < n; i++) {
            long t = p + ItemId.offset(ItemId.get(m, p, offsets[from + i]));
            int mask = HeapTuple.infomask(m, t);
            starts[i] = t;
            bases[i] = t + HeapTuple.hoff(m, t);
            simple &= (mask & HeapTuple.HASNULL) == 0 & HeapTuple.natts(m, t) >= walk;
        }
        if (simple) {
            for (int i : fixedWanted) {
                fixedColumn(m, i, n, out[slot[i]], row);
            }
            if (walk > fixed) {
                for (int i = 0; i < n; i++) {
                    walk(m, bases[i], out, row + i);
                }
            }
        } else {
            for (int i = 0; i < n; i++) {
                tuple(m, starts[i], out, row + i);
            }
        }
        if (system.length > 0) {
            for (int i = 0; i < n; i++) {
                systemColumns(m, starts[i], org.hathi.page.Tid.of(block, offsets[from + i]), tableOid, out, row + i);
            }
        }
    }

    /** One tuple into row {@code row}. */
    public void row(MemorySegment m, long t, long tid, int tableOid, Vector[] out, int row) {
        tuple(m, t, out, row);
        if (system.length > 0) {
            systemColumns(m, t, tid, tableOid, out, row);
        }
    }

    private void tuple(MemorySegment m, long t, Vector[] out, int row) {
        long base = t + HeapTuple.hoff(m, t);
        int natts = Math.min(walk, HeapTuple.natts(m, t));
        boolean nulls = HeapTuple.hasNulls(m, t);
        if (!nulls && natts >= fixed) {
            for (int i : fixedWanted) {
                one(m, base + offset[i], i, out[slot[i]], row);
            }
            rest(m, t, base, fixed, base + fixedEnd, natts, false, out, row);
        } else {
            rest(m, t, base, 0, base, natts, nulls, out, row);
        }
        for (int i = natts; i < walk; i++) {
            if (slot[i] >= 0) {
                Attribute a = desc.get(i);
                out[slot[i]].setDatum(row, a.hasMissing() ? a.missing() : null);
            }
        }
    }

    private void fixedColumn(MemorySegment m, int i, int n, Vector v, int row) {
        int off = offset[i];
        if (!byVal[i]) {
            for (int k = 0; k < n; k++) {
                v.setBytes(row + k, m, bases[k] + off, attLen[i]);
            }
            return;
        }
        long[] to = v.longs;
        switch (attLen[i]) {
            case 1 -> {
                for (int k = 0; k < n; k++) {
                    to[row + k] = Mem.i8(m, bases[k] + off);
                }
            }
            case 2 -> {
                for (int k = 0; k < n; k++) {
                    to[row + k] = Mem.i16(m, bases[k] + off);
                }
            }
            case 4 -> {
                long mask = zeroExtend[i] ? 0xFFFFFFFFL : -1L;
                for (int k = 0; k < n; k++) {
                    to[row + k] = Mem.i32(m, bases[k] + off) & mask;
                }
            }
            default -> {
                for (int k = 0; k < n; k++) {
                    to[row + k] = Mem.i64(m, bases[k] + off);
                }
            }
        }
        if (v.hasNulls) {
            java.util.Arrays.fill(v.nulls, row, row + n, false);
        }
    }

    /** The columns beyond the fixed ones of a tuple without nulls that has all of them. */
    private void walk(MemorySegment m, long base, Vector[] out, int row) {
        long q = base + fixedEnd;
        for (int i = fixed; i < attLen.length; i++) {
            int s = slot[i];
            int l = attLen[i];
            if (l == -1) {
                int b = Mem.u8(m, q);
                if ((b & 1) != 0 && b != 1) {
                    int size = b >>> 1;
                    if (s >= 0) {
                        out[s].setBytes(row, m, q + 1, size - 1);
                    }
                    q += size;
                    continue;
                }
                if (b != 1) {
                    q = base + ((q - base + attAlign[i] - 1) & -attAlign[i]);
                }
            } else {
                q = base + ((q - base + attAlign[i] - 1) & -attAlign[i]);
            }
            if (s >= 0) {
                one(m, q, i, out[s], row);
            }
            q += l > 0 ? l : l == -1 ? Varlena.size(m, q) : Columns.storedCstringLength(m, q) + 1;
        }
    }

    /** Columns {@code from … natts}, the first of which starts at or after {@code p}. */
    private void rest(
            MemorySegment m, long t, long base, int from, long p, int natts, boolean nulls, Vector[] out, int row) {
        long q = p;
        for (int i = from; i < natts; i++) {
            int s = slot[i];
            if (nulls && HeapTuple.isNull(m, t, i)) {
                if (s >= 0) {
                    out[s].setNull(row);
                }
                continue;
            }
            int l = attLen[i];
            if (l == -1 && Varlena.isShort(m, q)) {
                if (s >= 0) {
                    varlena(m, q, out[s], row, detoaster);
                }
                q += Varlena.size(m, q);
                continue;
            }
            q = base + ((q - base + attAlign[i] - 1) & -attAlign[i]);
            if (s >= 0) {
                one(m, q, i, out[s], row);
            }
            q += l > 0 ? l : l == -1 ? Varlena.size(m, q) : Columns.storedCstringLength(m, q) + 1;
        }
    }

    private void one(MemorySegment m, long q, int i, Vector v, int row) {
        int l = attLen[i];
        if (byVal[i]) {
            long x = load(m, q, l);
            v.setLong(row, zeroExtend[i] ? x & 0xFFFFFFFFL : x);
        } else if (l == -1) {
            varlena(m, q, v, row, detoaster);
        } else {
            v.setBytes(row, m, q, l > 0 ? l : Columns.storedCstringLength(m, q));
        }
    }

    /** A varlena value as stored, expanded into a row. */
    static void varlena(MemorySegment m, long q, Vector v, int row, Detoaster detoaster) {
        int b = Mem.u8(m, q);
        if ((b & 1) != 0) {
            if (b == 1) {
                byte[] x = detoaster.fetch(m, q);
                v.setBytes(row, x, 0, x.length);
            } else {
                v.setBytes(row, m, q + 1, (b >>> 1) - 1);
            }
        } else if ((b & 3) == 2) {
            byte[] x = decompress(m, q);
            v.setBytes(row, x, 0, x.length);
        } else {
            v.setBytes(row, m, q + 4, (Mem.i32(m, q) >>> 2) - 4);
        }
    }

    /** The expanded payload of a varlena as stored. */
    static byte[] payload(MemorySegment m, long q, Detoaster detoaster) {
        if (Varlena.isExternal(m, q)) {
            return detoaster.fetch(m, q);
        }
        return Varlena.isCompressed(m, q) ? decompress(m, q) : Varlena.payload(m, q);
    }

    /** Expands an in-line compressed value; XX001 when it is corrupt. */
    static byte[] decompress(MemorySegment m, long q) {
        int raw = Varlena.rawSize(m, q);
        int n = Varlena.size(m, q) - 8;
        return expand(Mem.bytes(m, q + 8, n), 0, n, raw, Varlena.method(m, q));
    }

    static byte[] expand(byte[] src, int from, int n, int raw, int method) {
        byte[] dst = new byte[raw];
        if (method == Varlena.LZ4) {
            if (Lz4.decompress(src, from, n, dst) != raw) {
                throw new SqlError(SqlState.DATA_CORRUPTED, "compressed lz4 data is corrupt");
            }
        } else if (PgLz.decompress(src, from, n, dst, 0, raw, false) < 0) {
            throw new SqlError(SqlState.DATA_CORRUPTED, "compressed pglz data is corrupt");
        }
        return dst;
    }

    private void systemColumns(MemorySegment m, long t, long tid, int tableOid, Vector[] out, int row) {
        for (int k = 0; k < system.length; k++) {
            Vector v = out[systemSlot[k]];
            switch (system[k]) {
                case CTID -> {
                    byte[] b = new byte[6];
                    int block = org.hathi.page.Tid.block(tid);
                    int off = org.hathi.page.Tid.offset(tid);
                    b[0] = (byte) (block >>> 16);
                    b[1] = (byte) (block >>> 24);
                    b[2] = (byte) block;
                    b[3] = (byte) (block >>> 8);
                    b[4] = (byte) off;
                    b[5] = (byte) (off >>> 8);
                    v.setBytes(row, b, 0, 6);
                }
                case XMIN -> v.setLong(row, HeapTuple.xmin(m, t) & 0xFFFFFFFFL);
                case XMAX -> v.setLong(row, HeapTuple.xmax(m, t) & 0xFFFFFFFFL);
                case CMIN, CMAX -> v.setLong(row, HeapTuple.cid(m, t) & 0xFFFFFFFFL);
                case TABLEOID -> v.setLong(row, tableOid & 0xFFFFFFFFL);
                default -> throw SqlError.internal("invalid attribute number " + system[k]);
            }
        }
    }

    /** A single column of a tuple as a datum; for catalogs and errors, not for scans. */
    static @Nullable Object datum(Attribute a, MemorySegment m, long position, Detoaster detoaster) {
        if (position == TupleWalker.NULL) {
            return null;
        }
        if (position == TupleWalker.MISSING) {
            return a.missing();
        }
        if (a.byVal()) {
            long x = load(m, position, a.len());
            return a.len() == 4 && isUnsigned(a.typeOid()) ? x & 0xFFFFFFFFL : x;
        }
        if (a.len() == -1) {
            return payload(m, position, detoaster);
        }
        return Mem.bytes(m, position, a.len() > 0 ? a.len() : Columns.storedCstringLength(m, position));
    }
}
