package org.hathi.shm;

/**
 * Families of lightweight locks by PostgreSQL's names. The declaration order is the global rank: a process that holds a
 * lock of one tranche may acquire locks of the same or later tranches only; within a tranche by ascending offset
 * (buffer content locks are exempt: access methods order those). Checked when assertions are on.
 */
public enum LwTranche {
    RELCACHE_INIT("RelCacheInit"),
    CHECKPOINT("Checkpoint"),
    AUTOVACUUM_SCHEDULE("AutovacuumSchedule"),
    AUTOVACUUM("Autovacuum"),
    TABLESPACE_CREATE("TablespaceCreate"),
    RELATION_MAPPING("RelationMapping"),
    TWO_PHASE_STATE("TwoPhaseState"),
    NOTIFY_QUEUE_TAIL("NotifyQueueTail"),
    NOTIFY_QUEUE("NotifyQueue"),
    NOTIFY_BUFFER("NotifyBuffer"),
    /**
     * Before the maps' and the lock table's: a page or its map page may be added under a content lock; never the
     * reverse.
     */
    BUFFER_CONTENT("BufferContent"),
    /** Growing a free-space or visibility map. */
    MAP_EXTEND("MapExtend"),
    LOCK_FAST_PATH("LockFastPath"),
    LOCK_MANAGER("LockManager"),
    SERIALIZABLE_XACT_HASH("SerializableXactHash"),
    SERIALIZABLE_FINISHED_LIST("SerializableFinishedList"),
    PREDICATE_LOCK_MANAGER("PredicateLockManager"),
    BUFFER_MAPPING("BufferMapping"),
    MULTIXACT_TRUNCATION("MultiXactTruncation"),
    MULTIXACT_GEN("MultiXactGen"),
    PROC_ARRAY("ProcArray"),
    XID_GEN("XidGen"),
    OID_GEN("OidGen"),
    XACT_TRUNCATION("XactTruncation"),
    MULTIXACT_OFFSET_BUFFER("MultiXactOffsetSLRU"),
    MULTIXACT_MEMBER_BUFFER("MultiXactMemberSLRU"),
    XACT_BUFFER("XactSLRU"),
    SUBTRANS_BUFFER("SubtransSLRU"),
    COMMIT_TS_BUFFER("CommitTsSLRU"),
    SERIAL_BUFFER("SerialSLRU"),
    WAL_INSERT("WALInsert"),
    WAL_BUF_MAPPING("WALBufMapping"),
    WAL_WRITE("WALWrite"),
    CONTROL_FILE("ControlFile"),
    CHECKPOINTER_COMM("CheckpointerComm"),
    BACKGROUND_WORKER("BackgroundWorker"),
    SYNC_SCAN("SyncScan"),
    SINVAL_WRITE("SInvalWrite"),
    SINVAL_READ("SInvalRead"),
    SHARED_TUPLESTORE("SharedTupleStore"),
    STATS_HASH("PgStatsHash"),
    STATS_DATA("PgStatsData"),
    SESSION_DATA("PerSessionDSA"),
    ACCESS_IMAGE("ReplicationState");

    private static final LwTranche[] VALUES = values();

    private final String label;

    LwTranche(String label) {
        this.label = label;
    }

    /** Name shown as {@code wait_event}. */
    public String label() {
        return label;
    }

    static LwTranche of(int ordinal) {
        return VALUES[ordinal];
    }
}
