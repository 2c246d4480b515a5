package org.hathi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes two outputs comparable: the rules of {@code src/test/sql/normalise.txt} applied to both sides. A rule is a line
 * {@code REGEX => REPLACEMENT} (Java syntax, per line of output); {@code #} begins a comment line. The fewer, the better.
 */
final class Normaliser {
    private record Rule(Pattern pattern, String replacement) {}

    private final List<Rule> rules = new ArrayList<>();

    Normaliser(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            int at = line.indexOf(" => ");
            if (!line.startsWith("#") && at > 0) {
                rules.add(new Rule(Pattern.compile(line.substring(0, at), Pattern.MULTILINE), line.substring(at + 4)));
            }
        }
    }

    String apply(String text) {
        String s = text;
        for (Rule r : rules) {
            s = r.pattern.matcher(s).replaceAll(r.replacement);
        }
        return s;
    }
}
