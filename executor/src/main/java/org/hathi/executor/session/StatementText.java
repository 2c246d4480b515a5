package org.hathi.executor.session;

import org.hathi.types.Oids;

/**
 * The text of a statement with its integers taken out, so that statements which differ in nothing else are seen to be
 * the same: {@code … aid = 17} becomes {@code … aid = $1}.
 *
 * <p>It is no lexer: whatever it is not sure to understand makes the text {@linkplain #read unusable}. So do strings
 * whose meaning is not the same at all times ({@code 'now'}), which analysis turns into constants.
 */
final class StatementText {
    private static final int MAX_LENGTH = 4000;
    private static final int MAX_VALUES = 24;
    private static final String[] CLOCKS = {"now", "today", "tomorrow", "yesterday"};

    private final StringBuilder shape = new StringBuilder(256);
    private final long[] values = new long[MAX_VALUES];
    private final int[] types = new int[MAX_VALUES];
    private int count;
    private String sql = "";
    private int at;

    /** What {@link #read} left of the text; the caller may append to it. */
    StringBuilder shape() {
        return shape;
    }

    int count() {
        return count;
    }

    /** Types of the integers taken out: int4 or int8, as literals have them. */
    int[] types() {
        return java.util.Arrays.copyOf(types, count);
    }

    /** The integers as datums. */
    Object[] datums() {
        Object[] out = new Object[count];
        for (int i = 0; i < count; i++) {
            out[i] = values[i];
        }
        return out;
    }

    /**
     * Reads a text.
     *
     * @param parameters true: it may have parameters of its own, and keeps its integers
     * @return false when nothing can be said about it
     */
    boolean read(String text, boolean parameters) {
        sql = text;
        shape.setLength(0);
        count = 0;
        at = 0;
        int n = text.length();
        if (n > MAX_LENGTH) {
            return false;
        }
        while (at < n) {
            char c = text.charAt(at);
            boolean known;
            if (isDigit(c)) {
                known = number(parameters);
            } else if (isLetter(c)) {
                word();
                known = true;
            } else if (c == '\'') {
                known = string();
            } else if (c == '"') {
                known = quotedName();
            } else {
                known = other(c, parameters);
            }
            if (!known) {
                return false;
            }
        }
        return true;
    }

    private char peek(int i) {
        return i >= 0 && i < sql.length() ? sql.charAt(i) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }

    private void word() {
        int from = at;
        while (isLetter(peek(at)) || isDigit(peek(at))) {
            at++;
        }
        shape.append(sql, from, at);
    }

    /** Comments, backslashes and dollar quotes are not looked into. */
    private boolean other(char c, boolean parameters) {
        char next = peek(at + 1);
        if (c == '\\' || c == '\0' || c == '-' && next == '-' || c == '/' && next == '*') {
            return false;
        }
        if (c == '$' && !(parameters && isDigit(next))) {
            return false;
        }
        shape.append(c);
        at++;
        if (c == '$') {
            int from = at;
            while (isDigit(peek(at))) {
                at++;
            }
            shape.append(sql, from, at);
            return !isLetter(peek(at));
        }
        return true;
    }

    private boolean string() {
        char before = peek(at - 1);
        if (isLetter(before) || isDigit(before) || before == '&') {
            return false; // E'…', B'…', U&'…'
        }
        int from = at++;
        while (true) {
            char c = peek(at);
            if (c == '\0' || c == '\\') {
                return false;
            }
            at++;
            if (c == '\'') {
                if (peek(at) != '\'') {
                    break;
                }
                at++;
            }
        }
        shape.append(sql, from, at);
        int next = at;
        while (Character.isWhitespace(peek(next))) {
            next++;
        }
        return peek(next) != '\'' && timeless(from, at);
    }

    private boolean timeless(int from, int to) {
        for (int i = from + 1; i < to - 3; i++) {
            for (String w : CLOCKS) {
                if (sql.regionMatches(true, i, w, 0, w.length())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean quotedName() {
        if (peek(at - 1) == '&') {
            return false;
        }
        int end = sql.indexOf('"', at + 1);
        if (end < 0) {
            return false;
        }
        shape.append(sql, at, end + 1);
        at = end + 1;
        return true;
    }

    private boolean number(boolean parameters) {
        int from = at;
        boolean fraction = peek(at - 1) == '.';
        while (isDigit(peek(at)) || peek(at) == '.') {
            fraction |= peek(at) == '.';
            at++;
        }
        if (isLetter(peek(at))) {
            return false; // 1e6, 1abc
        }
        if (parameters || fraction) {
            shape.append(sql, from, at);
            return true;
        }
        return at - from <= 18 && count < MAX_VALUES && integer(from);
    }

    private boolean integer(int from) {
        long v = 0;
        for (int i = from; i < at; i++) {
            v = v * 10 + (sql.charAt(i) - '0');
        }
        boolean wide = v > Integer.MAX_VALUE;
        int minus = shape.length() - 1;
        if (minus >= 0 && shape.charAt(minus) == '-') {
            if (wide) {
                return false; // -2147483648 is an int4
            }
            if (isSign(minus)) {
                if (bindsCloser(at)) {
                    return false;
                }
                shape.setLength(minus);
                v = -v;
            }
        }
        values[count] = v;
        types[count] = wide ? Oids.INT8 : Oids.INT4;
        count++;
        shape.append('$').append(count);
        return true;
    }

    /** Is the minus at this place of the shape no subtraction, beyond doubt? */
    private boolean isSign(int minus) {
        int i = minus - 1;
        while (i >= 0 && Character.isWhitespace(shape.charAt(i))) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        char c = shape.charAt(i);
        if (c == '(' || c == ',') {
            return true;
        }
        // an operator may end in a minus only when it has one of ~ ! @ # % ^ & | ` ? in it
        int from = i;
        while (from >= 0 && "=<>+*/".indexOf(shape.charAt(from)) >= 0) {
            from--;
        }
        return from < i && (from < 0 || "~!@#%^&|`?-".indexOf(shape.charAt(from)) < 0);
    }

    /** What follows takes the number before a sign does: {@code -5::int2}. */
    private boolean bindsCloser(int from) {
        int i = from;
        while (Character.isWhitespace(peek(i))) {
            i++;
        }
        return peek(i) == ':' || peek(i) == '[' || peek(i) == '.';
    }
}
