package org.hathi.executor.system;

import java.util.Locale;

/** PostgreSQL's character set encodings by number. */
public final class Encodings {
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
    public static String name(int encoding) {
        return encoding >= 0 && encoding < NAMES.length ? NAMES[encoding] : "";
    }

    /** The number, −1 when the name is unknown; case and punctuation do not matter. */
    public static int number(String name) {
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
            case "iso88593" -> 10;
            case "iso88594" -> 11;
            case "iso88599" -> 12;
            case "iso885910" -> 13;
            case "iso885913" -> 14;
            case "iso885914" -> 15;
            case "iso885915" -> 16;
            case "iso885916" -> 17;
            case "win" -> number("WIN1251");
            case "koi8" -> 22;
            case "shiftjis", "mskanji", "win932", "windows932" -> number("SJIS");
            case "win936", "windows936" -> number("GBK");
            case "win949", "windows949" -> number("UHC");
            case "win950", "windows950" -> number("BIG5");
            case "abc", "tcvn", "tcvn5712", "vscii" -> 19;
            case "alt" -> 20;
            default -> n.startsWith("windows") ? number("win" + n.substring(7)) : -1;
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
