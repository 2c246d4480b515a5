package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.Blocks;
import org.hathi.page.Tid;
import org.hathi.types.Vector;

/**
 * A tuple on a pinned page. Reused from fetch to fetch: the page stays pinned until another one is needed or
 * {@link #release}.
 */
public final class TupleRef {
    int buf;
    int block = Blocks.INVALID;
    /** The page's memory, and the tuple's offset in it. */
    public MemorySegment m = MemorySegment.NULL;

    public long t;
    public int len;
    public long tid = Tid.INVALID;
    public int tableOid;
    /**
     * After {@link Heap#fetchChain} found nothing: all versions are dead to everybody, the index entry may be killed.
     */
    public boolean allDead;

    private final Access access;

    public TupleRef(Access access) {
        this.access = access;
    }

    /** The tuple's columns into row {@code row}. */
    public void deform(Deformer d, Vector[] out, int row) {
        d.row(m, t, tid, tableOid, out, row);
    }

    /** Unpins the page. */
    public void release() {
        if (buf != 0) {
            access.pool().release(buf);
            buf = 0;
            block = Blocks.INVALID;
        }
    }

    /** Pins the page of {@code blockNumber} unless it is pinned here already. */
    void pin(Relation rel, int blockNumber) {
        if (buf != 0) {
            if (block == blockNumber && node == rel.node) {
                return;
            }
            access.pool().release(buf);
            buf = 0;
        }
        buf = access.read(rel, blockNumber);
        block = blockNumber;
        node = rel.node;
        m = access.pool().memory(buf);
        tableOid = rel.oid;
    }

    private org.hathi.page.@org.jspecify.annotations.Nullable RelFileNode node;
}
