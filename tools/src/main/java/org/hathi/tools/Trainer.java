package org.hathi.tools;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The client of a training run ({@code lib/train.sh}): drives a server, whose backend records an AOT cache, with
 * ordinary work over the real protocol: simple, extended, prepared, text and binary. Errors of statements do not
 * matter, time is bounded.
 *
 * <p>Arguments: path of the Unix socket, seconds.
 */
final class Trainer {
    private static final int ACCOUNTS = 20_000;
    private static final int LOADS = 3;
    private static final int LOADED = 100_000;

    private final String path;
    private final SplittableRandom random = new SplittableRandom(15);
    private @Nullable SocketChannel channel;
    private DataInputStream in = new DataInputStream(InputStream.nullInputStream());
    private OutputStream out = OutputStream.nullOutputStream();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean copying;
    private boolean failed;

    private Trainer(String path) {
        this.path = path;
    }

    public static void main(String[] args) throws IOException {
        Trainer t = new Trainer(args[0]);
        long nanos = Long.parseLong(args[1]) * 1_000_000_000L;
        t.statements();
        t.copy();
        t.load();
        t.mixes(nanos);
        t.connections(nanos / 4);
        t.statements();
        t.close();
    }

    // ---------------------------------------------------------------- the wire

    private void connect() throws IOException {
        close();
        SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX);
        c.connect(UnixDomainSocketAddress.of(path));
        channel = c;
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(c), 1 << 16));
        out = Channels.newOutputStream(c);
        Message m = new Message();
        m.data.writeInt(196_608);
        for (String s : new String[] {"user", "postgres", "database", "postgres", "application_name", "train"}) {
            m.text(s);
        }
        m.data.writeByte(0);
        byte[] body = m.bytes.toByteArray();
        DataOutputStream d = new DataOutputStream(pending);
        d.writeInt(body.length + 4);
        d.write(body);
        ready();
    }

    private void close() throws IOException {
        SocketChannel c = channel;
        if (c != null) {
            send('X', new Message());
            flush();
            c.close();
            channel = null;
        }
    }

    private void send(char type, Message m) throws IOException {
        byte[] body = m.bytes.toByteArray();
        DataOutputStream d = new DataOutputStream(pending);
        d.writeByte(type);
        d.writeInt(body.length + 4);
        d.write(body);
    }

    private void flush() throws IOException {
        pending.writeTo(out);
        out.flush();
        pending.reset();
    }

    /** Reads to ReadyForQuery, or to the server's wish for COPY data. */
    private void ready() throws IOException {
        flush();
        failed = false;
        copying = false;
        while (true) {
            int type = in.readUnsignedByte();
            int length = in.readInt() - 4;
            in.skipNBytes(length);
            failed |= type == 'E';
            copying = type == 'G';
            if (type == 'Z' || copying) {
                return;
            }
        }
    }

    /** A message being written. */
    private static final class Message {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream data = new DataOutputStream(bytes);

        Message text(String s) throws IOException {
            data.write(s.getBytes(StandardCharsets.UTF_8));
            data.writeByte(0);
            return this;
        }
    }

    private void simple(String sql) throws IOException {
        send('Q', new Message().text(sql));
        ready();
        if (copying) {
            send('f', new Message().text("not now"));
            ready();
        }
    }

    private void parse(String name, String sql) throws IOException {
        Message m = new Message().text(name).text(sql);
        m.data.writeShort(0);
        send('P', m);
    }

    /** Bind, Describe, Execute; parameters as text or as binary int4. */
    private void execute(String statement, boolean binary, int... parameters) throws IOException {
        Message m = new Message().text("").text(statement);
        m.data.writeShort(1);
        m.data.writeShort(binary ? 1 : 0);
        m.data.writeShort(parameters.length);
        for (int p : parameters) {
            byte[] text = Integer.toString(p).getBytes(StandardCharsets.US_ASCII);
            m.data.writeInt(binary ? 4 : text.length);
            if (binary) {
                m.data.writeInt(p);
            } else {
                m.data.write(text);
            }
        }
        m.data.writeShort(1);
        m.data.writeShort(binary ? 1 : 0);
        send('B', m);
        Message d = new Message();
        d.data.writeByte('P');
        send('D', d.text(""));
        Message e = new Message().text("");
        e.data.writeInt(0);
        send('E', e);
    }

    private void sync() throws IOException {
        send('S', new Message());
        ready();
    }

    // ---------------------------------------------------------------- the work

    private static List<String> script() throws IOException {
        List<String> lines = new ArrayList<>();
        InputStream script = Trainer.class.getResourceAsStream("train.sql");
        if (script == null) {
            throw new EOFException("train.sql");
        }
        try (BufferedReader r = new BufferedReader(new InputStreamReader(script, StandardCharsets.UTF_8))) {
            for (String s = r.readLine(); s != null; s = r.readLine()) {
                if (!s.startsWith("--") && !s.isBlank()) {
                    lines.add(s);
                }
            }
        }
        return lines;
    }

    /** Every statement of the script: one session with simple, one with extended protocol. */
    private void statements() throws IOException {
        connect();
        for (String sql : script()) {
            simple(sql);
        }
        connect();
        for (String sql : script()) {
            parse("", sql);
            execute("", sql.length() % 2 == 0);
            sync();
        }
    }

    private void copy() throws IOException {
        connect();
        simple("copy train_types to stdout");
        simple("copy (select id, v from train_types) to stdout with (format csv, header)");
        simple("copy train_types to stdout with (format binary)");
        send('Q', new Message().text("copy train_history (tid, bid, aid, delta) from stdin"));
        ready();
        for (int i = 0; copying && i < 5_000; i++) {
            Message m = new Message();
            m.data.write((i % 10 + "\t1\t" + i + "\t" + i % 7 + "\n").getBytes(StandardCharsets.US_ASCII));
            send('d', m);
        }
        if (copying) {
            send('c', new Message());
            ready();
        }
    }

    /** Filling a table as {@code pgbench -i} does: the load, its vacuum and its index are one long hot loop each. */
    private void load() throws IOException {
        connect();
        for (int round = 0; round < LOADS; round++) {
            simple("drop table if exists train_load");
            simple("create table train_load (aid int not null, bid int, abalance int, filler char(84)) with"
                    + " (fillfactor=100)");
            simple("begin");
            simple("truncate table train_load");
            send('Q', new Message().text("copy train_load from stdin"));
            ready();
            for (int i = 1; copying && i <= LOADED; i++) {
                Message m = new Message();
                m.data.write((i + "\t" + (i / 100_000 + 1) + "\t0\t\n").getBytes(StandardCharsets.US_ASCII));
                send('d', m);
                if (pending.size() > 8_000) {
                    flush();
                }
            }
            if (copying) {
                send('c', new Message());
                ready();
            }
            simple("commit");
            simple("vacuum analyze train_load");
            simple("alter table train_load add primary key (aid)");
        }
        simple("drop table train_load");
    }

    /** The short transactions whose speed everybody measures, in all three ways, until the time is up. */
    private void mixes(long nanos) throws IOException {
        String[] ways = {"simple", "prepared", "extended", "simple", "prepared"};
        for (String way : ways) {
            long end = System.nanoTime() + nanos / ways.length;
            connect();
            if (way.equals("prepared")) {
                prepare("s", SELECT, "u", UPDATE, "t", TELLER, "b", BRANCH, "h", HISTORY, "c", CATALOG);
            }
            simple(SELECT.replace("$1", "1"));
            if (failed) {
                for (int i = 0; System.nanoTime() < end; i++) {
                    one(way, "c", CATALOG, i % 2 == 0, random.nextInt(10_000));
                }
                continue;
            }
            for (int i = 0; System.nanoTime() < end; i++) {
                boolean binary = i % 3 == 0;
                int aid = 1 + random.nextInt(ACCOUNTS);
                one(way, "s", SELECT, binary, aid);
                if (i % 4 == 0) {
                    int delta = random.nextInt(-5_000, 5_000);
                    int tid = 1 + random.nextInt(10);
                    simple("BEGIN");
                    one(way, "u", UPDATE, binary, aid, delta);
                    one(way, "s", SELECT, binary, aid);
                    one(way, "t", TELLER, binary, tid, delta);
                    one(way, "b", BRANCH, binary, 1, delta);
                    one(way, "h", HISTORY, binary, tid, 1, aid, delta);
                    simple("END");
                }
            }
        }
    }

    /** A connection for each query: what the postmaster and a backend do at its begin and end. */
    private void connections(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            connect();
            simple(SELECT.replace("$1", Integer.toString(1 + random.nextInt(ACCOUNTS))));
        }
    }

    private static final String SELECT = "SELECT abalance FROM train_accounts WHERE aid = $1";
    private static final String UPDATE = "UPDATE train_accounts SET abalance = abalance + $2 WHERE aid = $1";
    private static final String TELLER = "UPDATE train_tellers SET tbalance = tbalance + $2 WHERE tid = $1";
    private static final String BRANCH = "UPDATE train_branches SET bbalance = bbalance + $2 WHERE bid = $1";
    private static final String HISTORY =
            "INSERT INTO train_history (tid, bid, aid, delta, mtime)" + " VALUES ($1, $2, $3, $4, CURRENT_TIMESTAMP)";
    private static final String CATALOG = "SELECT relname, relnamespace FROM pg_catalog.pg_class WHERE oid = $1";

    private void prepare(String... namesAndTexts) throws IOException {
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            parse(namesAndTexts[i], namesAndTexts[i + 1]);
            sync();
        }
    }

    private void one(String way, String name, String sql, boolean binary, int... parameters) throws IOException {
        switch (way) {
            case "simple" -> {
                String text = sql;
                for (int i = parameters.length; i > 0; i--) {
                    text = text.replace("$" + i, Integer.toString(parameters[i - 1]));
                }
                simple(text);
            }
            case "prepared" -> {
                execute(name, binary, parameters);
                sync();
            }
            default -> {
                parse("", sql);
                execute("", binary, parameters);
                sync();
            }
        }
    }
}
