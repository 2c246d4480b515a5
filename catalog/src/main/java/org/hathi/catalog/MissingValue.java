package org.hathi.catalog;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The value rows older than ALTER TABLE … ADD COLUMN … DEFAULT have in that column: attmissingval, a one-element array.
 */
final class MissingValue {
    private MissingValue() {}

    /** The element as a datum; null when the column has none. */
    static @Nullable Object of(AttributeInfo a) {
        byte[] m = a.missing();
        if (!a.hasMissing() || m == null || Datums.arrayLength(m) == 0) {
            return null;
        }
        int p = Datums.arrayData(m);
        if (a.byValue()) {
            long v = 0;
            for (int i = 0; i < a.length(); i++) {
                v |= (m[p + i] & 0xFFL) << 8 * i;
            }
            int shift = 64 - 8 * a.length();
            boolean unsigned =
                    switch (a.type()) {
                        case 26, 24, 28, 29, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191 -> true;
                        default -> false;
                    };
            return unsigned ? v : v << shift >> shift;
        }
        if (a.length() == -1) {
            if ((m[p] & 1) == 1) {
                return Arrays.copyOfRange(m, p + 1, p + ((m[p] & 0xFF) >>> 1));
            }
            return Arrays.copyOfRange(m, p + 4, p + (Datums.int4(m, p) >>> 2));
        }
        if (a.length() == -2) {
            int e = p;
            while (m[e] != 0) {
                e++;
            }
            return Arrays.copyOfRange(m, p, e);
        }
        return Arrays.copyOfRange(m, p, p + a.length());
    }

    /** The array payload of a one-element array (lower bound 1) of a datum, the form attmissingval has. */
    static byte[] array(int type, int length, boolean byValue, Object datum) {
        byte[] value;
        int header = 0;
        if (byValue) {
            value = new byte[length];
            long v = (Long) datum;
            for (int i = 0; i < length; i++) {
                value[i] = (byte) (v >> 8 * i);
            }
        } else {
            value = (byte[]) datum;
            header = length == -1 ? 4 : 0;
        }
        int tail = length == -2 ? 1 : 0;
        byte[] a = new byte[20 + header + value.length + tail];
        Datums.putInt4(a, 0, 1);
        Datums.putInt4(a, 8, type);
        Datums.putInt4(a, 12, 1);
        Datums.putInt4(a, 16, 1);
        if (header != 0) {
            Datums.putInt4(a, 20, (value.length + 4) << 2);
        }
        System.arraycopy(value, 0, a, 20 + header, value.length);
        return a;
    }
}
