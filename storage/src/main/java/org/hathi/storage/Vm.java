package org.hathi.storage;

import org.hathi.page.RelFileNode;

/**
 * The visibility map: two bits a heap block. Callers keep the pinned map buffer in an int they pass back in.
 */
public final class Vm {
    public static final int ALL_VISIBLE = 1;
    public static final int ALL_FROZEN = 2;
    public static final int VALID_BITS = 3;

    Vm() {}

    /** Pins the map page of a heap block, releasing {@code buf} (0: none) if it is another; extends the map. */
    public int pin(RelFileNode rel, int heapBlock, int buf) {
        throw new UnsupportedOperationException();
    }

    /** Is {@code buf} the map page of this heap block? */
    public boolean isPinned(int heapBlock, int buf) {
        throw new UnsupportedOperationException();
    }

    /** Clears bits under the heap page's exclusive lock; true if any were set. Not logged by itself. */
    public boolean clear(RelFileNode rel, int heapBlock, int buf, int flags) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets bits (and logs it, RM_HEAP2 VISIBLE, when {@code logged} and not in redo): the heap buffer is exclusively locked,
     * its PD_ALL_VISIBLE set.
     *
     * @param lsn record being replayed, or 0
     */
    public void set(
            RelFileNode rel,
            int heapBlock,
            int heapBuf,
            long lsn,
            int buf,
            int cutoffXid,
            int flags,
            boolean logged) {
        throw new UnsupportedOperationException();
    }

    /** The bits of a heap block; updates the pinned buffer kept in {@code pinned[0]}. */
    public int status(RelFileNode rel, int heapBlock, int[] pinned) {
        throw new UnsupportedOperationException();
    }

    /** Counts all-visible (high half) and all-frozen (low half) blocks. */
    public long count(RelFileNode rel) {
        throw new UnsupportedOperationException();
    }
}
