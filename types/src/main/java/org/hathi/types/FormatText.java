package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** format(): %s, %I, %L with positions, width and the minus flag. One use per instance. */
final class FormatText {
    private final EvalContext cx;
    private final String f;
    private final @Nullable String[] values;
    private int i;
    private int next;

    FormatText(EvalContext cx, Vector[] a, int r, CallInfo c) {
        this.cx = cx;
        this.f = a[0].getText(r);
        if (c.variadic() && a.length == 2) {
            values = a[1].isNull(r) ? new String[0] : ofArray(cx, ArrayValue.decode(cx.types(), a[1], r));
        } else {
            values = new String[a.length - 1];
            for (int k = 1; k < a.length; k++) {
                if (!a[k].isNull(r)) {
                    ByteSink s = new ByteSink(32);
                    TypeIo.output(cx, c.argType(k) == 0 ? Oids.TEXT : c.argType(k), a[k], r, s);
                    values[k - 1] = s.toString();
                }
            }
        }
    }

    private static @Nullable String[] ofArray(EvalContext cx, ArrayValue v) {
        @Nullable String[] s = new String[v.count];
        for (int k = 0; k < s.length; k++) {
            if (!v.values.isNull(k)) {
                ByteSink b = new ByteSink(32);
                TypeIo.output(cx, v.elem.oid(), v.values, k, b);
                s[k] = b.toString();
            }
        }
        return s;
    }

    private static SqlError unterminated() {
        return Err.parameter("unterminated format() type specifier").hint("For a single \"%\" use \"%%\".");
    }

    String run() {
        StringBuilder b = new StringBuilder();
        while (i < f.length()) {
            char c = f.charAt(i++);
            if (c != '%') {
                b.append(c);
                continue;
            }
            if (i >= f.length()) {
                throw unterminated();
            }
            if (f.charAt(i) == '%') {
                b.append('%');
                i++;
                continue;
            }
            specifier(b);
        }
        return b.toString();
    }

    private int number() {
        int v = -1;
        while (i < f.length() && Character.isDigit(f.charAt(i))) {
            long t = Math.max(v, 0) * 10L + f.charAt(i++) - '0';
            if (t > Integer.MAX_VALUE) {
                throw Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "number is out of range");
            }
            v = (int) t;
        }
        if (i >= f.length()) {
            throw unterminated();
        }
        return v;
    }

    private void specifier(StringBuilder b) {
        int arg = -1;
        int width = 0;
        boolean left = false;
        int n = number();
        if (n >= 0 && f.charAt(i) == '$') {
            arg = n;
            if (arg == 0) {
                throw Err.parameter("format specifies argument 0, but arguments are numbered from 1");
            }
            i++;
            n = -1;
        }
        if (n < 0) {
            while (i < f.length() && f.charAt(i) == '-') {
                left = true;
                i++;
            }
            if (i < f.length() && f.charAt(i) == '*') {
                i++;
                int w = number();
                if (w >= 0) {
                    i++;
                }
                String t = value(w >= 0 ? w - 1 : next++);
                width = t == null ? 0 : Integer.parseInt(t);
            } else {
                width = Math.max(number(), 0);
            }
        } else {
            width = n;
        }
        if (i >= f.length()) {
            throw unterminated();
        }
        char type = f.charAt(i++);
        if (type != 's' && type != 'I' && type != 'L') {
            throw Err.parameter("unrecognized format() type specifier \"" + type + "\"")
                    .hint("For a single \"%\" use \"%%\".");
        }
        if (arg > 0) {
            next = arg;
        } else {
            next++;
        }
        String v = value(next - 1);
        String s = v == null
                ? (type == 'L' ? "NULL" : "")
                : type == 's' ? v : type == 'L' ? Quote.literal(v) : Quote.ident(v, cx.quoteAllIdentifiers);
        if (v == null && type == 'I') {
            throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "null values cannot be formatted as an SQL identifier");
        }
        if (width < 0) {
            left = true;
            width = -width;
        }
        int pad = width - s.codePointCount(0, s.length());
        b.append(left || pad <= 0 ? s : " ".repeat(pad) + s);
        if (left && pad > 0) {
            b.append(" ".repeat(pad));
        }
    }

    private @Nullable String value(int k) {
        if (k >= values.length) {
            throw Err.parameter("too few arguments for format()");
        }
        return values[k];
    }
}
