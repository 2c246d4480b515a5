package org.hathi.planner.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds expressions. Subclasses override {@link #mutate(Expr)} (and {@link #mutateQuery} to change subqueries);
 * nodes whose children did not change are returned as they are, so an unchanged tree costs no allocation.
 */
public abstract class TreeMutator extends ExprMutator {
    /** Called for every expression reached; the default rebuilds its children. */
    @Override
    public Expr mutate(Expr e) {
        return mutateChildren(e);
    }

    /** Called for the subquery of a SubLink or of a range table entry. The default leaves it. */
    @Override
    public Query mutateQuery(Query q) {
        return q;
    }

    @Override
    public final @Nullable Expr opt(@Nullable Expr e) {
        return e == null ? null : mutate(e);
    }

    /** Mutates a list; the same list comes back when nothing changed. */
    @Override
    public final List<Expr> list(List<Expr> l) {
        List<Expr> out = null;
        for (int i = 0; i < l.size(); i++) {
            Expr e = l.get(i);
            Expr n = mutate(e);
            if (n != e && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, n);
            }
        }
        return out == null ? l : out;
    }

    @Override
    final List<@Nullable Expr> nullables(List<@Nullable Expr> l) {
        List<@Nullable Expr> out = null;
        for (int i = 0; i < l.size(); i++) {
            Expr e = l.get(i);
            Expr n = opt(e);
            if (n != e && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, n);
            }
        }
        return out == null ? l : out;
    }

    /** Mutates the expressions of a target list; the same list comes back when nothing changed. */
    @Override
    public final List<TargetEntry> targets(List<TargetEntry> l) {
        List<TargetEntry> out = null;
        for (int i = 0; i < l.size(); i++) {
            TargetEntry t = l.get(i);
            Expr n = mutate(t.expr());
            if (n != t.expr() && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, t.withExpr(n));
            }
        }
        return out == null ? l : out;
    }

    @Override
    final List<CaseWhen> whens(List<CaseWhen> l) {
        List<CaseWhen> out = null;
        for (int i = 0; i < l.size(); i++) {
            CaseWhen w = l.get(i);
            Expr c = mutate(w.expr());
            Expr r = mutate(w.result());
            boolean same = c == w.expr() && r == w.result();
            if (!same && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, same ? w : new CaseWhen(c, r, w.location()));
            }
        }
        return out == null ? l : out;
    }

    @Override
    final List<SubPlan> subplans(List<SubPlan> l) {
        List<SubPlan> out = new ArrayList<>(l.size());
        for (SubPlan s : l) {
            out.add((SubPlan) mutate(s));
        }
        return out;
    }

    /** Mutates the quals of a join tree. */
    public final JoinNode joinTree(JoinNode j) {
        return switch (j) {
            case RangeTblRef r -> r;
            case JoinExpr n -> {
                JoinNode l = joinTree(n.larg());
                JoinNode r = joinTree(n.rarg());
                Expr q = opt(n.quals());
                yield l == n.larg() && r == n.rarg() && q == n.quals() ? n : n.with(l, r, q);
            }
            case FromExpr f -> from(f);
        };
    }

    /** Mutates the quals of a FROM list. */
    public final FromExpr from(FromExpr f) {
        List<JoinNode> l = new ArrayList<>(f.fromlist().size());
        boolean same = true;
        for (JoinNode n : f.fromlist()) {
            JoinNode m = joinTree(n);
            same &= m == n;
            l.add(m);
        }
        Expr q = opt(f.quals());
        return same && q == f.quals() ? f : new FromExpr(l, q);
    }

    /** Mutates, in place, the expressions of a range table entry (subqueries through {@link #mutateQuery}). */
    public final void rte(RangeTblEntry r) {
        r.securityQuals = list(r.securityQuals);
        if (r.subquery != null) {
            r.subquery = mutateQuery(r.subquery);
        }
        if (!r.functions.isEmpty()) {
            List<RangeTblFunction> l = new ArrayList<>(r.functions.size());
            for (RangeTblFunction f : r.functions) {
                l.add(f.withExpr(mutate(f.funcexpr())));
            }
            r.functions = l;
        }
        if (!r.valuesLists.isEmpty()) {
            List<List<Expr>> l = new ArrayList<>(r.valuesLists.size());
            for (List<Expr> row : r.valuesLists) {
                l.add(list(row));
            }
            r.valuesLists = l;
        }
        if (r.rtekind == RteKind.JOIN) {
            r.joinaliasvars = nullables(r.joinaliasvars);
        }
        if (r.tablesample != null) {
            TableSampleClause t = r.tablesample;
            r.tablesample = new TableSampleClause(t.tsmhandler(), list(t.args()), opt(t.repeatable()));
        }
    }

    /** Mutates, in place, all expressions of a query (query_tree_mutator on a copy made by the caller). */
    public final void queryInPlace(Query q) {
        q.targetList = targets(q.targetList);
        if (q.jointree != null) {
            q.jointree = from(q.jointree);
        }
        q.returningList = targets(q.returningList);
        q.havingQual = opt(q.havingQual);
        if (q.onConflict != null) {
            OnConflictExpr c = q.onConflict;
            q.onConflict = new OnConflictExpr(
                    c.action(),
                    list(c.arbiterElems()),
                    opt(c.arbiterWhere()),
                    c.constraint(),
                    targets(c.onConflictSet()),
                    opt(c.onConflictWhere()),
                    c.exclRelIndex(),
                    targets(c.exclRelTlist()));
        }
        List<WindowClause> w = new ArrayList<>(q.windowClause.size());
        for (WindowClause c : q.windowClause) {
            w.add(c.with(opt(c.startOffset()), opt(c.endOffset()), list(c.runCondition())));
        }
        q.windowClause = w;
        List<MergeAction> m = new ArrayList<>(q.mergeActionList.size());
        for (MergeAction a : q.mergeActionList) {
            m.add(a.with(opt(a.qual()), targets(a.targetList())));
        }
        q.mergeActionList = m;
        if (!q.withCheckOptions.isEmpty()) {
            List<WithCheckOption> o = new ArrayList<>(q.withCheckOptions.size());
            for (WithCheckOption c : q.withCheckOptions) {
                o.add(new WithCheckOption(c.kind(), c.relname(), c.polname(), opt(c.qual()), c.cascaded()));
            }
            q.withCheckOptions = o;
        }
        q.limitOffset = opt(q.limitOffset);
        q.limitCount = opt(q.limitCount);
        for (CommonTableExpr c : q.cteList) {
            c.ctequery = mutateQuery(c.ctequery);
        }
        for (RangeTblEntry r : q.rtable) {
            rte(r);
        }
    }
}
