package org.hathi.txn;

/**
 * What other rooms do at the ends of transactions and subtransactions. Hooks run in the order in which they were added
 * (at abort as well), and one is the last. Levels count from 1 for the transaction itself.
 */
public interface XactHook {
    /** Before anything is recorded; may run commands of its own and may fail, which aborts. */
    default void preCommit() {}

    /**
     * After the transaction's end is recorded and visible to others, before its locks are released: send invalidations,
     * release pins. Must not fail.
     */
    default void end(boolean commit) {}

    /** After the locks are released. Must not fail. */
    default void afterLocks(boolean commit) {}

    /** The command counter was incremented: own changes of earlier commands are seen from now on. */
    default void commandEnd() {}

    /** A subtransaction begins. */
    default void subStart(int subId, int level) {}

    /** Before a subtransaction commits into its parent; may fail. */
    default void preSubCommit(int subId, int level) {}

    /** A subtransaction ends. At abort, before its locks are released. */
    default void subEnd(boolean commit, int subId, int parentSubId, int level) {}
}
