package org.hathi.executor.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Splits COPY input into lines and lines into fields (text and CSV), or reads the binary format's words. */
final class LineReader {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};

    private final CopyInput in;
    private final CopyOptions o;
    private final byte[] nullText;
    private byte[] raw = new byte[256];
    private int len;
    private long line;
    private boolean ended;

    private byte[] out = new byte[256];
    private int outLen;
    private int[] start = new int[16];
    private int[] length = new int[16];
    private boolean[] isNull = new boolean[16];
    private boolean[] quotedNull = new boolean[16];
    private int fields;

    LineReader(CopyInput in, CopyOptions o) {
        this.in = in;
        this.o = o;
        this.nullText = o.nullText.getBytes(StandardCharsets.UTF_8);
    }

    /** Number of the current line, from 1. */
    long line() {
        return line;
    }

    String lineText() {
        return new String(raw, 0, len, StandardCharsets.UTF_8);
    }

    static String clip(String s) {
        return s.length() <= 100 ? s : s.substring(0, 100) + "...";
    }

    private void put(int b) {
        if (len == raw.length) {
            raw = Arrays.copyOf(raw, len * 2);
        }
        raw[len++] = (byte) b;
    }

    /** Reads the next line, without its end; false at the end of the data. */
    boolean readLine() {
        len = 0;
        if (ended) {
            return false;
        }
        line++;
        boolean any = false;
        boolean quoted = false;
        boolean escaped = false;
        for (; ; ) {
            int c = in.next();
            if (c < 0) {
                ended = true;
                if (quoted && any) {
                    throw new SqlError(SqlState.BAD_COPY_FILE_FORMAT, "unterminated CSV quoted field");
                }
                return any && !isEnd();
            }
            any = true;
            if (o.csv) {
                if (quoted && c == o.escape && o.escape != o.quote && !escaped) {
                    escaped = true;
                    put(c);
                    continue;
                }
                if (c == (o.quote & 0xFF) && !escaped) {
                    quoted = !quoted;
                }
                escaped = false;
            } else if (c == '\\') {
                put(c);
                int d = in.next();
                if (d < 0) {
                    continue;
                }
                put(d);
                continue;
            }
            if (!quoted && (c == '\n' || c == '\r')) {
                if (c == '\r' && in.peek() == '\n') {
                    in.next();
                }
                if (isEnd()) {
                    ended = true;
                    in.drain();
                    return false;
                }
                return true;
            }
            put(c);
        }
    }

    private boolean isEnd() {
        return len == 2 && raw[0] == '\\' && raw[1] == '.';
    }

    private void begin() {
        if (fields == start.length) {
            start = Arrays.copyOf(start, fields * 2);
            length = Arrays.copyOf(length, fields * 2);
            isNull = Arrays.copyOf(isNull, fields * 2);
            quotedNull = Arrays.copyOf(quotedNull, fields * 2);
        }
        start[fields] = outLen;
    }

    private void end(boolean mayBeNull, int rawFrom, int rawTo) {
        length[fields] = outLen - start[fields];
        boolean same = rawTo - rawFrom == nullText.length
                && Arrays.equals(raw, rawFrom, rawTo, nullText, 0, nullText.length);
        isNull[fields] = mayBeNull && same;
        quotedNull[fields] = length[fields] == nullText.length
                && Arrays.equals(out, start[fields], outLen, nullText, 0, nullText.length);
        fields++;
    }

    /** Splits the current line; the number of fields. */
    int split() {
        fields = 0;
        outLen = 0;
        if (out.length < len + 1) {
            out = new byte[raw.length + 1];
        }
        if (o.csv) {
            splitCsv();
        } else {
            splitText();
        }
        return fields;
    }

    private void splitText() {
        int i = 0;
        for (; ; ) {
            begin();
            int from = i;
            while (i < len && raw[i] != o.delimiter) {
                byte c = raw[i++];
                if (c == '\\' && i < len) {
                    i = unescape(i);
                } else {
                    out[outLen++] = c;
                }
            }
            end(true, from, i);
            if (i >= len) {
                return;
            }
            i++;
        }
    }

    private int unescape(int at) {
        int i = at;
        byte c = raw[i++];
        switch (c) {
            case 'b' -> out[outLen++] = '\b';
            case 'f' -> out[outLen++] = '\f';
            case 'n' -> out[outLen++] = '\n';
            case 'r' -> out[outLen++] = '\r';
            case 't' -> out[outLen++] = '\t';
            case 'v' -> out[outLen++] = 0x0B;
            case 'x' -> {
                int v = 0;
                int n = 0;
                while (n < 2 && i < len && Character.digit(raw[i], 16) >= 0) {
                    v = v * 16 + Character.digit(raw[i++], 16);
                    n++;
                }
                out[outLen++] = n == 0 ? (byte) 'x' : (byte) v;
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int v = c - '0';
                for (int n = 1; n < 3 && i < len && raw[i] >= '0' && raw[i] <= '7'; n++) {
                    v = v * 8 + raw[i++] - '0';
                }
                out[outLen++] = (byte) v;
            }
            default -> out[outLen++] = c;
        }
        return i;
    }

    private void splitCsv() {
        int i = 0;
        for (; ; ) {
            begin();
            int from = i;
            boolean quoted = false;
            boolean in = false;
            while (i < len) {
                byte c = raw[i];
                if (!in && c == o.delimiter) {
                    break;
                }
                i++;
                if (in && c == o.escape && i < len && (raw[i] == o.escape || raw[i] == o.quote)) {
                    out[outLen++] = raw[i++];
                } else if (c == o.quote) {
                    in = !in;
                    quoted = true;
                } else {
                    out[outLen++] = c;
                }
            }
            end(!quoted, from, i);
            if (i >= len) {
                return;
            }
            i++;
        }
    }

    boolean isNull(int f) {
        return isNull[f];
    }

    /** Is the field's value the null text, quoted or not (FORCE_NULL)? */
    boolean isQuotedNull(int f) {
        return quotedNull[f];
    }

    byte[] bytes() {
        return out;
    }

    int start(int f) {
        return start[f];
    }

    int length(int f) {
        return length[f];
    }

    String field(int f) {
        return new String(out, start[f], length[f], StandardCharsets.UTF_8);
    }

    // -------------------------------------------------------------------------------------------------------- binary
    private static SqlError bad(String message) {
        return new SqlError(SqlState.BAD_COPY_FILE_FORMAT, message);
    }

    private int binaryInt() {
        int v = 0;
        for (int i = 0; i < 4; i++) {
            int c = in.next();
            if (c < 0) {
                throw bad("unexpected EOF in COPY data");
            }
            v = v << 8 | c;
        }
        return v;
    }

    void binaryHeader() {
        for (byte s : SIGNATURE) {
            if (in.next() != (s & 0xFF)) {
                throw bad("COPY file signature not recognized");
            }
        }
        int flags = binaryInt();
        if ((flags & 0xFFFF0000) != 0) {
            throw bad("unrecognized critical flags in COPY file header");
        }
        for (int n = binaryInt(); n > 0; n--) {
            if (in.next() < 0) {
                throw bad("invalid COPY file header (wrong length)");
            }
        }
    }

    /** Number of fields of the next row; −1 at the end. */
    int binaryShort() {
        line++;
        int a = in.next();
        if (a < 0) {
            return -1;
        }
        int b = in.next();
        short n = (short) (a << 8 | b);
        if (n == -1) {
            in.drain();
        }
        return n;
    }

    byte @Nullable [] binaryField() {
        int n = binaryInt();
        if (n == -1) {
            return null;
        }
        if (n < 0) {
            throw bad("invalid field size");
        }
        byte[] b = new byte[n];
        for (int i = 0; i < n; i++) {
            int c = in.next();
            if (c < 0) {
                throw bad("unexpected EOF in COPY data");
            }
            b[i] = (byte) c;
        }
        return b;
    }
}
