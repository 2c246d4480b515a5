package org.hathi.parser;

import java.nio.charset.StandardCharsets;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Decodes backslash escapes of {@code E''} strings and Unicode escapes of {@code U&''} and {@code U&""}. */
final class EscapeDecoder {
    /** Bytes from {@code \377} and {@code \xFF} escapes wait as lone low surrogates until {@link #finish}. */
    private static final int RAW_BYTE = 0xDC00;

    private final Lexer lexer;
    private final char[] s;
    private final StringBuilder out = new StringBuilder();
    private boolean rawBytes;
    private int highSurrogate;

    EscapeDecoder(Lexer lexer) {
        this.lexer = lexer;
        this.s = lexer.s;
    }

    /** Decodes from {@code i}, behind the opening quote; returns the offset behind the closing one. */
    int decode(int i) {
        int n = s.length;
        while (true) {
            if (i >= n) {
                throw lexer.error("unterminated quoted string", lexer.start, n);
            }
            char c = s[i];
            boolean unicode = c == '\\' && i + 1 < n && (s[i + 1] == 'u' || s[i + 1] == 'U');
            if (highSurrogate != 0 && !unicode) {
                throw lexer.error("invalid Unicode surrogate pair", i, Math.min(i + 1, n));
            }
            if (c == '\'') {
                if (i + 1 < n && s[i + 1] == '\'') {
                    out.append('\'');
                    i += 2;
                    continue;
                }
                return i + 1;
            }
            if (c != '\\') {
                out.append(c);
                i++;
            } else if (i + 1 >= n) {
                throw lexer.error("unterminated quoted string", lexer.start, n);
            } else {
                i = escape(i);
            }
        }
    }

    private int escape(int i) {
        char c = s[i + 1];
        switch (c) {
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u', 'U' -> {
                return unicodeEscape(i);
            }
            case 'x' -> {
                int k = i + 2;
                int v = 0;
                while (k < s.length && k < i + 4 && Character.digit(s[k], 16) >= 0 && s[k] < 0x80) {
                    v = v * 16 + Character.digit(s[k++], 16);
                }
                if (k == i + 2) {
                    out.append('x');
                } else {
                    addByte(v);
                }
                return k;
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int k = i + 1;
                int v = 0;
                while (k < s.length && k < i + 4 && s[k] >= '0' && s[k] <= '7') {
                    v = v * 8 + (s[k++] - '0');
                }
                addByte(v & 0xFF);
                return k;
            }
            default -> out.append(c);
        }
        return i + 2;
    }

    private void addByte(int v) {
        if (v == 0 || v >= 0x80) {
            rawBytes = true;
            out.append((char) (RAW_BYTE + v));
        } else {
            out.append((char) v);
        }
    }

    private int unicodeEscape(int i) {
        int digits = s[i + 1] == 'u' ? 4 : 8;
        int v = hex(i + 2, digits);
        if (v < 0) {
            throw new SqlError(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid Unicode escape")
                    .hint("Unicode escapes must be \\uXXXX or \\UXXXXXXXX.")
                    .position(lexer.position(i));
        }
        addUnicode(v, i, i + 2 + digits);
        return i + 2 + digits;
    }

    /** Value of {@code digits} hexadecimal digits at {@code i}; -1 if they are not there, large if out of range. */
    private int hex(int i, int digits) {
        long v = 0;
        for (int k = i; k < i + digits; k++) {
            int d = k < s.length && s[k] < 0x80 ? Character.digit(s[k], 16) : -1;
            if (d < 0) {
                return -1;
            }
            v = v * 16 + d;
        }
        return (int) Math.min(v, Integer.MAX_VALUE);
    }

    private void addUnicode(int v, int from, int to) {
        boolean low = v >= 0xDC00 && v <= 0xDFFF;
        if (highSurrogate != 0 != low) {
            throw lexer.error("invalid Unicode surrogate pair", from, to);
        }
        if (low) {
            out.appendCodePoint(Character.toCodePoint((char) highSurrogate, (char) v));
            highSurrogate = 0;
        } else if (v >= 0xD800 && v <= 0xDBFF) {
            highSurrogate = v;
        } else if (v == 0 || v > 0x10FFFF) {
            throw lexer.error("invalid Unicode escape value", from, to);
        } else {
            out.appendCodePoint(v);
        }
    }

    String finish() {
        return rawBytes ? decodeBytes() : out.toString();
    }

    private String decodeBytes() {
        byte[] b = new byte[out.length() * 3];
        int n = 0;
        int i = 0;
        while (i < out.length()) {
            int cp = out.codePointAt(i);
            i += Character.charCount(cp);
            if (cp >= RAW_BYTE && cp < RAW_BYTE + 256) {
                b[n++] = (byte) (cp - RAW_BYTE);
            } else {
                byte[] u = Character.toString(cp).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(u, 0, b, n, u.length);
                n += u.length;
            }
        }
        int k = 0;
        while (k < n) {
            int len = Utf8.validLength(b, k, n);
            if (len == 0) {
                throw new SqlError(
                        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
                        "invalid byte sequence for encoding \"UTF8\": " + Utf8.describe(b, k, n));
            }
            k += len;
        }
        return Lexer.utf8(b, n);
    }

    static boolean validUescape(char c) {
        return Character.digit(c, 16) < 0
                && c != '+'
                && c != '\''
                && c != '"'
                && c != ' '
                && c != '\n'
                && c != '\t'
                && c != '\r'
                && c != '\f';
    }

    /** Decodes {@code raw}; positions in errors count from offset {@code base}, where it begins in the query. */
    String decodeUnicode(String raw, char escape, int base) {
        int n = raw.length();
        int i = 0;
        while (i < n) {
            char c = raw.charAt(i);
            if (c != escape || i + 1 < n && raw.charAt(i + 1) == escape) {
                if (highSurrogate != 0) {
                    throw surrogate(base + i);
                }
                out.append(c);
                i += c == escape ? 2 : 1;
                continue;
            }
            boolean plus = i + 1 < n && raw.charAt(i + 1) == '+';
            int from = plus ? i + 2 : i + 1;
            int to = from + (plus ? 6 : 4);
            int v = 0;
            for (int k = from; k < to; k++) {
                int d = k < n && raw.charAt(k) < 0x80 ? Character.digit(raw.charAt(k), 16) : -1;
                if (d < 0) {
                    throw new SqlError(SqlState.SYNTAX_ERROR, "invalid Unicode escape")
                            .hint("Unicode escapes must be \\XXXX or \\+XXXXXX.")
                            .position(lexer.position(base + i));
                }
                v = v * 16 + d;
            }
            addRawUnicode(v, base + i);
            i = to;
        }
        if (highSurrogate != 0) {
            throw surrogate(base + n);
        }
        return out.toString();
    }

    private void addRawUnicode(int v, int where) {
        boolean low = v >= 0xDC00 && v <= 0xDFFF;
        if (highSurrogate != 0 != low) {
            throw surrogate(where);
        }
        if (v == 0 || v > 0x10FFFF) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "invalid Unicode escape value").position(lexer.position(where));
        }
        addUnicode(v, where, where);
    }

    private SqlError surrogate(int where) {
        return new SqlError(SqlState.SYNTAX_ERROR, "invalid Unicode surrogate pair").position(lexer.position(where));
    }
}
