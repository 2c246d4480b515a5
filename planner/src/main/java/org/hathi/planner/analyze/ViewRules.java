package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SetOpNode;
import org.hathi.planner.tree.SetOperationStmt;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;

/**
 * Makes the stored form of a view's query: range table entries for OLD and NEW in front, all references moved by two.
 */
public final class ViewRules {
    private static final int SHIFT = 2;

    private ViewRules() {}

    /** Node text for pg_rewrite.ev_action of a view's _RETURN rule; {@code query} is not changed. */
    public static String action(Query query, int viewOid, List<String> columns) {
        return NodeText.writeList(List.of(stored(query, viewOid, columns)));
    }

    /** The relations that a view's query names, in its subqueries too. */
    public static java.util.Set<Integer> reads(org.hathi.catalog.Catalog catalog, int view) {
        java.util.Set<Integer> out = new java.util.LinkedHashSet<>();
        for (org.hathi.catalog.RewriteRule r : new CatalogView(catalog).rules(view)) {
            for (Query q : NodeText.readQueries(r.action(), t -> catalog.type(t).array())) {
                new org.hathi.planner.tree.TreeWalker() {
                    @Override
                    public boolean visitQuery(Query x) {
                        for (RangeTblEntry e : x.rtable) {
                            if (e.rtekind == RteKind.RELATION && e.relid != view) {
                                out.add(e.relid);
                            }
                        }
                        return walkQuery(x);
                    }
                }.visitQuery(q);
            }
        }
        return out;
    }

    /** The query as a view's rule holds it. */
    public static Query stored(Query query, int viewOid, List<String> columns) {
        Query q = query.deepCopy();
        new Shift().top(q);
        List<RangeTblEntry> rtable = new ArrayList<>(q.rtable.size() + SHIFT);
        rtable.add(entry("old", viewOid, columns));
        rtable.add(entry("new", viewOid, columns));
        rtable.addAll(q.rtable);
        q.rtable = rtable;
        return q;
    }

    private static RangeTblEntry entry(String name, int viewOid, List<String> columns) {
        RangeTblEntry r = new RangeTblEntry(RteKind.RELATION);
        r.relid = viewOid;
        r.relkind = 'v';
        r.rellockmode = Relations.ACCESS_SHARE;
        r.alias = new Alias(name, List.of());
        r.eref = new Alias(name, columns);
        return r;
    }

    /** Moves the range table indexes of one query level (OffsetVarNodes). */
    private static final class Shift extends TreeMutator {
        private int depth;

        void top(Query q) {
            queryInPlace(q);
            if (q.jointree != null) {
                q.jointree = (FromExpr) joins(q.jointree);
            }
            if (q.setOperations != null) {
                q.setOperations = sets(q.setOperations);
            }
            List<RowMarkClause> marks = new ArrayList<>();
            for (RowMarkClause m : q.rowMarks) {
                marks.add(new RowMarkClause(m.rti() + SHIFT, m.strength(), m.waitPolicy(), m.pushedDown()));
            }
            q.rowMarks = marks;
        }

        @Override
        public Expr mutate(Expr e) {
            if (e instanceof Var v) {
                return v.varlevelsup() != depth
                        ? v
                        : new Var(
                                v.varno() + SHIFT,
                                v.varattno(),
                                v.vartype(),
                                v.vartypmod(),
                                v.varcollid(),
                                v.varlevelsup(),
                                v.varnosyn() > 0 ? v.varnosyn() + SHIFT : v.varnosyn(),
                                v.varattnosyn(),
                                v.location());
            }
            return mutateChildren(e);
        }

        @Override
        public Query mutateQuery(Query q) {
            depth++;
            queryInPlace(q);
            depth--;
            return q;
        }

        private static JoinNode joins(JoinNode n) {
            return switch (n) {
                case RangeTblRef r -> new RangeTblRef(r.rtindex() + SHIFT);
                case JoinExpr j ->
                    new JoinExpr(
                            j.jointype(),
                            j.isNatural(),
                            joins(j.larg()),
                            joins(j.rarg()),
                            j.usingClause(),
                            j.joinUsingAlias(),
                            j.quals(),
                            j.alias(),
                            j.rtindex() == 0 ? 0 : j.rtindex() + SHIFT);
                case FromExpr f -> {
                    List<JoinNode> l = new ArrayList<>(f.fromlist().size());
                    for (JoinNode x : f.fromlist()) {
                        l.add(joins(x));
                    }
                    yield new FromExpr(l, f.quals());
                }
            };
        }

        private static SetOpNode sets(SetOpNode n) {
            return switch (n) {
                case RangeTblRef r -> new RangeTblRef(r.rtindex() + SHIFT);
                case SetOperationStmt s ->
                    new SetOperationStmt(
                            s.op(),
                            s.all(),
                            sets(s.larg()),
                            sets(s.rarg()),
                            s.colTypes(),
                            s.colTypmods(),
                            s.colCollations(),
                            s.groupClauses());
            };
        }
    }
}
