/**
 * Plans: what the optimizer produces and the executor runs.
 *
 * <p>Shapes and names are PostgreSQL's ({@code plannodes.h}), so that {@code EXPLAIN} prints the same tree. Inside a
 * finished plan a {@code Var} names its input: {@link org.hathi.planner.tree.Var#OUTER_VAR} is column {@code varattno}
 * of the left child's output, {@code INNER_VAR} of the right child's, {@code INDEX_VAR} of the index; any other
 * {@code varno} is a column of the scanned relation itself, by attribute number.
 */
@org.jspecify.annotations.NullMarked
package org.hathi.planner.plan;
