package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Templates of to_char, to_date and to_timestamp, taken apart. */
final class Template {
    /** Kinds of elements: a field, a separator, white space, any other character. */
    static final int FIELD = 0;

    static final int SEPARATOR = 1;
    static final int SPACE = 2;
    static final int TEXT = 3;

    /** Fields in the order in which they are tried; those in the other case follow from them. */
    private static final String[] UPPER = {
        "A.D.", "A.M.", "AD", "AM", "B.C.", "BC", "CC", "DAY", "DDD", "DD", "DY", "D", "FF1", "FF2", "FF3", "FF4",
        "FF5", "FF6", "FX", "HH24", "HH12", "HH", "IDDD", "ID", "IW", "IYYY", "IYY", "IY", "I", "J", "MI", "MM",
        "MONTH", "MON", "MS", "OF", "P.M.", "PM", "Q", "RM", "SSSSS", "SSSS", "SS", "TZH", "TZM", "TZ", "US", "WW",
        "W", "Y,YYY", "YYYY", "YYY", "YY", "Y"
    };

    private static final String[] MIXED = {"Day", "Dy", "Month", "Mon"};

    /**
     * An element.
     *
     * @param name the field as PostgreSQL names it in errors; the character otherwise
     * @param field the field in upper case
     * @param fill with FM
     * @param localized with TM
     * @param ordinal 0, or T or t for TH and th
     */
    record Node(int kind, String name, String field, boolean fill, boolean localized, char ordinal) {
        boolean isField() {
            return kind == FIELD;
        }

        /** Whether the field is a number. */
        boolean digits() {
            return switch (field) {
                case "A.D.",
                        "A.M.",
                        "AD",
                        "AM",
                        "B.C.",
                        "BC",
                        "DAY",
                        "DY",
                        "FX",
                        "MONTH",
                        "MON",
                        "OF",
                        "P.M.",
                        "PM",
                        "RM",
                        "TZH",
                        "TZ" -> false;
                default -> true;
            };
        }

        /** 'G' for fields of the Gregorian calendar, 'I' for those of ISO weeks, 'N' for others. */
        char convention() {
            return switch (field) {
                case "DDD", "DD", "D", "MM", "MONTH", "MON", "RM", "WW", "W", "Y,YYY", "YYYY", "YYY", "YY", "Y" -> 'G';
                case "IDDD", "ID", "IW", "IYYY", "IYY", "IY", "I" -> 'I';
                default -> 'N';
            };
        }

        /** 'd' for parts of a date, 't' of a time, 'z' of a zone, ' ' for none. */
        char part() {
            return switch (field) {
                case "FX" -> ' ';
                case "A.M.",
                        "AM",
                        "P.M.",
                        "PM",
                        "HH24",
                        "HH12",
                        "HH",
                        "MI",
                        "SS",
                        "MS",
                        "US",
                        "FF1",
                        "FF2",
                        "FF3",
                        "FF4",
                        "FF5",
                        "FF6",
                        "SSSSS",
                        "SSSS" -> 't';
                case "TZ", "OF", "TZH", "TZM" -> 'z';
                default -> 'd';
            };
        }
    }

    /** The last template of a call site: templates are nearly always constant. */
    static final class Cache {
        private byte[] text = new byte[0];
        private @Nullable List<Node> nodes;

        List<Node> get(Vector v, int r) {
            List<Node> known = nodes;
            if (known == null || !Bytes.equal(text, 0, text.length, v.arena, v.off[r], v.len[r])) {
                text = v.getBytes(r);
                known = parse(Bytes.string(text), false);
                nodes = known;
            }
            return known;
        }
    }

    private Template() {}

    /** Takes a template apart; {@code standard}: only the separators that the SQL standard knows, as in jsonpath. */
    static List<Node> parse(String f, boolean standard) {
        List<Node> nodes = new ArrayList<>();
        int i = 0;
        while (i < f.length()) {
            boolean fm = f.startsWith("FM", i) || f.startsWith("fm", i);
            boolean tm = !fm && (f.startsWith("TM", i) || f.startsWith("tm", i));
            i += fm || tm ? 2 : 0;
            if (i >= f.length()) {
                break;
            }
            String key = key(f, i);
            if (!key.isEmpty()) {
                i += key.length();
                char ordinal = 0;
                if (f.startsWith("TH", i) || f.startsWith("th", i)) {
                    ordinal = f.charAt(i);
                    i += 2;
                } else if (f.startsWith("SP", i)) {
                    i += 2;
                }
                nodes.add(new Node(FIELD, key, key.toUpperCase(Locale.ROOT), fm, tm, ordinal));
            } else {
                i = other(f, i, standard, nodes);
            }
        }
        return nodes;
    }

    /** A character that is no field, or a quoted text, from {@code i}; returns what follows. */
    private static int other(String f, int i, boolean standard, List<Node> nodes) {
        char c = f.charAt(i);
        int n = Character.charCount(f.codePointAt(i));
        if (c == '"') {
            return quoted(f, i + 1, nodes);
        }
        if (standard) {
            if ("-./,':; ".indexOf(c) < 0) {
                throw Err.of(
                        SqlState.INVALID_DATETIME_FORMAT,
                        "invalid datetime format separator: \"" + f.substring(i, i + n) + "\"");
            }
            nodes.add(character(c == ' ' ? SPACE : SEPARATOR, f.substring(i, i + 1)));
            return i + 1;
        }
        int at = i;
        if (c == '\\' && at + 1 < f.length() && f.charAt(at + 1) == '"') {
            at++;
            c = '"';
        }
        int kind = isSeparator(c) ? SEPARATOR : NumberText.isSpace(c) ? SPACE : TEXT;
        nodes.add(character(kind, f.substring(at, at + n)));
        return at + n;
    }

    private static int quoted(String f, int from, List<Node> nodes) {
        int i = from;
        while (i < f.length()) {
            if (f.charAt(i) == '"') {
                return i + 1;
            }
            if (f.charAt(i) == '\\' && i + 1 < f.length()) {
                i++;
            }
            int n = Character.charCount(f.codePointAt(i));
            nodes.add(character(TEXT, f.substring(i, i + n)));
            i += n;
        }
        return i;
    }

    private static Node character(int kind, String c) {
        return new Node(kind, c, "", false, false, (char) 0);
    }

    static boolean isSeparator(char c) {
        return c > ' ' && c < 127 && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
    }

    private static String key(String f, int i) {
        char first = f.charAt(i);
        if (first >= 'A' && first <= 'Z') {
            for (String k : UPPER) {
                if (k.charAt(0) == first && f.startsWith(k, i)) {
                    String m = k.equals("D") ? mixed(f, i) : "";
                    return m.isEmpty() ? k : m;
                }
            }
            return mixed(f, i);
        }
        if (first >= 'a' && first <= 'z') {
            for (String k : UPPER) {
                if (Character.toLowerCase(k.charAt(0)) == first && lower(f, i, k)) {
                    return f.substring(i, i + k.length());
                }
            }
        }
        return "";
    }

    private static String mixed(String f, int i) {
        for (String k : MIXED) {
            if (f.startsWith(k, i)) {
                return k;
            }
        }
        return "";
    }

    private static boolean lower(String f, int i, String upper) {
        if (i + upper.length() > f.length()) {
            return false;
        }
        for (int k = 0; k < upper.length(); k++) {
            if (f.charAt(i + k) != Character.toLowerCase(upper.charAt(k))) {
                return false;
            }
        }
        return true;
    }
}
