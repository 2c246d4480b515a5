package org.hathi.planner.analyze;

import org.hathi.base.SqlState;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TreeWalker;

/** Final checks on parameters whose types were left to analysis. */
final class ParamCheck {
    private ParamCheck() {}

    private abstract static class Each extends TreeWalker {
        abstract void param(Param p);

        @Override
        public boolean visit(Expr e) {
            if (e instanceof Param p && p.paramkind() == ParamKind.EXTERN) {
                param(p);
            }
            return walkChildren(e);
        }

        @Override
        public boolean visitQuery(Query q) {
            return walkQuery(q);
        }
    }

    /** A parameter seen as text first (resolved later) must have that type everywhere. */
    static void consistent(ParseState ps, Query q) {
        new Each() {
            @Override
            void param(Param p) {
                if (p.paramtype() != ps.params.type(p.paramid())) {
                    throw ps.error(
                            SqlState.AMBIGUOUS_PARAMETER,
                            "could not determine data type of parameter $" + p.paramid(),
                            p.location());
                }
            }
        }.visitQuery(q);
    }

    static void undetermined(ParseState ps, Query q) {
        consistent(ps, q);
    }
}
