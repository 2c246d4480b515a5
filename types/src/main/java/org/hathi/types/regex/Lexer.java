package org.hathi.types.regex;

/**
 * Tokens of a regular expression, outside brackets and bounds (those are read by {@link Brackets} and {@link Parser}
 * from the
 * characters). Always one token ahead of the parser: {@link #type}, {@link #value}.
 */
final class Lexer {
    static final int EMPTY = 0;
    static final int END_OF_PATTERN = 1;
    /** An ordinary character, in value. */
    static final int PLAIN = 2;
    /** A back reference, its number in value. */
    static final int BACK_REFERENCE = 3;
    /** A class escape ({@code \d}) or the complement of one ({@code \D}): the class in value. */
    static final int CLASS = 4;

    static final int OTHER_CLASS = 5;
    /** Lookaround: value's bit 1 = ahead, bit 0 = positive. */
    static final int LOOK = 6;
    /** A place of {@link Rx}, in value. */
    static final int PLACE = 7;
    // others are the characters themselves: ( ) [ . * + ? { | with value 1, or 0 for their other kind

    final int[] p;
    int options;
    /** Next character to read. */
    int at;

    int type = EMPTY;
    int value;
    /** Capturing parentheses opened so far. */
    int groups;

    Lexer(int[] pattern, int options) {
        p = pattern;
        this.options = options;
        prefixes();
    }

    boolean has(int option) {
        return (options & option) != 0;
    }

    boolean advanced() {
        return has(Syntax.ADVANCED_FEATURES);
    }

    boolean atEnd() {
        return at >= p.length;
    }

    private boolean sees(int c) {
        return at < p.length && p[at] == c;
    }

    private boolean sees(int c, int d) {
        return at + 1 < p.length && p[at] == c && p[at + 1] == d;
    }

    /** Directors ({@code ***=}, {@code ***:}) and embedded options. */
    private void prefixes() {
        if (has(Syntax.QUOTE)) {
            return;
        }
        if (p.length >= 4 && p[0] == '*' && p[1] == '*' && p[2] == '*') {
            switch (p[3]) {
                case '?' -> throw Syntax.invalid("invalid regexp (reg version 0.8)");
                case '=' -> {
                    options = (options | Syntax.QUOTE) & ~(Syntax.ADVANCED | Syntax.SPACED | Syntax.NEWLINE);
                    at = 4;
                    return;
                }
                case ':' -> {
                    options |= Syntax.ADVANCED;
                    at = 4;
                }
                default -> throw Syntax.invalid("quantifier operand invalid");
            }
        }
        if ((options & Syntax.ADVANCED) == Syntax.ADVANCED
                && at + 2 < p.length
                && sees('(', '?')
                && asciiLetter(p[at + 2])) {
            embeddedOptions();
        }
    }

    private void embeddedOptions() {
        at += 2;
        for (; !atEnd() && asciiLetter(p[at]); at++) {
            int o = Syntax.option(options, p[at]);
            if (o < 0) {
                throw Syntax.invalid("invalid embedded option");
            }
            options = o;
        }
        if (!sees(')')) {
            throw Syntax.invalid("invalid embedded option");
        }
        at++;
        if (has(Syntax.QUOTE)) {
            options &= ~(Syntax.SPACED | Syntax.NEWLINE);
        }
    }

    private static boolean asciiLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Skips white space and comments of the expanded syntax. */
    void skipSpace() {
        if (!has(Syntax.SPACED)) {
            return;
        }
        while (true) {
            while (!atEnd() && (p[at] == ' ' || p[at] >= 9 && p[at] <= 13)) {
                at++;
            }
            if (!sees('#')) {
                return;
            }
            while (!atEnd() && p[at] != '\n') {
                at++;
            }
        }
    }

    private void token(int t, int v) {
        type = t;
        value = v;
    }

    /** Reads the next token. */
    void next() {
        if (has(Syntax.QUOTE)) {
            if (atEnd()) {
                token(END_OF_PATTERN, 0);
            } else {
                token(PLAIN, p[at++]);
            }
            return;
        }
        int before = type;
        while (true) {
            skipSpace();
            if (atEnd()) {
                token(END_OF_PATTERN, 0);
                return;
            }
            if (!has(Syntax.EXTENDED)) {
                basic(before);
                return;
            }
            if (extended()) {
                return;
            }
        }
    }

    private void basic(int before) {
        int c = p[at++];
        switch (c) {
            case '*' -> {
                boolean ordinary = before == EMPTY || before == '(' || begins(before);
                token(ordinary ? PLAIN : c, ordinary ? c : 1);
            }
            case '[' -> bracket();
            case '.' -> token('.', 0);
            case '^' -> {
                if (before == EMPTY || before == '(') {
                    token(PLACE, lineBegin());
                } else {
                    token(PLAIN, c);
                }
            }
            case '$' -> {
                skipSpace();
                if (atEnd() || sees('\\', ')')) {
                    token(PLACE, lineEnd());
                } else {
                    token(PLAIN, c);
                }
            }
            case '\\' -> basicEscape();
            default -> token(PLAIN, c);
        }
    }

    /** Whether the token before was ^, after which * is ordinary in a basic expression. */
    private boolean begins(int before) {
        return before == PLACE && (value == Rx.BEGIN || value == Rx.LINE_BEGIN);
    }

    private void basicEscape() {
        if (atEnd()) {
            throw badEscape();
        }
        int c = p[at++];
        switch (c) {
            case '{' -> token('{', 0);
            case '(' -> token('(', 1);
            case ')' -> token(')', 0);
            case '<' -> token(PLACE, Rx.WORD_BEGIN);
            case '>' -> token(PLACE, Rx.WORD_END);
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> token(BACK_REFERENCE, c - '0');
            default -> token(PLAIN, c);
        }
    }

    private int lineBegin() {
        return has(Syntax.NEWLINE_ANCHORS) ? Rx.LINE_BEGIN : Rx.BEGIN;
    }

    private int lineEnd() {
        return has(Syntax.NEWLINE_ANCHORS) ? Rx.LINE_END : Rx.END;
    }

    /** A token of an extended or advanced expression; false when a comment was read instead. */
    private boolean extended() {
        int c = p[at++];
        switch (c) {
            case '|' -> token(c, 0);
            case '*', '+', '?' -> token(c, shy() ? 0 : 1);
            case '{' -> {
                skipSpace();
                if (!atEnd() && p[at] >= '0' && p[at] <= '9') {
                    token('{', 0);
                } else {
                    token(PLAIN, c);
                }
            }
            case '(' -> {
                return parenthesis();
            }
            case ')' -> token(')', c);
            case '[' -> bracket();
            case '.' -> token('.', 0);
            case '^' -> token(PLACE, lineBegin());
            case '$' -> token(PLACE, lineEnd());
            case '\\' -> {
                if (atEnd()) {
                    throw badEscape();
                }
                if (advanced()) {
                    escape();
                } else {
                    token(PLAIN, p[at++]);
                }
            }
            default -> token(PLAIN, c);
        }
        return true;
    }

    /** Takes the ? that makes a quantifier prefer less. */
    boolean shy() {
        if (advanced() && sees('?')) {
            at++;
            return true;
        }
        return false;
    }

    private void bracket() {
        if (at + 5 < p.length
                && p[at] == '['
                && p[at + 1] == ':'
                && (p[at + 2] == '<' || p[at + 2] == '>')
                && p[at + 3] == ':'
                && p[at + 4] == ']'
                && p[at + 5] == ']') {
            token(PLACE, p[at + 2] == '<' ? Rx.WORD_BEGIN : Rx.WORD_END);
            at += 6;
            return;
        }
        boolean not = sees('^');
        if (not) {
            at++;
        }
        token('[', not ? 0 : 1);
    }

    private boolean parenthesis() {
        if (!advanced() || !sees('?')) {
            token('(', 1);
            return true;
        }
        at++;
        switch (afterQuestion()) {
            case ':' -> token('(', 0);
            case '#' -> {
                while (!atEnd() && p[at] != ')') {
                    at++;
                }
                at = Math.min(at + 1, p.length);
                return false;
            }
            case '=' -> token(LOOK, 3);
            case '!' -> token(LOOK, 2);
            case '<' -> {
                switch (afterQuestion()) {
                    case '=' -> token(LOOK, 1);
                    case '!' -> token(LOOK, 0);
                    default -> throw Syntax.invalid("quantifier operand invalid");
                }
            }
            default -> throw Syntax.invalid("quantifier operand invalid");
        }
        return true;
    }

    private int afterQuestion() {
        return atEnd() ? -1 : p[at++];
    }

    static org.hathi.base.SqlError badEscape() {
        return Syntax.invalid("invalid escape \\ sequence");
    }

    /** An escape of advanced expressions, the backslash eaten, something there. */
    void escape() {
        int c = p[at++];
        if (!(asciiLetter(c) || c >= '0' && c <= '9')) {
            token(PLAIN, c);
            return;
        }
        switch (c) {
            case 'a' -> token(PLAIN, 7);
            case 'b' -> token(PLAIN, 8);
            case 'B' -> token(PLAIN, '\\');
            case 'c' -> {
                if (atEnd()) {
                    throw badEscape();
                }
                token(PLAIN, p[at++] & 31);
            }
            case 'e' -> token(PLAIN, 27);
            case 'f' -> token(PLAIN, 12);
            case 'n' -> token(PLAIN, 10);
            case 'r' -> token(PLAIN, 13);
            case 't' -> token(PLAIN, 9);
            case 'v' -> token(PLAIN, 11);
            case 'A' -> token(PLACE, Rx.BEGIN);
            case 'Z' -> token(PLACE, Rx.END);
            case 'm' -> token(PLACE, Rx.WORD_BEGIN);
            case 'M' -> token(PLACE, Rx.WORD_END);
            case 'y' -> token(PLACE, Rx.WORD_EDGE);
            case 'Y' -> token(PLACE, Rx.NO_WORD_EDGE);
            case 'd' -> token(CLASS, CharClass.DIGIT);
            case 'D' -> token(OTHER_CLASS, CharClass.DIGIT);
            case 's' -> token(CLASS, CharClass.SPACE);
            case 'S' -> token(OTHER_CLASS, CharClass.SPACE);
            case 'w' -> token(CLASS, CharClass.WORD);
            case 'W' -> token(OTHER_CLASS, CharClass.WORD);
            case 'u' -> token(PLAIN, codePoint(4, 4));
            case 'U' -> token(PLAIN, codePoint(8, 8));
            case 'x' -> token(PLAIN, codePoint(1, 255));
            case '0' -> {
                at--;
                octal();
            }
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> numbered();
            default -> throw badEscape();
        }
    }

    private int codePoint(int least, int most) {
        int c = number(16, least, most);
        if (c < 0 || c == Integer.MAX_VALUE) {
            throw badEscape();
        }
        return c;
    }

    /** A back reference, or an octal number when there are not that many groups yet. */
    private void numbered() {
        int after = at;
        at--;
        int n = number(10, 1, 255);
        if (at == after || n > 0 && n <= groups) {
            token(BACK_REFERENCE, n);
            return;
        }
        at = after - 1;
        octal();
    }

    private void octal() {
        int c = number(8, 1, 3);
        if (c > 0xff) {
            at--;
            c >>>= 3;
        }
        token(PLAIN, c);
    }

    /** Digits of a base, at least and at most so many; wraps as unsigned 32 bits. */
    private int number(int base, int least, int most) {
        int n = 0;
        int digits = 0;
        for (; digits < most && !atEnd(); digits++) {
            int d = p[at] < 128 ? Character.digit(p[at], base) : -1;
            if (d < 0) {
                break;
            }
            n = n * base + d;
            at++;
        }
        if (digits < least) {
            throw badEscape();
        }
        return n;
    }
}
