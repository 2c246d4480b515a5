/**
 * The analysed tree: PostgreSQL's Query and expression nodes, with its field names, as the planner, the rewriter and
 * the catalogs (node text) use them. Expressions are immutable records; Query, RangeTblEntry and CommonTableExpr are
 * mutable.
 */
@NullMarked
package org.hathi.planner.tree;

import org.jspecify.annotations.NullMarked;
