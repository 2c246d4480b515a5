package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;
import org.hathi.types.TypeInfo;

/**
 * Outputs of a subquery in FROM that nobody reads become NULL: what they would have cost is not spent
 * (remove_unused_subquery_outputs).
 */
final class UnreadOutputs {
    private UnreadOutputs() {}

    private static Const nothing(PlannerInfo info, Expr e) {
        TypeInfo t = info.catalog().types().type(e.type());
        return new Const(e.type(), e.typmod(), e.collation(), t.len(), t.byVal(), null, -1);
    }

    /** Is it what a window's run condition compares? The condition was moved there: nobody else reads the output. */
    private static boolean bounds(Query sub, Expr output) {
        Expr e = Exprs.stripRelabel(output);
        for (WindowClause w : sub.windowClause) {
            for (Expr c : w.runCondition()) {
                if (c instanceof OpExpr o && o.args().contains(e)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** To be called when the conditions that move into the subquery are in it. */
    static void remove(PlannerInfo info, Rel rel, Query sub) {
        if (sub.setOperations != null
                || !sub.distinctClause.isEmpty() && !sub.hasDistinctOn
                || sub.commandType != CmdType.SELECT
                || !info.query.rowMarks.isEmpty()
                || info.query.commandType != CmdType.SELECT && info.query.commandType != CmdType.INSERT) {
            return; // changes and locks take whole rows along
        }
        Set<Integer> read = new HashSet<>();
        rel.neededBy.forEach((column, by) -> {
            if ((by & ~rel.relids) != 0) {
                read.add(column);
            }
        });
        for (Clause c : rel.quals) {
            for (Var v : Placeholder.columns(info, c.expr)) {
                if (v.varno() == rel.rti) {
                    read.add(v.varattno());
                }
            }
        }
        for (Var v : Placeholder.columnsAt(info, rel.relids)) {
            read.add(v.varattno());
        }
        if (read.contains(0)) {
            return;
        }
        List<TargetEntry> now = new ArrayList<>(sub.targetList.size());
        for (TargetEntry t : sub.targetList) {
            Expr e = t.expr();
            boolean keep = t.ressortgroupref() != 0
                    || t.resjunk()
                    || read.contains(t.resno())
                    || e instanceof Const
                    || bounds(sub, e)
                    || Exprs.anyReturnsSet(List.of(t))
                    || Exprs.isVolatile(e, info.catalog());
            now.add(keep ? t : t.withExpr(nothing(info, e)));
        }
        sub.targetList = now;
        if (sub.hasWindowFuncs && now.stream().noneMatch(t -> Exprs.hasWindowFunctions(t.expr()))) {
            sub.hasWindowFuncs = false;
            sub.windowClause = List.of();
        }
    }
}
