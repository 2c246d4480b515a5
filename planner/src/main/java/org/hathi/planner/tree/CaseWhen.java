package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** One WHEN … THEN … of a CaseExpr. */
public record CaseWhen(Expr expr, Expr result, int location) implements Node {
    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CaseWhen w && expr.equals(w.expr) && result.equals(w.result);
    }

    @Override
    public int hashCode() {
        return 31 * expr.hashCode() + result.hashCode();
    }
}
