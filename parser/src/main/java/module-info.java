/** SQL text to raw parse tree. */
@org.jspecify.annotations.NullMarked
module org.hathi.parser {
    requires static org.jspecify;
    requires transitive org.hathi.base;

    exports org.hathi.parser;
    exports org.hathi.parser.tree;
}
