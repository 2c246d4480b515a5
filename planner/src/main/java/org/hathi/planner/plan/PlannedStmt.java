package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Statement;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.RangeTblEntry;
import org.jspecify.annotations.Nullable;

/**
 * A statement ready to execute: a plan tree with everything it refers to, or a utility statement passed through.
 * Immutable once planned; shared between executions.
 */
public final class PlannedStmt {
    public CmdType commandType = CmdType.SELECT;
    /** Null for a utility statement. */
    public @Nullable Plan plan;
    /** Null unless this is a utility statement. */
    public @Nullable Statement utility;

    /**
     * Flat range table: all relations of the statement and of its subplans; {@code varno} and {@code scanrelid} count
     * from 1.
     */
    public List<RangeTblEntry> rangeTable = new ArrayList<>();
    /** The entries (numbers from 1) in the order EXPLAIN names them; empty: as they come. */
    public int[] rangeOrder = {};
    /** Range table indexes of relations that INSERT, UPDATE, DELETE change. */
    public List<Integer> resultRelations = new ArrayList<>();
    /** Plans of subqueries, numbered from 1 by {@code SubPlan.planId} and {@link SubPlanRef#subplan}. */
    public List<Plan> subplans = new ArrayList<>();
    /** Row-locking clauses, for LockRows and for the executor's rechecks. */
    public List<PlanRowMark> rowMarks = new ArrayList<>();
    /** How many executor parameters (for nested loops, subplans, CTEs) the statement uses. */
    public int paramCount;
    /** Types of the executor parameters, by number. */
    public List<Integer> paramTypes = new ArrayList<>();
    /** Oids of relations whose change invalidates this plan. */
    public List<Integer> relationOids = new ArrayList<>();
    /** Oids of functions, types and other objects whose change invalidates this plan. */
    public List<Integer> objectOids = new ArrayList<>();

    public boolean hasReturning;
    public boolean hasModifyingCte;
    /** Query levels without FROM: PostgreSQL has a range table entry for each. */
    public int emptyFroms;
    /** False for statements added by rules: they do not set the command tag. */
    public boolean canSetTag = true;
    /** True when the plan depends on the current role (row security, {@code current_user} folded). */
    public boolean dependsOnRole;
    /** True when the plan is only good while TransactionXmin stands (not used yet by any path). */
    public boolean transientPlan;

    /** Where the statement stands in the query string: 0-based character offset and length (0: to the end). */
    public int location;

    public int length;
}
