package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.ObjectStmt.SqlBody;
import org.hathi.parser.tree.Statement;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;

/**
 * Bodies of functions in SQL-standard form, as pg_proc.prosqlbody has them: one query for RETURN, or a list whose only
 * item is the list of the statements of BEGIN ATOMIC.
 */
public final class SqlBodies {
    private SqlBodies() {}

    /** Analyses a body; {@code cx.variables} resolves the names of arguments. */
    public static List<Query> analyze(SqlBody body, String sql, Lookup lookup, int[] types, AnalyzeContext cx) {
        List<Query> out = new ArrayList<>();
        for (Statement s : body.statements()) {
            ParamTypes params = types.length == 0 ? ParamTypes.none() : ParamTypes.fixed(types);
            ParseState ps = new ParseState(lookup, cx, params, sql);
            Analyzer.refuseInto(ps, s);
            Query q = Analyzer.statement(ps, s);
            if (q.commandType == CmdType.UTILITY) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        s.getClass().getSimpleName().replace("Stmt", "").toUpperCase(java.util.Locale.ROOT)
                                + " is not yet supported in unquoted SQL function body");
            }
            out.add(q);
        }
        return out;
    }

    /** The node text to store. */
    public static String write(List<Query> body, boolean block) {
        return block ? "(" + (body.isEmpty() ? "<>" : NodeText.writeList(body)) + ")" : NodeText.write(body.get(0));
    }

    /** Whether the stored body is BEGIN ATOMIC … END. */
    public static boolean isBlock(String text) {
        return text.startsWith("(");
    }

    /** The statements of a stored body. */
    public static List<Query> read(Lookup lookup, String text) {
        String list = isBlock(text) ? text.substring(1, text.length() - 1) : "(" + text + ")";
        if (list.equals("<>")) {
            return List.of();
        }
        return NodeText.readQueries(list, t -> {
            var info = lookup.types().typeIfAny(t);
            return info == null ? 0 : info.array();
        });
    }

    /** The statements of a stored body, with a backend's catalog. */
    public static List<Query> read(org.hathi.catalog.Catalog catalog, String text) {
        return read(new CatalogView(catalog), text);
    }
}
