package org.hathi.planner.tree;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of node text, and the expressions whose text does not follow from the table of nodes; the others are
 * written by {@link ExprWriter}.
 */
abstract class NodeOutput {
    final StringBuilder out = new StringBuilder(256);
    /** Write −1 for locations (to compare trees). */
    boolean noLocations;

    abstract void node(@Nullable Node n);

    final void tag(String name) {
        out.append(" :").append(name).append(' ');
    }

    final void integer(String name, int v) {
        tag(name);
        out.append(v);
    }

    final void location(int v) {
        integer("location", noLocations ? -1 : v);
    }

    final void oid(String name, int v) {
        tag(name);
        out.append(v & 0xFFFFFFFFL);
    }

    final void number(String name, double v) {
        tag(name);
        out.append(v);
    }

    final void bool(String name, boolean v) {
        tag(name);
        out.append(v);
    }

    final void character(String name, char c) {
        tag(name);
        if (c == 0) {
            out.append("<>");
        } else {
            out.append(c);
        }
    }

    final void string(String name, @Nullable String s) {
        tag(name);
        token(s);
    }

    /** outToken: escapes what the reader would take for structure. */
    final void token(@Nullable String s) {
        if (s == null) {
            out.append("<>");
            return;
        }
        if (s.isEmpty()) {
            out.append("\"\"");
            return;
        }
        char f = s.charAt(0);
        boolean sign = (f == '+' || f == '-') && s.length() > 1 && (digit(s.charAt(1)) || s.charAt(1) == '.');
        if (f == '<' || f == '"' || digit(f) || sign) {
            out.append('\\');
        }
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == ' ' || c == '\n' || c == '\t' || c == '(' || c == ')' || c == '{' || c == '}' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    final void node(String name, @Nullable Node n) {
        tag(name);
        if (n == null) {
            out.append("<>");
        } else {
            node(n);
        }
    }

    final void nodes(String name, List<? extends @Nullable Node> l) {
        tag(name);
        list(l);
    }

    final void list(List<? extends @Nullable Node> l) {
        if (l.isEmpty()) {
            out.append("<>");
            return;
        }
        out.append('(');
        for (int i = 0; i < l.size(); i++) {
            if (i > 0) {
                out.append(' ');
            }
            Node n = l.get(i);
            if (n == null) {
                out.append("<>");
            } else {
                node(n);
            }
        }
        out.append(')');
    }

    final void oids(String name, int[] a) {
        ints(name, 'o', a);
    }

    final void ints(String name, int[] a) {
        ints(name, 'i', a);
    }

    private void ints(String name, char kind, int[] a) {
        tag(name);
        if (a.length == 0) {
            out.append("<>");
            return;
        }
        out.append('(').append(kind);
        for (int v : a) {
            out.append(' ').append(kind == 'o' ? v & 0xFFFFFFFFL : v);
        }
        out.append(')');
    }

    final void bits(String name, BitSet s) {
        tag(name);
        out.append("(b");
        for (int i = s.nextSetBit(0); i >= 0; i = s.nextSetBit(i + 1)) {
            out.append(' ').append(i);
        }
        out.append(')');
    }

    /** A list of String nodes: quoted, the contents escaped. */
    final void strings(String name, List<String> l) {
        tag(name);
        if (l.isEmpty()) {
            out.append("<>");
            return;
        }
        out.append('(');
        for (int i = 0; i < l.size(); i++) {
            if (i > 0) {
                out.append(' ');
            }
            out.append('"');
            if (!l.get(i).isEmpty()) {
                token(l.get(i));
            }
            out.append('"');
        }
        out.append(')');
    }

    private void datum(Const c) {
        tag("constvalue");
        Object v = c.constvalue();
        if (v == null) {
            out.append("<>");
        } else if (v instanceof Long l) {
            out.append(c.constlen()).append(" [ ");
            for (int i = 0; i < 8; i++) {
                out.append((byte) (l >>> 8 * i)).append(' ');
            }
            out.append(']');
        } else {
            byte[] b = (byte[]) v;
            int head = c.constlen() == -1 ? 4 : 0;
            int tail = c.constlen() == -2 ? 1 : 0;
            int n = b.length + head + tail;
            out.append(n).append(" [ ");
            for (int i = 0; i < head; i++) {
                out.append((byte) ((n << 2) >>> 8 * i)).append(' ');
            }
            for (byte x : b) {
                out.append(x).append(' ');
            }
            if (tail != 0) {
                out.append("0 ");
            }
            out.append(']');
        }
    }

    final void constant(Const e) {
        out.append("{CONST");
        oid("consttype", e.consttype());
        integer("consttypmod", e.consttypmod());
        oid("constcollid", e.constcollid());
        integer("constlen", e.constlen());
        bool("constbyval", e.constbyval());
        bool("constisnull", e.isNull());
        location(e.location());
        datum(e);
    }

    final void boolExpr(BoolExpr e) {
        out.append("{BOOLEXPR");
        tag("boolop");
        out.append(e.boolop() == BoolExprType.AND ? "and" : e.boolop() == BoolExprType.OR ? "or" : "not");
        nodes("args", e.args());
        location(e.location());
    }

    final void subLink(SubLink e) {
        out.append("{SUBLINK");
        integer("subLinkType", e.subLinkType().ordinal());
        integer("subLinkId", e.subLinkId());
        node("testexpr", e.testexpr());
        strings("operName", e.operName());
        node("subselect", e.subselect());
        location(e.location());
    }
}
