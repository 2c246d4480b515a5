package org.hathi.parser.tree;

/**
 * One statement of a query string.
 *
 * @param start 0-based offset where the statement's text begins (0, or just behind the preceding semicolon)
 * @param length number of chars up to the terminating semicolon; 0 means up to the end of the string
 */
public record RawStmt(Statement stmt, int start, int length) implements Node {
    @Override
    public int location() {
        return start;
    }
}
