package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One WHEN clause of MERGE; updateColnos are the target columns of an UPDATE (attribute numbers). */
public record MergeAction(
        boolean matched,
        CmdType commandType,
        OverridingKind override,
        @Nullable Expr qual,
        List<TargetEntry> targetList,
        int[] updateColnos)
        implements Node {
    /** The same action with other expressions. */
    public MergeAction with(@Nullable Expr q, List<TargetEntry> tl) {
        return q == qual && tl == targetList
                ? this
                : new MergeAction(matched, commandType, override, q, tl, updateColnos);
    }
}
