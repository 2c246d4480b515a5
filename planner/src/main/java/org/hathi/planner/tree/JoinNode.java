package org.hathi.planner.tree;

/** A node of the join tree. */
public sealed interface JoinNode extends Node permits RangeTblRef, JoinExpr, FromExpr {}
