package org.hathi.txn;

/**
 * What a heavyweight lock locks: PostgreSQL's LOCKTAG, packed into two longs.
 *
 * @param low field1 | field2 &lt;&lt; 32
 * @param high field3 | field4 &lt;&lt; 32 (16 bits) | type &lt;&lt; 48 | method &lt;&lt; 56
 */
public record LockTag(long low, long high) {
    public static final int RELATION = 0;
    public static final int RELATION_EXTEND = 1;
    public static final int DATABASE_FROZEN_IDS = 2;
    public static final int PAGE = 3;
    public static final int TUPLE = 4;
    public static final int TRANSACTION = 5;
    public static final int VIRTUAL_TRANSACTION = 6;
    public static final int SPECULATIVE_TOKEN = 7;
    public static final int OBJECT = 8;
    public static final int USERLOCK = 9;
    public static final int ADVISORY = 10;

    static final int DEFAULT_METHOD = 1;
    static final int USER_METHOD = 2;

    private static final String[] TYPES = {
        "relation",
        "extend",
        "frozenid",
        "page",
        "tuple",
        "transactionid",
        "virtualxid",
        "spectoken",
        "object",
        "userlock",
        "advisory"
    };

    private static LockTag of(int f1, int f2, int f3, int f4, int type, int method) {
        return new LockTag(
                (f1 & 0xFFFFFFFFL) | (long) f2 << 32,
                (f3 & 0xFFFFFFFFL) | (f4 & 0xFFFFL) << 32 | (long) type << 48 | (long) method << 56);
    }

    /** @param db 0 for shared relations */
    public static LockTag relation(int db, int rel) {
        return of(db, rel, 0, 0, RELATION, DEFAULT_METHOD);
    }

    public static LockTag extend(int db, int rel) {
        return of(db, rel, 0, 0, RELATION_EXTEND, DEFAULT_METHOD);
    }

    public static LockTag frozenIds(int db) {
        return of(db, 0, 0, 0, DATABASE_FROZEN_IDS, DEFAULT_METHOD);
    }

    public static LockTag page(int db, int rel, int block) {
        return of(db, rel, block, 0, PAGE, DEFAULT_METHOD);
    }

    public static LockTag tuple(int db, int rel, int block, int offset) {
        return of(db, rel, block, offset, TUPLE, DEFAULT_METHOD);
    }

    public static LockTag transaction(int xid) {
        return of(xid, 0, 0, 0, TRANSACTION, DEFAULT_METHOD);
    }

    public static LockTag virtualTransaction(int backendId, int lxid) {
        return of(backendId, lxid, 0, 0, VIRTUAL_TRANSACTION, DEFAULT_METHOD);
    }

    public static LockTag speculative(int xid, int token) {
        return of(xid, token, 0, 0, SPECULATIVE_TOKEN, DEFAULT_METHOD);
    }

    /** @param db 0 for shared objects */
    public static LockTag object(int db, int classId, int objectId, int subId) {
        return of(db, classId, objectId, subId, OBJECT, DEFAULT_METHOD);
    }

    /** The advisory lock of one 64-bit key. */
    public static LockTag advisory(int db, long key) {
        return of(db, (int) (key >>> 32), (int) key, 1, ADVISORY, USER_METHOD);
    }

    /** The advisory lock of two 32-bit keys. */
    public static LockTag advisory(int db, int key1, int key2) {
        return of(db, key1, key2, 2, ADVISORY, USER_METHOD);
    }

    public int field1() {
        return (int) low;
    }

    public int field2() {
        return (int) (low >>> 32);
    }

    public int field3() {
        return (int) high;
    }

    public int field4() {
        return (int) (high >>> 32) & 0xFFFF;
    }

    public int type() {
        return (int) (high >>> 48) & 0xFF;
    }

    int method() {
        return (int) (high >>> 56);
    }

    /** As {@code pg_locks.locktype}. */
    public String typeName() {
        return TYPES[type()];
    }

    private static String u(int v) {
        return Integer.toUnsignedString(v);
    }

    /** As deadlock reports say it. */
    public String describe() {
        String db = " of database " + u(field1());
        return switch (type()) {
            case RELATION -> "relation " + u(field2()) + db;
            case RELATION_EXTEND -> "extension of relation " + u(field2()) + db;
            case DATABASE_FROZEN_IDS -> "pg_database.datfrozenxid" + db;
            case PAGE -> "page " + u(field3()) + " of relation " + u(field2()) + db;
            case TUPLE -> "tuple (" + u(field3()) + "," + field4() + ") of relation " + u(field2()) + db;
            case TRANSACTION -> "transaction " + u(field1());
            case VIRTUAL_TRANSACTION -> "virtual transaction " + field1() + "/" + u(field2());
            case SPECULATIVE_TOKEN -> "speculative token " + u(field2()) + " of transaction " + u(field1());
            case OBJECT -> "object " + u(field3()) + " of class " + u(field2()) + db;
            case USERLOCK -> "user lock [" + u(field1()) + "," + u(field2()) + "," + u(field3()) + "]";
            default -> "advisory lock [" + u(field1()) + "," + u(field2()) + "," + u(field3()) + "," + field4() + "]";
        };
    }
}
