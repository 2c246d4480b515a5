package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import org.hathi.page.RelFileNode;

/**
 * How redo reaches pages. Each {@code readForRedo} returns an action, and {@link #buffer()} is then the buffer:
 * pinned and exclusively locked for all actions but {@link #NOT_FOUND}; release it with {@link #done} (after a
 * change) or {@link #release}.
 */
public interface RedoContext {
    /** The page is older than the record: apply the change, then {@link #done}. */
    int NEEDS_REDO = 0;
    /** The page already has the change: only release it. */
    int DONE = 1;
    /** The page was restored from the record's full-page image: only release it. */
    int RESTORED = 2;
    /** The page does not exist (any more): nothing to do; there is no buffer. */
    int NOT_FOUND = 3;

    /** The block reference's page, locked exclusively (XLogReadBufferForRedo). */
    int readForRedo(WalRecord record, int blockId);

    /** As {@link #readForRedo(WalRecord, int)}, with a cleanup lock if asked. */
    int readForRedo(WalRecord record, int blockId, boolean cleanupLock);

    /** The block reference's page for initialising from nothing: locked, zeroed (XLogInitBufferForRedo). */
    int initForRedo(WalRecord record, int blockId);

    /**
     * A page that the record does not name, extending the relation with zero pages if need be; pinned and locked
     * exclusively (XLogReadBufferExtended with RBM_ZERO_AND_LOCK or RBM_NORMAL). 0 if it does not exist and {@code
     * zero} is false; the missing page is then remembered until a later record drops its relation.
     */
    int readPage(RelFileNode rel, int fork, int block, boolean zero);

    /** Buffer of the last readForRedo; 0 if there was none. */
    int buffer();

    /** Segment that holds the page in a buffer. */
    MemorySegment memory(int buf);

    /** Byte offset of the page in {@link #memory}. */
    long offset(int buf);

    /** Stamps the page with the record's end LSN, marks it dirty, unlocks and unpins. */
    void done(int buf, WalRecord record);

    /** Unlocks and unpins a page that was not changed (or was already marked). */
    void release(int buf);
}
