package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A choice of subplans. */
public record AlternativeSubPlan(List<SubPlan> subplans) implements Expr {
    @Override
    public int type() {
        return subplans.get(0).type();
    }

    @Override
    public int typmod() {
        return subplans.get(0).typmod();
    }

    @Override
    public int collation() {
        return subplans.get(0).collation();
    }

    @Override
    public int location() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof AlternativeSubPlan e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
