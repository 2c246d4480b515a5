package org.hathi.planner.plan;

import org.hathi.planner.tree.TableSampleClause;
import org.jspecify.annotations.Nullable;

/** Reads a whole table, page at a time. */
public final class SeqScan extends Plan {
    /** Range table index of the table. */
    public int scanRelId;
    /** TABLESAMPLE; null: all rows. */
    public @Nullable TableSampleClause sample;

    @Override
    public String nodeName() {
        return sample == null ? "Seq Scan" : "Sample Scan";
    }
}
