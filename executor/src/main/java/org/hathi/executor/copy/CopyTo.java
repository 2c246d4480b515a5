package org.hathi.executor.copy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.api.ResultSink;
import org.hathi.shm.Progress;
import org.hathi.types.ByteSink;
import org.hathi.types.Codec;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Writes the rows of COPY TO in one of the formats, to the client or a file. */
final class CopyTo {
    private static final int FILE_BUFFER = 65536;

    private final EvalContext cx;
    private final CopyOptions options;
    private final ResultSink client;
    private final @Nullable OutputStream file;
    private final ByteSink fileBuffer = new ByteSink(FILE_BUFFER + 8192);
    private final ByteSink field = new ByteSink();
    private final Codec[] codecs;
    private final boolean[] plain;
    private final boolean[] force;
    private final List<String> names;
    private final @Nullable Charset encoding;

    private final Progress progress;
    /** Of rows and the header line. */
    private long bytes;

    /** Rows written. */
    long rows;

    /** @param file null: to the client */
    CopyTo(
            EvalContext cx,
            Progress progress,
            CopyOptions o,
            ResultSink client,
            @Nullable OutputStream file,
            List<String> names,
            int[] types) {
        this.cx = cx;
        this.progress = progress;
        this.options = o;
        this.client = client;
        this.file = file;
        this.names = names;
        this.encoding = o.format == CopyOptions.Format.BINARY ? null : o.encoding;
        int n = types.length;
        codecs = new Codec[n];
        plain = new boolean[n];
        force = new boolean[n];
        for (int i = 0; i < n; i++) {
            codecs[i] = TypeIo.codec(cx.types(), types[i]);
            plain[i] = o.format == CopyOptions.Format.TEXT && harmless(types[i]) && !digit(o.delimiter);
            if (o.format == CopyOptions.Format.BINARY) {
                checkSend(cx, types[i]);
            }
            force[i] = o.forceQuoteAll || o.forceQuote != null && o.forceQuote.contains(names.get(i));
        }
    }

    private static void checkSend(EvalContext cx, int type) {
        if (cx.types().type(type).send().isEmpty()) {
            throw new SqlError(
                    SqlState.UNDEFINED_FUNCTION,
                    "no binary output function available for type " + cx.types().formatType(type, -1));
        }
    }

    /** Numbers need no escaping unless the delimiter is one of their characters. */
    private static boolean harmless(int type) {
        return type == Oids.INT4 || type == Oids.INT8 || type == Oids.INT2 || type == Oids.OID;
    }

    private static boolean digit(byte delimiter) {
        return delimiter == '-' || delimiter >= '0' && delimiter <= '9';
    }

    /** The first bytes of a binary file. */
    static byte[] signature() {
        return new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    }

    private int begin() {
        return file == null ? client.beginCopyData() : fileBuffer.size;
    }

    private ByteSink sink() {
        return file == null ? client.buffer() : fileBuffer;
    }

    private void end(int mark) {
        if (file == null) {
            client.endRow(mark);
        } else if (fileBuffer.size >= FILE_BUFFER) {
            flushFile();
        }
    }

    private void flushFile() {
        OutputStream f = file;
        if (f == null) {
            return;
        }
        try {
            f.write(fileBuffer.buf, 0, fileBuffer.size);
        } catch (IOException e) {
            throw new SqlError(SqlState.IO_ERROR, "could not write to COPY file: " + e.getMessage());
        }
        fileBuffer.clear();
    }

    /** What comes before the first row. */
    void start() {
        if (file == null) {
            int f = options.format == CopyOptions.Format.BINARY ? 1 : 0;
            int[] formats = new int[codecs.length];
            Arrays.fill(formats, f);
            client.copyOut(f, formats);
        }
        if (options.format == CopyOptions.Format.BINARY) {
            int mark = begin();
            sink().put(signature()).putInt(0).putInt(0);
            end(mark);
        } else if (options.header != CopyOptions.Header.NONE) {
            int mark = begin();
            ByteSink s = sink();
            int from = s.size;
            for (int i = 0; i < names.size(); i++) {
                if (i > 0) {
                    s.put(options.delimiter);
                }
                byte[] b = names.get(i).getBytes(StandardCharsets.UTF_8);
                if (options.format == CopyOptions.Format.CSV) {
                    csv(s, b, b.length, false);
                } else {
                    escaped(s, b, b.length);
                }
            }
            s.put('\n');
            convert(s, from);
            bytes += s.size - from;
            progress.set(Progress.Command.COPY, 0, bytes);
            end(mark);
        }
    }

    /** What comes after the last row. */
    void finish() {
        if (options.format == CopyOptions.Format.BINARY) {
            int mark = begin();
            sink().putShort(-1);
            end(mark);
        }
        if (file == null) {
            client.copyDone();
        } else {
            flushFile();
        }
    }

    void write(Batch b) {
        for (int i = 0; i < b.n; i++) {
            int mark = begin();
            boolean complete = false;
            try {
                row(b.cols, b.row(i));
                complete = true;
            } finally {
                if (!complete && file == null) {
                    client.abandonRow(mark);
                }
            }
            end(mark);
            progress.setAll(Progress.Command.COPY, 0, bytes, 0, ++rows);
        }
    }

    private void row(Vector[] cols, int row) {
        ByteSink s = sink();
        int from = s.size;
        switch (options.format) {
            case BINARY -> binary(s, cols, row);
            case TEXT -> text(s, cols, row);
            case CSV -> {
                for (int i = 0; i < codecs.length; i++) {
                    if (i > 0) {
                        s.put(options.delimiter);
                    }
                    if (cols[i].isNull(row)) {
                        s.put(options.nullText);
                    } else {
                        field.clear();
                        codecs[i].output(cx, cols[i], row, field);
                        csv(s, field.buf, field.size, force[i]);
                    }
                }
                s.put('\n');
            }
        }
        convert(s, from);
        bytes += s.size - from;
    }

    private void binary(ByteSink s, Vector[] cols, int row) {
        s.putShort(codecs.length);
        for (int i = 0; i < codecs.length; i++) {
            if (cols[i].isNull(row)) {
                s.putInt(-1);
                continue;
            }
            int at = s.size;
            s.putInt(0);
            codecs[i].send(cx, cols[i], row, s);
            s.setInt(at, s.size - at - 4);
        }
    }

    private void text(ByteSink s, Vector[] cols, int row) {
        for (int i = 0; i < codecs.length; i++) {
            if (i > 0) {
                s.put(options.delimiter);
            }
            if (cols[i].isNull(row)) {
                s.put(options.nullText);
            } else if (plain[i]) {
                codecs[i].output(cx, cols[i], row, s);
            } else {
                field.clear();
                codecs[i].output(cx, cols[i], row, field);
                escaped(s, field.buf, field.size);
            }
        }
        s.put('\n');
    }

    private void convert(ByteSink s, int from) {
        Charset c = encoding;
        if (c == null) {
            return;
        }
        byte[] b = new String(s.buf, from, s.size - from, StandardCharsets.UTF_8).getBytes(c);
        s.size = from;
        s.put(b);
    }

    /** Text format: control characters, backslashes and delimiters behind a backslash. */
    private void escaped(ByteSink s, byte[] b, int n) {
        byte d = options.delimiter;
        int from = 0;
        for (int i = 0; i < n; i++) {
            byte c = b[i];
            if (c < 0 || c >= 0x20 && c != '\\' && c != d) {
                continue;
            }
            int as =
                    switch (c) {
                        case '\b' -> 'b';
                        case '\f' -> 'f';
                        case '\n' -> 'n';
                        case '\r' -> 'r';
                        case '\t' -> 't';
                        case 0x0B -> 'v';
                        default -> c == d || c == '\\' ? c : -1;
                    };
            if (as < 0) {
                continue;
            }
            s.put(b, from, i - from).put('\\').put(as);
            from = i + 1;
        }
        s.put(b, from, n - from);
    }

    private void csv(ByteSink s, byte[] b, int n, boolean forced) {
        boolean quote = forced || Arrays.equals(b, 0, n, options.nullText, 0, options.nullText.length);
        byte q = options.quote;
        byte esc = options.escape;
        if (!quote && codecs.length == 1 && n == 2 && b[0] == '\\' && b[1] == '.') {
            quote = true;
        }
        for (int i = 0; i < n && !quote; i++) {
            byte c = b[i];
            quote = c == options.delimiter || c == q || c == '\n' || c == '\r';
        }
        if (!quote) {
            s.put(b, 0, n);
            return;
        }
        s.put(q);
        for (int i = 0; i < n; i++) {
            byte c = b[i];
            if (c == q || c == esc) {
                s.put(esc);
            }
            s.put(c);
        }
        s.put(q);
    }
}
