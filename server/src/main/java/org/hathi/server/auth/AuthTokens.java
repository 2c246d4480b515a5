package org.hathi.server.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlState;
import org.hathi.server.auth.HbaRule.Token;

/**
 * Splits pg_hba.conf and pg_ident.conf into lines of fields of words: commas, quotes, comments, continuation,
 * {@code @file}.
 */
final class AuthTokens {
    private static final int MAX_DEPTH = 10;

    private AuthTokens() {}

    /** A line with content; each field is a list of words. */
    record Line(int number, String raw, List<List<Token>> fields) {}

    static List<Line> lines(Path path, String text, List<Report> problems) {
        List<Line> lines = new ArrayList<>();
        String[] physical = text.split("\n", -1);
        for (int i = 0; i < physical.length; i++) {
            int number = i + 1;
            String raw = strip(physical[i]);
            while (raw.endsWith("\\") && i + 1 < physical.length) {
                raw = raw.substring(0, raw.length() - 1) + strip(physical[++i]);
            }
            String line = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            Splitter s = new Splitter(path, line, number, problems, 0);
            List<List<Token>> fields = s.fields();
            if (!fields.isEmpty()) {
                lines.add(new Line(number, line, fields));
            }
        }
        return lines;
    }

    private static String strip(String s) {
        return s.endsWith("\r") ? s.substring(0, s.length() - 1) : s;
    }

    private static final class Splitter {
        private final Path path;
        private final String s;
        private final int number;
        private final List<Report> problems;
        private final int depth;
        private int at;
        private boolean comma;

        Splitter(Path path, String s, int number, List<Report> problems, int depth) {
            this.path = path;
            this.s = s;
            this.number = number;
            this.problems = problems;
            this.depth = depth;
        }

        List<List<Token>> fields() {
            List<List<Token>> fields = new ArrayList<>();
            while (true) {
                List<Token> field = new ArrayList<>();
                boolean more;
                do {
                    more = word(field);
                } while (more && comma);
                if (!field.isEmpty()) {
                    fields.add(field);
                }
                if (!more) {
                    return fields;
                }
            }
        }

        /** Appends the next word (or a file's words) to {@code field}; false at the end of the line. */
        private boolean word(List<Token> field) {
            int n = s.length();
            while (at < n && (Character.isWhitespace(s.charAt(at)) || s.charAt(at) == ',')) {
                at++;
            }
            comma = false;
            if (at >= n || s.charAt(at) == '#') {
                at = n;
                return false;
            }
            StringBuilder b = new StringBuilder();
            boolean quoting = false;
            boolean initialQuote = s.charAt(at) == '"';
            boolean any = false;
            while (at < n) {
                char c = s.charAt(at);
                if (c == '"') {
                    if (quoting && at + 1 < n && s.charAt(at + 1) == '"') {
                        b.append('"');
                        at += 2;
                        continue;
                    }
                    quoting = !quoting;
                    any = true;
                } else if (!quoting && (c == ',' || c == '#' || Character.isWhitespace(c))) {
                    comma = c == ',';
                    break;
                } else {
                    b.append(c);
                }
                at++;
            }
            String text = b.toString();
            if (text.startsWith("@") && text.length() > 1 && !initialQuote) {
                include(text.substring(1), field);
            } else if (!text.isEmpty() || any) {
                field.add(new Token(text, initialQuote));
            }
            return true;
        }

        private void include(String name, List<Token> field) {
            Path parent = path.toAbsolutePath().getParent();
            Path file = parent == null ? Path.of(name) : parent.resolve(name);
            if (depth >= MAX_DEPTH) {
                fail("could not open file \"" + file + "\": maximum nesting depth exceeded");
                return;
            }
            try {
                String text = Files.readString(file, StandardCharsets.UTF_8);
                for (String line : text.split("\n", -1)) {
                    for (List<Token> f : new Splitter(file, strip(line), number, problems, depth + 1).fields()) {
                        field.addAll(f);
                    }
                }
            } catch (IOException e) {
                fail("could not open secondary authentication file \"@" + name + "\" as \"" + file
                        + "\": No such file or directory");
            }
        }

        private void fail(String message) {
            problems.add(new Report(Severity.LOG, SqlState.CONFIG_FILE_ERROR, message)
                    .context("line " + number + " of configuration file \"" + path + "\""));
        }
    }
}
