package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Reads JSON texts (RFC 8259), with PostgreSQL's messages; nesting is bounded. */
final class JsonParser {
    private static final int MAX_DEPTH = 6400;
    private static final int END = 0;
    private static final int STRING = 1;
    private static final int NUMBER = 2;
    private static final int TRUE = 3;
    private static final int FALSE = 4;
    private static final int NULL = 5;

    private final byte[] b;
    private final int limit;
    private final boolean build;
    /** Whether strings are unescaped (and their escapes must mean something). */
    private final boolean unescape;

    private int lineStart;
    private int line = 1;
    private int type = -1;
    private int start;
    private int term;
    private String text = "";

    private JsonParser(byte[] b, int off, int len, boolean build, boolean unescape) {
        this.b = b;
        this.limit = off + len;
        this.build = build;
        this.unescape = unescape;
        this.lineStart = off;
        this.term = off;
    }

    /** Throws 22P02 unless the bytes are one JSON value. */
    static void check(byte[] b, int off, int len) {
        new JsonParser(b, off, len, false, false).run();
    }

    /** Parses a JSON text. */
    static JsonNode parse(byte[] b, int off, int len) {
        return java.util.Objects.requireNonNull(new JsonParser(b, off, len, true, true).run());
    }

    static JsonNode parse(Vector v, int row) {
        return parse(v.arena, v.off[row], v.len[row]);
    }

    private @Nullable JsonNode run() {
        next();
        JsonNode n = value(0);
        if (type != END) {
            throw expected("end of input");
        }
        return n;
    }

    // ---------------------------------------------------------------- grammar

    private @Nullable JsonNode value(int depth) {
        if (depth > MAX_DEPTH) {
            throw Err.of(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                    .hint("Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after ensuring "
                            + "the platform's stack depth limit is adequate.");
        }
        return switch (type) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case STRING -> scalar(JsonNode.STRING);
            case NUMBER -> scalar(JsonNode.NUMBER);
            case TRUE -> scalar(JsonNode.TRUE);
            case FALSE -> scalar(JsonNode.FALSE);
            case NULL -> scalar(JsonNode.NULL);
            default -> throw expected("JSON value");
        };
    }

    private @Nullable JsonNode scalar(int kind) {
        JsonNode n = build ? new JsonNode(kind, b, start, term, text) : null;
        next();
        return n;
    }

    private @Nullable JsonNode object(int depth) {
        JsonNode n = build ? new JsonNode(JsonNode.OBJECT, b, start, term, "") : null;
        next();
        if (type == STRING) {
            member(n, depth);
            while (type == ',') {
                next();
                if (type != STRING) {
                    throw expected("string");
                }
                member(n, depth);
            }
            if (type != '}') {
                throw expected("\",\" or \"}\"");
            }
        } else if (type != '}') {
            throw expected("string or \"}\"");
        }
        if (n != null) {
            n.end = term;
        }
        next();
        return n;
    }

    private void member(@Nullable JsonNode n, int depth) {
        String key = text;
        next();
        if (type != ':') {
            throw expected("\":\"");
        }
        next();
        JsonNode v = value(depth + 1);
        if (n != null && v != null) {
            n.keys.add(key);
            n.kids.add(v);
        }
    }

    private @Nullable JsonNode array(int depth) {
        JsonNode n = build ? new JsonNode(JsonNode.ARRAY, b, start, term, "") : null;
        next();
        if (type != ']') {
            element(n, depth);
            while (type == ',') {
                next();
                element(n, depth);
            }
            if (type != ']') {
                throw expected("\",\" or \"]\"");
            }
        }
        if (n != null) {
            n.end = term;
        }
        next();
        return n;
    }

    private void element(@Nullable JsonNode n, int depth) {
        JsonNode v = value(depth + 1);
        if (n != null && v != null) {
            n.kids.add(v);
        }
    }

    // ---------------------------------------------------------------- tokens

    private static boolean alnum(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c < 0;
    }

    private void next() {
        int i = term;
        while (i < limit && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r')) {
            if (b[i++] == '\n') {
                line++;
                lineStart = i;
            }
        }
        start = i;
        if (i >= limit) {
            start = -1;
            term = i;
            type = END;
            return;
        }
        int c = b[i];
        switch (c) {
            case '{', '}', '[', ']', ',', ':' -> {
                type = c;
                term = i + 1;
            }
            case '"' -> string();
            case '-' -> number(i + 1);
            default -> {
                if (c >= '0' && c <= '9') {
                    number(i);
                } else {
                    word();
                }
            }
        }
    }

    private void word() {
        int i = start;
        while (i < limit && alnum(b[i])) {
            i++;
        }
        if (i == start) {
            term = i + 1;
            throw invalidToken();
        }
        term = i;
        int n = i - start;
        if (n == 4 && b[start] == 't' && is("true")) {
            type = TRUE;
        } else if (n == 4 && is("null")) {
            type = NULL;
        } else if (n == 5 && is("false")) {
            type = FALSE;
        } else {
            throw invalidToken();
        }
    }

    private boolean is(String w) {
        for (int i = 0; i < w.length(); i++) {
            if (b[start + i] != w.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int digits(int i) {
        while (i < limit && b[i] >= '0' && b[i] <= '9') {
            i++;
        }
        return i;
    }

    private void number(int at) {
        int i = at;
        boolean bad = false;
        if (i < limit && b[i] == '0') {
            i++;
        } else {
            int e = digits(i);
            bad = e == i;
            i = e;
        }
        if (i < limit && b[i] == '.') {
            int e = digits(++i);
            bad |= e == i;
            i = e;
        }
        if (i < limit && (b[i] == 'e' || b[i] == 'E')) {
            i++;
            if (i < limit && (b[i] == '+' || b[i] == '-')) {
                i++;
            }
            int e = digits(i);
            bad |= e == i;
            i = e;
        }
        while (i < limit && alnum(b[i])) {
            i++;
            bad = true;
        }
        term = i;
        if (bad) {
            throw invalidToken();
        }
        type = NUMBER;
    }

    private void string() {
        int i = start + 1;
        int run = i;
        StringBuilder s = null;
        int high = -1;
        for (; ; i++) {
            if (i >= limit) {
                term = i;
                throw invalidToken();
            }
            int c = b[i];
            if (c == '"') {
                break;
            }
            if (c != '\\') {
                if (c >= 0 && c < ' ') {
                    term = i;
                    throw bad("Character with value 0x" + Character.forDigit(c >> 4, 16)
                            + Character.forDigit(c & 15, 16) + " must be escaped.");
                }
                if (high >= 0) {
                    throw lowSurrogate(i + Bytes.charLen(b[i]));
                }
                continue;
            }
            if (unescape) {
                s = s == null ? new StringBuilder() : s;
                s.append(Bytes.string(b, run, i - run));
            }
            if (++i >= limit) {
                term = i;
                throw invalidToken();
            }
            if (b[i] == 'u') {
                int ch = hex(i);
                i += 4;
                high = s == null ? -1 : unicode(s, ch, high, i);
            } else {
                if (high >= 0) {
                    throw lowSurrogate(i + 1);
                }
                escape(i, s);
            }
            run = i + 1;
        }
        if (high >= 0) {
            throw lowSurrogate(i + 1);
        }
        if (unescape) {
            String rest = Bytes.string(b, run, i - run);
            text = s == null ? rest : s.append(rest).toString();
        }
        term = i + 1;
        type = STRING;
    }

    private void escape(int i, @Nullable StringBuilder s) {
        char c =
                switch (b[i]) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '/' -> '/';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> 0;
                };
        if (c == 0) {
            start = i;
            term = Math.min(limit, i + Bytes.charLen(b[i]));
            throw bad("Escape sequence \"\\" + token() + "\" is invalid.");
        }
        if (s != null) {
            s.append(c);
        }
    }

    private int hex(int i) {
        int ch = 0;
        for (int k = 1; k <= 4; k++) {
            if (i + k >= limit) {
                term = i + k;
                throw invalidToken();
            }
            int d = b[i + k] < 0 ? -1 : Character.digit(b[i + k], 16);
            if (d < 0) {
                term = Math.min(limit, i + k + Bytes.charLen(b[i + k]));
                throw bad("\"\\u\" must be followed by four hexadecimal digits.");
            }
            ch = ch * 16 + d;
        }
        return ch;
    }

    /** Adds a code unit; returns the high surrogate that waits for its partner, or -1. */
    private int unicode(StringBuilder s, int ch, int high, int at) {
        if (ch >= 0xD800 && ch <= 0xDBFF) {
            if (high >= 0) {
                term = at + 1;
                throw bad("Unicode high surrogate must not follow a high surrogate.");
            }
            return ch;
        }
        if (ch >= 0xDC00 && ch <= 0xDFFF) {
            if (high < 0) {
                throw lowSurrogate(at + 1);
            }
            s.append((char) high).append((char) ch);
            return -1;
        }
        if (high >= 0) {
            throw lowSurrogate(at + 1);
        }
        if (ch == 0) {
            term = at + 1;
            throw context(Err.of(SqlState.UNTRANSLATABLE_CHARACTER, "unsupported Unicode escape sequence")
                    .detail("\\u0000 cannot be converted to text."));
        }
        s.append((char) ch);
        return -1;
    }

    // ---------------------------------------------------------------- errors

    private SqlError lowSurrogate(int end) {
        term = Math.min(limit, end);
        type = STRING;
        return bad("Unicode low surrogate must follow a high surrogate.");
    }

    private String token() {
        return Bytes.string(b, start, Math.max(0, term - start));
    }

    private SqlError invalidToken() {
        type = -1;
        return bad("Token \"" + token() + "\" is invalid.");
    }

    private SqlError expected(String what) {
        if (type == END) {
            return bad("The input string ended unexpectedly.");
        }
        return bad("Expected " + what + ", but found \"" + token() + "\".");
    }

    private SqlError bad(String detail) {
        return context(Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type json")
                .detail(detail));
    }

    private SqlError context(SqlError e) {
        int at = lineStart;
        int end = Math.min(limit, Math.max(term, lineStart));
        while (end - at >= 50) {
            at += Bytes.charLen(b[at]);
        }
        if (at - lineStart <= 3) {
            at = lineStart;
        }
        String prefix = at > lineStart ? "..." : "";
        boolean more = type != END && end < limit && b[end] != '\n' && b[end] != '\r';
        return e.context(
                "JSON data, line " + line + ": " + prefix + Bytes.string(b, at, end - at) + (more ? "..." : ""));
    }
}
