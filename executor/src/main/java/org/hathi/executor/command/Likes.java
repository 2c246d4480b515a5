package org.hathi.executor.command;

import java.util.List;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.TableLikeClause;
import org.hathi.parser.tree.TableLikeOption;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;

/** What CREATE TABLE … LIKE copies besides columns. */
final class Likes {
    private Likes() {}

    /** Renumbers the columns of an expression; {@code map[old] = new}. */
    static Expr remap(Expr e, int[] map) {
        return new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                if (x instanceof Var v && v.varattno() > 0) {
                    int to = map[v.varattno()];
                    return new Var(
                            v.varno(),
                            to,
                            v.vartype(),
                            v.vartypmod(),
                            v.varcollid(),
                            v.varlevelsup(),
                            v.varnosyn(),
                            to,
                            v.location());
                }
                return mutateChildren(x);
            }
        }.mutate(e);
    }

    /** A CHECK constraint like {@code k} with its condition over the new table's columns. */
    static ConstraintSpec check(ConstraintInfo k, Expr condition) {
        Constraint c = new Constraint(
                ConstrType.CHECK,
                k.name(),
                false,
                false,
                k.noInherit(),
                null,
                '\0',
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                false,
                true,
                -1);
        ConstraintSpec s = new ConstraintSpec(c, null);
        s.cooked = condition;
        return s;
    }

    /** INCLUDING INDEXES: after the table exists. */
    static void after(Ddl ddl, TableLikeClause l, int table) {
        if ((l.options() & TableLikeOption.INDEXES) == 0) {
            return;
        }
        LikeIndexes.copy(ddl, java.util.Objects.requireNonNull(ddl.find(l.relation())), table);
    }
}
