/**
 * The optimizer: from an analysed and rewritten {@code Query} to a {@code PlannedStmt}.
 *
 * <p>Stages, in the order {@link org.hathi.planner.optimize.Planner} runs them for each query level: constant folding
 * ({@code ConstantFolder}), subqueries and sublinks pulled up into the join tree ({@code PullUp}), outer joins reduced
 * ({@code OuterJoins}), quals distributed to relations ({@code QualDistributor}, {@code Equivalence}), paths for base
 * relations ({@code ScanPaths}, {@code IndexPaths}), join order ({@code JoinSearch}), grouping, windows, sorting and
 * limits ({@code UpperPlanner}, {@code SetOps}), plan nodes ({@code PlanBuilder}), and column references resolved
 * ({@code SetRefs}).
 */
@org.jspecify.annotations.NullMarked
package org.hathi.planner.optimize;
