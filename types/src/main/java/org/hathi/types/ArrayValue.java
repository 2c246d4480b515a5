package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * An array taken apart: dimensions, lower bounds and elements in row-major order.
 *
 * <p>LAYOUT of the stored form (payload; offsets here count from 4 bytes before it, where the varlena header would be,
 * since alignment does): 4 ndim, 8 dataoffset (0 = no nulls), 12 element type, 16 dims, then lower bounds, then the
 * null bitmap (1 = present), padded to 8; then elements, each aligned, varlenas with 4-byte headers.
 */
public final class ArrayValue {
    public static final int MAX_DIM = 6;
    static final int MAX_SIZE = 134217727;
    private static final int[] NONE = new int[0];

    public final TypeInfo elem;
    public final int[] dims;
    public final int[] lbs;
    public final Vector values;
    public final int count;

    public ArrayValue(TypeInfo elem, int[] dims, int[] lbs, Vector values, int count) {
        this.elem = elem;
        this.dims = dims;
        this.lbs = lbs;
        this.values = values;
        this.count = count;
    }

    /** A one-dimensional array with lower bound 1 (empty when {@code count} is 0). */
    public static ArrayValue of(TypeInfo elem, Vector values, int count) {
        return count == 0
                ? new ArrayValue(elem, NONE, NONE, values, 0)
                : new ArrayValue(elem, new int[] {count}, new int[] {1}, values, count);
    }

    public static ArrayValue empty(TypeInfo elem) {
        return new ArrayValue(elem, NONE, NONE, new Vector(elem.byRef(), 0), 0);
    }

    public int ndim() {
        return dims.length;
    }

    public boolean hasNulls() {
        if (values.hasNulls) {
            for (int i = 0; i < count; i++) {
                if (values.nulls[i]) {
                    return true;
                }
            }
        }
        return false;
    }

    public static int ndim(byte[] a, int ao) {
        return Bytes.intL(a, ao);
    }

    public static int elemType(byte[] a, int ao) {
        return Bytes.intL(a, ao + 8);
    }

    static int dim(byte[] a, int ao, int i) {
        return Bytes.intL(a, ao + 12 + 4 * i);
    }

    static int lbound(byte[] a, int ao, int i) {
        return Bytes.intL(a, ao + 12 + 4 * ndim(a, ao) + 4 * i);
    }

    /** Number of elements of a stored array. */
    public static int items(byte[] a, int ao) {
        int nd = ndim(a, ao);
        int n = nd == 0 ? 0 : 1;
        for (int i = 0; i < nd; i++) {
            n *= dim(a, ao, i);
        }
        return n;
    }

    public static ArrayValue decode(TypeCatalog types, Vector v, int row) {
        return decode(types, v.arena, v.off[row]);
    }

    public static ArrayValue decode(TypeCatalog types, byte[] a, int ao) {
        return decode(types.type(elemType(a, ao)), a, ao);
    }

    /** Takes the stored array at {@code a[ao]} apart. */
    public static ArrayValue decode(TypeInfo elem, byte[] a, int ao) {
        int nd = ndim(a, ao);
        if (nd < 0 || nd > MAX_DIM) {
            throw Err.of(SqlState.DATA_CORRUPTED, "invalid number of array dimensions: " + nd);
        }
        int[] dims = new int[nd];
        int[] lbs = new int[nd];
        for (int i = 0; i < nd; i++) {
            dims[i] = dim(a, ao, i);
            lbs[i] = lbound(a, ao, i);
        }
        int n = items(a, ao);
        int base = ao - 4;
        int dataOff = Bytes.intL(a, ao + 4);
        int bitmap = dataOff == 0 ? -1 : base + 16 + 8 * nd;
        int at = dataOff == 0 ? align(16 + 8 * nd, 8) : dataOff;
        Vector v = new Vector(elem.byRef(), n);
        for (int i = 0; i < n; i++) {
            if (bitmap >= 0 && (a[bitmap + (i >> 3)] >> (i & 7) & 1) == 0) {
                v.setNull(i);
                continue;
            }
            at = align(at, elem.alignBytes());
            at += load(elem, a, base + at, v, i);
        }
        return new ArrayValue(elem, dims, lbs, v, n);
    }

    static int align(int n, int a) {
        return (n + a - 1) & -a;
    }

    /** Reads an element at {@code b[at]} into row {@code i}; returns its stored size. */
    static int load(TypeInfo t, byte[] b, int at, Vector v, int i) {
        if (t.byVal()) {
            long x =
                    switch (t.len()) {
                        case 1 -> b[at];
                        case 2 -> Bytes.shortL(b, at);
                        case 4 -> Bytes.intL(b, at);
                        default -> Bytes.longL(b, at);
                    };
            v.setLong(i, t.len() == 4 && unsigned(t) ? x & 0xFFFFFFFFL : x);
            return t.len();
        }
        if (t.len() > 0) {
            v.setBytes(i, b, at, t.len());
            return t.len();
        }
        if (t.len() == -2) {
            int n = 0;
            while (b[at + n] != 0) {
                n++;
            }
            v.setBytes(i, b, at, n);
            return n + 1;
        }
        int size = Stored.size(b, at);
        int h = Stored.header(b, at);
        if (h == 4 && Stored.isCompressed(b, at)) {
            v.setBytes(i, Stored.payload(b, at));
        } else {
            v.setBytes(i, b, at + h, size - h);
        }
        return size;
    }

    /** Whether 4-byte values of the type are zero-extended: oid and what is stored as one. */
    static boolean unsigned(TypeInfo t) {
        return switch (t.oid()) {
            case Oids.OID,
                    Oids.XID,
                    Oids.CID,
                    Oids.REGCLASS,
                    Oids.REGPROC,
                    Oids.REGPROCEDURE,
                    Oids.REGOPER,
                    Oids.REGOPERATOR,
                    Oids.REGTYPE,
                    Oids.REGROLE,
                    Oids.REGNAMESPACE,
                    Oids.REGCOLLATION,
                    Oids.REGCONFIG,
                    Oids.REGDICTIONARY -> true;
            default -> t.type() == 'e';
        };
    }

    /** Stored size of row {@code i} without alignment. */
    static int storedSize(TypeInfo t, Vector v, int i) {
        return t.len() > 0 ? t.len() : t.len() == -2 ? v.len[i] + 1 : v.len[i] + 4;
    }

    /** Writes row {@code i} at {@code b[at]} as stored. */
    static void store(TypeInfo t, Vector v, int i, byte[] b, int at) {
        if (t.byVal()) {
            long x = v.longs[i];
            switch (t.len()) {
                case 1 -> b[at] = (byte) x;
                case 2 -> Bytes.shortL(b, at, (int) x);
                case 4 -> Bytes.intL(b, at, (int) x);
                default -> Bytes.longL(b, at, x);
            }
            return;
        }
        int h = t.len() == -1 ? 4 : 0;
        if (h == 4) {
            Bytes.intL(b, at, v.len[i] + 4 << 2);
        }
        System.arraycopy(v.arena, v.off[i], b, at + h, v.len[i]);
    }

    /** The stored form (payload). */
    public byte[] encode() {
        int nd = dims.length;
        boolean nulls = hasNulls();
        int head = align(16 + 8 * nd + (nulls ? (count + 7) / 8 : 0), 8);
        if (nd == 0) {
            byte[] b = new byte[12];
            Bytes.intL(b, 8, elem.oid());
            return b;
        }
        long size = head;
        int al = elem.alignBytes();
        for (int i = 0; i < count; i++) {
            if (!(nulls && values.nulls[i])) {
                size = (size + al - 1 & -al) + storedSize(elem, values, i);
            }
        }
        size = size + al - 1 & -al;
        if (size > 0x3FFFFFFF) {
            throw sizeExceeded();
        }
        byte[] b = new byte[(int) size - 4];
        Bytes.intL(b, 0, nd);
        Bytes.intL(b, 4, nulls ? head : 0);
        Bytes.intL(b, 8, elem.oid());
        for (int i = 0; i < nd; i++) {
            Bytes.intL(b, 12 + 4 * i, dims[i]);
            Bytes.intL(b, 12 + 4 * nd + 4 * i, lbs[i]);
        }
        int at = head;
        int bitmap = 12 + 8 * nd;
        for (int i = 0; i < count; i++) {
            if (nulls && values.nulls[i]) {
                continue;
            }
            if (nulls) {
                b[bitmap + (i >> 3)] |= (byte) (1 << (i & 7));
            }
            at = align(at, al);
            store(elem, values, i, b, at - 4);
            at += storedSize(elem, values, i);
        }
        return b;
    }

    /** The elements within the bounds (inclusive, clipped), renumbered from 1: {@code array[l1:u1][l2:u2]}. */
    public ArrayValue slice(int[] lower, int[] upper) {
        int nd = dims.length;
        if (nd == 0 || lower.length > nd) {
            return empty(elem);
        }
        int[] from = new int[nd];
        int[] size = new int[nd];
        int n = 1;
        for (int d = 0; d < nd; d++) {
            long lo = d < lower.length ? Math.max(lower[d], lbs[d]) : lbs[d];
            long hi = d < upper.length ? Math.min(upper[d], lbs[d] + dims[d] - 1L) : lbs[d] + dims[d] - 1L;
            if (lo > hi) {
                return empty(elem);
            }
            from[d] = (int) (lo - lbs[d]);
            size[d] = (int) (hi - lo + 1);
            n *= size[d];
        }
        Vector v = fresh(n);
        for (int i = 0; i < n; i++) {
            v.copyRow(values, position(from, size, i), i);
        }
        int[] ones = new int[nd];
        java.util.Arrays.fill(ones, 1);
        return new ArrayValue(elem, size, ones, v, n);
    }

    /** Index of element {@code i} of a slice. */
    private int position(int[] from, int[] size, int i) {
        int at = 0;
        int stride = 1;
        int rest = i;
        for (int d = dims.length - 1; d >= 0; d--) {
            at += (from[d] + rest % size[d]) * stride;
            rest /= size[d];
            stride *= dims[d];
        }
        return at;
    }

    /**
     * This array with one element assigned. One-dimensional arrays grow as needed, gaps become NULL; an empty array
     * becomes one element at those subscripts. 2202E when a subscript of a multidimensional array is out of range.
     */
    public ArrayValue assign(int[] subscripts, @Nullable Object value) {
        if (dims.length == 0) {
            int[] one = new int[subscripts.length];
            java.util.Arrays.fill(one, 1);
            Vector v = fresh(1);
            v.setDatum(0, value);
            return new ArrayValue(elem, one, subscripts.clone(), v, 1);
        }
        if (subscripts.length != dims.length) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
        }
        if (dims.length > 1) {
            int at = index(subscripts);
            if (at < 0) {
                throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "array subscript out of range");
            }
            return replaced(at, value);
        }
        long lo = Math.min(lbs[0], subscripts[0]);
        long hi = Math.max(lbs[0] + dims[0] - 1L, subscripts[0]);
        int n = checkItems(hi - lo + 1);
        Vector v = fresh(n);
        for (int i = 0; i < n; i++) {
            long old = lo + i - lbs[0];
            if (old >= 0 && old < count) {
                v.copyRow(values, (int) old, i);
            } else {
                v.setNull(i);
            }
        }
        v.setDatum((int) (subscripts[0] - lo), value);
        return new ArrayValue(elem, new int[] {n}, new int[] {(int) lo}, v, n);
    }

    private ArrayValue replaced(int at, @Nullable Object value) {
        Vector v = fresh(count);
        for (int i = 0; i < count; i++) {
            v.copyRow(values, i, i);
        }
        v.setDatum(at, value);
        return new ArrayValue(elem, dims, lbs, v, count);
    }

    /** This array with the slice of those bounds replaced by the elements of {@code source}, in order. */
    public ArrayValue assignSlice(int[] lower, int[] upper, ArrayValue source) {
        int nd = lower.length;
        if (dims.length != 0 && nd != dims.length) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
        }
        long n = 1;
        for (int d = 0; d < nd; d++) {
            if (upper[d] < lower[d]) {
                throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "upper bound cannot be less than lower bound");
            }
            n = checkItems(n * ((long) upper[d] - lower[d] + 1));
        }
        if (source.count < n) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "source array too small");
        }
        if (dims.length == 0) {
            int[] size = new int[nd];
            for (int d = 0; d < nd; d++) {
                size[d] = upper[d] - lower[d] + 1;
            }
            return new ArrayValue(elem, size, lower.clone(), source.values, (int) n);
        }
        ArrayValue r = this;
        int[] at = lower.clone();
        for (int i = 0; i < n; i++) {
            r = r.assign(at, source.values.datum(i));
            for (int d = nd - 1; d >= 0 && ++at[d] > upper[d]; d--) {
                at[d] = lower[d];
            }
        }
        return r;
    }

    /** A fresh vector of {@code n} elements of the element type. */
    public Vector fresh(int n) {
        return new Vector(elem.byRef(), n);
    }

    static org.hathi.base.SqlError sizeExceeded() {
        return Err.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "array size exceeds the maximum allowed (" + MAX_SIZE + ")");
    }

    /** Element at the subscripts, or null when out of bounds or NULL. Serves array[i] in expressions. */
    public @Nullable Object get(int... subscripts) {
        int i = index(subscripts);
        return i < 0 ? null : values.datum(i);
    }

    public int index(int[] subscripts) {
        if (subscripts.length != dims.length || count == 0) {
            return -1;
        }
        int at = 0;
        for (int d = 0; d < dims.length; d++) {
            long k = (long) subscripts[d] - lbs[d];
            if (k < 0 || k >= dims[d]) {
                return -1;
            }
            at = at * dims[d] + (int) k;
        }
        return at;
    }

    static int checkItems(long n) {
        if (n > MAX_SIZE) {
            throw sizeExceeded();
        }
        return (int) n;
    }
}
