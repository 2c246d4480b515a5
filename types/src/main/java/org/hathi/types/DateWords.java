package org.hathi.types;

/** Words of date input: months and days of the week. */
final class DateWords {
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
}
