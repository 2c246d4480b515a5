/** Vectorised operators, DML, DDL, COPY. */
@org.jspecify.annotations.NullMarked
module org.hathi.executor {
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

    exports org.hathi.executor;
    exports org.hathi.executor.admin;
    exports org.hathi.executor.api;
    exports org.hathi.executor.expr;
    exports org.hathi.executor.modify;
    exports org.hathi.executor.node;
    exports org.hathi.executor.session;
    exports org.hathi.executor.system;
}
