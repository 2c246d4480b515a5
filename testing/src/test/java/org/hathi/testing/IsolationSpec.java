package org.hathi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of named steps of several sessions and of the orders in which they run:
 * <pre>
 * # comment
 * levels read committed, repeatable read        each order runs once per level (the sessions' default); may be absent
 * setup                                         once before each order, outside the sessions
 *   CREATE TABLE t (…);
 * session a
 *   setup SET deadlock_timeout = '20ms';        once before each order, in the session
 *   a1 BEGIN;                                   a step: its name, then SQL; deeper lines go on with it
 *   a2 UPDATE …
 * order a1 b1 a2 b2! c1>b3 …                    steps in the order they are started; ! = wait for its end, however long;
 *                                               c1>b3 = after c1 wait for the end of b3 (a cancel takes its time)
 * </pre>
 */
record IsolationSpec(
        List<String> levels, String setup, List<Session> sessions, Map<String, Step> steps, List<List<String>> orders) {

    /** A session and what prepares it. */
    record Session(String name, String setup) {}

    /** A step; {@code session} is an index. */
    record Step(String name, int session, String sql) {}

    /** Reads a file; throws IllegalArgumentException naming the line that is wrong. */
    public static IsolationSpec read(Path file) throws IOException {
        Reader r = new Reader();
        int n = 0;
        for (String line : Files.readAllLines(file)) {
            n++;
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    r.line(line);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ":" + n + ": " + e.getMessage(), e);
                }
            }
        }
        r.endStep();
        return new IsolationSpec(r.levels, r.setup.toString(), r.sessions, r.steps, r.orders);
    }

    /** The step that a word of an order names. */
    static String stepOf(String word) {
        int end = word.indexOf('>');
        return end >= 0 ? word.substring(0, end) : word.replace("!", "");
    }

    /** The waiting step that ends by the one a word of an order names, or nothing. */
    static String endedBy(String word) {
        int end = word.indexOf('>');
        return end < 0 ? "" : word.substring(end + 1);
    }

    private static final class Reader {
        private List<String> levels = List.of("");
        private final StringBuilder setup = new StringBuilder();
        private final List<Session> sessions = new ArrayList<>();
        private final Map<String, Step> steps = new LinkedHashMap<>();
        private final List<List<String>> orders = new ArrayList<>();
        private boolean inSetup;
        private String step = "";
        private final StringBuilder sql = new StringBuilder();

        void line(String line) {
            if (!line.startsWith(" ")) {
                endStep();
                top(line);
            } else if (inSetup) {
                setup.append(line.strip()).append('\n');
            } else if (line.startsWith("   ")) {
                sql.append(' ').append(line.strip());
            } else {
                endStep();
                String l = line.strip();
                int space = l.indexOf(' ');
                step = l.substring(0, space);
                sql.append(l.substring(space).strip());
            }
        }

        private void top(String line) {
            String[] w = line.strip().split("\\s+", 2);
            inSetup = w[0].equals("setup");
            switch (w[0]) {
                case "setup" -> {}
                case "levels" -> levels = List.of(w[1].split("\\s*,\\s*"));
                case "session" -> sessions.add(new Session(w[1], ""));
                case "order" -> order(List.of(w[1].split("\\s+")));
                default -> throw new IllegalArgumentException("unknown word " + w[0]);
            }
        }

        private void order(List<String> names) {
            for (String s : names) {
                if (!steps.containsKey(stepOf(s))) {
                    throw new IllegalArgumentException("unknown step " + s);
                }
            }
            orders.add(names);
        }

        void endStep() {
            if (!step.isEmpty()) {
                int at = sessions.size() - 1;
                if (step.equals("setup")) {
                    sessions.set(at, new Session(sessions.get(at).name(), sql.toString()));
                } else if (steps.put(step, new Step(step, at, sql.toString())) != null) {
                    throw new IllegalArgumentException("two steps " + step);
                }
            }
            step = "";
            sql.setLength(0);
        }
    }
}
