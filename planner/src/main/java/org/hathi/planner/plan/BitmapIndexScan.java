package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Collects the row positions an index names, into a bitmap for the node above. */
public final class BitmapIndexScan extends Plan {
    /** Range table index of the table. */
    public int scanRelId;

    public int indexOid;
    public List<Expr> indexQual = new ArrayList<>();
    public List<Expr> indexQualOrig = new ArrayList<>();

    @Override
    public String nodeName() {
        return "Bitmap Index Scan";
    }
}
