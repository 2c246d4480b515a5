package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.types.ArrayValue;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * A condition as proofs about conditions see it: all of its parts, one of its parts, or one thing. A comparison with
 * the elements of an array that is known is one with each of them (predicate_classify).
 *
 * @param whole the condition; null: the parts are not written as one
 * @param parts of an atom none
 */
record Arms(Kind kind, @Nullable Expr whole, List<Expr> parts) {
    /** How the parts are put together. */
    enum Kind {
        ATOM,
        ALL,
        ANY
    }

    private static final int MOST_ELEMENTS = 100;

    static Arms of(Expr e, PlannerContext cx) {
        if (e instanceof BoolExpr b && b.boolop() != BoolExprType.NOT) {
            return new Arms(b.boolop() == BoolExprType.AND ? Kind.ALL : Kind.ANY, e, b.args());
        }
        List<Expr> elements = e instanceof ScalarArrayOpExpr a ? elements(a, cx) : List.of();
        if (elements.isEmpty()) {
            return new Arms(Kind.ATOM, e, List.of());
        }
        return new Arms(((ScalarArrayOpExpr) e).useOr() ? Kind.ANY : Kind.ALL, e, elements);
    }

    /** Conditions that all hold. */
    static Arms all(List<Expr> conditions) {
        return new Arms(Kind.ALL, null, conditions);
    }

    /** The comparisons with each element of a known array, null included; empty: not known, or too many. */
    private static List<Expr> elements(ScalarArrayOpExpr a, PlannerContext cx) {
        List<Expr> values = new ArrayList<>();
        if (a.args().get(1) instanceof Const k && !k.isNull()) {
            ArrayValue v = ArrayValue.decode(cx.catalog().types(), k.bytes(), 0);
            for (int i = 0; i < v.count && v.count <= MOST_ELEMENTS; i++) {
                values.add(new Const(
                        v.elem.oid(), -1, a.inputcollid(), v.elem.len(), !v.elem.byRef(), v.values.datum(i), -1));
            }
        } else if (a.args().get(1) instanceof ArrayExpr x
                && !x.multidims()
                && x.elements().size() <= MOST_ELEMENTS) {
            values.addAll(x.elements());
        }
        OperatorInfo op = cx.catalog().operator(a.opno());
        List<Expr> out = new ArrayList<>();
        for (Expr v : values) {
            List<Expr> args = List.of(a.args().get(0), v);
            out.add(new OpExpr(a.opno(), op.function(), Oids.BOOL, false, 0, a.inputcollid(), args, -1));
        }
        return out;
    }
}
