package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * More sessions than backends, all of which always have something to ask: who is served next. Each request takes a number
 * from a sequence, which tells the order of service whatever the clock says. Half of the clients ask one question at a time,
 * the others have eight on their way (pipelining), and get no more for it.
 */
class FairnessTest {
    private static final int SESSIONS = 24;
    private static final int DEPTH = 8;
    private static final int REQUESTS = 100 * SESSIONS;
    /** Takes long compared with what the client does for an answer, so that the server is what everybody waits for. */
    private static final byte[] REQUEST = message(
            'Q',
            "SELECT nextval('turns') + 0 * count(*) FROM generate_series(1, 2000)\0".getBytes(StandardCharsets.UTF_8));

    private static byte[] message(int type, byte[] body) {
        ByteBuffer b = ByteBuffer.allocate(body.length + (type == 0 ? 4 : 5));
        if (type != 0) {
            b.put((byte) type);
        }
        b.putInt(body.length + 4).put(body);
        return b.array();
    }

    /** A request: when it was sent, in the client's count of requests, and the number it got. */
    private record Request(int session, long sent, long served) {}

    /** A client without a library: it asks the same again and again. */
    private static final class Client {
        final int number;
        final int depth;
        final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(64 << 10);
        private final List<Long> sent = new ArrayList<>();
        private long value;
        int answers;

        Client(int number, int depth, int port) throws IOException {
            this.number = number;
            this.depth = depth;
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            byte[] user = "\0\3\0\0user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.ISO_8859_1);
            write(message(0, user));
            while (!ready()) {
                channel.read(in);
            }
            channel.configureBlocking(false);
        }

        private void write(byte[] bytes) throws IOException {
            ByteBuffer b = ByteBuffer.wrap(bytes);
            while (b.hasRemaining()) {
                channel.write(b);
            }
        }

        /** Takes the messages that have arrived up to the next ReadyForQuery; false when it is not there yet. */
        private boolean ready() {
            in.flip();
            boolean found = false;
            while (!found && in.remaining() >= 5) {
                int type = in.get(in.position());
                int length = in.getInt(in.position() + 1);
                if (in.remaining() < length + 1) {
                    break;
                }
                int body = in.position() + 5;
                if (type == 'E') {
                    throw new AssertionError(new String(in.array(), body, length - 4, StandardCharsets.UTF_8));
                }
                if (type == 'D') {
                    value = Long.parseLong(
                            new String(in.array(), body + 6, in.getInt(body + 2), StandardCharsets.US_ASCII));
                }
                in.position(in.position() + length + 1);
                found = type == 'Z';
            }
            in.compact();
            return found;
        }

        void ask(long now) throws IOException {
            sent.add(now);
            write(REQUEST);
        }

        /** Takes what has been answered into {@code all} and asks again for each. */
        long answered(List<Request> all, long clock) throws IOException {
            if (channel.read(in) < 0) {
                throw new AssertionError("connection of client " + number + " closed");
            }
            long now = clock;
            while (ready()) {
                all.add(new Request(number, sent.removeFirst(), value));
                answers++;
                ask(++now);
            }
            return now;
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nobodyIsServedTwiceWhileAnotherWaits() throws Exception {
        List<Client> clients = new ArrayList<>();
        List<Request> all = new ArrayList<>();
        try (TestServer server = TestServer.start(
                        "fairness", Map.of("session_parking", "on", "max_backends", "2", "min_spare_backends", "1"));
                Selector selector = Selector.open()) {
            server.value("CREATE SEQUENCE turns");
            try {
                long clock = 0;
                for (int i = 0; i < SESSIONS; i++) {
                    Client c = new Client(i, i % 2 == 0 ? 1 : DEPTH, server.port());
                    clients.add(c);
                    c.channel.register(selector, SelectionKey.OP_READ, c);
                }
                for (Client c : clients) {
                    for (int k = 0; k < c.depth; k++) {
                        c.ask(++clock);
                    }
                }
                while (all.size() < REQUESTS) {
                    selector.select(1_000);
                    for (SelectionKey k : selector.selectedKeys()) {
                        clock = ((Client) k.attachment()).answered(all, clock);
                    }
                    selector.selectedKeys().clear();
                }
            } finally {
                for (Client c : clients) {
                    c.channel.close();
                }
            }
        }
        long[] answers = clients.stream().mapToLong(c -> c.answers).sorted().toArray();
        String report = "answers per session " + java.util.Arrays.toString(answers) + ", one at a time "
                + sum(clients, 1) + ", pipelined " + sum(clients, DEPTH) + ", overtaken twice " + overtaken(all);
        System.out.println("FairnessTest " + report);
        // pipelining must not buy turns: without a queue these would have eight times as many
        assertThat(sum(clients, DEPTH)).as(report).isLessThan(2 * sum(clients, 1));
        assertThat(answers[0]).as(report).isGreaterThan(answers[SESSIONS - 1] / 3);
        // a backend that has taken a request may be stopped by the kernel before it takes its number: rarely
        assertThat(overtaken(all)).as(report).isLessThan(REQUESTS / 20);
    }

    private static int sum(List<Client> clients, int depth) {
        return clients.stream()
                .filter(c -> c.depth == depth)
                .mapToInt(c -> c.answers)
                .sum();
    }

    /** How many requests saw another session be served twice that had asked for both later. */
    private static int overtaken(List<Request> all) {
        int n = 0;
        for (Request r : all) {
            if (r.session % 2 != 0) {
                continue;
            }
            int[] others = new int[SESSIONS];
            boolean twice = false;
            for (Request o : all) {
                twice |= o.session % 2 == 0 && o.sent > r.sent && o.served < r.served && ++others[o.session] >= 2;
            }
            n += twice ? 1 : 0;
        }
        return n;
    }
}
