package org.hathi.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a random expression may refer to: the columns of FROM, or, above GROUP BY, its keys and aggregates over what is
 * below; and the same of the query around.
 *
 * @param sources what FROM names; empty above GROUP BY
 * @param outer the scope of the query around; null: there is none
 * @param keys above GROUP BY its expressions; null elsewhere
 * @param below above GROUP BY the scope of the aggregates' arguments; null elsewhere
 */
record Scope(
        List<Source> sources,
        @Nullable Scope outer,
        @Nullable List<Column> keys,
        @Nullable Scope below) {
    /** An expression that stands for a column, and its type. */
    record Column(Term term, String type) {}

    /**
     * A relation in FROM.
     *
     * @param types its columns' types by their names
     * @param key columns no two rows have alike; empty: not known
     * @param table whether {@code base} conditions of the grammar may be asked of it
     */
    record Source(String alias, Map<String, String> types, List<String> key, boolean table) {
        List<String> columns(String type) {
            List<String> all = new ArrayList<>();
            types.forEach((name, t) -> {
                if (t.equals(type)) {
                    all.add(alias + "." + name);
                }
            });
            return all;
        }
    }

    static Scope of(List<Source> sources, @Nullable Scope outer) {
        return new Scope(sources, outer, null, null);
    }

    static Scope grouped(List<Column> keys, Scope below) {
        return new Scope(List.of(), below.outer, keys, below);
    }

    /** The columns of a type of this query, not of those around. */
    List<Term> columns(String type) {
        List<Term> all = new ArrayList<>();
        for (Source s : sources) {
            for (String c : s.columns(type)) {
                all.add(column(c, type));
            }
        }
        if (keys != null) {
            keys.stream().filter(k -> k.type().equals(type)).forEach(k -> all.add(k.term()));
        }
        return all;
    }

    private static Term column(String name, String type) {
        return Term.of(type, "NULL::" + Grammar.SQL_NAMES.get(type), List.of(name));
    }

    /** Columns that tell every row from every other; empty when there are none such. */
    List<String> key() {
        List<String> all = new ArrayList<>();
        for (Source s : sources) {
            if (s.key().isEmpty()) {
                return List.of();
            }
            s.key().forEach(k -> all.add(s.alias() + "." + k));
        }
        return all;
    }
}
