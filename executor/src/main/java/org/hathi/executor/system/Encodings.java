package org.hathi.executor.system;

import java.util.Locale;

/** PostgreSQL's character set encodings by number. */
final class Encodings {
    static final int UTF8 = 6;
    private static final String[] NAMES = {
        "SQL_ASCII",
        "EUC_JP",
        "EUC_CN",
        "EUC_KR",
        "EUC_TW",
        "EUC_JIS_2004",
        "UTF8",
        "MULE_INTERNAL",
        "LATIN1",
        "LATIN2",
        "LATIN3",
        "LATIN4",
        "LATIN5",
        "LATIN6",
        "LATIN7",
        "LATIN8",
        "LATIN9",
        "LATIN10",
        "WIN1256",
        "WIN1258",
        "WIN866",
        "WIN874",
        "KOI8R",
        "WIN1251",
        "WIN1252",
        "ISO_8859_5",
        "ISO_8859_6",
        "ISO_8859_7",
        "ISO_8859_8",
        "WIN1250",
        "WIN1253",
        "WIN1254",
        "WIN1255",
        "WIN1257",
        "KOI8U",
        "SJIS",
        "BIG5",
        "GBK",
        "UHC",
        "GB18030",
        "JOHAB",
        "SHIFT_JIS_2004"
    };
    private static final String MAX_LENGTH = "133343441111111111111111111111111112222432";

    private Encodings() {}

    /** The name, "" for an unknown number. */
    static String name(int encoding) {
        return encoding >= 0 && encoding < NAMES.length ? NAMES[encoding] : "";
    }

    /** The number, −1 when the name is unknown; case and punctuation do not matter. */
    static int number(String name) {
        String n = clean(name);
        for (int i = 0; i < NAMES.length; i++) {
            if (clean(NAMES[i]).equals(n)) {
                return i;
            }
        }
        return switch (n) {
            case "unicode" -> UTF8;
            case "iso88591" -> 8;
            case "iso88592" -> 9;
            case "iso885915" -> 16;
            case "windows1252" -> 24;
            case "windows1251", "win" -> 23;
            case "windows1250" -> 29;
            case "koi8" -> 22;
            case "abc", "tcvn", "tcvn5712", "vscii" -> 19;
            case "alt" -> 20;
            default -> -1;
        };
    }

    private static String clean(String name) {
        StringBuilder b = new StringBuilder();
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            if (Character.isLetterOrDigit(c)) {
                b.append(c);
            }
        }
        return b.toString();
    }

    /** Bytes of the longest character; 0 for an unknown encoding. */
    static int maxLength(int encoding) {
        return encoding < 0 || encoding >= MAX_LENGTH.length() ? 0 : MAX_LENGTH.charAt(encoding) - '0';
    }
}
