package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.RteKind;

/** PostgreSQL's cost model for joins. */
final class JoinCosts {
    private final PlannerInfo info;
    private final Costs costs;
    private final CostSettings s;
    private final Selectivity selectivity;

    JoinCosts(PlannerInfo info, Costs costs, Selectivity selectivity) {
        this.info = info;
        this.costs = costs;
        this.s = costs.s;
        this.selectivity = selectivity;
    }

    /** Of a join that needs one match only: how many outer rows have one, and how many inner rows match on average. */
    record SemiFactors(double matched, double matches) {}

    private static boolean oneMatch(Path.Joined p) {
        return p.type == JoinType.SEMI || p.type == JoinType.ANTI || p.innerUnique;
    }

    /** Startup and total cost of reading a path once more. */
    double[] rescan(Path p) {
        double start = p.startup;
        double total = p.total;
        switch (p) {
            case Path.Scan scan -> {
                RteKind k = scan.rel.rte().rtekind;
                if (k == RteKind.FUNCTION) {
                    total = p.total - p.startup;
                    start = 0;
                } else if (k == RteKind.CTE) {
                    total = costs.reread(s.cpuTuple, p.rows, p.rel.width);
                    start = 0;
                }
            }
            case Path.Hashed h -> {
                if (h.batches == 1) {
                    total = p.total - p.startup;
                    start = 0;
                }
            }
            case Path.Keep k -> {
                total = costs.reread(s.cpuOperator, p.rows, p.rel.width);
                start = 0;
            }
            case Path.Remember m -> {
                return remember(m);
            }
            default -> {}
        }
        return new double[] {start, total};
    }

    private double[] remember(Path.Remember m) {
        Path in = m.input;
        double calls = m.calls;
        double entryBytes = Costs.bytes(in.rows, in.rel.width) + 24 + 24 + 16 * in.rows;
        double fits = Math.floor(costs.hashMem() / entryBytes);
        double ndistinct = selectivity.groups(m.keys, calls);
        if (selectivity.groupsGuessed()) {
            ndistinct = calls;
        }
        m.entries = Math.min(ndistinct, fits);
        double evict = 1 - Math.min(fits, ndistinct) / ndistinct;
        double hit = (calls - ndistinct) / calls * (fits / Math.max(ndistinct, fits));
        double total = in.total * (1 - hit) + s.cpuOperator;
        total += s.cpuTuple * evict + s.cpuOperator / 10 * evict * in.rows;
        total += s.cpuTuple + s.cpuOperator * in.rows;
        return new double[] {in.startup * (1 - hit) + s.cpuTuple, total};
    }

    void nestLoop(Path.Nest p, SemiFactors semi) {
        double outerRows = Math.max(1, p.outer.rows);
        double innerRows = Math.max(1, p.inner.rows);
        double[] again = rescan(p.inner);
        double startup = p.outer.startup + p.inner.startup + (s.nestLoop ? 0 : CostSettings.DISABLED);
        double run = p.outer.total - p.outer.startup;
        if (outerRows > 1) {
            run += (outerRows - 1) * again[0];
        }
        double innerRun = p.inner.total - p.inner.startup;
        double innerAgain = again[1] - again[0];
        double tuples;
        if (oneMatch(p)) {
            double matched = Math.rint(outerRows * semi.matched());
            double unmatched = outerRows - matched;
            double scanned = 2.0 / (semi.matches() + 1);
            tuples = matched * innerRows * scanned;
            if (indexed(p)) {
                run += innerRun * scanned;
                if (matched > 1) {
                    run += (matched - 1) * innerAgain * scanned;
                }
                run += unmatched * innerAgain / innerRows;
            } else {
                tuples += unmatched * innerRows;
                run += innerRun;
                if (unmatched >= 1) {
                    unmatched -= 1;
                } else {
                    matched -= 1;
                }
                if (matched > 0) {
                    run += matched * innerAgain * scanned;
                }
                if (unmatched > 0) {
                    run += unmatched * innerAgain;
                }
            }
        } else {
            run += innerRun;
            if (outerRows > 1) {
                run += (outerRows - 1) * innerAgain;
            }
            tuples = outerRows * innerRows;
        }
        QualCost q = costs.quals(p.clauses);
        startup += q.startup();
        run += (s.cpuTuple + q.perTuple()) * tuples;
        p.startup = startup;
        p.total = startup + run;
    }

    /** Does the inner side's index check all join conditions? */
    private static boolean indexed(Path.Nest p) {
        Path in = p.inner;
        List<Clause> checked = new ArrayList<>();
        switch (in) {
            case Path.Index i -> {
                for (Path.IndexClause c : i.clauses) {
                    checked.add(c.clause());
                }
            }
            case Path.Bitmap b -> {
                if (b.source instanceof Path.Bitmap.One o) {
                    for (Path.IndexClause c : o.path().clauses) {
                        checked.add(c.clause());
                    }
                }
            }
            default -> {
                return false;
            }
        }
        boolean found = false;
        for (Clause c : in.ppi) {
            if (!Clause.containsLike(checked, c)) {
                return false;
            }
            found = true;
        }
        return found && p.clauses.isEmpty();
    }

    void mergeJoin(Path.Merge p) {
        double outerAll = Math.max(1, p.outer.rows);
        double innerAll = Math.max(1, p.inner.rows);
        double os = 0;
        double oe = 1;
        double is = 0;
        double ie = 1;
        if (!p.mergeClauses.isEmpty() && p.type != JoinType.FULL) {
            Clause c = p.mergeClauses.get(0);
            MergeRange r = selectivity.mergeRange(c, p.mergeKeys.get(0));
            boolean leftOuter = c.leftIsIn(p.outer.rel.relids);
            os = leftOuter ? r.leftStart() : r.rightStart();
            oe = leftOuter ? r.leftEnd() : r.rightEnd();
            is = leftOuter ? r.rightStart() : r.leftStart();
            ie = leftOuter ? r.rightEnd() : r.leftEnd();
            if (p.type == JoinType.LEFT || p.type == JoinType.ANTI) {
                os = 0;
                oe = 1;
            } else if (p.type == JoinType.RIGHT) {
                is = 0;
                ie = 1;
            }
        }
        double outerSkip = Math.rint(outerAll * os);
        double innerSkip = Math.rint(innerAll * is);
        double outerRows = Costs.clampRows(outerAll * oe);
        double innerRows = Costs.clampRows(innerAll * ie);
        os = outerSkip / outerAll;
        is = innerSkip / innerAll;
        oe = outerRows / outerAll;
        ie = innerRows / innerAll;
        double[] o = p.outerSort == null
                ? new double[] {p.outer.startup, p.outer.total}
                : costs.sort(p.outer.total, outerAll, p.outer.rel.width, -1);
        double[] i = p.innerSort == null
                ? new double[] {p.inner.startup, p.inner.total}
                : costs.sort(p.inner.total, innerAll, p.inner.rel.width, -1);
        double startup = o[0] + (o[1] - o[0]) * os;
        double run = (o[1] - o[0]) * (oe - os);
        startup += i[0] + (i[1] - i[0]) * is;
        double innerRun = (i[1] - i[0]) * (ie - is);
        if (!s.mergeJoin) {
            startup += CostSettings.DISABLED;
        }
        QualCost mq = costs.quals(p.mergeClauses);
        QualCost all = costs.quals(p.clauses);
        double qpStartup = all.startup() - mq.startup();
        double qp = all.perTuple() - mq.perTuple();
        boolean skipMark = oneMatch(p) && p.clauses.size() == p.mergeClauses.size();
        p.skipMark = skipMark;
        double tuples = approximate(p, p.mergeClauses);
        double rescanned = p.outer instanceof Path.Distinct || skipMark ? 0 : Math.max(0, tuples - innerAll);
        double ratio = 1 + rescanned / innerRows;
        double bare = innerRun * ratio;
        double kept = innerRun + s.cpuOperator * innerRows * ratio;
        p.materializeInner = !skipMark && keepsInner(p, kept < bare, innerAll);
        run += p.materializeInner ? kept : bare;
        startup += mq.startup() + mq.perTuple() * (outerSkip + innerSkip * ratio);
        run += mq.perTuple() * (outerRows - outerSkip + (innerRows - innerSkip) * ratio);
        startup += qpStartup;
        run += (s.cpuTuple + qp) * tuples;
        p.startup = startup;
        p.total = startup + run;
    }

    /** Are the inner rows kept because that is cheaper, or because their source cannot go back, or not in memory? */
    private boolean keepsInner(Path.Merge p, boolean cheaper, double rows) {
        if (s.material && cheaper || p.innerSort == null && !marks(p.inner)) {
            return true;
        }
        return s.material && p.innerSort != null && Costs.bytes(rows, p.inner.rel.width) > s.workMem;
    }

    private static boolean marks(Path p) {
        return p instanceof Path.Index || p instanceof Path.Keep;
    }

    /** Rows that match {@code clauses} alone. */
    private double approximate(Path.Joined p, List<Clause> clauses) {
        double f = 1;
        for (Clause c : clauses) {
            f *= selectivity.of(c, JoinType.INNER, null);
        }
        return Costs.clampRows(f * p.outer.rows * p.inner.rows);
    }

    void hashJoin(Path.Hashed p, SemiFactors semi) {
        double outerRows = Math.max(1, p.outer.rows);
        double innerRows = Math.max(1, p.inner.rows);
        int n = p.hashClauses.size();
        double startup = p.outer.startup;
        double run = p.outer.total - p.outer.startup;
        startup += p.inner.total + (s.cpuOperator * n + s.cpuTuple) * innerRows;
        run += s.cpuOperator * n * outerRows;
        double[] size = HashTableSize.choose(innerRows, p.inner.rel.width, costs.hashMem());
        p.batches = size[1];
        if (size[1] > 1) {
            double op = Costs.pages(outerRows, p.outer.rel.width);
            double ip = Costs.pages(innerRows, p.inner.rel.width);
            startup += s.seqPage * ip;
            run += s.seqPage * (ip + 2 * op);
        }
        if (!s.hashJoin) {
            startup += CostSettings.DISABLED;
        }
        double buckets = size[0] * size[1];
        double bucketSize = 1;
        double mcvFreq = 1;
        if (p.inner instanceof Path.Distinct) {
            bucketSize = 1 / buckets;
            mcvFreq = 0;
        } else {
            for (Clause c : p.hashClauses) {
                double[] b = selectivity.bucket(c.leftIsIn(p.inner.rel.relids) ? c.leftExpr() : c.rightExpr(), buckets);
                bucketSize = Math.min(bucketSize, b[0]);
                mcvFreq = Math.min(mcvFreq, b[1]);
            }
        }
        if (Costs.bytes(Costs.clampRows(innerRows * mcvFreq), p.inner.rel.width) > costs.hashMem()) {
            startup += CostSettings.DISABLED;
        }
        QualCost hq = costs.quals(p.hashClauses);
        QualCost all = costs.quals(p.clauses);
        double tuples;
        startup += hq.startup();
        if (oneMatch(p)) {
            double matched = Math.rint(outerRows * semi.matched());
            double scanned = 2.0 / (semi.matches() + 1);
            run += hq.perTuple() * matched * Costs.clampRows(innerRows * bucketSize * scanned) * 0.5;
            run += hq.perTuple() * (outerRows - matched) * Costs.clampRows(innerRows / buckets) * 0.05;
            tuples = p.type == JoinType.ANTI ? outerRows - matched : matched;
        } else {
            run += hq.perTuple() * outerRows * Costs.clampRows(innerRows * bucketSize) * 0.5;
            tuples = approximate(p, p.hashClauses);
        }
        startup += all.startup() - hq.startup();
        run += (s.cpuTuple + all.perTuple() - hq.perTuple()) * tuples;
        p.startup = startup;
        p.total = startup + run;
    }

    /** How far a join whose outer rows need one match only searches. */
    SemiFactors factors(Rel outer, Rel inner, JoinType type, List<Clause> clauses, SpecialJoin special) {
        List<Clause> on = new ArrayList<>();
        boolean outerJoin = type == JoinType.LEFT || type == JoinType.FULL || type == JoinType.ANTI;
        for (Clause c : clauses) {
            if (!(outerJoin && c.pushedDown)) {
                on.add(c);
            }
        }
        double n = selectivity.all(on, JoinType.INNER, null);
        // PostgreSQL estimates the fraction with a match as a semi-join's only where the query says so.
        boolean semi = special.type() == JoinType.SEMI || special.type() == JoinType.ANTI;
        double j = semi ? selectivity.all(on, special.type(), special) : n;
        double matches = j > 0 ? Math.max(1, n * inner.rows / j) : 1;
        return new SemiFactors(j, matches);
    }
}
