package org.hathi.planner.analyze;

import org.hathi.planner.tree.Alias;
import org.hathi.planner.tree.RangeTblEntry;

/** A FROM item as names are looked up: ParseNamespaceItem. */
final class NsItem {
    /**
     * One column as a Var: varno 0 = dropped (or, while a join is being built, the join itself); {@code inStar}: it is
     * one of those that {@code *} stands for.
     */
    record Column(
            int varno,
            int varattno,
            int type,
            int typmod,
            int collation,
            int varnosyn,
            int varattnosyn,
            boolean inStar) {
        Column(int varno, int varattno, int type, int typmod, int collation, int varnosyn, int varattnosyn) {
            this(varno, varattno, type, typmod, collation, varnosyn, varattnosyn, true);
        }

        Column notInStar() {
            return new Column(varno, varattno, type, typmod, collation, varnosyn, varattnosyn, false);
        }
    }

    final Alias names;
    final RangeTblEntry rte;
    final int rtindex;
    final Column[] columns;
    boolean relVisible = true;
    boolean colsVisible = true;
    boolean lateralOnly;
    boolean lateralOk = true;

    NsItem(Alias names, RangeTblEntry rte, int rtindex, Column[] columns) {
        this.names = names;
        this.rte = rte;
        this.rtindex = rtindex;
        this.columns = columns;
    }

    NsItem flags(boolean rel, boolean cols, boolean lateral, boolean ok) {
        relVisible = rel;
        colsVisible = cols;
        lateralOnly = lateral;
        lateralOk = ok;
        return this;
    }
}
