package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;

/** Checks that a grouped query uses its columns grouped or in aggregates (parseCheckAggregates). */
final class GroupCheck extends TreeWalker {
    private final ParseState ps;
    private final Query q;
    private final List<Expr> groups = new ArrayList<>();
    private final List<Integer> dependencies = new ArrayList<>();
    private final List<RangeTblEntry> functional = new ArrayList<>();
    private int depth;
    private boolean inDirectArgs;

    private GroupCheck(ParseState ps, Query q) {
        this.ps = ps;
        this.q = q;
        for (SortGroupClause g : q.groupClause) {
            groups.add(Clauses.byRef(q.targetList, g.tleSortGroupRef()).expr());
        }
    }

    static void check(ParseState ps, Query q) {
        for (RangeTblEntry r : q.rtable) {
            if (r.rtekind == RteKind.CTE && r.selfReference && q.hasAggs) {
                throw ps.error(
                        SqlState.INVALID_RECURSION,
                        "aggregate functions are not allowed in a recursive query's recursive term",
                        Aggs.firstLocation(q));
            }
        }
        GroupCheck c = new GroupCheck(ps, q);
        if (ps.hasGrouping) {
            c.grouping();
        }
        c.walkTargets(q.targetList);
        c.walk(q.havingQual);
        if (!c.dependencies.isEmpty()) {
            q.constraintDeps =
                    c.dependencies.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /** Fills in the refs of GROUPING functions. */
    private void grouping() {
        TreeMutator m = new TreeMutator() {
            private int level;

            @Override
            public Query mutateQuery(Query sub) {
                Query copy = sub.deepCopy();
                level++;
                queryInPlace(copy);
                level--;
                return copy;
            }

            @Override
            public Expr mutate(Expr e) {
                if (e instanceof GroupingFunc g && g.agglevelsup() == level) {
                    int[] refs = new int[g.args().size()];
                    for (int i = 0; i < refs.length; i++) {
                        int at = groups.indexOf(lowered(g.args().get(i), level));
                        if (at < 0) {
                            throw ps.error(
                                    SqlState.GROUPING_ERROR,
                                    "arguments to GROUPING must be grouping expressions of the associated query level",
                                    org.hathi.planner.tree.Trees.location(
                                            g.args().get(i)));
                        }
                        refs[i] = q.groupClause.get(at).tleSortGroupRef();
                    }
                    return new GroupingFunc(g.args(), refs, g.cols(), level, g.location());
                }
                return mutateChildren(e);
            }
        };
        q.targetList = m.targets(q.targetList);
        q.havingQual = m.opt(q.havingQual);
    }

    /** An expression from {@code levels} below, as the query itself would write it. */
    private static Expr lowered(Expr e, int levels) {
        if (levels == 0) {
            return e;
        }
        return new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                return x instanceof Var v
                        ? new Var(
                                v.varno(),
                                v.varattno(),
                                v.vartype(),
                                v.vartypmod(),
                                v.varcollid(),
                                v.varlevelsup() - levels,
                                v.varnosyn(),
                                v.varattnosyn(),
                                v.location())
                        : mutateChildren(x);
            }
        }.mutate(e);
    }

    @Override
    public boolean visit(Expr e) {
        switch (e) {
            case Const c -> {
                return false;
            }
            case Param p -> {
                return false;
            }
            case Aggref a -> {
                if (a.agglevelsup() == depth) {
                    inDirectArgs = true;
                    walk(a.aggdirectargs());
                    inDirectArgs = false;
                    return false;
                }
                if (a.agglevelsup() > depth) {
                    return false;
                }
            }
            case GroupingFunc g -> {
                if (g.agglevelsup() >= depth) {
                    return false;
                }
            }
            case Var v -> {
                if (v.varlevelsup() == depth) {
                    column(v);
                }
                return false;
            }
            default -> {
                if (depth == 0 && groups.contains(e)) {
                    return false;
                }
            }
        }
        return walkChildren(e);
    }

    private void column(Var v) {
        for (Expr g : groups) {
            if (g instanceof Var x && x.varno() == v.varno() && x.varattno() == v.varattno() && x.varlevelsup() == 0) {
                return;
            }
        }
        RangeTblEntry r = q.rte(v.varno());
        if (r.rtekind == RteKind.RELATION && (functional.contains(r) || keyGrouped(r, v.varno()))) {
            functional.add(r);
            return;
        }
        String att = v.varattno() == 0
                ? "*"
                : v.varattno() < 0
                        ? Relations.systemColumnName(v.varattno())
                        : r.eref.colnames().get(v.varattno() - 1);
        String col = r.rtekind == RteKind.JOIN && r.alias == null ? att : r.eref.aliasname() + "." + att;
        SqlError e = depth == 0
                ? ps.error(
                        SqlState.GROUPING_ERROR,
                        "column \"" + col + "\" must appear in the GROUP BY clause or be used in an aggregate function",
                        v.location())
                : ps.error(
                        SqlState.GROUPING_ERROR,
                        "subquery uses ungrouped column \"" + col + "\" from outer query",
                        v.location());
        throw inDirectArgs
                ? e.detail("Direct arguments of an ordered-set aggregate must use only grouped columns.")
                : e;
    }

    /** Is the table's primary key among the grouping columns? */
    private boolean keyGrouped(RangeTblEntry r, int varno) {
        if (!q.groupingSets.isEmpty()) {
            return false;
        }
        for (ConstraintInfo c : ps.lookup.constraints(r.relid)) {
            int[] key = c.key();
            if (c.type() != 'p' || c.deferrable() || key == null) {
                continue;
            }
            boolean all = true;
            for (int k : key) {
                boolean found = false;
                for (Expr g : groups) {
                    found |= g instanceof Var x && x.varlevelsup() == 0 && x.varno() == varno && x.varattno() == k;
                }
                all &= found;
            }
            if (all) {
                dependencies.add(c.oid());
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean visitQuery(Query sub) {
        depth++;
        walkQuery(sub);
        depth--;
        return false;
    }
}
