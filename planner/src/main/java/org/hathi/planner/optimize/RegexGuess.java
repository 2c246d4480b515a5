package org.hathi.planner.optimize;

/** How many strings a regular expression lets through, guessed from its text as PostgreSQL guesses. */
final class RegexGuess {
    private static final double ANY_STRING = 5;
    private static final double ANY_CHARACTER = 0.9;
    private static final double CLASS = 0.25;
    private static final double THIS_CHARACTER = 0.2;
    private static final double REPEATED = 2;

    private final byte[] text;
    private int at;

    private RegexGuess(byte[] text) {
        this.text = text;
    }

    /** Fraction of the strings that begin with the {@code fixed} bytes every match begins with. */
    static double rest(byte[] pattern, int fixed) {
        int n = pattern.length;
        boolean anchored = n > 0 && pattern[n - 1] == '$' && (n == 1 || pattern[n - 2] != '\\');
        double s = new RegexGuess(pattern).alternatives(anchored ? n - 1 : n);
        s *= anchored ? 1 : ANY_STRING;
        double prefix = Math.pow(THIS_CHARACTER, fixed);
        return Selectivity.clamp(fixed > 0 && prefix > 0 ? s / prefix : s);
    }

    /** The sum of the alternatives up to {@code end}. */
    private double alternatives(int end) {
        double before = 0;
        double s = 1;
        while (at < end) {
            switch (text[at++]) {
                case '(' -> s *= group(end);
                case '|' -> {
                    before += s;
                    s = 1;
                }
                case '[' -> s *= bracket(end);
                case '.' -> s *= ANY_CHARACTER;
                case '*', '?', '+' -> s *= REPEATED;
                case '{' -> {
                    skipTo('}', end);
                    s *= REPEATED;
                }
                case '\\' -> {
                    if (at++ < end) {
                        s *= THIS_CHARACTER;
                    }
                }
                default -> s *= THIS_CHARACTER;
            }
        }
        return Math.min(1, before + s);
    }

    /** A group counts when it is closed; what is inside an open one does not. */
    private double group(int end) {
        int open = 1;
        for (int i = at; i < end; i++) {
            if (text[i] == '\\') {
                i++;
            } else if (text[i] == '[') {
                int from = at;
                at = i + 1;
                bracket(end);
                i = at - 1;
                at = from;
            } else if (text[i] == '(') {
                open++;
            } else if (text[i] == ')' && --open == 0) {
                double s = alternatives(i);
                at = i + 1;
                return s;
            }
        }
        at = end;
        return 1;
    }

    private double bracket(int end) {
        boolean negated = at < end && text[at] == '^';
        at += negated ? 1 : 0;
        at += at < end && text[at] == ']' ? 1 : 0;
        skipTo(']', end);
        return negated ? 1 - CLASS : CLASS;
    }

    private void skipTo(char closing, int end) {
        while (at < end && text[at] != closing) {
            at++;
        }
        at++;
    }
}
