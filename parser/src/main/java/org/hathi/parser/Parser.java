package org.hathi.parser;

import java.util.List;
import org.hathi.base.Report;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.TypeName;
import org.jspecify.annotations.Nullable;

/** Entry to the parser: text in, raw trees out. Thread-safe, keeps no state. */
public final class Parser {
    private Parser() {}

    /** Parses a query string of any number of statements; syntax errors are SqlError 42601 with a position. */
    public static List<RawStmt> parse(String sql) {
        return parse(sql, true, null);
    }

    /**
     * Parses a query string.
     *
     * @param standardConformingStrings the setting of this name; off makes backslashes escapes in plain strings
     * @param notices receives reports such as of truncated identifiers, in the order met; null drops them
     */
    public static List<RawStmt> parse(String sql, boolean standardConformingStrings, @Nullable List<Report> notices) {
        try {
            return new StatementParser(new Lexer(sql, standardConformingStrings, notices)).statements();
        } catch (StackOverflowError e) {
            throw TokenParser.tooDeep();
        }
    }

    /** Parses one expression. */
    public static RawExpr parseExpression(String sql) {
        try {
            StatementParser p = new StatementParser(new Lexer(sql, true, null));
            RawExpr e = p.expr();
            p.expectEnd();
            return e;
        } catch (StackOverflowError e) {
            throw TokenParser.tooDeep();
        }
    }

    /** Parses one type name, with modifiers and array bounds, as in {@code 'numeric(10,2)[]'::regtype}. */
    public static TypeName parseTypeName(String sql) {
        try {
            StatementParser p = new StatementParser(new Lexer(sql, true, null));
            TypeName t = p.typeName();
            p.expectEnd();
            return t;
        } catch (StackOverflowError e) {
            throw TokenParser.tooDeep();
        }
    }
}
