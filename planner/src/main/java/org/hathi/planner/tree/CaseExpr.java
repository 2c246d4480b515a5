package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** CASE; with {@code arg} the conditions compare a CaseTestExpr. */
public record CaseExpr(
        int casetype,
        int casecollid,
        @Nullable Expr arg,
        List<CaseWhen> args,
        @Nullable Expr defresult,
        int location) implements Expr {
    @Override
    public int type() {
        return casetype;
    }

    @Override
    public int typmod() {
        return Trees.caseTypmod(this);
    }

    @Override
    public int collation() {
        return casecollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CaseExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
