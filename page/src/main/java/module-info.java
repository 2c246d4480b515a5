/** Page and tuple byte layouts; pure functions. */
@org.jspecify.annotations.NullMarked
module org.hathi.page {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;

    exports org.hathi.page;
}
