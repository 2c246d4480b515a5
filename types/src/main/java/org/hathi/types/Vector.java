package org.hathi.types;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hathi.os.Mem;
import org.jspecify.annotations.Nullable;

/**
 * A column of values: the only column type of the executor.
 *
 * <p>LAYOUT: by-value types keep each value in {@link #longs} (see the datum convention in the room's README);
 * by-reference types keep bytes in {@link #arena} at {@code off[i] .. off[i]+len[i]}: varlena payloads without header,
 * cstrings without NUL, fixed-length types raw. {@code nulls[i]} marks SQL NULL; {@link #hasNulls} is an upper bound:
 * false means that no row is null.
 *
 * <p>INVARIANTS: V-1 {@code off[i] + len[i] <= arenaLen} for non-null rows of by-reference vectors. V-2 the arena only
 * grows until {@link #reset()}; rows may share bytes. V-3 values of null rows are unspecified but readable.
 *
 * <p>Fields are public for kernels' loops; everybody else uses the methods. Not thread-safe.
 */
public final class Vector {
    private static final byte[] NO_BYTES = new byte[0];
    private static final int[] NO_INTS = new int[0];
    private static final long[] NO_LONGS = new long[0];

    /** Whether values are bytes in the arena (by-reference types). */
    public final boolean byRef;

    public long[] longs;
    public byte[] arena;
    public int arenaLen;
    public int[] off;
    public int[] len;
    public boolean[] nulls;
    public boolean hasNulls;
    public int capacity;

    /** An empty vector for {@code capacity} rows. */
    public Vector(boolean byRef, int capacity) {
        this.byRef = byRef;
        this.capacity = capacity;
        this.nulls = new boolean[capacity];
        this.arena = NO_BYTES;
        if (byRef) {
            this.longs = NO_LONGS;
            this.off = new int[capacity];
            this.len = new int[capacity];
        } else {
            this.longs = new long[capacity];
            this.off = NO_INTS;
            this.len = NO_INTS;
        }
    }

    /** A one-row vector holding {@code datum}. */
    public static Vector of(boolean byRef, @Nullable Object datum) {
        Vector v = new Vector(byRef, 1);
        v.setDatum(0, datum);
        return v;
    }

    /** Makes room for at least {@code n} rows, keeping what is there. */
    public void ensureCapacity(int n) {
        if (n <= capacity) {
            return;
        }
        int cap = Math.max(n, capacity * 2);
        nulls = Arrays.copyOf(nulls, cap);
        if (byRef) {
            off = Arrays.copyOf(off, cap);
            len = Arrays.copyOf(len, cap);
        } else {
            longs = Arrays.copyOf(longs, cap);
        }
        capacity = cap;
    }

    /** Reserves {@code n} bytes at the end of the arena and returns their offset; {@code arenaLen} moves past them. */
    public int reserve(int n) {
        int at = arenaLen;
        if (arena.length - at < n) {
            grow(n);
        }
        arenaLen = at + n;
        return at;
    }

    private void grow(int n) {
        long want = Math.max((long) arenaLen + n, Math.min(arena.length * 2L, arena.length + (64L << 20)));
        arena = Arrays.copyOf(arena, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(want, 64)));
    }

    public void setLong(int i, long v) {
        longs[i] = v;
        nulls[i] = false;
    }

    public void setBool(int i, boolean v) {
        longs[i] = v ? 1 : 0;
        nulls[i] = false;
    }

    public void setDouble(int i, double v) {
        longs[i] = Double.doubleToRawLongBits(v);
        nulls[i] = false;
    }

    public void setFloat(int i, float v) {
        longs[i] = Float.floatToRawIntBits(v);
        nulls[i] = false;
    }

    /** Copies {@code n} bytes into the arena as the value of row {@code i}. */
    public void setBytes(int i, byte[] b, int from, int n) {
        int at = reserve(n);
        System.arraycopy(b, from, arena, at, n);
        off[i] = at;
        len[i] = n;
        nulls[i] = false;
    }

    public void setBytes(int i, byte[] b) {
        setBytes(i, b, 0, b.length);
    }

    /** Copies {@code n} bytes of native memory into the arena as the value of row {@code i}. */
    public void setBytes(int i, MemorySegment m, long from, int n) {
        int at = reserve(n);
        if (n <= 32) {
            Mem.copyShort(m, from, arena, at, n);
        } else {
            Mem.copy(m, from, arena, at, n);
        }
        off[i] = at;
        len[i] = n;
        nulls[i] = false;
    }

    /** Sets row {@code i} to the UTF-8 form of {@code s}. */
    public void setText(int i, String s) {
        byte[] b = s.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        setBytes(i, b, 0, b.length);
    }

    /** Makes row {@code i} the bytes already in this arena at {@code at}. */
    public void setSlice(int i, int at, int n) {
        off[i] = at;
        len[i] = n;
        nulls[i] = false;
    }

    public void setNull(int i) {
        nulls[i] = true;
        hasNulls = true;
        if (byRef) {
            len[i] = 0;
            off[i] = 0;
        }
    }

    public boolean isNull(int i) {
        return hasNulls && nulls[i];
    }

    public long getLong(int i) {
        return longs[i];
    }

    public int getInt(int i) {
        return (int) longs[i];
    }

    public boolean getBool(int i) {
        return longs[i] != 0;
    }

    public double getDouble(int i) {
        return Double.longBitsToDouble(longs[i]);
    }

    public float getFloat(int i) {
        return Float.intBitsToFloat((int) longs[i]);
    }

    /** A copy of row {@code i}'s bytes. */
    public byte[] getBytes(int i) {
        return Arrays.copyOfRange(arena, off[i], off[i] + len[i]);
    }

    /** Row {@code i} (UTF-8) as a string. */
    public String getText(int i) {
        return new String(arena, off[i], len[i], java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Copies row {@code i} of {@code src} (same form) to row {@code j} of this vector. */
    public void copyRow(Vector src, int i, int j) {
        if (src.isNull(i)) {
            setNull(j);
        } else if (byRef) {
            setBytes(j, src.arena, src.off[i], src.len[i]);
        } else {
            setLong(j, src.longs[i]);
        }
    }

    /** Row {@code i} as a single datum: null, Long or byte[] (a copy). */
    public @Nullable Object datum(int i) {
        if (isNull(i)) {
            return null;
        }
        return byRef ? getBytes(i) : (Object) longs[i];
    }

    /** Sets row {@code i} from a datum: null, Long (by-value) or byte[] (by-reference). */
    public void setDatum(int i, @Nullable Object d) {
        if (d == null) {
            setNull(i);
        } else if (byRef) {
            byte[] b = (byte[]) d;
            setBytes(i, b, 0, b.length);
        } else {
            setLong(i, (Long) d);
        }
    }

    /** Forgets all rows; keeps the arrays, unless the arena has grown past 16 MB. */
    public void reset() {
        arenaLen = 0;
        if (arena.length > 16 << 20) {
            arena = NO_BYTES;
        }
        if (hasNulls) {
            Arrays.fill(nulls, false);
            hasNulls = false;
        }
    }
}
