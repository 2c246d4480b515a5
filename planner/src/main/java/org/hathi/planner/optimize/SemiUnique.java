package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Trees;
import org.jspecify.annotations.Nullable;

/** Finds out whether a semi-join can be made an ordinary join by making its right side unique. */
final class SemiUnique {
    private SemiUnique() {}

    static SpecialJoin.@Nullable Unique of(PlannerInfo info, @Nullable Expr quals, long left, long right) {
        List<Expr> exprs = new ArrayList<>();
        List<Integer> ops = new ArrayList<>();
        boolean sortable = true;
        boolean hashable = true;
        for (Expr e : Trees.conjuncts(quals)) {
            long used = Exprs.relids(e, info);
            if ((used & ~right) == 0) {
                // A condition on the right side alone is checked before.
                if (Exprs.isVolatile(e, info.catalog())) {
                    return null;
                }
                continue;
            }
            if (!(e instanceof OpExpr o) || o.args().size() != 2 || (used & right) == 0) {
                return null;
            }
            long a = Exprs.relids(o.args().get(0), info);
            long b = Exprs.relids(o.args().get(1), info);
            OperatorInfo op = info.catalog().operator(o.opno());
            Expr mine;
            int opno = o.opno();
            if (b != 0 && (b & ~right) == 0 && (a & right) == 0) {
                mine = o.args().get(1);
            } else if (a != 0 && (a & ~right) == 0 && (b & right) == 0) {
                mine = o.args().get(0);
                opno = op.commutator();
            } else {
                return null;
            }
            if (opno == 0 || Exprs.isVolatile(mine, info.catalog())) {
                return null;
            }
            int eq = equalityOf(info.catalog(), opno);
            sortable &= op.canMerge() && eq != 0;
            hashable &= op.canHash() && eq != 0;
            exprs.add(mine);
            ops.add(eq);
        }
        if (exprs.isEmpty() || !sortable && !hashable) {
            return null;
        }
        int[] operators = new int[ops.size()];
        for (int i = 0; i < operators.length; i++) {
            operators[i] = ops.get(i);
        }
        return new SpecialJoin.Unique(List.copyOf(exprs), operators, sortable, hashable);
    }

    /** The equality among values of the operator's right type, in the same family. */
    private static int equalityOf(PlannerCatalog cat, int operator) {
        OperatorInfo op = cat.operator(operator);
        for (var a : cat.amopsOf(operator)) {
            if (a.strategy() == 3 && a.method() == 403) {
                int eq = cat.familyOperator(a.family(), op.right(), op.right(), 3);
                if (eq != 0) {
                    return eq;
                }
            }
        }
        return op.left() == op.right() ? operator : 0;
    }
}
