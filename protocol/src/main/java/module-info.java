/** Frontend/backend messages. */
@org.jspecify.annotations.NullMarked
module org.hathi.protocol {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;
    requires transitive org.hathi.types;

    exports org.hathi.protocol;
}
