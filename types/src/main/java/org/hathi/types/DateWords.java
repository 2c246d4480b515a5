package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Words of date and time input that are not time zones. */
final class DateWords {
    /** Kinds of words. */
    enum Kind {
        RESERVED,
        MONTH,
        WEEKDAY,
        /** am, pm: value 0, 1. */
        HALF_DAY,
        /** ad, bc: value 0, 1. */
        ERA,
        /** A label of the number that follows, its {@link Unit} by ordinal. */
        UNIT,
        /** t before a time. */
        ISO_TIME,
        DST,
        IGNORED
    }

    /** Labels of numbers. */
    enum Unit {
        NONE,
        YEAR,
        MONTH,
        DAY,
        HOUR,
        MINUTE,
        SECOND,
        JULIAN,
        TIME,
        /** Known elsewhere, but no label of input. */
        OTHER
    }

    record Word(Kind kind, int value) {}

    private DateWords() {}

    static int month(String w) {
        String[] full = {
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december"
        };
        for (int m = 0; m < 12; m++) {
            if (w.equals(full[m]) || w.length() == 3 && full[m].startsWith(w)) {
                return m + 1;
            }
        }
        return w.equals("sept") ? 9 : 0;
    }

    static boolean weekday(String w) {
        return switch (w) {
            case "sun",
                    "sunday",
                    "mon",
                    "monday",
                    "tue",
                    "tues",
                    "tuesday",
                    "wed",
                    "weds",
                    "wednesday",
                    "thu",
                    "thur",
                    "thurs",
                    "thursday",
                    "fri",
                    "friday",
                    "sat",
                    "saturday" -> true;
            default -> false;
        };
    }

    private static Word unit(Unit u) {
        return new Word(Kind.UNIT, u.ordinal());
    }

    /** The word in lower case, null when it is none of these. */
    static @Nullable Word find(String w) {
        int m = month(w);
        if (m > 0) {
            return new Word(Kind.MONTH, m);
        }
        if (weekday(w)) {
            return new Word(Kind.WEEKDAY, 0);
        }
        return switch (w) {
            case "now", "today", "tomorrow", "yesterday", "allballs", "epoch", "infinity", "-infinity" ->
                new Word(Kind.RESERVED, 0);
            case "on", "at" -> new Word(Kind.IGNORED, 0);
            case "ad" -> new Word(Kind.ERA, 0);
            case "bc" -> new Word(Kind.ERA, 1);
            case "am" -> new Word(Kind.HALF_DAY, 0);
            case "pm" -> new Word(Kind.HALF_DAY, 1);
            case "dst" -> new Word(Kind.DST, 3600);
            case "t" -> new Word(Kind.ISO_TIME, 0);
            case "y" -> unit(Unit.YEAR);
            case "m" -> unit(Unit.MONTH);
            case "d" -> unit(Unit.DAY);
            case "h" -> unit(Unit.HOUR);
            case "mm" -> unit(Unit.MINUTE);
            case "s" -> unit(Unit.SECOND);
            case "j", "jd", "julian" -> unit(Unit.JULIAN);
            case "dow", "doy", "isodow", "isoyear" -> unit(Unit.OTHER);
            default -> null;
        };
    }
}
