package org.hathi.types.regex;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Options of a regular expression and its errors. */
public final class Syntax {
    /** Flavours: basic; extended; advanced (which is extended with more); none of the first two: basic. */
    public static final int EXTENDED = 1;

    public static final int ADVANCED_FEATURES = 2;
    public static final int ADVANCED = 3;
    /** Everything is literal. */
    public static final int QUOTE = 4;

    public static final int ICASE = 8;
    /** White space and comments are ignored. */
    public static final int SPACED = 16;
    /** . and complemented brackets never match a newline. */
    public static final int NEWLINE_STOPS = 64;
    /** ^ and $ match at newlines. */
    public static final int NEWLINE_ANCHORS = 128;

    public static final int NEWLINE = NEWLINE_STOPS | NEWLINE_ANCHORS;

    private Syntax() {}

    /** Error 2201B of compilation. */
    public static SqlError invalid(String why) {
        return new SqlError(SqlState.INVALID_REGULAR_EXPRESSION, "invalid regular expression: " + why);
    }

    static SqlError tooComplex() {
        return invalid("regular expression is too complex");
    }

    /**
     * {@code options} changed by an option letter of a function's flags argument or of a pattern's beginning; -1 when
     * there is
     * no such letter.
     */
    public static int option(int options, int letter) {
        return switch (letter) {
            case 'b' -> options & ~(ADVANCED | QUOTE);
            case 'c' -> options & ~ICASE;
            case 'e' -> options & ~(ADVANCED_FEATURES | QUOTE) | EXTENDED;
            case 'i' -> options | ICASE;
            case 'm', 'n' -> options | NEWLINE;
            case 'p' -> options & ~NEWLINE_ANCHORS | NEWLINE_STOPS;
            case 'q' -> options & ~ADVANCED | QUOTE;
            case 's' -> options & ~NEWLINE;
            case 't' -> options & ~SPACED;
            case 'w' -> options & ~NEWLINE_STOPS | NEWLINE_ANCHORS;
            case 'x' -> options | SPACED;
            default -> -1;
        };
    }
}
