package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TreeWalker;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's cost model. Source: PostgreSQL manual, "Planner Cost Constants" and "Index Cost Estimation Functions". */
final class Costs {
    private static final double HASH_ENTRY_OVERHEAD = 24;
    private static final int BLOCK = 8192;

    final CostSettings s;
    private final PlannerInfo info;

    Costs(PlannerInfo info) {
        this.info = info;
        this.s = info.cx().costs();
    }

    /** CPU cost of evaluating expressions once. */
    double evaluation(@Nullable Expr e) {
        if (e == null) {
            return 0;
        }
        double[] sum = new double[1];
        new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof SubPlan p) {
                    sum[0] += p.perCallCost();
                    return walkChildren(x);
                }
                if (x instanceof FuncExpr || x instanceof OpExpr) {
                    sum[0] += info.catalog()
                                    .proc(Exprs.function(x, info.catalog()))
                                    .cost()
                            * s.cpuOperator;
                } else if (x instanceof ScalarArrayOpExpr a) {
                    sum[0] += info.catalog()
                                    .proc(Exprs.function(x, info.catalog()))
                                    .cost()
                            * s.cpuOperator
                            * arrayElements(a)
                            * 0.5;
                }
                return walkChildren(x);
            }
        }.walk(e);
        return sum[0];
    }

    private static int arrayElements(ScalarArrayOpExpr a) {
        return a.args().get(1) instanceof org.hathi.planner.tree.ArrayExpr x
                ? x.elements().size()
                : 10;
    }

    double evaluation(List<Clause> clauses) {
        double sum = 0;
        for (Clause c : clauses) {
            sum += evaluation(c.expr);
        }
        return sum;
    }

    void seqScan(Path p, Rel rel) {
        p.startup = s.seqScan ? 0 : CostSettings.DISABLED;
        p.total = p.startup + rel.pages * s.seqPage + rel.tuples * (s.cpuTuple + evaluation(rel.quals));
    }

    /** Scan of something already computed row by row: VALUES, a function, a CTE. */
    void simpleScan(Path p, Rel rel, double perRow) {
        p.startup = 0;
        p.total = rel.tuples * (perRow + s.cpuTuple + evaluation(rel.quals));
    }

    /** Pages fetched by random access to {@code tuples} rows of a table of {@code pages}, given the cache (Mackert and Lohman). */
    double pagesFetched(double tuples, double pages, double indexPages) {
        double t = Math.max(1, pages);
        double total = Math.max(1, pages + indexPages);
        double b = Math.max(1, Math.ceil(s.effectiveCachePages * t / total));
        double fetched;
        if (t <= b) {
            fetched = 2 * t * tuples / (2 * t + tuples);
            fetched = fetched >= t ? t : Math.ceil(fetched);
        } else {
            double lim = 2 * t * b / (2 * t - b);
            fetched = tuples <= lim ? 2 * t * tuples / (2 * t + tuples) : b + (tuples - lim) * (t - b) / t;
            fetched = Math.ceil(fetched);
        }
        return fetched;
    }

    /**
     * B-tree scan.
     *
     * @param loops how often the scan is repeated (inner side of a nested loop)
     * @param correlation between index order and table order, squared inside
     * @param boundary selectivity of the conditions that bound the scanned range
     */
    void indexScan(Path.Index p, Rel rel, double loops, double correlation, double boundary, double searches) {
        PlannerCatalog.IndexCandidate ix = p.index;
        double indexTuples = Math.max(1, Math.rint(boundary * rel.tuples));
        double perScan = indexTuples / Math.max(1, searches);
        double indexPages = ix.pages() > 1 && ix.tuples() > 1 ? Math.ceil(perScan * ix.pages() / ix.tuples()) : 1;
        double total;
        double scans = searches * loops;
        if (scans > 1) {
            double fetched = pagesFetched(indexPages * scans, ix.pages(), 0);
            total = fetched * s.randomPage / loops;
        } else {
            total = indexPages * s.randomPage;
        }
        double qualOps = s.cpuOperator * p.clauses.size();
        double cpu = perScan * searches * (s.cpuIndexTuple + qualOps);
        double descent = 0;
        if (ix.tuples() > 1) {
            descent = Math.ceil(Math.log(ix.tuples()) / Math.log(2.0)) * s.cpuOperator;
        }
        descent += (ix.treeHeight() + 1) * 50.0 * s.cpuOperator;
        double startup = searches * descent;
        total += cpu + startup;
        p.indexTotal = total;
        double fetchedTuples = Math.max(1, p.selectivity * rel.tuples);
        double minIo;
        double maxIo;
        double visible = p.indexOnly ? 1 - rel.allVisible : 1;
        if (loops > 1) {
            double pages = Math.ceil(pagesFetched(fetchedTuples * loops, rel.pages, ix.pages()) * visible);
            maxIo = pages * s.randomPage / loops;
            double pagesMin = Math.ceil(
                    pagesFetched(Math.ceil(p.selectivity * rel.pages) * loops, rel.pages, ix.pages()) * visible);
            minIo = pagesMin * s.randomPage / loops;
        } else {
            double pages = Math.ceil(pagesFetched(fetchedTuples, rel.pages, ix.pages()) * visible);
            maxIo = pages * s.randomPage;
            double pagesMin = Math.ceil(Math.ceil(p.selectivity * rel.pages) * visible);
            minIo = pagesMin > 0 ? s.randomPage + (pagesMin - 1) * s.seqPage : 0;
        }
        double io = maxIo + correlation * correlation * (minIo - maxIo);
        boolean enabled = s.indexScan && (!p.indexOnly || s.indexOnlyScan);
        p.startup = startup + (enabled ? 0 : CostSettings.DISABLED);
        p.total = p.startup + (total - startup) + io + fetchedTuples * (s.cpuTuple + evaluation(rel.quals));
    }

    void bitmapScan(Path.Bitmap p, Rel rel, double loops) {
        double tuples = Math.max(1, Math.rint(p.source.selectivity() * rel.tuples));
        double t = Math.max(1, rel.pages);
        double fetched =
                loops > 1 ? pagesFetched(tuples * loops, rel.pages, 0) / loops : 2 * t * tuples / (2 * t + tuples);
        fetched = fetched >= t ? t : Math.ceil(fetched);
        double perPage =
                fetched >= 2 ? s.randomPage - (s.randomPage - s.seqPage) * Math.sqrt(fetched / t) : s.randomPage;
        p.startup = p.source.cost() + (s.bitmapScan ? 0 : CostSettings.DISABLED);
        p.total = p.startup + fetched * perPage + tuples * (s.cpuTuple + s.cpuOperator + evaluation(rel.quals));
    }

    /** Cost of sorting on top of {@code inputTotal}; {@code limit} &gt; 0 bounds the rows wanted. Returns {startup, total}. */
    double[] sort(double inputTotal, double rows, int width, double limit) {
        double n = Math.max(2, rows);
        double compare = 2 * s.cpuOperator;
        double out = limit > 0 && limit < n ? limit : n;
        double bytes = n * (Math.max(8, width) + 24.0);
        double outBytes = out * (Math.max(8, width) + 24.0);
        double startup = inputTotal + (s.sort ? 0 : CostSettings.DISABLED);
        if (outBytes > s.workMem) {
            double pages = Math.ceil(bytes / BLOCK);
            double runs = bytes / s.workMem;
            double order = Math.max(6, s.workMem / (BLOCK * 33.0));
            double logRuns = runs > order ? Math.ceil(Math.log(runs) / Math.log(order)) : 1;
            startup += compare * n * log2(n) + 2 * pages * logRuns * (s.seqPage * 0.75 + s.randomPage * 0.25);
        } else if (n > 2 * out || bytes > s.workMem) {
            startup += compare * n * log2(2 * out);
        } else {
            startup += compare * n * log2(n);
        }
        return new double[] {startup, startup + s.cpuOperator * n};
    }

    static double log2(double x) {
        return Math.log(x) / 0.693147180559945;
    }

    /** Cost of keeping rows in memory or a file; added to the input's. */
    double materialize(double rows, int width) {
        double bytes = rows * (Math.max(8, width) + 24.0);
        double c = 2 * s.cpuOperator * rows;
        if (bytes > s.workMem) {
            c += s.seqPage * Math.ceil(bytes / BLOCK);
        }
        return c;
    }

    void nestLoop(Path.Nest p, double selectivityPerPair) {
        double outerRows = Math.max(1, p.outer.rows);
        double innerRows = Math.max(1, p.inner.rows);
        double innerFirst = p.inner.total;
        double rescanStart = p.inner.startup;
        double rescan = p.inner.total;
        if (p.materialize) {
            innerFirst += materialize(innerRows, p.inner.rel.width);
            rescanStart = 0;
            rescan = s.cpuOperator * innerRows;
            double bytes = innerRows * (Math.max(8, p.inner.rel.width) + 24.0);
            if (bytes > s.workMem) {
                rescan += s.seqPage * Math.ceil(bytes / BLOCK);
            }
        } else if (p.inner instanceof Path.Scan
                && p.inner.rel.rte != null
                && p.inner.rel.rte.rtekind != org.hathi.planner.tree.RteKind.RELATION
                && p.inner.required == 0
                && p.inner.rel.subquery == null) {
            rescan = p.inner.total - p.inner.startup;
            rescanStart = 0;
        }
        p.startup = p.outer.startup + p.inner.startup + (s.nestLoop ? 0 : CostSettings.DISABLED);
        double run = p.outer.total - p.outer.startup;
        double matchFraction = 1;
        if (p.type == JoinType.SEMI || p.type == JoinType.ANTI) {
            double matches = Math.max(1, selectivityPerPair * innerRows);
            matchFraction = Math.min(1, 2.0 / (matches + 1));
        }
        run += innerFirst - p.inner.startup;
        if (outerRows > 1) {
            run += (outerRows - 1) * (rescanStart + (rescan - rescanStart) * matchFraction);
        }
        double tuples = outerRows * innerRows * matchFraction;
        run += tuples * (s.cpuTuple + evaluation(p.clauses));
        p.total = p.startup + run;
    }

    void hashJoin(Path.Hashed p, double joinTuples, double innerBucketFraction) {
        double outerRows = Math.max(1, p.outer.rows);
        double innerRows = Math.max(1, p.inner.rows);
        int n = p.hashClauses.size();
        p.startup = p.outer.startup + (s.hashJoin ? 0 : CostSettings.DISABLED);
        p.startup += p.inner.total + (s.cpuOperator * n + s.cpuTuple) * innerRows;
        double run = p.outer.total - p.outer.startup + s.cpuOperator * n * outerRows;
        double innerBytes = innerRows * (Math.max(8, p.inner.rel.width) + HASH_ENTRY_OVERHEAD);
        if (innerBytes > s.workMem * s.hashMemMultiplier) {
            double ip = Math.ceil(innerBytes / BLOCK);
            double op = Math.ceil(outerRows * (Math.max(8, p.outer.rel.width) + HASH_ENTRY_OVERHEAD) / BLOCK);
            p.startup += s.seqPage * ip;
            run += s.seqPage * (ip + 2 * op);
        }
        double hashCost = evaluation(p.hashClauses);
        run += hashCost * outerRows * Math.max(1, innerRows * innerBucketFraction) * 0.5;
        double other = 0;
        for (Clause c : p.clauses) {
            if (!p.hashClauses.contains(c)) {
                other += evaluation(c.expr);
            }
        }
        run += joinTuples * (s.cpuTuple + other);
        p.total = p.startup + run;
    }

    void mergeJoin(Path.Merge p, double joinTuples) {
        double os = p.outer.startup;
        double ot = p.outer.total;
        double is = p.inner.startup;
        double it = p.inner.total;
        if (p.outerSort != null) {
            double[] c = sort(ot, p.outer.rows, p.outer.rel.width, -1);
            os = c[0];
            ot = c[1];
        }
        if (p.innerSort != null) {
            double[] c = sort(it, p.inner.rows, p.inner.rel.width, -1);
            is = c[0];
            it = c[1];
        }
        p.startup = os + is + (s.mergeJoin ? 0 : CostSettings.DISABLED);
        double run = ot - os + it - is;
        run += evaluation(p.mergeClauses) * (p.outer.rows + p.inner.rows);
        run += joinTuples * (s.cpuTuple + evaluation(p.clauses));
        p.total = p.startup + run;
    }
}
