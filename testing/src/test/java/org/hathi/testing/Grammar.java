package org.hathi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The templates of {@code src/test/fuzz/grammar.txt}, and the types of random expressions. */
final class Grammar {
    /** Types of expressions by their short names, and what they are called in SQL. */
    static final Map<String, String> SQL_NAMES = Map.ofEntries(
            Map.entry("int", "int"),
            Map.entry("bigint", "bigint"),
            Map.entry("text", "text"),
            Map.entry("date", "date"),
            Map.entry("numeric", "numeric"),
            Map.entry("float", "float8"),
            Map.entry("ts", "timestamp"),
            Map.entry("bool", "bool"),
            Map.entry("ints", "int[]"),
            Map.entry("texts", "text[]"),
            Map.entry("json", "jsonb"),
            Map.entry("interval", "interval"),
            Map.entry("range", "int4range"),
            Map.entry("dates", "daterange"));

    /** Types whose equal values are printed alike: which of several equal ones is kept cannot be seen. */
    static final List<String> EXACT = List.of(
            "int", "int", "int", "text", "text", "date", "bool", "bigint", "ts", "ints", "texts", "range", "dates");

    /** Types of which select lists are made. */
    static final List<String> SHOWN = List.of(
            "int",
            "int",
            "int",
            "text",
            "text",
            "date",
            "numeric",
            "numeric",
            "bool",
            "ts",
            "ints",
            "texts",
            "json",
            "bigint",
            "float",
            "range",
            "dates",
            "interval");

    /** Types that are compared, the usual ones more often. */
    static final List<String> COMPARED = List.of(
            "int",
            "int",
            "int",
            "text",
            "text",
            "date",
            "numeric",
            "float",
            "ts",
            "bigint",
            "ints",
            "texts",
            "json",
            "bool",
            "range",
            "interval");

    private final Map<String, List<String>> templates = new TreeMap<>();

    Grammar() {
        try {
            for (String line : Files.readAllLines(Places.root().resolve("testing/src/test/fuzz/grammar.txt"))) {
                int colon = line.indexOf(':');
                if (!line.startsWith("#") && colon > 0) {
                    templates
                            .computeIfAbsent(line.substring(0, colon), k -> new ArrayList<>())
                            .add(line.substring(colon + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("no grammar", e);
        }
    }

    /** A template of a kind; "" when there is none. */
    String pick(String kind, RandomGenerator random) {
        List<String> all = templates.getOrDefault(kind, List.of(""));
        return all.get(random.nextInt(all.size()));
    }

    boolean has(String kind) {
        return templates.containsKey(kind);
    }

    /** Where the placeholder that begins at {@code open} ends: the index of its closing brace. */
    static int close(String template, int open) {
        // '{' within alternatives is text of array and JSON literals: braces are counted
        int depth = 0;
        for (int i = open; i < template.length(); i++) {
            char c = template.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalStateException("unbalanced: " + template);
    }
}
