package org.hathi.access;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hathi.os.Mem;
import org.hathi.page.Varlena;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row about to be laid out as a heap or index tuple: a slot per column that says where the value is
 * (a long, a slice of a byte array, or bytes as stored in another tuple), and the layout itself: alignment, 1-byte
 * headers.
 */
final class Columns {
    private static final byte[] NO_BYTES = new byte[0];
    /** Slot states. */
    static final byte NULL = 0;

    static final byte LONG = 1;
    static final byte BYTES = 2;
    static final byte STORED = 3;

    final int n;
    final int[] attLen;
    final int[] attAlign;
    final boolean[] byVal;
    /** May a 1-byte header be used: varlena whose storage is not plain. */
    final boolean[] packable;

    final char[] storage;

    final byte[] state;
    final long[] longs;
    final byte[][] arrays;
    final int[] from;
    final int[] len;
    final MemorySegment[] segments;
    final long[] at;

    boolean hasNulls;
    boolean hasVarWidth;
    boolean hasExternal;

    Columns(TupleDesc desc) {
        n = desc.size();
        attLen = new int[n];
        attAlign = new int[n];
        byVal = new boolean[n];
        packable = new boolean[n];
        storage = new char[n];
        for (int i = 0; i < n; i++) {
            Attribute a = desc.get(i);
            attLen[i] = a.len();
            attAlign[i] = a.alignBytes();
            byVal[i] = a.byVal();
            packable[i] = a.len() == -1 && a.storage() != 'p';
            storage[i] = a.storage();
        }
        state = new byte[n];
        longs = new long[n];
        arrays = new byte[n][];
        Arrays.fill(arrays, NO_BYTES);
        from = new int[n];
        len = new int[n];
        segments = new MemorySegment[n];
        Arrays.fill(segments, MemorySegment.NULL);
        at = new long[n];
    }

    void clear() {
        Arrays.fill(state, NULL);
    }

    void setNull(int i) {
        state[i] = NULL;
    }

    void setLong(int i, long v) {
        state[i] = LONG;
        longs[i] = v;
    }

    void setBytes(int i, byte[] b, int off, int n) {
        state[i] = BYTES;
        arrays[i] = b;
        from[i] = off;
        len[i] = n;
    }

    void setStored(int i, MemorySegment m, long p) {
        state[i] = STORED;
        segments[i] = m;
        at[i] = p;
    }

    void set(int i, @Nullable Object d) {
        if (d == null) {
            state[i] = NULL;
        } else if (byVal[i]) {
            setLong(i, (Long) d);
        } else {
            byte[] b = (byte[]) d;
            setBytes(i, b, 0, b.length);
        }
    }

    void set(int i, Vector v, int row) {
        if (v.isNull(row)) {
            state[i] = NULL;
        } else if (byVal[i]) {
            setLong(i, v.longs[row]);
        } else {
            setBytes(i, v.arena, v.off[row], v.len[row]);
        }
    }

    /** Bytes of the columns when laid out; sets the {@code has…} flags. */
    long dataSize() {
        hasNulls = false;
        hasVarWidth = false;
        hasExternal = false;
        long off = 0;
        for (int i = 0; i < n; i++) {
            int s = state[i];
            if (s == NULL) {
                hasNulls = true;
                continue;
            }
            int l = attLen[i];
            if (l > 0) {
                off = align(off, attAlign[i]) + l;
                continue;
            }
            hasVarWidth = true;
            off = s == BYTES ? bytesEnd(i, off) : storedEnd(i, off);
        }
        return off;
    }

    private long bytesEnd(int i, long off) {
        if (attLen[i] == -2) {
            return align(off, attAlign[i]) + cstringLength(i) + 1;
        }
        int payload = len[i];
        if (packable[i] && payload < Varlena.SHORT_MAX) {
            return off + 1 + payload;
        }
        return align(off, attAlign[i]) + 4 + payload;
    }

    private long storedEnd(int i, long off) {
        MemorySegment m = segments[i];
        long p = at[i];
        if (attLen[i] == -2) {
            return align(off, attAlign[i]) + storedCstringLength(m, p) + 1;
        }
        int size = Varlena.size(m, p);
        if (Varlena.isShort(m, p)) {
            hasExternal |= Varlena.isExternal(m, p);
            return off + size;
        }
        if (canShorten(i, m, p, size)) {
            return off + size - 3;
        }
        return align(off, attAlign[i]) + size;
    }

    private boolean canShorten(int i, MemorySegment m, long p, int size) {
        return packable[i] && !Varlena.isCompressed(m, p) && size - 3 <= Varlena.SHORT_MAX;
    }

    /** A cstring slot given as a fixed-length name ends at its first NUL. */
    private int cstringLength(int i) {
        byte[] b = arrays[i];
        int end = from[i] + len[i];
        int k = from[i];
        while (k < end && b[k] != 0) {
            k++;
        }
        return k - from[i];
    }

    static int storedCstringLength(MemorySegment m, long p) {
        int k = 0;
        while (Mem.i8(m, p + k) != 0) {
            k++;
        }
        return k;
    }

    /** Lays the columns out from {@code p} on; the bitmap (1 = not null) at {@code bitmap}, if {@link #hasNulls}. */
    long fill(MemorySegment m, long p, long bitmap) {
        if (hasNulls) {
            for (int i = 0; i < n; i += 8) {
                int bits = 0;
                for (int k = i; k < n && k < i + 8; k++) {
                    bits |= state[k] != NULL ? 1 << (k - i) : 0;
                }
                Mem.put8(m, bitmap + (i >> 3), bits);
            }
        }
        long q = p;
        for (int i = 0; i < n; i++) {
            int s = state[i];
            if (s == NULL) {
                continue;
            }
            int l = attLen[i];
            if (s == LONG) {
                q = pad(m, q, p, attAlign[i]);
                putLong(m, q, l, longs[i]);
                q += l;
            } else if (l > 0) {
                q = pad(m, q, p, attAlign[i]);
                putFixed(m, q, i, l);
                q += l;
            } else if (s == BYTES) {
                q = fillBytes(m, q, p, i);
            } else {
                q = fillStored(m, q, p, i);
            }
        }
        return q;
    }

    private void putFixed(MemorySegment m, long q, int i, int l) {
        if (state[i] == STORED) {
            Mem.copy(segments[i], at[i], m, q, l);
            return;
        }
        int have = Math.min(l, len[i]);
        Mem.copy(arrays[i], from[i], m, q, have);
        for (int k = have; k < l; k++) {
            Mem.put8(m, q + k, 0);
        }
    }

    static void putLong(MemorySegment m, long q, int l, long v) {
        switch (l) {
            case 1 -> Mem.put8(m, q, (int) v);
            case 2 -> Mem.put16(m, q, (int) v);
            case 4 -> Mem.put32(m, q, (int) v);
            default -> Mem.put64(m, q, v);
        }
    }

    private long fillBytes(MemorySegment m, long q0, long base, int i) {
        long q = q0;
        int l = len[i];
        if (attLen[i] == -2) {
            int c = cstringLength(i);
            q = pad(m, q, base, attAlign[i]);
            Mem.copy(arrays[i], from[i], m, q, c);
            Mem.put8(m, q + c, 0);
            return q + c + 1;
        }
        if (packable[i] && l < Varlena.SHORT_MAX) {
            Varlena.putShortHeader(m, q, l);
            q += 1;
        } else {
            q = pad(m, q, base, attAlign[i]);
            Varlena.putHeader(m, q, l);
            q += 4;
        }
        Mem.copy(arrays[i], from[i], m, q, l);
        return q + l;
    }

    private long fillStored(MemorySegment m, long q0, long base, int i) {
        long q = q0;
        MemorySegment src = segments[i];
        long p = at[i];
        if (attLen[i] == -2) {
            int c = storedCstringLength(src, p) + 1;
            q = pad(m, q, base, attAlign[i]);
            Mem.copy(src, p, m, q, c);
            return q + c;
        }
        int size = Varlena.size(src, p);
        if (Varlena.isShort(src, p)) {
            Mem.copy(src, p, m, q, size);
            return q + size;
        }
        if (canShorten(i, src, p, size)) {
            Varlena.putShortHeader(m, q, size - 4);
            Mem.copy(src, p + 4, m, q + 1, size - 4);
            return q + size - 3;
        }
        q = pad(m, q, base, attAlign[i]);
        Mem.copy(src, p, m, q, size);
        return q + size;
    }

    private static long align(long off, int a) {
        return (off + a - 1) & -a;
    }

    /** Zero bytes up to the next multiple of {@code a} counted from {@code base}. */
    private static long pad(MemorySegment m, long q, long base, int a) {
        long end = base + ((q - base + a - 1) & -a);
        for (long k = q; k < end; k++) {
            Mem.put8(m, k, 0);
        }
        return end;
    }
}
