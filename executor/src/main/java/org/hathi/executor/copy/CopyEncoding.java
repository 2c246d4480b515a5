package org.hathi.executor.copy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's names of character sets. */
final class CopyEncoding {
    private CopyEncoding() {}

    /**
     * The character set with this name, whatever its case and punctuation; null if there is none. SQL_ASCII is taken as
     * it is.
     */
    static @Nullable Charset find(String name) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                b.append(c);
            }
        }
        String n = b.toString().toLowerCase(Locale.ROOT);
        String java =
                switch (n) {
                    case "utf8", "unicode", "sqlascii" -> "UTF-8";
                    case "latin1", "iso88591" -> "ISO-8859-1";
                    case "latin2", "iso88592" -> "ISO-8859-2";
                    case "latin3", "iso88593" -> "ISO-8859-3";
                    case "latin4", "iso88594" -> "ISO-8859-4";
                    case "iso88595" -> "ISO-8859-5";
                    case "iso88596" -> "ISO-8859-6";
                    case "iso88597" -> "ISO-8859-7";
                    case "iso88598" -> "ISO-8859-8";
                    case "latin5", "iso88599" -> "ISO-8859-9";
                    case "latin7", "iso885913" -> "ISO-8859-13";
                    case "latin9", "iso885915" -> "ISO-8859-15";
                    case "latin10", "iso885916" -> "ISO-8859-16";
                    case "win1250", "windows1250" -> "windows-1250";
                    case "win1251", "windows1251", "win" -> "windows-1251";
                    case "win1252", "windows1252" -> "windows-1252";
                    case "win1253", "windows1253" -> "windows-1253";
                    case "win1254", "windows1254" -> "windows-1254";
                    case "win1255", "windows1255" -> "windows-1255";
                    case "win1256", "windows1256" -> "windows-1256";
                    case "win1257", "windows1257" -> "windows-1257";
                    case "win1258", "windows1258", "abc", "tcvn", "tcvn5712", "vscii" -> "windows-1258";
                    case "win866", "windows866", "alt" -> "IBM866";
                    case "win874", "windows874" -> "x-windows-874";
                    case "koi8", "koi8r" -> "KOI8-R";
                    case "koi8u" -> "KOI8-U";
                    case "eucjp" -> "EUC-JP";
                    case "euckr" -> "EUC-KR";
                    case "euccn", "gbk", "win936", "windows936" -> "GBK";
                    case "gb18030" -> "GB18030";
                    case "big5", "win950", "windows950" -> "Big5";
                    case "sjis", "shiftjis", "mskanji", "win932", "windows932" -> "Shift_JIS";
                    case "uhc", "win949", "windows949" -> "x-windows-949";
                    default -> "";
                };
        if (java.isEmpty() || !Charset.isSupported(java)) {
            return null;
        }
        return java.equals("UTF-8") ? StandardCharsets.UTF_8 : Charset.forName(java);
    }
}
