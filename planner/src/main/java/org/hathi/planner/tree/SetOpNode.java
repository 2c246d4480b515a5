package org.hathi.planner.tree;

/** A node of a set operation tree: a leaf (reference to a subquery RTE) or a SetOperationStmt. */
public sealed interface SetOpNode extends Node permits RangeTblRef, SetOperationStmt {}
