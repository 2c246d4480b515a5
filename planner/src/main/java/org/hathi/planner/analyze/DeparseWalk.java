package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.CommonTableExpr.CteCycle;
import org.hathi.planner.tree.CommonTableExpr.CteSearch;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.types.Oids;

/** SEARCH and CYCLE back to SQL. */
final class DeparseWalk {
    private DeparseWalk() {}

    static void write(DeparseQuery to, CommonTableExpr c) {
        CteSearch s = c.searchClause;
        if (s != null) {
            to.out.append(s.breadthFirst() ? " SEARCH BREADTH FIRST BY " : " SEARCH DEPTH FIRST BY ");
            names(to, s.colList());
            to.out.append(" SET ").append(DeparseQuery.quote(s.seqColumn()));
        }
        CteCycle y = c.cycleClause;
        if (y != null) {
            to.out.append(" CYCLE ");
            names(to, y.colList());
            to.out.append(" SET ").append(DeparseQuery.quote(y.markColumn()));
            if (!is(y.markValue(), true) || !is(y.markDefault(), false)) {
                to.out.append(" TO ");
                to.expr(y.markValue());
                to.out.append(" DEFAULT ");
                to.expr(y.markDefault());
            }
            to.out.append(" USING ").append(DeparseQuery.quote(y.pathColumn()));
        }
    }

    private static void names(DeparseQuery to, List<String> l) {
        String sep = "";
        for (String n : l) {
            to.out.append(sep).append(DeparseQuery.quote(n));
            sep = ", ";
        }
    }

    private static boolean is(Expr e, boolean value) {
        return e instanceof Const c && c.consttype() == Oids.BOOL && !c.isNull() && c.longValue() == (value ? 1 : 0);
    }
}
