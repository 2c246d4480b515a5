/** SQLSTATE table, errors, settings registry, clock, seeded random, checks. */
@org.jspecify.annotations.NullMarked
module org.hathi.base {
    requires static org.jspecify;

    exports org.hathi.base;
}
