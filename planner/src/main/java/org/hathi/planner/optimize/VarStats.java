package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.catalog.StatisticInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the values of an expression: its relation, the statistics of the column it is (looked up through
 * subqueries), whether it is unique.
 */
final class VarStats {
    static final double DEFAULT_DISTINCT = 200;
    private static final int MCV = 1;
    private static final int HISTOGRAM = 2;
    private static final int CORRELATION = 3;

    final Expr expr;
    final @Nullable Rel rel;
    private final PlannerCatalog catalog;

    @Nullable
    StatisticInfo stats;

    boolean unique;
    /** Set by {@link #distinct}: there was nothing to go by. */
    boolean guessed;

    private VarStats(Expr expr, @Nullable Rel rel, PlannerCatalog catalog) {
        this.expr = expr;
        this.rel = rel;
        this.catalog = catalog;
    }

    /** Looks at an expression; columns of relations outside {@code only} (0: none is outside) count as values. */
    static VarStats of(PlannerInfo info, Expr e, long only) {
        Expr x = Exprs.stripRelabel(e);
        if (x instanceof Var v && v.varlevelsup() == 0 && info.placeholder(v.varno()) == null) {
            Rel r = info.base.get(v.varno());
            if (r == null || only != 0 && (r.relids & only) == 0) {
                return new VarStats(x, null, info.catalog());
            }
            VarStats s = new VarStats(x, r, info.catalog());
            s.column(info, v);
            return s;
        }
        long rels = Exprs.relids(x, info);
        if (rels == 0 || only != 0 && (rels & only) == 0) {
            return new VarStats(x, null, info.catalog());
        }
        if (only != 0) {
            rels &= only;
        }
        if (Long.bitCount(rels) > 1) {
            return new VarStats(x, joined(info, rels), info.catalog());
        }
        Rel r = info.rels.get(Long.numberOfTrailingZeros(rels));
        VarStats s = new VarStats(x, r, info.catalog());
        s.indexExpression(r);
        return s;
    }

    /** A stand-in for the relation of an expression over several. */
    private static Rel joined(PlannerInfo info, long rels) {
        Rel j = info.joinRel(rels);
        return j != null ? j : info.rels.get(Long.numberOfTrailingZeros(rels));
    }

    private void indexExpression(Rel r) {
        for (PlannerCatalog.IndexCandidate i : r.indexes) {
            for (int col = 0; col < i.attributes().length; col++) {
                if (i.attributes()[col] == 0
                        && Exprs.stripRelabel(IndexPaths.expression(i, col)).equals(expr)) {
                    unique |= i.unique()
                            && i.keys() == 1
                            && col == 0
                            && i.predicate().isEmpty();
                    // What a partial index holds says little about the whole table.
                    stats = i.predicate().isEmpty() ? catalog.statistic(i.oid(), col + 1) : null;
                    if (stats != null) {
                        return;
                    }
                }
            }
        }
    }

    private void column(PlannerInfo info, Var v) {
        if (v.varattno() <= 0) {
            return;
        }
        Rel r = info.base.get(v.varno());
        if (r == null) {
            return;
        }
        var rte = info.query.rte(v.varno());
        if (rte.rtekind == RteKind.RELATION) {
            stats = rte.inh
                    ? catalog.statistic(rte.relid, v.varattno(), true)
                    : catalog.statistic(rte.relid, v.varattno());
            unique = uniqueIndex(r, v.varattno());
        } else if (rte.rtekind == RteKind.SUBQUERY && r.subquery != null && !rte.inh) {
            inside(r.subquery.info(), v.varattno());
        }
    }

    private void inside(PlannerInfo sub, int attno) {
        Query q = sub.query;
        if (q.setOperations != null || !q.groupingSets.isEmpty() || attno > q.targetList.size()) {
            return;
        }
        TargetEntry t = q.targetList.get(attno - 1);
        if (t.resjunk()) {
            return;
        }
        if (!q.distinctClause.isEmpty()) {
            unique |= onlyKey(q.distinctClause, t);
            return;
        }
        if (!q.groupClause.isEmpty()) {
            unique |= onlyKey(q.groupClause, t);
            return;
        }
        if (t.expr() instanceof Var v && v.varlevelsup() == 0) {
            column(sub, v);
        }
    }

    private static boolean onlyKey(List<SortGroupClause> l, TargetEntry t) {
        return l.size() == 1 && t.ressortgroupref() != 0 && l.get(0).tleSortGroupRef() == t.ressortgroupref();
    }

    static boolean uniqueIndex(Rel rel, int att) {
        for (PlannerCatalog.IndexCandidate i : rel.indexes) {
            if (i.unique()
                    && i.keys() == 1
                    && i.attributes()[0] == att
                    && i.predicate().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    double nullFraction() {
        return stats == null ? 0 : stats.nullFraction();
    }

    /** Number of different values. */
    double distinct() {
        guessed = false;
        double d = 0;
        double nulls = 0;
        if (stats != null) {
            d = stats.distinct();
            nulls = stats.nullFraction();
        } else if (expr.type() == org.hathi.types.Oids.BOOL) {
            d = 2;
        } else if (rel != null && rel.rte != null && rel.rte.rtekind == RteKind.VALUES) {
            d = -1;
        } else if (expr instanceof Var v && v.varattno() < 0) {
            d = v.varattno() == -1 ? -1 : v.varattno() == -6 ? 1 : 0;
        }
        if (unique) {
            d = -1 * (1 - nulls);
        }
        if (d > 0) {
            return Costs.clampRows(d);
        }
        if (rel == null || rel.tuples <= 0) {
            guessed = true;
            return DEFAULT_DISTINCT;
        }
        if (d < 0) {
            return Costs.clampRows(-d * rel.tuples);
        }
        if (rel.tuples < DEFAULT_DISTINCT) {
            return Costs.clampRows(rel.tuples);
        }
        guessed = true;
        return DEFAULT_DISTINCT;
    }

    /** Values and their frequencies, most frequent first; or bounds of equal parts of the rest. */
    record Slot(Object[] values, float[] numbers, int operator) {}

    private @Nullable Slot mcv;
    private @Nullable Slot hist;
    private boolean read;

    private void read() {
        StatisticInfo st = stats;
        if (read || st == null) {
            return;
        }
        read = true;
        for (int i = 0; i < st.kinds().length; i++) {
            if (st.values()[i] == null || st.kinds()[i] != MCV && st.kinds()[i] != HISTOGRAM) {
                continue;
            }
            @Nullable Object[] v = catalog.statisticValues(st, i, expr.type());
            Object[] values = new Object[v.length];
            for (int k = 0; k < v.length; k++) {
                values[k] = java.util.Objects.requireNonNull(v[k]);
            }
            float[] n = st.numbers()[i];
            Slot slot = new Slot(values, n == null ? new float[0] : n, st.operators()[i]);
            if (st.kinds()[i] == MCV) {
                mcv = slot;
            } else {
                hist = slot;
            }
        }
    }

    @Nullable
    Slot mcv() {
        read();
        return mcv;
    }

    @Nullable
    Slot histogram() {
        read();
        return hist;
    }

    /** Correlation of a column's order with that of the table, 0 when unknown. */
    static double correlation(@Nullable StatisticInfo st) {
        if (st == null) {
            return 0;
        }
        for (int i = 0; i < st.kinds().length; i++) {
            float[] n = st.numbers()[i];
            if (st.kinds()[i] == CORRELATION && n != null && n.length > 0) {
                return n[0];
            }
        }
        return 0;
    }
}
