package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.parser.tree.WindowFrame;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WindowFunc;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on window functions of a subquery in FROM that compare a monotonic function with a constant: once such a
 * condition is false it is false for the rest of the partition, so the window need not go on
 * (check_and_push_window_quals).
 */
final class RunConditions {
    private static final int BTREE = 403;
    private static final int LT = 1;
    private static final int LE = 2;
    private static final int EQ = 3;
    private static final int GE = 4;

    private static final int ROW_NUMBER = 3100;
    private static final int RANK = 3101;
    private static final int DENSE_RANK = 3102;
    private static final int COUNT_ANY = 2147;
    private static final int COUNT = 2803;

    private static final int GROWS = 1;
    private static final int SHRINKS = 2;

    private RunConditions() {}

    /**
     * Gives the condition to the window of the function it speaks of. False: it need not be checked any more; true: it
     * must be (too).
     */
    static boolean add(PlannerInfo info, Rel rel, Query sub, Expr condition) {
        if (!(condition instanceof OpExpr o)
                || o.args().size() != 2
                || !info.catalog().proc(Exprs.function(o, info.catalog())).strict()) {
            return true;
        }
        for (int side = 0; side < 2; side++) {
            WindowFunc f = function(rel, sub, o.args().get(side));
            Expr other = o.args().get(1 - side);
            if (f != null && !Exprs.hasVars(other) && stable(info, other)) {
                int at = window(sub, f);
                int strategy = at < 0 ? 0 : strategy(info, o);
                int m = strategy == 0 ? 0 : monotonic(f, sub.windowClause.get(at));
                if (m == 0) {
                    continue;
                }
                int wanted = (strategy <= LE) == (side == 0) ? GROWS : SHRINKS;
                if (strategy != EQ && (m & wanted) == 0) {
                    continue;
                }
                if (strategy != EQ || m == (GROWS | SHRINKS)) {
                    give(sub, at, over(o, o.opno(), f, side));
                    return false;
                }
                give(sub, at, over(o, bound(info, o, (m == GROWS) == (side == 0) ? LE : GE), f, side));
                return true;
            }
        }
        return true;
    }

    private static boolean stable(PlannerInfo info, Expr e) {
        return !Exprs.isVolatile(e, info.catalog())
                && !Exprs.hasSubPlans(e)
                && !Exprs.hasSubLinks(e)
                && !Exprs.hasExecParams(e);
    }

    /** The window function that an operand is, whose arguments no row changes; else null. */
    private static @Nullable WindowFunc function(Rel rel, Query sub, Expr operand) {
        if (!(operand instanceof Var v) || v.varno() != rel.rti || v.varattno() <= 0 || v.varlevelsup() != 0) {
            return null;
        }
        TargetEntry t = sub.targetList.get(v.varattno() - 1);
        Expr e = t.expr();
        while (e instanceof RelabelType r) {
            e = r.arg();
        }
        if (!(e instanceof WindowFunc f) || Exprs.hasSubLinks(f)) {
            return null;
        }
        for (Expr a : f.args()) {
            if (Exprs.hasVars(a)) {
                return null;
            }
        }
        return f;
    }

    private static int window(Query sub, WindowFunc f) {
        for (int i = 0; i < sub.windowClause.size(); i++) {
            if (sub.windowClause.get(i).winref() == f.winref()) {
                return i;
            }
        }
        return -1;
    }

    private static int strategy(PlannerInfo info, OpExpr o) {
        for (AmopInfo m : info.catalog().amopsOf(o.opno())) {
            if (m.method() == BTREE && m.purpose() == 's') {
                return m.strategy();
            }
        }
        return 0;
    }

    /** The operator of the same family with another strategy. */
    private static int bound(PlannerInfo info, OpExpr o, int strategy) {
        for (AmopInfo m : info.catalog().amopsOf(o.opno())) {
            if (m.method() == BTREE && m.purpose() == 's') {
                return info.catalog().familyOperator(m.family(), m.left(), m.right(), strategy);
            }
        }
        return 0;
    }

    /** In which direction the function moves within a partition; both: it stays the same. */
    private static int monotonic(WindowFunc f, WindowClause w) {
        return switch (f.winfnoid()) {
            case ROW_NUMBER, RANK, DENSE_RANK -> GROWS;
            case COUNT, COUNT_ANY -> {
                int frame = w.frameOptions();
                int all = WindowFrame.START_UNBOUNDED_PRECEDING | WindowFrame.END_UNBOUNDED_FOLLOWING;
                int excludes = WindowFrame.EXCLUDE_CURRENT_ROW | WindowFrame.EXCLUDE_GROUP | WindowFrame.EXCLUDE_TIES;
                if ((frame & excludes) != 0) {
                    yield 0;
                }
                if (w.orderClause().isEmpty() && (frame & WindowFrame.RANGE) != 0 || (frame & all) == all) {
                    yield GROWS | SHRINKS;
                }
                yield (frame & WindowFrame.START_UNBOUNDED_PRECEDING) != 0
                        ? GROWS
                        : (frame & WindowFrame.END_UNBOUNDED_FOLLOWING) != 0 ? SHRINKS : 0;
            }
            default -> 0;
        };
    }

    private static Expr over(OpExpr o, int operator, WindowFunc f, int side) {
        List<Expr> args = new ArrayList<>(o.args());
        args.set(side, f);
        return new OpExpr(
                operator,
                operator == o.opno() ? o.opfuncid() : 0,
                o.opresulttype(),
                o.opretset(),
                o.opcollid(),
                o.inputcollid(),
                args,
                -1);
    }

    private static void give(Query sub, int at, Expr condition) {
        List<WindowClause> all = new ArrayList<>(sub.windowClause);
        WindowClause w = all.get(at);
        List<Expr> run = new ArrayList<>(w.runCondition());
        run.add(condition);
        all.set(at, w.with(w.startOffset(), w.endOffset(), run));
        sub.windowClause = all;
    }
}
