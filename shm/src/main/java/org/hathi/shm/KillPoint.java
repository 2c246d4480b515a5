package org.hathi.shm;

/**
 * Named places where a fault test lets a process die: at the steps between which a death leaves most to repair. Each
 * place is written {@code if (Faults.ON) proc.reach(KillPoint.X);}, a branch that is constantly false, and gone from
 * compiled code, unless the server was started with the developer setting {@code debug_kill_points} (see {@link
 * Faults}).
 */
public enum KillPoint {
    /** Space in the log is about to be reserved. Critical. */
    WAL_RESERVING,
    /** Space in the log is reserved, and nobody knows by whom. Critical. */
    WAL_TAKEN,
    /** Space in the log is reserved, nothing copied. Critical. */
    WAL_RESERVED,
    /** The record is in the buffers, its insertion still announced. Critical. */
    WAL_COPIED,
    /** The leader of a flush has written, not synced. */
    WAL_WRITTEN,
    /** The leader has synced, and told nobody. */
    WAL_SYNCED,
    /** A shared latch is listed, not taken. */
    LATCH_LISTED,
    /** A shared latch is taken, its entry still in transition. */
    LATCH_TAKEN,
    /** A shared latch is given back, its entry still there. */
    LATCH_DROPPED,
    /** A pin is listed, not taken. */
    PIN_LISTED,
    /** A pin is taken, its entry still in transition. */
    PIN_TAKEN,
    /** A pin is given back, its entry still there. */
    PIN_DROPPED,
    /** A victim is in the mapping chain still, its tag no longer valid. Critical. */
    BUFFER_LEAVING,
    /** A victim has left the mapping and has no new page yet. */
    BUFFER_UNMAPPED,
    /** A buffer is in the mapping chain, its flags not set. Critical. */
    BUFFER_MAPPED,
    /** A page is about to be read into a buffer others wait for. */
    BUFFER_READING,
    /** A page is about to be written, its content lock held shared. */
    BUFFER_WRITING,
    /** A page is written to its file, its buffer still dirty. */
    BUFFER_WRITTEN,
    /** A relation's file has grown, the page is not in use yet. */
    RELATION_EXTENDED,
    /** A page is changed, nothing logged. Critical. */
    PAGE_CHANGED,
    /** A page is changed and logged, its critical section just over, its content lock held. */
    PAGE_LOGGED,
    /** A B-tree page is split in memory, nothing logged. Critical, as the next three. */
    BTREE_SPLITTING,
    /** A split is logged, its pages do not know. */
    BTREE_SPLIT_LOGGED,
    /** A B-tree has a new root in memory, nothing logged. */
    BTREE_ROOT,
    /** A downlink is in its parent in memory, nothing logged. */
    BTREE_DOWNLINK,
    /** A B-tree page is split, its parent does not know. */
    BTREE_SPLIT,
    /** Vacuum has pruned a page, its dead line pointers still there. */
    VACUUM_PRUNED,
    /** Vacuum has cleaned the indexes, not the heap. */
    VACUUM_INDEXES,
    /** Vacuum has truncated a file's end. */
    VACUUM_TRUNCATED,
    /** A transaction id is taken, in no snapshot yet. */
    XID_ASSIGNED,
    /** An entry for the lock table is taken from the free list. Critical, as those down to LOCK_MOVED. */
    LOCK_ENTRY_TAKEN,
    /** An entry has left the lock table, and is not free yet. */
    LOCK_ENTRY_UNLINKED,
    /** An entry is free, the free list's latch held. */
    LOCK_ENTRY_FREED,
    /** A process is in a lock's queue, and does not know. */
    LOCK_QUEUED,
    /** A lock is given back, its entries still there, nobody woken. */
    LOCK_TAKEN_AWAY,
    /** A waiter has been given the lock, and does not know. */
    LOCK_PASSED_ON,
    /** A weak lock is in the table, and still in its holder's slot. */
    LOCK_MOVED,
    /** A request is in the lock table, neither granted nor in the queue. */
    LOCK_CHANGING,
    /** A heavyweight lock is granted in shared memory, unknown to its owner. */
    LOCK_GRANTED,
    /** In the queue of a heavyweight lock. */
    LOCK_WAITING,
    /** A fast-path lock is taken. */
    LOCK_FAST,
    /** The commit record is inserted, its position not noted. Critical. */
    COMMIT_RECORD,
    /** The commit record's position is noted for the reaper. */
    COMMIT_NOTED,
    /** The commit record is durable. */
    COMMIT_FLUSHED,
    /** The process array shows the transaction ended in part. Critical. */
    COMMIT_LEAVING,
    /** The commit log says committed, the process array still shows it running. */
    COMMIT_LOGGED,
    /** Committed for everybody, its locks held, its invalidations not sent. */
    COMMIT_VISIBLE,
    /** Its invalidations are sent, its locks held. */
    COMMIT_TOLD,
    /** Its locks are released, the files it dropped still there. */
    COMMIT_UNLOCKED,
    /** Everything is done, the client does not know. */
    COMMIT_DONE,
    /** The abort record is inserted. Critical. */
    ABORT_RECORD,
    /** Invalidations are in the queue, nobody woken. */
    SINVAL_SENT,
    /** A checkpoint has chosen its redo pointer. */
    CHECKPOINT_BEGUN,
    /** All buffers are written, files not synced. */
    CHECKPOINT_WRITTEN,
    /** Files are synced, the checkpoint record is not inserted. */
    CHECKPOINT_SYNCED,
    /** The checkpoint record is durable, the control file old. */
    CHECKPOINT_LOGGED,
    /** A session's state is written for parking, the session still held. */
    PARK_WRITTEN,
    /** A session is let go, its descriptor not armed. */
    PARK_LET_GO,
    /** A session's event is taken from the epoll instance, the session is not. */
    PARK_EVENT,
    /** A parked session is taken. */
    PARK_TAKEN
}
