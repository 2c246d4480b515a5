package org.hathi.wal;

/**
 * Replays the records of one kind. Below the buffer pool, so that rooms do not form a cycle: redo reaches pages through
 * {@link RedoContext}; a manager that needs more of the storage room is given it by its constructor.
 */
public interface ResourceManager {
    /** Number of the manager, see {@link Rmgr}. */
    int id();

    default String name() {
        return Rmgr.name(id());
    }

    /**
     * Applies one record. Idempotent through page LSNs; leaves no buffer locked or pinned. Called by the startup
     * process only, in LSN order.
     */
    void redo(WalRecord record, RedoContext cx);

    /** Before the first record is replayed. */
    default void startup(RedoContext cx) {}

    /** After the last one. */
    default void cleanup(RedoContext cx) {}
}
