package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TargetEntry;
import org.jspecify.annotations.Nullable;

/**
 * One node of a plan tree. Fields are set by the optimizer and read-only afterwards: plans are shared by every
 * execution of a prepared statement, so the executor keeps its state elsewhere.
 *
 * <p>{@code targetList} says what the node returns, {@code qual} which of its rows survive (implicitly AND-ed).
 */
public abstract sealed class Plan
        permits Append,
                BitmapHeapScan,
                BitmapIndexScan,
                BitmapLogic,
                CteScan,
                FunctionScan,
                Agg,
                Group,
                Hash,
                IndexOnlyScan,
                IndexScan,
                Join,
                Limit,
                LockRows,
                Material,
                Memoize,
                MergeAppend,
                ModifyTable,
                ProjectSet,
                RecursiveUnion,
                Result,
                SeqScan,
                SetOp,
                Sort,
                SubqueryScan,
                TidScan,
                Unique,
                ValuesScan,
                WindowAgg,
                WorkTableScan {
    /** Cost before the first row and for all rows, in units of one sequential page read. */
    public double startupCost;

    public double totalCost;
    /** Estimated rows this node returns. */
    public double rows;
    /** Estimated average row width in bytes. */
    public int width;
    /** Number of this node within its statement, from 0 in plan order. */
    public int planNodeId;

    public List<TargetEntry> targetList = new ArrayList<>();
    public List<Expr> qual = new ArrayList<>();
    public @Nullable Plan left;
    public @Nullable Plan right;
    /** Uncorrelated subqueries to run once, at most, when their output parameter is first read. */
    public List<SubPlanRef> initPlans = new ArrayList<>();
    /**
     * Numbers of the executor parameters that this node or anything below it reads and that are set above it: when one
     * of them changes, the node must be rescanned with its state thrown away.
     */
    public ParamSet extParams = ParamSet.EMPTY;

    /** The node's name in {@code EXPLAIN} text output, without relation names. */
    public abstract String nodeName();

    /** Children in the order EXPLAIN prints them. */
    public List<Plan> children() {
        List<Plan> out = new ArrayList<>(2);
        if (left != null) {
            out.add(left);
        }
        if (right != null) {
            out.add(right);
        }
        return out;
    }

    /** The only child; for nodes that have one. */
    public final Plan input() {
        Plan p = left;
        if (p == null) {
            throw new IllegalStateException(nodeName() + " has no input");
        }
        return p;
    }

    /** Copies cost and size estimates from another node. */
    public final void copyEstimates(Plan other) {
        startupCost = other.startupCost;
        totalCost = other.totalCost;
        rows = other.rows;
        width = other.width;
    }
}
