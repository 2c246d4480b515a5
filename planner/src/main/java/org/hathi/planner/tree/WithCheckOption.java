package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A check an inserted or updated row must pass (WITH CHECK OPTION, row security). */
public record WithCheckOption(
        int kind,
        String relname,
        @Nullable String polname,
        @Nullable Expr qual,
        boolean cascaded) implements Node {}
