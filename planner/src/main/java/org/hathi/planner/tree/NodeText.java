package org.hathi.planner.tree;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * PostgreSQL 15's pg_node_tree text: what pg_rewrite.ev_action, pg_attrdef.adbin, pg_constraint.conbin,
 * pg_index.indexprs and pg_proc.proargdefaults hold.
 */
public final class NodeText {
    private NodeText() {}

    /** The node text of a node. */
    public static String write(Node n) {
        QueryWriter w = new QueryWriter();
        w.node(n);
        return w.out.toString();
    }

    /** The node text of a list of nodes; {@code <>} when it is empty. */
    public static String writeList(List<? extends Node> l) {
        QueryWriter w = new QueryWriter();
        w.list(l);
        return w.out.toString();
    }

    /** Reads a node. ARRAY(subquery) expressions get no result type; see the other overload. */
    public static Node read(String text) {
        return read(text, t -> 0);
    }

    /** Reads a node; {@code arrayTypeOf} gives the array type of an element type. */
    public static Node read(String text, IntUnaryOperator arrayTypeOf) {
        return new QueryReader(text, arrayTypeOf).node();
    }

    /** Reads an expression. */
    public static Expr readExpr(String text) {
        return (Expr) read(text);
    }

    /** Reads a list of expressions. */
    public static List<Expr> readExprs(String text) {
        return new QueryReader(text, t -> 0).items();
    }

    /** Reads a list of queries (pg_rewrite.ev_action). */
    public static List<Query> readQueries(String text, IntUnaryOperator arrayTypeOf) {
        return new QueryReader(text, arrayTypeOf).items();
    }

    static boolean sameQuery(Query a, Query b) {
        return withoutLocations(a).equals(withoutLocations(b));
    }

    private static String withoutLocations(Query q) {
        QueryWriter w = new QueryWriter();
        w.noLocations = true;
        w.node(q);
        return w.out.toString();
    }
}
