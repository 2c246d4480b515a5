package org.hathi.executor.modify;

import org.hathi.access.TupleRef;
import org.hathi.executor.node.TidBytes;
import org.hathi.page.HeapTuple;
import org.hathi.types.Vector;

/** The system columns of a row version as six vectors, in the order of their attribute numbers −1 … −6. */
final class SystemColumns {
    static final int COUNT = 6;

    private SystemColumns() {}

    /**
     * Puts them into {@code slots} from {@code at}, row {@code row} of {@code rows}, from the version {@code ref}
     * holds.
     */
    static void fill(Vector[] slots, int at, int row, int rows, TupleRef ref, int relation) {
        for (int s = 0; s < COUNT; s++) {
            Vector v = new Vector(s == 0, rows);
            switch (s) {
                case 0 -> v.setBytes(row, TidBytes.write(ref.tid));
                case 1 -> v.setLong(row, HeapTuple.xmin(ref.m, ref.t) & 0xFFFFFFFFL);
                case 2, 4 -> v.setLong(row, HeapTuple.cid(ref.m, ref.t) & 0xFFFFFFFFL);
                case 3 -> v.setLong(row, HeapTuple.xmax(ref.m, ref.t) & 0xFFFFFFFFL);
                default -> v.setLong(row, relation & 0xFFFFFFFFL);
            }
            slots[at + s] = v;
        }
    }
}
