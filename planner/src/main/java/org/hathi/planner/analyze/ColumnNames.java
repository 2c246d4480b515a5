package org.hathi.planner.analyze;

import java.util.List;
import java.util.Locale;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.jspecify.annotations.Nullable;

/** The name a result column gets when none is given (FigureColname). */
final class ColumnNames {
    private ColumnNames() {}

    static String of(RawExpr e) {
        String[] name = new String[1];
        figure(e, name);
        return name[0] == null ? "?column?" : name[0];
    }

    /** The name an index column gets: null when the expression suggests none. */
    static @Nullable String forIndex(RawExpr e) {
        String[] name = new String[1];
        figure(e, name);
        return name[0];
    }

    /** 0 nothing found, 1 second best (a type name, CASE), 2 a good name. */
    private static int figure(@Nullable RawExpr e, String[] name) {
        return switch (e) {
            case RawExpr.ColumnRef r
            when !r.fields().isEmpty() -> set(name, r.fields().get(r.fields().size() - 1), 2);
            case RawExpr.AIndirection i -> {
                String f = null;
                for (IndirectionEl el : i.indirection()) {
                    if (el instanceof RawExpr.FieldName n) {
                        f = n.name();
                    }
                }
                yield f != null ? set(name, f, 2) : figure(i.arg(), name);
            }
            case RawExpr.FuncCall f -> set(name, f.funcname().get(f.funcname().size() - 1), 2);
            case RawExpr.AExpr a when a.kind() == RawExpr.AExprKind.NULLIF -> set(name, "nullif", 2);
            case RawExpr.TypeCast c -> {
                int s = figure(c.arg(), name);
                List<String> n = c.typeName().names();
                yield s <= 1 ? set(name, n.get(n.size() - 1), 1) : s;
            }
            case RawExpr.CollateClause c -> figure(c.arg(), name);
            case RawExpr.GroupingFunc g -> set(name, "grouping", 2);
            case RawExpr.SubLink s -> subLink(s, name);
            case RawExpr.CaseExpr c -> {
                int s = figure(c.defresult(), name);
                yield s <= 1 ? set(name, "case", 1) : s;
            }
            case RawExpr.AArrayExpr a -> set(name, "array", 2);
            case RawExpr.RowExpr r -> set(name, "row", 2);
            case RawExpr.CoalesceExpr c -> set(name, "coalesce", 2);
            case RawExpr.MinMaxExpr m -> set(name, m.op().name().toLowerCase(Locale.ROOT), 2);
            case RawExpr.SqlValueFunction f -> set(name, valueFunction(f.op()), 2);
            case RawExpr.XmlExpr x ->
                x.op() == RawExpr.XmlExprOp.IS_DOCUMENT
                        ? 0
                        : set(name, x.op().name().toLowerCase(Locale.ROOT), 2);
            case RawExpr.XmlSerialize x -> set(name, "xmlserialize", 2);
            case null, default -> 0;
        };
    }

    private static int set(String[] name, String value, int strength) {
        name[0] = value;
        return strength;
    }

    private static int subLink(RawExpr.SubLink s, String[] name) {
        return switch (s.type()) {
            case EXISTS -> set(name, "exists", 2);
            case ARRAY -> set(name, "array", 2);
            case EXPR -> {
                SelectStmt q = s.subselect();
                while (q.larg() != null) {
                    q = q.larg();
                }
                if (q.targetList().isEmpty()) {
                    yield q.valuesLists().isEmpty() ? 0 : set(name, "column1", 2);
                }
                var t = q.targetList().get(0);
                yield t.name() != null ? set(name, t.name(), 2) : figure(t.val(), name);
            }
            case ALL, ANY -> 0;
        };
    }

    private static String valueFunction(RawExpr.SqlValueFunctionOp op) {
        return switch (op) {
            case CURRENT_DATE -> "current_date";
            case CURRENT_TIME, CURRENT_TIME_N -> "current_time";
            case CURRENT_TIMESTAMP, CURRENT_TIMESTAMP_N -> "current_timestamp";
            case LOCALTIME, LOCALTIME_N -> "localtime";
            case LOCALTIMESTAMP, LOCALTIMESTAMP_N -> "localtimestamp";
            case CURRENT_ROLE -> "current_role";
            case CURRENT_USER -> "current_user";
            case USER -> "user";
            case SESSION_USER -> "session_user";
            case CURRENT_CATALOG -> "current_catalog";
            case CURRENT_SCHEMA -> "current_schema";
        };
    }
}
