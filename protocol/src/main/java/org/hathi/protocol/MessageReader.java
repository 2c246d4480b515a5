package org.hathi.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** A cursor over the body of one frontend message; every misfit is PostgreSQL's 08P01 error. */
public final class MessageReader {
    private static final byte[] NOTHING = new byte[0];
    /** Names kept, a power of two. */
    private static final int KEPT = 32;

    private static final int LONGEST_KEPT = 63;

    private byte[] b = NOTHING;
    private int at;
    private int end;
    private final String[] names = new String[KEPT];

    MessageReader() {
        Arrays.fill(names, "");
    }

    void set(byte[] bytes, int n) {
        b = bytes;
        at = 0;
        end = n;
    }

    /** A reader over a body held elsewhere. */
    public static MessageReader of(byte[] bytes, int n) {
        MessageReader r = new MessageReader();
        r.set(bytes, n);
        return r;
    }

    public int remaining() {
        return end - at;
    }

    private void need(int n) {
        if (n < 0 || end - at < n) {
            throw new SqlError(SqlState.PROTOCOL_VIOLATION, "insufficient data left in message");
        }
    }

    public int readByte() {
        need(1);
        return b[at++] & 0xFF;
    }

    /** A signed 16-bit integer. */
    public int readShort() {
        need(2);
        int v = (short) ((b[at] & 0xFF) << 8 | b[at + 1] & 0xFF);
        at += 2;
        return v;
    }

    public int readInt() {
        need(4);
        int v = (b[at] & 0xFF) << 24 | (b[at + 1] & 0xFF) << 16 | (b[at + 2] & 0xFF) << 8 | b[at + 3] & 0xFF;
        at += 4;
        return v;
    }

    /** A NUL-terminated string in UTF-8; throws 08P01 without terminator, 22021 for malformed UTF-8. */
    public String readString() {
        int i = at;
        while (i < end && b[i] != 0) {
            i++;
        }
        if (i == end) {
            throw new SqlError(SqlState.PROTOCOL_VIOLATION, "invalid string in message");
        }
        String s = decode(b, at, i - at);
        at = i + 1;
        return s;
    }

    /**
     * The same, for names of statements and portals: the names read last are kept, and the string that stands for one
     * of them already is returned again.
     */
    public String readName() {
        int i = at;
        int hash = 0;
        while (i < end && b[i] > 0) {
            hash = 31 * hash + b[i++];
        }
        int n = i - at;
        if (i == end || b[i] != 0 || n > LONGEST_KEPT) {
            return readString();
        }
        if (n == 0) {
            at++;
            return "";
        }
        String known = names[hash & KEPT - 1];
        if (!same(known, n)) {
            known = new String(b, at, n, StandardCharsets.ISO_8859_1);
            names[hash & KEPT - 1] = known;
        }
        at = i + 1;
        return known;
    }

    private boolean same(String s, int n) {
        if (s.length() != n) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (s.charAt(i) != b[at + i]) {
                return false;
            }
        }
        return true;
    }

    public byte[] readBytes(int n) {
        need(n);
        byte[] r = Arrays.copyOfRange(b, at, at + n);
        at += n;
        return r;
    }

    /** A length word and that many bytes, or null for length −1. */
    public byte @Nullable [] readValue() {
        int n = readInt();
        return n == -1 ? null : readBytes(n);
    }

    /** A count and that many 16-bit format codes. */
    public int[] readFormats() {
        int n = readShort();
        if (n == 0) {
            return NO_FORMATS;
        }
        need(Math.max(0, n) * 2);
        int[] f = new int[Math.max(0, n)];
        for (int i = 0; i < f.length; i++) {
            f[i] = readShort();
        }
        return f;
    }

    private static final int[] NO_FORMATS = {};

    /** Throws 08P01 if the body was not read to its end. */
    public void end() {
        if (at != end) {
            throw new SqlError(SqlState.PROTOCOL_VIOLATION, "invalid message format");
        }
    }

    private static String decode(byte[] b, int off, int len) {
        boolean ascii = true;
        for (int i = off; i < off + len; i++) {
            if (b[i] < 0) {
                ascii = false;
                break;
            }
        }
        if (ascii) {
            return new String(b, off, len, StandardCharsets.ISO_8859_1);
        }
        String s = new String(b, off, len, StandardCharsets.UTF_8);
        if (s.indexOf('\uFFFD') >= 0) {
            checkUtf8(b, off, len);
        }
        return s;
    }

    private static void checkUtf8(byte[] b, int off, int len) {
        ByteBuffer in = ByteBuffer.wrap(b, off, len);
        var decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            decoder.decode(in);
        } catch (CharacterCodingException e) {
            throw malformed(b, in.position(), off + len);
        }
    }

    /** The 22021 error for the malformed sequence at {@code at}: shows its bytes as PostgreSQL does. */
    static SqlError malformed(byte[] b, int at, int end) {
        int lead = b[at] & 0xFF;
        int n = lead < 0x80 ? 1 : (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : (lead & 0xF8) == 0xF0 ? 4 : 1;
        StringBuilder m = new StringBuilder("invalid byte sequence for encoding \"UTF8\": ");
        for (int i = 0; i < Math.min(n, end - at); i++) {
            int v = b[at + i] & 0xFF;
            m.append(i == 0 ? "0x" : " 0x")
                    .append(Character.forDigit(v >> 4, 16))
                    .append(Character.forDigit(v & 15, 16));
        }
        return new SqlError(SqlState.CHARACTER_NOT_IN_REPERTOIRE, m.toString());
    }
}
