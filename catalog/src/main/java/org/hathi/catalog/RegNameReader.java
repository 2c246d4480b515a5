package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** What reg* values name: a possibly qualified name, with argument types for some. */
final class RegNameReader {
    private final Catalog catalog;
    private final boolean missingOk;

    RegNameReader(Catalog catalog, boolean missingOk) {
        this.catalog = catalog;
        this.missingOk = missingOk;
    }

    int lookup(int kind, String text) {
        return switch (kind) {
            case Oids.REGCLASS -> relation(text);
            case Oids.REGPROC -> procByName(text);
            case Oids.REGPROCEDURE -> procedure(text);
            case Oids.REGOPER -> operByName(text);
            case Oids.REGOPERATOR -> operator(text);
            case Oids.REGTYPE -> RegNames.typeOid(catalog, text, missingOk);
            case Oids.REGROLE -> role(single(text));
            case Oids.REGNAMESPACE -> namespace(single(text));
            case Oids.REGCONFIG ->
                textSearch(
                        text,
                        CacheId.TS_CONFIG_NAME,
                        PgTsConfig.OID,
                        PgTsConfig.CFGNAMESPACE,
                        "text search configuration");
            case Oids.REGDICTIONARY ->
                textSearch(text, CacheId.TS_DICT_NAME, PgTsDict.OID, PgTsDict.DICTNAMESPACE, "text search dictionary");
            default -> collation(text);
        };
    }

    /** Splits {@code a.b."C d"}; unquoted parts are folded to lower case. Null when the syntax is wrong. */
    static @Nullable List<String> splitQualified(String text) {
        List<String> out = new ArrayList<>(2);
        int n = text.length();
        int p = skip(text, 0);
        while (true) {
            StringBuilder b = new StringBuilder();
            if (p < n && text.charAt(p) == '"') {
                p++;
                while (true) {
                    if (p >= n) {
                        return null;
                    }
                    char c = text.charAt(p++);
                    if (c == '"') {
                        if (p < n && text.charAt(p) == '"') {
                            p++;
                        } else {
                            break;
                        }
                    }
                    b.append(c);
                }
            } else {
                while (p < n && text.charAt(p) != '.' && !space(text.charAt(p))) {
                    char c = text.charAt(p++);
                    b.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
                }
            }
            if (b.isEmpty()) {
                return null;
            }
            out.add(Datums.nameOf(Datums.name(b.toString())));
            p = skip(text, p);
            if (p == n) {
                return out;
            }
            if (text.charAt(p++) != '.') {
                return null;
            }
            p = skip(text, p);
        }
    }

    private static boolean space(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static int skip(String s, int from) {
        int i = from;
        while (i < s.length() && space(s.charAt(i))) {
            i++;
        }
        return i;
    }

    private List<String> names(String text) {
        List<String> parts = splitQualified(text);
        if (parts == null) {
            throw new SqlError(SqlState.INVALID_NAME, "invalid name syntax");
        }
        return parts;
    }

    private String single(String text) {
        List<String> parts = names(text);
        if (parts.size() != 1) {
            throw new SqlError(SqlState.INVALID_NAME, "invalid name syntax");
        }
        return parts.get(0);
    }

    /**
     * The schema a name is qualified with, null when it is not; 42601 for more than three parts, 0A000 for another
     * database, 3F000 when there is no such schema and that is an error.
     */
    private @Nullable String schema(List<String> parts) {
        return schema(parts, "qualified name", "");
    }

    private @Nullable String schema(List<String> parts, String what, String quote) {
        return schema(catalog, parts, what, quote, missingOk);
    }

    static @Nullable String schema(Catalog catalog, List<String> parts, String what, String quote, boolean missingOk) {
        int n = parts.size();
        String all = String.join(".", parts);
        if (n > 3) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "improper " + what + " (too many dotted names): " + all);
        }
        if (n == 3) {
            var d = catalog.database(catalog.databaseOid());
            if (d != null && !d.name().equals(parts.get(0))) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cross-database references are not implemented: " + quote + all + quote);
            }
        }
        String schema = n > 1 ? parts.get(n - 2) : null;
        if (schema != null && !missingOk) {
            catalog.searchPath().explicit(schema);
        }
        return schema;
    }

    private static String last(List<String> parts) {
        return parts.get(parts.size() - 1);
    }

    private int none(SqlState state, String message) {
        if (missingOk) {
            return 0;
        }
        throw new SqlError(state, message);
    }

    private int relation(String text) {
        List<String> parts = names(text);
        ClassInfo c = catalog.searchPath().relation(schema(parts, "relation name", "\""), last(parts));
        if (c != null) {
            return c.oid();
        }
        return none(SqlState.UNDEFINED_TABLE, "relation \"" + String.join(".", parts) + "\" does not exist");
    }

    private boolean inScope(@Nullable String schema, int namespace) {
        if (schema == null) {
            return catalog.searchPath().functionPosition(namespace) >= 0;
        }
        return catalog.searchPath().explicitIfAny(schema) == namespace;
    }

    private int procByName(String text) {
        List<String> parts = names(text);
        String schema = schema(parts);
        int found = 0;
        int count = 0;
        for (ProcInfo p : catalog.procsByName(last(parts))) {
            if (inScope(schema, p.namespace())) {
                found = p.oid();
                count++;
            }
        }
        if (count > 1) {
            if (missingOk) {
                return 0;
            }
            throw new SqlError(SqlState.AMBIGUOUS_FUNCTION, "more than one function named \"" + text + "\"");
        }
        return count == 1 ? found : none(SqlState.UNDEFINED_FUNCTION, "function \"" + text + "\" does not exist");
    }

    /** Where the argument list of {@code name(type, type)} begins. */
    private static int open(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '(' && !quoted) {
                return i;
            }
        }
        throw bad("expected a left parenthesis");
    }

    private static SqlError bad(String message) {
        return new SqlError(SqlState.INVALID_TEXT_REPRESENTATION, message);
    }

    /** The types of an argument list. */
    private int[] arguments(String text, int open, boolean none) {
        int end = text.length();
        while (end > open + 1 && space(text.charAt(end - 1))) {
            end--;
        }
        if (end <= open + 1 || text.charAt(end - 1) != ')') {
            throw bad("expected a right parenthesis");
        }
        end--;
        List<Integer> out = new ArrayList<>();
        int at = skip(text, open + 1);
        boolean comma = false;
        while (true) {
            if (at >= end) {
                if (comma) {
                    throw bad("expected a type name");
                }
                break;
            }
            int to = argumentEnd(text, at, end);
            comma = to < end;
            out.add(type(text.substring(at, to).stripTrailing(), none));
            at = skip(text, comma ? to + 1 : to);
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int argumentEnd(String text, int from, int end) {
        boolean quoted = false;
        int depth = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == ',' && depth == 0) {
                return i;
            } else if (!quoted && (c == '(' || c == '[')) {
                depth++;
            } else if (!quoted && (c == ')' || c == ']')) {
                depth--;
            }
        }
        if (quoted || depth != 0) {
            throw bad("improper type name");
        }
        return end;
    }

    private int type(String text, boolean none) {
        return none && text.equalsIgnoreCase("none") ? 0 : RegNames.typeOid(catalog, text, false);
    }

    private int procedure(String text) {
        int open = open(text);
        List<String> parts = names(text.substring(0, open));
        int[] types = arguments(text, open, false);
        String schema = schema(parts);
        int best = 0;
        int bestAt = Integer.MAX_VALUE;
        for (ProcInfo p : catalog.procsByName(last(parts))) {
            if (inScope(schema, p.namespace()) && java.util.Arrays.equals(p.argTypes(), types)) {
                int at = Math.max(0, catalog.searchPath().functionPosition(p.namespace()));
                if (at < bestAt) {
                    best = p.oid();
                    bestAt = at;
                }
            }
        }
        return best != 0 ? best : none(SqlState.UNDEFINED_FUNCTION, "function \"" + text + "\" does not exist");
    }

    private int operByName(String text) {
        List<String> parts = names(text);
        String schema = schema(parts);
        int found = 0;
        int count = 0;
        for (OperatorInfo o : catalog.operatorsByName(last(parts))) {
            if (inScope(schema, o.namespace())) {
                found = o.oid();
                count++;
            }
        }
        if (count > 1) {
            if (missingOk) {
                return 0;
            }
            throw new SqlError(SqlState.AMBIGUOUS_FUNCTION, "more than one operator named " + text);
        }
        return count == 1 ? found : none(SqlState.UNDEFINED_FUNCTION, "operator does not exist: " + text);
    }

    private int operator(String text) {
        int open = open(text);
        List<String> parts = names(text.substring(0, open));
        int[] types = arguments(text, open, true);
        if (types.length == 1) {
            throw new SqlError(SqlState.UNDEFINED_PARAMETER, "missing argument")
                    .hint("Use NONE to denote the missing argument of a unary operator.");
        }
        if (types.length != 2) {
            throw new SqlError(SqlState.TOO_MANY_ARGUMENTS, "too many arguments")
                    .hint("Provide two argument types for operator.");
        }
        String schema = schema(parts);
        int best = 0;
        int bestAt = Integer.MAX_VALUE;
        for (OperatorInfo o : catalog.operatorsByName(last(parts))) {
            int at = schema == null ? catalog.searchPath().functionPosition(o.namespace()) : 0;
            if (inScope(schema, o.namespace()) && o.left() == types[0] && o.right() == types[1] && at < bestAt) {
                best = o.oid();
                bestAt = at;
            }
        }
        return best != 0 ? best : none(SqlState.UNDEFINED_FUNCTION, "operator does not exist: " + text);
    }

    private int role(String name) {
        RoleInfo r = catalog.roleByName(name);
        return r != null ? r.oid() : none(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
    }

    private int namespace(String name) {
        NamespaceInfo n = catalog.namespaceByName(name);
        return n != null ? n.oid() : none(SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist");
    }

    private int collation(String text) {
        List<String> parts = names(text);
        CollationInfo c = catalog.searchPath().collation(schema(parts), last(parts));
        return c != null
                ? c.oid()
                : none(
                        SqlState.UNDEFINED_OBJECT,
                        "collation \"" + String.join(".", parts) + "\" for encoding \"UTF8\" does not exist");
    }

    private int textSearch(String text, CacheId byName, int oidColumn, int namespaceColumn, String what) {
        List<String> parts = names(text);
        int best = 0;
        int bestAt = Integer.MAX_VALUE;
        String schema = schema(parts);
        Object rows = catalog.cache(byName).get(0, 0, 0, last(parts));
        if (rows instanceof List<?> list) {
            int only = schema == null ? 0 : catalog.searchPath().explicitIfAny(schema);
            for (Object o : list) {
                CatalogRow r = (CatalogRow) o;
                int ns = r.intAt(namespaceColumn);
                int at = schema == null ? catalog.searchPath().position(ns) : ns == only ? 0 : -1;
                if (at >= 0 && at < bestAt) {
                    best = r.intAt(oidColumn);
                    bestAt = at;
                }
            }
        }
        return best != 0
                ? best
                : none(SqlState.UNDEFINED_OBJECT, what + " \"" + String.join(".", parts) + "\" does not exist");
    }
}
