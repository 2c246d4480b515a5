package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/**
 * A target list entry: {@code resno} 1-based column number, {@code ressortgroupref} non-zero if a sort/group clause
 * refers to it, {@code resorigtbl/resorigcol} the table column it shows (0 = none), {@code resjunk} not part of the
 * result.
 */
public record TargetEntry(
        Expr expr,
        int resno,
        @Nullable String resname,
        int ressortgroupref,
        int resorigtbl,
        int resorigcol,
        boolean resjunk)
        implements Node {
    /** An entry without sort reference and origin. */
    public TargetEntry(Expr expr, int resno, @Nullable String resname, boolean resjunk) {
        this(expr, resno, resname, 0, 0, 0, resjunk);
    }

    public TargetEntry withExpr(Expr e) {
        return e == expr ? this : new TargetEntry(e, resno, resname, ressortgroupref, resorigtbl, resorigcol, resjunk);
    }

    public TargetEntry withResno(int n) {
        return new TargetEntry(expr, n, resname, ressortgroupref, resorigtbl, resorigcol, resjunk);
    }

    public TargetEntry withResname(@Nullable String n) {
        return new TargetEntry(expr, resno, n, ressortgroupref, resorigtbl, resorigcol, resjunk);
    }

    public TargetEntry withSortGroupRef(int ref) {
        return new TargetEntry(expr, resno, resname, ref, resorigtbl, resorigcol, resjunk);
    }

    public TargetEntry withOrigin(int tbl, int col) {
        return new TargetEntry(expr, resno, resname, ressortgroupref, tbl, col, resjunk);
    }

    public TargetEntry withJunk(boolean junk) {
        return new TargetEntry(expr, resno, resname, ressortgroupref, resorigtbl, resorigcol, junk);
    }
}
