package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Input of reg* values: a number, {@code -}, or a possibly qualified name (with argument types for some). */
final class RegNameReader {
    private final Catalog catalog;
    private final boolean missingOk;

    RegNameReader(Catalog catalog, boolean missingOk) {
        this.catalog = catalog;
        this.missingOk = missingOk;
    }

    int lookup(int kind, String text) {
        if (text.equals("-")) {
            return 0;
        }
        if (isNumber(text)) {
            return Integer.parseUnsignedInt(text);
        }
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

    private static boolean isNumber(String s) {
        if (s.isEmpty() || s.length() > 10) {
            return false;
        }
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) < '0' || s.charAt(i) > '9') {
                return false;
            }
        }
        return Long.parseLong(s) <= 0xFFFFFFFFL;
    }

    /** Splits {@code a.b."C d"}; unquoted parts are folded to lower case. Null when the syntax is wrong. */
    static @Nullable List<String> splitQualified(String text) {
        List<String> out = new ArrayList<>(2);
        int n = text.length();
        int p = 0;
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
                while (p < n && text.charAt(p) != '.') {
                    char c = text.charAt(p++);
                    b.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
                }
                while (!b.isEmpty() && b.charAt(b.length() - 1) == ' ') {
                    b.setLength(b.length() - 1);
                }
            }
            if (b.isEmpty()) {
                return null;
            }
            out.add(Datums.nameOf(Datums.name(b.toString())));
            while (p < n && text.charAt(p) == ' ') {
                p++;
            }
            if (p == n) {
                return out;
            }
            if (text.charAt(p++) != '.') {
                return null;
            }
        }
    }

    private List<String> names(String text) {
        List<String> parts = splitQualified(text.strip());
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

    private static @Nullable String schema(List<String> parts) {
        return parts.size() > 1 ? parts.get(parts.size() - 2) : null;
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
        ClassInfo c = catalog.searchPath().relation(schema(parts), last(parts));
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
        int found = 0;
        int count = 0;
        for (ProcInfo p : catalog.procsByName(last(parts))) {
            if (inScope(schema(parts), p.namespace())) {
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

    /** Splits {@code name(type, type)}; null when it has no argument list. */
    private static String @Nullable [] arguments(String text) {
        int open = text.indexOf('(');
        if (open < 0 || !text.endsWith(")")) {
            return null;
        }
        List<String> out = new ArrayList<>();
        out.add(text.substring(0, open));
        int depth = 0;
        int start = open + 1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '[') {
                depth++;
            } else if (c == ']' || c == ')' && i < text.length() - 1) {
                depth--;
            } else if (depth == 0 && (c == ',' || i == text.length() - 1)) {
                String arg = text.substring(start, i).strip();
                if (!arg.isEmpty() || out.size() > 1) {
                    out.add(arg);
                }
                start = i + 1;
            }
        }
        return out.toArray(new String[0]);
    }

    private int procedure(String text) {
        String[] args = arguments(text.strip());
        if (args == null) {
            throw new SqlError(SqlState.INVALID_TEXT_REPRESENTATION, "expected a left parenthesis");
        }
        List<String> parts = names(args[0]);
        int[] types = new int[args.length - 1];
        for (int i = 0; i < types.length; i++) {
            types[i] = RegNames.typeOid(catalog, args[i + 1], missingOk);
        }
        int best = 0;
        int bestAt = Integer.MAX_VALUE;
        for (ProcInfo p : catalog.procsByName(last(parts))) {
            if (inScope(schema(parts), p.namespace()) && java.util.Arrays.equals(p.argTypes(), types)) {
                int at = Math.max(0, catalog.searchPath().functionPosition(p.namespace()));
                if (at < bestAt) {
                    best = p.oid();
                    bestAt = at;
                }
            }
        }
        return best != 0 ? best : none(SqlState.UNDEFINED_FUNCTION, "function \"" + text + "\" does not exist");
    }

    private static @Nullable String operatorSchema(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? null : name.substring(0, dot);
    }

    private int operByName(String text) {
        String schema = operatorSchema(text);
        String name = schema == null ? text : text.substring(schema.length() + 1);
        int found = 0;
        int count = 0;
        for (OperatorInfo o : catalog.operatorsByName(name)) {
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
        String[] args = arguments(text.strip());
        if (args == null) {
            throw new SqlError(SqlState.INVALID_TEXT_REPRESENTATION, "expected a left parenthesis");
        }
        if (args.length != 3) {
            throw new SqlError(SqlState.UNDEFINED_PARAMETER, "missing argument")
                    .hint("Use NONE to denote the missing argument of a unary operator.");
        }
        String schema = operatorSchema(args[0]);
        String name = schema == null ? args[0] : args[0].substring(schema.length() + 1);
        int left = args[1].equalsIgnoreCase("none") ? 0 : RegNames.typeOid(catalog, args[1], missingOk);
        int right = args[2].equalsIgnoreCase("none") ? 0 : RegNames.typeOid(catalog, args[2], missingOk);
        int best = 0;
        int bestAt = Integer.MAX_VALUE;
        for (OperatorInfo o : catalog.operatorsByName(name.strip())) {
            int at = schema == null ? catalog.searchPath().functionPosition(o.namespace()) : 0;
            if (inScope(schema, o.namespace()) && o.left() == left && o.right() == right && at < bestAt) {
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
        Object rows = catalog.cache(byName).get(0, 0, 0, last(parts));
        if (rows instanceof List<?> list) {
            String schema = schema(parts);
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
