package org.hathi.executor.copy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.types.ByteSink;
import org.hathi.types.Codec;
import org.hathi.types.TypeIo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** COPY TO: rows out in the three formats. */
final class CopyTo {
    private final ExecEnv env;
    private final CopyOptions o;
    private final List<ResultColumn> columns;
    private final Codec[] codecs;
    private final boolean[] forceQuote;
    private final byte[] nullText;
    private final @Nullable ResultSink client;
    private final @Nullable OutputStream file;
    private final ByteSink row = new ByteSink(512);
    private final ByteSink value = new ByteSink(128);

    CopyTo(
            ExecEnv env, CopyOptions o, List<ResultColumn> columns, @Nullable ResultSink client,
            @Nullable OutputStream file) {
        this.env = env;
        this.o = o;
        this.columns = columns;
        this.client = client;
        this.file = file;
        this.nullText = o.nullText.getBytes(StandardCharsets.UTF_8);
        this.codecs = new Codec[columns.size()];
        this.forceQuote = new boolean[codecs.length];
        for (int i = 0; i < codecs.length; i++) {
            codecs[i] = TypeIo.codec(env.cx.types(), columns.get(i).typeOid());
            forceQuote[i] = CopyOptions.has(o.forceQuote, columns.get(i).name());
        }
    }

    void begin() {
        if (o.binary) {
            row.put(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0}).putInt(0).putInt(0);
            send();
        } else if (o.header) {
            for (int i = 0; i < codecs.length; i++) {
                if (i > 0) {
                    row.put(o.delimiter);
                }
                value.clear();
                value.text(columns.get(i).name());
                if (o.csv) {
                    csv(false, codecs.length == 1);
                } else {
                    text();
                }
            }
            row.put('\n');
            send();
        }
    }

    void rows(Batch b) {
        for (int i = 0; i < b.n; i++) {
            int r = b.row(i);
            if (o.binary) {
                binary(b.cols, r);
            } else {
                line(b.cols, r);
            }
            send();
        }
    }

    void end() {
        if (o.binary) {
            row.putShort(-1);
            send();
        }
    }

    private void binary(Vector[] cols, int r) {
        row.putShort(codecs.length);
        for (int c = 0; c < codecs.length; c++) {
            if (cols[c].isNull(r)) {
                row.putInt(-1);
            } else {
                int at = row.size;
                row.putInt(0);
                codecs[c].send(env.cx, cols[c], r, row);
                row.setInt(at, row.size - at - 4);
            }
        }
    }

    private void line(Vector[] cols, int r) {
        for (int c = 0; c < codecs.length; c++) {
            if (c > 0) {
                row.put(o.delimiter);
            }
            if (cols[c].isNull(r)) {
                row.put(nullText);
                continue;
            }
            value.clear();
            codecs[c].output(env.cx, cols[c], r, value);
            if (o.csv) {
                csv(forceQuote[c], codecs.length == 1);
            } else {
                text();
            }
        }
        row.put('\n');
    }

    private void text() {
        for (int i = 0; i < value.size; i++) {
            byte b = value.buf[i];
            if (b == '\\' || b == o.delimiter) {
                row.put('\\').put(b);
            } else if (b >= 0 && b < 0x20) {
                switch (b) {
                    case '\b' -> row.put('\\').put('b');
                    case '\f' -> row.put('\\').put('f');
                    case '\n' -> row.put('\\').put('n');
                    case '\r' -> row.put('\\').put('r');
                    case '\t' -> row.put('\\').put('t');
                    case 0x0B -> row.put('\\').put('v');
                    default -> row.put(b);
                }
            } else {
                row.put(b);
            }
        }
    }

    private void csv(boolean force, boolean single) {
        boolean quote = force
                || java.util.Arrays.equals(value.buf, 0, value.size, nullText, 0, nullText.length)
                || single && value.size == 2 && value.buf[0] == '\\' && value.buf[1] == '.';
        for (int i = 0; i < value.size && !quote; i++) {
            byte b = value.buf[i];
            quote = b == o.delimiter || b == o.quote || b == '\n' || b == '\r';
        }
        if (!quote) {
            row.put(value.buf, 0, value.size);
            return;
        }
        row.put(o.quote);
        for (int i = 0; i < value.size; i++) {
            byte b = value.buf[i];
            if (b == o.quote || b == o.escape) {
                row.put(o.escape);
            }
            row.put(b);
        }
        row.put(o.quote);
    }

    private void send() {
        ResultSink c = client;
        if (c != null) {
            int mark = c.beginCopyData();
            c.buffer().put(row.buf, 0, row.size);
            c.endRow(mark);
        } else {
            try {
                java.util.Objects.requireNonNull(file).write(row.buf, 0, row.size);
            } catch (IOException e) {
                throw new SqlError(
                        Severity.ERROR, SqlState.IO_ERROR, "could not write to COPY file: " + e.getMessage(), e);
            }
        }
        row.clear();
    }
}
