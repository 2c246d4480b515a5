package org.hathi.types.regex;

import java.util.List;

/** Named character classes, as PostgreSQL has them with the locale C.UTF-8, or for ASCII only (collation C). */
final class CharClass {
    static final int ALNUM = 0;
    static final int ALPHA = 1;
    static final int ASCII = 2;
    static final int BLANK = 3;
    static final int CNTRL = 4;
    static final int DIGIT = 5;
    static final int GRAPH = 6;
    static final int LOWER = 7;
    static final int PRINT = 8;
    static final int PUNCT = 9;
    static final int SPACE = 10;
    static final int UPPER = 11;
    static final int XDIGIT = 12;
    static final int WORD = 13;

    /** The classes' names, in the order of their numbers. */
    private static final List<String> NAMES = List.of(
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "xdigit", "word");

    private CharClass() {}

    /** Number of a class, -1 when there is none of that name. */
    static int byName(String name) {
        return NAMES.indexOf(name);
    }

    static boolean in(int cls, int c, boolean asciiOnly) {
        if (c < 128) {
            return ascii(cls, c);
        }
        if (asciiOnly) {
            return false;
        }
        return switch (cls) {
            case ALNUM, ALPHA, WORD -> alpha(c);
            case CNTRL -> c <= 0x9f;
            case GRAPH -> graph(c);
            case PRINT -> graph(c) || Character.getType(c) == Character.SPACE_SEPARATOR;
            case PUNCT -> graph(c) && !alpha(c);
            case LOWER -> Character.isLowerCase(c) || Character.isTitleCase(c);
            case UPPER -> Character.isUpperCase(c) || Character.isTitleCase(c);
            case SPACE -> space(c);
            default -> false;
        };
    }

    private static boolean ascii(int cls, int c) {
        boolean lower = c >= 'a' && c <= 'z';
        boolean upper = c >= 'A' && c <= 'Z';
        boolean digit = c >= '0' && c <= '9';
        return switch (cls) {
            case ALNUM -> lower || upper || digit;
            case ALPHA -> lower || upper;
            case ASCII -> true;
            case BLANK -> c == ' ' || c == '\t';
            case CNTRL -> c < 32 || c == 127;
            case DIGIT -> digit;
            case GRAPH -> c > 32 && c < 127;
            case LOWER -> lower;
            case PRINT -> c >= 32 && c < 127;
            case PUNCT -> c > 32 && c < 127 && !lower && !upper && !digit;
            case SPACE -> c == ' ' || c >= 9 && c <= 13;
            case UPPER -> upper;
            case XDIGIT -> digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            default -> lower || upper || digit || c == '_';
        };
    }

    private static boolean alpha(int c) {
        return Character.isAlphabetic(c) || Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    private static boolean space(int c) {
        return Character.isSpaceChar(c) && c != 0xa0 && c != 0x2007 && c != 0x202f;
    }

    private static boolean graph(int c) {
        int t = Character.getType(c);
        return t != Character.UNASSIGNED && t != Character.CONTROL && t != Character.SURROGATE && !space(c);
    }

    static int lower(int c, boolean asciiOnly) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? c + 32 : c;
        }
        return asciiOnly || !Character.isValidCodePoint(c) ? c : Character.toLowerCase(c);
    }

    static int upper(int c, boolean asciiOnly) {
        if (c < 128) {
            return c >= 'a' && c <= 'z' ? c - 32 : c;
        }
        return asciiOnly || !Character.isValidCodePoint(c) ? c : Character.toUpperCase(c);
    }
}
