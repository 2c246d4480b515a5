package org.hathi.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.hathi.testing.Scope.Column;
import org.hathi.testing.Scope.Source;
import org.jspecify.annotations.Nullable;

/**
 * Random queries over the tables of {@code src/test/fuzz/tables.sql} whose answers are determined: joins of all kinds, subqueries
 * everywhere, grouping sets, windows, set operations, CTEs, LATERAL, DISTINCT ON. Where PostgreSQL may choose (a row of several,
 * one of several equal values printed differently) the query says which, or is not made.
 */
final class RandomQueries implements RandomExpressions.Subqueries {
    static final Map<String, String> COLUMNS = columns();
    static final List<String> TABLES = List.of("q1", "q2", "q3", "q4");
    private static final List<String> JOINS =
            List.of("JOIN", "JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");

    /** A FROM clause, or a part of one. */
    private record From(Term term, List<Source> sources) {}

    private final RandomExpressions ex;
    private final List<Source> ctes = new ArrayList<>();
    private int aliases;

    RandomQueries(Grammar grammar, RandomGenerator random, boolean prepared) {
        this.ex = new RandomExpressions(grammar, random, this, prepared);
    }

    private static Map<String, String> columns() {
        Map<String, String> m = new LinkedHashMap<>();
        String[] all =
                ("id int a int b int s text d date n numeric f float t ts p bool r ints j json g bigint v range w dates"
                                + " y texts i interval")
                        .split(" ");
        for (int i = 0; i < all.length; i += 2) {
            m.put(all[i], all[i + 1]);
        }
        return m;
    }

    RandomExpressions expressions() {
        return ex;
    }

    private String alias() {
        return "x" + ++aliases;
    }

    private List<String> types(List<String> of, int most) {
        List<String> all = new ArrayList<>();
        for (int i = ex.upTo(most); i > 0; i--) {
            all.add(ex.one(of));
        }
        return all;
    }

    /** A whole query; {@code ordered[0]} becomes true when the order of its rows is determined. */
    Term query(boolean[] ordered) {
        int depth = ex.upTo(3);
        List<Term> with = new ArrayList<>();
        boolean recursive = false;
        for (int i = ex.chance(0.2) ? ex.upTo(2) : 0; i > 0; i--) {
            boolean r = ex.chance(0.4);
            recursive |= r;
            with.add(r ? recursive() : cte(depth - 1));
        }
        boolean exact = ex.chance(0.5);
        List<String> types = types(exact ? Grammar.EXACT : Grammar.SHOWN, 4);
        Term body = select(types, null, depth);
        if (exact && ex.chance(0.6)) {
            List<Term> by = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                by.add(Term.needed("by", (i + 1) + ex.one("", " DESC", " NULLS FIRST", " DESC NULLS LAST")));
            }
            Term limit = ex.chance(0.5) ? Term.optional("limit", " " + limit()) : Term.empty();
            Term order = Term.needed("order", " ORDER BY ", Term.list(", ", by), limit);
            ordered[0] = true;
            body = ex.chance(0.5)
                    ? Term.needed("query", "SELECT * FROM (", body, ") zz", order)
                    : Term.needed("query", "(", body, ")", order);
        }
        if (!with.isEmpty()) {
            Term all = Term.list(", ", with);
            body = Term.needed("query", Term.optional("with", "WITH ", recursive ? "RECURSIVE " : "", all, " "), body);
        }
        return body;
    }

    private String limit() {
        return ex.one(
                "LIMIT 7", "LIMIT 1", "LIMIT 3 OFFSET 2", "OFFSET 4", "FETCH FIRST 4 ROWS WITH TIES", "LIMIT ALL");
    }

    private Source declare(String name, List<String> types) {
        Source s = new Source(name, names(types), List.of(), false);
        ctes.add(s);
        return s;
    }

    private static Map<String, String> names(List<String> types) {
        Map<String, String> m = new LinkedHashMap<>();
        for (int i = 0; i < types.size(); i++) {
            m.put("k" + i, types.get(i));
        }
        return m;
    }

    private Term cte(int depth) {
        List<String> types = types(Grammar.SHOWN, 3);
        Term body = select(types, null, depth);
        String name = "c" + alias();
        declare(name, types);
        return Term.needed("cte", name, " AS ", ex.one("", "MATERIALIZED ", "NOT MATERIALIZED "), "(", body, ")");
    }

    /** Counts up in its first column, a few steps; joins at most one row to each. */
    private Term recursive() {
        String name = "c" + alias();
        String table = ex.one(TABLES);
        Source t = new Source(alias(), COLUMNS, List.of("id"), true);
        Source self = new Source(alias(), names(List.of("int", "text", "date")), List.of(), false);
        Scope first = Scope.of(List.of(t), null);
        Source again = new Source(alias(), COLUMNS, List.of("id"), true);
        Scope step = Scope.of(List.of(self, again), null);
        Term body = Term.needed(
                "recursive",
                "SELECT abs(",
                ex.of("int", first, 1),
                ") % 4, ",
                ex.of("text", first, 1),
                ", ",
                ex.of("date", first, 1),
                " FROM ",
                table,
                " ",
                t.alias(),
                where(first, 1),
                " UNION ",
                ex.one("", "ALL "),
                "SELECT ",
                self.alias(),
                ".k0 + 1, ",
                ex.of("text", step, 1),
                ", ",
                ex.of("date", step, 1),
                " FROM ",
                name,
                " ",
                self.alias(),
                ex.one(" JOIN ", " LEFT JOIN "),
                ex.one(TABLES),
                " ",
                again.alias(),
                " ON ",
                again.alias(),
                ".id = ",
                self.alias(),
                ".k0 WHERE ",
                self.alias(),
                ".k0 < 6");
        declare(name, List.of("int", "text", "date"));
        return Term.needed("cte", name, "(k0, k1, k2) AS (", body, ")");
    }

    /** A query of columns k0, k1, … of the given types. */
    Term select(List<String> types, @Nullable Scope outer, int depth) {
        boolean exact = Grammar.EXACT.containsAll(types);
        double k = ex.upTo(1000) / 1000.0;
        if (k < 0.12 && depth > 0) {
            String op = exact
                    ? ex.one("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL")
                    : "UNION ALL";
            Term left = select(types, outer, depth - 1);
            return Term.needed("query", "(", left, ") " + op + " (", select(types, outer, depth - 1), ")");
        }
        From f = from(ex.upTo(3), outer, depth);
        Scope scope = Scope.of(f.sources, outer);
        Term where = where(scope, depth);
        if (k < 0.4) {
            return grouped(types, f, scope, where, depth);
        }
        boolean windows = k < 0.55;
        List<Term> items = new ArrayList<>();
        for (String t : types) {
            items.add(windows && ex.chance(0.6) ? ex.window(t, scope, depth) : ex.of(t, scope, depth));
        }
        List<String> key = scope.key();
        Term head = Term.empty();
        Term tail = Term.empty();
        if (exact && ex.chance(0.15)) {
            head = Term.optional("distinct", "DISTINCT ");
        } else if (!key.isEmpty() && ex.chance(0.08)) {
            Term on = ex.of(ex.one("int", "text", "date", "bool"), scope, 1);
            if (on.toString().contains(".")) {
                head = Term.needed("distinct", "DISTINCT ON (", on, ") ");
                tail = Term.needed("order", " ORDER BY ", on, ex.one("", " DESC"), ", " + String.join(", ", key));
            }
        } else if (!key.isEmpty() && ex.chance(0.1)) {
            Term by = Term.optional("by", ex.of("int", scope, 1), "+ 0, ");
            tail = Term.optional("order", " ORDER BY ", by, String.join(", ", key), " LIMIT " + ex.upTo(9));
        }
        return Term.needed("query", "SELECT ", head, items(items), " FROM ", f.term, where, tail);
    }

    private static Term items(List<Term> terms) {
        List<Term> all = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            all.add(Term.needed("item", terms.get(i), " AS k" + i));
        }
        return Term.list(", ", all);
    }

    private Term grouped(List<String> types, From f, Scope scope, Term where, int depth) {
        List<Column> keys = new ArrayList<>();
        for (int i = ex.upTo(4) - 1; i > 0; i--) {
            String type = ex.one("int", "int", "text", "bool", "date");
            Term key = ex.of(type, scope, 1);
            if (key.toString().contains("x")) {
                keys.add(new Column(key, type));
            }
        }
        Term by = Term.empty();
        List<Column> columns = new ArrayList<>(keys);
        if (!keys.isEmpty()) {
            List<Term> plain = keys.stream().map(Column::term).toList();
            if (ex.chance(0.3)) {
                by = Term.needed("group", " GROUP BY ", sets(plain));
                columns.add(new Column(Term.needed("int", "grouping(", ex.one(plain), ")"), "int"));
            } else {
                by = Term.needed("group", " GROUP BY ", Term.list(", ", plain));
            }
        }
        Scope above = Scope.grouped(columns, scope);
        List<Term> items = new ArrayList<>();
        for (String t : types) {
            items.add(ex.of(t, above, ex.upTo(2) - 1));
        }
        Term having = ex.chance(0.15) ? Term.optional("having", " HAVING ", ex.of("bool", above, 1)) : Term.empty();
        if (keys.isEmpty()) { // an aggregate query even when no aggregate was chosen
            having = Term.needed("having", " HAVING count(*) >= 0");
        }
        return Term.needed("query", "SELECT ", items(items), " FROM ", f.term, where, by, having);
    }

    private Term sets(List<Term> keys) {
        Term all = Term.list(", ", keys);
        List<Term> more = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            more.add(Term.optional("set", "(", Term.list(", ", keys.subList(i, keys.size())), ")"));
        }
        more.add(Term.needed("set", "()"));
        return switch (ex.upTo(5)) {
            case 1 -> Term.needed("sets", "ROLLUP (", all, ")");
            case 2 -> Term.needed("sets", "CUBE (", all, ")");
            case 3 -> Term.needed("sets", "GROUPING SETS (", Term.list(", ", more), ")");
            case 4 -> Term.needed("sets", keys.getFirst(), ", ROLLUP (", all, ")");
            default -> Term.needed("sets", "DISTINCT ROLLUP (", all, "), CUBE (", keys.getLast(), ")");
        };
    }

    Term where(Scope scope, int depth) {
        return ex.chance(0.6) ? Term.optional("where", " WHERE ", ex.of("bool", scope, depth)) : Term.empty();
    }

    private From from(int n, @Nullable Scope outer, int depth) {
        if (n == 1) {
            return source(outer, depth, null);
        }
        int k = ex.upTo(n - 1);
        From left = from(k, outer, depth);
        if (n - k == 1 && ex.chance(0.15)) {
            boolean inner = ex.chance(0.5);
            From right = source(outer, depth, Scope.of(left.sources, outer));
            return join(
                    left,
                    inner ? " CROSS JOIN " : " LEFT JOIN ",
                    right,
                    inner ? Term.empty() : Term.needed("on", " ON true"));
        }
        From right = from(n - k, outer, depth);
        if (n - k > 1) {
            right = new From(Term.needed("from", "(", right.term, ")"), right.sources);
        }
        String join = ex.one(JOINS);
        if (n == 2
                && left.sources.getFirst().table()
                && right.sources.getFirst().table()
                && ex.chance(0.1)) {
            return join(left, " " + join + " ", right, Term.needed("on", " USING (", ex.one("id", "id, a", "a"), ")"));
        }
        Scope both = Scope.of(join(left, "", right, Term.empty()).sources, outer);
        Term equal = Term.needed(
                "on",
                ex.one(Scope.of(left.sources, null).columns("int")),
                " = ",
                ex.one(Scope.of(right.sources, null).columns("int")));
        Term more = !join.startsWith("FULL") && ex.chance(0.4)
                ? Term.optional("and", " AND ", ex.of("bool", both, Math.min(depth, 1)))
                : Term.empty();
        return join(left, " " + join + " ", right, Term.needed("on", " ON ", equal, more));
    }

    private static From join(From left, String how, From right, Term on) {
        List<Source> all = new ArrayList<>(left.sources);
        all.addAll(right.sources);
        return new From(Term.needed("from", left.term, how, right.term, on), all);
    }

    /** One relation; it may look at {@code beside} when that is not null. */
    private From source(@Nullable Scope outer, int depth, @Nullable Scope beside) {
        String a = alias();
        double k = ex.upTo(1000) / 1000.0;
        if (beside != null) {
            k = 0.6 + k * 0.25; // a table could not look
        }
        if (k < 0.62) {
            return table(a);
        }
        if (k < 0.78) {
            List<String> types = types(Grammar.SHOWN, 3);
            types.add("int");
            Term q = select(types, beside, Math.max(depth - 1, 0));
            return new From(
                    Term.needed("from", beside == null ? "" : "LATERAL ", "(", q, ") ", a),
                    List.of(new Source(a, names(types), List.of(), false)));
        }
        if (k < 0.86) {
            return function(a, beside);
        }
        if (k < 0.91) {
            List<Term> rows = new ArrayList<>();
            for (int i = ex.upTo(4); i > 0; i--) {
                rows.add(Term.needed("row", "(", ex.literal("int"), ", ", ex.literal("text"), ")"));
            }
            rows.add(Term.needed("row", "(1, 'z')"));
            return new From(
                    Term.needed("from", "(VALUES ", Term.list(", ", rows), ") ", a, "(u, w)"),
                    List.of(new Source(a, Map.of("u", "int", "w", "text"), List.of(), false)));
        }
        if (!ctes.isEmpty()) {
            Source c = ex.one(ctes);
            if (c.types().containsValue("int")) {
                return new From(
                        Term.needed("from", c.alias(), " ", a), List.of(new Source(a, c.types(), List.of(), false)));
            }
        }
        return table(a);
    }

    private From table(String a) {
        String name = ex.one("q1", "q1", "q2", "q2", "q3", "q4", "v1", "v2");
        Map<String, String> types = new LinkedHashMap<>(COLUMNS);
        if (name.startsWith("v")) {
            List.of("v", "w", "y", "i").forEach(types::remove);
            if (name.equals("v1")) {
                types.remove("j");
            }
        }
        return new From(
                Term.needed("from", name, " ", a), List.of(new Source(a, types, List.of("id"), name.startsWith("q"))));
    }

    private From function(String a, @Nullable Scope beside) {
        Scope s = beside == null ? Scope.of(List.of(), null) : beside;
        Term of = ex.of("ints", s, 1);
        return switch (ex.upTo(4)) {
            case 1 ->
                new From(
                        Term.needed("from", "generate_series(1, " + ex.upTo(6) + ") ", a, "(u)"),
                        List.of(new Source(a, Map.of("u", "int"), List.of("u"), false)));
            case 2 ->
                new From(
                        Term.needed(
                                "from",
                                "unnest(",
                                of,
                                ", ",
                                ex.of("texts", s, 1),
                                ") WITH ORDINALITY ",
                                a,
                                "(u, w, o)"),
                        List.of(new Source(a, Map.of("u", "int", "w", "text", "o", "bigint"), List.of("o"), false)));
            case 3 ->
                new From(
                        Term.needed(
                                "from",
                                "ROWS FROM (generate_series(2, abs(",
                                ex.of("int", s, 1),
                                ") % 5), unnest(",
                                of,
                                ")) ",
                                a,
                                "(u, w)"),
                        List.of(new Source(a, Map.of("u", "int", "w", "int"), List.of(), false)));
            default ->
                new From(
                        Term.needed(
                                "from",
                                "(SELECT y.id AS u, unnest(y.r) AS w, generate_series(1, 2) AS z FROM q1 y WHERE y.id < 20) ",
                                a),
                        List.of(new Source(a, Map.of("u", "int", "w", "int", "z", "int"), List.of(), false)));
        };
    }

    @Override
    public Term exists(Scope outer, int depth) {
        From f = from(ex.upTo(2), outer, Math.max(depth - 1, 0));
        return Term.needed(
                "exists", "SELECT ", ex.one("1", "*", "NULL"), " FROM ", f.term, correlated(f, outer, depth));
    }

    private Term correlated(From f, Scope outer, int depth) {
        Scope scope = Scope.of(f.sources, outer);
        List<Term> o = outer.below() == null ? outer.columns("int") : List.of();
        if (o.isEmpty() || ex.chance(0.4)) {
            return where(scope, Math.max(depth, 1));
        }
        Term more = ex.chance(0.5) ? Term.optional("and", " AND ", ex.of("bool", scope, depth)) : Term.empty();
        return Term.optional(
                "where", " WHERE ", ex.one(Scope.of(f.sources, null).columns("int")), " = ", ex.one(o), more);
    }

    @Override
    public Term query(List<String> types, Scope outer, int depth) {
        From f = from(ex.upTo(2), outer, Math.max(depth - 1, 0));
        Scope scope = Scope.of(f.sources, outer);
        List<Term> items = new ArrayList<>();
        for (String t : types) {
            items.add(ex.of(t, scope, Math.min(depth, 1)));
        }
        Term q = Term.needed(
                "query",
                "SELECT ",
                ex.one("", "", "DISTINCT "),
                items(items),
                " FROM ",
                f.term,
                correlated(f, outer, depth));
        if (ex.chance(0.1)) {
            List<Term> more = types.stream().map(t -> ex.of(t, outer, 0)).toList();
            return Term.needed(
                    "query",
                    q,
                    " " + ex.one("UNION", "UNION ALL", "INTERSECT", "EXCEPT") + " SELECT ",
                    Term.list(", ", more));
        }
        return q;
    }

    @Override
    public Term scalar(String type, Scope outer, int depth) {
        if (ex.chance(0.6) && !type.equals("interval")) {
            From f = from(ex.upTo(2), outer, Math.max(depth - 1, 0));
            Term a = ex.aggregate(type, Scope.of(f.sources, outer), depth);
            return Term.needed("query", "SELECT ", a, " FROM ", f.term, correlated(f, outer, depth));
        }
        From f = table(alias());
        Scope scope = Scope.of(f.sources, outer);
        return Term.needed(
                "query",
                "SELECT ",
                ex.of(type, scope, depth),
                " FROM ",
                f.term,
                correlated(f, outer, depth),
                " ORDER BY ",
                f.sources.getFirst().alias() + ".id LIMIT 1");
    }

    @Override
    public Term ordered(String type, Scope outer, int depth) {
        return Term.needed("ordered", query(List.of(type), outer, depth), " ORDER BY 1");
    }
}
