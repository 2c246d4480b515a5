package org.hathi.planner.tree;

import java.util.List;

/**
 * A table alias with optional column aliases; as {@code eref} of a range table entry, all column names ("" = dropped).
 */
public record Alias(String aliasname, List<String> colnames) implements Node {}
