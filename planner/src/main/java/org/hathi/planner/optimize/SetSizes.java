package org.hathi.planner.optimize;

import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.OpExpr;

/** How many rows functions that return sets are expected to return. */
final class SetSizes {
    private SetSizes() {}

    /** Rows of an expression: 1 when it returns no set. */
    static double of(PlannerInfo info, Expr e) {
        if (e instanceof FuncExpr f && f.funcretset()) {
            return call(info.catalog().proc(f.funcid()), f);
        }
        if (e instanceof OpExpr o && o.opretset()) {
            return info.catalog().proc(o.opfuncid()).rows();
        }
        return 1;
    }

    private static double call(ProcInfo p, FuncExpr f) {
        switch (p.source()) {
            case "generate_series_int4",
                    "generate_series_int8",
                    "generate_series_step_int4",
                    "generate_series_step_int8" -> {
                return series(p, f);
            }
            case "array_unnest" -> {
                return Costs.clampRows(ExprCosts.arrayLength(f.args().get(0)));
            }
            default -> {
                return Costs.clampRows(p.rows());
            }
        }
    }

    private static double series(ProcInfo p, FuncExpr f) {
        double[] v = {0, 0, 1};
        for (int i = 0; i < f.args().size(); i++) {
            if (!(f.args().get(i) instanceof Const c)) {
                return p.rows();
            }
            if (c.isNull()) {
                return 1;
            }
            v[i] = c.longValue();
        }
        return v[2] == 0 ? p.rows() : Costs.clampRows(Math.floor((v[1] - v[0] + v[2]) / v[2]));
    }
}
