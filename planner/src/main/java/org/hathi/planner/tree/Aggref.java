package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An aggregate call; {@code aggkind} 'n' normal, 'o' ordered-set, 'h' hypothetical. */
public record Aggref(
        int aggfnoid,
        int aggtype,
        int aggcollid,
        int inputcollid,
        int aggtranstype,
        int[] aggargtypes,
        List<Expr> aggdirectargs,
        List<TargetEntry> args,
        List<SortGroupClause> aggorder,
        List<SortGroupClause> aggdistinct,
        @Nullable Expr aggfilter,
        boolean aggstar,
        boolean aggvariadic,
        char aggkind,
        int agglevelsup,
        int aggsplit,
        int aggno,
        int aggtransno,
        int location)
        implements Expr {
    @Override
    public int type() {
        return aggtype;
    }

    @Override
    public int typmod() {
        return -1;
    }

    @Override
    public int collation() {
        return aggcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Aggref e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
