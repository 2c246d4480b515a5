package org.hathi.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.hathi.os.Errno;
import org.hathi.os.Mem;
import org.hathi.os.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * The control socket between the postmaster and one other process: frames of length (4 bytes, type and payload), type
 * (1), payload; a descriptor may travel with the first byte of a frame. Children speak it with blocking calls, the
 * postmaster only with calls that return at once.
 */
final class Control {
    /** Child → postmaster: role ordinal, child number, pid. */
    static final char HELLO = 'H';
    /** Postmaster → child: segment id, settings. */
    static final char INIT = 'I';
    /** Child → postmaster: the process is ready for work (a backend: for a session). */
    static final char READY = 'Y';
    /** Postmaster → backend, with the client's descriptor: a session. */
    static final char SESSION = 'S';
    /** Backend → postmaster: the session is over; payload: 1 if the process takes another. */
    static final char ENDED = 'E';
    /** Backend → postmaster, with parking: it is free, for the first time or while new sessions wait. */
    static final char FREE = 'R';
    /** Backend → postmaster, with parking; payload: {@link #RESTED} or {@link #BLOCKED}. */
    static final char NEWS = 'N';
    /** It has been idle for {@code backend_idle_timeout}; its session is parked. */
    static final byte RESTED = 1;
    /** It is going to wait, and nobody is left to look for ready sessions. */
    static final byte BLOCKED = 2;
    /** Startup process → postmaster: recovery is done. */
    static final char STARTED = 'D';
    /** Postmaster → child: finish (checkpointer: after a shutdown checkpoint). */
    static final char SHUTDOWN = 'X';
    /** pg_ctl → postmaster: stop; payload: mode letter s, f, i. */
    static final char STOP = 'T';
    /** Autovacuum launcher → postmaster: start a worker; payload: database oid. */
    static final char WORKER = 'W';

    /** Postmaster → backend, with the descriptor: the epoll instance of parked sessions. */
    static final char EPOLL = 'P';
    /** Backend → postmaster: needs the client's descriptor; payload: session slot, session id. */
    static final char FETCH = 'F';
    /** Postmaster → backend, with the descriptor, or without one when the session is no more. */
    static final char FETCHED = 'f';

    private static final int LIMIT = 4 << 20;
    private static final int CHUNK = 16 << 10;

    /** One frame; {@code fd} −1 without a descriptor. */
    record Frame(char type, byte[] payload, int fd) {
        DataInputStream data() {
            return new DataInputStream(new ByteArrayInputStream(payload));
        }
    }

    /** Builds a payload. */
    @FunctionalInterface
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    static byte[] payload(Writer w) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            w.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private final int fd;
    private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK);
    private byte[] got = new byte[512];
    private int have;
    /** Descriptors received and not yet handed out, in order. */
    private final ArrayDeque<Integer> passed = new ArrayDeque<>();

    Control(int fd) {
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    /** Sends a frame; false when the other side is gone. */
    boolean send(char type, byte[] payload, int passFd) {
        byte[] frame = new byte[5 + payload.length];
        int n = payload.length + 1;
        frame[0] = (byte) (n >> 24);
        frame[1] = (byte) (n >> 16);
        frame[2] = (byte) (n >> 8);
        frame[3] = (byte) n;
        frame[4] = (byte) type;
        System.arraycopy(payload, 0, frame, 5, payload.length);
        int at = 0;
        while (at < frame.length) {
            int k = Math.min(CHUNK, frame.length - at);
            Mem.copy(frame, at, buffer, 0, k);
            long r = Sockets.sendFd(fd, at == 0 ? passFd : -1, buffer, 0, k);
            if (r <= 0 && r != -Errno.EINTR && r != -Errno.EAGAIN) {
                return false;
            }
            at += (int) Math.max(0, r);
        }
        return true;
    }

    boolean send(char type) {
        return send(type, new byte[0], -1);
    }

    /** Receives what is there without waiting; false when the other side closed. */
    boolean receive() {
        while (true) {
            long r = Sockets.recvFd(fd, buffer, 0, CHUNK, Sockets.MSG_DONTWAIT);
            if (!accept(r)) {
                return Sockets.receivedCount(r) == -Errno.EAGAIN || Sockets.receivedCount(r) == -Errno.EINTR;
            }
        }
    }

    private boolean accept(long received) {
        int n = Sockets.receivedCount(received);
        if (n <= 0) {
            return false;
        }
        if (Sockets.receivedFd(received) >= 0) {
            passed.add(Sockets.receivedFd(received));
        }
        if (have + n > got.length) {
            got = java.util.Arrays.copyOf(got, Math.max(have + n, got.length * 2));
        }
        Mem.copy(buffer, 0, got, have, n);
        have += n;
        return true;
    }

    /** The next complete frame received, or null. */
    @Nullable
    Frame next() {
        if (have < 5) {
            return null;
        }
        int n = (got[0] & 0xFF) << 24 | (got[1] & 0xFF) << 16 | (got[2] & 0xFF) << 8 | got[3] & 0xFF;
        if (n < 1 || n > LIMIT) {
            throw new IllegalStateException("control frame of " + n + " bytes");
        }
        if (have < 4 + n) {
            return null;
        }
        char type = (char) (got[4] & 0xFF);
        byte[] payload = java.util.Arrays.copyOfRange(got, 5, 4 + n);
        System.arraycopy(got, 4 + n, got, 0, have - 4 - n);
        have -= 4 + n;
        boolean carries = type == SESSION || type == EPOLL || (type == FETCHED && payload[0] == 1);
        Integer fd = carries ? passed.poll() : null;
        int with = fd == null ? -1 : fd;
        return new Frame(type, payload, with);
    }

    /** Waits for the next frame; null when the other side closed. */
    @Nullable
    Frame await() {
        while (true) {
            Frame f = next();
            if (f != null) {
                return f;
            }
            long r = Sockets.recvFd(fd, buffer, 0, CHUNK, 0);
            if (!accept(r) && Sockets.receivedCount(r) != -Errno.EINTR) {
                return null;
            }
        }
    }

    void close() {
        Sockets.close(fd);
    }
}
