package org.hathi.wal;

/** Resource manager numbers (rmgrlist.h of PostgreSQL 15) and the names pg_waldump prints. */
public final class Rmgr {
    public static final int XLOG = 0;
    public static final int XACT = 1;
    public static final int SMGR = 2;
    public static final int CLOG = 3;
    public static final int DBASE = 4;
    public static final int TBLSPC = 5;
    public static final int MULTIXACT = 6;
    public static final int RELMAP = 7;
    public static final int STANDBY = 8;
    public static final int HEAP2 = 9;
    public static final int HEAP = 10;
    public static final int BTREE = 11;
    public static final int HASH = 12;
    public static final int GIN = 13;
    public static final int GIST = 14;
    public static final int SEQ = 15;
    public static final int SPGIST = 16;
    public static final int BRIN = 17;
    public static final int COMMIT_TS = 18;
    public static final int REPLORIGIN = 19;
    public static final int GENERIC = 20;
    public static final int LOGICALMSG = 21;
    /** Numbers are below this. */
    public static final int COUNT = 22;

    private Rmgr() {}

    /** The name, as pg_waldump prints it. */
    public static String name(int id) {
        return switch (id) {
            case XLOG -> "XLOG";
            case XACT -> "Transaction";
            case SMGR -> "Storage";
            case CLOG -> "CLOG";
            case DBASE -> "Database";
            case TBLSPC -> "Tablespace";
            case MULTIXACT -> "MultiXact";
            case RELMAP -> "RelMap";
            case STANDBY -> "Standby";
            case HEAP2 -> "Heap2";
            case HEAP -> "Heap";
            case BTREE -> "Btree";
            case HASH -> "Hash";
            case GIN -> "Gin";
            case GIST -> "Gist";
            case SEQ -> "Sequence";
            case SPGIST -> "SPGist";
            case BRIN -> "BRIN";
            case COMMIT_TS -> "CommitTs";
            case REPLORIGIN -> "ReplicationOrigin";
            case GENERIC -> "Generic";
            case LOGICALMSG -> "LogicalMessage";
            default -> "UNKNOWN (" + id + ")";
        };
    }
}
