package org.hathi.executor.copy;

import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/**
 * Splits a line into fields: {@code data[off[i] .. off[i] + len[i])}, where {@code data} is the line itself if nothing
 * in it is escaped.
 */
final class FieldSplitter {
    private final boolean csv;
    private final byte delimiter;
    private final byte quote;
    private final byte escape;
    private final byte[] nullText;
    byte[] data = new byte[0];
    int[] off = new int[16];
    int[] len = new int[16];
    boolean[] isNull = new boolean[16];
    /** CSV: the field was quoted, so it is not NULL. */
    boolean[] quoted = new boolean[16];

    int count;

    private byte[] out = new byte[1024];
    private int at;

    FieldSplitter(CopyOptions o) {
        csv = o.format == CopyOptions.Format.CSV;
        delimiter = o.delimiter;
        quote = o.quote;
        escape = o.escape;
        nullText = o.nullText;
    }

    /** Splits the reader's line. */
    void split(LineReader r) {
        count = 0;
        if (r.special) {
            if (out.length < r.stop - r.start) {
                out = new byte[Math.max(r.stop - r.start, out.length * 2)];
            }
            data = out;
            at = 0;
            if (csv) {
                quotedLine(r.buf, r.start, r.stop);
            } else {
                escapedLine(r.buf, r.start, r.stop);
            }
        } else {
            data = r.buf;
            plainLine(r.buf, r.start, r.stop);
        }
    }

    private void add(int from, int n, boolean nul, boolean wasQuoted) {
        int i = count++;
        if (i == off.length) {
            off = Arrays.copyOf(off, i * 2);
            len = Arrays.copyOf(len, i * 2);
            isNull = Arrays.copyOf(isNull, i * 2);
            quoted = Arrays.copyOf(quoted, i * 2);
        }
        off[i] = from;
        len[i] = n;
        isNull[i] = nul;
        quoted[i] = wasQuoted;
    }

    private boolean isNullText(byte[] b, int from, int to) {
        return to - from == nullText.length && Arrays.equals(b, from, to, nullText, 0, nullText.length);
    }

    private void plainLine(byte[] b, int start, int stop) {
        byte d = delimiter;
        int from = start;
        for (int i = start; i < stop; i++) {
            if (b[i] == d) {
                add(from, i - from, isNullText(b, from, i), false);
                from = i + 1;
            }
        }
        add(from, stop - from, isNullText(b, from, stop), false);
    }

    private void escapedLine(byte[] b, int start, int stop) {
        int i = start;
        while (true) {
            int from = i;
            int begin = at;
            while (i < stop && b[i] != delimiter) {
                byte c = b[i++];
                if (c == '\\' && i < stop) {
                    i = unescape(b, i, stop);
                } else {
                    out[at++] = c;
                }
            }
            add(begin, at - begin, isNullText(b, from, i), false);
            if (i >= stop) {
                return;
            }
            i++;
        }
    }

    /** After a backslash; returns where to go on. */
    private int unescape(byte[] b, int i, int stop) {
        int c = b[i++];
        switch (c) {
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int v = c - '0';
                for (int k = 0; k < 2 && i < stop && b[i] >= '0' && b[i] <= '7'; k++) {
                    v = v * 8 + b[i++] - '0';
                }
                c = v & 0xFF;
            }
            case 'x' -> {
                int h = i < stop ? Character.digit(b[i], 16) : -1;
                if (h >= 0) {
                    i++;
                    int l = i < stop ? Character.digit(b[i], 16) : -1;
                    if (l >= 0) {
                        i++;
                        h = h * 16 + l;
                    }
                    c = h;
                }
            }
            case 'b' -> c = '\b';
            case 'f' -> c = '\f';
            case 'n' -> c = '\n';
            case 'r' -> c = '\r';
            case 't' -> c = '\t';
            case 'v' -> c = 0x0B;
            default -> {}
        }
        out[at++] = (byte) c;
        return i;
    }

    private void quotedLine(byte[] b, int start, int stop) {
        int i = start;
        while (true) {
            int from = i;
            int begin = at;
            boolean wasQuoted = false;
            boolean in = false;
            while (i < stop) {
                byte c = b[i];
                if (!in) {
                    if (c == delimiter) {
                        break;
                    }
                    i++;
                    if (c == quote) {
                        wasQuoted = true;
                        in = true;
                    } else {
                        out[at++] = c;
                    }
                    continue;
                }
                i++;
                if (c == escape && i < stop && (b[i] == escape || b[i] == quote)) {
                    out[at++] = b[i++];
                } else if (c == quote) {
                    in = false;
                } else {
                    out[at++] = c;
                }
            }
            if (in) {
                throw new SqlError(SqlState.BAD_COPY_FILE_FORMAT, "unterminated CSV quoted field");
            }
            add(begin, at - begin, !wasQuoted && isNullText(b, from, i), wasQuoted);
            if (i >= stop) {
                return;
            }
            i++;
        }
    }
}
