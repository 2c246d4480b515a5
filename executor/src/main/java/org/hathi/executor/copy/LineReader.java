package org.hathi.executor.copy;

import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/**
 * Finds the lines of text and CSV input. A line stays in {@link #buf} at {@code start..stop} until the next call.
 *
 * <p>The first line end met decides the style (\n, \r\n or \r) of all others.
 */
final class LineReader {
    private static final int CHUNK = 65536;

    private enum Eol {
        UNKNOWN,
        NL,
        CR,
        CRNL
    }

    private final CopySource source;
    private final boolean csv;
    private final byte quote;
    private final byte escape;
    byte[] buf = new byte[CHUNK];
    int start;
    int stop;
    /** The line has backslashes (text) or quotes (CSV). */
    boolean special;
    /** Lines so far, the current one included; those within quoted fields too. */
    long lines;

    private int p;
    private int end;
    private boolean eof;
    private boolean ended;
    private Eol eol = Eol.UNKNOWN;

    LineReader(CopySource source, CopyOptions o) {
        this.source = source;
        this.csv = o.format == CopyOptions.Format.CSV;
        this.quote = o.quote;
        this.escape = o.escape;
    }

    /** Moves to the next line; false at the end of the data. */
    boolean next() {
        lines++;
        if (ended) {
            start = stop = p;
            return false;
        }
        start = p;
        special = false;
        boolean any = csv ? csvLine() : textLine();
        return any;
    }

    /** The byte {@code k} after the current one, −1 at the end of the data. */
    private int at(int k) {
        while (p + k >= end) {
            if (!fill()) {
                return -1;
            }
        }
        return buf[p + k] & 0xFF;
    }

    private boolean fill() {
        if (eof) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buf, start, buf, 0, end - start);
            p -= start;
            end -= start;
            start = 0;
        }
        if (end == buf.length) {
            if (buf.length > (1 << 30) - CHUNK) {
                throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "out of memory")
                        .detail("Cannot enlarge string buffer containing " + end + " bytes by " + CHUNK
                                + " more bytes.");
            }
            buf = Arrays.copyOf(buf, (int) Math.min(1 << 30, buf.length * 2L));
        }
        int n = source.read(buf, end, buf.length - end);
        if (n < 0) {
            eof = true;
            return false;
        }
        end += n;
        return true;
    }

    private boolean atEof() {
        stop = p;
        ended = true;
        return stop > start;
    }

    private boolean textLine() {
        while (true) {
            byte[] b = buf;
            int e = end;
            int i = p;
            while (i < e) {
                byte c = b[i];
                if (c <= '\\' && (c == '\n' || c == '\\' || c == '\r')) {
                    break;
                }
                i++;
            }
            p = i;
            if (i == e) {
                if (!fill()) {
                    return atEof();
                }
                continue;
            }
            byte c = b[i];
            if (c == '\n') {
                newline();
                return true;
            }
            if (c == '\r') {
                carriageReturn();
                return true;
            }
            special = true;
            int c2 = at(1);
            if (c2 == '.') {
                if (endMarker()) {
                    return atMarker();
                }
            }
            p += c2 < 0 ? 1 : 2;
        }
    }

    private boolean atMarker() {
        boolean any = atEof();
        source.drain();
        eof = true;
        end = p;
        return any;
    }

    private void newline() {
        if (eol == Eol.CR || eol == Eol.CRNL) {
            throw literal(true);
        }
        eol = Eol.NL;
        stop = p;
        p++;
    }

    private void carriageReturn() {
        if (eol == Eol.UNKNOWN || eol == Eol.CRNL) {
            if (at(1) == '\n') {
                eol = Eol.CRNL;
                stop = p;
                p += 2;
                return;
            }
            if (eol == Eol.CRNL) {
                throw literal(false);
            }
            eol = Eol.CR;
        } else if (eol == Eol.NL) {
            throw literal(false);
        }
        stop = p;
        p++;
    }

    private SqlError literal(boolean newline) {
        stop = p;
        String what = newline ? "newline" : "carriage return";
        return new SqlError(SqlState.BAD_COPY_FILE_FORMAT, (csv ? "unquoted " : "literal ") + what + " found in data")
                .hint(
                        csv
                                ? "Use quoted CSV field to represent " + what + "."
                                : "Use \"" + (newline ? "\\n" : "\\r") + "\" to represent " + what + ".");
    }

    private SqlError marker(String message) {
        stop = p;
        return new SqlError(SqlState.BAD_COPY_FILE_FORMAT, message);
    }

    /** At {@code \.}: is it the end marker? In text format anything else is an error. */
    private boolean endMarker() {
        int k = 2;
        int c = at(k);
        if (eol == Eol.CRNL) {
            if (c == '\n') {
                if (csv) {
                    return false;
                }
                throw marker("end-of-copy marker does not match previous newline style");
            }
            if (c != '\r') {
                if (csv) {
                    return false;
                }
                throw marker("end-of-copy marker corrupt");
            }
            c = at(++k);
        }
        if (c < 0) {
            return true;
        }
        if (c != '\r' && c != '\n') {
            if (csv) {
                return false;
            }
            throw marker("end-of-copy marker corrupt");
        }
        if ((eol == Eol.NL || eol == Eol.CRNL) && c != '\n' || eol == Eol.CR && c != '\r') {
            throw marker("end-of-copy marker does not match previous newline style");
        }
        return true;
    }

    private boolean csvLine() {
        boolean quoted = false;
        boolean escaped = false;
        // When both are the same, a doubled quote closes and opens again: no state is needed.
        int esc = escape == quote ? -1 : escape & 0xFF;
        while (true) {
            int c = at(0);
            if (c < 0) {
                return atEof();
            }
            if (quoted && c == esc) {
                escaped = !escaped;
            }
            if (c == (quote & 0xFF) && !escaped) {
                quoted = !quoted;
                special = true;
            }
            if (c != esc) {
                escaped = false;
            }
            if (quoted) {
                if (c == (eol == Eol.NL ? '\n' : '\r')) {
                    lines++;
                }
            } else if (c == '\n') {
                newline();
                return true;
            } else if (c == '\r') {
                carriageReturn();
                return true;
            }
            if (c == '\\' && p == start && at(1) == '.' && endMarker()) {
                return atMarker();
            }
            p++;
        }
    }
}
