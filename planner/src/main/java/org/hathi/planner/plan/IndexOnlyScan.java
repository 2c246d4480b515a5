package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TargetEntry;

/** Answers from the index alone where the visibility map allows; the target list and qual use INDEX_VAR columns. */
public final class IndexOnlyScan extends Plan {
    /** Range table index of the table. */
    public int scanRelId;

    public int indexOid;
    public List<Expr> indexQual = new ArrayList<>();
    /** The conditions to check again on rows of a lossy index; over INDEX_VAR columns too. */
    public List<Expr> recheckQual = new ArrayList<>();
    /** One entry for each index column, its expression over the table; describes the scan's input columns. */
    public List<TargetEntry> indexTargetList = new ArrayList<>();

    public boolean backward;

    @Override
    public String nodeName() {
        return "Index Only Scan";
    }
}
