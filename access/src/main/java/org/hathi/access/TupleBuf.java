package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.page.Tid;

/** A formed heap tuple in private native memory, reused from row to row; grows as needed. */
public final class TupleBuf {
    private static final int FIRST = 256;

    /** The memory; the tuple starts at offset 0. */
    public MemorySegment m = MemorySegment.NULL;
    /** Bytes of the tuple, header included. */
    public int len;
    /** Where it was stored last: set by insert and update. */
    public long tid = Tid.INVALID;

    public TupleBuf() {}

    /** Makes room for {@code n} bytes; the contents are lost. */
    void ensure(int n) {
        if (m.byteSize() < n) {
            int size = FIRST;
            while (size < n && size > 0) {
                size <<= 1;
            }
            // The collector frees it: buffers live as long as the plan that uses them.
            m = Arena.ofAuto().allocate(size < 0 ? Integer.MAX_VALUE - 7L : size, 8);
        }
    }
}
