package org.hathi.types;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.hathi.base.Interrupts;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's advanced regular expressions translated to {@link java.util.regex}: a compiled pattern and its options.
 *
 * <p>Matching reads its subject through a character sequence that polls {@link Interrupts}, so a pattern with
 * exponential behaviour can be cancelled. Known difference: alternatives are tried left to right (the first that
 * matches wins), where PostgreSQL prefers the longest.
 */
final class Regex {
    final Pattern pattern;
    final int groups;
    final boolean global;

    private Regex(Pattern pattern, boolean global) {
        this.pattern = pattern;
        this.groups = pattern.matcher("").groupCount();
        this.global = global;
    }

    Matcher matcher(EvalContext cx, String s) {
        return pattern.matcher(new Subject(s, cx.interrupts, 0, s.length()));
    }

    /** Finds the next match; a runaway recursion of the engine becomes 54001. */
    static boolean find(Matcher m) {
        try {
            return m.find();
        } catch (StackOverflowError e) {
            throw tooComplex();
        }
    }

    static boolean find(Matcher m, int from) {
        try {
            return m.find(from);
        } catch (StackOverflowError e) {
            throw tooComplex();
        }
    }

    private static SqlError tooComplex() {
        return Err.of(SqlState.STATEMENT_TOO_COMPLEX, "regular expression failed: regular expression is too complex");
    }

    /** A string that polls for interrupts as it is read. */
    private static final class Subject implements CharSequence {
        private final String s;
        private final Interrupts interrupts;
        private final int from;
        private final int to;
        private int reads;

        Subject(String s, Interrupts interrupts, int from, int to) {
            this.s = s;
            this.interrupts = interrupts;
            this.from = from;
            this.to = to;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int i) {
            if ((++reads & 0xFFFF) == 0) {
                interrupts.check();
            }
            return s.charAt(from + i);
        }

        @Override
        public CharSequence subSequence(int a, int b) {
            return s.substring(from + a, from + b);
        }

        @Override
        public String toString() {
            return s.substring(from, to);
        }
    }

    /** The last pattern of a call site: patterns are nearly always constant. */
    static final class Cache {
        private String pattern = "";
        private String flags = "";
        private boolean fold;
        private @Nullable Regex regex;

        Regex get(String p, String f, boolean foldCase) {
            Regex r = regex;
            if (r == null || !p.equals(pattern) || !f.equals(flags) || fold != foldCase) {
                r = compile(p, f, foldCase);
                pattern = p;
                flags = f;
                fold = foldCase;
                regex = r;
            }
            return r;
        }
    }

    static SqlError invalid(String why) {
        return Err.of(SqlState.INVALID_REGULAR_EXPRESSION, "invalid regular expression: " + why);
    }

    /** Compiles a pattern with option letters ({@code g} sets {@link #global}). */
    static Regex compile(String p, String flags, boolean fold) {
        Options o = new Options();
        o.fold = fold;
        for (int i = 0; i < flags.length(); i++) {
            if (flags.charAt(i) == 'g') {
                o.global = true;
            } else if (!o.set(flags.charAt(i))) {
                throw Err.parameter("invalid regular expression option: \""
                        + flags.substring(i, flags.offsetByCodePoints(i, 1)) + "\"");
            }
        }
        String body = p;
        if (body.startsWith("***=")) {
            o.literal = true;
            body = body.substring(4);
        } else if (body.startsWith("***:")) {
            body = body.substring(4);
        }
        if (!o.literal && body.startsWith("(?") && body.length() > 2 && Character.isLetter(body.charAt(2))) {
            int end = body.indexOf(')');
            for (int i = 2; i < end; i++) {
                if (!o.set(body.charAt(i))) {
                    throw invalid("invalid embedded option");
                }
            }
            body = end < 0 ? body : body.substring(end + 1);
        }
        int f = Pattern.UNICODE_CHARACTER_CLASS;
        f |= o.fold ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        f |= o.lineAnchors ? Pattern.MULTILINE | Pattern.UNIX_LINES : 0;
        String java = o.literal ? Pattern.quote(body) : new Translator(body, o).translate();
        try {
            return new Regex(Pattern.compile(java, f), o.global);
        } catch (PatternSyntaxException e) {
            throw invalid(reason(e.getDescription()));
        } catch (StackOverflowError e) {
            throw invalid("regular expression is too complex");
        }
    }

    private static String reason(String d) {
        if (d.startsWith("Dangling meta")) {
            return "quantifier operand invalid";
        }
        if (d.contains("group") || d.startsWith("Unmatched closing")) {
            return "parentheses () not balanced";
        }
        if (d.contains("character class")) {
            return "brackets [] not balanced";
        }
        if (d.contains("repetition") || d.contains("counted")) {
            return "invalid repetition count(s)";
        }
        return d.contains("range") ? "invalid character range" : "invalid escape \\ sequence";
    }

    private static final class Options {
        boolean fold;
        boolean global;
        boolean literal;
        boolean expanded;
        boolean dotNoNewline;
        boolean lineAnchors;

        boolean set(char c) {
            switch (c) {
                case 'i' -> fold = true;
                case 'c' -> fold = false;
                case 'n', 'm' -> {
                    dotNoNewline = true;
                    lineAnchors = true;
                }
                case 'p' -> {
                    dotNoNewline = true;
                    lineAnchors = false;
                }
                case 'w' -> {
                    dotNoNewline = false;
                    lineAnchors = true;
                }
                case 's' -> {
                    dotNoNewline = false;
                    lineAnchors = false;
                }
                case 'q' -> literal = true;
                case 'x' -> expanded = true;
                case 'b', 'e', 't' -> {}
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    /** Rewrites ARE syntax as Java's. */
    private static final class Translator {
        private final String p;
        private final Options o;
        private final StringBuilder b = new StringBuilder();
        private int i;
        private int depth;

        Translator(String p, Options o) {
            this.p = p;
            this.o = o;
        }

        String translate() {
            boolean atom = false;
            while (i < p.length()) {
                char c = p.charAt(i);
                boolean now = true;
                switch (c) {
                    case '\\' -> escape();
                    case '[' -> bracket();
                    case '^' -> {
                        b.append(o.lineAnchors ? "^" : "\\A");
                        i++;
                        now = false;
                    }
                    case '$' -> {
                        b.append(o.lineAnchors ? "$" : "\\z");
                        i++;
                        now = false;
                    }
                    case '.' -> {
                        b.append(o.dotNoNewline ? "[^\\n]" : "(?s:.)");
                        i++;
                    }
                    case '(' -> {
                        open();
                        now = false;
                    }
                    case ')' -> {
                        if (--depth < 0) {
                            throw invalid("parentheses () not balanced");
                        }
                        b.append(')');
                        i++;
                    }
                    case '|' -> {
                        b.append('|');
                        i++;
                        now = false;
                    }
                    case '*', '+', '?' -> {
                        if (!atom) {
                            throw invalid("quantifier operand invalid");
                        }
                        quantifier(c);
                        now = false;
                    }
                    case '{' -> now = brace(atom);
                    default -> now = plain(c, atom);
                }
                atom = now;
            }
            if (depth > 0) {
                throw invalid("parentheses () not balanced");
            }
            return b.toString();
        }

        private boolean plain(char c, boolean atom) {
            if (o.expanded && (Character.isWhitespace(c) || c == '#')) {
                if (c == '#') {
                    while (i < p.length() && p.charAt(i) != '\n') {
                        i++;
                    }
                } else {
                    i++;
                }
                return atom;
            }
            int cp = p.codePointAt(i);
            i += Character.charCount(cp);
            literal(cp);
            return true;
        }

        private void literal(int cp) {
            if (cp < 128 && !Character.isLetterOrDigit(cp) && cp > ' ') {
                b.append('\\');
            }
            b.appendCodePoint(cp);
        }

        private void open() {
            depth++;
            if (p.startsWith("(?", i)) {
                if (p.startsWith("(?#", i)) {
                    int end = p.indexOf(')', i);
                    i = end < 0 ? p.length() : end + 1;
                    depth -= end < 0 ? 0 : 1;
                    return;
                }
                int n = p.startsWith("(?<=", i) || p.startsWith("(?<!", i) ? 4 : 3;
                String head = p.substring(i, Math.min(p.length(), i + n));
                if (!head.equals("(?:") && !head.equals("(?=") && !head.equals("(?!") && n != 4) {
                    throw invalid("quantifier operand invalid");
                }
                b.append(head);
                i += head.length();
                return;
            }
            b.append('(');
            i++;
        }

        private void quantifier(char c) {
            b.append(c);
            i++;
            lazy();
        }

        private void lazy() {
            if (i < p.length() && p.charAt(i) == '?') {
                b.append('?');
                i++;
            }
            if (i < p.length() && "*+?".indexOf(p.charAt(i)) >= 0) {
                throw invalid("quantifier operand invalid");
            }
        }

        private boolean brace(boolean atom) {
            if (i + 1 >= p.length() || !Character.isDigit(p.charAt(i + 1))) {
                b.append("\\{");
                i++;
                return true;
            }
            if (!atom) {
                throw invalid("quantifier operand invalid");
            }
            int end = p.indexOf('}', i);
            if (end < 0) {
                throw invalid("braces {} not balanced");
            }
            String[] mn = p.substring(i + 1, end).split(",", -1);
            try {
                int lo = Integer.parseInt(mn[0]);
                int hi = mn.length > 1 && !mn[1].isEmpty() ? Integer.parseInt(mn[1]) : lo;
                if (lo > 255 || hi > 255 || hi < lo || mn.length > 2) {
                    throw invalid("invalid repetition count(s)");
                }
            } catch (NumberFormatException e) {
                throw invalid("invalid repetition count(s)");
            }
            b.append(p, i, end + 1);
            i = end + 1;
            lazy();
            return false;
        }

        private void escape() {
            if (i + 1 >= p.length()) {
                throw invalid("invalid escape \\ sequence");
            }
            char c = p.charAt(i + 1);
            i += 2;
            switch (c) {
                case 'y' -> b.append("\\b");
                case 'Y' -> b.append("\\B");
                case 'm' -> b.append("\\b(?=\\w)");
                case 'M' -> b.append("\\b(?<=\\w)");
                case 'A' -> b.append("\\A");
                case 'Z' -> b.append("\\z");
                case 'd', 'D', 's', 'S', 'w', 'W' -> b.append('\\').append(c);
                case 'a' -> b.append("\\x07");
                case 'b' -> b.append("\\x08");
                case 'B' -> b.append("\\\\");
                case 'e' -> b.append("\\x1b");
                case 'f', 'n', 'r', 't' -> b.append('\\').append(c);
                case 'v' -> b.append("\\x0b");
                case 'u' -> hex(4);
                case 'U' -> hex(8);
                case 'x' -> {
                    int from = i;
                    while (i < p.length() && Character.digit(p.charAt(i), 16) >= 0) {
                        i++;
                    }
                    if (i == from) {
                        throw invalid("invalid escape \\ sequence");
                    }
                    b.append("\\x{").append(p, from, i).append('}');
                }
                default -> {
                    if (c >= '1' && c <= '9') {
                        b.append("(?:\\").append(c).append(')');
                    } else if (c == '0') {
                        b.append("\\x00");
                    } else if (Character.isLetterOrDigit(c) && c < 128) {
                        throw invalid("invalid escape \\ sequence");
                    } else {
                        literal(c);
                    }
                }
            }
        }

        private void hex(int n) {
            if (i + n > p.length()) {
                throw invalid("invalid escape \\ sequence");
            }
            b.append("\\x{").append(p, i, i + n).append('}');
            i += n;
        }

        /** A bracket expression. */
        private void bracket() {
            if (p.startsWith("[[:<:]]", i) || p.startsWith("[[:>:]]", i)) {
                b.append(p.charAt(i + 3) == '<' ? "\\b(?=\\w)" : "\\b(?<=\\w)");
                i += 7;
                return;
            }
            i++;
            b.append('[');
            if (i < p.length() && p.charAt(i) == '^') {
                b.append('^');
                i++;
                if (o.dotNoNewline) {
                    b.append("\\n");
                }
            }
            boolean first = true;
            while (true) {
                if (i >= p.length()) {
                    throw invalid("brackets [] not balanced");
                }
                char c = p.charAt(i);
                if (c == ']' && !first) {
                    i++;
                    break;
                }
                first = false;
                if (p.startsWith("[:", i)) {
                    int end = p.indexOf(":]", i);
                    if (end < 0) {
                        throw invalid("brackets [] not balanced");
                    }
                    b.append(posixClass(p.substring(i + 2, end)));
                    i = end + 2;
                } else if (p.startsWith("[.", i) || p.startsWith("[=", i)) {
                    int end = p.indexOf(p.charAt(i + 1) + "]", i + 2);
                    if (end < 0) {
                        throw invalid("brackets [] not balanced");
                    }
                    literal(p.codePointAt(i + 2));
                    i = end + 2;
                } else if (c == '\\') {
                    escape();
                } else if (c == '-') {
                    boolean range = b.charAt(b.length() - 1) != '['
                            && i + 1 < p.length()
                            && p.charAt(i + 1) != ']'
                            && !(b.charAt(b.length() - 1) == '^' && b.charAt(b.length() - 2) == '[');
                    b.append(range ? "-" : "\\-");
                    i++;
                } else {
                    int cp = p.codePointAt(i);
                    i += Character.charCount(cp);
                    literal(cp);
                }
            }
            b.append(']');
        }

        private static String posixClass(String name) {
            return switch (name) {
                case "alpha" -> "\\p{IsAlphabetic}";
                case "digit" -> "\\d";
                case "alnum" -> "\\p{IsAlphabetic}\\d";
                case "upper" -> "\\p{IsUppercase}";
                case "lower" -> "\\p{IsLowercase}";
                case "space" -> "\\s";
                case "blank" -> " \\t";
                case "punct" -> "\\p{Punct}";
                case "print" -> "\\p{Print}";
                case "graph" -> "\\p{Graph}";
                case "cntrl" -> "\\p{Cntrl}";
                case "xdigit" -> "0-9A-Fa-f";
                case "word" -> "\\w";
                default -> throw invalid("invalid character class");
            };
        }
    }
}
