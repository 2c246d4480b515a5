package org.hathi.executor.system;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.AggregateInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.LanguageInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.TriggerInfo;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.types.EvalContext;
import org.jspecify.annotations.Nullable;

/** Definitions of functions and triggers. */
final class FunctionDefinitions {
    private static final int INTERNAL = 12;
    private static final int C = 13;

    private FunctionDefinitions() {}

    static Call.@Nullable Fn lookup(Catalog k, String p) {
        return switch (p) {
            case "pg_get_function_arguments" ->
                c -> {
                    ProcInfo f = k.findProc(c.i(0));
                    return f == null ? null : arguments(k, c.cx(), f, true);
                };
            case "pg_get_function_identity_arguments" ->
                c -> {
                    ProcInfo f = k.findProc(c.i(0));
                    return f == null ? null : arguments(k, c.cx(), f, false);
                };
            case "pg_get_function_result" ->
                c -> {
                    ProcInfo f = k.findProc(c.i(0));
                    return f == null || f.isProcedure() ? null : result(k, f);
                };
            case "pg_get_function_arg_default" -> c -> argumentDefault(k, c.cx(), c.i(0), c.i(1));
            case "pg_get_function_sqlbody" ->
                c -> {
                    ProcInfo f = k.findProc(c.i(0));
                    return f == null || f.sqlBody() == null
                            ? null
                            : DefinitionFunctions.deparse(k, c.cx()).functionBody(f);
                };
            case "pg_get_functiondef" ->
                c -> {
                    ProcInfo f = k.findProc(c.i(0));
                    return f == null ? null : function(k, c.cx(), f);
                };
            case "pg_get_triggerdef" -> c -> trigger(k, c.i(0), false);
            case "pg_get_triggerdef_ext" -> c -> trigger(k, c.i(0), c.b(1));
            default -> null;
        };
    }

    private static boolean isInput(byte mode) {
        return mode == 'i' || mode == 'b' || mode == 'v';
    }

    static String arguments(Catalog k, EvalContext cx, ProcInfo f, boolean defaults) {
        int[] types = f.allArgTypes() == null ? f.argTypes() : f.allArgTypes();
        byte[] modes = f.argModes();
        String[] names = f.argNames();
        String text = f.argDefaults();
        List<Expr> list = defaults && text != null ? NodeText.readExprs(text) : List.of();
        int firstDefault = f.argCount() - list.size();
        AggregateInfo agg = f.isAggregate() ? k.findAggregate(f.oid()) : null;
        int orderBy = agg != null && agg.kind() != 'n' ? agg.directArgs() : -1;
        boolean repeat = orderBy >= 0 && types.length == orderBy && f.variadic() != 0;
        StringBuilder b = new StringBuilder();
        int input = 0;
        int printed = 0;
        for (int i = 0; i < types.length; i++) {
            byte mode = modes == null ? (byte) 'i' : modes[i];
            if (mode == 't') {
                continue;
            }
            if (printed == orderBy) {
                b.append(printed > 0 ? " " : "").append("ORDER BY ");
            } else if (printed > 0) {
                b.append(", ");
            }
            int from = b.length();
            argument(b, k, f, mode, names, i, types[i]);
            printed++;
            if (isInput(mode)) {
                if (input >= firstDefault && !list.isEmpty()) {
                    b.append(" DEFAULT ");
                    b.append(DefinitionFunctions.deparse(k, cx).expr(list.get(input - firstDefault), 0, false));
                }
                input++;
            }
            if (repeat && i == types.length - 1) {
                String last = b.substring(from);
                b.append(" ORDER BY ").append(last);
            }
        }
        return b.toString();
    }

    private static void argument(
            StringBuilder b, Catalog k, ProcInfo f, byte mode, String @Nullable [] names, int i, int type) {
        switch (mode) {
            case 'o' -> b.append("OUT ");
            case 'b' -> b.append("INOUT ");
            case 'v' -> b.append("VARIADIC ");
            default -> b.append(f.isProcedure() ? "IN " : "");
        }
        if (names != null && !names[i].isEmpty()) {
            b.append(Identifiers.quote(names[i])).append(' ');
        }
        b.append(k.formatType(type, -1));
    }

    static String result(Catalog k, ProcInfo f) {
        byte[] modes = f.argModes();
        int[] types = f.allArgTypes();
        String[] names = f.argNames();
        StringBuilder b = new StringBuilder();
        if (f.returnsSet() && modes != null && types != null) {
            for (int i = 0; i < modes.length; i++) {
                if (modes[i] == 't') {
                    b.append(b.isEmpty() ? "TABLE(" : ", ");
                    if (names != null && !names[i].isEmpty()) {
                        b.append(Identifiers.quote(names[i])).append(' ');
                    }
                    b.append(k.formatType(types[i], -1));
                }
            }
        }
        if (!b.isEmpty()) {
            return b.append(')').toString();
        }
        return (f.returnsSet() ? "SETOF " : "") + k.formatType(f.returnType(), -1);
    }

    private static @Nullable Object argumentDefault(Catalog k, EvalContext cx, int oid, int n) {
        ProcInfo f = k.findProc(oid);
        String text = f == null ? null : f.argDefaults();
        byte[] modes = f == null ? null : f.argModes();
        if (f == null || text == null || n < 1 || modes != null && (n > modes.length || !isInput(modes[n - 1]))) {
            return null;
        }
        int input = n;
        if (modes != null) {
            input = 0;
            for (int i = 0; i < n; i++) {
                input += isInput(modes[i]) ? 1 : 0;
            }
        }
        List<Expr> list = NodeText.readExprs(text);
        int at = input - 1 - (f.argCount() - list.size());
        return at < 0 || at >= list.size()
                ? null
                : DefinitionFunctions.deparse(k, cx).expr(list.get(at), 0, false);
    }

    private static String function(Catalog k, EvalContext cx, ProcInfo f) {
        if (f.isAggregate()) {
            throw new SqlError(
                    org.hathi.base.SqlState.WRONG_OBJECT_TYPE, "\"" + f.name() + "\" is an aggregate function");
        }
        var ns = k.namespace(f.namespace());
        boolean proc = f.isProcedure();
        StringBuilder b = new StringBuilder("CREATE OR REPLACE ").append(proc ? "PROCEDURE " : "FUNCTION ");
        b.append(Identifiers.qualified(ns == null ? "?" : ns.name(), f.name())).append('(');
        b.append(arguments(k, cx, f, true)).append(")\n");
        if (!proc) {
            b.append(" RETURNS ").append(result(k, f)).append('\n');
        }
        LanguageInfo lang = k.language(f.language());
        b.append(" LANGUAGE ")
                .append(lang == null ? "?" : Identifiers.quote(lang.name()))
                .append('\n');
        int mark = b.length();
        options(b, k, f);
        if (b.length() > mark) {
            b.append('\n');
        }
        if (f.config() != null) {
            for (String item : f.config()) {
                int eq = item.indexOf('=');
                String value = item.substring(eq + 1);
                String name = item.substring(0, eq);
                b.append(" SET ").append(Identifiers.quote(name)).append(" TO ");
                b.append(listSetting(name) ? quotedList(value) : "'" + value.replace("'", "''") + "'")
                        .append('\n');
            }
        }
        if (f.sqlBody() != null) {
            return b.append(DefinitionFunctions.deparse(k, cx).functionBody(f))
                    .append('\n')
                    .toString();
        }
        b.append("AS ");
        if (f.binary() != null) {
            b.append('\'').append(f.binary().replace("'", "''")).append("', ");
        }
        String tag = proc ? "procedure" : "function";
        while (f.source().contains("$" + tag + "$")) {
            tag += "x";
        }
        return b.append('$')
                .append(tag)
                .append('$')
                .append(f.source())
                .append('$')
                .append(tag)
                .append("$\n")
                .toString();
    }

    /** The items of a list setting, each as a literal. */
    private static String quotedList(String value) {
        StringBuilder b = new StringBuilder();
        for (String item : value.split(",")) {
            String t = item.strip();
            t = t.startsWith("\"") && t.endsWith("\"") && t.length() > 1
                    ? t.substring(1, t.length() - 1).replace("\"\"", "\"")
                    : t;
            b.append(b.isEmpty() ? "'" : ", '").append(t.replace("'", "''")).append('\'');
        }
        return b.toString();
    }

    private static boolean listSetting(String name) {
        return switch (name) {
            case "search_path",
                    "DateStyle",
                    "datestyle",
                    "temp_tablespaces",
                    "session_preload_libraries",
                    "shared_preload_libraries",
                    "local_preload_libraries" -> true;
            default -> false;
        };
    }

    private static void options(StringBuilder b, Catalog k, ProcInfo f) {
        if (f.isWindow()) {
            b.append(" WINDOW");
        }
        b.append(f.volatility() == 'i' ? " IMMUTABLE" : f.volatility() == 's' ? " STABLE" : "");
        b.append(f.parallel() == 's' ? " PARALLEL SAFE" : f.parallel() == 'r' ? " PARALLEL RESTRICTED" : "");
        b.append(f.strict() ? " STRICT" : "").append(f.securityDefiner() ? " SECURITY DEFINER" : "");
        b.append(f.leakproof() ? " LEAKPROOF" : "");
        float cost = f.language() == INTERNAL || f.language() == C ? 1 : 100;
        if (f.cost() != cost) {
            b.append(" COST ").append(number(f.cost()));
        }
        if (f.rows() > 0 && f.rows() != 1000) {
            b.append(" ROWS ").append(number(f.rows()));
        }
        if (f.support() != 0) {
            ProcInfo p = k.findProc(f.support());
            b.append(" SUPPORT ").append(p == null ? "?" : Identifiers.quote(p.name()));
        }
    }

    private static String number(float v) {
        return v == Math.rint(v) && Math.abs(v) < 1e6 ? Long.toString((long) v) : Float.toString(v);
    }

    // ---------------------------------------------------------------- triggers

    private static @Nullable TriggerInfo find(Catalog k, int oid) {
        CatalogRow r = k.writer().byOid(PgTrigger.RELATION, oid);
        if (r != null) {
            for (TriggerInfo t : k.triggersOf(r.intAt(PgTrigger.TGRELID))) {
                if (t.oid() == oid) {
                    return t;
                }
            }
        }
        return null;
    }

    private static @Nullable Object trigger(Catalog k, int oid, boolean pretty) {
        TriggerInfo t = find(k, oid);
        if (t == null) {
            return null;
        }
        int type = t.type();
        StringBuilder b = new StringBuilder("CREATE ")
                .append(t.constraint() != 0 ? "CONSTRAINT " : "")
                .append("TRIGGER ");
        b.append(Identifiers.quote(t.name())).append(' ');
        b.append((type & 64) != 0 ? "INSTEAD OF" : (type & 2) != 0 ? "BEFORE" : "AFTER");
        String or = " ";
        for (int bit : new int[] {4, 8, 16, 32}) {
            if ((type & bit) != 0) {
                b.append(or).append(bit == 4 ? "INSERT" : bit == 8 ? "DELETE" : bit == 16 ? "UPDATE" : "TRUNCATE");
                or = " OR ";
                if (bit == 16) {
                    updateColumns(b, k, t);
                }
            }
        }
        b.append(" ON ").append(tableName(k, t.relation(), pretty)).append(' ');
        if (t.constraint() != 0) {
            if (t.constraintRelation() != 0) {
                b.append("FROM ")
                        .append(tableName(k, t.constraintRelation(), true))
                        .append(' ');
            }
            b.append(t.deferrable() ? "" : "NOT ").append("DEFERRABLE INITIALLY ");
            b.append(t.initiallyDeferred() ? "DEFERRED " : "IMMEDIATE ");
        }
        if (t.oldTable() != null || t.newTable() != null) {
            b.append("REFERENCING ");
            b.append(t.oldTable() == null ? "" : "OLD TABLE AS " + Identifiers.quote(t.oldTable()) + " ");
            b.append(t.newTable() == null ? "" : "NEW TABLE AS " + Identifiers.quote(t.newTable()) + " ");
        }
        b.append((type & 1) != 0 ? "FOR EACH ROW " : "FOR EACH STATEMENT ");
        b.append("EXECUTE FUNCTION ").append(functionName(k, t.function())).append('(');
        for (int i = 0; i < t.arguments().length; i++) {
            String a = t.arguments()[i];
            b.append(i > 0 ? ", " : "").append(a.indexOf('\\') >= 0 ? "E" : "");
            b.append('\'').append(a.replace("\\", "\\\\").replace("'", "''")).append('\'');
        }
        return b.append(')').toString();
    }

    private static void updateColumns(StringBuilder b, Catalog k, TriggerInfo t) {
        for (int i = 0; i < t.columns().length; i++) {
            var a = k.attribute(t.relation(), t.columns()[i]);
            b.append(i == 0 ? " OF " : ", ").append(a == null ? "?" : Identifiers.quote(a.name()));
        }
    }

    private static String tableName(Catalog k, int oid, boolean shortest) {
        ClassInfo r = k.relation(oid);
        return r == null ? "?" : shortest ? DefinitionFunctions.shortName(k, r) : NameFunctions.qualified(k, r);
    }

    private static String functionName(Catalog k, int oid) {
        ProcInfo f = k.findProc(oid);
        if (f == null) {
            return "?";
        }
        var ns = k.namespace(f.namespace());
        return k.searchPath().functionVisible(oid)
                ? Deparse.quoteIdentifier(f.name())
                : Identifiers.qualified(ns == null ? "?" : ns.name(), f.name());
    }
}
