package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** ON CONFLICT. arbiterElems are InferenceElems; constraint the oid of ON CONSTRAINT's constraint, or 0. */
public record OnConflictExpr(
        OnConflictAction action,
        List<Expr> arbiterElems,
        @Nullable Expr arbiterWhere,
        int constraint,
        List<TargetEntry> onConflictSet,
        @Nullable Expr onConflictWhere,
        int exclRelIndex,
        List<TargetEntry> exclRelTlist)
        implements Node {}
