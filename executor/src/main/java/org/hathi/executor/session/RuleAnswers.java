package org.hathi.executor.session;

import java.util.List;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.jspecify.annotations.Nullable;

/** Of the several statements that rules made of one: that whose RETURNING list answers it; null for none. */
final class RuleAnswers {
    private RuleAnswers() {}

    static @Nullable PlannedStmt of(List<PlannedStmt> l) {
        PlannedStmt found = null;
        for (PlannedStmt s : l) {
            if (s.canSetTag) {
                if (found != null) {
                    return null;
                }
                found = s;
            }
        }
        return found != null && found.hasReturning ? found : null;
    }

    static @Nullable Query ofQueries(List<Query> l) {
        Query found = null;
        for (Query q : l) {
            if (q.canSetTag) {
                if (found != null) {
                    return null;
                }
                found = q;
            }
        }
        return found != null && !found.returningList.isEmpty() ? found : null;
    }
}
