package org.hathi.planner.analyze;

import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** Whether a range table entry is referred to by the join tree or by variables (rangeTableEntry_used). */
final class EntryUse extends TreeWalker {
    private final int index;
    private int depth;

    private EntryUse(int index) {
        this.index = index;
    }

    static boolean in(Query q, int index) {
        return in(q.jointree, index) || new EntryUse(index).walkQuery(q);
    }

    /** The same, of the level above a WITH item. */
    static boolean inItem(Query item, int index) {
        EntryUse u = new EntryUse(index);
        u.depth = 1;
        return u.walkQuery(item);
    }

    static boolean in(@Nullable Expr e, int index) {
        return new EntryUse(index).walk(e);
    }

    /** Whether a join tree, its conditions included, refers to the entry. */
    static boolean inJoins(Query q, int index) {
        return in(q.jointree, index) || new EntryUse(index).walkJoinTree(q.jointree);
    }

    private static boolean in(@Nullable JoinNode n, int index) {
        return switch (n) {
            case null -> false;
            case RangeTblRef r -> r.rtindex() == index;
            case JoinExpr j -> j.rtindex() == index || in(j.larg(), index) || in(j.rarg(), index);
            case FromExpr f -> {
                for (JoinNode x : f.fromlist()) {
                    if (in(x, index)) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }

    @Override
    public boolean visit(Expr e) {
        return switch (e) {
            case Var v -> v.varno() == index && v.varlevelsup() == depth;
            case CurrentOfExpr c -> depth == 0 && c.cvarno() == index;
            default -> walkChildren(e);
        };
    }

    @Override
    public boolean visitQuery(Query q) {
        depth++;
        boolean found = walkQuery(q);
        depth--;
        return found;
    }
}
