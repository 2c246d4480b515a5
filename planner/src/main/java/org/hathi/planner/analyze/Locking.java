package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.LockingClause;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.planner.tree.LockClauseStrength;
import org.hathi.planner.tree.LockWaitPolicy;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RowMarkClause;

/** FOR UPDATE and the like. */
final class Locking {
    private Locking() {}

    /** Will the item of this name be locked? */
    static boolean mentions(ParseState ps, String name) {
        if (ps.lockedFromParent) {
            return true;
        }
        for (LockingClause c : ps.locking) {
            if (c.lockedRels().isEmpty()) {
                return true;
            }
            for (RangeVar v : c.lockedRels()) {
                if (v.relname().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    static String name(LockClauseStrength s) {
        return s.sql();
    }

    private static LockClauseStrength strength(LockingClause c) {
        return LockClauseStrength.of(c.strength().ordinal() + 1);
    }

    private static SqlError no(LockClauseStrength s, String what) {
        return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, name(s) + " is not allowed with " + what);
    }

    static void check(Query q, LockClauseStrength s) {
        if (q.setOperations != null) {
            throw no(s, "UNION/INTERSECT/EXCEPT");
        }
        if (!q.distinctClause.isEmpty()) {
            throw no(s, "DISTINCT clause");
        }
        if (!q.groupClause.isEmpty() || !q.groupingSets.isEmpty()) {
            throw no(s, "GROUP BY clause");
        }
        if (q.havingQual != null) {
            throw no(s, "HAVING clause");
        }
        if (q.hasAggs) {
            throw no(s, "aggregate functions");
        }
        if (q.hasWindowFuncs) {
            throw no(s, "window functions");
        }
        if (q.hasTargetSRFs) {
            throw no(s, "set-returning functions in the target list");
        }
    }

    static void transform(ParseState ps, Query q, LockingClause c, boolean pushedDown) {
        LockClauseStrength s = strength(c);
        LockWaitPolicy w = LockWaitPolicy.of(c.waitPolicy().ordinal());
        check(q, s);
        apply(ps, q, c.lockedRels(), s, w, pushedDown);
    }

    private static void apply(
            ParseState ps, Query q, List<RangeVar> rels, LockClauseStrength s, LockWaitPolicy w, boolean pushed) {
        if (rels.isEmpty()) {
            for (int i = 1; i <= q.rtable.size(); i++) {
                RangeTblEntry r = q.rtable.get(i - 1);
                if (r.inFromCl) {
                    lock(ps, q, r, i, s, w, pushed);
                }
            }
            return;
        }
        for (RangeVar v : rels) {
            if (v.catalogname() != null || v.schemaname() != null) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR, name(s) + " must specify unqualified relation names", v.location());
            }
            boolean found = false;
            for (int i = 1; i <= q.rtable.size() && !found; i++) {
                RangeTblEntry r = q.rtable.get(i - 1);
                boolean hidden = r.rtekind == org.hathi.planner.tree.RteKind.JOIN && r.alias == null;
                if (r.inFromCl && !hidden && r.eref.aliasname().equals(v.relname())) {
                    found = true;
                    switch (r.rtekind) {
                        case RELATION, SUBQUERY -> lock(ps, q, r, i, s, w, pushed);
                        case JOIN -> throw cannot(ps, s, "a join", v);
                        case FUNCTION -> throw cannot(ps, s, "a function", v);
                        case TABLEFUNC -> throw cannot(ps, s, "a table function", v);
                        case VALUES -> throw cannot(ps, s, "VALUES", v);
                        case CTE -> throw cannot(ps, s, "a WITH query", v);
                        case NAMEDTUPLESTORE -> throw cannot(ps, s, "a named tuplestore", v);
                        case RESULT -> {}
                    }
                }
            }
            if (!found) {
                throw ps.error(
                        SqlState.UNDEFINED_TABLE,
                        "relation \"" + v.relname() + "\" in " + name(s) + " clause not found in FROM clause",
                        v.location());
            }
        }
    }

    private static SqlError cannot(ParseState ps, LockClauseStrength s, String what, RangeVar v) {
        return ps.error(SqlState.FEATURE_NOT_SUPPORTED, name(s) + " cannot be applied to " + what, v.location());
    }

    private static void lock(
            ParseState ps, Query q, RangeTblEntry r, int i, LockClauseStrength s, LockWaitPolicy w, boolean pushed) {
        switch (r.rtekind) {
            case RELATION -> {
                mark(q, i, s, w, pushed);
                r.requiredPerms |= RangeTblEntry.ACL_UPDATE;
            }
            case SUBQUERY -> {
                mark(q, i, s, w, pushed);
                if (r.subquery != null) {
                    check(r.subquery, s);
                    apply(ps, r.subquery, List.of(), s, w, true);
                }
            }
            default -> {}
        }
    }

    /** Locks all tables below a view whose rows are locked (markQueryForLocking). */
    static void push(Query q, LockClauseStrength s, LockWaitPolicy w) {
        for (int i = 1; i <= q.rtable.size(); i++) {
            RangeTblEntry r = q.rtable.get(i - 1);
            if (!r.inFromCl) {
                continue;
            }
            if (r.rtekind == org.hathi.planner.tree.RteKind.RELATION) {
                mark(q, i, s, w, true);
                r.requiredPerms |= RangeTblEntry.ACL_UPDATE;
            } else if (r.subquery != null) {
                mark(q, i, s, w, true);
                push(r.subquery, s, w);
            }
        }
    }

    private static void mark(Query q, int rti, LockClauseStrength s, LockWaitPolicy w, boolean pushed) {
        q.hasForUpdate |= !pushed;
        List<RowMarkClause> l = new ArrayList<>(q.rowMarks);
        for (int i = 0; i < l.size(); i++) {
            RowMarkClause m = l.get(i);
            if (m.rti() == rti) {
                l.set(
                        i,
                        new RowMarkClause(
                                rti,
                                m.strength().compareTo(s) > 0 ? m.strength() : s,
                                m.waitPolicy().compareTo(w) > 0 ? m.waitPolicy() : w,
                                m.pushedDown() && pushed));
                q.rowMarks = l;
                return;
            }
        }
        l.add(new RowMarkClause(rti, s, w, pushed));
        q.rowMarks = l;
    }
}
