package org.hathi.types;

/** Text form of money in the C locale. */
final class MoneyText {
    private MoneyText() {}

    static long parse(String str) {
        String s = str.strip();
        int i = 0;
        int n = s.length();
        boolean neg = false;
        if (i < n && s.charAt(i) == '(') {
            neg = true;
            i++;
        }
        while (i < n && (s.charAt(i) == '-' || s.charAt(i) == '+' || s.charAt(i) == '$' || s.charAt(i) == ' ')) {
            neg |= s.charAt(i) == '-';
            i++;
        }
        long v = 0;
        int dec = -1;
        for (; i < n; i++) {
            char c = s.charAt(i);
            if (c >= '0' && c <= '9') {
                if (dec < 2) {
                    if (Math.multiplyHigh(v, 10) != (v * 10) >> 63 || v * 10 - (c - '0') > 0) {
                        throw Err.valueRange(str, "money");
                    }
                    v = v * 10 - (c - '0');
                    dec += dec >= 0 ? 1 : 0;
                } else if (dec == 2) {
                    v -= c >= '5' ? 1 : 0;
                    dec++;
                }
            } else if (c == '.' && dec < 0) {
                dec = 0;
            } else if (c != ',') {
                break;
            }
        }
        while (i < n && (s.charAt(i) == ')' || s.charAt(i) == ' ' || s.charAt(i) == '-' || s.charAt(i) == '$')) {
            neg |= s.charAt(i) == '-' || s.charAt(i) == ')';
            i++;
        }
        if (i < n) {
            throw Err.syntax("money", str);
        }
        for (int d = Math.max(dec, 0); d < 2; d++) {
            if (Math.multiplyHigh(v, 10) != (v * 10) >> 63) {
                throw Err.valueRange(str, "money");
            }
            v *= 10;
        }
        if (!neg && v == Long.MIN_VALUE) {
            throw Err.valueRange(str, "money");
        }
        return neg ? v : -v;
    }

    static void print(long v, ByteSink out) {
        if (v < 0) {
            out.put('-');
        }
        out.put('$');
        long whole = Math.abs(v / 100);
        String s = Long.toString(whole);
        for (int i = 0; i < s.length(); i++) {
            if (i > 0 && (s.length() - i) % 3 == 0) {
                out.put(',');
            }
            out.put(s.charAt(i));
        }
        out.put('.').padded(Math.abs(v % 100), 2);
    }

    private static final String[] SMALL = {
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty"
    };
    private static final String[] TENS = {
        "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
    };
    private static final String[] GROUPS = {" quadrillion ", " trillion ", " billion ", " million ", " thousand ", ""};

    /** An amount of cents in English, as cash_words. */
    static String words(long cents) {
        StringBuilder b = new StringBuilder(cents < 0 ? "minus " : "");
        long v = Math.abs(cents);
        long dollars = Long.divideUnsigned(v, 100);
        long unit = 1_000_000_000_000_000L;
        for (String group : GROUPS) {
            int n = (int) (dollars / unit % 1000);
            if (n != 0) {
                b.append(below1000(n)).append(group);
            }
            unit /= 1000;
        }
        if (dollars == 0) {
            b.append("zero");
        }
        int rest = (int) Long.remainderUnsigned(v, 100);
        b.append(dollars == 1 ? " dollar and " : " dollars and ");
        b.append(below1000(rest)).append(rest == 1 ? " cent" : " cents");
        b.setCharAt(0, Character.toUpperCase(b.charAt(0)));
        return b.toString();
    }

    private static String below1000(int n) {
        int rest = n % 100;
        String low = rest <= 20 ? SMALL[rest] : TENS[rest / 10] + (rest % 10 == 0 ? "" : " " + SMALL[rest % 10]);
        if (n < 100) {
            return low;
        }
        String hundreds = SMALL[n / 100] + " hundred";
        return rest == 0 ? hundreds : hundreds + (rest < 20 ? " and " : " ") + low;
    }
}
