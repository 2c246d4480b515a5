package org.hathi.txn;

/** Where a transaction block stands between statements, as seen by its commands. SUB states are of savepoints. */
enum BlockState {
    /** Idle. */
    DEFAULT,
    /** Running a single statement outside blocks. */
    STARTED,
    /** BEGIN was executed in this statement. */
    BEGIN,
    INPROGRESS,
    /** Block of a multi-statement simple query. */
    IMPLICIT_INPROGRESS,
    /** COMMIT was executed in this statement. */
    END,
    /** Failed; waits for ROLLBACK. */
    ABORT,
    /** Failed, and ROLLBACK was executed. */
    ABORT_END,
    /** Live, and ROLLBACK was executed. */
    ABORT_PENDING,
    SUBBEGIN,
    SUBINPROGRESS,
    /** RELEASE was executed. */
    SUBRELEASE,
    /** COMMIT was executed while inside savepoints. */
    SUBCOMMIT,
    SUBABORT,
    SUBABORT_END,
    SUBABORT_PENDING,
    /** Live, and ROLLBACK TO was executed. */
    SUBRESTART,
    /** Failed, and ROLLBACK TO was executed. */
    SUBABORT_RESTART
}
