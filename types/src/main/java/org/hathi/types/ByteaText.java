package org.hathi.types;

import org.hathi.base.SqlState;

/** Text forms of bytea: hex and escape. */
final class ByteaText {
    private static final byte[] HEX = Bytes.utf8("0123456789abcdef");

    private ByteaText() {}

    static void hex(int b, ByteSink out) {
        out.put(HEX[b >> 4 & 15]).put(HEX[b & 15]);
    }

    static void print(byte[] b, int off, int len, boolean escape, ByteSink out) {
        if (!escape) {
            out.reserve(2 + 2 * len);
            out.put('\\').put('x');
            for (int i = 0; i < len; i++) {
                hex(b[off + i], out);
            }
            return;
        }
        for (int i = 0; i < len; i++) {
            int c = b[off + i] & 0xFF;
            if (c == '\\') {
                out.put('\\').put('\\');
            } else if (c < 0x20 || c > 0x7E) {
                out.put('\\').put('0' + (c >> 6)).put('0' + (c >> 3 & 7)).put('0' + (c & 7));
            } else {
                out.put(c);
            }
        }
    }

    static byte[] parse(String s) {
        if (s.startsWith("\\x")) {
            return parseHex(s, 2);
        }
        byte[] in = Bytes.utf8(s);
        ByteSink out = new ByteSink(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '\\') {
                out.put(in[i]);
            } else if (i + 3 < in.length && octal(in[i + 1], '3') && octal(in[i + 2], '7') && octal(in[i + 3], '7')) {
                out.put((in[i + 1] - '0') << 6 | (in[i + 2] - '0') << 3 | in[i + 3] - '0');
                i += 3;
            } else if (i + 1 < in.length && in[i + 1] == '\\') {
                out.put('\\');
                i++;
            } else {
                throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea");
            }
        }
        return out.toBytes();
    }

    private static boolean octal(int c, int max) {
        return c >= '0' && c <= max;
    }

    /** Hex digits in pairs, whitespace between pairs ignored. */
    static byte[] parseHex(String s, int from) {
        ByteSink out = new ByteSink(s.length() / 2);
        int n = s.length();
        for (int i = from; i < n; i++) {
            char c = s.charAt(i);
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                continue;
            }
            int hi = digit(s, i);
            i++;
            if (i >= n) {
                throw Err.parameter("invalid hexadecimal data: odd number of digits");
            }
            out.put(hi << 4 | digit(s, i));
        }
        return out.toBytes();
    }

    private static int digit(String s, int i) {
        char c = s.charAt(i);
        int d = c < 128 ? Character.digit(c, 16) : -1;
        if (d < 0) {
            int cp = s.codePointAt(i);
            throw Err.parameter("invalid hexadecimal digit: \"" + new String(Character.toChars(cp)) + "\"");
        }
        return d;
    }
}
