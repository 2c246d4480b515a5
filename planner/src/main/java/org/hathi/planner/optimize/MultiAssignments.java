package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;

/**
 * {@code SET (a, b) = (SELECT …)}: each column assigned becomes a scalar subquery of its own over the same SELECT. The
 * subquery runs once for each column, which only a volatile function in it could tell.
 */
final class MultiAssignments {
    private MultiAssignments() {}

    /** Rewrites the target list of {@code q}, in place. */
    static void split(Query q) {
        Map<Integer, SubLink> links = new HashMap<>();
        List<TargetEntry> rest = new ArrayList<>(q.targetList.size());
        for (TargetEntry t : q.targetList) {
            if (t.expr() instanceof SubLink s && s.subLinkType() == SubLinkType.MULTIEXPR) {
                links.put(s.subLinkId(), s);
            } else {
                rest.add(t);
            }
        }
        if (links.isEmpty()) {
            return;
        }
        q.targetList = new TreeMutator() {
            @Override
            public Expr mutate(Expr e) {
                if (e instanceof Param p && p.paramkind() == ParamKind.MULTIEXPR) {
                    SubLink s = java.util.Objects.requireNonNull(links.get(p.paramid() >>> 16));
                    return column(s, p.paramid() & 0xFFFF);
                }
                return mutateChildren(e);
            }
        }.targets(rest);
    }

    /** A scalar subquery for the {@code n}th column (from 1). */
    private static SubLink column(SubLink s, int n) {
        Query sub = s.subselect().deepCopy();
        List<TargetEntry> out = new ArrayList<>(sub.targetList.size());
        int seen = 0;
        for (TargetEntry t : sub.targetList) {
            if (!t.resjunk() && ++seen == n) {
                out.addFirst(t);
            } else {
                out.add(t.withJunk(true));
            }
        }
        for (int i = 0; i < out.size(); i++) {
            out.set(i, out.get(i).withResno(i + 1));
        }
        sub.targetList = out;
        return new SubLink(SubLinkType.EXPR, 0, null, List.of(), sub, 0, s.location());
    }
}
