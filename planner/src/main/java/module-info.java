/** Analysis, rewriting, planning. */
@org.jspecify.annotations.NullMarked
module org.hathi.planner {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.shm;
    requires transitive org.hathi.types;
    requires transitive org.hathi.page;
    requires transitive org.hathi.storage;
    requires transitive org.hathi.txn;
    requires transitive org.hathi.access;
    requires transitive org.hathi.catalog;
    requires transitive org.hathi.parser;

    exports org.hathi.planner.optimize;
    exports org.hathi.planner.plan;
    exports org.hathi.planner.analyze;
    exports org.hathi.planner.tree;
}
