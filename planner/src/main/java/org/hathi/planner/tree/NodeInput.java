package org.hathi.planner.tree;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.hathi.base.SqlError;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of node text, and the expressions whose text does not follow from the table of nodes; the others are read
 * by {@link ExprReader}.
 */
abstract class NodeInput {
    private final String text;
    private final IntUnaryOperator arrayTypeOf;
    private int pos;

    NodeInput(String text, IntUnaryOperator arrayTypeOf) {
        this.text = text;
        this.arrayTypeOf = arrayTypeOf;
    }

    abstract Node other(String name);

    /** The expression of that name, null when it is none. */
    abstract @Nullable Expr expr(String name);

    final SqlError bad(String what) {
        return SqlError.internal("bad node text at " + pos + ": " + what);
    }

    private void blanks() {
        while (pos < text.length() && text.charAt(pos) <= ' ') {
            pos++;
        }
    }

    final char peek() {
        blanks();
        return pos < text.length() ? text.charAt(pos) : 0;
    }

    final void expect(char c) {
        if (peek() != c) {
            throw bad("expected " + c);
        }
        pos++;
    }

    final boolean accept(char c) {
        if (peek() == c) {
            pos++;
            return true;
        }
        return false;
    }

    /** The next token as written (escapes kept); a quoted string keeps its quotes off and may contain escapes. */
    private String raw() {
        blanks();
        int start = pos;
        while (pos < text.length()) {
            char c = text.charAt(pos);
            if (c == '\\') {
                pos += 2;
                continue;
            }
            if (c <= ' ' || c == '(' || c == ')' || c == '{' || c == '}') {
                break;
            }
            pos++;
        }
        return text.substring(start, Math.min(pos, text.length()));
    }

    private static String unescape(String s) {
        if (s.indexOf('\\') < 0) {
            return s;
        }
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '\\' && i + 1 < s.length()) {
                c = s.charAt(++i);
            }
            b.append(c);
        }
        return b.toString();
    }

    final String word() {
        return raw();
    }

    /** Skips the field's tag. */
    private void tag(String name) {
        String t = raw();
        if (t.length() != name.length() + 1 || !t.endsWith(name)) {
            throw bad("expected :" + name + ", found " + t);
        }
    }

    final int integer(String name) {
        tag(name);
        return Integer.parseInt(raw());
    }

    final int oid(String name) {
        tag(name);
        return Integer.parseUnsignedInt(raw());
    }

    final double number(String name) {
        tag(name);
        return Double.parseDouble(raw());
    }

    final boolean bool(String name) {
        tag(name);
        return raw().equals("true");
    }

    final char character(String name) {
        tag(name);
        String t = raw();
        return t.equals("<>") ? 0 : unescape(t).charAt(0);
    }

    final @Nullable String string(String name) {
        tag(name);
        String t = raw();
        return t.equals("<>") ? null : t.equals("\"\"") ? "" : unescape(t);
    }

    final @Nullable Node optNode(String name) {
        tag(name);
        return value();
    }

    final @Nullable Expr opt(String name) {
        return (Expr) optNode(name);
    }

    final Expr need(String name) {
        Expr e = opt(name);
        if (e == null) {
            throw bad(name + " is missing");
        }
        return e;
    }

    /** A node or {@code <>}. */
    final @Nullable Node value() {
        if (peek() == '{') {
            return node();
        }
        String t = raw();
        if (!t.equals("<>")) {
            throw bad("expected a node");
        }
        return null;
    }

    final Node node() {
        expect('{');
        String name = raw();
        Node n = expr(name);
        if (n == null) {
            n = other(name);
        }
        expect('}');
        return n;
    }

    private boolean beginList() {
        if (accept('(')) {
            return true;
        }
        if (!raw().equals("<>")) {
            throw bad("expected a list");
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    final <T extends Node> List<T> items() {
        List<T> l = new ArrayList<>();
        if (beginList()) {
            while (!accept(')')) {
                l.add((T) value());
            }
        }
        return l;
    }

    final <T extends Node> List<T> nodes(String name) {
        tag(name);
        return items();
    }

    final List<List<Expr>> lists(String name) {
        tag(name);
        List<List<Expr>> l = new ArrayList<>();
        if (beginList()) {
            while (!accept(')')) {
                l.add(items());
            }
        }
        return l;
    }

    final int[] ints(String name) {
        tag(name);
        if (!beginList()) {
            return new int[0];
        }
        raw();
        int[] a = new int[8];
        int n = 0;
        while (!accept(')')) {
            if (n == a.length) {
                a = java.util.Arrays.copyOf(a, n * 2);
            }
            a[n++] = (int) Long.parseLong(raw());
        }
        return java.util.Arrays.copyOf(a, n);
    }

    final BitSet bits(String name) {
        BitSet s = new BitSet();
        for (int i : ints(name)) {
            s.set(i);
        }
        return s;
    }

    final List<String> strings(String name) {
        tag(name);
        List<String> l = new ArrayList<>();
        if (beginList()) {
            while (!accept(')')) {
                String t = raw();
                l.add(unescape(t.startsWith("\"") && t.endsWith("\"") ? t.substring(1, t.length() - 1) : t));
            }
        }
        return l;
    }

    final Const constant() {
        int type = oid("consttype");
        int typmod = integer("consttypmod");
        int coll = oid("constcollid");
        int len = integer("constlen");
        boolean byVal = bool("constbyval");
        boolean isNull = bool("constisnull");
        int loc = integer("location");
        tag("constvalue");
        if (isNull) {
            raw();
            return new Const(type, typmod, coll, len, byVal, null, loc);
        }
        int n = Integer.parseInt(raw());
        raw();
        byte[] b = new byte[byVal ? 8 : n];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) Integer.parseInt(raw());
        }
        raw();
        Object v;
        if (byVal) {
            long l = 0;
            for (int i = 0; i < 8; i++) {
                l |= (b[i] & 0xFFL) << 8 * i;
            }
            v = l;
        } else {
            v = len == -1
                    ? java.util.Arrays.copyOfRange(b, (b[0] & 1) != 0 ? 1 : 4, n)
                    : len == -2 ? java.util.Arrays.copyOf(b, n - 1) : b;
        }
        return new Const(type, typmod, coll, len, byVal, v, loc);
    }

    final BoolExpr boolExpr() {
        tag("boolop");
        BoolExprType t =
                switch (raw()) {
                    case "and" -> BoolExprType.AND;
                    case "or" -> BoolExprType.OR;
                    default -> BoolExprType.NOT;
                };
        return new BoolExpr(t, nodes("args"), integer("location"));
    }

    final SubLink subLink() {
        SubLinkType t = SubLinkType.of(integer("subLinkType"));
        int id = integer("subLinkId");
        Expr test = opt("testexpr");
        List<String> op = strings("operName");
        Query q = (Query) optNode("subselect");
        if (q == null) {
            throw bad("no subselect");
        }
        int array = t == SubLinkType.ARRAY
                ? arrayTypeOf.applyAsInt(q.targetList.get(0).expr().type())
                : 0;
        return new SubLink(t, id, test, op, q, array, integer("location"));
    }
}
