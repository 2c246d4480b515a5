package org.hathi.access;

import org.hathi.storage.BufferPool;
import org.hathi.storage.BufferRing;

/** State of a bulk load (COPY, CREATE TABLE AS): a buffer ring and the page being filled, kept pinned. */
public final class BulkInsert {
    final BufferRing ring = BufferRing.bulkWrite();
    int current = BufferPool.NONE;
    int currentBlock = org.hathi.page.Blocks.INVALID;

    public BulkInsert() {}

    /** Unpins the page being filled; call at the end and before an error leaves the load. */
    public void release(Access access) {
        if (current != BufferPool.NONE) {
            access.pool().release(current);
            current = BufferPool.NONE;
            currentBlock = org.hathi.page.Blocks.INVALID;
        }
    }
}
