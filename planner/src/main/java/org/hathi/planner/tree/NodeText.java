package org.hathi.planner.tree;

/** Reads and writes PostgreSQL's pg_node_tree text. */
public final class NodeText {
    private NodeText() {}

    /** The node text of a node. */
    public static String write(Node n) {
        throw new UnsupportedOperationException();
    }

    /** Reads a node; see {@link #readList} for lists. */
    public static Node read(String text) {
        throw new UnsupportedOperationException();
    }

    /** Reads a list of expressions. */
    public static java.util.List<Expr> readExprs(String text) {
        throw new UnsupportedOperationException();
    }

    static boolean sameQuery(Query a, Query b) {
        return a == b;
    }
}
