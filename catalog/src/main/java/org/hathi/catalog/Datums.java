package org.hathi.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * Catalog field values: between the datum form of {@code types} (Long, byte[] without varlena header, 64-byte names,
 * array payloads) and plain Java values.
 *
 * <p>LAYOUT of an array payload (the varlena header already removed, so offsets are PostgreSQL's minus 4):
 * 0 ndim int32; 4 data offset int32 (0 = no null bitmap); 8 element type; 12 dims[ndim]; lower bounds[ndim]; elements.
 */
public final class Datums {
    /** NAMEDATALEN: bytes of a name, the terminating zero included. */
    public static final int NAME_BYTES = 64;

    private Datums() {}

    /** An oid (or xid, cid) datum. */
    public static Long oid(int oid) {
        return oid & 0xFFFFFFFFL;
    }

    public static Long bool(boolean b) {
        return b ? 1L : 0L;
    }

    public static Long float4(float f) {
        return (long) Float.floatToRawIntBits(f);
    }

    /** A "char" datum. */
    public static Long chr(char c) {
        return (long) (byte) c;
    }

    /** A name datum: truncated at 63 bytes on a character boundary, zero padded to 64. */
    public static byte[] name(String s) {
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        int n = b.length;
        if (n > NAME_BYTES - 1) {
            n = NAME_BYTES - 1;
            while (n > 0 && (b[n] & 0xC0) == 0x80) {
                n--;
            }
        }
        byte[] r = new byte[NAME_BYTES];
        System.arraycopy(b, 0, r, 0, n);
        return r;
    }

    /** A text datum (also pg_node_tree). */
    public static byte[] text(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    /** A text datum, or null for null. */
    public static byte @Nullable [] textOrNull(@Nullable String s) {
        return s == null ? null : text(s);
    }

    /** The string of a name datum. */
    public static String nameOf(Object datum) {
        byte[] b = (byte[]) datum;
        int n = 0;
        while (n < b.length && b[n] != 0) {
            n++;
        }
        return new String(b, 0, n, StandardCharsets.UTF_8);
    }

    static int int4(byte[] a, int p) {
        return (a[p] & 0xFF) | (a[p + 1] & 0xFF) << 8 | (a[p + 2] & 0xFF) << 16 | a[p + 3] << 24;
    }

    static void putInt4(byte[] a, int p, int v) {
        a[p] = (byte) v;
        a[p + 1] = (byte) (v >> 8);
        a[p + 2] = (byte) (v >> 16);
        a[p + 3] = (byte) (v >> 24);
    }

    /** Number of elements of an array payload. */
    public static int arrayLength(byte[] a) {
        int ndim = int4(a, 0);
        int n = ndim == 0 ? 0 : 1;
        for (int d = 0; d < ndim; d++) {
            n *= int4(a, 12 + 4 * d);
        }
        return n;
    }

    /** Offset of the first element of an array payload. */
    static int arrayData(byte[] a) {
        int off = int4(a, 4);
        return off != 0 ? off - 4 : ((16 + 8 * int4(a, 0) + 7) & ~7) - 4;
    }

    /** Elements of an array of 1-, 2- or 4-byte integers ("char", int2, int4, oid; int2vector, oidvector). */
    public static int[] ints(byte[] a) {
        int n = arrayLength(a);
        int[] r = new int[n];
        if (n == 0) {
            return r;
        }
        int p = arrayData(a);
        int size =
                switch (int4(a, 8)) {
                    case Oids.CHAR -> 1;
                    case Oids.INT2 -> 2;
                    default -> 4;
                };
        for (int i = 0; i < n; i++, p += size) {
            r[i] = switch (size) {
                case 1 -> a[p];
                case 2 -> (short) ((a[p] & 0xFF) | a[p + 1] << 8);
                default -> int4(a, p);
            };
        }
        return r;
    }

    /** Elements of a float4 array. */
    public static float[] floats(byte[] a) {
        int[] bits = ints(a);
        float[] r = new float[bits.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Float.intBitsToFloat(bits[i]);
        }
        return r;
    }

    /** Elements of a text array; a NULL element (not used by catalogs) is an error. */
    public static String[] texts(byte[] a) {
        int n = arrayLength(a);
        String[] r = new String[n];
        if (n == 0) {
            return r;
        }
        if (int4(a, 4) != 0) {
            throw SqlError.internal("catalog array contains null elements");
        }
        int p = arrayData(a);
        for (int i = 0; i < n; i++) {
            if ((a[p] & 1) == 1) {
                int len = ((a[p] & 0xFF) >>> 1) - 1;
                r[i] = new String(a, p + 1, len, StandardCharsets.UTF_8);
                p += 1 + len;
            } else {
                p = ((p + 4 + 3) & ~3) - 4;
                int len = (int4(a, p) >>> 2) - 4;
                r[i] = new String(a, p + 4, len, StandardCharsets.UTF_8);
                p += 4 + len;
            }
            if (i + 1 < n && a[p] == 0) {
                p = ((p + 4 + 3) & ~3) - 4;
            }
        }
        return r;
    }

    private static byte[] array(int elementType, int n, int dataBytes, int lowerBound) {
        byte[] a = new byte[n == 0 && lowerBound == 1 ? 12 : 20 + dataBytes];
        putInt4(a, 0, a.length == 12 ? 0 : 1);
        putInt4(a, 8, elementType);
        if (a.length > 12) {
            putInt4(a, 12, n);
            putInt4(a, 16, lowerBound);
        }
        return a;
    }

    /** Array payload of oids (type oid[]). */
    public static byte[] oidArray(int... v) {
        return fill(array(Oids.OID, v.length, 4 * v.length, 1), v, 4);
    }

    /** Payload of an oidvector (lower bound 0). */
    public static byte[] oidVector(int... v) {
        return fill(array(Oids.OID, v.length, 4 * v.length, 0), v, 4);
    }

    /** Array payload of smallints (type int2[]). */
    public static byte[] int2Array(int... v) {
        return fill(array(Oids.INT2, v.length, 2 * v.length, 1), v, 2);
    }

    /** Payload of an int2vector (lower bound 0). */
    public static byte[] int2Vector(int... v) {
        return fill(array(Oids.INT2, v.length, 2 * v.length, 0), v, 2);
    }

    /** Array payload of float4. */
    public static byte[] float4Array(float... v) {
        int[] bits = new int[v.length];
        for (int i = 0; i < v.length; i++) {
            bits[i] = Float.floatToRawIntBits(v[i]);
        }
        return fill(array(Oids.FLOAT4, v.length, 4 * v.length, 1), bits, 4);
    }

    /** Array payload of "char". */
    public static byte[] charArray(byte... v) {
        int[] w = new int[v.length];
        for (int i = 0; i < v.length; i++) {
            w[i] = v[i];
        }
        return fill(array(Oids.CHAR, v.length, v.length, 1), w, 1);
    }

    private static byte[] fill(byte[] a, int[] v, int size) {
        for (int i = 0, p = 20; i < v.length; i++) {
            for (int b = 0; b < size; b++) {
                a[p++] = (byte) (v[i] >> 8 * b);
            }
        }
        return a;
    }

    /** Array payload of text. */
    public static byte[] textArray(String... v) {
        byte[][] e = new byte[v.length][];
        int size = 0;
        for (int i = 0; i < v.length; i++) {
            e[i] = text(v[i]);
            size = ((size + 3) & ~3) + 4 + e[i].length;
        }
        byte[] a = array(Oids.TEXT, v.length, size, 1);
        int p = 20;
        for (byte[] b : e) {
            p = (p + 3) & ~3;
            putInt4(a, p, (b.length + 4) << 2);
            System.arraycopy(b, 0, a, p + 4, b.length);
            p += 4 + b.length;
        }
        return a;
    }

    /** Items of an aclitem array. */
    public static AclItem[] acl(byte[] a) {
        AclItem[] r = new AclItem[arrayLength(a)];
        int p = r.length == 0 ? 0 : arrayData(a);
        for (int i = 0; i < r.length; i++, p += 12) {
            r[i] = new AclItem(int4(a, p), int4(a, p + 4), int4(a, p + 8));
        }
        return r;
    }

    /** Array payload of aclitems; an empty list stays an array (it means: nobody has any privilege). */
    public static byte[] aclArray(AclItem... items) {
        byte[] a = array(Oids.ACLITEM, items.length, 12 * items.length, 1);
        int p = 20;
        for (AclItem i : items) {
            putInt4(a, p, i.grantee());
            putInt4(a, p + 4, i.grantor());
            putInt4(a, p + 8, i.privileges());
            p += 12;
        }
        return a;
    }

    /** Whether two datums of a catalog column are the same value. */
    static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof byte[] x && b instanceof byte[] y) {
            return Arrays.equals(x, y);
        }
        return a == null ? b == null : a.equals(b);
    }
}
