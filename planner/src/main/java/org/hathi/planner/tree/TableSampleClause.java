package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** TABLESAMPLE method (args) REPEATABLE (seed). */
public record TableSampleClause(
        int tsmhandler, List<Expr> args, @Nullable Expr repeatable) implements Node {}
