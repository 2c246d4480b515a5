package org.hathi.executor.session;

import java.util.List;
import org.hathi.executor.Executor;
import org.hathi.planner.plan.PlannedStmt;
import org.jspecify.annotations.Nullable;

/** A plan for any parameter values; the sessions of a process that prepared the same statement share it. */
final class GenericPlan {
    final List<PlannedStmt> statements;
    final double cost;

    /** Its node tree, ready to be run again. */
    @Nullable
    Executor idle;

    GenericPlan(List<PlannedStmt> statements, double cost) {
        this.statements = statements;
        this.cost = cost;
    }
}
