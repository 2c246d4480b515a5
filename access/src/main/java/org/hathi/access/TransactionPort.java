package org.hathi.access;

import org.hathi.txn.Snapshot;

/** What this room asks of transactions: the narrow view of room txn that heap and indexes are written against. */
interface TransactionPort {
    /** The current (sub)transaction's id, assigned now if need be. */
    int xid();

    /** As {@link #xid}, announcing that this transaction may become a member of multixacts. */
    int changerXid();

    /** The current command, which is now known to change something. */
    int currentCommandId();

    boolean isCurrent(int xid);

    boolean isInProgress(int xid);

    boolean didCommit(int xid);

    boolean inSnapshot(Snapshot s, int xid);

    /** LSN that must be durable before the commit of {@code xid} may be hinted; 0: none. */
    long commitLsn(int xid);

    /** Oldest xid some snapshot may still need the deletions of, for a relation's rows. */
    int oldestXmin(Relation rel);

    /** Members of a multixact into the arrays; their number, −1 when it is gone. */
    int multiMembers(int multi, boolean lockOnly);

    int member(int i);

    int memberStatus(int i);

    int multiCreate(int xid1, int status1, int xid2, int status2);

    int multiExpand(int multi, boolean lockOnly, int xid, int status);

    /** A multixact of the first n of the arrays. */
    int multiOf(int[] xids, int[] statuses, int n);

    /** Waits for the end of a transaction (subtransactions: of their top one). */
    void waitFor(int xid);

    /** True when {@code xid} is over, without waiting. */
    boolean waitForIfOver(int xid);

    /** Heavyweight lock on a tuple. */
    boolean lockTuple(Relation rel, long tid, LockMode mode, boolean wait);

    void unlockTuple(Relation rel, long tid, LockMode mode);

    void lockExtension(Relation rel);

    void unlockExtension(Relation rel);

    /** Waits until the speculative insertion of {@code xid} with this token is finished or given up. */
    void waitSpeculative(int xid, int token);

    /** Oldest multixact that may still be running or seen. */
    int oldestMulti();

    int nextMulti();

    int nextXid();

    /** As {@link #nextXid}, with its epoch. */
    long nextFullXid();

    int newOid();

    /** Oldest xid of all databases. */
    int oldestXminAny();
}
