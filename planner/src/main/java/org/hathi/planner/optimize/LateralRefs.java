package org.hathi.planner.optimize;

import java.util.BitSet;
import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** Which relations of the query around it a LATERAL subquery refers to. */
final class LateralRefs extends TreeWalker {
    private final BitSet found = new BitSet();
    private int depth = 1;

    private LateralRefs() {}

    private static BitSet of(@Nullable Expr e) {
        LateralRefs r = new LateralRefs();
        r.walk(e);
        return r.found;
    }

    /**
     * Whether a LATERAL subquery may become part of the join tree around it.
     *
     * @param within the relations of the lowest outer join above it; null when there is none
     * @param ownConditions its conditions must do without the relations around it
     */
    static boolean allowPullUp(Query sub, @Nullable BitSet within, boolean ownConditions) {
        if (outside(sub.jointree(), ownConditions ? new BitSet() : within)) {
            return false;
        }
        if (within != null) {
            for (TargetEntry t : sub.targetList) {
                if (!inside(of(t.expr()), within)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Is a relation around the subquery read by one of its columns that is more than a column? */
    static boolean computed(List<TargetEntry> targets) {
        for (TargetEntry t : targets) {
            if (!(t.expr() instanceof Var v && v.varlevelsup() == 0)
                    && !of(t.expr()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static boolean inside(BitSet refs, BitSet safe) {
        BitSet rest = (BitSet) refs.clone();
        rest.andNot(safe);
        return rest.isEmpty();
    }

    /** Conditions that refer to relations other than {@code safe} (null: all are); none may below outer joins. */
    private static boolean outside(JoinNode j, @Nullable BitSet safe) {
        return switch (j) {
            case RangeTblRef r -> false;
            case FromExpr f -> {
                for (JoinNode n : f.fromlist()) {
                    if (outside(n, safe)) {
                        yield true;
                    }
                }
                yield safe != null && !inside(of(f.quals()), safe);
            }
            case JoinExpr n -> {
                BitSet here = n.jointype() == JoinType.INNER ? safe : new BitSet();
                yield outside(n.larg(), here)
                        || outside(n.rarg(), here)
                        || here != null && !inside(of(n.quals()), here);
            }
        };
    }

    @Override
    public boolean visit(Expr e) {
        if (e instanceof Var v) {
            if (v.varlevelsup() == depth) {
                found.set(v.varno());
            }
            return false;
        }
        return walkChildren(e);
    }

    @Override
    public boolean visitQuery(Query q) {
        depth++;
        walkQuery(q);
        depth--;
        return false;
    }
}
