package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.RangeTblEntry;

/** State of planning one statement, shared by all its query levels. */
final class PlannerGlobal {
    final PlannerContext cx;
    final PlannedStmt result = new PlannedStmt();
    /** Query level of each subplan, for resolving its references. */
    final List<PlannerInfo> subplanInfos = new ArrayList<>();

    int subplanNames;

    PlannerGlobal(PlannerContext cx) {
        this.cx = cx;
    }

    int newParam(int type) {
        result.paramTypes.add(type);
        return result.paramCount++;
    }

    /** Are there expressions with subplans to choose from? */
    boolean hasAlternatives;

    /** Registers a subplan; returns its 1-based number. */
    int addSubplan(Plan p, PlannerInfo info) {
        result.subplans.add(p);
        subplanInfos.add(info);
        return result.subplans.size();
    }

    /** Appends a level's range table to the flat one and returns the offset of its entries. */
    int addRangeTable(List<RangeTblEntry> entries) {
        int offset = result.rangeTable.size();
        for (RangeTblEntry r : entries) {
            RangeTblEntry c = r.copy();
            c.subquery = null;
            c.joinaliasvars = List.of();
            c.functions = List.of();
            c.valuesLists = List.of();
            c.securityQuals = List.of();
            result.rangeTable.add(c);
            if (r.rtekind == org.hathi.planner.tree.RteKind.RELATION && !result.relationOids.contains(r.relid)) {
                result.relationOids.add(r.relid);
            }
        }
        return offset;
    }
}
