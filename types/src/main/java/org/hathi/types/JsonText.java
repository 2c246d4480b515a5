package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Checks that a text is JSON (RFC 8259), with bounded nesting. */
final class JsonText {
    private static final int MAX_DEPTH = 6400;
    private final String s;
    private int i;

    private JsonText(String s) {
        this.s = s;
    }

    /** Throws 22P02 unless {@code s} is one JSON value. */
    static void check(String s, EvalContext cx) {
        JsonText j = new JsonText(s);
        j.space();
        j.value(0);
        j.space();
        if (j.i < s.length()) {
            throw j.bad("Expected end of input, but found \"" + j.token() + "\".");
        }
    }

    private SqlError bad(String detail) {
        return Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type json")
                .detail(detail);
    }

    private String token() {
        int e = i + 1;
        if (Character.isLetterOrDigit(s.charAt(i))) {
            while (e < s.length() && Character.isLetterOrDigit(s.charAt(e))) {
                e++;
            }
        }
        return s.substring(i, Math.min(e, s.length()));
    }

    private void space() {
        while (i < s.length()
                && (s.charAt(i) == ' ' || s.charAt(i) == '\t' || s.charAt(i) == '\n' || s.charAt(i) == '\r')) {
            i++;
        }
    }

    private SqlError expected(String what) {
        if (i >= s.length()) {
            return bad("The input string ended unexpectedly.");
        }
        String t = token();
        if (t.length() > 1 || Character.isLetter(t.charAt(0))) {
            return bad("Token \"" + t + "\" is invalid.");
        }
        return bad("Expected " + what + ", but found \"" + t + "\".");
    }

    private void value(int depth) {
        if (depth > MAX_DEPTH) {
            throw Err.of(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
        }
        if (i >= s.length()) {
            throw bad("The input string ended unexpectedly.");
        }
        char c = s.charAt(i);
        switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> {
                if (c == '-' || c >= '0' && c <= '9') {
                    number();
                } else {
                    throw expected("JSON value");
                }
            }
        }
    }

    private void word(String w) {
        int from = i;
        while (i < s.length() && Character.isLetterOrDigit(s.charAt(i))) {
            i++;
        }
        if (!s.substring(from, i).equals(w)) {
            String t = s.substring(from, i);
            throw bad("Token \"" + t + "\" is invalid.");
        }
    }

    private void number() {
        int from = i;
        if (s.charAt(i) == '-') {
            i++;
        }
        boolean ok = i < s.length() && Character.isDigit(s.charAt(i));
        if (ok && s.charAt(i) == '0') {
            i++;
        } else {
            digits();
        }
        if (ok && i < s.length() && s.charAt(i) == '.') {
            i++;
            ok = digits() > 0;
        }
        if (ok && i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
            i++;
            if (i < s.length() && (s.charAt(i) == '+' || s.charAt(i) == '-')) {
                i++;
            }
            ok = digits() > 0;
        }
        if (!ok || i < s.length() && Character.isLetterOrDigit(s.charAt(i))) {
            while (i < s.length() && Character.isLetterOrDigit(s.charAt(i))) {
                i++;
            }
            throw bad("Token \"" + s.substring(from, i) + "\" is invalid.");
        }
    }

    private int digits() {
        int from = i;
        while (i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '9') {
            i++;
        }
        return i - from;
    }

    private void string() {
        int from = i++;
        while (i < s.length() && s.charAt(i) != '"') {
            char c = s.charAt(i++);
            if (c < ' ') {
                throw bad("Character with value 0x" + String.valueOf((char) ('0' + (c >> 4)))
                        + Character.forDigit(c & 15, 16) + " must be escaped.");
            }
            if (c == '\\' && i < s.length()) {
                char e = s.charAt(i++);
                if (e == 'u') {
                    for (int k = 0; k < 4; k++, i++) {
                        if (i >= s.length() || Character.digit(s.charAt(i), 16) < 0) {
                            throw bad("\"\\u\" must be followed by four hexadecimal digits.");
                        }
                    }
                } else if ("\"\\/bfnrt".indexOf(e) < 0) {
                    throw bad("Escape sequence \"\\" + e + "\" is invalid.");
                }
            }
        }
        if (i >= s.length()) {
            throw bad("Token \"" + s.substring(from) + "\" is invalid.");
        }
        i++;
    }

    private void object(int depth) {
        i++;
        space();
        if (i < s.length() && s.charAt(i) == '}') {
            i++;
            return;
        }
        while (true) {
            space();
            if (i >= s.length() || s.charAt(i) != '"') {
                throw expected("string");
            }
            string();
            space();
            if (i >= s.length() || s.charAt(i) != ':') {
                throw expected("\":\"");
            }
            i++;
            space();
            value(depth + 1);
            space();
            if (i < s.length() && s.charAt(i) == ',') {
                i++;
                continue;
            }
            if (i >= s.length() || s.charAt(i) != '}') {
                throw expected("\",\" or \"}\"");
            }
            i++;
            return;
        }
    }

    private void array(int depth) {
        i++;
        space();
        if (i < s.length() && s.charAt(i) == ']') {
            i++;
            return;
        }
        while (true) {
            space();
            value(depth + 1);
            space();
            if (i < s.length() && s.charAt(i) == ',') {
                i++;
                continue;
            }
            if (i >= s.length() || s.charAt(i) != ']') {
                throw expected("\",\" or \"]\"");
            }
            i++;
            return;
        }
    }
}
