/** Datum forms, vectors, text and binary codecs, operators, functions, collations; pure functions. */
@org.jspecify.annotations.NullMarked
module org.hathi.types {
    requires static org.jspecify;
    requires transitive org.hathi.base;
    requires transitive org.hathi.os;

    exports org.hathi.types;
}
