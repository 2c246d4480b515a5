package org.hathi.parser.tree;

/**
 * Any node of the raw parse tree.
 *
 * <p>The hierarchy is closed: expressions ({@link RawExpr}), FROM items ({@link FromItem}), pieces of statements
 * ({@link Clause}), literal values ({@link Value}), names of objects ({@link ObjectName}) and statements
 * ({@link Statement}). Names and the meaning of fields are those of PostgreSQL's parse nodes. Lists are never null;
 * where PostgreSQL tells NIL from an empty list the field is {@code @Nullable}.
 */
public sealed interface Node permits RawExpr, FromItem, Clause, Value, ObjectName, Statement, RawStmt {
    /** 0-based offset in UTF-16 code units in the query string; -1 when the node has no place of its own. */
    int location();
}
