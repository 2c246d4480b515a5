package org.hathi.types;

import org.hathi.base.SqlState;

/** Reads a number by a template: to_number. One use per instance. */
final class ToNumber {
    private final String s;
    private final NumFormat f;
    private final StringBuilder number = new StringBuilder();
    private char sign = ' ';
    private int i;
    private int readPre;
    private int readPost;
    private boolean readPoint;

    ToNumber(String s, String template) {
        this.s = s;
        this.f = new NumFormat(template);
    }

    private boolean end() {
        return i >= s.length();
    }

    private char peek() {
        return s.charAt(i);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    Num run() {
        if (f.exponent) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "\"EEEE\" not supported for input");
        }
        if (f.roman) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "\"RN\" not supported for input");
        }
        for (NumFormat.Node n : f.nodes) {
            if (end()) {
                break;
            }
            element(n);
        }
        String t = number.toString();
        if (t.endsWith(".")) {
            t = t.substring(0, t.length() - 1);
        }
        int precision = f.pre + f.multi + readPost;
        Num v = Num.parse(sign + t).applyTypmod((precision << 16 | readPost) + 4);
        if (f.shifted) {
            v = NumMath.mul(v, NumMath.power(Num.of(10), Num.of(-f.multi)));
        }
        return v;
    }

    private void skip(int n) {
        for (int k = 0; k < n && !end() && "0123456789.,+-".indexOf(peek()) < 0; k++) {
            i += Character.charCount(s.codePointAt(i));
        }
    }

    private void element(NumFormat.Node n) {
        switch (n.key()) {
            case NINE, ZERO, D, POINT -> {
                part(n.key());
                i++;
            }
            case COMMA, G -> {
                if (!f.fill && peek() == ',') {
                    i++;
                }
            }
            case L -> skip(1);
            case TH, TH_LOWER -> {
                if (!f.decimal) {
                    skip(2);
                }
            }
            case MI -> sign("-");
            case PL -> sign("+");
            case SG -> sign("+-");
            case TEXT -> i += Character.charCount(s.codePointAt(i));
            case BLANK, C, EEEE, FM, PR, RN, RN_LOWER, S, SP, V -> {}
        }
    }

    private void sign(String signs) {
        if (signs.indexOf(peek()) >= 0) {
            sign = peek();
            i++;
        } else {
            skip(1);
        }
    }

    private void part(NumFormat.Key key) {
        if (peek() == ' ') {
            i++;
        }
        if (end()) {
            return;
        }
        if (sign == ' ' && (key == NumFormat.Key.ZERO || key == NumFormat.Key.NINE) && readPre + readPost == 0) {
            leadingSign();
        }
        if (end()) {
            return;
        }
        boolean read = false;
        if (digit(peek())) {
            if (readPoint && readPost == f.post) {
                return;
            }
            number.append(peek());
            if (readPoint) {
                readPost++;
            } else {
                readPre++;
            }
            read = true;
        } else if (f.decimal && !readPoint && peek() == '.') {
            number.append('.');
            readPoint = true;
            read = true;
        }
        if (sign == ' ' && readPre + readPost > 0) {
            trailingSign(read);
        }
    }

    private void leadingSign() {
        char c = peek();
        if (f.signPattern && f.anchor == -1) {
            if (c == '-' || c == '+') {
                sign = c;
                i++;
            }
        } else {
            simpleSign(c);
        }
    }

    private void simpleSign(char c) {
        if (c == '-' || f.bracket && c == '<') {
            sign = '-';
            i++;
        } else if (c == '+') {
            sign = '+';
            i++;
        }
    }

    private void trailingSign(boolean read) {
        if (f.signPattern && read && i + 1 < s.length() && !digit(s.charAt(i + 1))) {
            char c = s.charAt(i + 1);
            if (c == '-' || c == '+') {
                sign = c;
                i++;
            }
        } else if (!read && !f.signPattern && (f.minus || f.plus) && (peek() == '-' || peek() == '+')) {
            sign = peek();
        }
    }
}
