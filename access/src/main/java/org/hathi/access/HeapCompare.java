package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.Varlena;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Which columns differ, byte for byte, between two versions of a row. */
final class HeapCompare {
    private final TupleDesc desc;
    private final TupleWalker a;
    private final TupleWalker b;

    HeapCompare(TupleDesc desc) {
        this.desc = desc;
        a = new TupleWalker(desc);
        b = new TupleWalker(desc);
    }

    boolean anyChanged(boolean @Nullable [] columns, MemorySegment m, long t, MemorySegment n, long u) {
        if (columns == null) {
            return false;
        }
        a.load(m, t);
        b.load(n, u);
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] && !same(i, m, n)) {
                return true;
            }
        }
        return false;
    }

    private boolean same(int i, MemorySegment m, MemorySegment n) {
        long p = a.position(i);
        long q = b.position(i);
        if (p < 0 || q < 0) {
            return p == q;
        }
        Attribute att = desc.get(i);
        int l = att.len();
        if (l == -2) {
            l = Columns.storedCstringLength(m, p) + 1;
            return l == Columns.storedCstringLength(n, q) + 1 && equal(m, p, n, q, l);
        }
        if (l == -1) {
            l = Varlena.size(m, p);
            return l == Varlena.size(n, q) && equal(m, p, n, q, l);
        }
        return equal(m, p, n, q, l);
    }

    static boolean equal(MemorySegment m, long p, MemorySegment n, long q, int len) {
        return MemorySegment.mismatch(m, p, p + len, n, q, q + len) < 0;
    }
}
