package org.hathi.protocol;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.Mem;
import org.hathi.os.Sockets;
import org.hathi.types.ByteSink;

/**
 * A client's socket as messages: receives into native memory, sends what a {@link ByteSink} holds. Never blocks in the
 * kernel: when nothing can be read or written it waits through {@link Readiness}.
 *
 * <p>One object lives as long as its process and is {@link #attach}ed to one socket after another. Not thread-safe.
 */
public final class Wire {
    /** Largest message of a kind that carries data. */
    public static final int LARGE_LIMIT = 0x3FFF_FFFE;

    /** Largest message of any other kind. */
    public static final int SMALL_LIMIT = 10_000;

    /** Largest start-up packet. */
    public static final int STARTUP_LIMIT = 10_000;

    /** Largest password or SASL message. */
    public static final int PASSWORD_LIMIT = 65_535;

    private static final int IN_SIZE = 16 << 10;
    private static final int OUT_SIZE = 32 << 10;
    private static final int KEEP_BODY = 64 << 10;

    private final MemorySegment in;
    private final MemorySegment out;
    private final Readiness readiness;
    private final Looking looking;
    private final MessageReader body = new MessageReader();
    private byte[] keep = new byte[1024];
    private int fd = -1;
    private int inAt;
    private int inEnd;

    public Wire(Readiness readiness, Looking looking) {
        Arena arena = Arena.ofAuto();
        in = arena.allocate(IN_SIZE, 64);
        out = arena.allocate(OUT_SIZE, 64);
        this.readiness = readiness;
        this.looking = looking;
    }

    /** Talks to {@code socket} from now on; nothing is buffered. */
    public void attach(int socket) {
        fd = socket;
        inAt = 0;
        inEnd = 0;
    }

    public int fd() {
        return fd;
    }

    /** True if received bytes wait to be read. */
    public boolean hasInput() {
        return inAt < inEnd;
    }

    /** Takes the received bytes that have not been read: the session goes on elsewhere. */
    public byte[] takeInput() {
        byte[] b = new byte[inEnd - inAt];
        Mem.copy(in, inAt, b, 0, b.length);
        inAt = inEnd;
        return b;
    }

    /** Bytes that {@link #takeInput} gave are the next to be read; nothing is buffered. */
    public void putInput(byte[] b) {
        Mem.copy(b, 0, in, 0, b.length);
        inAt = 0;
        inEnd = b.length;
    }

    /** Receives more into the buffer; false at end of stream. */
    private boolean fill() {
        if (inAt == inEnd) {
            inAt = 0;
            inEnd = 0;
        } else if (inEnd == IN_SIZE) {
            Mem.copy(in, inAt, in, 0, inEnd - inAt);
            inEnd -= inAt;
            inAt = 0;
        }
        boolean first = true;
        while (true) {
            long n = Sockets.recv(fd, in, inEnd, IN_SIZE - inEnd, Sockets.MSG_DONTWAIT);
            if (n > 0) {
                inEnd += (int) n;
                looking.found();
                return true;
            }
            if (n == 0) {
                return false;
            }
            if (n == -Errno.EAGAIN) {
                if (looking.again(first)) {
                    first = false;
                    continue;
                }
                readiness.await(fd, false);
                first = true;
            } else if (n != -Errno.EINTR) {
                throw new ClientGone("could not receive data from client: " + Errno.message((int) -n));
            }
        }
    }

    /** Reads one message's type byte; −1 at end of stream. */
    public int readType() {
        if (inAt == inEnd && !fill()) {
            return -1;
        }
        return Mem.i8(in, inAt++) & 0xFF;
    }

    /** How long the body of a message of this type may be, bytes; a type that no client sends is refused (08P01). */
    public static int limit(int type) {
        return switch (type) {
            case 'Q', 'P', 'B', 'F', 'd' -> LARGE_LIMIT;
            case 'E', 'D', 'C', 'S', 'H', 'c', 'f' -> SMALL_LIMIT;
            default -> throw SqlError.fatal(SqlState.PROTOCOL_VIOLATION, "invalid frontend message type " + type);
        };
    }

    private int readRawInt() {
        while (inEnd - inAt < 4) {
            if (!fill()) {
                throw new ClientGone("unexpected EOF within message length word");
            }
        }
        int v = 0;
        for (int i = 0; i < 4; i++) {
            v = v << 8 | Mem.i8(in, inAt++) & 0xFF;
        }
        return v;
    }

    /**
     * Reads the length word and body of the message whose type was just read. The reader returned is reused by the next
     * call; its array too unless taken.
     *
     * @param limit largest body allowed, bytes; beyond it the connection is beyond repair: {@link ClientGone}
     */
    public MessageReader readBody(int limit) {
        int n = readRawInt() - 4;
        if (n < 0 || n > limit) {
            throw new ClientGone("invalid message length");
        }
        byte[] to = buffer(n);
        int at = 0;
        while (at < n) {
            if (inAt == inEnd && !fill()) {
                throw new ClientGone("incomplete message from client");
            }
            int k = Math.min(n - at, inEnd - inAt);
            Mem.copy(in, inAt, to, at, k);
            inAt += k;
            at += k;
        }
        body.set(to, n);
        return body;
    }

    /**
     * Takes the contents of CopyData messages that have arrived as a whole, one after the other, into {@code to};
     * receives once if nothing has. Returns the bytes taken; 0 when the next message is of another kind, empty,
     * incomplete or too long for {@code max}: read it by {@link #readType} then.
     */
    public int copyData(byte[] to, int off, int max) {
        if (inAt == inEnd && !fill()) {
            return 0;
        }
        int have = Math.min(max, inEnd - inAt);
        Mem.copy(in, inAt, to, off, have);
        int end = off + have;
        int at = off;
        int out = off;
        while (end - at >= 5 && to[at] == 'd') {
            int n = (to[at + 1] << 24 | (to[at + 2] & 0xFF) << 16 | (to[at + 3] & 0xFF) << 8 | to[at + 4] & 0xFF) - 4;
            if (n < 0 || n > end - at - 5) {
                break;
            }
            System.arraycopy(to, at + 5, to, out, n);
            out += n;
            at += 5 + n;
        }
        inAt += at - off;
        return out - off;
    }

    private byte[] buffer(int n) {
        if (n <= keep.length) {
            return keep;
        }
        try {
            byte[] b = new byte[n <= KEEP_BODY ? Math.max(n, Math.min(KEEP_BODY, keep.length * 2)) : n];
            if (n <= KEEP_BODY) {
                keep = b;
            }
            return b;
        } catch (OutOfMemoryError e) {
            discard(n);
            throw new SqlError(SqlState.OUT_OF_MEMORY, "out of memory")
                    .detail("Failed on request of size " + n + " in memory context \"MessageContext\".");
        }
    }

    private void discard(int n) {
        int left = n;
        while (left > 0) {
            if (inAt == inEnd && !fill()) {
                throw new ClientGone("incomplete message from client");
            }
            int k = Math.min(left, inEnd - inAt);
            inAt += k;
            left -= k;
        }
    }

    /** Sends and empties {@code sink}; waits as long as the client does not take it. */
    public void send(ByteSink sink) {
        int at = 0;
        int n = sink.size;
        while (at < n) {
            int k = Math.min(OUT_SIZE, n - at);
            Mem.copy(sink.buf, at, out, 0, k);
            sendAll(k);
            at += k;
        }
        sink.size = 0;
    }

    private void sendAll(int n) {
        int at = 0;
        while (at < n) {
            long r = Sockets.send(fd, out, at, n - at, Sockets.MSG_DONTWAIT);
            if (r > 0) {
                at += (int) r;
            } else if (r == -Errno.EAGAIN) {
                readiness.await(fd, true);
            } else if (r != -Errno.EINTR) {
                throw new ClientGone("could not send data to client: " + Errno.message((int) -r));
            }
        }
    }
}
