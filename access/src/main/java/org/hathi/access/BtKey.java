package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.IndexTuple;
import org.hathi.page.Tid;
import org.hathi.page.Varlena;
import org.hathi.types.Comparator;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * What a descent compares page tuples with (BTScanInsert): a prefix of the key columns, and the heap tid as last column
 * when {@link #tid} is set. Integers and byte-ordered strings are compared in place; other types through their
 * comparator.
 */
final class BtKey {
    final IndexInfo info;
    private final int natts;
    private final int[] attLen;
    private final int[] attAlign;

    final Object[] args;
    private final long[] longs;
    private final byte[][] bytes;
    private final boolean[] nulls;
    private final Comparator[] comparators;
    private final int[] kinds;
    int size;
    /** Descend to the first item beyond the key rather than to the first not before it. */
    boolean nextKey;
    /** Looking for a pivot (page deletion): a truncated pivot equal so far is a match. */
    boolean pivotSearch;
    /** The heap tid as last key column; INVALID: not part of the key. */
    long tid = Tid.INVALID;

    boolean anyNulls;
    /** INT4 or INT8: the first column is such an integer, ascending and not null; else GENERIC. */
    private int lead = IndexInfo.GENERIC;

    private long leadValue;

    private static final Object NO_ARG = new Object();
    private static final byte[] NO_BYTES = new byte[0];

    BtKey(Relation index) {
        info = index.indexInfo();
        TupleDesc d = index.desc;
        natts = d.size();
        attLen = new int[natts];
        attAlign = new int[natts];
        for (int i = 0; i < natts; i++) {
            attLen[i] = d.get(i).len();
            attAlign[i] = d.get(i).alignBytes();
        }
        int n = info.keys;
        args = new Object[n];
        java.util.Arrays.fill(args, NO_ARG);
        longs = new long[n];
        bytes = new byte[n][];
        java.util.Arrays.fill(bytes, NO_BYTES);
        nulls = new boolean[n];
        comparators = info.comparators.clone();
        kinds = info.kinds.clone();
    }

    void clear() {
        size = 0;
        nextKey = false;
        pivotSearch = false;
        tid = Tid.INVALID;
        anyNulls = false;
        lead = IndexInfo.GENERIC;
    }

    private void lead() {
        boolean integer = kinds[0] == IndexInfo.INT4 || kinds[0] == IndexInfo.INT8;
        boolean ascending = (info.options[0] & IndexInfo.DESC) == 0;
        lead = integer && ascending && !nulls[0] ? kinds[0] : IndexInfo.GENERIC;
        leadValue = longs[0];
    }

    /** Appends a key column; {@code comparator} null: the index's own. */
    void add(@Nullable Object datum, @Nullable Comparator comparator) {
        int i = size++;
        comparators[i] = comparator == null ? info.comparators[i] : comparator;
        kinds[i] = comparator == null ? info.kinds[i] : IndexInfo.GENERIC;
        set(i, datum);
        if (i == 0) {
            lead();
        }
    }

    private void set(int i, @Nullable Object datum) {
        if (datum == null) {
            nulls[i] = true;
            anyNulls = true;
            return;
        }
        nulls[i] = false;
        args[i] = datum;
        if (datum instanceof Long l) {
            longs[i] = l;
        } else if (datum instanceof byte[] b) {
            bytes[i] = b;
        }
    }

    /** All key columns from a row about to be inserted. */
    void fromRow(Vector[] keys, int row) {
        clear();
        for (int i = 0; i < info.keys; i++) {
            size++;
            comparators[i] = info.comparators[i];
            kinds[i] = info.kinds[i];
            Vector v = keys[i];
            if (v.isNull(row)) {
                nulls[i] = true;
                anyNulls = true;
            } else if (!v.byRef) {
                nulls[i] = false;
                longs[i] = v.longs[row];
                if (kinds[i] == IndexInfo.GENERIC) {
                    args[i] = longs[i];
                }
            } else {
                set(i, v.getBytes(row));
            }
        }
        lead();
    }

    void fromDatums(@Nullable Object[] keys) {
        clear();
        for (int i = 0; i < info.keys; i++) {
            add(keys[i], null);
        }
    }

    /** The key columns of an index tuple, its truncated ones left out, and its heap tid if it has one. */
    void fromTuple(Relation index, MemorySegment m, long t) {
        clear();
        int n = BtPage.natts(m, t, info.keys);
        for (int i = 0; i < Math.min(n, info.keys); i++) {
            long p = position(m, t, i);
            add(p < 0 ? null : Deformer.datum(index.desc.get(i), m, p, Detoaster.NONE), null);
        }
        if (n >= info.keys) {
            tid = BtPage.heapTid(m, t);
        }
    }

    /** Where column {@code att} of an index tuple starts; −1 when it is null. */
    long position(MemorySegment m, long t, int att) {
        boolean hasNulls = IndexTuple.hasNulls(m, t);
        long base = t + (hasNulls ? 16 : 8);
        long q = base;
        for (int i = 0; ; i++) {
            if (hasNulls && IndexTuple.isNull(m, t, i)) {
                if (i == att) {
                    return -1;
                }
                continue;
            }
            int l = attLen[i];
            if (l != -1 || !Varlena.isShort(m, q)) {
                q = base + ((q - base + attAlign[i] - 1) & -attAlign[i]);
            }
            if (i == att) {
                return q;
            }
            q += l > 0 ? l : l == -1 ? Varlena.size(m, q) : Columns.storedCstringLength(m, q) + 1;
        }
    }

    /**
     * The key against the tuple at {@code t}: negative when the key is less. {@code first}: the tuple is the first data
     * item of an internal page, which counts as minus infinity.
     */
    int compare(MemorySegment m, long t, boolean first) {
        if (first) {
            return 1;
        }
        if (lead != IndexInfo.GENERIC) {
            int r = leading(m, t);
            if (r != 0) {
                return r;
            }
        }
        return compareAll(m, t);
    }

    /** An integer that leads the key against the tuple's: most comparisons end here. 0 if that does not decide. */
    private int leading(MemorySegment m, long t) {
        int special = IndexTuple.info(m, t) & (IndexTuple.NULL_MASK | IndexTuple.AM_RESERVED);
        if (special != 0 && (IndexTuple.hasNulls(m, t) || BtPage.natts(m, t, 1) == 0)) {
            return 0;
        }
        return Long.compare(leadValue, lead == IndexInfo.INT4 ? Mem.i32(m, t + 8) : Mem.i64(m, t + 8));
    }

    private int compareAll(MemorySegment m, long t) {
        int have = BtPage.natts(m, t, info.keys);
        int n = Math.min(size, have);
        if (n > 0) {
            int r = compareColumns(m, t, n);
            if (r != 0) {
                return r;
            }
        }
        if (size > have) {
            return 1;
        }
        long heap = BtPage.heapTid(m, t);
        if (tid == Tid.INVALID) {
            return !pivotSearch && size == have && heap == Tid.INVALID ? 1 : 0;
        }
        if (heap == Tid.INVALID) {
            return 1;
        }
        int r = Long.compare(tid, heap);
        if (r <= 0 || !BtPage.isPosting(m, t)) {
            return r;
        }
        return tid > BtPage.maxHeapTid(m, t) ? 1 : 0;
    }

    /** The first {@code n} columns of the key against the tuple's. */
    int compareColumns(MemorySegment m, long t, int n) {
        boolean hasNulls = IndexTuple.hasNulls(m, t);
        long base = t + (hasNulls ? 16 : 8);
        long q = base;
        for (int i = 0; i < n; i++) {
            boolean isNull = hasNulls && IndexTuple.isNull(m, t, i);
            int l = attLen[i];
            if (!isNull && (l != -1 || !Varlena.isShort(m, q))) {
                q = base + ((q - base + attAlign[i] - 1) & -attAlign[i]);
            }
            int option = info.options[i];
            int r;
            if (nulls[i]) {
                r = isNull ? 0 : (option & IndexInfo.NULLS_FIRST) != 0 ? -1 : 1;
            } else if (isNull) {
                r = (option & IndexInfo.NULLS_FIRST) != 0 ? 1 : -1;
            } else {
                r = column(i, m, q);
                r = (option & IndexInfo.DESC) != 0 ? -r : r;
            }
            if (r != 0) {
                return r;
            }
            if (i + 1 < n && !isNull) {
                q += l > 0 ? l : l == -1 ? Varlena.size(m, q) : Columns.storedCstringLength(m, q) + 1;
            }
        }
        return 0;
    }

    /** Key column {@code i} against a value on a page: −1, 0 or 1. */
    private int column(int i, MemorySegment m, long q) {
        switch (kinds[i]) {
            case IndexInfo.INT4 -> {
                return Long.compare(longs[i], Mem.i32(m, q));
            }
            case IndexInfo.INT8 -> {
                return Long.compare(longs[i], Mem.i64(m, q));
            }
            case IndexInfo.OID -> {
                return Long.compare(longs[i] & 0xFFFFFFFFL, Mem.u32(m, q));
            }
            case IndexInfo.INT2 -> {
                return Long.compare(longs[i], Mem.i16(m, q));
            }
            case IndexInfo.TEXT -> {
                if (Varlena.isPlain(m, q)) {
                    return text(bytes[i], m, q + Varlena.headerSize(m, q), Varlena.payloadSize(m, q));
                }
                byte[] b = Deformer.decompress(m, q);
                return Integer.signum(java.util.Arrays.compareUnsigned(bytes[i], b));
            }
            case IndexInfo.NAME -> {
                return name(bytes[i], m, q);
            }
            default -> {}
        }
        return -Integer.signum(comparators[i].compare(m, q, args[i]));
    }

    private static int text(byte[] key, MemorySegment m, long q, int len) {
        int n = Math.min(key.length, len);
        for (int k = 0; k < n; k++) {
            int d = (key[k] & 0xFF) - Mem.u8(m, q + k);
            if (d != 0) {
                return d < 0 ? -1 : 1;
            }
        }
        return Integer.compare(key.length, len);
    }

    /** Names end at a NUL, stored as cstrings or as 64 bytes. */
    private static int name(byte[] key, MemorySegment m, long q) {
        for (int k = 0; k < 64; k++) {
            int a = k < key.length ? key[k] & 0xFF : 0;
            int b = Mem.u8(m, q + k);
            if (a != b) {
                return a < b ? -1 : 1;
            }
            if (a == 0) {
                return 0;
            }
        }
        return 0;
    }
}
