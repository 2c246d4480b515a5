package org.hathi.types;

import java.math.BigInteger;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Reads jsonpath texts (SQL/JSON path language of SQL:2016, as PostgreSQL's). */
final class JsonPathParser {
    private static final String SPECIAL = "?%$.[]{}()|&!=<>@#,*:-+/";
    private static final int MAX_DEPTH = 1500;

    /** Kinds of tokens: characters stand for themselves. */
    private static final int END = 0;

    private static final int IDENT = 256;
    private static final int STRING = 257;
    private static final int VARIABLE = 258;
    private static final int INT = 259;
    private static final int NUMERIC = 260;
    private static final int AND = 261;
    private static final int OR = 262;
    private static final int EQ = 263;
    private static final int NE = 264;
    private static final int LE = 265;
    private static final int GE = 266;
    private static final int ANY = 267;

    private final String s;
    private int at;
    private int type;
    private int start;
    private String text = "";
    private int depth;

    private JsonPathParser(String s) {
        this.s = s;
    }

    static JsonPathForm.Path parse(String s) {
        JsonPathParser p = new JsonPathParser(s);
        p.next();
        if (p.type == END) {
            throw Err.syntax("jsonpath", s);
        }
        boolean lax = true;
        if (p.type == IDENT && (p.word("strict") || p.word("lax"))) {
            lax = !p.word("strict");
            p.next();
        }
        JsonPathItem root = p.or();
        if (p.type != END) {
            throw p.error();
        }
        check(root, 0, false);
        return new JsonPathForm.Path(lax, root);
    }

    /** {@code @} belongs into filters, {@code last} into subscripts. */
    private static void check(@Nullable JsonPathItem i, int nesting, boolean subscript) {
        for (JsonPathItem x = i; x != null; x = x.next) {
            if (x.kind == JsonPathItem.CURRENT && nesting <= 0) {
                throw Err.of(SqlState.SYNTAX_ERROR, "@ is not allowed in root expressions");
            }
            if (x.kind == JsonPathItem.LAST && !subscript) {
                throw Err.of(SqlState.SYNTAX_ERROR, "LAST is allowed only in array subscripts");
            }
            int n = x.kind == JsonPathItem.FILTER ? nesting + 1 : nesting;
            check(x.left, n, subscript);
            check(x.right, n, subscript);
            for (JsonPathItem k : x.subscripts) {
                check(k, nesting, true);
            }
        }
    }

    private SqlError error() {
        return error("syntax error");
    }

    private SqlError error(String message) {
        return Err.of(
                SqlState.SYNTAX_ERROR,
                type == END || type == IDENT
                        ? message + " at end of jsonpath input"
                        : message + " at or near \"" + s.substring(start, at) + "\" of jsonpath input");
    }

    // ---------------------------------------------------------------- tokens

    private boolean word(String w) {
        return type == IDENT && text.equalsIgnoreCase(w);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private char peek(int i) {
        return i < s.length() ? s.charAt(i) : 0;
    }

    private void next() {
        while (at < s.length()) {
            if (blank(s.charAt(at))) {
                at++;
            } else if (s.startsWith("/*", at)) {
                int e = s.indexOf("*/", at + 2);
                if (e < 0) {
                    start = at;
                    at = s.length();
                    type = END;
                    throw error("unexpected end of comment");
                }
                at = e + 2;
            } else {
                break;
            }
        }
        start = at;
        if (at >= s.length()) {
            type = END;
            return;
        }
        char c = s.charAt(at);
        if (c == '"') {
            at++;
            quoted();
            type = STRING;
        } else if (c == '$') {
            variable();
        } else if (digit(c) || c == '.' && digit(peek(at + 1))) {
            number();
        } else if (SPECIAL.indexOf(c) >= 0) {
            operator(c);
        } else {
            type = IDENT;
            identifier();
        }
    }

    private void operator(char c) {
        char d = peek(at + 1);
        at += 2;
        if (c == '&' && d == '&') {
            type = AND;
        } else if (c == '|' && d == '|') {
            type = OR;
        } else if (c == '=' && d == '=') {
            type = EQ;
        } else if (c == '!' && d == '=' || c == '<' && d == '>') {
            type = NE;
        } else if (c == '<' && d == '=') {
            type = LE;
        } else if (c == '>' && d == '=') {
            type = GE;
        } else if (c == '*' && d == '*') {
            type = ANY;
        } else {
            at--;
            type = c;
        }
    }

    private void variable() {
        at++;
        char c = peek(at);
        if (c == '"') {
            at++;
            quoted();
            type = VARIABLE;
        } else if (c != 0 && !blank(c) && (SPECIAL.indexOf(c) < 0) && c != '"') {
            identifier();
            type = VARIABLE;
        } else {
            type = '$';
        }
    }

    private void identifier() {
        StringBuilder b = new StringBuilder();
        while (at < s.length()) {
            char c = s.charAt(at);
            if (blank(c) || SPECIAL.indexOf(c) >= 0 || c == '"') {
                break;
            }
            if (c == '\\') {
                escape(b);
            } else {
                b.append(c);
                at++;
            }
        }
        text = b.toString();
    }

    private void quoted() {
        StringBuilder b = new StringBuilder();
        for (; ; ) {
            if (at >= s.length()) {
                type = END;
                throw error("unexpected end of quoted string");
            }
            char c = s.charAt(at);
            if (c == '"') {
                at++;
                break;
            }
            if (c == '\\') {
                escape(b);
            } else {
                b.append(c);
                at++;
            }
        }
        text = b.toString();
    }

    private void escape(StringBuilder b) {
        at++;
        if (at >= s.length()) {
            throw error("unexpected end after backslash");
        }
        char c = s.charAt(at++);
        switch (c) {
            case 'b' -> b.append('\b');
            case 'f' -> b.append('\f');
            case 'n' -> b.append('\n');
            case 'r' -> b.append('\r');
            case 't' -> b.append('\t');
            case 'v' -> b.append((char) 11);
            case 'x' -> b.append((char) hex(2, "invalid hexadecimal character sequence"));
            case 'u' -> unicode(b);
            default -> b.append(c);
        }
    }

    private int hex(int n, String message) {
        int v = 0;
        for (int i = 0; i < n; i++) {
            int d = Character.digit(peek(at), 16);
            if (d < 0) {
                at = Math.min(at + 1, s.length());
                throw error(message);
            }
            v = v * 16 + d;
            at++;
        }
        return v;
    }

    private void unicode(StringBuilder b) {
        int v;
        if (peek(at) == '{') {
            int e = s.indexOf('}', at);
            int n = e - at - 1;
            if (e < 0 || n < 1 || n > 6) {
                at = Math.min(at + 1, s.length());
                throw error("invalid Unicode escape sequence");
            }
            at++;
            v = hex(n, "invalid Unicode escape sequence");
            at++;
        } else {
            v = hex(4, "invalid Unicode escape sequence");
        }
        if (v == 0) {
            throw Err.of(SqlState.UNTRANSLATABLE_CHARACTER, "unsupported Unicode escape sequence")
                    .detail("\\u0000 cannot be converted to text.");
        }
        if (v >= 0xDC00 && v <= 0xDFFF && !(b.length() > 0 && Character.isHighSurrogate(b.charAt(b.length() - 1)))) {
            throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type jsonpath")
                    .detail("Unicode low surrogate must follow a high surrogate.");
        }
        b.appendCodePoint(v);
    }

    private void number() {
        int i = at;
        while (digit(peek(i))) {
            i++;
        }
        type = INT;
        if (peek(i) == '.') {
            type = NUMERIC;
            i++;
            while (digit(peek(i))) {
                i++;
            }
        }
        if (peek(i) == 'e' || peek(i) == 'E') {
            int k = i + 1;
            if (peek(k) == '+' || peek(k) == '-') {
                k++;
            }
            if (digit(peek(k))) {
                type = NUMERIC;
                i = k;
                while (digit(peek(i))) {
                    i++;
                }
            }
        }
        text = s.substring(at, i);
        at = i;
        char c = peek(at);
        if (c != 0 && !blank(c) && SPECIAL.indexOf(c) < 0 && c != '"' && c != '\\') {
            at++;
            throw error("trailing junk after numeric literal");
        }
    }

    // ---------------------------------------------------------------- grammar

    private void expect(int t) {
        if (type != t) {
            throw error();
        }
        next();
    }

    private JsonPathItem predicate(JsonPathItem i) {
        if (!i.isPredicate() || i.next != null) {
            throw error();
        }
        return i;
    }

    private JsonPathItem expr(JsonPathItem i, boolean wrapped) {
        if (i.isPredicate() && i.next == null && !wrapped) {
            throw error();
        }
        return i;
    }

    private JsonPathItem or() {
        if (++depth > MAX_DEPTH) {
            throw Err.of(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
        }
        JsonPathItem l = and();
        while (type == OR) {
            predicate(l);
            next();
            l = JsonPathItem.binary(JsonPathItem.OR, l, predicate(and()));
        }
        depth--;
        return l;
    }

    private JsonPathItem and() {
        JsonPathItem l = comparison();
        while (type == AND) {
            predicate(l);
            next();
            l = JsonPathItem.binary(JsonPathItem.AND, l, predicate(comparison()));
        }
        return l;
    }

    private JsonPathItem comparison() {
        if (type == '!') {
            next();
            return JsonPathItem.unary(JsonPathItem.NOT, delimited());
        }
        JsonPathItem l = sum();
        int kind =
                switch (type) {
                    case EQ -> JsonPathItem.EQUAL;
                    case NE -> JsonPathItem.NOT_EQUAL;
                    case '<' -> JsonPathItem.LESS;
                    case '>' -> JsonPathItem.GREATER;
                    case LE -> JsonPathItem.LESS_OR_EQUAL;
                    case GE -> JsonPathItem.GREATER_OR_EQUAL;
                    default -> -1;
                };
        if (kind >= 0) {
            expr(l, false);
            next();
            return JsonPathItem.binary(kind, l, expr(sum(), false));
        }
        if (word("starts")) {
            expr(l, false);
            next();
            if (!word("with")) {
                throw error();
            }
            next();
            JsonPathItem r =
                    switch (type) {
                        case STRING -> JsonPathItem.text(JsonPathItem.STRING, text);
                        case VARIABLE -> JsonPathItem.text(JsonPathItem.VARIABLE, text);
                        default -> throw error();
                    };
            next();
            return JsonPathItem.binary(JsonPathItem.STARTS_WITH, l, r);
        }
        if (word("like_regex")) {
            expr(l, false);
            next();
            return likeRegex(l);
        }
        return l;
    }

    private JsonPathItem likeRegex(JsonPathItem l) {
        if (type != STRING) {
            throw error();
        }
        JsonPathItem i = JsonPathItem.text(JsonPathItem.LIKE_REGEX, text);
        i.left = l;
        next();
        if (word("flag")) {
            next();
            if (type != STRING) {
                throw error();
            }
            for (int k = 0; k < text.length(); k++) {
                int f = "ismxq".indexOf(text.charAt(k));
                if (f < 0) {
                    throw Err.of(SqlState.SYNTAX_ERROR, "invalid input syntax for type jsonpath")
                            .detail("Unrecognized flag character \"" + text.charAt(k) + "\" in LIKE_REGEX predicate.");
                }
                i.first |= 1 << f;
            }
            next();
        }
        if ((i.first & JsonPathItem.WSPACE) != 0 && (i.first & JsonPathItem.QUOTE) == 0) {
            throw Err.of(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "XQuery \"x\" flag (expanded regular expressions) is not implemented");
        }
        JsonPathExec.regex(i);
        return i;
    }

    /** {@code (predicate)} or {@code exists(expr)}. */
    private JsonPathItem delimited() {
        if (word("exists")) {
            next();
            expect('(');
            JsonPathItem e = expr(or(), false);
            expect(')');
            return JsonPathItem.unary(JsonPathItem.EXISTS, e);
        }
        expect('(');
        JsonPathItem p = predicate(or());
        expect(')');
        return p;
    }

    private JsonPathItem sum() {
        JsonPathItem l = product();
        while (type == '+' || type == '-') {
            int kind = type == '+' ? JsonPathItem.ADD : JsonPathItem.SUB;
            expr(l, false);
            next();
            l = JsonPathItem.binary(kind, l, expr(product(), false));
        }
        return l;
    }

    private JsonPathItem product() {
        JsonPathItem l = unary();
        while (type == '*' || type == '/' || type == '%') {
            int kind = type == '*' ? JsonPathItem.MUL : type == '/' ? JsonPathItem.DIV : JsonPathItem.MOD;
            expr(l, false);
            next();
            l = JsonPathItem.binary(kind, l, expr(unary(), false));
        }
        return l;
    }

    private JsonPathItem unary() {
        if (type != '+' && type != '-') {
            return accessor();
        }
        boolean minus = type == '-';
        next();
        JsonPathItem x = expr(unary(), false);
        if (x.kind == JsonPathItem.NUMERIC && x.next == null) {
            if (minus) {
                x.number = NumMath.sub(Num.ZERO, x.number);
            }
            return x;
        }
        return JsonPathItem.unary(minus ? JsonPathItem.MINUS : JsonPathItem.PLUS, x);
    }

    private JsonPathItem accessor() {
        if (word("exists")) {
            return delimited();
        }
        boolean paren = type == '(';
        JsonPathItem head;
        if (paren) {
            next();
            head = or();
            expect(')');
            if (word("is")) {
                predicate(head);
                next();
                if (!word("unknown")) {
                    throw error();
                }
                next();
                return JsonPathItem.unary(JsonPathItem.IS_UNKNOWN, head);
            }
        } else {
            head = primary();
        }
        JsonPathItem end = head;
        while (end.next != null) {
            end = end.next;
        }
        while (type == '.' || type == '[' || type == '?') {
            JsonPathItem a = step();
            end.next = a;
            end = a;
        }
        return head;
    }

    private JsonPathItem primary() {
        JsonPathItem i;
        switch (type) {
            case STRING -> i = JsonPathItem.text(JsonPathItem.STRING, text);
            case VARIABLE -> i = JsonPathItem.text(JsonPathItem.VARIABLE, text);
            case INT, NUMERIC -> {
                i = new JsonPathItem(JsonPathItem.NUMERIC);
                i.number = Num.parse(text);
            }
            case '$' -> i = new JsonPathItem(JsonPathItem.ROOT);
            case '@' -> i = new JsonPathItem(JsonPathItem.CURRENT);
            case IDENT -> {
                if (word("last")) {
                    i = new JsonPathItem(JsonPathItem.LAST);
                } else if (text.equals("null")) {
                    i = new JsonPathItem(JsonPathItem.NULL);
                } else if (text.equals("true") || text.equals("false")) {
                    i = new JsonPathItem(JsonPathItem.BOOL);
                    i.bool = text.equals("true");
                } else {
                    throw error();
                }
            }
            default -> throw error();
        }
        next();
        return i;
    }

    private JsonPathItem step() {
        if (type == '[') {
            return subscript();
        }
        if (type == '?') {
            next();
            expect('(');
            JsonPathItem p = predicate(or());
            expect(')');
            return JsonPathItem.unary(JsonPathItem.FILTER, p);
        }
        next();
        if (type == '*') {
            next();
            return new JsonPathItem(JsonPathItem.ANY_KEY);
        }
        if (type == ANY) {
            next();
            return any();
        }
        if (type != IDENT && type != STRING) {
            throw error();
        }
        boolean ident = type == IDENT;
        String key = text;
        next();
        if (ident && type == '(') {
            return method(key);
        }
        return JsonPathItem.text(JsonPathItem.KEY, key);
    }

    private JsonPathItem method(String name) {
        int kind =
                switch (name.toLowerCase(java.util.Locale.ROOT)) {
                    case "type" -> JsonPathItem.TYPE;
                    case "size" -> JsonPathItem.SIZE;
                    case "abs" -> JsonPathItem.ABS;
                    case "floor" -> JsonPathItem.FLOOR;
                    case "ceiling" -> JsonPathItem.CEILING;
                    case "double" -> JsonPathItem.DOUBLE;
                    case "datetime" -> JsonPathItem.DATETIME;
                    case "keyvalue" -> JsonPathItem.KEYVALUE;
                    default -> throw error();
                };
        next();
        JsonPathItem i = new JsonPathItem(kind);
        if (kind == JsonPathItem.DATETIME && type == STRING) {
            i.left = JsonPathItem.text(JsonPathItem.STRING, text);
            next();
        }
        expect(')');
        return i;
    }

    private int level() {
        int n;
        if (type == INT) {
            BigInteger v = new BigInteger(text);
            n = v.bitLength() > 31 ? Integer.MAX_VALUE : v.intValue();
        } else if (word("last")) {
            n = -1;
        } else {
            throw error();
        }
        next();
        return n;
    }

    private JsonPathItem any() {
        JsonPathItem i = new JsonPathItem(JsonPathItem.ANY);
        i.last = -1;
        if (type == '{') {
            next();
            i.first = level();
            i.last = i.first;
            if (word("to")) {
                next();
                i.last = level();
            }
            expect('}');
        }
        return i;
    }

    private JsonPathItem subscript() {
        next();
        if (type == '*') {
            next();
            expect(']');
            return new JsonPathItem(JsonPathItem.ANY_ARRAY);
        }
        JsonPathItem i = new JsonPathItem(JsonPathItem.INDEX_ARRAY);
        for (; ; ) {
            i.subscripts.add(expr(sum(), false));
            JsonPathItem to = null;
            if (word("to")) {
                next();
                to = expr(sum(), false);
            }
            i.subscripts.add(to);
            if (type != ',') {
                break;
            }
            next();
        }
        expect(']');
        return i;
    }
}
