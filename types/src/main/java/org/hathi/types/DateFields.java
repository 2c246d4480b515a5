package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits the text of a date or time into fields by the look of their characters ("Date/Time Input Interpretation", 1).
 */
final class DateFields {
    enum Kind {
        NUMBER,
        STRING,
        DATE,
        TIME,
        TZ,
        SPECIAL
    }

    record Field(Kind kind, String text) {}

    private static final int MOST_CHARACTERS = 128;

    final List<Field> fields = new ArrayList<>();
    private final String source;

    DateFields(String source) {
        this.source = source;
    }

    static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean alpha(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** False when the text cannot be a date or a time. */
    boolean split() {
        String s = source.toLowerCase(Locale.ROOT);
        int n = s.length();
        int i = 0;
        while (i < n) {
            char c = s.charAt(i);
            if (NumberText.isSpace(c)) {
                i++;
            } else if (digit(c)) {
                i = number(s, i);
            } else if (c == '.') {
                int from = i++;
                while (i < n && digit(s.charAt(i))) {
                    i++;
                }
                fields.add(new Field(Kind.NUMBER, s.substring(from, i)));
            } else if (alpha(c)) {
                i = word(s, i);
            } else if (c == '+' || c == '-') {
                i = signed(s, i);
                if (i < 0) {
                    return false;
                }
            } else if (c > ' ' && c < 127) {
                i++;
            } else {
                return false;
            }
            if (fields.size() > 25 || n > MOST_CHARACTERS) {
                return false;
            }
        }
        return true;
    }

    private int number(String s, int from) {
        int n = s.length();
        int i = from;
        while (i < n && digit(s.charAt(i))) {
            i++;
        }
        if (i < n && s.charAt(i) == ':') {
            while (i < n && (digit(s.charAt(i)) || s.charAt(i) == ':' || s.charAt(i) == '.')) {
                i++;
            }
            fields.add(new Field(Kind.TIME, s.substring(from, i)));
            return i;
        }
        if (i < n && (s.charAt(i) == '-' || s.charAt(i) == '/' || s.charAt(i) == '.')) {
            char delim = s.charAt(i++);
            Kind k = Kind.DATE;
            if (i < n && digit(s.charAt(i))) {
                k = delim == '.' ? Kind.NUMBER : Kind.DATE;
                while (i < n && digit(s.charAt(i))) {
                    i++;
                }
                if (i < n && s.charAt(i) == delim) {
                    k = Kind.DATE;
                    while (i < n && (digit(s.charAt(i)) || s.charAt(i) == delim)) {
                        i++;
                    }
                }
            } else {
                while (i < n && (alpha(s.charAt(i)) || digit(s.charAt(i)) || s.charAt(i) == delim)) {
                    i++;
                }
            }
            fields.add(new Field(k, s.substring(from, i)));
            return i;
        }
        fields.add(new Field(Kind.NUMBER, s.substring(from, i)));
        return i;
    }

    private int word(String s, int from) {
        int n = s.length();
        int i = from;
        while (i < n && alpha(s.charAt(i))) {
            i++;
        }
        String w = s.substring(from, i);
        boolean date = false;
        if (i < n) {
            char c = s.charAt(i);
            date = c == '-' || c == '/' || c == '.' || (c == '+' || digit(c)) && DateWords.find(w) == null;
        }
        if (!date) {
            fields.add(new Field(Kind.STRING, w));
            return i;
        }
        while (i < n) {
            char c = s.charAt(i);
            if (!(c == '+' || c == '-' || c == '/' || c == '_' || c == '.' || c == ':' || alpha(c) || digit(c))) {
                break;
            }
            i++;
        }
        fields.add(new Field(Kind.DATE, s.substring(from, i)));
        return i;
    }

    /** −1: nothing follows the sign. */
    private int signed(String s, int from) {
        int n = s.length();
        int i = from + 1;
        while (i < n && NumberText.isSpace(s.charAt(i))) {
            i++;
        }
        int start = i;
        if (i < n && digit(s.charAt(i))) {
            while (i < n && (digit(s.charAt(i)) || s.charAt(i) == ':' || s.charAt(i) == '.' || s.charAt(i) == '-')) {
                i++;
            }
            fields.add(new Field(Kind.TZ, s.charAt(from) + s.substring(start, i)));
        } else if (i < n && alpha(s.charAt(i))) {
            while (i < n && alpha(s.charAt(i))) {
                i++;
            }
            fields.add(new Field(Kind.SPECIAL, s.charAt(from) + s.substring(start, i)));
        } else {
            return -1;
        }
        return i;
    }
}
