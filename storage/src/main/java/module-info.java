/** Files, buffer pool, free-space and visibility maps, checkpoints. */
@org.jspecify.annotations.NullMarked
module org.hathi.storage {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;
    requires transitive org.hathi.shm;
    requires transitive org.hathi.page;
    requires transitive org.hathi.wal;

    exports org.hathi.storage;
}
