/** What the tests of several rooms share. */
@org.jspecify.annotations.NullMarked
module org.hathi.testkit {
    requires static org.jspecify;

    exports org.hathi.testkit;
}
