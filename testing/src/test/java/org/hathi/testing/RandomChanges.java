package org.hathi.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.hathi.testing.Scope.Source;

/**
 * Random INSERT, UPDATE, DELETE and MERGE on the tables of {@link RandomQueries}. No row is changed twice by one statement, since
 * which change wins would be nobody's promise: sources are joined by their unique columns where their rows matter.
 */
final class RandomChanges {
    private static final List<String> SETTABLE =
            RandomQueries.COLUMNS.keySet().stream().filter(c -> !c.equals("id")).toList();

    private final RandomQueries queries;
    private final RandomExpressions ex;
    private final RandomGenerator random;

    RandomChanges(RandomQueries queries, RandomGenerator random) {
        this.queries = queries;
        this.ex = queries.expressions();
        this.random = random;
    }

    /** A statement that changes {@code target}. */
    Term change(String target) {
        return switch (ex.upTo(10)) {
            case 1, 2 -> update(target);
            case 3 -> updateFrom(target);
            case 4, 5 -> delete(target);
            case 6, 7 -> insert(target);
            case 8, 9 -> merge(target);
            default -> with(target);
        };
    }

    private static Source source(String alias) {
        return new Source(alias, RandomQueries.COLUMNS, List.of("id"), true);
    }

    private List<String> columns() {
        List<String> all = new ArrayList<>(SETTABLE);
        Collections.shuffle(all, new Random(random.nextLong()));
        return all.subList(0, ex.upTo(3));
    }

    private static String type(String column) {
        return RandomQueries.COLUMNS.get(column);
    }

    /** The SET clause over a scope, in one of its forms. */
    private Term sets(Scope scope, int depth) {
        List<String> cs = columns();
        List<Term> values = cs.stream().map(c -> ex.of(type(c), scope, depth)).toList();
        if (ex.chance(0.15)) {
            return Term.needed("set", "(" + String.join(", ", cs) + ") = (SELECT ", Term.list(", ", values), ")");
        }
        if (ex.chance(0.15)) {
            return Term.needed("set", "(" + String.join(", ", cs) + ") = ROW(", Term.list(", ", values), ")");
        }
        List<Term> all = new ArrayList<>();
        for (int i = 0; i < cs.size(); i++) {
            all.add(Term.needed("set", cs.get(i) + " = ", values.get(i)));
        }
        return Term.list(", ", all);
    }

    private Term returning(Scope scope) {
        if (ex.chance(0.2)) {
            return Term.empty();
        }
        List<Term> all = new ArrayList<>();
        for (int i = ex.upTo(3); i > 0; i--) {
            all.add(ex.of(ex.one(Grammar.SHOWN), scope, 2));
        }
        return Term.optional("returning", " RETURNING ", Term.list(", ", all));
    }

    private Term and(Scope scope, double chance) {
        return ex.chance(chance) ? Term.optional("and", " AND ", ex.of("bool", scope, 1)) : Term.empty();
    }

    private Term update(String target) {
        Scope z = Scope.of(List.of(source("z")), null);
        int d = ex.upTo(2);
        return Term.needed("change", "UPDATE " + target + " z SET ", sets(z, d), queries.where(z, d), returning(z));
    }

    private Term updateFrom(String target) {
        Scope both = Scope.of(List.of(source("z"), source("y")), null);
        String from = ex.one(RandomQueries.TABLES);
        return Term.needed(
                "change",
                "UPDATE " + target + " z SET ",
                sets(both, ex.upTo(2)),
                " FROM ",
                from,
                " y WHERE z.id = y.id",
                and(both, 0.6),
                returning(both));
    }

    private Term delete(String target) {
        Scope z = Scope.of(List.of(source("z")), null);
        if (ex.chance(0.5)) {
            return Term.needed("change", "DELETE FROM " + target + " z", queries.where(z, 2), returning(z));
        }
        Scope both = Scope.of(List.of(source("z"), source("y")), null);
        return Term.needed(
                "change",
                "DELETE FROM " + target + " z USING ",
                ex.one(RandomQueries.TABLES),
                " y WHERE z.",
                ex.one("id", "a", "b"),
                " = y.",
                ex.one("id", "a", "b"),
                and(both, 0.6),
                returning(z));
    }

    private Term insert(String target) {
        List<String> cs = new ArrayList<>(columns());
        Scope y = Scope.of(List.of(source("y")), null);
        List<Term> values = new ArrayList<>();
        values.add(Term.needed("int", "y.id + " + ex.one("0", "1000", "60")));
        cs.forEach(c -> values.add(ex.of(type(c), y, 2)));
        cs.addFirst("id");
        Map<String, String> excluded = Map.of("id", "int", cs.getLast(), type(cs.getLast()));
        Scope clash = Scope.of(List.of(source(target), new Source("excluded", excluded, List.of(), false)), null);
        Term conflict = Term.empty();
        if (target.equals("q1") || target.equals("q2")) {
            conflict = switch (ex.upTo(4)) {
                case 1 -> Term.optional("conflict", " ON CONFLICT DO NOTHING");
                case 2 -> Term.optional("conflict", " ON CONFLICT (id) DO NOTHING");
                case 3 -> {
                    String c = ex.one(SETTABLE);
                    yield Term.optional(
                            "conflict",
                            " ON CONFLICT (id) DO UPDATE SET " + c + " = ",
                            ex.of(type(c), clash, 1),
                            queries.where(clash, 1));
                }
                default -> Term.empty();
            };
        }
        return Term.needed(
                "change",
                "INSERT INTO " + target + " (" + String.join(", ", cs) + ") SELECT ",
                Term.list(", ", values),
                " FROM ",
                ex.one("q1", "q2", "q3"),
                " y",
                queries.where(y, 2),
                conflict,
                returning(Scope.of(List.of(source(target)), null)));
    }

    private Term merge(String target) {
        Scope both = Scope.of(List.of(source("z"), source("y")), null);
        Scope y = Scope.of(List.of(source("y")), null);
        List<Term> all = new ArrayList<>();
        for (int i = ex.upTo(3); i > 0; i--) {
            all.add(
                    switch (ex.upTo(5)) {
                        case 1, 2 ->
                            Term.optional("when", " WHEN MATCHED", and(both, 0.6), " THEN UPDATE SET ", sets(both, 1));
                        case 3 ->
                            Term.optional(
                                    "when", " WHEN MATCHED", and(both, 0.6), " THEN ", ex.one("DELETE", "DO NOTHING"));
                        case 4 ->
                            Term.optional(
                                    "when",
                                    " WHEN NOT MATCHED",
                                    and(y, 0.5),
                                    " THEN INSERT (id, a, s) VALUES (y.id + 2000, ",
                                    ex.of("int", y, 1),
                                    ", ",
                                    ex.of("text", y, 1),
                                    ")");
                        default -> Term.optional("when", " WHEN NOT MATCHED", and(y, 0.5), " THEN DO NOTHING");
                    });
        }
        all.add(Term.optional("when", " WHEN NOT MATCHED THEN INSERT (id) VALUES (y.id + 3000)"));
        Term source = ex.chance(0.6)
                ? Term.needed("from", ex.one(RandomQueries.TABLES))
                : Term.needed("from", "(SELECT * FROM ", ex.one(RandomQueries.TABLES), " y", queries.where(y, 1), ")");
        return Term.needed(
                "change",
                "MERGE INTO " + target + " z USING ",
                source,
                " y ON z.id = y.id",
                and(both, 0.2),
                Term.list("", all));
    }

    private Term with(String target) {
        Scope z = Scope.of(List.of(source("z")), null);
        Term inner = ex.chance(0.5)
                ? Term.needed("with", "UPDATE " + target + " z SET ", sets(z, 1), queries.where(z, 1))
                : Term.needed("with", "DELETE FROM " + target + " z", queries.where(z, 1));
        Scope both = Scope.of(List.of(source("w"), source("y")), null);
        return Term.needed(
                "change",
                "WITH w AS (",
                inner,
                " RETURNING *) SELECT w.id, y.id, ",
                ex.of("int", both, 1),
                ", ",
                ex.of("text", both, 1),
                " FROM w ",
                ex.one("JOIN ", "LEFT JOIN ", "FULL JOIN "),
                ex.one("q1", "q2", "q3"),
                " y ON w.id = y.id");
    }
}
