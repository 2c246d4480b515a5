package org.hathi.shm;

/** What the counters of {@link StatsRegion} mean: kinds of entries and the positions in their arrays. */
public final class StatCounters {
    /** Per database; key (database, 0). */
    public static final int DATABASE = 1;
    /** Per table, index, sequence; key (database or 0 when shared, relation oid). */
    public static final int RELATION = 2;
    /** Per function; key (database, function oid). */
    public static final int FUNCTION = 3;

    /** Per simple LRU cache; key (0, its number). */
    public static final int SLRU = 4;
    /** The server's own counters; key (0, {@link #BGWRITER} or {@link #ARCHIVER}). */
    public static final int SERVER = 5;

    /** Of {@link #SERVER}: baselines of the counters of pg_stat_bgwriter, and when they were reset. */
    public static final int BGWRITER = 1;

    public static final int ARCHIVER = 2;
    /** Position of the reset time in entries of {@link #SLRU} and {@link #SERVER}. */
    public static final int RESET_TIME = 31;

    // relation
    public static final int SCANS = 0;
    public static final int RETURNED = 1;
    public static final int FETCHED = 2;
    public static final int INSERTED = 3;
    public static final int UPDATED = 4;
    public static final int DELETED = 5;
    public static final int HOT_UPDATED = 6;
    public static final int LIVE = 7;
    public static final int DEAD = 8;
    public static final int MOD_SINCE_ANALYZE = 9;
    public static final int INS_SINCE_VACUUM = 10;
    public static final int BLOCKS_FETCHED = 11;
    public static final int BLOCKS_HIT = 12;
    /** Times in microseconds since 2000, 0 = never. */
    public static final int LAST_VACUUM = 13;

    public static final int VACUUM_COUNT = 14;
    public static final int LAST_AUTOVACUUM = 15;
    public static final int AUTOVACUUM_COUNT = 16;
    public static final int LAST_ANALYZE = 17;
    public static final int ANALYZE_COUNT = 18;
    public static final int LAST_AUTOANALYZE = 19;
    public static final int AUTOANALYZE_COUNT = 20;

    // database
    public static final int DB_COMMIT = 0;
    public static final int DB_ROLLBACK = 1;
    public static final int DB_BLOCKS_FETCHED = 2;
    public static final int DB_BLOCKS_HIT = 3;
    public static final int DB_RETURNED = 4;
    public static final int DB_FETCHED = 5;
    public static final int DB_INSERTED = 6;
    public static final int DB_UPDATED = 7;
    public static final int DB_DELETED = 8;
    public static final int DB_TEMP_FILES = 9;
    public static final int DB_TEMP_BYTES = 10;
    public static final int DB_DEADLOCKS = 11;
    public static final int DB_SESSIONS = 12;
    /** Times in microseconds. */
    public static final int DB_SESSION_TIME = 13;

    public static final int DB_ACTIVE_TIME = 14;
    public static final int DB_IDLE_IN_TRANSACTION_TIME = 15;
    public static final int DB_ABANDONED = 16;
    public static final int DB_FATAL = 17;
    public static final int DB_KILLED = 18;
    public static final int DB_CHECKSUM_FAILURES = 19;
    public static final int DB_LAST_CHECKSUM_FAILURE = 20;
    public static final int DB_BLOCK_READ_TIME = 21;
    public static final int DB_BLOCK_WRITE_TIME = 22;
    public static final int DB_RESET_TIME = 23;

    // function; times in microseconds
    public static final int CALLS = 0;
    public static final int TOTAL_TIME = 1;
    public static final int SELF_TIME = 2;

    // simple LRU caches
    public static final int SLRU_ZEROED = 0;
    public static final int SLRU_HIT = 1;
    public static final int SLRU_READ = 2;
    public static final int SLRU_WRITTEN = 3;
    public static final int SLRU_EXISTS = 4;
    public static final int SLRU_FLUSHES = 5;
    public static final int SLRU_TRUNCATES = 6;
    static final int SLRU_COUNTERS = 7;

    public static final int SLRU_MULTIXACT_MEMBER = 1;
    public static final int SLRU_MULTIXACT_OFFSET = 2;
    public static final int SLRU_SUBTRANS = 5;
    public static final int SLRU_XACT = 6;

    static final String[] SLRUS = {
        "CommitTs", "MultiXactMember", "MultiXactOffset", "Notify", "Serial", "Subtrans", "Xact", "other"
    };

    /** How many simple LRU caches have statistics. */
    public static int slrus() {
        return SLRUS.length;
    }

    public static String slruName(int number) {
        return SLRUS[number];
    }

    private StatCounters() {}
}
