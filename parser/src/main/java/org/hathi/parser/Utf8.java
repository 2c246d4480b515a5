package org.hathi.parser;

/** Checks UTF-8 as PostgreSQL does, for bytes written as escapes. */
final class Utf8 {
    private Utf8() {}

    private static int sequenceLength(int lead) {
        return lead < 0x80 ? 1 : (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : (lead & 0xF8) == 0xF0 ? 4 : 1;
    }

    /** Length of the valid sequence at {@code i}, 0 when there is none. */
    static int validLength(byte[] b, int i, int n) {
        int lead = b[i] & 0xFF;
        if (lead == 0 || lead >= 0x80 && lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int len = sequenceLength(lead);
        if (i + len > n) {
            return 0;
        }
        for (int k = 1; k < len; k++) {
            if ((b[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = len > 1 ? b[i + 1] & 0xFF : 0;
        boolean bad = lead == 0xE0 && second < 0xA0
                || lead == 0xED && second > 0x9F
                || lead == 0xF0 && second < 0x90
                || lead == 0xF4 && second > 0x8F;
        return bad ? 0 : len;
    }

    /** The bytes of the sequence at {@code i} as PostgreSQL lists them: {@code 0xe9 0x20}. */
    static String describe(byte[] b, int i, int n) {
        int len = Math.min(sequenceLength(b[i] & 0xFF), n - i);
        StringBuilder sb = new StringBuilder();
        for (int k = 0; k < len; k++) {
            int v = b[i + k] & 0xFF;
            sb.append(k == 0 ? "0x" : " 0x")
                    .append(Character.forDigit(v >> 4, 16))
                    .append(Character.forDigit(v & 15, 16));
        }
        return sb.toString();
    }
}
