package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the house bans, checked over the source text of every room (design: style.md). Known exceptions stand in
 * {@code src/test/tidy-allowed.txt}, a line {@code RULE PATH reason} each; the list should only shrink.
 */
class TidyTest {
    private static final int MAX_FILE = 800;
    private static final int MAX_METHOD = 70;
    private static final int MAX_LINE = 120;
    /** PostgreSQL's messages stay whole, so that they can be searched for. */
    private static final int MAX_MESSAGE_LINE = 145;
    /** Rooms whose business is to print. */
    private static final Set<String> PRINTING_ROOMS = Set.of("tools", "testing", "bench");

    private static final Pattern METHOD =
            Pattern.compile("^    (?:[\\w@<>\\[\\],.? ]+ )?[\\w]+\\(.*|^    [\\w@<>\\[\\],.? ]+\\($");
    /** The vocabularies of the trees and of the catalog rows, a hundred records each, may be imported whole. */
    private static final Pattern WILDCARD = Pattern.compile("^import (?!(static"
            + " )?org\\.hathi\\.(parser\\.tree|planner\\.tree|planner\\.plan|catalog\\.table)\\.).*\\.\\*;");

    /** Fields that are static and can change: constants and loggers apart there are none. */
    private static final Pattern MUTABLE_STATIC =
            Pattern.compile("^\\s+(?:(?:private|public|protected|volatile) )*static (?!.*\\bfinal\\b)(?!(?:abstract"
                    + " )?(?:class|record|enum|interface|sealed|<))[^()={]*(?:=.*|;)$");

    private static final Pattern SWALLOW = Pattern.compile("catch \\([^)]*\\) \\{\\s*(?://[^\\n]*\\n\\s*)*\\}");
    private static final Pattern TODO = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

    /** The findings of a rule without those whose path the list of exceptions names. */
    private static List<String> notAllowed(String rule, List<String> findings) throws IOException {
        List<String> lines = Files.readAllLines(Places.root().resolve("testing/src/test/tidy-allowed.txt"));
        List<String> bad = new ArrayList<>();
        for (String f : findings) {
            String path = f.contains(":") ? f.substring(0, f.indexOf(':')) : f;
            if (lines.stream().noneMatch(l -> l.equals(rule + " " + path) || l.startsWith(rule + " " + path + " "))) {
                bad.add(f);
            }
        }
        return bad;
    }

    private static List<Path> rooms() throws IOException {
        try (Stream<Path> s = Files.list(Places.root())) {
            return s.filter(p -> Files.exists(p.resolve("pom.xml"))).sorted().toList();
        }
    }

    private static List<Path> sources(String... kinds) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path room : rooms()) {
            for (String kind : kinds) {
                Path src = room.resolve("src/" + kind + "/java");
                if (Files.isDirectory(src)) {
                    try (Stream<Path> s = Files.walk(src)) {
                        s.filter(p -> p.toString().endsWith(".java")).forEach(all::add);
                    }
                }
            }
        }
        return all;
    }

    private static String name(Path p) {
        return Places.root().relativize(p).toString();
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> bad = new ArrayList<>();
        for (Path p : sources("main", "test")) {
            int n = Files.readAllLines(p).size();
            if (n >= MAX_FILE) {
                bad.add(name(p) + ": " + n + " lines");
            }
        }
        assertThat(notAllowed("file-length", bad)).isEmpty();
    }

    @Test
    void methodsAreShort() throws IOException {
        List<String> bad = new ArrayList<>();
        for (Path p : sources("main", "test")) {
            List<String> lines = Files.readAllLines(p);
            int start = -1;
            for (int i = 0; i < lines.size(); i++) {
                String l = lines.get(i);
                if (METHOD.matcher(l).matches() && !l.endsWith(";")) {
                    start = i;
                } else if (l.equals("    }")) {
                    if (start >= 0 && i - start + 1 > MAX_METHOD) {
                        bad.add(name(p) + ":" + (start + 1) + ": " + (i - start + 1) + " lines");
                    }
                    start = -1;
                }
            }
        }
        assertThat(notAllowed("method-length", bad)).isEmpty();
    }

    @Test
    void linesAreShort() throws IOException {
        List<String> bad = linesThat(
                l -> l.length() > (l.indexOf('"') >= 0 && !l.strip().startsWith("*") ? MAX_MESSAGE_LINE : MAX_LINE),
                "main");
        assertThat(notAllowed("line-length", bad)).isEmpty();
    }

    @Test
    void serverRoomsDoNotPrint() throws IOException {
        List<String> bad = linesThat(
                l -> l.contains("System.out") || l.contains("System.err") || l.contains("printStackTrace()"), "main");
        bad.removeIf(b -> PRINTING_ROOMS.contains(b.substring(0, b.indexOf('/'))));
        assertThat(notAllowed("print", bad)).isEmpty();
    }

    @Test
    void noWildcardImportsNoTodos() throws IOException {
        assertThat(linesThat(l -> WILDCARD.matcher(l).find(), "main", "test")).isEmpty();
        List<String> todos = linesThat(l -> TODO.matcher(l).find() && !l.contains("Pattern.compile"), "main");
        assertThat(todos).isEmpty();
    }

    @Test
    void nothingStaticChanges() throws IOException {
        assertThat(notAllowed(
                        "mutable-static",
                        linesThat(l -> MUTABLE_STATIC.matcher(l).find(), "main")))
                .isEmpty();
    }

    @Test
    void noErrorIsSwallowed() throws IOException {
        List<String> bad = new ArrayList<>();
        for (Path p : sources("main")) {
            if (SWALLOW.matcher(Files.readString(p)).find()) {
                bad.add(name(p));
            }
        }
        assertThat(notAllowed("swallow", bad)).isEmpty();
    }

    private interface LineRule {
        boolean bad(String line);
    }

    private static List<String> linesThat(LineRule test, String... kinds) throws IOException {
        List<String> bad = new ArrayList<>();
        for (Path p : sources(kinds)) {
            List<String> lines = Files.readAllLines(p);
            for (int i = 0; i < lines.size(); i++) {
                if (test.bad(lines.get(i))) {
                    bad.add(name(p) + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        return bad;
    }

    @Test
    void everyRoomHasAReadme() throws IOException {
        List<String> bad = new ArrayList<>();
        for (Path room : rooms()) {
            if (!Files.exists(room.resolve("README.md"))) {
                bad.add(name(room));
            }
        }
        assertThat(notAllowed("readme", bad)).isEmpty();
    }

    @Test
    void filesSayWhatTheyAreFor() throws IOException {
        List<String> bad = new ArrayList<>();
        for (Path p : sources("main")) {
            String text = Files.readString(p);
            if (!p.endsWith("module-info.java") && !text.contains("/**")) {
                bad.add(name(p));
            }
        }
        assertThat(notAllowed("file-doc", bad)).isEmpty();
    }
}
