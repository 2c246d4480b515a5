package org.hathi.parser;

import java.util.List;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.TypeName;

/** Entry to the parser: text in, raw trees out. Thread-safe, keeps no state. */
public final class Parser {
    private Parser() {}

    /** Parses a query string of any number of statements; syntax errors are SqlError 42601 with a position. */
    public static List<RawStmt> parse(String sql) {
        throw new UnsupportedOperationException();
    }

    /** Parses one expression. */
    public static RawExpr parseExpression(String sql) {
        throw new UnsupportedOperationException();
    }

    /** Parses one type name, with modifiers and array bounds, as in {@code 'numeric(10,2)[]'::regtype}. */
    public static TypeName parseTypeName(String sql) {
        throw new UnsupportedOperationException();
    }
}
