package org.hathi.shm;

import org.jspecify.annotations.Nullable;

/**
 * What a process waits for, by PostgreSQL's names. Waits for lightweight locks are encoded by their tranche instead;
 * {@link #type(int)} and {@link #name(int)} decode both.
 */
public enum WaitEvent {
    ARCHIVER_MAIN("Activity", "ArchiverMain"),
    AUTO_VACUUM_MAIN("Activity", "AutoVacuumMain"),
    BG_WRITER_HIBERNATE("Activity", "BgWriterHibernate"),
    BG_WRITER_MAIN("Activity", "BgWriterMain"),
    CHECKPOINTER_MAIN("Activity", "CheckpointerMain"),
    RECOVERY_WAL_STREAM("Activity", "RecoveryWalStream"),
    SYS_LOGGER_MAIN("Activity", "SysLoggerMain"),
    WAL_WRITER_MAIN("Activity", "WalWriterMain"),
    BUFFER_PIN("BufferPin", "BufferPin"),
    CLIENT_READ("Client", "ClientRead"),
    CLIENT_WRITE("Client", "ClientWrite"),
    GSS_OPEN_SERVER("Client", "GSSOpenServer"),
    SSL_OPEN_SERVER("Client", "SSLOpenServer"),
    ARCHIVE_COMMAND("IPC", "ArchiveCommand"),
    BACKEND_TERMINATION("IPC", "BackendTermination"),
    CHECKPOINT_DONE("IPC", "CheckpointDone"),
    CHECKPOINT_START("IPC", "CheckpointStart"),
    PARALLEL_FINISH("IPC", "ParallelFinish"),
    PROC_ARRAY_GROUP_UPDATE("IPC", "ProcArrayGroupUpdate"),
    PROC_SIGNAL_BARRIER("IPC", "ProcSignalBarrier"),
    PROMOTE("IPC", "Promote"),
    RECOVERY_PAUSE("IPC", "RecoveryPause"),
    SAFE_SNAPSHOT("IPC", "SafeSnapshot"),
    WAL_FLUSH("IPC", "WalFlush"),
    XACT_GROUP_UPDATE("IPC", "XactGroupUpdate"),
    LOCK_RELATION("Lock", "relation"),
    LOCK_EXTEND("Lock", "extend"),
    LOCK_FROZENID("Lock", "frozenid"),
    LOCK_PAGE("Lock", "page"),
    LOCK_TUPLE("Lock", "tuple"),
    LOCK_TRANSACTIONID("Lock", "transactionid"),
    LOCK_VIRTUALXID("Lock", "virtualxid"),
    LOCK_SPECTOKEN("Lock", "spectoken"),
    LOCK_OBJECT("Lock", "object"),
    LOCK_USERLOCK("Lock", "userlock"),
    LOCK_ADVISORY("Lock", "advisory"),
    CHECKPOINT_WRITE_DELAY("Timeout", "CheckpointWriteDelay"),
    COMMIT_DELAY("Timeout", "CommitDelay"),
    PG_SLEEP("Timeout", "PgSleep"),
    REGISTER_SYNC_REQUEST("Timeout", "RegisterSyncRequest"),
    SPIN_DELAY("Timeout", "SpinDelay"),
    VACUUM_DELAY("Timeout", "VacuumDelay"),
    VACUUM_TRUNCATE("Timeout", "VacuumTruncate"),
    BUF_FILE_READ("IO", "BufFileRead"),
    BUF_FILE_TRUNCATE("IO", "BufFileTruncate"),
    BUF_FILE_WRITE("IO", "BufFileWrite"),
    CONTROL_FILE_READ("IO", "ControlFileRead"),
    CONTROL_FILE_SYNC("IO", "ControlFileSync"),
    CONTROL_FILE_SYNC_UPDATE("IO", "ControlFileSyncUpdate"),
    CONTROL_FILE_WRITE("IO", "ControlFileWrite"),
    CONTROL_FILE_WRITE_UPDATE("IO", "ControlFileWriteUpdate"),
    COPY_FILE_READ("IO", "CopyFileRead"),
    COPY_FILE_WRITE("IO", "CopyFileWrite"),
    DATA_FILE_EXTEND("IO", "DataFileExtend"),
    DATA_FILE_FLUSH("IO", "DataFileFlush"),
    DATA_FILE_IMMEDIATE_SYNC("IO", "DataFileImmediateSync"),
    DATA_FILE_PREFETCH("IO", "DataFilePrefetch"),
    DATA_FILE_READ("IO", "DataFileRead"),
    DATA_FILE_SYNC("IO", "DataFileSync"),
    DATA_FILE_TRUNCATE("IO", "DataFileTruncate"),
    DATA_FILE_WRITE("IO", "DataFileWrite"),
    LOCK_FILE_ADD_TO_DATA_DIR_READ("IO", "LockFileAddToDataDirRead"),
    LOCK_FILE_ADD_TO_DATA_DIR_SYNC("IO", "LockFileAddToDataDirSync"),
    LOCK_FILE_ADD_TO_DATA_DIR_WRITE("IO", "LockFileAddToDataDirWrite"),
    LOCK_FILE_CREATE_READ("IO", "LockFileCreateRead"),
    LOCK_FILE_CREATE_SYNC("IO", "LockFileCreateSync"),
    LOCK_FILE_CREATE_WRITE("IO", "LockFileCreateWrite"),
    RELATION_MAP_READ("IO", "RelationMapRead"),
    RELATION_MAP_SYNC("IO", "RelationMapSync"),
    RELATION_MAP_WRITE("IO", "RelationMapWrite"),
    SLRU_FLUSH_SYNC("IO", "SLRUFlushSync"),
    SLRU_READ("IO", "SLRURead"),
    SLRU_SYNC("IO", "SLRUSync"),
    SLRU_WRITE("IO", "SLRUWrite"),
    VERSION_FILE_WRITE("IO", "VersionFileWrite"),
    WAL_BOOTSTRAP_SYNC("IO", "WALBootstrapSync"),
    WAL_BOOTSTRAP_WRITE("IO", "WALBootstrapWrite"),
    WAL_COPY_READ("IO", "WALCopyRead"),
    WAL_COPY_SYNC("IO", "WALCopySync"),
    WAL_COPY_WRITE("IO", "WALCopyWrite"),
    WAL_INIT_SYNC("IO", "WALInitSync"),
    WAL_INIT_WRITE("IO", "WALInitWrite"),
    WAL_READ("IO", "WALRead"),
    WAL_SYNC("IO", "WALSync"),
    WAL_SYNC_METHOD_ASSIGN("IO", "WALSyncMethodAssign"),
    WAL_WRITE("IO", "WALWrite");

    private static final WaitEvent[] VALUES = values();
    private static final int LWLOCK = 0x1000000;

    private final String type;
    private final String label;
    private final boolean mayBeLong;

    WaitEvent(String type, String label) {
        this.type = type;
        this.label = label;
        mayBeLong = type.equals("Lock") || type.equals("IPC") || type.equals("Timeout") || label.equals("WALSync");
    }

    /** Whether it is worth waking another process before such a wait: not so for files, clients, short locks. */
    boolean isLong() {
        return mayBeLong;
    }

    /** Code kept in the process slot; never 0. */
    int code() {
        return ordinal() + 1;
    }

    static int lwLockCode(int tranche) {
        return LWLOCK | tranche;
    }

    /** {@code wait_event_type} of a code, or null when the process does not wait. */
    public static @Nullable String type(int code) {
        return code == 0 ? null : (code & LWLOCK) != 0 ? "LWLock" : VALUES[code - 1].type;
    }

    /** {@code wait_event} of a code, or null when the process does not wait. */
    public static @Nullable String name(int code) {
        return code == 0
                ? null
                : (code & LWLOCK) != 0 ? LwTranche.of(code & 0xFFFF).label() : VALUES[code - 1].label;
    }
}
