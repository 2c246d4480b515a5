package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.RewriteRule;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.QuerySource;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RowMarkClause;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SubLink;
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
    /** Changes whose rules are being applied. */
    private final List<Event> events = new ArrayList<>();

    private record Event(int relation, CmdType type) {}

    private Rewriter(Lookup lookup, AnalyzeContext cx) {
        this.lookup = lookup;
        this.cx = cx;
    }

    /**
     * Rewrites an analysed statement (which is changed in place); utility statements come back as they are. Rules may
     * make several statements of one, or none.
     */
    public static List<Query> rewrite(Query q, Lookup lookup, AnalyzeContext cx) {
        if (q.commandType == CmdType.UTILITY) {
            return List.of(q);
        }
        CmdType command = q.commandType;
        Rewriter r = new Rewriter(lookup, cx);
        List<Query> l = r.dml(q);
        for (Query x : l) {
            if (x.commandType != CmdType.UTILITY) {
                r.views(x);
            }
        }
        if (l.size() != 1 || l.get(0) != q) {
            setTag(l, command);
        }
        return l;
    }

    /** The original gives the command tag; without it the last INSTEAD query of its kind. */
    private static void setTag(List<Query> l, CmdType command) {
        Query last = null;
        for (Query x : l) {
            switch (x.querySource) {
                case ORIGINAL -> {
                    return;
                }
                case INSTEAD_RULE, QUAL_INSTEAD_RULE -> last = x.commandType == command ? x : last;
                case PARSER, NON_INSTEAD_RULE -> {}
            }
        }
        if (last != null) {
            last.canSetTag = true;
        }
    }

    /** As the other, with a backend's catalog. */
    public static List<Query> rewrite(Query q, org.hathi.catalog.Catalog catalog, AnalyzeContext cx) {
        return rewrite(q, new CatalogView(catalog), cx);
    }

    // ---- data changes

    /** A statement and what rules make of it, in the order of execution (RewriteQuery). */
    private List<Query> dml(Query q) {
        for (CommonTableExpr c : q.cteList) {
            if (c.ctequery.commandType != CmdType.SELECT) {
                c.ctequery = item(dml(c.ctequery));
            }
        }
        if (q.commandType == CmdType.SELECT || q.resultRelation == 0) {
            return List.of(q);
        }
        RangeTblEntry r = q.rte(q.resultRelation);
        ClassInfo c = lookup.relation(r.relid);
        if (c == null) {
            throw SqlError.internal("relation " + r.relid + " is gone");
        }
        boolean view = c.kind() == 'v';
        TargetRewriter targets = new TargetRewriter(lookup, cx, q, view);
        targets.rewrite();
        if (!c.hasRules()) {
            return List.of(q);
        }
        RuleActions rules = new RuleActions(lookup, cx, q, c);
        rules.fire(cx.replicationRole == null ? "origin" : cx.replicationRole.get());
        boolean updatable = view && !rules.instead;
        if (updatable) {
            throughView(q, c, rules, targets);
        } else if (rules.products.isEmpty() && !rules.instead && rules.remainder == null) {
            checkConflict(q, rules, false);
            return List.of(q);
        }
        List<Query> out = new ArrayList<>();
        recurse(rules.products, c, q.commandType, out);
        refuse(q, c, rules, updatable);
        if (!updatable && !rules.instead) {
            Query own = rules.remainder != null ? rules.remainder : q;
            out.add(q.commandType == CmdType.INSERT ? 0 : out.size(), own);
        }
        oneWith(q, out);
        return out;
    }

    /** A change of a simple view, which becomes one of its base table: it is done as one of the products. */
    private void throughView(Query q, ClassInfo view, RuleActions rules, TargetRewriter targets) {
        String name = q.rte(q.resultRelation).eref.aliasname();
        if (rules.remainder != null) {
            throw ViewUpdate.conditional(q, view);
        }
        if (!rules.products.isEmpty()) {
            for (Query p : rules.products) {
                targets.finishValues(p);
            }
        }
        new ViewUpdate(lookup, cx, q, view, definition(view, name)).rewrite();
        rules.products.add(q.commandType == CmdType.INSERT ? 0 : rules.products.size(), q);
    }

    private void recurse(List<Query> products, ClassInfo c, CmdType event, List<Query> out) {
        if (products.isEmpty()) {
            return;
        }
        Event e = new Event(c.oid(), event);
        if (events.contains(e)) {
            throw recursion(c);
        }
        events.add(e);
        for (Query p : products) {
            out.addAll(p.commandType == CmdType.UTILITY ? List.of(p) : dml(p));
        }
        events.removeLast();
    }

    private static SqlError recursion(ClassInfo c) {
        return new SqlError(
                SqlState.INVALID_OBJECT_DEFINITION,
                "infinite recursion detected in rules for relation \"" + c.name() + "\"");
    }

    private static void refuse(Query q, ClassInfo c, RuleActions rules, boolean updatable) {
        if (!updatable
                && (rules.instead || rules.remainder != null)
                && !q.returningList.isEmpty()
                && !rules.returning) {
            String kind = q.commandType.name();
            throw new SqlError(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cannot perform " + kind + " RETURNING on relation \"" + c.name() + "\"")
                    .hint("You need an unconditional ON " + kind + " DO INSTEAD rule with a RETURNING clause.");
        }
        checkConflict(q, rules, updatable);
    }

    private static void checkConflict(Query q, RuleActions rules, boolean updatable) {
        if (q.onConflict != null && (!rules.products.isEmpty() || rules.forUpdate) && !updatable) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules");
        }
    }

    /** WITH items are copied into each product: that is only right when there is one. */
    private static void oneWith(Query q, List<Query> out) {
        int n = 0;
        for (Query x : out) {
            n += x.commandType == CmdType.UTILITY ? 0 : 1;
        }
        if (n > 1 && !q.cteList.isEmpty()) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "WITH cannot be used in a query that is rewritten by rules into multiple queries");
        }
    }

    /** What a data-modifying WITH item became: one statement, or it is refused. */
    private static Query item(List<Query> l) {
        String end = " rules are not supported for data-modifying statements in WITH";
        if (l.isEmpty()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "DO INSTEAD NOTHING" + end);
        }
        if (l.size() == 1) {
            Query q = l.get(0);
            if (q.commandType == CmdType.UTILITY) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "DO INSTEAD NOTIFY" + end);
            }
            q.canSetTag = false;
            return q;
        }
        for (Query q : l) {
            if (q.querySource == QuerySource.QUAL_INSTEAD_RULE) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "conditional DO INSTEAD" + end);
            }
            if (q.querySource == QuerySource.NON_INSTEAD_RULE) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "DO ALSO" + end);
            }
        }
        throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "multi-statement DO INSTEAD" + end);
    }

    // ---- views

    private void views(Query q) {
        if (active.size() > MAX_DEPTH) {
            throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
        }
        for (CommonTableExpr c : q.cteList) {
            SearchCycleRewrite.rewrite(c, lookup, cx);
            views(c.ctequery);
        }
        for (int i = 1; i <= q.rtable.size(); i++) {
            RangeTblEntry r = q.rtable.get(i - 1);
            if (r.rtekind == RteKind.RELATION && r.rellockmode != 0) {
                lookup.lock(r.relid, r.rellockmode); // those of a view's rule are not locked yet
            }
            if (r.relkind == 'r' && r.rtekind == RteKind.RELATION && !active.isEmpty()) {
                ClassInfo now = lookup.relation(r.relid);
                r.relkind = now == null ? r.relkind : now.kind(); // a table may have become a view
            }
            if (r.relkind == 'm' && r.rtekind == RteKind.RELATION && EntryUse.in(q, i)) {
                populated(r.relid);
            }
            if (r.rtekind == RteKind.SUBQUERY && r.subquery != null) {
                views(r.subquery);
            } else if (r.rtekind == RteKind.RELATION
                    && r.relkind == 'v'
                    && i != q.resultRelation
                    && EntryUse.in(q, i)) {
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
                public boolean visit(Expr e) {
                    if (e instanceof SubLink s) {
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

    private void expand(Query q, RangeTblEntry r, int rtindex) {
        String name = r.eref.aliasname();
        if (active.contains(r.relid)) {
            throw recursion(java.util.Objects.requireNonNull(lookup.relation(r.relid)));
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
    static void checkAs(Query q, int owner) {
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
            owned(owner).walkQuery(q);
        }
    }

    /** The same for the subqueries of an expression. */
    static void checkAs(Expr e, int owner) {
        owned(owner).walk(e);
    }

    private static TreeWalker owned(int owner) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr e) {
                if (e instanceof SubLink s) {
                    checkAs(s.subselect(), owner);
                }
                return walkChildren(e);
            }
        };
    }
}
