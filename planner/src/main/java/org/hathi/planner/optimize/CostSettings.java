package org.hathi.planner.optimize;

import org.hathi.base.Settings;

/** The planner's cost parameters and switches, read from the session's settings once for each planning. */
public final class CostSettings {
    public double seqPage = 1.0;
    public double randomPage = 4.0;
    public double cpuTuple = 0.01;
    public double cpuIndexTuple = 0.005;
    public double cpuOperator = 0.0025;
    /** Added to the cost of a path whose kind is switched off. */
    static final double DISABLED = 1.0e10;

    public double effectiveCachePages = 524288;
    /** Bytes for one sort or, times {@link #hashMemMultiplier}, one hash table. */
    public double workMem = 4 << 20;

    public double hashMemMultiplier = 2.0;
    public double cursorTupleFraction = 0.1;
    public int joinCollapseLimit = 8;
    public int fromCollapseLimit = 8;
    public boolean seqScan = true;
    public boolean indexScan = true;
    public boolean indexOnlyScan = true;
    public boolean bitmapScan = true;
    public boolean tidScan = true;
    public boolean nestLoop = true;
    public boolean mergeJoin = true;
    public boolean hashJoin = true;
    public boolean hashAgg = true;
    public boolean sort = true;
    public boolean material = true;
    public boolean memoize = true;
    public boolean incrementalSort = true;
    /** Constraints show which tables a condition leaves nothing of: for no table, for children, for all. */
    public String constraintExclusion = "partition";

    /** Reads everything from {@code s}. */
    public static CostSettings of(Settings s) {
        CostSettings c = new CostSettings();
        c.seqPage = s.real("seq_page_cost");
        c.randomPage = s.real("random_page_cost");
        c.cpuTuple = s.real("cpu_tuple_cost");
        c.cpuIndexTuple = s.real("cpu_index_tuple_cost");
        c.cpuOperator = s.real("cpu_operator_cost");
        c.effectiveCachePages = s.intValue("effective_cache_size");
        c.workMem = s.intValue("work_mem") * 1024.0;
        c.hashMemMultiplier = s.real("hash_mem_multiplier");
        c.cursorTupleFraction = s.real("cursor_tuple_fraction");
        c.joinCollapseLimit = s.intValue("join_collapse_limit");
        c.fromCollapseLimit = s.intValue("from_collapse_limit");
        c.seqScan = s.bool("enable_seqscan");
        c.indexScan = s.bool("enable_indexscan");
        c.indexOnlyScan = s.bool("enable_indexonlyscan");
        c.bitmapScan = s.bool("enable_bitmapscan");
        c.tidScan = s.bool("enable_tidscan");
        c.nestLoop = s.bool("enable_nestloop");
        c.mergeJoin = s.bool("enable_mergejoin");
        c.hashJoin = s.bool("enable_hashjoin");
        c.hashAgg = s.bool("enable_hashagg");
        c.sort = s.bool("enable_sort");
        c.material = s.bool("enable_material");
        c.memoize = s.bool("enable_memoize");
        c.incrementalSort = s.bool("enable_incremental_sort");
        c.constraintExclusion = s.string("constraint_exclusion");
        return c;
    }
}
