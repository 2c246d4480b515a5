/** The shared segment: directory, latches, process and session slots, shared hash table, queues. */
@org.jspecify.annotations.NullMarked
module org.hathi.shm {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;

    exports org.hathi.shm;
}
