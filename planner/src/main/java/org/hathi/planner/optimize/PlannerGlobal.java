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

    /** Levels whose range tables are in the flat one, in its order. */
    final List<PlannerInfo> levels = new ArrayList<>();

    /** Says in which order the entries are to be named: those of a level before those of levels inside of it. */
    void order() {
        if (levels.size() < 2) {
            return;
        }
        List<PlannerInfo> out = new ArrayList<>(levels.size());
        for (PlannerInfo i : levels) {
            if (i.parent == null || !levels.contains(i.parent)) {
                order(i, out);
            }
        }
        int[] order = new int[result.rangeTable.size()];
        int n = 0;
        for (PlannerInfo i : out) {
            for (int k = 1; k <= i.query.rtable.size(); k++) {
                order[n++] = i.rtOffset + k;
            }
        }
        result.rangeOrder = order;
    }

    private void order(PlannerInfo level, List<PlannerInfo> out) {
        out.add(level);
        for (PlannerInfo i : levels) {
            if (i.parent == level) {
                order(i, out);
            }
        }
    }

    /** Appends a level's range table to the flat one and returns the offset of its entries. */
    int addRangeTable(PlannerInfo level) {
        int offset = result.rangeTable.size();
        levels.add(level);
        for (RangeTblEntry r : level.query.rtable) {
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
