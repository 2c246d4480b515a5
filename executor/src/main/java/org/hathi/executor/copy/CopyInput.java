package org.hathi.executor.copy;

import java.io.IOException;
import java.io.InputStream;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultSink;
import org.jspecify.annotations.Nullable;

/** Bytes of a COPY FROM, from the client or a file. */
final class CopyInput {
    private final @Nullable ResultSink client;
    private final @Nullable InputStream file;
    byte[] buf = new byte[0];
    int pos;
    int end;

    CopyInput(@Nullable ResultSink client, @Nullable InputStream file) {
        this.client = client;
        this.file = file;
    }

    /** Makes at least one byte available; false at the end. */
    boolean fill() {
        while (pos >= end) {
            if (client != null) {
                byte[] b = client.copyRead();
                if (b == null) {
                    return false;
                }
                buf = b;
                pos = 0;
                end = b.length;
                continue;
            }
            try {
                if (buf.length == 0) {
                    buf = new byte[1 << 16];
                }
                int n = java.util.Objects.requireNonNull(file).read(buf, 0, buf.length);
                if (n < 0) {
                    return false;
                }
                pos = 0;
                end = n;
            } catch (IOException e) {
                throw new SqlError(
                        Severity.ERROR, SqlState.IO_ERROR, "could not read from COPY file: " + e.getMessage(), e);
            }
        }
        return true;
    }

    /** The next byte, or −1. */
    int next() {
        return pos < end || fill() ? buf[pos++] & 0xFF : -1;
    }

    int peek() {
        return pos < end || fill() ? buf[pos] & 0xFF : -1;
    }

    /** Reads what the client still sends, to be ignored. */
    void drain() {
        while (fill()) {
            pos = end;
        }
    }
}
