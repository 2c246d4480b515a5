package org.hathi.server;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.hathi.base.Passwords;
import org.hathi.base.PgClock;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Errno;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;
import org.hathi.os.PeerAddress;
import org.hathi.os.Sockets;
import org.hathi.protocol.BackendMessages;
import org.hathi.protocol.MessageReader;
import org.hathi.protocol.StartupPacket;
import org.hathi.protocol.Wire;
import org.hathi.server.auth.HbaRule;
import org.hathi.server.auth.ScramExchange;
import org.hathi.types.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * One client between accept and hand-over: reads the start-up packet, authenticates, and gives the socket to the
 * {@link BackendPool}. Runs on the postmaster's event loop and never waits; reads exactly the bytes of each message, so
 * that what the client sends early stays in the socket for the backend.
 *
 * <p>STATES: start-up packet → (password or SASL messages)* → handed over or closed.
 */
final class Connecting implements EventLoop.Handler {
    private static final SecureRandom RANDOM = new SecureRandom();

    private enum Phase {
        STARTUP,
        PASSWORD,
        SASL_FIRST,
        SASL_LAST,
        BUSY
    }

    private final PostmasterContext cx;
    private final Admission admission;
    private final Backends pool;
    private final int fd;
    private final PeerAddress peer;
    private final boolean local;
    private final ByteSink out = new ByteSink(256);
    private final BackendMessages messages = new BackendMessages(out);
    private final long startMillis = System.currentTimeMillis();
    private final EventLoop.Timer timeout;

    private Phase phase = Phase.STARTUP;
    private byte[] in = new byte[256];
    private int have;
    private boolean authorized;
    private boolean sslDone;
    /** The client speaks protocol 2 or older: errors go in its form. */
    private boolean oldProtocol;

    private boolean gssDone;
    private boolean closed;
    private @Nullable StartupPacket packet;
    private @Nullable HbaRule rule;
    private FlatRoles.@Nullable Role role;
    private @Nullable ScramExchange scram;
    private byte[] md5Salt = new byte[4];
    private String logDetail = "";

    Connecting(PostmasterContext cx, Admission admission, Backends pool, int fd, boolean local) {
        this.cx = cx;
        this.admission = admission;
        this.pool = pool;
        this.fd = fd;
        this.local = local;
        this.peer = local ? new PeerAddress("", -1, Sockets.AF_UNIX) : Sockets.peerAddress(fd);
        timeout = cx.loop.after(cx.settings.millis("authentication_timeout"), this::timedOut);
    }

    int fd() {
        return fd;
    }

    private void timedOut() {
        if (phase == Phase.STARTUP) {
            close();
            return;
        }
        fail(SqlError.fatal(SqlState.QUERY_CANCELED, "canceling authentication due to timeout"));
    }

    @Override
    public void ready(int events) {
        try {
            while (!closed && phase != Phase.BUSY && step()) {
                // the next message may be there already
            }
        } catch (SqlError e) {
            fail(e);
        }
    }

    /** Reads towards the next message and handles it when complete; false when more bytes must come first. */
    private boolean step() {
        int head = phase == Phase.STARTUP ? 4 : 5;
        if (have < head && !read(head)) {
            return false;
        }
        int n = length(head - 4);
        int limit = phase == Phase.STARTUP ? Wire.STARTUP_LIMIT + 4 : Wire.PASSWORD_LIMIT;
        if (n < (phase == Phase.STARTUP ? 8 : 4) || n > limit) {
            lost(phase == Phase.STARTUP ? "invalid length of startup packet" : "invalid message length");
            return false;
        }
        if (phase != Phase.STARTUP && in[0] != 'p') {
            throw SqlError.fatal(
                    SqlState.PROTOCOL_VIOLATION,
                    "expected " + (phase == Phase.PASSWORD ? "password" : "SASL") + " response, got message type "
                            + (in[0] & 0xFF));
        }
        int whole = head - 4 + n;
        if (have < whole && !read(whole)) {
            return false;
        }
        byte[] body = java.util.Arrays.copyOfRange(in, head, whole);
        have = 0;
        if (phase == Phase.STARTUP) {
            startup(body);
        } else {
            password(body);
        }
        return !closed;
    }

    private int length(int at) {
        return (in[at] & 0xFF) << 24 | (in[at + 1] & 0xFF) << 16 | (in[at + 2] & 0xFF) << 8 | in[at + 3] & 0xFF;
    }

    /** Receives until {@code want} bytes are there; never more. */
    private boolean read(int want) {
        if (in.length < want) {
            in = java.util.Arrays.copyOf(in, want);
        }
        while (have < want) {
            long n =
                    Sockets.recv(fd, cx.scratch, 0, Math.min(want - have, cx.scratch.byteSize()), Sockets.MSG_DONTWAIT);
            if (n == -Errno.EAGAIN) {
                return false;
            }
            if (n == -Errno.EINTR) {
                continue;
            }
            if (n <= 0) {
                if (have > 0 || phase != Phase.STARTUP) {
                    lost(phase == Phase.STARTUP ? "incomplete startup packet" : "");
                } else {
                    close();
                }
                return false;
            }
            Mem.copy(cx.scratch, 0, in, have, (int) n);
            have += (int) n;
        }
        return true;
    }

    /** A broken connection: logged, nothing sent. */
    private void lost(String why) {
        if (!why.isEmpty()) {
            admission.logFor(this, new Report(Severity.LOG, SqlState.PROTOCOL_VIOLATION, why), null);
        }
        drain();
        close();
    }

    String host() {
        return local ? "[local]" : peer.host();
    }

    int port() {
        return peer.port();
    }

    /** What the log says it is doing. */
    String activity() {
        return packet == null ? "" : authorized ? "startup" : "authentication";
    }

    /** The client is who it says; whether it may come in is another matter. */
    void authorized() {
        authorized = true;
    }

    String user() {
        StartupPacket p = packet;
        return p == null ? "" : p.user();
    }

    String database() {
        StartupPacket p = packet;
        return p == null ? "" : p.database();
    }

    private void startup(byte[] body) {
        switch (StartupPacket.code(body, body.length)) {
            case StartupPacket.SSL_REQUEST -> {
                if (sslDone) {
                    throw SqlError.fatal(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "unsupported frontend protocol 1234.5679: server supports 3.0 to 3.0");
                }
                sslDone = true;
                refuseEncryption("SSL");
            }
            case StartupPacket.GSSENC_REQUEST -> {
                if (gssDone) {
                    throw SqlError.fatal(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "unsupported frontend protocol 1234.5680: server supports 3.0 to 3.0");
                }
                gssDone = true;
                refuseEncryption("GSSAPI encryption");
            }
            case StartupPacket.CANCEL_REQUEST -> {
                if (body.length >= 12) {
                    MessageReader r = MessageReader.of(body, body.length);
                    r.readInt();
                    admission.cancel(r.readInt(), r.readInt());
                }
                close();
            }
            default -> {
                oldProtocol = StartupPacket.code(body, body.length) >>> 16 < 3;
                StartupPacket p = StartupPacket.parse(body, body.length);
                packet = p;
                if (p.needsNegotiation()) {
                    messages.negotiateProtocolVersion(
                            0, p.unknownOptions(), p.unknownOptions().size());
                }
                admission.admit();
                if (p.replication()) {
                    throw SqlError.fatal(
                            SqlState.FEATURE_NOT_SUPPORTED, "replication connections are not supported yet");
                }
                authenticate(p);
            }
        }
    }

    private void authenticate(StartupPacket p) {
        FlatRoles flat = admission.flatRoles();
        FlatRoles.Role r = flat.role(p.user());
        role = r;
        String address = local ? null : peer.host();
        HbaRule found = admission.hba().match(address, p.database(), p.user(), p.replication(), flat);
        if (found == null) {
            throw SqlError.fatal(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                    "no pg_hba.conf entry for host \"" + host() + "\", user \"" + p.user() + "\", database \""
                            + p.database() + "\", no encryption");
        }
        rule = found;
        switch (found.method()) {
            case TRUST -> accepted();
            case REJECT ->
                throw SqlError.fatal(
                        SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                        "pg_hba.conf rejects connection for host \"" + host() + "\", user \"" + p.user()
                                + "\", database \"" + p.database() + "\", no encryption");
            case PEER -> peer(p, found);
            case PASSWORD -> {
                phase = Phase.PASSWORD;
                messages.authentication(3);
                flush();
            }
            case MD5 -> {
                String v = r == null ? null : r.verifier();
                if (v != null && Passwords.parseScram(v) != null) {
                    startScram(r, p);
                } else {
                    RANDOM.nextBytes(md5Salt);
                    phase = Phase.PASSWORD;
                    messages.authenticationMd5(md5Salt);
                    flush();
                }
            }
            case SCRAM -> startScram(r, p);
        }
    }

    private void startScram(FlatRoles.@Nullable Role r, StartupPacket p) {
        byte[] nonce = new byte[18];
        RANDOM.nextBytes(nonce);
        String verifier = r == null || expired(r) ? null : r.verifier();
        scram = new ScramExchange(
                verifier, p.user(), admission.mockNonce(), Base64.getEncoder().encodeToString(nonce));
        phase = Phase.SASL_FIRST;
        messages.authenticationSasl("SCRAM-SHA-256");
        flush();
    }

    private static boolean expired(FlatRoles.Role r) {
        return r.validUntil() < PgClock.SYSTEM.micros();
    }

    private void peer(StartupPacket p, HbaRule found) {
        String name = OsProcess.userName(Sockets.peerUid(fd));
        String map = found.options().get("map");
        if (name == null || !admission.ident().allows(map, p.user(), name)) {
            throw SqlError.fatal(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                    "Peer authentication failed for user \"" + p.user() + "\"");
        }
        accepted();
    }

    private SqlError wrongPassword() {
        return SqlError.fatal(SqlState.INVALID_PASSWORD, "password authentication failed for user \"" + user() + "\"");
    }

    private void password(byte[] body) {
        MessageReader m = MessageReader.of(body, body.length);
        switch (phase) {
            case PASSWORD -> plainOrMd5(m.readString());
            case SASL_FIRST -> {
                String mechanism = m.readString();
                if (!mechanism.equals("SCRAM-SHA-256")) {
                    throw SqlError.fatal(
                            SqlState.PROTOCOL_VIOLATION, "client selected an invalid SASL authentication mechanism");
                }
                int n = m.readInt();
                byte[] data = n < 0 ? new byte[0] : m.readBytes(n);
                phase = Phase.SASL_LAST;
                messages.authenticationSasl(11, exchange().first(new String(data, StandardCharsets.UTF_8)));
                flush();
            }
            case SASL_LAST -> {
                String verdict = exchange().last(new String(m.readBytes(m.remaining()), StandardCharsets.UTF_8));
                if (verdict == null) {
                    explain();
                    throw wrongPassword();
                }
                messages.authenticationSasl(12, verdict);
                accepted();
            }
            case STARTUP, BUSY -> throw SqlError.internal("password message in phase " + phase);
        }
    }

    private ScramExchange exchange() {
        ScramExchange s = scram;
        if (s == null) {
            throw SqlError.internal("no SCRAM exchange");
        }
        return s;
    }

    /** Why a password did not do, for the log only. */
    private void explain() {
        FlatRoles.Role r = role;
        if (r == null) {
            logDetail = "Role \"" + user() + "\" does not exist.\n";
        } else if (r.verifier() == null) {
            logDetail = "User \"" + user() + "\" has no password assigned.\n";
        } else if (expired(r)) {
            logDetail = "User \"" + user() + "\" has an expired password.\n";
        } else {
            logDetail = "";
        }
    }

    private void plainOrMd5(String given) {
        HbaRule found = rule;
        FlatRoles.Role r = role;
        if (given.isEmpty()) {
            throw SqlError.fatal(SqlState.INVALID_PASSWORD, "empty password returned by client");
        }
        explain();
        String verifier = r == null || expired(r) ? null : r.verifier();
        if (found != null && found.method() == HbaRule.Method.MD5) {
            boolean good = verifier != null
                    && Passwords.isMd5(verifier)
                    && java.security.MessageDigest.isEqual(
                            Passwords.md5Response(verifier, md5Salt).getBytes(StandardCharsets.US_ASCII),
                            given.getBytes(StandardCharsets.UTF_8));
            decided(good);
            return;
        }
        if (verifier == null) {
            throw wrongPassword();
        }
        phase = Phase.BUSY;
        String user = user();
        cx.loop.unwatch(fd);
        boolean queued = admission.compute(() -> {
            boolean good = Passwords.matches(verifier, Prep.prepare(given), user);
            cx.loop.post(() -> {
                if (!closed) {
                    try {
                        decided(good);
                    } catch (SqlError e) {
                        fail(e);
                    }
                }
            });
        });
        if (!queued) {
            throw SqlError.fatal(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
        }
    }

    private void decided(boolean good) {
        if (!good) {
            throw wrongPassword();
        }
        accepted();
    }

    /** Authenticated: checks role and database, then hands over. */
    private void accepted() {
        StartupPacket p = packet;
        if (p == null) {
            throw SqlError.internal("no start-up packet");
        }
        messages.authenticationOk();
        SessionTicket ticket = admission.authorize(p, local ? "" : peer.host(), peer.port(), startMillis, rule, this);
        flush();
        if (!closed) {
            closed = true;
            timeout.cancel();
            cx.loop.unwatch(fd);
            admission.leave(this);
            pool.handOver(ticket, fd);
        }
    }

    private void flush() {
        int n = out.size;
        Mem.copy(out.buf, 0, cx.scratch, 0, n);
        out.size = 0;
        long sent = Sockets.send(fd, cx.scratch, 0, n, Sockets.MSG_DONTWAIT);
        if (sent != n) {
            close();
        }
    }

    private void fail(SqlError e) {
        if (closed) {
            return;
        }
        SqlError f = e;
        if (e.severity() != Severity.FATAL) {
            f = SqlError.fatal(e.state(), e.report().message());
            String detail = e.report().detail();
            if (detail != null) {
                f.detail(detail);
            }
        }
        HbaRule found = rule;
        String detail = null;
        if (found != null
                && (f.state() == SqlState.INVALID_PASSWORD
                        || f.report().message().startsWith("Peer auth"))) {
            detail = logDetail + "Connection matched pg_hba.conf line " + found.line() + ": \"" + found.raw() + "\"";
        }
        admission.logFor(this, f.report(), detail);
        if (oldProtocol) {
            out.put('E').put(("FATAL:  " + f.report().message() + "\n\0").getBytes(StandardCharsets.UTF_8));
        } else {
            messages.report(f.report());
        }
        flush();
        drain();
        close();
    }

    /**
     * Takes what the client has sent so far: closing with input unread would reset the connection and lose our answer.
     */
    private void drain() {
        for (int i = 0; i < 8; i++) {
            if (Sockets.recv(fd, cx.scratch, 0, cx.scratch.byteSize(), Sockets.MSG_DONTWAIT) <= 0) {
                return;
            }
        }
    }

    /** Answers SSLRequest or GSSENCRequest; a client that did not wait for the answer is not to be trusted. */
    private void refuseEncryption(String kind) {
        boolean more = Sockets.recv(fd, cx.scratch, 0, 1, Sockets.MSG_DONTWAIT | Sockets.MSG_PEEK) > 0;
        out.put('N');
        flush();
        if (more) {
            throw SqlError.fatal(SqlState.PROTOCOL_VIOLATION, "received unencrypted data after " + kind + " request")
                    .detail("This could be either a client-software bug or evidence of an attempted man-in-the-middle"
                            + " attack.");
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            timeout.cancel();
            cx.loop.unwatch(fd);
            admission.leave(this);
            Sockets.close(fd);
        }
    }
}
