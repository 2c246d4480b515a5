package org.hathi.server;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A statement's text as the bytes that pg_stat_activity shows, kept: prepared statements come again and again. */
final class QueryText {
    private byte[] bytes = new byte[256];
    private @Nullable String encoded;
    private int length;

    byte[] bytes() {
        return bytes;
    }

    /** Encodes; returns the number of bytes at the beginning of {@link #bytes}. */
    int encode(String s) {
        if (s == encoded) {
            return length;
        }
        encoded = s;
        length = encodeNow(s);
        return length;
    }

    private int encodeNow(String s) {
        int n = s.length();
        if (bytes.length < n) {
            bytes = new byte[Math.min(n + 64, 1 << 20)];
        }
        n = Math.min(n, bytes.length);
        for (int i = 0; i < n; i++) {
            char c = s.charAt(i);
            if (c >= 0x80) {
                byte[] b = s.substring(0, n).getBytes(StandardCharsets.UTF_8);
                bytes = b.length > bytes.length ? b : bytes;
                System.arraycopy(b, 0, bytes, 0, b.length);
                return b.length;
            }
            bytes[i] = (byte) c;
        }
        return n;
    }
}
