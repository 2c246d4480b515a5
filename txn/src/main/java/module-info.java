/** Transaction ids, commit log, snapshots, lock manager, deadlock detection. */
@org.jspecify.annotations.NullMarked
module org.hathi.txn {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;
    requires transitive org.hathi.shm;
    requires transitive org.hathi.page;
    requires transitive org.hathi.wal;
    requires transitive org.hathi.storage;

    exports org.hathi.txn;
}
