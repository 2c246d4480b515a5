package org.hathi.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * psql on a terminal ({@code script} gives it one): what it shows for keys typed as a person would type them, with the
 * completions it asks the server for, and passwords it asks the person for.
 *
 * <p>LAYOUT of a {@code .keys} file, line by line: {@code TEXT<TAB>} types TEXT and the tab key twice, then clears the line;
 * {@code < TEXT} answers the prompt that the line before brought up (its echo is off: a password); anything else is typed and
 * entered. Lines beginning with {@code #} are remarks. The listing shows each line and below it what came, white space
 * folded. A class of the standard library only: {@code testing/record} runs its source.
 */
final class TerminalRunner {
    private static final String PROMPT = "hathi> ";
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    private final OutputStream in;
    private final InputStream out;
    private final StringBuilder seen = new StringBuilder();

    private TerminalRunner(Process process) {
        this.process = process;
        in = process.getOutputStream();
        out = process.getInputStream();
    }

    /** Types the file's keys into {@code psql} connected to the port; the listing of what it showed. */
    static String run(String psql, int port, String database, List<String> keys)
            throws IOException, InterruptedException {
        // hathi> may be cut by readline's redisplay: a width nothing reaches
        String command = "stty cols 900 rows 200; exec " + psql + " -X -q -h 127.0.0.1 -p " + port + " -U postgres -d "
                + database + " -v 'PROMPT1=" + PROMPT + "' -v 'PROMPT2=" + PROMPT + "'";
        ProcessBuilder b =
                new ProcessBuilder("script", "-q", "-e", "-f", "-c", command, "/dev/null").redirectErrorStream(true);
        b.environment().put("TERM", "dumb");
        b.environment().put("LC_ALL", "C.UTF-8");
        b.environment().put("INPUTRC", "/dev/null");
        b.environment().put("PSQL_HISTORY", "/dev/null");
        b.environment().put("PAGER", "");
        b.environment().remove("COLUMNS");
        Process p = b.start();
        try {
            String listing = new TerminalRunner(p).type(keys);
            return listing.replaceAll("(at port \"|, port )" + port, "$1PORT");
        } finally {
            p.descendants().forEach(ProcessHandle::destroyForcibly);
            p.destroyForcibly();
            p.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private String type(List<String> keys) throws IOException, InterruptedException {
        StringBuilder listing = new StringBuilder();
        until(PROMPT);
        for (int i = 0; i < keys.size(); i++) {
            String k = keys.get(i);
            if (k.isBlank() || k.startsWith("#")) {
                continue;
            }
            String mark = "MARK" + i;
            String shown;
            if (k.endsWith("<TAB>")) {
                send(k.substring(0, k.length() - 5) + "\t\t\u0015");
                send("\\echo " + mark + "\n");
                shown = until(mark + "\r\n");
            } else {
                send(k + "\n");
                shown = "";
                while (i + 1 < keys.size() && keys.get(i + 1).startsWith("< ")) {
                    shown += until(": ");
                    send(keys.get(++i).substring(2) + "\n");
                    shown += until("\n");
                }
                shown += until(PROMPT);
                send("\\echo " + mark + "\n");
                shown += until("\r\n" + mark + "\r\n");
            }
            until(PROMPT);
            listing.append("## ")
                    .append(k)
                    .append('\n')
                    .append(tidy(shown, mark))
                    .append('\n');
        }
        send("\\q\n");
        return listing.toString();
    }

    private static String tidy(String shown, String mark) {
        return shown.replaceAll("[\u0007\b]", "")
                .replace("\\echo " + mark, "")
                .replace(mark, "")
                .replace(PROMPT, "\n")
                .replaceAll("[ \t\r]+", " ")
                .replaceAll("(?m)^ | $", "")
                .replaceAll("\n+", "\n")
                .strip();
    }

    private void send(String keys) throws IOException {
        in.write(keys.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Reads until the text has come; what came up to its end. */
    private String until(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT;
        while (true) {
            int at = seen.indexOf(text);
            if (at >= 0) {
                String s = seen.substring(0, at + text.length());
                seen.delete(0, at + text.length());
                return s;
            }
            if (out.available() > 0) {
                byte[] some = new byte[out.available()];
                seen.append(new String(some, 0, out.read(some), StandardCharsets.UTF_8));
            } else if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("waited for \"" + text + "\" and saw: " + seen);
            } else {
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
    }

    /** {@code PSQL PORT DATABASE KEYS OUT}: records what psql shows. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Files.writeString(
                Path.of(args[4]),
                run(args[0], Integer.parseInt(args[1]), args[2], Files.readAllLines(Path.of(args[3]))));
    }
}
