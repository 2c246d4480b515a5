package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Visits the children of an expression. Subclasses override {@link #visit(Expr)} (return true to stop the walk; call
 * {@link #walkChildren} to descend) and, to look into subqueries, {@link #visitQuery}.
 */
public abstract class TreeWalker extends ExprWalker {
    /** Called for every expression reached. The default descends. */
    @Override
    public boolean visit(Expr e) {
        return walkChildren(e);
    }

    /** Called for the subquery of a SubLink. The default does not descend; see {@link #walkQuery}. */
    @Override
    public boolean visitQuery(Query q) {
        return false;
    }

    /** Visits an expression that may be absent. */
    @Override
    public final boolean walk(@Nullable Expr e) {
        return e != null && visit(e);
    }

    /** Visits every expression of a list (null elements are skipped). */
    @Override
    public final boolean walk(List<? extends @Nullable Expr> l) {
        for (int i = 0; i < l.size(); i++) {
            if (walk(l.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Visits the expressions of a target list. */
    @Override
    public final boolean walkTargets(List<TargetEntry> l) {
        for (int i = 0; i < l.size(); i++) {
            if (visit(l.get(i).expr())) {
                return true;
            }
        }
        return false;
    }

    @Override
    final boolean walkWhens(List<CaseWhen> l) {
        for (CaseWhen w : l) {
            if (visit(w.expr()) || visit(w.result())) {
                return true;
            }
        }
        return false;
    }

    /** Visits the quals of a join tree. */
    public final boolean walkJoinTree(@Nullable JoinNode j) {
        return switch (j) {
            case null -> false;
            case RangeTblRef r -> false;
            case JoinExpr n -> walkJoinTree(n.larg()) || walkJoinTree(n.rarg()) || walk(n.quals());
            case FromExpr f -> {
                for (JoinNode n : f.fromlist()) {
                    if (walkJoinTree(n)) {
                        yield true;
                    }
                }
                yield walk(f.quals());
            }
        };
    }

    /** Visits the expressions of a range table entry; subqueries go to {@link #visitQuery}. */
    public final boolean walkRte(RangeTblEntry r) {
        if (walk(r.securityQuals)) {
            return true;
        }
        switch (r.rtekind) {
            case SUBQUERY -> {
                return r.subquery != null && visitQuery(r.subquery);
            }
            case FUNCTION -> {
                for (RangeTblFunction f : r.functions) {
                    if (walk(f.funcexpr())) {
                        return true;
                    }
                }
            }
            case VALUES -> {
                for (List<Expr> row : r.valuesLists) {
                    if (walk(row)) {
                        return true;
                    }
                }
            }
            case RELATION -> {
                return r.tablesample != null && (walk(r.tablesample.args()) || walk(r.tablesample.repeatable()));
            }
            case JOIN, TABLEFUNC, CTE, NAMEDTUPLESTORE, RESULT -> {}
        }
        return false;
    }

    /**
     * Visits all expressions of a query, its range table and its WITH queries (query_tree_walker; not join alias vars).
     */
    public final boolean walkQuery(Query q) {
        if (walkTargets(q.targetList)
                || walkJoinTree(q.jointree)
                || walkTargets(q.returningList)
                || walk(q.havingQual)) {
            return true;
        }
        if (q.onConflict != null) {
            OnConflictExpr c = q.onConflict;
            if (walk(c.arbiterElems())
                    || walk(c.arbiterWhere())
                    || walkTargets(c.onConflictSet())
                    || walk(c.onConflictWhere())
                    || walkTargets(c.exclRelTlist())) {
                return true;
            }
        }
        for (WindowClause w : q.windowClause) {
            if (walk(w.startOffset()) || walk(w.endOffset()) || walk(w.runCondition())) {
                return true;
            }
        }
        for (MergeAction a : q.mergeActionList) {
            if (walk(a.qual()) || walkTargets(a.targetList())) {
                return true;
            }
        }
        if (walk(q.limitOffset) || walk(q.limitCount)) {
            return true;
        }
        for (CommonTableExpr c : q.cteList) {
            if (visitQuery(c.ctequery)) {
                return true;
            }
        }
        for (RangeTblEntry r : q.rtable) {
            if (walkRte(r)) {
                return true;
            }
        }
        return false;
    }
}
