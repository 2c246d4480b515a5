package org.hathi.executor.copy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultSink;
import org.hathi.shm.Progress;
import org.jspecify.annotations.Nullable;

/** Where the bytes of COPY FROM come from. */
abstract class CopySource {
    /** Reads at most {@code max} (&gt; 0) bytes; −1 at the end. */
    abstract int read(byte[] b, int off, int max);

    /** Reads on to the end: what follows the end marker is not looked at. */
    void drain() {}

    void close() {}

    /** Tells how much another one has read. */
    static final class Counted extends CopySource {
        private final CopySource in;
        private final Progress progress;
        private long bytes;

        Counted(CopySource in, Progress progress) {
            this.in = in;
            this.progress = progress;
        }

        @Override
        int read(byte[] b, int off, int max) {
            int n = in.read(b, off, max);
            if (n > 0) {
                bytes += n;
                progress.set(Progress.Command.COPY, 0, bytes);
            }
            return n;
        }

        @Override
        void drain() {
            in.drain();
        }

        @Override
        void close() {
            in.close();
        }
    }

    /** CopyData messages. */
    static final class Client extends CopySource {
        private final ResultSink in;
        private byte[] chunk = new byte[0];
        private int at;
        private boolean ended;

        Client(ResultSink in) {
            this.in = in;
        }

        @Override
        int read(byte[] b, int off, int max) {
            while (at == chunk.length) {
                if (ended) {
                    return -1;
                }
                int got = in.copyRead(b, off, max);
                if (got > 0) {
                    return got;
                }
                byte[] c = in.copyRead();
                if (c == null) {
                    ended = true;
                    return -1;
                }
                chunk = c;
                at = 0;
            }
            int n = Math.min(max, chunk.length - at);
            System.arraycopy(chunk, at, b, off, n);
            at += n;
            return n;
        }

        @Override
        void drain() {
            at = chunk.length;
            while (!ended) {
                ended = in.copyRead() == null;
            }
        }
    }

    /** A file of the server. */
    static final class File extends CopySource {
        private final InputStream in;

        File(InputStream in) {
            this.in = in;
        }

        @Override
        int read(byte[] b, int off, int max) {
            try {
                return in.read(b, off, max);
            } catch (IOException e) {
                throw new SqlError(SqlState.IO_ERROR, "could not read from COPY file: " + e.getMessage());
            }
        }

        @Override
        void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new SqlError(SqlState.IO_ERROR, "could not close file: " + e.getMessage());
            }
        }
    }

    /** Another source's text converted to UTF-8. */
    static final class Converted extends CopySource {
        private final CopySource in;
        private final CharsetDecoder decoder;
        private final String name;
        private final ByteBuffer raw = ByteBuffer.allocate(8192).flip();
        private final CharBuffer chars = CharBuffer.allocate(8192);
        private byte[] utf8 = new byte[0];
        private int at;
        private boolean ended;

        Converted(CopySource in, Charset from) {
            this.in = in;
            this.name = from.name();
            this.decoder = from.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
        }

        @Override
        int read(byte[] b, int off, int max) {
            while (at == utf8.length) {
                if (ended) {
                    return -1;
                }
                convert();
            }
            int n = Math.min(max, utf8.length - at);
            System.arraycopy(utf8, at, b, off, n);
            at += n;
            return n;
        }

        private void convert() {
            raw.compact();
            int n = in.read(raw.array(), raw.position(), raw.remaining());
            ended = n < 0;
            raw.position(raw.position() + Math.max(0, n)).flip();
            chars.clear();
            try {
                var r = decoder.decode(raw, chars, ended);
                if (r.isError()) {
                    r.throwException();
                }
            } catch (CharacterCodingException e) {
                throw new SqlError(
                        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
                        "invalid byte sequence for encoding \"" + name + "\": 0x"
                                + Integer.toHexString(raw.get(raw.position()) & 0xFF));
            }
            chars.flip();
            utf8 = chars.toString().getBytes(StandardCharsets.UTF_8);
            at = 0;
        }

        @Override
        void drain() {
            in.drain();
        }

        @Override
        void close() {
            in.close();
        }
    }

    /** {@code source}, converted if its text is not UTF-8. */
    static CopySource of(CopySource source, @Nullable Charset encoding) {
        return encoding == null ? source : new Converted(source, encoding);
    }
}
