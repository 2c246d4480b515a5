package org.hathi.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random typed expressions: templates of {@link Grammar} filled in with columns, literals, parameters and subqueries. */
final class RandomExpressions {
    /** What makes the subqueries. */
    interface Subqueries {
        /** A query for EXISTS. */
        Term exists(Scope outer, int depth);

        /** A query of columns of these types. */
        Term query(List<String> types, Scope outer, int depth);

        /** A query of one row and one column. */
        Term scalar(String type, Scope outer, int depth);

        /** A query of one column, in order. */
        Term ordered(String type, Scope outer, int depth);
    }

    /** A parameter of a prepared statement: its type, and what it stands for first. */
    record Parameter(String type, String value) {}

    private final Grammar grammar;
    private final RandomGenerator random;
    private final Subqueries subqueries;
    private final boolean prepared;
    private final List<Parameter> parameters = new ArrayList<>();

    RandomExpressions(Grammar grammar, RandomGenerator random, Subqueries subqueries, boolean prepared) {
        this.grammar = grammar;
        this.random = random;
        this.subqueries = subqueries;
        this.prepared = prepared;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    boolean chance(double p) {
        return random.nextDouble() < p;
    }

    <E> E one(List<E> of) {
        return of.get(random.nextInt(of.size()));
    }

    String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    int upTo(int bound) {
        return 1 + random.nextInt(bound);
    }

    /** An expression of a type; depth 0 is a column or a literal. */
    Term of(String type, Scope scope, int depth) {
        if (depth <= 0 || chance(0.25)) {
            return leaf(type, scope, depth);
        }
        double k = random.nextDouble();
        String template = "";
        if (k < 0.15) {
            template = grammar.pick("any", random);
        } else if (k < 0.18 && Grammar.COMPARED.contains(type) && !type.equals("bool")) {
            template = grammar.pick("more", random);
        } else if (k < 0.33 && type.equals("bool")) {
            return indexable(scope, depth);
        } else {
            template = grammar.pick(type, random);
        }
        return template.isEmpty() ? leaf(type, scope, depth) : fill(template, type, scope, depth);
    }

    private Term leaf(String type, Scope scope, int depth) {
        List<Term> columns = scope.columns(type);
        Scope outer = scope.outer();
        if (scope.below() != null && grammar.has("agg." + type) && (columns.isEmpty() || chance(0.6))) {
            return aggregate(type, scope.below(), Math.max(depth, 1));
        }
        if (outer != null && chance(columns.isEmpty() ? 0.7 : 0.2)) {
            List<Term> more = outer.columns(type);
            columns = more.isEmpty() || outer.below() != null ? columns : more;
        }
        return columns.isEmpty() || chance(0.15) ? literal(type) : one(columns);
    }

    /** A literal, or a parameter that stands for one. */
    Term literal(String type) {
        String none = "NULL::" + Grammar.SQL_NAMES.get(type);
        String text = chance(0.06) ? none : value(type);
        if (prepared && chance(0.4) && parameters.size() < 12) {
            parameters.add(new Parameter(type, text));
            text = "$" + parameters.size();
        }
        return Term.of(type, none, List.of(text));
    }

    /** A value of a type, never null. */
    String value(String type) {
        return fill(grammar.pick("lit." + type, random), type, Scope.of(List.of(), null), 0)
                .toString();
    }

    /** A condition that an index of a table in FROM may answer. */
    private Term indexable(Scope scope, int depth) {
        List<Scope.Source> tables =
                scope.sources().stream().filter(Scope.Source::table).toList();
        if (tables.isEmpty()) {
            return fill(grammar.pick("bool", random), "bool", scope, depth);
        }
        String template = grammar.pick("base", random);
        return fill("(" + template.replace("$.", one(tables).alias() + ".") + ")", "bool", scope, Math.min(depth, 2));
    }

    /** An aggregate over the rows of a scope. */
    Term aggregate(String type, Scope scope, int depth) {
        return fill(grammar.pick("agg." + type, random), type, scope, Math.min(depth, 2));
    }

    /** A window function, where there is one of that type and the rows can be put in order; else an expression. */
    Term window(String type, Scope scope, int depth) {
        String template = grammar.pick("win." + type, random);
        if (template.isEmpty() || (template.contains("{total}") && scope.key().isEmpty())) {
            return of(type, scope, depth);
        }
        return fill(template, type, scope, Math.min(depth, 2));
    }

    private Term over(String kind, Scope scope) {
        Term partition = chance(0.6)
                ? Term.optional("partition", "PARTITION BY ", of(one("int", "text", "bool"), scope, 1), " ")
                : Term.empty();
        String frame = grammar.pick("frame." + kind, random);
        Term order = Term.needed(
                "order",
                "ORDER BY ",
                of(kind.equals("peers") ? "int" : one("int", "date", "text"), scope, 1),
                one("", " DESC", " NULLS FIRST", " DESC NULLS LAST"),
                kind.equals("peers") ? "" : ", " + String.join(", ", scope.key()));
        return Term.needed("window", "(", partition, order, Term.optional("frame", " " + frame), ")");
    }

    private Term fill(String template, String type, Scope scope, int depth) {
        List<Object> parts = new ArrayList<>();
        Map<String, Term> bound = new HashMap<>();
        String compared = one(Grammar.COMPARED);
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            if (open < 0) {
                break;
            }
            int close = Grammar.close(template, open);
            parts.add(template.substring(at, open));
            String name = template.substring(open + 1, close);
            Object part = name.contains("¦")
                    ? one(name.split("¦", -1))
                    : place(name.replace(".", type), compared, bound, scope, depth - 1);
            parts.add(part == null ? template.substring(open, close + 1) : part);
            at = close + 1;
        }
        parts.add(template.substring(at));
        return Term.of(type, type.equals("bool") ? "true" : "NULL::" + Grammar.SQL_NAMES.get(type), parts);
    }

    /** What a placeholder stands for; null when it is none. */
    private @Nullable Term place(String name, String compared, Map<String, Term> bound, Scope scope, int depth) {
        int sign = name.indexOf(":=");
        if (sign > 0) {
            Term t = of(name.substring(sign + 2), scope, depth);
            bound.put(name.substring(0, sign), t);
            return t;
        }
        Term known = bound.get(name);
        if (known != null) {
            return known;
        }
        String[] words = name.replace("T", compared).split(" ");
        return switch (words[0]) {
            case "exists" -> subqueries.exists(scope, depth);
            case "query" -> subqueries.query(List.of(words).subList(1, words.length), scope, depth);
            case "scalar" -> subqueries.scalar(words[1], scope, depth);
            case "ordered" -> subqueries.ordered(words[1], scope, depth);
            case "total", "peers" -> over(words[0], scope);
            default -> Grammar.SQL_NAMES.containsKey(words[0]) ? of(words[0], scope, depth) : null;
        };
    }
}
