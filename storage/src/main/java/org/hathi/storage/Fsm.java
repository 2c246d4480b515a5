package org.hathi.storage;

import org.hathi.page.RelFileNode;

/** The free space map: PostgreSQL's three-level tree of max-heaps over free-space categories of 32 bytes. */
public final class Fsm {
    Fsm() {}

    /** A heap block with at least {@code needed} bytes free, or {@code Blocks.INVALID}. */
    public int pageWithFreeSpace(RelFileNode rel, int needed) {
        throw new UnsupportedOperationException();
    }

    /** Records the free space of {@code oldBlock} and searches for another with {@code needed} bytes. */
    public int recordAndSearch(RelFileNode rel, int oldBlock, int oldAvailable, int needed) {
        throw new UnsupportedOperationException();
    }

    public void record(RelFileNode rel, int block, int available) {
        throw new UnsupportedOperationException();
    }

    public int recordedFreeSpace(RelFileNode rel, int block) {
        throw new UnsupportedOperationException();
    }

    /** Corrects upper levels. */
    public void vacuum(RelFileNode rel) {
        throw new UnsupportedOperationException();
    }

    public void vacuumRange(RelFileNode rel, int start, int end) {
        throw new UnsupportedOperationException();
    }

    /** Records free space during redo (XLogRecordPageWithFreeSpace). */
    public void recordRedo(RelFileNode rel, int block, int available) {
        throw new UnsupportedOperationException();
    }
}
