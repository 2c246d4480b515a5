package org.hathi.executor.system;

import java.util.List;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.PartitionKey;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** pg_get_…def: definitions of objects as SQL. */
public final class DefinitionFunctions {
    private DefinitionFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        if (!p.startsWith("pg_get_")) {
            return null;
        }
        Catalog k = s.catalog;
        Call.Fn f = FunctionDefinitions.lookup(k, p);
        return f == null ? deparsed(k, p) : f;
    }

    static Deparse deparse(Catalog k, EvalContext cx) {
        return new Deparse(new CatalogView(k), cx);
    }

    private static Call.@Nullable Fn deparsed(Catalog k, String p) {
        return switch (p) {
            case "pg_get_expr" -> c -> expression(k, c, false);
            case "pg_get_expr_ext" -> c -> expression(k, c, c.b(2));
            case "pg_get_indexdef" -> c -> deparse(k, c.cx()).indexDef(c.i(0), 0, false);
            case "pg_get_indexdef_ext" ->
                c -> {
                    int n = k.index(c.i(0)) == null ? 0 : c.i(1);
                    return deparse(k, c.cx()).indexDef(c.i(0), n, c.b(2));
                };
            case "pg_get_constraintdef" -> c -> deparse(k, c.cx()).constraintDef(c.i(0), false);
            case "pg_get_constraintdef_ext" -> c -> deparse(k, c.cx()).constraintDef(c.i(0), c.b(1));
            case "pg_get_viewdef" -> c -> view(k, c, c.i(0), false);
            case "pg_get_viewdef_ext" -> c -> view(k, c, c.i(0), c.b(1));
            case "pg_get_viewdef_wrap" -> c -> view(k, c, c.i(0), true);
            case "pg_get_viewdef_name" -> c -> view(k, c, k.regLookup(c.cx(), Oids.REGCLASS, c.text(0), false), false);
            case "pg_get_viewdef_name_ext" ->
                c -> view(k, c, k.regLookup(c.cx(), Oids.REGCLASS, c.text(0), false), c.b(1));
            case "pg_get_ruledef" -> c -> rule(k, c, false);
            case "pg_get_ruledef_ext" -> c -> rule(k, c, c.b(1));
            case "pg_get_partkeydef" -> c -> partitionKey(k, c);
            case "pg_get_statisticsobjdef_columns" -> c -> statisticsColumns(k, c.i(0), c.cx());
            case "pg_get_statisticsobjdef" -> c -> statistics(k, c.i(0), c.cx());
            case "pg_get_statisticsobjdef_expressions" -> c -> null;
            default -> null;
        };
    }

    private static @Nullable Object expression(Catalog k, Call c, boolean pretty) {
        int relation = c.i(1);
        if (relation != 0 && k.relation(relation) == null) {
            return null;
        }
        return deparse(k, c.cx()).expr(c.text(0), relation, pretty);
    }

    private static @Nullable Object view(Catalog k, Call c, int oid, boolean pretty) {
        return k.relation(oid) == null ? null : deparse(k, c.cx()).viewDef(oid, pretty);
    }

    private static @Nullable Object rule(Catalog k, Call c, boolean pretty) {
        CatalogRow r = k.writer().byOid(PgRewrite.RELATION, c.i(0));
        if (r == null) {
            return null;
        }
        int relation = r.intAt(PgRewrite.EV_CLASS);
        ClassInfo table = k.relation(relation);
        String event =
                switch (r.charAt(PgRewrite.EV_TYPE)) {
                    case '1' -> "SELECT";
                    case '2' -> "UPDATE";
                    case '3' -> "INSERT";
                    default -> "DELETE";
                };
        StringBuilder b = new StringBuilder("CREATE RULE ");
        b.append(Identifiers.quote(r.nameAt(PgRewrite.RULENAME))).append(" AS\n    ON ");
        b.append(event).append(" TO ");
        b.append(table == null ? "?" : pretty ? shortName(k, table) : NameFunctions.qualified(k, table));
        String condition = r.textAt(PgRewrite.EV_QUAL);
        List<Query> actions = NodeText.readQueries(
                r.textAt(PgRewrite.EV_ACTION), t -> k.type(t).array());
        Deparse d = deparse(k, c.cx());
        if (!condition.isEmpty() && !condition.equals("<>")) {
            b.append("\n   WHERE ").append(d.ruleCondition(NodeText.readExpr(condition), actions.get(0), pretty));
        }
        b.append(" DO ").append(r.boolAt(PgRewrite.IS_INSTEAD) ? "INSTEAD " : "");
        boolean several = actions.size() > 1;
        b.append(several ? "(" : "");
        TupleDesc result = r.charAt(PgRewrite.EV_TYPE) == '1' ? new CatalogView(k).columns(relation) : null;
        for (Query q : actions) {
            String action = d.query(q, result, pretty);
            if (action.startsWith("\n") && b.charAt(b.length() - 1) == ' ') {
                b.setLength(b.length() - 1); // a line of its own leaves no space behind
            }
            b.append(action).append(several ? ";\n" : "");
        }
        return b.append(several ? ");" : ";").toString();
    }

    static String shortName(Catalog k, ClassInfo r) {
        return k.searchPath().relationVisible(r.oid()) ? Identifiers.quote(r.name()) : NameFunctions.qualified(k, r);
    }

    private static @Nullable Object partitionKey(Catalog k, Call c) {
        PartitionKey key = k.partitionKey(c.i(0));
        if (key == null) {
            return null;
        }
        StringBuilder b =
                new StringBuilder(key.strategy() == 'l' ? "LIST (" : key.strategy() == 'r' ? "RANGE (" : "HASH (");
        List<Expr> exprs = key.expressions() == null ? List.of() : NodeText.readExprs(key.expressions());
        int next = 0;
        for (int i = 0; i < key.attributes().length; i++) {
            b.append(i > 0 ? ", " : "");
            int n = key.attributes()[i];
            if (n != 0) {
                var a = k.attribute(c.i(0), n);
                b.append(a == null ? "?" : Identifiers.quote(a.name()));
            } else {
                String text = deparse(k, c.cx()).expr(exprs.get(next++), c.i(0), false);
                b.append(text.endsWith(")") && !text.startsWith("(") ? text : "(" + text + ")");
            }
        }
        return b.append(')').toString();
    }

    private static @Nullable String statisticsColumns(Catalog k, int oid, EvalContext cx) {
        CatalogRow r = k.writer().byOid(PgStatisticExt.RELATION, oid);
        if (r == null) {
            return null;
        }
        int table = r.intAt(PgStatisticExt.STXRELID);
        StringBuilder b = new StringBuilder();
        for (int n : r.intsAt(PgStatisticExt.STXKEYS)) {
            var a = k.attribute(table, n);
            b.append(b.isEmpty() ? "" : ", ").append(a == null ? "?" : Identifiers.quote(a.name()));
        }
        String exprs = r.textOrNull(PgStatisticExt.STXEXPRS);
        if (exprs != null) {
            for (Expr e : NodeText.readExprs(exprs)) {
                boolean call = e instanceof org.hathi.planner.tree.FuncExpr f
                                && f.funcformat() == org.hathi.planner.tree.CoercionForm.EXPLICIT_CALL
                        || e instanceof org.hathi.planner.tree.CoalesceExpr
                        || e instanceof org.hathi.planner.tree.MinMaxExpr
                        || e instanceof org.hathi.planner.tree.NullIfExpr;
                String text = deparse(k, cx).expr(e, table, true);
                b.append(b.isEmpty() ? "" : ", ").append(call ? text : "(" + text + ")");
            }
        }
        return b.toString();
    }

    /** The CREATE STATISTICS statement of an object; null when there is none. */
    public static @Nullable String statistics(Catalog k, int oid, EvalContext cx) {
        CatalogRow r = k.writer().byOid(PgStatisticExt.RELATION, oid);
        String columns = statisticsColumns(k, oid, cx);
        if (r == null || columns == null) {
            return null;
        }
        ClassInfo table = k.relation(r.intAt(PgStatisticExt.STXRELID));
        var ns = k.namespace(r.intAt(PgStatisticExt.STXNAMESPACE));
        StringBuilder kinds = new StringBuilder();
        byte[] list = r.charsOrNull(PgStatisticExt.STXKIND);
        for (byte x : list == null ? new byte[0] : list) {
            String word = x == 'd' ? "ndistinct" : x == 'f' ? "dependencies" : x == 'm' ? "mcv" : null;
            if (word != null) {
                kinds.append(kinds.isEmpty() ? "" : ", ").append(word);
            }
        }
        boolean all = kinds.toString().equals("ndistinct, dependencies, mcv") || !columns.contains(", ");
        return "CREATE STATISTICS "
                + Identifiers.qualified(ns == null ? "?" : ns.name(), r.nameAt(PgStatisticExt.STXNAME))
                + (all ? "" : " (" + kinds + ")") + " ON " + columns + " FROM "
                + (table == null ? "?" : NameFunctions.qualified(k, table));
    }
}
