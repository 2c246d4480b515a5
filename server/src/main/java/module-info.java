/** Postmaster, backend, auxiliary processes, authentication, statistics: wires everything. */
@org.jspecify.annotations.NullMarked
module org.hathi.server {
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
    requires transitive org.hathi.catalog;
    requires transitive org.hathi.parser;
    requires transitive org.hathi.planner;
    requires transitive org.hathi.executor;
    requires transitive org.hathi.protocol;
    requires com.ongres.saslprep;
    requires com.ongres.stringprep;

    exports org.hathi.server;
}
