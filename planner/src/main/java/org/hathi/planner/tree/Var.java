package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/**
 * A column of a range table entry: {@code varno} 1-based (or {@link #INNER_VAR}, {@link #OUTER_VAR}, {@link
 * #INDEX_VAR} in plans), {@code varattno} 0 = whole row, negative = system column.
 */
public record Var(
        int varno,
        int varattno,
        int vartype,
        int vartypmod,
        int varcollid,
        int varlevelsup,
        int varnosyn,
        int varattnosyn,
        int location)
        implements Expr {
    /** varno of a reference to the inner, outer or index tuple of a plan node. */
    public static final int INNER_VAR = -1;

    public static final int OUTER_VAR = -2;
    public static final int INDEX_VAR = -3;
    public static final int ROWID_VAR = -4;

    @Override
    public int type() {
        return vartype;
    }

    @Override
    public int typmod() {
        return vartypmod;
    }

    @Override
    public int collation() {
        return varcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Var e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
