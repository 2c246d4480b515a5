package org.hathi.types;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Conversions between encodings, Unicode normalisation, and to_ascii. The server's encoding is UTF-8. */
final class EncodingFamily {
    private EncodingFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "pg_convert_from" ->
                        (cx, a, r, o) -> {
                            String e = name(a[1], r, "source");
                            byte[] b = a[0].getBytes(r);
                            o.setText(r, decode(b, e));
                        };
                    case "pg_convert_to" ->
                        (cx, a, r, o) -> o.setBytes(r, encode(a[0].getText(r), name(a[1], r, "destination")));
                    case "pg_convert" ->
                        (cx, a, r, o) -> {
                            String from = name(a[1], r, "source");
                            String to = name(a[2], r, "destination");
                            o.setBytes(r, encode(decode(a[0].getBytes(r), from), to));
                        };
                    case "length_in_encoding" ->
                        (cx, a, r, o) -> {
                            String e = canonical(a[1].getText(r).replace("\0", ""));
                            if (e.isEmpty()) {
                                throw Err.parameter("invalid encoding name \""
                                        + a[1].getText(r).replace("\0", "") + "\"");
                            }
                            String s = decode(a[0].getBytes(r), e);
                            o.setLong(r, s.codePointCount(0, s.length()));
                        };
                    case "unicode_normalize_func" ->
                        (cx, a, r, o) -> o.setText(r, Normalizer.normalize(a[0].getText(r), form(a[1].getText(r))));
                    case "unicode_is_normalized" ->
                        (cx, a, r, o) -> o.setBool(r, Normalizer.isNormalized(a[0].getText(r), form(a[1].getText(r))));
                    case "to_ascii_default", "to_ascii_enc", "to_ascii_encname" ->
                        (cx, a, r, o) -> {
                            throw SqlError.unsupported("encoding conversion from UTF8 to ASCII");
                        };
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static Normalizer.Form form(String s) {
        return switch (s.toUpperCase(Locale.ROOT)) {
            case "NFC" -> Normalizer.Form.NFC;
            case "NFD" -> Normalizer.Form.NFD;
            case "NFKC" -> Normalizer.Form.NFKC;
            case "NFKD" -> Normalizer.Form.NFKD;
            default -> throw Err.parameter("invalid normalization form: " + s);
        };
    }

    private static String name(Vector v, int r, String what) {
        String s = v.getText(r).replace("\0", "");
        String e = canonical(s);
        if (e.isEmpty()) {
            throw Err.parameter("invalid " + what + " encoding name \"" + s + "\"");
        }
        return e;
    }

    /** PostgreSQL's name of an encoding, "" when there is none of that name: case and punctuation do not count. */
    private static String canonical(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            char c = Character.toLowerCase(s.charAt(i));
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                b.append(c);
            }
        }
        return switch (b.toString()) {
            case "utf8", "unicode" -> "UTF8";
            case "sqlascii" -> "SQL_ASCII";
            case "latin1", "iso88591" -> "LATIN1";
            case "latin2", "iso88592" -> "LATIN2";
            case "latin3", "iso88593" -> "LATIN3";
            case "latin4", "iso88594" -> "LATIN4";
            case "latin5", "iso88599" -> "LATIN5";
            case "latin7", "iso885913" -> "LATIN7";
            case "latin9", "iso885915" -> "LATIN9";
            case "iso88595" -> "ISO_8859_5";
            case "iso88596" -> "ISO_8859_6";
            case "iso88597" -> "ISO_8859_7";
            case "iso88598" -> "ISO_8859_8";
            case "win1250", "windows1250" -> "WIN1250";
            case "win1251", "windows1251", "win" -> "WIN1251";
            case "win1252", "windows1252" -> "WIN1252";
            case "win1253", "windows1253" -> "WIN1253";
            case "win1254", "windows1254" -> "WIN1254";
            case "win1255", "windows1255" -> "WIN1255";
            case "win1256", "windows1256" -> "WIN1256";
            case "win1257", "windows1257" -> "WIN1257";
            case "win1258", "windows1258", "abc", "tcvn", "tcvn5712", "vscii" -> "WIN1258";
            case "win866", "alt", "windows866" -> "WIN866";
            case "win874", "windows874" -> "WIN874";
            case "koi8", "koi8r" -> "KOI8R";
            case "koi8u" -> "KOI8U";
            case "eucjp" -> "EUC_JP";
            case "euccn" -> "EUC_CN";
            case "euckr" -> "EUC_KR";
            case "euctw" -> "EUC_TW";
            case "sjis", "mskanji", "shiftjis", "win932", "windows932" -> "SJIS";
            case "big5", "win950", "windows950" -> "BIG5";
            case "gbk", "win936", "windows936" -> "GBK";
            case "gb18030" -> "GB18030";
            case "uhc", "win949", "windows949" -> "UHC";
            case "johab" -> "JOHAB";
            default -> "";
        };
    }

    private static Charset charset(String e) {
        String java =
                switch (e) {
                    case "LATIN1" -> "ISO-8859-1";
                    case "LATIN2" -> "ISO-8859-2";
                    case "LATIN3" -> "ISO-8859-3";
                    case "LATIN4" -> "ISO-8859-4";
                    case "LATIN5" -> "ISO-8859-9";
                    case "LATIN7" -> "ISO-8859-13";
                    case "LATIN9" -> "ISO-8859-15";
                    case "WIN866" -> "IBM866";
                    case "WIN874" -> "x-windows-874";
                    case "KOI8R" -> "KOI8-R";
                    case "KOI8U" -> "KOI8-U";
                    case "EUC_JP" -> "EUC-JP";
                    case "EUC_CN" -> "GB2312";
                    case "EUC_KR" -> "EUC-KR";
                    case "EUC_TW" -> "x-EUC-TW";
                    case "SJIS" -> "windows-31j";
                    case "BIG5" -> "x-windows-950";
                    case "UHC" -> "x-windows-949";
                    case "JOHAB" -> "x-Johab";
                    case "GBK", "GB18030" -> e;
                    default -> e.startsWith("WIN") ? "windows-" + e.substring(3) : e.replace("ISO_8859_", "ISO-8859-");
                };
        if (!Charset.isSupported(java)) {
            throw SqlError.unsupported("encoding \"" + e + "\"");
        }
        return Charset.forName(java);
    }

    private static String decode(byte[] b, String e) {
        if (e.equals("UTF8") || e.equals("SQL_ASCII")) {
            Bytes.checkUtf8(b, 0, b.length);
            return new String(b, StandardCharsets.UTF_8);
        }
        for (int i = 0; i < b.length; i++) {
            if (b[i] == 0) {
                throw Err.of(
                        SqlState.CHARACTER_NOT_IN_REPERTOIRE, "invalid byte sequence for encoding \"" + e + "\": 0x00");
            }
        }
        CharsetDecoder d = charset(e).newDecoder();
        CharBuffer out = CharBuffer.allocate(b.length * 2 + 2);
        ByteBuffer in = ByteBuffer.wrap(b);
        CoderResult r = d.decode(in, out, true);
        if (r.isError()) {
            StringBuilder hex = new StringBuilder();
            for (int i = 0; i < Math.max(1, r.length()); i++) {
                hex(hex, b[in.position() + i]);
            }
            throw Err.of(
                    SqlState.UNTRANSLATABLE_CHARACTER,
                    "character with byte sequence" + hex + " in encoding \"" + e
                            + "\" has no equivalent in encoding \"UTF8\"");
        }
        d.flush(out);
        return out.flip().toString();
    }

    private static void hex(StringBuilder s, byte x) {
        s.append(" 0x").append(Character.forDigit(x >> 4 & 15, 16)).append(Character.forDigit(x & 15, 16));
    }

    private static byte[] encode(String s, String e) {
        if (e.equals("UTF8") || e.equals("SQL_ASCII")) {
            return Bytes.utf8(s);
        }
        CharsetEncoder enc = charset(e).newEncoder();
        CharBuffer in = CharBuffer.wrap(s);
        try {
            ByteBuffer out = enc.encode(in);
            byte[] b = new byte[out.remaining()];
            out.get(b);
            return b;
        } catch (CharacterCodingException x) {
            int at = Math.min(in.position(), s.length() - 1);
            StringBuilder hex = new StringBuilder();
            for (byte y : Bytes.utf8(s.substring(at, s.offsetByCodePoints(at, 1)))) {
                hex(hex, y);
            }
            throw Err.of(
                    SqlState.UNTRANSLATABLE_CHARACTER,
                    "character with byte sequence" + hex + " in encoding \"UTF8\" has no equivalent in encoding \"" + e
                            + "\"");
        }
    }
}
