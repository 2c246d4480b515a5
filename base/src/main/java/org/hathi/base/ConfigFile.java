package org.hathi.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code postgresql.conf} and the files it includes: {@code name [=] value} lines, comments, quoting,
 * {@code include}, {@code include_if_exists}, {@code include_dir}. Problems are collected as reports in PostgreSQL's
 * words.
 */
public final class ConfigFile {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_ERRORS = 100;

    /** One assignment. */
    public record Entry(String name, String value, String file, int line) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Report> problems;

    private ConfigFile(List<Report> problems) {
        this.problems = problems;
    }

    /** Reads {@code main} and what it includes, then {@code auto} (postgresql.auto.conf) if it exists. */
    public static ConfigFile read(Path main, @Nullable Path auto, List<Report> problems) {
        ConfigFile f = new ConfigFile(problems);
        f.file(main, true, 0);
        if (auto != null) {
            f.file(auto, false, 0);
        }
        return f;
    }

    /** Parses text as if it were the file {@code name}. */
    public static ConfigFile parse(String name, String text, List<Report> problems) {
        ConfigFile f = new ConfigFile(problems);
        f.lines(Path.of(name), text, 0);
        return f;
    }

    public List<Entry> entries() {
        return entries;
    }

    static Report problem(SqlState state, String message) {
        return new Report(Severity.LOG, state, message);
    }

    private void file(Path path, boolean strict, int depth) {
        if (depth > MAX_DEPTH) {
            problems.add(problem(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "could not open configuration file \"" + path + "\": maximum nesting depth exceeded"));
            return;
        }
        String text;
        try {
            text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            boolean missing = e instanceof NoSuchFileException;
            if (strict) {
                problems.add(problem(
                        missing ? SqlState.UNDEFINED_FILE : SqlState.IO_ERROR,
                        "could not open configuration file \"" + path + "\": "
                                + (missing ? "No such file or directory" : e.getMessage())));
            }
            return;
        }
        lines(path, text, depth);
    }

    private void directory(Path dir, int depth) {
        List<Path> files = new ArrayList<>();
        try (var stream = Files.newDirectoryStream(dir, "*.conf")) {
            for (Path p : stream) {
                if (!String.valueOf(p.getFileName()).startsWith(".") && Files.isRegularFile(p)) {
                    files.add(p);
                }
            }
        } catch (IOException e) {
            problems.add(problem(
                    SqlState.UNDEFINED_FILE,
                    "could not open configuration directory \"" + dir + "\": No such file or directory"));
            return;
        }
        files.sort(null);
        for (Path p : files) {
            file(p, true, depth);
        }
    }

    private void lines(Path path, String text, int depth) {
        int line = 0;
        int at = 0;
        int errors = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            line++;
            String s = text.substring(at, end);
            at = end + 1;
            String near = one(path, s, line, depth);
            if (near != null) {
                String where = "syntax error in file \"" + path + "\" line " + line + ", near ";
                problems.add(problem(
                        SqlState.SYNTAX_ERROR, where + (near.isEmpty() ? "end of line" : "token \"" + near + "\"")));
                if (++errors >= MAX_ERRORS) {
                    problems.add(problem(
                            SqlState.PROGRAM_LIMIT_EXCEEDED,
                            "too many syntax errors found, abandoning file \"" + path + "\""));
                    return;
                }
            }
        }
    }

    /** Handles one line; returns the token at which it goes wrong ("" for the end of the line), or null. */
    private @Nullable String one(Path path, String s, int line, int depth) {
        Scanner t = new Scanner(s);
        String name = t.next();
        if (name == null) {
            return null;
        }
        if (!t.identifier) {
            return name;
        }
        String value = t.next();
        if (value != null && !t.quoted && value.equals("=")) {
            value = t.next();
        }
        if (value == null) {
            return "";
        }
        if (t.bad || (!t.quoted && value.equals("="))) {
            return value;
        }
        String rest = t.next();
        if (rest != null) {
            return rest;
        }
        Path parent = path.toAbsolutePath().getParent();
        switch (name.toLowerCase(java.util.Locale.ROOT)) {
            case "include" -> file(resolve(parent, value), true, depth + 1);
            case "include_if_exists" -> file(resolve(parent, value), false, depth + 1);
            case "include_dir" -> directory(resolve(parent, value), depth + 1);
            default -> entries.add(new Entry(name, value, path.toString(), line));
        }
        return null;
    }

    private static Path resolve(@Nullable Path dir, String name) {
        return dir == null ? Path.of(name) : dir.resolve(name);
    }

    /** Tokens of a line: identifiers, bare values, quoted strings, the equals sign. */
    private static final class Scanner {
        private final String s;
        private int at;
        boolean quoted;
        boolean identifier;
        boolean bad;

        Scanner(String s) {
            this.s = s;
        }

        @Nullable
        String next() {
            int n = s.length();
            while (at < n && (s.charAt(at) == ' ' || s.charAt(at) == '\t' || s.charAt(at) == '\r')) {
                at++;
            }
            quoted = false;
            identifier = false;
            if (at >= n || s.charAt(at) == '#') {
                at = n;
                return null;
            }
            char c = s.charAt(at);
            if (c == '\'') {
                return quotedText();
            }
            if (c == '=') {
                at++;
                return "=";
            }
            int start = at;
            identifier = Character.isLetter(c) || c == '_';
            while (at < n && isBare(s.charAt(at))) {
                at++;
            }
            if (at == start) {
                at++;
                bad = true;
            }
            return s.substring(start, at);
        }

        private static boolean isBare(char c) {
            return c > ' ' && c != '=' && c != '#' && c != '\'' && c != ',' && c != '"' && c != ';' && c != '('
                    && c != ')';
        }

        private String quotedText() {
            quoted = true;
            StringBuilder b = new StringBuilder();
            int n = s.length();
            int start = at++;
            while (at < n) {
                char c = s.charAt(at++);
                if (c == '\'') {
                    if (at < n && s.charAt(at) == '\'') {
                        at++;
                        b.append('\'');
                        continue;
                    }
                    return b.toString();
                }
                b.append(c == '\\' && at < n ? escape() : c);
            }
            bad = true;
            at = start + 1;
            return "'";
        }

        private char escape() {
            char c = s.charAt(at++);
            switch (c) {
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                default:
                    break;
            }
            if (c < '0' || c > '7') {
                return c;
            }
            int v = c - '0';
            for (int k = 0; k < 2 && at < s.length() && s.charAt(at) >= '0' && s.charAt(at) <= '7'; k++) {
                v = v * 8 + s.charAt(at++) - '0';
            }
            return (char) v;
        }
    }
}
