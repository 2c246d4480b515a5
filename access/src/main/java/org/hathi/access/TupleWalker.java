package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.HeapTuple;
import org.hathi.page.Varlena;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;

/** Finds where each column of a heap tuple starts; one tuple at a time, for everything that is not a scan. */
final class TupleWalker {
    static final long NULL = -1;
    /** Column added after the tuple was written; its value is the descriptor's missing value. */
    static final long MISSING = -2;

    private final int n;
    private final int[] attLen;
    private final int[] attAlign;
    private final boolean[] hasMissing;
    private final long[] positions;
    private MemorySegment m = MemorySegment.NULL;
    private long t;
    private int done;
    private long next;
    private int natts;
    private boolean nulls;

    TupleWalker(TupleDesc desc) {
        n = desc.size();
        attLen = new int[n];
        attAlign = new int[n];
        hasMissing = new boolean[n];
        positions = new long[n];
        for (int i = 0; i < n; i++) {
            Attribute a = desc.get(i);
            attLen[i] = a.len();
            attAlign[i] = a.alignBytes();
            hasMissing[i] = a.hasMissing();
        }
    }

    void load(MemorySegment segment, long tuple) {
        m = segment;
        t = tuple;
        done = 0;
        next = t + HeapTuple.hoff(m, t);
        natts = Math.min(n, HeapTuple.natts(m, t));
        nulls = HeapTuple.hasNulls(m, t);
    }

    /** Where column {@code i} (0-based) of the loaded tuple starts, {@link #NULL} or {@link #MISSING}. */
    long position(int i) {
        while (done <= i) {
            step();
        }
        return positions[i];
    }

    private void step() {
        int i = done++;
        if (i >= natts) {
            positions[i] = hasMissing[i] ? MISSING : NULL;
        } else if (nulls && HeapTuple.isNull(m, t, i)) {
            positions[i] = NULL;
        } else {
            long base = t + HeapTuple.hoff(m, t);
            int l = attLen[i];
            if (l == -1 && Varlena.isShort(m, next)) {
                positions[i] = next;
                next += Varlena.size(m, next);
            } else {
                next = base + ((next - base + attAlign[i] - 1) & -attAlign[i]);
                positions[i] = next;
                next += l > 0 ? l : l == -1 ? Varlena.size(m, next) : Columns.storedCstringLength(m, next) + 1;
            }
        }
    }
}
