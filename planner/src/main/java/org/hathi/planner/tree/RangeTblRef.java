package org.hathi.planner.tree;

/** A range table entry (1-based) as a leaf of the join tree or of a set operation tree. */
public record RangeTblRef(int rtindex) implements JoinNode, SetOpNode {}
