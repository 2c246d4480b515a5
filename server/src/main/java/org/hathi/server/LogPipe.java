package org.hathi.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How processes talk to the logging collector: standard error is a pipe; entries go through it in chunks of at most
 * PIPE_BUF bytes, which the kernel keeps whole, so that entries of several processes can be put together again.
 *
 * <p>LAYOUT of a chunk (little-endian): two zero bytes; length of the data, 2 bytes; pid, 4 bytes; flags: destination,
 * and {@link #LAST}; then the data.
 */
final class LogPipe {
    static final int STDERR = 1;
    static final int CSV = 2;
    static final int JSON = 4;
    static final int LAST = 0x40;
    static final int HEADER = 9;
    static final int MAX = 4096;

    private final OutputStream err = new FileOutputStream(FileDescriptor.err);
    private final int pid;

    LogPipe(int pid) {
        this.pid = pid;
    }

    void write(byte[] data, int destination) throws IOException {
        byte[] chunk = new byte[Math.min(MAX, data.length + HEADER)];
        int at = 0;
        do {
            int n = Math.min(data.length - at, MAX - HEADER);
            boolean last = at + n == data.length;
            chunk[2] = (byte) n;
            chunk[3] = (byte) (n >> 8);
            for (int i = 0; i < 4; i++) {
                chunk[4 + i] = (byte) (pid >> 8 * i);
            }
            chunk[8] = (byte) (destination | (last ? LAST : 0));
            System.arraycopy(data, at, chunk, HEADER, n);
            err.write(chunk, 0, HEADER + n);
            at += n;
        } while (at < data.length);
    }
}
