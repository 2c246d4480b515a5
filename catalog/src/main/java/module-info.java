/** System tables, bootstrap facts, caches, invalidation, dependencies. */
@org.jspecify.annotations.NullMarked
module org.hathi.catalog {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;
    requires transitive org.hathi.shm;
    requires transitive org.hathi.types;
    requires transitive org.hathi.page;
    requires transitive org.hathi.wal;
    requires transitive org.hathi.storage;
    requires transitive org.hathi.txn;
    requires transitive org.hathi.access;

    exports org.hathi.catalog;
    exports org.hathi.catalog.table;
}
