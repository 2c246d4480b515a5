package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.jspecify.annotations.Nullable;

/** Errors for tables and columns that are not there, with PostgreSQL's hints about what was perhaps meant. */
final class Missing {
    private static final int MAX_DISTANCE = 3;

    private Missing() {}

    static SqlError table(ParseState ps, @Nullable String schema, String name, int loc) {
        RangeTblEntry near = null;
        for (ParseState p = ps; p != null && near == null; p = p.parent) {
            for (RangeTblEntry r : p.rtable) {
                if (r.eref.aliasname().equals(name)
                        || r.rtekind == RteKind.RELATION && r.relid == relation(ps, schema, name)) {
                    near = r;
                    break;
                }
            }
        }
        if (near == null) {
            return ps.error(SqlState.UNDEFINED_TABLE, "missing FROM-clause entry for table \"" + name + "\"", loc);
        }
        String alias = near.eref.aliasname();
        boolean visibleByAlias = !alias.equals(name) && Relations.table(ps, null, alias, loc) != null;
        SqlError e = ps.error(
                SqlState.UNDEFINED_TABLE, "invalid reference to FROM-clause entry for table \"" + name + "\"", loc);
        return visibleByAlias
                ? e.hint("Perhaps you meant to reference the table alias \"" + alias + "\".")
                : e.hint("There is an entry for table \"" + alias
                        + "\", but it cannot be referenced from this part of the query.");
    }

    private static int relation(ParseState ps, @Nullable String schema, String name) {
        if (schema == null) {
            int r = ps.lookup.relationInPath(name);
            return r == 0 ? -1 : r;
        }
        int ns = ps.lookup.namespaceOid(schema);
        int r = ns == 0 ? 0 : ps.lookup.relationInNamespace(name, ns);
        return r == 0 ? -1 : r;
    }

    /** The best matches found so far. */
    private static final class Fuzzy {
        int distance = MAX_DISTANCE + 1;

        @Nullable
        RangeTblEntry first;

        @Nullable
        RangeTblEntry second;

        String firstColumn = "";
        String secondColumn = "";

        @Nullable
        RangeTblEntry exact;
    }

    static SqlError column(ParseState ps, @Nullable String table, String name, int loc) {
        Fuzzy f = new Fuzzy();
        for (ParseState p = ps; p != null; p = p.parent) {
            for (RangeTblEntry r : p.rtable) {
                if (r.rtekind != RteKind.JOIN) {
                    search(f, r, table, name);
                }
            }
        }
        SqlError e = ps.error(
                SqlState.UNDEFINED_COLUMN,
                "column " + (table == null ? "\"" + name + "\"" : table + "." + name) + " does not exist",
                loc);
        if (f.exact != null && (table == null || f.exact.eref.aliasname().equals(table))) {
            return e.hint("There is a column named \"" + name + "\" in table \"" + f.exact.eref.aliasname()
                    + "\", but it cannot be referenced from this part of the query.");
        }
        if (f.first == null) {
            return e;
        }
        String first = "\"" + f.first.eref.aliasname() + "." + f.firstColumn + "\"";
        return f.second == null
                ? e.hint("Perhaps you meant to reference the column " + first + ".")
                : e.hint("Perhaps you meant to reference the column " + first + " or the column \""
                        + f.second.eref.aliasname() + "." + f.secondColumn + "\".");
    }

    private static void search(Fuzzy f, RangeTblEntry r, @Nullable String table, String name) {
        int penalty = 0;
        if (table != null) {
            penalty = distance(table, r.eref.aliasname());
            if (penalty > MAX_DISTANCE) {
                penalty = MAX_DISTANCE + 1;
            }
        }
        List<String> cols = r.eref.colnames();
        for (String c : cols) {
            if (c.isEmpty()) {
                continue;
            }
            if (c.equals(name) && penalty == 0 && f.exact == null) {
                f.exact = r;
            }
            if (penalty > f.distance) {
                continue;
            }
            int d = distance(c, name);
            if (d > name.length() / 2) {
                continue;
            }
            d += penalty;
            if (d < f.distance) {
                f.distance = d;
                f.first = r;
                f.firstColumn = c;
                f.second = null;
            } else if (d == f.distance) {
                if (f.second != null) {
                    f.first = null;
                    f.second = null;
                } else if (f.first != null) {
                    f.second = r;
                    f.secondColumn = c;
                } else if (f.distance <= MAX_DISTANCE) {
                    f.first = r;
                    f.firstColumn = c;
                }
            }
        }
    }

    /** Levenshtein distance. */
    static int distance(String a, String b) {
        int[] prev = new int[b.length() + 1];
        int[] cur = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            prev[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            cur[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int sub = prev[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cur[j] = Math.min(sub, Math.min(prev[j], cur[j - 1]) + 1);
            }
            int[] t = prev;
            prev = cur;
            cur = t;
        }
        return prev[b.length()];
    }
}
