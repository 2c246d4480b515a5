package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Follows an index to table rows. */
public final class IndexScan extends Plan {
    /** Range table index of the table. */
    public int scanRelId;

    public int indexOid;
    /**
     * Index conditions: each {@code indexkey OP value}; the key is a Var of {@code INDEX_VAR}, the value may hold
     * Params.
     */
    public List<Expr> indexQual = new ArrayList<>();
    /** The same conditions over the table's columns, for rechecks and EXPLAIN. */
    public List<Expr> indexQualOrig = new ArrayList<>();

    public boolean backward;

    @Override
    public String nodeName() {
        return "Index Scan";
    }
}
