package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowCompareType;
import org.jspecify.annotations.Nullable;

/**
 * Row comparisons as conditions of a B-tree. The first member must be the column asked for, the others any key columns;
 * from the first member on that is none, the comparison is left out, and the rest is only a bound: lossy, and never
 * strict (match_rowcompare_to_indexcol, expand_indexqual_rowcompare).
 */
final class RowConditions {
    private static final int LT = 1;
    private static final int LE = 2;
    private static final int GE = 4;
    private static final int GT = 5;

    private final PlannerInfo info;
    private final PlannerCatalog.IndexCandidate ix;
    private final Rel rel;

    RowConditions(PlannerInfo info, PlannerCatalog.IndexCandidate ix, Rel rel) {
        this.info = info;
        this.ix = ix;
        this.rel = rel;
    }

    Path.@Nullable IndexClause match(int col, Clause c, RowCompareExpr r) {
        boolean left = fits(r, 0, col, r.largs(), r.rargs());
        if (!left && !fits(r, 0, col, r.rargs(), r.largs())) {
            return null;
        }
        List<Expr> keys = left ? r.largs() : r.rargs();
        List<Expr> values = left ? r.rargs() : r.largs();
        int strategy = strategy(operator(r, 0, left), ix.families()[col]);
        if (strategy != LT && strategy != LE && strategy != GE && strategy != GT) {
            return null;
        }
        int n = r.opnos().length;
        int[] columns = new int[n];
        columns[0] = col;
        int matched = 1;
        while (matched < n) {
            int at = column(r, matched, left, keys, values, strategy);
            if (at < 0) {
                break;
            }
            columns[matched++] = at;
        }
        if (matched == n && left) {
            return new Path.IndexClause(c, r, col, false);
        }
        int[] ops = new int[matched];
        int[] families = new int[matched];
        for (int i = 0; i < matched; i++) {
            families[i] = ix.families()[columns[i]];
            ops[i] = operator(r, i, left);
            if (matched < n && (strategy == LT || strategy == GT)) {
                ops[i] = loose(ops[i], families[i], strategy == LT ? LE : GE);
            }
        }
        Expr e = matched == 1
                ? simple(ops[0], r.inputcollids()[0], keys.get(0), values.get(0))
                : new RowCompareExpr(
                        type(matched < n && strategy == LT ? LE : matched < n && strategy == GT ? GE : strategy),
                        ops,
                        families,
                        Arrays.copyOf(r.inputcollids(), matched),
                        new ArrayList<>(keys.subList(0, matched)),
                        new ArrayList<>(values.subList(0, matched)));
        return new Path.IndexClause(c, e, col, matched < n);
    }

    private static RowCompareType type(int strategy) {
        return switch (strategy) {
            case LT -> RowCompareType.LT;
            case LE -> RowCompareType.LE;
            case GE -> RowCompareType.GE;
            default -> RowCompareType.GT;
        };
    }

    private Expr simple(int op, int collation, Expr key, Expr value) {
        return new OpExpr(op, info.catalog().operator(op).function(), 16, false, 0, collation, List.of(key, value), -1);
    }

    private int operator(RowCompareExpr r, int i, boolean left) {
        return left ? r.opnos()[i] : info.catalog().operator(r.opnos()[i]).commutator();
    }

    /** Is member {@code i} of {@code keys} index column {@code col}, and of {@code values} fixed for a scan? */
    private boolean fits(RowCompareExpr r, int i, int col, List<Expr> keys, List<Expr> values) {
        int collation = r.inputcollids()[i];
        return IndexPaths.isKey(ix, col, keys.get(i), rel)
                && (ix.collations()[col] == 0 || collation == 0 || ix.collations()[col] == collation)
                && (Exprs.relids(values.get(i), info) & rel.relids) == 0
                && !Exprs.isVolatile(values.get(i), info.catalog());
    }

    /** The key column member {@code i} is, if its operator means the same there; else −1. */
    private int column(RowCompareExpr r, int i, boolean left, List<Expr> keys, List<Expr> values, int strategy) {
        int op = operator(r, i, left);
        for (int col = 0; col < ix.keys() && op != 0; col++) {
            if (fits(r, i, col, keys, values) && strategy(op, ix.families()[col]) == strategy) {
                return col;
            }
        }
        return -1;
    }

    private int strategy(int operator, int family) {
        for (AmopInfo a : info.catalog().amopsOf(operator)) {
            if (a.family() == family && a.purpose() == 's') {
                return a.strategy();
            }
        }
        return 0;
    }

    private int loose(int operator, int family, int strategy) {
        for (AmopInfo a : info.catalog().amopsOf(operator)) {
            if (a.family() == family && a.purpose() == 's') {
                return info.catalog().familyOperator(family, a.left(), a.right(), strategy);
            }
        }
        return operator;
    }
}
