package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.RewriteRule;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TreeWalker;
import org.jspecify.annotations.Nullable;

/**
 * The rewriter: fills in column defaults of INSERT and UPDATE and replaces views by their defining queries; data
 * changes through simple views become changes of their base tables ({@link ViewUpdate}).
 */
public final class Rewriter {
    private static final int PRS2_OLD_VARNO = 1;
    private static final int MAX_DEPTH = 100;

    private final Lookup lookup;
    private final AnalyzeContext cx;
    private final List<Integer> active = new ArrayList<>();
    /** Entries of views that data changes went through: only their privileges matter any more. */
    private final Set<RangeTblEntry> retired = Collections.newSetFromMap(new IdentityHashMap<>());

    private Rewriter(Lookup lookup, AnalyzeContext cx) {
        this.lookup = lookup;
        this.cx = cx;
    }

    /** Rewrites an analysed statement (which is changed in place); utility statements come back as they are. */
    public static List<Query> rewrite(Query q, Lookup lookup, AnalyzeContext cx) {
        if (q.commandType != CmdType.UTILITY) {
            Rewriter r = new Rewriter(lookup, cx);
            r.dml(q);
            r.views(q);
        }
        return List.of(q);
    }

    /** As the other, with a backend's catalog. */
    public static List<Query> rewrite(Query q, org.hathi.catalog.Catalog catalog, AnalyzeContext cx) {
        return rewrite(q, new CatalogView(catalog), cx);
    }

    // ---- data changes

    private void dml(Query q) {
        for (CommonTableExpr c : q.cteList) {
            if (c.ctequery.commandType != CmdType.SELECT) {
                dml(c.ctequery);
            }
        }
        target(q);
    }

    /** Rewrites for the table changed; a view is replaced by what it is of, until a table is reached. */
    private void target(Query q) {
        if (q.commandType == CmdType.SELECT || q.resultRelation == 0) {
            return;
        }
        RangeTblEntry r = q.rte(q.resultRelation);
        ClassInfo c = lookup.relation(r.relid);
        if (c == null) {
            throw SqlError.internal("relation " + r.relid + " is gone");
        }
        if (c.hasRules()) {
            for (RewriteRule rule : lookup.rules(r.relid)) {
                if (rule.event() != '1') {
                    throw SqlError.unsupported("rules");
                }
            }
        }
        new TargetRewriter(lookup, cx, q, c.kind() == 'v').rewrite();
        if (c.kind() == 'v') {
            Query definition = definition(c, r.eref.aliasname());
            retired.add(r);
            new ViewUpdate(lookup, cx, q, c, definition).rewrite();
            target(q);
        }
    }

    // ---- views

    private void views(Query q) {
        if (active.size() > MAX_DEPTH) {
            throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
        }
        for (CommonTableExpr c : q.cteList) {
            views(c.ctequery);
        }
        for (int i = 1; i <= q.rtable.size(); i++) {
            RangeTblEntry r = q.rtable.get(i - 1);
            if (r.rtekind == RteKind.RELATION && r.rellockmode != 0) {
                lookup.lock(r.relid, r.rellockmode); // those of a view's rule are not locked yet
            }
            if (r.relkind == 'm' && r.rtekind == RteKind.RELATION && used(q, i)) {
                populated(r.relid);
            }
            if (r.rtekind == RteKind.SUBQUERY && r.subquery != null) {
                views(r.subquery);
            } else if (r.rtekind == RteKind.RELATION
                    && r.relkind == 'v'
                    && i != q.resultRelation
                    && used(q, i)
                    && !retired.contains(r)) {
                expand(q, r, i);
            }
        }
        if (q.hasSubLinks) {
            new TreeWalker() {
                @Override
                public boolean visitQuery(Query sub) {
                    return false;
                }

                @Override
                public boolean visit(org.hathi.planner.tree.Expr e) {
                    if (e instanceof org.hathi.planner.tree.SubLink s) {
                        views(s.subselect());
                    }
                    return walkChildren(e);
                }
            }.walkQuery(q);
        }
    }

    private void populated(int matview) {
        ClassInfo c = lookup.relation(matview);
        if (c != null && !c.populated()) {
            throw new SqlError(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "materialized view \"" + c.name() + "\" has not been populated")
                    .hint("Use the REFRESH MATERIALIZED VIEW command.");
        }
    }

    /** A view's rule has OLD and NEW entries that nothing refers to: those stay relations. */
    private static boolean used(Query q, int rtindex) {
        RangeTblEntry r = q.rte(rtindex);
        return r.inFromCl
                || !(r.eref.aliasname().equals("old") || r.eref.aliasname().equals("new"));
    }

    private void expand(Query q, RangeTblEntry r, int rtindex) {
        String name = r.eref.aliasname();
        if (active.contains(r.relid)) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    "infinite recursion detected in rules for relation \"" + name + "\"");
        }
        ClassInfo c = lookup.relation(r.relid);
        if (c == null) {
            throw SqlError.internal("view " + name + " has no rule");
        }
        Query action = definition(c, name);
        RowMarkClause mark = null;
        for (RowMarkClause m : q.rowMarks) {
            if (m.rti() == rtindex) {
                mark = m;
            }
        }
        if (mark != null) {
            Locking.push(action, mark.strength(), mark.waitPolicy());
        }
        active.add(r.relid);
        views(action);
        active.remove(active.size() - 1);
        RangeTblEntry old = action.rte(PRS2_OLD_VARNO);
        old.requiredPerms = r.requiredPerms;
        old.checkAsUser = r.checkAsUser;
        old.selectedCols = r.selectedCols;
        old.insertedCols = r.insertedCols;
        old.updatedCols = r.updatedCols;
        r.rtekind = RteKind.SUBQUERY;
        r.subquery = action;
        r.securityBarrier = option(c, "security_barrier");
        r.relid = 0;
        r.relkind = 0;
        r.rellockmode = 0;
        r.tablesample = null;
        r.inh = false;
        r.requiredPerms = 0;
        r.checkAsUser = 0;
        r.selectedCols = new BitSet();
        r.insertedCols = new BitSet();
        r.updatedCols = new BitSet();
    }

    /** A view's query, a copy of its own, to be run with its owner's privileges. */
    private Query definition(ClassInfo c, String name) {
        RewriteRule rule = null;
        for (RewriteRule x : lookup.rules(c.oid())) {
            if (x.event() == '1') {
                rule = x;
            }
        }
        if (rule == null) {
            throw SqlError.internal("view " + name + " has no rule");
        }
        List<Query> actions = NodeText.readQueries(rule.action(), t -> {
            var info = lookup.types().typeIfAny(t);
            return info == null ? 0 : info.array();
        });
        Query action = actions.get(0);
        if (!option(c, "security_invoker")) {
            checkAs(action, c.owner());
        }
        return action;
    }

    /** Whether a boolean storage option of a view is on. */
    static boolean option(ClassInfo c, String name) {
        String v = value(c, name);
        return v != null && (v.equals("true") || v.equals("on") || v.equals("1") || v.equals("yes"));
    }

    /** The value of a storage option; null when it is not set. */
    static @Nullable String value(ClassInfo c, String name) {
        if (c.options() != null) {
            for (String o : c.options()) {
                if (o.startsWith(name) && o.length() > name.length() && o.charAt(name.length()) == '=') {
                    return o.substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    /** Lets the rule's tables be checked as the view's owner (setRuleCheckAsUser). */
    private static void checkAs(Query q, int owner) {
        for (RangeTblEntry r : q.rtable) {
            if (r.rtekind == RteKind.SUBQUERY && r.subquery != null) {
                checkAs(r.subquery, owner);
            } else {
                r.checkAsUser = owner;
            }
        }
        for (CommonTableExpr c : q.cteList) {
            checkAs(c.ctequery, owner);
        }
        if (q.hasSubLinks) {
            new TreeWalker() {
                @Override
                public boolean visit(org.hathi.planner.tree.Expr e) {
                    if (e instanceof org.hathi.planner.tree.SubLink s) {
                        checkAs(s.subselect(), owner);
                    }
                    return walkChildren(e);
                }
            }.walkQuery(q);
        }
    }
}
