package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Fetches rows by ctid. */
public final class TidScan extends Plan {
    /** Range table index of the table. */
    public int scanRelId;
    /** {@code ctid = value}, {@code ctid = ANY (array)} or {@code CURRENT OF cursor}; OR-ed together. */
    public List<Expr> tidQual = new ArrayList<>();

    @Override
    public String nodeName() {
        return "Tid Scan";
    }
}
