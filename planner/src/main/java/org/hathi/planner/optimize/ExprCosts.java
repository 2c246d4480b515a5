package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.AlternativeSubPlan;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.WindowFunc;
import org.jspecify.annotations.Nullable;

/** CPU cost of expressions: each function call costs its pg_proc.procost in units of cpu_operator_cost. */
final class ExprCosts {
    /** A constant array of at least so many elements is searched by a hash table. */
    private static final int HASHED_ARRAY = 9;

    private final PlannerCatalog catalog;
    private final double unit;

    ExprCosts(PlannerCatalog catalog, double cpuOperator) {
        this.catalog = catalog;
        this.unit = cpuOperator;
    }

    QualCost of(@Nullable Expr e) {
        if (e == null || e instanceof org.hathi.planner.tree.Var || e instanceof Const) {
            return QualCost.NONE;
        }
        Sum s = new Sum();
        s.walk(e);
        return s.startup == 0 && s.perTuple == 0 ? QualCost.NONE : new QualCost(s.startup, s.perTuple);
    }

    QualCost of(List<Expr> l) {
        QualCost c = QualCost.NONE;
        for (Expr e : l) {
            c = c.plus(of(e));
        }
        return c;
    }

    QualCost clauses(List<Clause> l) {
        QualCost c = QualCost.NONE;
        for (Clause k : l) {
            c = c.plus(clause(k));
        }
        return c;
    }

    QualCost clause(Clause k) {
        QualCost c = k.cost;
        if (c == null) {
            c = of(k.expr);
            c = k.gate ? new QualCost(c.startup() + c.perTuple(), 0) : c;
            k.cost = c;
        }
        return c;
    }

    QualCost targets(List<TargetEntry> l) {
        QualCost c = QualCost.NONE;
        for (TargetEntry t : l) {
            c = c.plus(of(t.expr()));
        }
        return c;
    }

    double function(int oid) {
        return oid == 0 ? 0 : catalog.proc(oid).cost() * unit;
    }

    /** Estimated number of elements of an array expression. */
    static int arrayLength(Expr e) {
        Expr x = Exprs.stripRelabel(e);
        if (x instanceof Const k) {
            return k.isNull() ? 0 : Selectivity.arrayLength(k.bytes());
        }
        return x instanceof ArrayExpr a && !a.multidims() ? a.elements().size() : 10;
    }

    private final class Sum extends TreeWalker {
        private double startup;
        private double perTuple;

        @Override
        public boolean visit(Expr x) {
            switch (x) {
                case Aggref a -> {
                    return false;
                }
                case WindowFunc w -> {
                    return false;
                }
                case GroupingFunc g -> {
                    perTuple += unit;
                    return false;
                }
                case AlternativeSubPlan a -> {
                    return visit(a.subplans().get(0));
                }
                case SubPlan p -> {
                    startup += p.startupCost();
                    perTuple += p.perCallCost();
                    return false;
                }
                case FuncExpr f -> perTuple += function(f.funcid());
                case OpExpr o -> perTuple += function(Exprs.function(o, catalog));
                case DistinctExpr o -> perTuple += function(Exprs.function(o, catalog));
                case NullIfExpr o -> perTuple += function(Exprs.function(o, catalog));
                case ScalarArrayOpExpr a -> array(a);
                case CoerceViaIO c -> perTuple += 2 * unit;
                case ArrayCoerceExpr c -> perTuple += unit * arrayLength(c.arg());
                case RowCompareExpr r -> perTuple += unit * r.opnos().length;
                case MinMaxExpr m -> perTuple += unit;
                case SqlValueFunction v -> perTuple += unit;
                case CoerceToDomain d -> perTuple += unit;
                case NextValueExpr n -> perTuple += unit;
                case CurrentOfExpr c -> startup += CostSettings.DISABLED;
                default -> {}
            }
            return walkChildren(x);
        }

        private void array(ScalarArrayOpExpr a) {
            double call = function(Exprs.function(a, catalog));
            int n = arrayLength(a.args().get(1));
            if (a.useOr()
                    && a.args().get(1) instanceof Const k
                    && !k.isNull()
                    && n >= HASHED_ARRAY
                    && catalog.operator(a.opno()).canHash()) {
                startup += n * unit;
                perTuple += unit + call;
            } else {
                perTuple += call * n * 0.5;
            }
        }
    }
}
