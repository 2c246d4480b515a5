package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.jspecify.annotations.Nullable;

/** One AND-ed condition of a query level with what is known about it (PostgreSQL's RestrictInfo). */
final class Clause {
    final Expr expr;
    /** Relations mentioned. */
    final long relids;
    /** Relations that must be joined before it may be evaluated. */
    final long required;
    /** False for the ON condition of an outer join, which decides matches instead of filtering. */
    final boolean pushedDown;
    /** True when an outer join below the place it was written forces it up. */
    final boolean outerDelayed;
    /** For an outer join's ON condition: relations on the preserved side, whose scans it must not filter. */
    long outerRels;
    /** Relations an outer join below may have filled with nulls: their scans must not check the condition either. */
    long nullableRels;
    /** It mentions no relation: checked once, before anything is read. */
    boolean gate;
    /** Relations of the left and right side of a binary operator clause, else 0. */
    long left;

    long right;
    /** Equality operator usable for hashing, or 0. */
    int hashOperator;
    /** B-tree operator family in which the clause is an equality, or 0. */
    int mergeFamily;
    /** The equivalence classes of both sides, for merge joins. */
    @Nullable
    Ec leftEc;

    @Nullable
    Ec rightEc;
    /** The class this was generated from, else null. */
    @Nullable
    Ec parent;
    /** Cached selectivity for inner joins, negative when not computed. */
    double selectivity = -1;

    double outerSelectivity = -1;
    /** Cached cost. */
    @Nullable
    QualCost cost;
    /** Cached range of matches, for merge joins by the class of the left side. */
    @Nullable
    MergeRange range;

    Clause(Expr expr, long relids, long required, boolean pushedDown, boolean outerDelayed) {
        this.expr = expr;
        this.relids = relids;
        this.required = required;
        this.pushedDown = pushedDown;
        this.outerDelayed = outerDelayed;
    }

    /** Is one of the filters among these ({@code pushedDown}), or of the ON conditions of an outer join, never true? */
    static boolean never(List<Clause> clauses, boolean pushedDown) {
        for (Clause c : clauses) {
            if (c.pushedDown == pushedDown && Exprs.isFalseOrNull(c.expr)) {
                return true;
            }
        }
        return false;
    }

    /** The same condition written otherwise, about the same relations. */
    Clause over(Expr e) {
        Clause c = new Clause(e, relids, required, pushedDown, outerDelayed);
        c.outerRels = outerRels;
        c.nullableRels = nullableRels;
        c.gate = gate;
        c.left = left;
        c.right = right;
        c.hashOperator = hashOperator;
        c.mergeFamily = mergeFamily;
        c.leftEc = leftEc;
        c.rightEc = rightEc;
        c.parent = parent;
        return c;
    }

    /** True when this clause can be used to join {@code a} with {@code b}: one side's relations in each. */
    boolean joins(long a, long b) {
        return left != 0
                && right != 0
                && ((left & ~a) == 0 && (right & ~b) == 0 || (left & ~b) == 0 && (right & ~a) == 0);
    }

    /** True when the left side of the operator belongs to {@code outer}. */
    boolean leftIsIn(long outer) {
        return (left & ~outer) == 0;
    }

    /**
     * True when the list has {@code c}, or another condition made of the same equivalence class over the same
     * relations.
     */
    static boolean containsLike(java.util.List<Clause> l, Clause c) {
        for (Clause x : l) {
            if (x == c || x.parent != null && x.parent == c.parent && x.relids == c.relids) {
                return true;
            }
        }
        return false;
    }

    Expr leftExpr() {
        return ((OpExpr) expr).args().get(0);
    }

    Expr rightExpr() {
        return ((OpExpr) expr).args().get(1);
    }
}
