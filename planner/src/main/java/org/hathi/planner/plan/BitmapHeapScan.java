package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Reads the table pages a bitmap (its left child) names, in page order. */
public final class BitmapHeapScan extends Plan {
    /** Range table index of the table. */
    public int scanRelId;
    /** The original index conditions, checked again on lossy pages. */
    public List<Expr> bitmapQualOrig = new ArrayList<>();

    @Override
    public String nodeName() {
        return "Bitmap Heap Scan";
    }
}
