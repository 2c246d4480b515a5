/** WAL records, insertion, group flush, reader, the ResourceManager interface. */
@org.jspecify.annotations.NullMarked
module org.hathi.wal {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;
    requires transitive org.hathi.shm;
    requires transitive org.hathi.page;

    exports org.hathi.wal;
}
