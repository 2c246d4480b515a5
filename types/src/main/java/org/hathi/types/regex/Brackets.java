package org.hathi.types.regex;

import java.util.List;

/** Bracket expressions, read from the characters after {@code [} or {@code [^}. */
final class Brackets {
    /** Names of collating elements, and what they are: the POSIX names of ASCII characters. */
    private static final List<String> NAMES = List.of(
            "NUL\0SOH\1STX\2ETX\3EOT\4ENQ\5ACK\6BEL\7alert\7BS\10backspace\b",
            "HT\ttab\tLF\nnewline\nVT\13vertical-tab\13FF\fform-feed\fCR\rcarriage-return\r",
            "SO\16SI\17DLE\20DC1\21DC2\22DC3\23DC4\24NAK\25SYN\26ETB\27CAN\30EM\31SUB\32ESC\33",
            "IS4\34FS\34IS3\35GS\35IS2\36RS\36IS1\37US\37");

    private static final List<String> MARKS = List.of(
            "space ",
            "exclamation-mark!",
            "quotation-mark\"",
            "number-sign#",
            "dollar-sign$",
            "percent-sign%",
            "ampersand&",
            "apostrophe'",
            "left-parenthesis(",
            "right-parenthesis)",
            "asterisk*",
            "plus-sign+",
            "comma,",
            "hyphen-",
            "hyphen-minus-",
            "period.",
            "full-stop.",
            "slash/",
            "solidus/",
            "zero0",
            "one1",
            "two2",
            "three3",
            "four4",
            "five5",
            "six6",
            "seven7",
            "eight8",
            "nine9",
            "colon:",
            "semicolon;",
            "less-than-sign<",
            "equals-sign=",
            "greater-than-sign>",
            "question-mark?",
            "commercial-at@",
            "left-square-bracket[",
            "backslash\\",
            "reverse-solidus\\",
            "right-square-bracket]",
            "circumflex^",
            "circumflex-accent^",
            "underscore_",
            "low-line_",
            "grave-accent`",
            "left-brace{",
            "left-curly-bracket{",
            "vertical-line|",
            "right-brace}",
            "right-curly-bracket}",
            "tilde~",
            "DEL\177");

    private final Lexer lex;
    private final boolean asciiOnly;
    private final CharSet.Builder set = new CharSet.Builder();

    private Brackets(Lexer lex, boolean asciiOnly) {
        this.lex = lex;
        this.asciiOnly = asciiOnly;
    }

    /** Reads up to and including the closing bracket. */
    static CharSet read(Lexer lex, boolean negated, boolean asciiOnly) {
        Brackets b = new Brackets(lex, asciiOnly);
        boolean first = true;
        while (b.peek() != ']' || first) {
            b.part(first);
            first = false;
        }
        lex.at++;
        return b.set.build(negated, negated && lex.has(Syntax.NEWLINE_STOPS));
    }

    private int peek() {
        if (lex.atEnd()) {
            throw unbalanced();
        }
        return lex.p[lex.at];
    }

    private static org.hathi.base.SqlError unbalanced() {
        return Syntax.invalid("brackets [] not balanced");
    }

    private static org.hathi.base.SqlError badRange() {
        return Syntax.invalid("invalid character range");
    }

    /** Whether a - here is the sign of a range: not before the closing bracket. */
    private boolean range() {
        return !lex.atEnd() && lex.p[lex.at] == '-' && !(lex.at + 1 < lex.p.length && lex.p[lex.at + 1] == ']');
    }

    private void part(boolean first) {
        if (!first && range()) {
            throw badRange();
        }
        int from = element(true);
        if (from < 0) {
            return;
        }
        if (!range()) {
            single(from);
            return;
        }
        lex.at++;
        int to = element(false);
        checkNext();
        if (from > to) {
            throw badRange();
        }
        addRange(from, to);
    }

    /** PostgreSQL reads one token ahead: errors of the next come before those of what was just read. */
    private void checkNext() {
        int c = peek();
        int at = lex.at;
        if (c == '\\' && lex.advanced()) {
            lex.at++;
            escape(true, true);
        } else if (c == '[') {
            lex.at++;
            peek();
        }
        lex.at = at;
    }

    /** One character; or, where allowed, a class, which is added, and the result is -1. */
    private int element(boolean classes) {
        int c = peek();
        lex.at++;
        if (c == '\\' && lex.advanced()) {
            return escape(classes, false);
        }
        if (c == '[') {
            int kind = peek();
            if (kind == '.' || kind == '=' || kind == ':') {
                return named(kind, classes);
            }
        }
        return c;
    }

    private int escape(boolean classes, boolean onlyCheck) {
        if (lex.atEnd()) {
            throw Lexer.badEscape();
        }
        lex.escape();
        if (lex.type == Lexer.PLAIN) {
            return lex.value;
        }
        if (lex.type != Lexer.CLASS && lex.type != Lexer.OTHER_CLASS) {
            throw Lexer.badEscape();
        }
        if (!classes) {
            throw badRange();
        }
        if (onlyCheck) {
            return -1;
        }
        if (lex.type == Lexer.CLASS) {
            set.classes |= 1 << lex.value;
        } else {
            set.others |= 1 << lex.value;
        }
        return -1;
    }

    /** {@code [.x.]}, {@code [=x=]}, {@code [:x:]}. */
    private int named(int kind, boolean classes) {
        int from = lex.at + 1;
        int to = from;
        while (to + 1 < lex.p.length && !(lex.p[to] == kind && lex.p[to + 1] == ']')) {
            to++;
        }
        if (!classes && kind != '.') {
            throw badRange();
        }
        if (to + 1 >= lex.p.length) {
            throw unbalanced();
        }
        String name = new String(lex.p, from, to - from);
        lex.at = to + 2;
        checkNext();
        if (kind == ':') {
            characterClass(name);
            return -1;
        }
        int c = collating(name, lex.p[from]);
        if (kind == '.') {
            return c;
        }
        single(c);
        return -1;
    }

    private void characterClass(String name) {
        int cls = CharClass.byName(name);
        if (cls < 0) {
            throw Syntax.invalid("invalid character class");
        }
        if (lex.has(Syntax.ICASE) && (cls == CharClass.LOWER || cls == CharClass.UPPER)) {
            cls = CharClass.ALPHA;
        }
        set.classes |= 1 << cls;
    }

    private static int collating(String name, int first) {
        int n = name.codePointCount(0, name.length());
        if (n == 1) {
            return first;
        }
        if (n > 0) {
            for (String m : MARKS) {
                if (m.length() == name.length() + 1 && m.startsWith(name)) {
                    return m.charAt(name.length());
                }
            }
            for (String line : NAMES) {
                for (int i = line.indexOf(name); i >= 0; i = line.indexOf(name, i + 1)) {
                    char after = i + name.length() < line.length() ? line.charAt(i + name.length()) : 'x';
                    if ((i == 0 || line.charAt(i - 1) < ' ') && after < ' ') {
                        return after;
                    }
                }
            }
        }
        throw Syntax.invalid("invalid collating element");
    }

    private void single(int c) {
        if (!lex.has(Syntax.ICASE)) {
            set.add(c, c);
            return;
        }
        int l = CharClass.lower(c, asciiOnly);
        int u = CharClass.upper(c, asciiOnly);
        set.add(l, l);
        set.add(u, u);
    }

    private void addRange(int from, int to) {
        set.add(from, to);
        if (lex.has(Syntax.ICASE)) {
            for (int c = from; c <= Math.min(to, Character.MAX_CODE_POINT); c++) {
                int l = CharClass.lower(c, asciiOnly);
                int u = CharClass.upper(c, asciiOnly);
                if (l != c && (l < from || l > to)) {
                    set.add(l, l);
                }
                if (u != c && (u < from || u > to)) {
                    set.add(u, u);
                }
            }
        }
    }

    /** The set of an ordinary character. */
    static CharSet ofCharacter(int c, boolean fold, boolean asciiOnly) {
        if (fold) {
            int l = CharClass.lower(c, asciiOnly);
            int u = CharClass.upper(c, asciiOnly);
            if (l != u) {
                CharSet.Builder b = new CharSet.Builder();
                b.add(l, l);
                b.add(u, u);
                return b.build(false, false);
            }
            return CharSet.of(l);
        }
        return CharSet.of(c);
    }
}
