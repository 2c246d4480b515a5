package org.hathi.types;

import java.util.HashMap;
import java.util.Map;

/** Comparison and hashing of arrays: element by element, then number of elements, dimensions, bounds. */
final class ArrayOps extends ByRefOps {
    private final TypeCatalog types;
    private final int collation;
    private final Map<Integer, TypeOps> byElem = new HashMap<>(2);

    ArrayOps(TypeCatalog types, int collation) {
        super(-1);
        this.types = types;
        this.collation = collation;
    }

    private TypeOps ops(int elem) {
        TypeOps o = byElem.get(elem);
        if (o == null) {
            o = TypeOps.of(types, elem, collation);
            byElem.put(elem, o);
        }
        return o;
    }

    @Override
    int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        int ea = ArrayValue.elemType(a, ao);
        if (ea != ArrayValue.elemType(b, bo)) {
            throw Err.of(org.hathi.base.SqlState.DATATYPE_MISMATCH, "cannot compare arrays of different element types");
        }
        TypeOps o = ops(ea);
        TypeInfo t = types.type(ea);
        ArrayValue x = ArrayValue.decode(t, a, ao);
        ArrayValue y = ArrayValue.decode(t, b, bo);
        int n = Math.min(x.count, y.count);
        for (int i = 0; i < n; i++) {
            boolean xn = x.values.isNull(i);
            boolean yn = y.values.isNull(i);
            int c = xn || yn ? Boolean.compare(xn, yn) : o.compare(x.values, i, y.values, i);
            if (c != 0) {
                return c < 0 ? -1 : 1;
            }
        }
        int c = Integer.compare(x.count, y.count);
        if (c == 0) {
            c = Integer.compare(x.ndim(), y.ndim());
        }
        for (int i = 0; c == 0 && i < x.ndim(); i++) {
            c = Integer.compare(x.dims[i], y.dims[i]);
        }
        for (int i = 0; c == 0 && i < x.ndim(); i++) {
            c = Integer.compare(x.lbs[i], y.lbs[i]);
        }
        return c;
    }

    @Override
    int hashBytes(byte[] a, int ao, int al) {
        int e = ArrayValue.elemType(a, ao);
        ArrayValue x = ArrayValue.decode(types.type(e), a, ao);
        TypeOps o = ops(e);
        int h = 1;
        for (int i = 0; i < x.count; i++) {
            h = 31 * h + (x.values.isNull(i) ? 0 : o.hash(x.values, i));
        }
        return h;
    }

    /** oidvector: by length, then by elements. */
    static final class OidVector extends ByRefOps {
        OidVector() {
            super(-1);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            int n = ArrayValue.items(a, ao);
            int c = Integer.compare(n, ArrayValue.items(b, bo));
            for (int i = 0; c == 0 && i < n; i++) {
                c = Integer.compareUnsigned(Bytes.intL(a, ao + 20 + 4 * i), Bytes.intL(b, bo + 20 + 4 * i));
            }
            return c;
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.bytes(a, ao + 20, 4 * ArrayValue.items(a, ao));
        }
    }
}
