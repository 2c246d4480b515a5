package org.hathi.planner.optimize;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's cost model for scans, sorts and what else is not a join ({@link JoinCosts}). Source: PostgreSQL manual,
 * "Planner Cost Constants" and "Index Cost Estimation Functions"; L. F. Mackert and G. M. Lohman, "Index Scans Using a
 * Finite LRU Buffer".
 */
final class Costs {
    static final int BLOCK = 8192;
    private static final int SORT_TAPE_BYTES = 34 * BLOCK;

    final CostSettings s;
    final ExprCosts exprs;
    private final PlannerInfo info;

    Costs(PlannerInfo info) {
        this.info = info;
        this.s = info.cx().costs();
        this.exprs = new ExprCosts(info.catalog(), s.cpuOperator);
    }

    static double clampRows(double rows) {
        return rows > 1e100 ? 1e100 : rows <= 1 || Double.isNaN(rows) ? 1 : Math.rint(rows);
    }

    static int align(int width) {
        return width + 7 & ~7;
    }

    /** Bytes of a relation's rows as tuples in memory. */
    static double bytes(double rows, int width) {
        return rows * (align(width) + 24.0);
    }

    static double pages(double rows, int width) {
        return Math.ceil(bytes(rows, width) / BLOCK);
    }

    double hashMem() {
        return s.workMem * s.hashMemMultiplier;
    }

    QualCost quals(List<Clause> l) {
        return exprs.clauses(l);
    }

    // ---------------------------------------------------------------- scans

    void seqScan(Path p, Rel rel) {
        seqScan(p, rel, rel.quals);
    }

    /** The same with these conditions checked. */
    void seqScan(Path p, Rel rel, List<Clause> conditions) {
        QualCost q = quals(conditions);
        p.startup = (s.seqScan ? 0 : CostSettings.DISABLED) + q.startup();
        p.total = p.startup + ((s.cpuTuple + q.perTuple()) * rel.tuples + s.seqPage * rel.pages);
    }

    /**
     * Scan of something that is computed row by row: {@code start} once, {@code perRow} for each row besides
     * cpu_tuple_cost.
     */
    void simpleScan(Path p, Rel rel, double start, double perRow) {
        simpleScan(p, rel, rel.quals, start, perRow);
    }

    /** The same with these conditions checked. */
    void simpleScan(Path p, Rel rel, List<Clause> conditions, double start, double perRow) {
        QualCost q = quals(conditions);
        p.startup = start + q.startup();
        p.total = p.startup + rel.tuples * (perRow + s.cpuTuple + q.perTuple());
    }

    /** Scan of a subquery's rows that checks {@code conditions}. */
    void subqueryScan(Path p, Rel rel, List<Clause> conditions, double subStartup, double subTotal) {
        p.startup = subStartup;
        p.total = subTotal;
        QualCost q = quals(conditions);
        p.startup += q.startup();
        p.total += q.startup() + (s.cpuTuple + q.perTuple()) * rel.tuples;
    }

    /** Pages fetched by random access to {@code tuples} rows of a table of {@code pages}, given the cache. */
    double pagesFetched(double tuples, double pages, double indexPages) {
        double t = Math.max(1, pages);
        double total = Math.max(1, info.totalTablePages + indexPages);
        double b = s.effectiveCachePages * t / total;
        b = b <= 1 ? 1 : Math.ceil(b);
        double fetched;
        if (t <= b) {
            fetched = 2 * t * tuples / (2 * t + tuples);
            return fetched >= t ? t : Math.ceil(fetched);
        }
        double limit = 2 * t * b / (2 * t - b);
        fetched = tuples <= limit ? 2 * t * tuples / (2 * t + tuples) : b + (tuples - limit) * (t - b) / t;
        return Math.ceil(fetched);
    }

    /**
     * B-tree scan. Expects the path's selectivity; leaves its {@code indexTotal}.
     *
     * @param loops how often the scan is repeated (inner side of a nested loop)
     * @param correlation between index order and table order
     * @param entries index entries visited by each search
     * @param searches number of searches (arrays make several)
     * @param rest conditions the index does not check
     */
    void indexScan(
            Path.Index p, Rel rel, double loops, double correlation, double entries, double searches, QualCost rest) {
        PlannerCatalog.IndexCandidate ix = p.index;
        double perSearch = Math.max(1, Math.min(entries, ix.tuples()));
        double indexPages = ix.pages() > 1 && ix.tuples() > 1 ? Math.ceil(perSearch * ix.pages() / ix.tuples()) : 1;
        double scans = searches * loops;
        double total = scans > 1
                ? pagesFetched(indexPages * scans, ix.pages(), ix.pages()) * s.randomPage / loops
                : indexPages * s.randomPage;
        double operands = operands(p);
        double start = operands;
        total += operands + perSearch * searches * (s.cpuIndexTuple + s.cpuOperator * p.clauses.size());
        if (ix.tuples() > 1) {
            double descent = Math.ceil(Math.log(ix.tuples()) / Math.log(2.0)) * s.cpuOperator;
            start += descent;
            total += searches * descent;
        }
        double descent = (ix.treeHeight() + 1) * 50.0 * s.cpuOperator;
        start += descent;
        total += searches * descent;
        p.indexTotal = total;
        double fetched = clampRows(p.selectivity * rel.tuples);
        double seen = p.indexOnly ? 1 - rel.allVisible : 1;
        double minIo;
        double maxIo;
        if (loops > 1) {
            maxIo = visible(pagesFetched(fetched * loops, rel.pages, ix.pages()), p, seen) * s.randomPage / loops;
            double pages = Math.ceil(p.selectivity * rel.pages);
            minIo = visible(pagesFetched(pages * loops, rel.pages, ix.pages()), p, seen) * s.randomPage / loops;
        } else {
            maxIo = visible(pagesFetched(fetched, rel.pages, ix.pages()), p, seen) * s.randomPage;
            double pages = visible(Math.ceil(p.selectivity * rel.pages), p, seen);
            minIo = pages > 0 ? s.randomPage + (pages > 1 ? (pages - 1) * s.seqPage : 0) : 0;
        }
        double io = maxIo + correlation * correlation * (minIo - maxIo);
        p.startup = (s.indexScan ? 0 : CostSettings.DISABLED) + start + rest.startup();
        double run = total - start;
        run += io;
        run += (s.cpuTuple + rest.perTuple()) * fetched;
        p.total = p.startup + run;
    }

    private static double visible(double pages, Path.Index p, double seen) {
        return p.indexOnly ? Math.ceil(pages * seen) : pages;
    }

    /** Cost of evaluating what the index columns are compared with. */
    private double operands(Path.Index p) {
        QualCost c = QualCost.NONE;
        for (Path.IndexClause k : p.clauses) {
            switch (k.condition()) {
                case org.hathi.planner.tree.OpExpr o ->
                    c = c.plus(exprs.of(o.args().get(1)));
                case org.hathi.planner.tree.ScalarArrayOpExpr a ->
                    c = c.plus(exprs.of(a.args().get(1)));
                default -> {}
            }
        }
        return c.startup() + c.perTuple();
    }

    /** Fills {@code pages} (heap pages fetched) and costs of a bitmap heap scan. */
    void bitmapScan(Path.Bitmap p, Rel rel, double loops, List<Clause> quals) {
        double indexTotal = p.source.cost();
        double tuples = clampRows(p.source.selectivity() * rel.tuples);
        double t = Math.max(1, rel.pages);
        double fetched = 2 * t * tuples / (2 * t + tuples);
        double heapPages = Math.min(fetched, rel.pages);
        double entries = Math.max(16, s.workMem / 64);
        if (loops > 1) {
            fetched = pagesFetched(tuples * loops, rel.pages, p.source.indexPages()) / loops;
        }
        fetched = fetched >= t ? t : Math.ceil(fetched);
        if (entries < heapPages) {
            double lossy = Math.max(0, heapPages - entries / 2);
            double exact = heapPages - lossy;
            if (lossy > 0) {
                tuples = clampRows(
                        p.source.selectivity() * (exact / heapPages) * rel.tuples + lossy / heapPages * rel.tuples);
            }
        }
        double perPage =
                fetched >= 2 ? s.randomPage - (s.randomPage - s.seqPage) * Math.sqrt(fetched / t) : s.randomPage;
        QualCost q = quals(quals);
        p.startup = indexTotal + (s.bitmapScan ? 0 : CostSettings.DISABLED) + q.startup();
        p.total = p.startup + fetched * perPage + (s.cpuTuple + q.perTuple()) * tuples;
    }

    void tidScan(Path p, Rel rel, double n, QualCost tidQuals, boolean currentOf) {
        QualCost q = quals(rel.quals);
        p.startup = (s.tidScan || currentOf ? 0 : CostSettings.DISABLED) + q.startup() + tidQuals.perTuple();
        if (currentOf) {
            p.startup -= CostSettings.DISABLED;
        }
        p.total = p.startup + s.randomPage * n + (s.cpuTuple + q.perTuple() - tidQuals.perTuple()) * n;
    }

    // ---------------------------------------------------------------- sorts and stores

    /** Startup and run cost of sorting rows, without reading them. */
    private double[] tupleSort(double rows, int width, double limit) {
        double n = Math.max(2, rows);
        double compare = 2 * s.cpuOperator;
        double out = limit > 0 && limit < n ? limit : n;
        double bytes = bytes(n, width);
        double outBytes = limit > 0 && limit < n ? bytes(out, width) : bytes;
        double startup;
        if (outBytes > s.workMem) {
            double pages = Math.ceil(bytes / BLOCK);
            double runs = bytes / s.workMem;
            double order = Math.clamp((double) (long) (s.workMem / SORT_TAPE_BYTES), 6, 500);
            double logRuns = runs > order ? Math.ceil(Math.log(runs) / Math.log(order)) : 1;
            startup = compare * n * log2(n) + 2 * pages * logRuns * (s.seqPage * 0.75 + s.randomPage * 0.25);
        } else if (n > 2 * out || bytes > s.workMem) {
            startup = compare * n * log2(2 * out);
        } else {
            startup = compare * n * log2(n);
        }
        return new double[] {startup, s.cpuOperator * n};
    }

    /**
     * Cost of sorting on top of {@code inputTotal}; {@code limit} &gt; 0 bounds the rows wanted. Returns
     * {startup, total}.
     */
    double[] sort(double inputTotal, double rows, int width, double limit) {
        double[] c = tupleSort(rows, width, limit);
        double startup = c[0] + inputTotal + (s.sort ? 0 : CostSettings.DISABLED);
        return new double[] {startup, startup + c[1]};
    }

    /** Cost of sorting an input that comes in {@code groups} groups sorted already. */
    double[] incrementalSort(
            double inputStartup, double inputTotal, double rows, int width, double groups, double limit) {
        double n = Math.max(2, rows);
        double run = inputTotal - inputStartup;
        double perGroupInput = run / groups;
        // Groups are not all alike: the larger ones decide.
        double[] c = tupleSort(1.5 * n / groups, width, limit);
        double startup = c[0] + inputStartup + perGroupInput;
        double cost = c[1] + (c[1] + c[0]) * (groups - 1) + perGroupInput * (groups - 1);
        cost += s.cpuTuple * n + 2 * s.cpuTuple * groups;
        return new double[] {startup, startup + cost};
    }

    static double log2(double x) {
        return Math.log(x) / 0.693147180559945;
    }

    /** Cost of keeping rows in memory or a file; added to the input's. */
    double materialize(double rows, int width) {
        double c = 2 * s.cpuOperator * rows;
        double bytes = bytes(rows, width);
        if (bytes > s.workMem) {
            c += s.seqPage * Math.ceil(bytes / BLOCK);
        }
        return c;
    }

    /** Cost of reading kept rows once more. */
    double reread(double perRow, double rows, int width) {
        double c = perRow * rows;
        double bytes = bytes(rows, width);
        return bytes > s.workMem ? c + s.seqPage * Math.ceil(bytes / BLOCK) : c;
    }

    // ---------------------------------------------------------------- aggregation

    /**
     * Cost of an Agg node: {startup, total}.
     *
     * @param sorted null for one group, true for sorted input, false for a hash table
     */
    double[] aggregate(
            @Nullable Boolean sorted,
            int keys,
            double groups,
            double inStartup,
            double inTotal,
            double inRows,
            int inWidth,
            AggCosts a) {
        if (sorted == null) {
            double startup = inTotal
                    + a.transition().startup()
                    + a.transition().perTuple() * inRows
                    + a.end().startup()
                    + a.end().perTuple();
            return new double[] {startup, startup + s.cpuTuple};
        }
        if (sorted) {
            double total = inTotal
                    + a.transition().startup()
                    + a.transition().perTuple() * inRows
                    + s.cpuOperator * keys * inRows
                    + a.end().startup()
                    + a.end().perTuple() * groups
                    + s.cpuTuple * groups;
            return new double[] {inStartup, total};
        }
        double startup = inTotal
                + (s.hashAgg ? 0 : CostSettings.DISABLED)
                + a.transition().startup()
                + a.transition().perTuple() * inRows
                + s.cpuOperator * keys * inRows
                + a.end().startup();
        double total = startup + a.end().perTuple() * groups + s.cpuTuple * groups;
        double[] spill = hashSpill(groups, inRows, inWidth, a);
        return new double[] {startup + spill[0], total + spill[1]};
    }

    private double[] hashSpill(double groups, double inRows, int inWidth, AggCosts a) {
        double entry = hashEntry(a.count(), inWidth, a.space());
        double mem = hashMem();
        double partitions = 0;
        double limit = mem;
        double groupLimit = Math.max(1, Math.floor(mem / entry));
        if (groups * entry > mem) {
            double want = 1 + 1.5 * groups * entry / mem;
            double most = (mem * 0.25 - BLOCK) / BLOCK;
            partitions = Math.clamp(Math.min(want, most), 4, 1024);
            partitions = Long.highestOneBit(Math.max(1, (long) partitions - 1)) * 2.0;
            double own = BLOCK + BLOCK * partitions;
            limit = mem > 4 * own ? mem - own : mem * 0.75;
            groupLimit = limit > entry ? Math.floor(limit / entry) : 1;
        }
        double batches = Math.max(groups * entry / limit, groups / groupLimit);
        batches = Math.max(Math.ceil(batches), 1);
        partitions = Math.max(partitions, 2);
        double depth = Math.ceil(Math.log(batches) / Math.log(partitions));
        double pages = Math.max(0, bytes(inRows, inWidth) / BLOCK * depth) * 2;
        double cpu = depth * inRows * 2 * s.cpuTuple;
        return new double[] {pages * s.randomPage + cpu, pages * s.randomPage + pages * s.seqPage + cpu};
    }

    /** Bytes of one entry of a hash table of groups. */
    static double hashEntry(int transitions, int width, int space) {
        double tuple = 16 + 16.0 + width;
        double perGroup = transitions > 0 ? 16 + 16.0 * transitions : 0;
        return 24 + tuple + perGroup + (space > 0 ? 16.0 + space : 0);
    }
}
