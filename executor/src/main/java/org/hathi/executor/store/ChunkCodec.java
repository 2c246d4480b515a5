package org.hathi.executor.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.RowStore;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Rows as bytes and back; LAYOUT in {@link SpillSpace}. */
final class ChunkCodec {
    private static final VarHandle I16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int NULLS = 1;

    private byte[] out = new byte[0];
    private int size;
    private long[] numbers = new long[0];

    byte[] bytes() {
        return out;
    }

    private void reserve(long n) {
        if (out.length - size < n) {
            long want = Math.max(size + n, Math.min(out.length * 2L, out.length + (16L << 20)));
            if (want > Integer.MAX_VALUE - 16) {
                throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "row is too big for a temporary file");
            }
            out = Arrays.copyOf(out, (int) want);
        }
    }

    /** The bytes of some rows, left in {@link #bytes}; returns their number. */
    int encode(Vector[] cols, int @Nullable [] order, int from, int n) {
        size = 0;
        if (out.length > 4 << 20) {
            out = new byte[0];
        }
        if (numbers.length < n) {
            numbers = new long[n];
        }
        for (Vector v : cols) {
            column(v, order, from, n);
        }
        return size;
    }

    private void column(Vector v, int @Nullable [] order, int from, int n) {
        boolean nulls = false;
        long bytes = 0;
        long all = 0;
        for (int i = 0; i < n; i++) {
            int r = order == null ? from + i : order[from + i];
            long x;
            if (v.isNull(r)) {
                nulls = true;
                x = 0;
            } else if (v.byRef) {
                x = v.len[r];
                bytes += x;
            } else {
                x = v.longs[r];
            }
            numbers[i] = x;
            all |= x ^ x >> 63;
        }
        // The widest number decides: its significant bits and a sign.
        int width = all < 1L << 7 ? 0 : all < 1L << 15 ? 1 : all < 1L << 31 ? 2 : 3;
        reserve(1L + n + ((long) n << width) + bytes);
        out[size++] = (byte) ((nulls ? NULLS : 0) | width << 1);
        if (nulls) {
            for (int i = 0; i < n; i++) {
                int r = order == null ? from + i : order[from + i];
                out[size++] = (byte) (v.isNull(r) ? 1 : 0);
            }
        }
        numbers(n, width);
        if (v.byRef) {
            for (int i = 0; i < n; i++) {
                int len = (int) numbers[i];
                if (len > 0) {
                    int r = order == null ? from + i : order[from + i];
                    System.arraycopy(v.arena, v.off[r], out, size, len);
                    size += len;
                }
            }
        }
    }

    private void numbers(int n, int width) {
        int at = size;
        switch (width) {
            case 0 -> {
                for (int i = 0; i < n; i++) {
                    out[at + i] = (byte) numbers[i];
                }
            }
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    I16.set(out, at + 2 * i, (short) numbers[i]);
                }
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    I32.set(out, at + 4 * i, (int) numbers[i]);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    I64.set(out, at + 8 * i, numbers[i]);
                }
            }
        }
        size = at + (n << width);
    }

    /** Fills {@code into} with {@code n} rows, replacing what it holds. */
    static void decode(byte[] b, int n, RowStore into) {
        into.clear();
        int at = 0;
        for (Vector v : into.cols) {
            v.ensureCapacity(n);
            int head = b[at++];
            if ((head & NULLS) != 0) {
                for (int i = 0; i < n; i++) {
                    v.nulls[i] = b[at + i] != 0;
                }
                v.hasNulls = true;
                at += n;
            }
            int width = head >> 1;
            if (v.byRef) {
                at = values(v, b, at, n, width);
            } else {
                for (int i = 0; i < n; i++) {
                    v.longs[i] = number(b, at, i, width);
                }
                at += n << width;
            }
        }
        into.n = n;
    }

    private static int values(Vector v, byte[] b, int at, int n, int width) {
        int off = 0;
        for (int i = 0; i < n; i++) {
            int len = (int) number(b, at, i, width);
            v.off[i] = off;
            v.len[i] = len;
            off += len;
        }
        int from = at + (n << width);
        int to = v.reserve(off);
        System.arraycopy(b, from, v.arena, to, off);
        return from + off;
    }

    private static long number(byte[] b, int at, int i, int width) {
        return switch (width) {
            case 0 -> b[at + i];
            case 1 -> (short) I16.get(b, at + 2 * i);
            case 2 -> (int) I32.get(b, at + 4 * i);
            default -> (long) I64.get(b, at + 8 * i);
        };
    }
}
