package org.hathi.access;

import java.util.Arrays;
import org.hathi.page.Blocks;
import org.hathi.page.HeapTuple;
import org.hathi.page.Tid;
import org.hathi.page.Varlena;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;

/**
 * Many small heap tuples of one row type, laid out one below the other as they will stand on pages, so that storing
 * them ({@link Heap#multiInsert(Relation, TupleBatch, int, int, BulkInsert)}) is one copy for each page.
 *
 * <p>LAYOUT: the first tuple ends at the end of the array, every other ends where the one before it begins; each begins
 * at a multiple of eight bytes counted from the end. Everything is plain array code: a fresh process runs it well
 * before the compiler has looked at it.
 */
public final class TupleBatch {
    private static final int CAPACITY = 128 << 10;
    private static final int MAX_TUPLES = 4096;

    private final int n;
    private final int[] attLen;
    private final int[] attAlign;
    private final boolean[] byVal;
    private final boolean[] packable;
    private final int plainHeader;
    private final int nullHeader;

    final byte[] bytes = new byte[CAPACITY];
    final int[] at = new int[MAX_TUPLES];
    final int[] length = new int[MAX_TUPLES];
    final long[] tids = new long[MAX_TUPLES];
    int count;
    private int top = CAPACITY;

    public TupleBatch(TupleDesc desc) {
        n = desc.size();
        attLen = new int[n];
        attAlign = new int[n];
        byVal = new boolean[n];
        packable = new boolean[n];
        for (int i = 0; i < n; i++) {
            Attribute a = desc.get(i);
            attLen[i] = a.len();
            attAlign[i] = a.alignBytes();
            byVal[i] = a.byVal();
            packable[i] = a.len() == -1 && a.storage() != 'p';
        }
        plainHeader = HeapTuple.headerSize(false, n);
        nullHeader = HeapTuple.headerSize(true, n);
    }

    /** Tuples added since the last {@link #clear}. */
    public int count() {
        return count;
    }

    /** Where tuple {@code i} has been stored. */
    public long tid(int i) {
        return tids[i];
    }

    /** Forgets all tuples. */
    public void clear() {
        count = 0;
        top = CAPACITY;
    }

    /**
     * Adds a row of {@code cols}; false when there is no room left, or when the tuple would be longer than
     * {@code limit} bytes (it may have to be toasted) or holds what only {@link TupleBuilder} knows to lay out.
     */
    public boolean add(Vector[] cols, int row, int limit) {
        if (count == MAX_TUPLES || n > HeapTuple.MAX_COLUMNS) {
            return false;
        }
        boolean nulls = false;
        boolean variable = false;
        long size = 0;
        for (int i = 0; i < n; i++) {
            Vector v = cols[i];
            if (v.isNull(row)) {
                nulls = true;
                continue;
            }
            int l = attLen[i];
            if (l > 0) {
                size = align(size, attAlign[i]) + l;
            } else if (l == -1) {
                variable = true;
                int payload = v.len[row];
                size = packable[i] && payload < Varlena.SHORT_MAX
                        ? size + 1 + payload
                        : align(size, attAlign[i]) + 4 + payload;
            } else {
                return false;
            }
        }
        int hoff = nulls ? nullHeader : plainHeader;
        long len = hoff + size;
        if (len > limit || len > Blocks.MAX_HEAP_TUPLE_SIZE || Blocks.maxAlign(len) > top) {
            return false;
        }
        top -= Blocks.maxAlign((int) len);
        at[count] = top;
        length[count] = (int) len;
        count++;
        header(top, hoff, nulls, variable);
        Arrays.fill(bytes, top + (int) len, top + Blocks.maxAlign((int) len), (byte) 0);
        if (nulls) {
            bitmap(top + HeapTuple.HEADER_SIZE, cols, row);
        }
        fill(top + hoff, cols, row);
        return true;
    }

    private void header(int t, int hoff, boolean nulls, boolean variable) {
        byte[] b = bytes;
        Arrays.fill(b, t, t + hoff, (byte) 0);
        put16(b, t + 18, n);
        put16(b, t + 20, (nulls ? HeapTuple.HASNULL : 0) | (variable ? HeapTuple.HASVARWIDTH : 0));
        b[t + 22] = (byte) hoff;
    }

    private void bitmap(int p, Vector[] cols, int row) {
        for (int i = 0; i < n; i++) {
            if (!cols[i].isNull(row)) {
                bytes[p + (i >> 3)] |= (byte) (1 << (i & 7));
            }
        }
    }

    private void fill(int base, Vector[] cols, int row) {
        byte[] b = bytes;
        int q = base;
        for (int i = 0; i < n; i++) {
            Vector v = cols[i];
            if (v.isNull(row)) {
                continue;
            }
            int l = attLen[i];
            if (l > 0) {
                q = pad(b, q, base, attAlign[i]);
                if (byVal[i]) {
                    putLong(b, q, l, v.longs[row]);
                } else {
                    int have = Math.min(l, v.len[row]);
                    System.arraycopy(v.arena, v.off[row], b, q, have);
                    Arrays.fill(b, q + have, q + l, (byte) 0);
                }
                q += l;
                continue;
            }
            int payload = v.len[row];
            if (packable[i] && payload < Varlena.SHORT_MAX) {
                b[q++] = (byte) (payload + 1 << 1 | 1);
            } else {
                q = pad(b, q, base, attAlign[i]);
                put32(b, q, payload + 4 << 2);
                q += 4;
            }
            System.arraycopy(v.arena, v.off[row], b, q, payload);
            q += payload;
        }
    }

    /** Stamps the transaction into tuple {@code i}'s header. */
    void stamp(int i, int xid, int cid, int infomask) {
        byte[] b = bytes;
        int t = at[i];
        put32(b, t, xid);
        put32(b, t + 8, cid);
        int mask = b[t + 20] & 0xFF | (b[t + 21] & 0xFF) << 8;
        put16(b, t + 20, mask | infomask);
    }

    /** Tuple {@code i} stands at {@code block}, {@code off}: its ctid. */
    void place(int i, int block, int off) {
        byte[] b = bytes;
        int t = at[i];
        put16(b, t + 12, block >>> 16);
        put16(b, t + 14, block);
        put16(b, t + 16, off);
        tids[i] = Tid.of(block, off);
    }

    private static long align(long off, int a) {
        return (off + a - 1) & -a;
    }

    private static int pad(byte[] b, int q0, int base, int a) {
        int end = base + ((q0 - base + a - 1) & -a);
        for (int q = q0; q < end; q++) {
            b[q] = 0;
        }
        return end;
    }

    private static void putLong(byte[] b, int q, int l, long v) {
        switch (l) {
            case 1 -> b[q] = (byte) v;
            case 2 -> put16(b, q, (int) v);
            case 4 -> put32(b, q, (int) v);
            default -> {
                put32(b, q, (int) v);
                put32(b, q + 4, (int) (v >>> 32));
            }
        }
    }

    static void put16(byte[] b, int q, int v) {
        b[q] = (byte) v;
        b[q + 1] = (byte) (v >>> 8);
    }

    static void put32(byte[] b, int q, int v) {
        b[q] = (byte) v;
        b[q + 1] = (byte) (v >>> 8);
        b[q + 2] = (byte) (v >>> 16);
        b[q + 3] = (byte) (v >>> 24);
    }
}
