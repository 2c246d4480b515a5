package org.hathi.types.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;

/** Regular expression text to {@link Rx}; errors are PostgreSQL's, in the order in which it finds them. */
final class Parser {
    private static final int MOST_REPETITIONS = 255;
    private static final int DEEPEST = 1500;

    private final Lexer lex;
    private final boolean asciiOnly;
    /** Groups that are complete, so that back references to them are possible. */
    final Map<Integer, Rx> groups = new HashMap<>();

    private int depth;

    Parser(int[] pattern, int options, boolean asciiOnly) {
        lex = new Lexer(pattern, options);
        this.asciiOnly = asciiOnly;
    }

    Rx parse() {
        lex.next();
        return alternatives(Lexer.END_OF_PATTERN, false);
    }

    /** Options in force, those at the pattern's beginning included. */
    int options() {
        return lex.options;
    }

    int groupCount() {
        return lex.groups;
    }

    private Rx alternatives(int stopper, boolean inLook) {
        if (++depth > DEEPEST) {
            throw Syntax.tooComplex();
        }
        List<Rx> branches = new ArrayList<>(2);
        while (true) {
            branches.add(branch(stopper, inLook));
            if (lex.type != '|') {
                break;
            }
            lex.next();
        }
        if (lex.type != stopper) {
            throw unbalanced();
        }
        depth--;
        return branches.size() == 1 ? branches.getFirst() : new Rx.Alt(branches);
    }

    private static SqlError unbalanced() {
        return Syntax.invalid("parentheses () not balanced");
    }

    private static SqlError badQuantifier() {
        return Syntax.invalid("quantifier operand invalid");
    }

    private Rx branch(int stopper, boolean inLook) {
        List<Rx> parts = new ArrayList<>();
        while (lex.type != '|' && lex.type != stopper && lex.type != Lexer.END_OF_PATTERN) {
            Rx r = part(inLook);
            if (r != null) {
                parts.add(r);
            }
        }
        return new Rx.Seq(parts);
    }

    /** A place, or an atom with its quantifier; null when that says "not at all". */
    private @org.jspecify.annotations.Nullable Rx part(boolean inLook) {
        switch (lex.type) {
            case Lexer.PLACE -> {
                Rx r = new Rx.Place(lex.value);
                lex.next();
                return r;
            }
            case Lexer.LOOK -> {
                int v = lex.value;
                lex.next();
                Rx body = alternatives(')', true);
                lex.next();
                return new Rx.Look((v & 2) != 0, (v & 1) == 0, body);
            }
            case '*', '+', '?', '{' -> throw badQuantifier();
            default -> {
                return quantified(atom(inLook));
            }
        }
    }

    private Rx atom(boolean inLook) {
        int v = lex.value;
        switch (lex.type) {
            case '(' -> {
                return group(v == 1 && !inLook, inLook);
            }
            case ')' -> {
                // an unmatched parenthesis is ordinary in extended expressions
                if ((lex.options & Syntax.ADVANCED) != Syntax.EXTENDED) {
                    throw unbalanced();
                }
                lex.next();
                return new Rx.Chars(Brackets.ofCharacter(')', lex.has(Syntax.ICASE), asciiOnly));
            }
            case '[' -> {
                Rx r = new Rx.Chars(Brackets.read(lex, v == 0, asciiOnly));
                lex.type = ']';
                lex.next();
                return r;
            }
            case '.' -> {
                lex.next();
                return new Rx.Chars(CharSet.any(lex.has(Syntax.NEWLINE_STOPS)));
            }
            case Lexer.CLASS, Lexer.OTHER_CLASS -> {
                boolean other = lex.type == Lexer.OTHER_CLASS;
                lex.next();
                return new Rx.Chars(CharSet.ofClass(v, other));
            }
            case Lexer.BACK_REFERENCE -> {
                if (inLook || !groups.containsKey(v)) {
                    throw Syntax.invalid("invalid backreference number");
                }
                lex.next();
                return new Rx.Back(v);
            }
            default -> {
                lex.next();
                return new Rx.Chars(Brackets.ofCharacter(v, lex.has(Syntax.ICASE), asciiOnly));
            }
        }
    }

    private Rx group(boolean captures, boolean inLook) {
        int number = captures ? ++lex.groups : 0;
        lex.next();
        Rx body = alternatives(')', inLook);
        lex.next();
        if (!captures) {
            return body;
        }
        groups.put(number, body);
        return new Rx.Group(number, body);
    }

    private @org.jspecify.annotations.Nullable Rx quantified(Rx atom) {
        int least = 0;
        int most = Rx.UNBOUNDED;
        int preference;
        switch (lex.type) {
            case '*' -> preference = preference(lex.value == 1);
            case '+' -> {
                least = 1;
                preference = preference(lex.value == 1);
            }
            case '?' -> {
                most = 1;
                preference = preference(lex.value == 1);
            }
            case '{' -> {
                return bounded(atom);
            }
            default -> {
                return atom;
            }
        }
        lex.next();
        return new Rx.Repeat(atom, least, most, preference);
    }

    private static int preference(boolean longer) {
        return longer ? Node.LONGER : Node.SHORTER;
    }

    private @org.jspecify.annotations.Nullable Rx bounded(Rx atom) {
        int least = count();
        int most = least;
        boolean range = boundCharacter() == ',';
        if (range) {
            lex.at++;
            int c = boundCharacter();
            if (c >= '0' && c <= '9') {
                most = count();
                if (least > most) {
                    throw badCount();
                }
            } else {
                most = Rx.UNBOUNDED;
            }
        }
        if (boundCharacter() != '}') {
            throw badCount();
        }
        lex.at += lex.has(Syntax.EXTENDED) ? 1 : 2;
        boolean longer = !lex.shy();
        lex.type = '}';
        lex.next();
        return most == 0 ? null : new Rx.Repeat(atom, least, most, range ? preference(longer) : 0);
    }

    private static SqlError badCount() {
        return Syntax.invalid("invalid repetition count(s)");
    }

    /** The next character of a bound: a digit, a comma, or } for its end; anything else is an error. */
    private int boundCharacter() {
        lex.skipSpace();
        if (lex.atEnd()) {
            throw Syntax.invalid("braces {} not balanced");
        }
        int c = lex.p[lex.at];
        if (c >= '0' && c <= '9' || c == ',') {
            return c;
        }
        if (lex.has(Syntax.EXTENDED)) {
            if (c == '}') {
                return c;
            }
        } else if (c == '\\' && lex.at + 1 < lex.p.length && lex.p[lex.at + 1] == '}') {
            return '}';
        }
        throw badCount();
    }

    private int count() {
        int n = 0;
        while (true) {
            int c = boundCharacter();
            boolean digit = c >= '0' && c <= '9';
            if (n > MOST_REPETITIONS || digit && n == MOST_REPETITIONS) {
                throw badCount();
            }
            if (!digit) {
                return n;
            }
            n = n * 10 + c - '0';
            lex.at++;
        }
    }
}
