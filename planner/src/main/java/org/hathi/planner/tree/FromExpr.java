package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A FROM list: the cross product of its items, filtered by quals. */
public record FromExpr(List<JoinNode> fromlist, @Nullable Expr quals) implements JoinNode {}
