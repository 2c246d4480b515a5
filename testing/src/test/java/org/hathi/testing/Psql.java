package org.hathi.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A psql (a client of libpq's) that stays connected: statements go in by a pipe, rows and notifications come out. */
final class Psql implements AutoCloseable {
    private static final Pattern NOTIFICATION = Pattern.compile(
            "Asynchronous notification \"([^\"]*)\"(?: with payload \"([^\"]*)\")? received from server process.*");

    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;
    private final List<String> notifications = new ArrayList<>();
    private int asked;

    Psql(TestServer server) throws IOException {
        process = server.psql("postgres", "-A", "-t", "-v", "ON_ERROR_STOP=0").pipe();
        in = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Sends statements, whose answer {@link #answer} reads. */
    void send(String sql) {
        in.println(sql + ";\n\\echo -- " + ++asked);
        in.flush();
    }

    /** What psql printed for the statements sent last, one element a line, without notifications. */
    List<String> answer() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("psql ended after " + lines);
            }
            Matcher m = NOTIFICATION.matcher(line);
            if (m.matches()) {
                notifications.add(m.group(1) + ":" + m.group(2));
            } else if (line.equals("-- " + asked)) {
                return lines;
            } else {
                lines.add(line);
            }
        }
    }

    List<String> ask(String sql) throws IOException {
        send(sql);
        return answer();
    }

    /** Channel and payload of what has been received so far. */
    List<String> notifications() {
        return notifications;
    }

    /** Ends the program at once, whoever waits for it. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        in.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
