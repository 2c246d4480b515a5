package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;

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

    /** Is what the view reads read with the rights of the one who reads the view? */
    public static boolean readersRights(org.hathi.catalog.ClassInfo view) {
        return Rewriter.option(view, "security_invoker");
    }

    /** The query as a view's rule holds it. */
    public static Query stored(Query query, int viewOid, List<String> columns) {
        Query q = query.deepCopy();
        new VarShift(SHIFT).top(q);
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
}
