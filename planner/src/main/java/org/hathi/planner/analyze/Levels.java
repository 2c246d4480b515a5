package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Var;

/** Which query levels the variables of an expression belong to. */
final class Levels {
    private Levels() {}

    private static final class Walker extends TreeWalker {
        private final int level;
        private final boolean above;
        private int depth;

        Walker(int level, boolean above) {
            this.level = level;
            this.above = above;
        }

        @Override
        public boolean visit(Expr e) {
            if (e instanceof Var v) {
                int l = v.varlevelsup() - depth;
                return above ? l >= level : l == level;
            }
            return walkChildren(e);
        }

        @Override
        public boolean visitQuery(Query q) {
            depth++;
            boolean r = walkQuery(q);
            depth--;
            return r;
        }
    }

    /** contain_vars_of_level. */
    static boolean hasVarsOfLevel(List<Expr> l, int level) {
        return new Walker(level, false).walk(l);
    }

    static boolean hasVarsOfLevel(Query q, int level) {
        return new Walker(level, false).walkQuery(q);
    }

    /** Does the query refer to its parent or further out? */
    static boolean hasVarsAbove(Query q) {
        return new Walker(1, true).walkQuery(q);
    }
}
