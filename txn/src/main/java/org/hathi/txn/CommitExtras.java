package org.hathi.txn;

/** What goes into commit and abort records on behalf of the rooms above. */
public interface CommitExtras {
    /** Nothing. */
    CommitExtras NONE = new CommitExtras() {};

    /** Shared invalidation messages of the transaction, 16 bytes each, as PostgreSQL lays them out. */
    default byte[] invalidations() {
        return new byte[0];
    }

    /** Whether relation cache init files become invalid. */
    default boolean relcacheFileInvalid() {
        return false;
    }

    /** Statistics dropped with objects: kind, database, object for each; for {@code commit} or abort. */
    default int[] droppedStats(boolean commit) {
        return new int[0];
    }

    /** Database and tablespace of this process, for invalidations. */
    default int database() {
        return 0;
    }

    default int databaseTablespace() {
        return 0;
    }
}
