package org.hathi.executor.copy;

import java.nio.charset.StandardCharsets;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.Attribute;
import org.hathi.types.Bytes;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of COPY FROM in one of the formats, gives them to a {@link CopyTarget}, and says in errors where they
 * happened: {@code COPY t, line 3, column a: "x"}.
 */
final class CopyFrom {
    private static final int MAX_SHOWN = 100;

    private final CopyOptions options;
    private final CopySource source;
    private final CopyTarget target;
    private final TupleDesc desc;
    /** Attribute numbers of the columns in the file. */
    private final int[] columns;

    private final ColumnReader[] readers;
    private final boolean[] forceNotNull;
    private final boolean[] forceNull;

    // Where we are, for error contexts.
    private long line;
    private boolean lineShown;
    private @Nullable LineReader lines;
    /** The column being read, as an index into {@link #columns}; −1 none. */
    private int column = -1;

    private byte @Nullable [] valueBytes;
    private int valueOff;
    private int valueLen;

    CopyFrom(CopyOptions options, CopySource source, CopyTarget target, int[] columns) {
        this.options = options;
        this.source = source;
        this.target = target;
        this.desc = target.rel().desc;
        this.columns = columns;
        this.readers = new ColumnReader[columns.length];
        this.forceNotNull = new boolean[columns.length];
        this.forceNull = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Attribute a = desc.get(columns[i] - 1);
            readers[i] = new ColumnReader(target.cx(), a, target.vector(columns[i]));
            forceNotNull[i] = options.forceNotNull != null && options.forceNotNull.contains(a.name());
            forceNull[i] = options.forceNull != null && options.forceNull.contains(a.name());
        }
    }

    /** Loads everything; returns the number of rows stored. */
    long run() {
        try {
            if (options.format == CopyOptions.Format.BINARY) {
                binary();
            } else {
                text();
            }
            where(false);
            target.flush();
            return target.stored();
        } catch (SqlError e) {
            throw e.context(place());
        }
    }

    private void where(boolean show) {
        lineShown = show;
        column = -1;
        valueBytes = null;
    }

    private String place() {
        StringBuilder b = new StringBuilder("COPY ").append(target.rel().name).append(", line ");
        long flushing = target.flushingLine();
        if (flushing > 0) {
            return b.append(flushing).toString();
        }
        b.append(line);
        if (column >= 0) {
            b.append(", column ").append(desc.get(columns[column] - 1).name());
            byte[] v = valueBytes;
            if (options.format == CopyOptions.Format.BINARY) {
                return b.toString();
            }
            return v == null
                    ? b.append(": null input").toString()
                    : b.append(": \"")
                            .append(clip(v, valueOff, valueLen))
                            .append('"')
                            .toString();
        }
        LineReader l = lines;
        if (lineShown && l != null) {
            b.append(": \"").append(clip(l.buf, l.start, l.stop - l.start)).append('"');
        }
        return b.toString();
    }

    private static String clip(byte[] b, int off, int len) {
        if (len <= MAX_SHOWN) {
            return new String(b, off, len, StandardCharsets.UTF_8);
        }
        int n = MAX_SHOWN;
        while (n > 0 && (b[off + n] & 0xC0) == 0x80) {
            n--;
        }
        return new String(b, off, n, StandardCharsets.UTF_8) + "...";
    }

    private static SqlError bad(String message) {
        return new SqlError(SqlState.BAD_COPY_FILE_FORMAT, message);
    }

    // ---------------------------------------------------------------- text and CSV

    private void text() {
        LineReader r = new LineReader(source, options);
        FieldSplitter f = new FieldSplitter(options);
        lines = r;
        if (options.header != CopyOptions.Header.NONE) {
            if (nextLine(r) && options.header == CopyOptions.Header.MATCH) {
                lineShown = true;
                f.split(r);
                header(f);
            }
        }
        while (nextLine(r)) {
            lineShown = true;
            row(r, f);
            target.cx().interrupts.check();
        }
    }

    private boolean nextLine(LineReader r) {
        where(false);
        line = r.lines + 1;
        boolean more;
        boolean complete = false;
        try {
            more = r.next();
            complete = true;
        } finally {
            if (!complete) {
                lineShown = true;
                line = r.lines;
            }
        }
        line = r.lines;
        Bytes.checkUtf8(r.buf, r.start, r.stop - r.start);
        return more;
    }

    private void row(LineReader r, FieldSplitter f) {
        if (columns.length == 0) {
            if (r.stop > r.start) {
                throw bad("extra data after last expected column");
            }
        } else {
            f.split(r);
            if (f.count > columns.length) {
                throw bad("extra data after last expected column");
            }
        }
        boolean check = r.special && options.format == CopyOptions.Format.TEXT;
        int row = target.begin(line);
        for (int i = 0; i < columns.length; i++) {
            if (i >= f.count) {
                column = -1;
                throw bad(
                        "missing data for column \"" + desc.get(columns[i] - 1).name() + "\"");
            }
            boolean nul = f.isNull[i];
            if (nul && forceNotNull[i]) {
                nul = false;
            } else if (!nul && forceNull[i] && f.quoted[i] && isNullText(f, i)) {
                nul = true;
            }
            column = i;
            if (nul) {
                valueBytes = null;
                readers[i].nul(row);
            } else {
                valueBytes = f.data;
                valueOff = f.off[i];
                valueLen = f.len[i];
                if (check) {
                    Bytes.checkUtf8(f.data, f.off[i], f.len[i]);
                }
                readers[i].text(f.data, f.off[i], f.len[i], row);
            }
            target.checkDomain(columns[i]);
        }
        column = -1;
        target.end(r.stop - r.start);
    }

    private boolean isNullText(FieldSplitter f, int i) {
        byte[] n = options.nullText;
        return java.util.Arrays.equals(f.data, f.off[i], f.off[i] + f.len[i], n, 0, n.length);
    }

    private void header(FieldSplitter f) {
        if (f.count != columns.length) {
            throw bad("wrong number of fields in header line: got " + f.count + ", expected " + columns.length);
        }
        for (int i = 0; i < columns.length; i++) {
            String name = desc.get(columns[i] - 1).name();
            String start = "column name mismatch in header line field " + (i + 1) + ": got ";
            if (f.isNull[i]) {
                throw bad(start + "null value (\"" + new String(options.nullText, StandardCharsets.UTF_8)
                        + "\"), expected \"" + name + "\"");
            }
            String got = new String(f.data, f.off[i], f.len[i], StandardCharsets.UTF_8);
            if (!got.equals(name)) {
                throw bad(start + "\"" + got + "\", expected \"" + name + "\"");
            }
        }
    }

    // ---------------------------------------------------------------- binary

    private byte[] in = new byte[65536];
    private int at;
    private int end;

    /** Makes {@code n} bytes available at {@code in[at..]}; false if the data ends before. */
    private boolean need(int n) {
        while (end - at < n) {
            if (at > 0) {
                System.arraycopy(in, at, in, 0, end - at);
                end -= at;
                at = 0;
            }
            if (n > in.length) {
                in = java.util.Arrays.copyOf(in, (int) Math.min(Math.max(n, in.length * 2L), 1 << 30));
            }
            int got = source.read(in, end, in.length - end);
            if (got < 0) {
                return false;
            }
            end += got;
        }
        return true;
    }

    private int int32() {
        int v = in[at] << 24 | (in[at + 1] & 0xFF) << 16 | (in[at + 2] & 0xFF) << 8 | in[at + 3] & 0xFF;
        at += 4;
        return v;
    }

    private void binaryHeader() {
        byte[] sign = CopyTo.signature();
        if (!need(sign.length) || !java.util.Arrays.equals(in, at, at + sign.length, sign, 0, sign.length)) {
            throw bad("COPY file signature not recognized");
        }
        at += sign.length;
        if (!need(4)) {
            throw bad("invalid COPY file header (missing flags)");
        }
        int flags = int32();
        if ((flags & 1 << 16) != 0) {
            throw bad("invalid COPY file header (WITH OIDS)");
        }
        if ((flags & ~(1 << 16)) >> 16 != 0) {
            throw bad("unrecognized critical flags in COPY file header");
        }
        int extra = need(4) ? int32() : -1;
        if (extra < 0) {
            throw bad("invalid COPY file header (missing length)");
        }
        for (int i = 0; i < extra; i++) {
            if (!need(1)) {
                throw bad("invalid COPY file header (wrong length)");
            }
            at++;
        }
    }

    private void binary() {
        binaryHeader();
        while (true) {
            where(false);
            line++;
            target.cx().interrupts.check();
            if (!need(2)) {
                return;
            }
            int n = (short) ((in[at] & 0xFF) << 8 | in[at + 1] & 0xFF);
            at += 2;
            if (n == -1) {
                if (need(1)) {
                    throw bad("received copy data after EOF marker");
                }
                return;
            }
            if (n != columns.length) {
                throw bad("row field count is " + n + ", expected " + columns.length);
            }
            binaryRow();
        }
    }

    private void binaryRow() {
        int row = target.begin(line);
        int bytes = 0;
        for (int i = 0; i < columns.length; i++) {
            column = i;
            if (!need(4)) {
                throw bad("unexpected EOF in COPY data");
            }
            int n = int32();
            if (n == -1) {
                readers[i].nul(row);
                target.checkDomain(columns[i]);
                continue;
            }
            if (n < 0) {
                throw bad("invalid field size");
            }
            if (!need(n)) {
                throw bad("unexpected EOF in COPY data");
            }
            readers[i].binary(in, at, n, row);
            target.checkDomain(columns[i]);
            at += n;
            bytes += n;
        }
        column = -1;
        target.end(bytes);
    }
}
