package org.hathi.planner.optimize;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;

/**
 * {@code SET (a, b) = (SELECT …)}: the subquery, hidden at the end of the target list, is run once for each row and
 * leaves its columns in parameters, which the assigned columns read.
 */
final class MultiAssignments {
    /** The parameters of each such subquery, by its number among the statement's. */
    private final Map<Integer, List<Param>> params = new HashMap<>();

    void put(int subLinkId, List<Param> columns) {
        params.put(subLinkId, columns);
    }

    /** The targets, all subqueries of which have been planned, with references to them made parameters. */
    List<TargetEntry> resolve(List<TargetEntry> targets) {
        if (params.isEmpty()) {
            return targets;
        }
        return new TreeMutator() {
            @Override
            public Expr mutate(Expr e) {
                return e instanceof Param p && p.paramkind() == ParamKind.MULTIEXPR
                        ? java.util.Objects.requireNonNull(params.get(p.paramid() >>> 16))
                                .get((p.paramid() & 0xFFFF) - 1)
                        : mutateChildren(e);
            }
        }.targets(targets);
    }
}
