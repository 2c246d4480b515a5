package org.hathi.planner.optimize;

import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.Var;

/** Moving expressions between range tables. */
final class Levels {
    private Levels() {}

    /** Adds {@code offset} to the range table index of every reference to the expression's own level. */
    static LevelMutator offset(int offset) {
        return new LevelMutator() {
            @Override
            protected Expr atLevel(Expr x, int depth) {
                if (x instanceof Var v) {
                    if (v.varlevelsup() != depth || v.varno() <= 0) {
                        return v;
                    }
                    int syn = v.varnosyn() > 0 ? v.varnosyn() + offset : v.varnosyn();
                    return new Var(
                            v.varno() + offset,
                            v.varattno(),
                            v.vartype(),
                            v.vartypmod(),
                            v.varcollid(),
                            v.varlevelsup(),
                            syn,
                            v.varattnosyn(),
                            v.location());
                }
                return mutateChildren(x);
            }
        };
    }
}
