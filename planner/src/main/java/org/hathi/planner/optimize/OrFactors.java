package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Trees;

/**
 * Takes out what all arms of an OR have in common: {@code (a AND b) OR (a AND c)} becomes {@code a AND (b OR c)}, so
 * that {@code a} can drive a join or an index scan.
 */
final class OrFactors {
    private OrFactors() {}

    /**
     * A condition of WHERE or the like with common factors of its ORs taken out, and unknown taken for false there;
     * itself when there are none.
     */
    static Expr extract(Expr e) {
        if (!(e instanceof BoolExpr b) || b.boolop() == BoolExprType.NOT) {
            return e;
        }
        List<Expr> args = new ArrayList<>(b.args().size());
        boolean changed = false;
        for (Expr a : b.args()) {
            Expr x = extract(a);
            changed |= x != a;
            if (b.boolop() == BoolExprType.OR && Exprs.isFalseOrNull(x)) {
                changed = true; // unknown lets no row through either
                continue;
            }
            if (x instanceof BoolExpr inner && inner.boolop() == b.boolop()) {
                args.addAll(inner.args());
                changed = true;
            } else {
                args.add(x);
            }
        }
        if (args.size() < 2) {
            return args.isEmpty() ? Exprs.bool(b.boolop() == BoolExprType.AND) : args.get(0);
        }
        if (b.boolop() == BoolExprType.OR) {
            Expr f = factored(args);
            if (f != null) {
                return f;
            }
        }
        return changed ? new BoolExpr(b.boolop(), args, b.location()) : e;
    }

    private static @org.jspecify.annotations.Nullable Expr factored(List<Expr> arms) {
        List<Expr> reference = Trees.conjuncts(arms.get(0));
        for (Expr a : arms) {
            List<Expr> l = Trees.conjuncts(a);
            if (l.size() < reference.size()) {
                reference = l;
            }
        }
        List<Expr> common = new ArrayList<>();
        for (Expr r : reference) {
            boolean all = !common.contains(r);
            for (int i = 0; i < arms.size() && all; i++) {
                all = Trees.conjuncts(arms.get(i)).contains(r);
            }
            if (all) {
                common.add(r);
            }
        }
        if (common.isEmpty()) {
            return null;
        }
        List<Expr> rest = new ArrayList<>();
        for (Expr a : arms) {
            List<Expr> l = new ArrayList<>(Trees.conjuncts(a));
            l.removeAll(common);
            if (l.isEmpty()) {
                // This arm asks for nothing more: the others do not matter.
                rest.clear();
                break;
            }
            Expr left = l.size() == 1 ? l.get(0) : new BoolExpr(BoolExprType.AND, l, -1);
            if (left instanceof BoolExpr o && o.boolop() == BoolExprType.OR) {
                rest.addAll(o.args());
            } else {
                rest.add(left);
            }
        }
        if (rest.size() == 1) {
            common.add(rest.get(0));
        } else if (!rest.isEmpty()) {
            common.add(new BoolExpr(BoolExprType.OR, rest, -1));
        }
        Expr out = null;
        for (Expr c : common) {
            out = Trees.and(out, c);
        }
        return out;
    }
}
