package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Catalog;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt.RuleEvent;
import org.hathi.parser.tree.TableStmt.RuleStmt;
import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.jspecify.annotations.Nullable;

/**
 * CREATE RULE analysed (transformRuleStmt): its condition and its actions, each with OLD and NEW as the first entries
 * of its range table; of an INSERT … SELECT they are in the SELECT.
 */
public final class RuleAnalyzer {
    /** Range table indexes of OLD and NEW. */
    static final int OLD = 1;

    static final int NEW = 2;

    /** A rule's condition, null for none, and at least one action (of type NOTHING for none). */
    public record Rule(@Nullable Expr condition, List<Query> actions) {}

    private final Lookup lookup;
    private final AnalyzeContext cx;
    private final @Nullable String sql;
    private final int relation;
    private final RuleEvent event;

    private RuleAnalyzer(Lookup lookup, AnalyzeContext cx, @Nullable String sql, int relation, RuleEvent event) {
        this.lookup = lookup;
        this.cx = cx;
        this.sql = sql;
        this.relation = relation;
        this.event = event;
    }

    /** @param relation the table or view, locked */
    public static Rule analyze(
            Catalog catalog, AnalyzeContext cx, @Nullable String sql, int relation, RuleStmt statement) {
        return new RuleAnalyzer(new CatalogView(catalog), cx, sql, relation, statement.event()).rule(statement);
    }

    private Rule rule(RuleStmt s) {
        ParseState ps = new ParseState(lookup, cx, ParamTypes.none(), sql);
        NsItem old = entry(ps, "old");
        NsItem fresh = entry(ps, "new");
        if (event != RuleEvent.INSERT) {
            ps.namespace.add(old.flags(true, true, false, true));
        }
        if (event == RuleEvent.INSERT || event == RuleEvent.UPDATE) {
            ps.namespace.add(fresh.flags(true, true, false, true));
        }
        Expr where = FromClause.where(ps, s.whereClause(), ExprKind.WHERE, "WHERE");
        Expr condition = where == null ? null : Collations.assign(ps, where);
        if (ps.rtable.size() != 2) {
            throw invalid("rule WHERE condition cannot contain references to other relations");
        }
        List<Query> actions = new ArrayList<>();
        for (Statement a : s.actions()) {
            actions.add(action(a, condition));
        }
        if (actions.isEmpty()) {
            Query nothing = new Query(CmdType.NOTHING);
            nothing.canSetTag = false;
            nothing.rtable = ps.rtable;
            nothing.jointree = new FromExpr(List.of(), null);
            actions.add(nothing);
        }
        return new Rule(condition, actions);
    }

    private static SqlError invalid(String text) {
        return new SqlError(SqlState.INVALID_OBJECT_DEFINITION, text);
    }

    private NsItem entry(ParseState ps, String name) {
        NsItem item = Relations.addRelation(
                ps, relation, Relations.ACCESS_SHARE, new Alias(name, List.of()), false, false, -1);
        item.rte.requiredPerms = 0; // until a column is used
        return item;
    }

    private Query action(Statement s, @Nullable Expr condition) {
        ParseState ps = new ParseState(lookup, cx, ParamTypes.none(), sql);
        ps.namespace.add(entry(ps, "old").flags(true, false, false, true));
        ps.namespace.add(entry(ps, "new").flags(true, false, false, true));
        Analyzer.refuseInto(ps, s);
        Query top = Analyzer.statement(ps, s);
        if (top.commandType == CmdType.UTILITY) {
            if (condition != null) {
                throw invalid("rules with WHERE conditions can only have SELECT, INSERT, UPDATE, or DELETE actions");
            }
            return top;
        }
        Query q = withOldNew(top);
        if (q.setOperations != null && condition != null) {
            throw unionRefused();
        }
        boolean old = EntryUse.in(q, OLD) || EntryUse.in(condition, OLD);
        boolean fresh = EntryUse.in(q, NEW) || EntryUse.in(condition, NEW);
        check(old, fresh);
        refuseInWith(top);
        if (q != top) {
            refuseInWith(q);
        }
        if (old || fresh && event == RuleEvent.UPDATE) {
            if (q.setOperations != null) {
                throw unionRefused();
            }
            List<JoinNode> from = new ArrayList<>(q.jointree().fromlist());
            from.add(new RangeTblRef(OLD));
            q.jointree = new FromExpr(from, q.jointree().quals());
        }
        return top;
    }

    static SqlError unionRefused() {
        return new SqlError(
                SqlState.FEATURE_NOT_SUPPORTED, "conditional UNION/INTERSECT/EXCEPT statements are not implemented");
    }

    private void check(boolean old, boolean fresh) {
        switch (event) {
            case SELECT -> {
                if (old) {
                    throw invalid("ON SELECT rule cannot use OLD");
                }
                if (fresh) {
                    throw invalid("ON SELECT rule cannot use NEW");
                }
            }
            case INSERT -> {
                if (old) {
                    throw invalid("ON INSERT rule cannot use OLD");
                }
            }
            case DELETE -> {
                if (fresh) {
                    throw invalid("ON DELETE rule cannot use NEW");
                }
            }
            case UPDATE -> {}
        }
    }

    private static void refuseInWith(Query q) {
        for (CommonTableExpr c : q.cteList) {
            boolean old = EntryUse.inItem(c.ctequery, OLD);
            if (old || EntryUse.inItem(c.ctequery, NEW)) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cannot refer to " + (old ? "OLD" : "NEW") + " within WITH query");
            }
        }
    }

    /** The part of an action that has OLD and NEW: the SELECT of INSERT … SELECT, else all (getInsertSelectQuery). */
    public static Query withOldNew(Query q) {
        if (q.commandType == CmdType.INSERT
                && !oldNewFirst(q)
                && q.jointree != null
                && q.jointree.fromlist().size() == 1
                && q.jointree.fromlist().get(0) instanceof RangeTblRef r) {
            RangeTblEntry e = q.rte(r.rtindex());
            if (e.rtekind == RteKind.SUBQUERY && e.subquery != null && oldNewFirst(e.subquery)) {
                return e.subquery;
            }
        }
        return q;
    }

    private static boolean oldNewFirst(Query q) {
        return q.rtable.size() >= NEW
                && q.rte(OLD).eref.aliasname().equals("old")
                && q.rte(NEW).eref.aliasname().equals("new");
    }
}
