package org.hathi.storage;

import org.hathi.wal.CheckPoint;

/** What the rooms above contribute to checkpoints and recovery: counters and status pages. Defaults do nothing. */
public interface CheckpointParticipant {
    /** Fills in nextXid, nextOid, nextMulti… of a checkpoint that begins (redo pointer already chosen). */
    default void fill(CheckPoint c, boolean shutdown) {}

    /** Writes and syncs dirty status pages (pg_xact, multixact …), between redo pointer and checkpoint record. */
    default void flush(int flags) {}

    /** Logs the running transactions, just before the record of an online checkpoint. */
    default void logRunningTransactions() {}

    /** After the control file says the checkpoint is done: truncates what is not needed any more. */
    default void afterCheckpoint(CheckPoint c) {}

    /** At start: takes the counters of the checkpoint that redo starts from. */
    default void restore(CheckPoint c) {}

    /** During redo: a checkpoint record; counters are at least these ({@code shutdown}: exactly these). */
    default void redoCheckpoint(CheckPoint c, boolean shutdown) {}

    /** During redo: the next oid is at least this. */
    default void redoNextOid(int nextOid) {}

    /** During redo: a record of this transaction was seen. */
    default void sawXid(int xid) {}

    /** After redo, before insertion of WAL begins: sets up status pages for the next transactions. */
    default void endRecovery() {}
}
