package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.RewriteRule;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.tree.BoolTestType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.QuerySource;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a relation applied to a statement that changes it (fireRules, rewriteRuleAction): each action joined
 * with the statement's own tables and conditions, NEW replaced by what the statement assigns.
 */
final class RuleActions {
    private final Lookup lookup;
    private final ParseState ps;
    private final Query q;
    private final ClassInfo relation;

    /** What the rules make of the statement, in their order. */
    final List<Query> products = new ArrayList<>();

    /** An unconditional INSTEAD rule was there: the statement itself is not run. */
    boolean instead;

    /** A rule's RETURNING list has become the statement's. */
    boolean returning;

    /** The statement for the rows that no conditional INSTEAD rule takes; null when there is none. */
    @Nullable
    Query remainder;

    /** The relation has rules for UPDATE. */
    boolean forUpdate;

    RuleActions(Lookup lookup, AnalyzeContext cx, Query q, ClassInfo relation) {
        this.lookup = lookup;
        this.ps = new ParseState(lookup, cx, ParamTypes.none(), "");
        this.q = q;
        this.relation = relation;
    }

    /** Applies the relation's rules for the statement's kind. */
    void fire(String replicationRole) {
        for (RewriteRule r : lookup.rules(relation.oid())) {
            forUpdate |= r.event() == '2';
            if (r.event() == '1') {
                continue;
            }
            if (q.commandType == CmdType.MERGE) {
                throw new SqlError(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "cannot execute MERGE on relation \"" + relation.name() + "\"")
                        .detail("MERGE is not supported for relations with rules.");
            }
            char off = replicationRole.equals("replica") ? 'O' : 'R';
            if (r.event() == event(q.commandType) && r.enabled() != 'D' && r.enabled() != off) {
                fire(r);
            }
        }
    }

    private static char event(CmdType t) {
        return switch (t) {
            case UPDATE -> '2';
            case INSERT -> '3';
            case DELETE -> '4';
            case UNKNOWN, SELECT, MERGE, UTILITY, NOTHING -> ' ';
        };
    }

    private void fire(RewriteRule r) {
        boolean conditional = condition(r) != null;
        QuerySource source = QuerySource.NON_INSTEAD_RULE;
        if (r.instead()) {
            source = conditional ? QuerySource.QUAL_INSTEAD_RULE : QuerySource.INSTEAD_RULE;
            instead |= !conditional;
            if (conditional && !instead) {
                remainder = without(remainder == null ? q.deepCopy() : remainder, r);
            }
        }
        List<Query> actions = NodeText.readQueries(r.action(), t -> {
            var info = lookup.types().typeIfAny(t);
            return info == null ? 0 : info.array();
        });
        for (Query a : actions) {
            if (a.commandType == CmdType.NOTHING) {
                continue;
            }
            Rewriter.checkAs(a, relation.owner());
            Query p = product(a, condition(r));
            p.querySource = source;
            p.canSetTag = false;
            products.add(p);
        }
    }

    /** A rule's condition, a tree of its own. */
    private @Nullable Expr condition(RewriteRule r) {
        String text = r.qualification();
        if (text.isEmpty() || text.equals("<>")) {
            return null;
        }
        Expr e = NodeText.readExpr(text);
        Rewriter.checkAs(e, relation.owner());
        return e;
    }

    // ---- INSTEAD rules with conditions

    /** CopyAndAddInvertedQual: the statement for rows that the rule does not take. */
    private Query without(Query rest, RewriteRule r) {
        int target = rest.resultRelation;
        Expr c = java.util.Objects.requireNonNull(condition(r));
        c = VarReplacer.renumber(RuleAnalyzer.OLD, target, rest.rte(target)).mutate(c);
        if (rest.commandType != CmdType.DELETE) {
            VarReplacer fresh = fresh(RuleAnalyzer.NEW, rest.deepCopy(), rest.rte(target));
            c = fresh.mutate(c);
            rest.hasSubLinks |= fresh.addedSubLink;
        }
        addCondition(rest, new BooleanTest(c, BoolTestType.IS_NOT_TRUE, -1));
        return rest;
    }

    /** NEW becomes what {@code from} assigns. */
    private VarReplacer fresh(int index, Query from, RangeTblEntry entry) {
        boolean update = from.commandType == CmdType.UPDATE;
        return VarReplacer.columns(
                index,
                from.targetList,
                entry,
                update ? VarReplacer.Missing.CHANGE_VARNO : VarReplacer.Missing.NULL,
                from.resultRelation,
                ps);
    }

    private static void addCondition(Query to, @Nullable Expr condition) {
        if (condition == null) {
            return;
        }
        if (to.commandType == CmdType.UTILITY) {
            if (to.utilityStmt instanceof UtilityStmt.NotifyStmt) {
                return; // sent whatever the condition says, as in PostgreSQL
            }
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "conditional utility statements are not implemented");
        }
        if (to.setOperations != null) {
            throw RuleAnalyzer.unionRefused();
        }
        FromExpr f = to.jointree();
        to.jointree = new FromExpr(f.fromlist(), f.quals() == null ? condition : Trees.and(f.quals(), condition));
        to.hasSubLinks = to.hasSubLinks || hasSubLink(condition);
    }

    private static boolean hasSubLink(Expr e) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof SubLink || walkChildren(x);
            }
        }.walk(e);
    }

    // ---- actions

    private Query product(Query action, @Nullable Expr ruleCondition) {
        if (action.commandType == CmdType.UTILITY) {
            addCondition(action, ruleCondition);
            return action;
        }
        Query from = q.deepCopy();
        Query sub = RuleAnalyzer.withOldNew(action);
        int length = from.rtable.size();
        int target = from.resultRelation;
        Expr condition = ruleCondition;
        VarShift shift = new VarShift(length);
        shift.top(sub);
        VarReplacer old = VarReplacer.renumber(RuleAnalyzer.OLD + length, target, from.rte(target));
        old.query(sub);
        if (condition != null) {
            condition = old.mutate(new VarShift(length).mutate(condition));
        }
        lateral(sub);
        List<RangeTblEntry> rtable = new ArrayList<>(from.rtable);
        rtable.addAll(sub.rtable);
        sub.rtable = rtable;
        sub.hasSubLinks |= from.hasSubLinks;
        joins(from, sub, condition);
        withItems(from, sub, action);
        addCondition(sub, condition);
        addCondition(sub, from.jointree().quals());
        if (from.commandType != CmdType.DELETE) {
            int index = RuleAnalyzer.NEW + length;
            fresh(index, from, sub.rte(index)).query(sub);
        }
        answer(from, action);
        return action;
    }

    /** The statement's FROM items come first; its target only when conditions need it and the action lacks it. */
    private static void joins(Query from, Query sub, @Nullable Expr condition) {
        int target = from.resultRelation;
        boolean keep = !EntryUse.inJoins(sub, target)
                && (EntryUse.in(condition, target)
                        || EntryUse.in(from.jointree().quals(), target));
        List<JoinNode> l = new ArrayList<>();
        for (JoinNode n : from.jointree().fromlist()) {
            if (keep || !(n instanceof RangeTblRef r) || r.rtindex() != target) {
                l.add(n);
            }
        }
        if (l.isEmpty()) {
            return;
        }
        if (sub.setOperations != null) {
            throw RuleAnalyzer.unionRefused();
        }
        l.addAll(sub.jointree().fromlist());
        sub.jointree = new FromExpr(l, sub.jointree().quals());
    }

    private static void withItems(Query from, Query sub, Query action) {
        if (from.cteList.isEmpty()) {
            return;
        }
        List<CommonTableExpr> l = new ArrayList<>(sub.cteList);
        for (CommonTableExpr c : from.cteList) {
            for (CommonTableExpr own : sub.cteList) {
                if (own.ctename.equals(c.ctename)) {
                    throw new SqlError(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "WITH query name \"" + c.ctename
                                    + "\" appears in both a rule action and the query being rewritten");
                }
            }
            l.add(c);
        }
        sub.cteList = l;
        sub.hasRecursive |= from.hasRecursive;
        sub.hasModifyingCTE |= from.hasModifyingCTE;
        if (sub.hasModifyingCTE && sub != action) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "INSERT ... SELECT rule actions are not supported for queries having data-modifying statements in WITH");
        }
    }

    /** What refers to OLD and NEW from within FROM is LATERAL. */
    private static void lateral(Query sub) {
        for (RangeTblEntry r : sub.rtable) {
            if (r.lateral) {
                continue;
            }
            switch (r.rtekind) {
                case SUBQUERY -> r.lateral = r.subquery != null && Levels.hasVarsOfLevel(r.subquery, 1);
                case FUNCTION -> {
                    for (RangeTblFunction f : r.functions) {
                        r.lateral |= Levels.hasVarsOfLevel(List.of(f.funcexpr()), 0);
                    }
                }
                case VALUES -> {
                    for (List<Expr> row : r.valuesLists) {
                        r.lateral |= Levels.hasVarsOfLevel(row, 0);
                    }
                }
                case RELATION, JOIN, TABLEFUNC, CTE, NAMEDTUPLESTORE, RESULT -> {}
            }
        }
    }

    /** The action's RETURNING list answers the statement's, or goes. */
    private void answer(Query from, Query action) {
        if (from.returningList.isEmpty()) {
            action.returningList = List.of();
        } else if (!action.returningList.isEmpty()) {
            if (returning) {
                throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot have RETURNING lists in multiple rules");
            }
            returning = true;
            int target = from.resultRelation;
            VarReplacer r = VarReplacer.columns(target, action.returningList, from.rte(target));
            action.returningList = r.targets(from.returningList);
            action.hasSubLinks |= r.addedSubLink || from.hasSubLinks;
        }
    }
}
