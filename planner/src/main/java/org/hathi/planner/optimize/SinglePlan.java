package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.IndexDef;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.OnConflictExpr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;

/**
 * Which queries have one best plan whatever the values of their parameters are: those that insert one row, compute
 * without tables, or look at one row of one table by a unique key. The estimate for {@code key = value} does not depend
 * on the value there, so that planning again with the values at hand would find the same plan.
 */
public final class SinglePlan {
    private static final int EQUAL = 3;

    private SinglePlan() {}

    /** {@code q}: analysed and rewritten, not planned yet. */
    public static boolean of(Query q, Catalog catalog) {
        FromExpr from = q.jointree;
        if (from == null || !plain(q)) {
            return false;
        }
        return switch (q.commandType) {
            case INSERT -> from.fromlist().isEmpty() && from.quals() == null && insertsOneRow(q);
            case SELECT, UPDATE, DELETE ->
                q.commandType == CmdType.SELECT && from.fromlist().isEmpty() && q.rtable.isEmpty()
                        || q.rtable.size() == 1 && oneRow(q, from, catalog);
            case MERGE, UNKNOWN, UTILITY, NOTHING -> false;
        };
    }

    /** No clause but FROM, WHERE and RETURNING, no query inside. */
    private static boolean plain(Query q) {
        boolean computed = q.hasAggs || q.hasWindowFuncs || q.hasTargetSRFs || q.hasSubLinks || q.hasRowSecurity;
        boolean grouped = !q.groupClause.isEmpty() || !q.groupingSets.isEmpty() || q.havingQual != null;
        boolean ordered = !q.sortClause.isEmpty() || !q.distinctClause.isEmpty() || !q.windowClause.isEmpty();
        boolean limited = q.limitCount != null || q.limitOffset != null;
        return !computed
                && !grouped
                && !ordered
                && !limited
                && q.cteList.isEmpty()
                && q.setOperations == null
                && q.withCheckOptions.isEmpty();
    }

    /** The target is the only table but for EXCLUDED, which is no table of its own. */
    private static boolean insertsOneRow(Query q) {
        OnConflictExpr c = q.onConflict;
        return q.rtable.size() == (c != null && c.action() == OnConflictAction.UPDATE ? 2 : 1);
    }

    private static boolean oneRow(Query q, FromExpr from, Catalog catalog) {
        List<JoinNode> l = from.fromlist();
        RangeTblEntry r = q.rtable.get(0);
        if (l.size() != 1
                || !(l.get(0) instanceof RangeTblRef)
                || r.rtekind != RteKind.RELATION
                || r.tablesample != null) {
            return false;
        }
        ClassInfo c = catalog.relation(r.relid);
        if (c == null || r.inh && c.hasSubclass()) {
            return false;
        }
        List<Expr> conditions = Trees.conjuncts(from.quals());
        for (IndexDef d : catalog.indexesOf(r.relid)) {
            if (d.unique() && d.immediate() && d.valid() && d.predicate() == null && fixed(d, conditions, catalog)) {
                return true;
            }
        }
        return false;
    }

    /** Does each key column of {@code d} equal something that is no column? */
    private static boolean fixed(IndexDef d, List<Expr> conditions, Catalog catalog) {
        for (int i = 0; i < d.keyAttributes(); i++) {
            int family = catalog.opclass(d.opclasses()[i]).family();
            if (!fixed(d.attributes()[i], family, conditions, catalog)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fixed(int attribute, int family, List<Expr> conditions, Catalog catalog) {
        for (Expr e : conditions) {
            if (e instanceof OpExpr o && o.args().size() == 2) {
                Expr left = o.args().get(0);
                Expr right = o.args().get(1);
                boolean key =
                        is(left, attribute) && !Exprs.hasVars(right) || is(right, attribute) && !Exprs.hasVars(left);
                var member = key ? catalog.amopOf(o.opno(), family) : null;
                if (member != null && member.strategy() == EQUAL) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean is(Expr e, int attribute) {
        return attribute != 0 && e instanceof Var v && v.varlevelsup() == 0 && v.varattno() == attribute;
    }
}
