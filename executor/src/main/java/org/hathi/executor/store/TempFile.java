package org.hathi.executor.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hathi.base.SqlError;

/** One temporary file, read and written at any place; removed when closed. */
final class TempFile implements AutoCloseable {
    private final TempFiles files;
    private final Path path;
    private final FileChannel channel;
    private long size;
    private boolean closed;

    TempFile(TempFiles files, Path path, FileChannel channel) {
        this.files = files;
        this.path = path;
        this.channel = channel;
    }

    long size() {
        return size;
    }

    void write(long at, byte[] bytes, int n) {
        if (at + n > size) {
            files.grow(at + n - size);
            size = at + n;
        }
        try {
            ByteBuffer b = ByteBuffer.wrap(bytes, 0, n);
            while (b.hasRemaining()) {
                channel.write(b, at + b.position());
            }
        } catch (IOException e) {
            throw TempFiles.failed("write", path, e);
        }
        files.written(n);
    }

    void read(long at, byte[] into, int n) {
        try {
            ByteBuffer b = ByteBuffer.wrap(into, 0, n);
            while (b.hasRemaining()) {
                if (channel.read(b, at + b.position()) < 0) {
                    throw SqlError.internal("unexpected end of temporary file");
                }
            }
        } catch (IOException e) {
            throw TempFiles.failed("read", path, e);
        }
        files.read(n);
    }

    /** Removes the file; a failure is reported, not thrown: the statement's result does not depend on it. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            files.problem("could not delete temporary file \"" + path.getFileName() + "\": " + e.getMessage());
        }
        files.removed(path, size);
    }
}
