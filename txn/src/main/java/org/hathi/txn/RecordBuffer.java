package org.hathi.txn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A reusable little-endian byte buffer in which records are composed. */
final class RecordBuffer {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[256];
    private int length;

    RecordBuffer reset() {
        length = 0;
        return this;
    }

    private void room(int n) {
        if (length + n > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + n));
        }
    }

    RecordBuffer i32(int v) {
        room(4);
        INT.set(bytes, length, v);
        length += 4;
        return this;
    }

    RecordBuffer i64(long v) {
        room(8);
        LONG.set(bytes, length, v);
        length += 8;
        return this;
    }

    RecordBuffer ints(int[] v, int n) {
        for (int i = 0; i < n; i++) {
            i32(v[i]);
        }
        return this;
    }

    RecordBuffer bytes(byte[] v, int n) {
        room(n);
        System.arraycopy(v, 0, bytes, length, n);
        length += n;
        return this;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }
}
