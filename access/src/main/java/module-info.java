/** Heap, toast, B-tree; their redo and vacuum. */
@org.jspecify.annotations.NullMarked
module org.hathi.access {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;
    requires transitive org.hathi.shm;
    requires transitive org.hathi.types;
    requires transitive org.hathi.page;
    requires transitive org.hathi.wal;
    requires transitive org.hathi.storage;
    requires transitive org.hathi.txn;

    exports org.hathi.access;
}
