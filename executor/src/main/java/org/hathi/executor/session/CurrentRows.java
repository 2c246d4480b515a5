package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.node.TidBytes;
import org.hathi.page.Tid;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlanRowMark;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Oids;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * WHERE CURRENT OF: a cursor's query returns, hidden, the ctid of every table row behind a result row, where a result
 * row has such rows at all; the row a cursor stands on then names them.
 */
final class CurrentRows {
    private static final String PREFIX = "current";
    private static final String OID_PREFIX = "currentoid";

    private CurrentRows() {}

    /** Adds the hidden columns to the query of a cursor, if rows of its tables can be told apart in its result. */
    static void prepare(Query q) {
        if (q.hasAggs
                || q.hasWindowFuncs
                || q.hasTargetSRFs
                || !q.groupClause.isEmpty()
                || !q.groupingSets.isEmpty()
                || !q.distinctClause.isEmpty()
                || q.setOperations != null
                || q.jointree == null) {
            return;
        }
        List<TargetEntry> targets = new ArrayList<>(q.targetList);
        add(q, q.jointree, targets);
        q.targetList = targets;
    }

    private static void add(Query q, JoinNode j, List<TargetEntry> targets) {
        switch (j) {
            case FromExpr f -> f.fromlist().forEach(n -> add(q, n, targets));
            case JoinExpr x -> {
                add(q, x.larg(), targets);
                add(q, x.rarg(), targets);
            }
            case RangeTblRef r -> {
                RangeTblEntry e = q.rte(r.rtindex());
                if (e.rtekind == RteKind.RELATION && e.relkind == 'r') {
                    Var ctid = new Var(r.rtindex(), -1, Oids.TID, -1, 0, 0, r.rtindex(), -1, -1);
                    targets.add(new TargetEntry(ctid, targets.size() + 1, PREFIX + e.relid, true));
                    if (e.inh) {
                        // a table with children: whose row is it?
                        Var oid = new Var(r.rtindex(), -6, Oids.OID, -1, 0, 0, r.rtindex(), -6, -1);
                        targets.add(new TargetEntry(oid, targets.size() + 1, OID_PREFIX + e.relid, true));
                    }
                }
            }
        }
    }

    /** Looks up the hidden columns in the plan. */
    static void plan(Portal p) {
        Plan plan = Objects.requireNonNull(p.statements.get(0).plan);
        int[] columns = new int[plan.targetList.size()];
        int n = 0;
        for (int i = 0; i < columns.length; i++) {
            TargetEntry t = plan.targetList.get(i);
            String name = t.resname();
            if (t.resjunk() && name != null && name.startsWith(PREFIX)) {
                columns[n++] = i;
            }
        }
        p.tidColumns = Arrays.copyOf(columns, n);
        p.currentTids = new long[n];
    }

    /** Remembers the hidden columns of the last row of a batch that is passed on. */
    static void passed(Portal p, Batch b) {
        for (int i = 0; i < p.tidColumns.length; i++) {
            p.currentTids[i] = tid(b, b.row(b.n - 1), p.tidColumns[i]);
        }
    }

    static long tid(Batch b, int row, int column) {
        Vector v = b.cols[column];
        if (v.isNull(row)) {
            return Tid.INVALID;
        }
        return v.byRef ? TidBytes.read(v.arena, v.off[row]) : v.getLong(row);
    }

    /** Ctid of the row of a table a cursor stands on; INVALID when that row is not of this table (outer joins). */
    static long tid(Portal p, int relation, String table) {
        if (p.strategy != Portal.Strategy.STREAM) {
            throw state("cursor \"" + p.name + "\" is not a SELECT query");
        }
        PlannedStmt s = p.statements.get(0);
        Plan plan = Objects.requireNonNull(s.plan);
        int column = -1;
        int found = 0;
        for (int i = 0; i < p.tidColumns.length; i++) {
            String name = plan.targetList.get(p.tidColumns[i]).resname();
            if ((PREFIX + relation).equals(name)
                    || name != null && !name.startsWith(OID_PREFIX) && scans(plan, s, relation, i, p)) {
                column = i;
                found++;
            }
        }
        LockRows locks = locks(plan);
        if (locks != null && !locked(s, locks, relation)) {
            throw state(
                    "cursor \"" + p.name + "\" does not have a FOR UPDATE/SHARE reference to table \"" + table + "\"");
        }
        if (found != 1 || (locks == null && !simple(plan))) {
            throw state("cursor \"" + p.name + "\" is not a simply updatable scan of table \"" + table + "\"");
        }
        CursorRows rows = p.rows;
        if (rows == null || !rows.onRow()) {
            throw state("cursor \"" + p.name + "\" is not positioned on a row");
        }
        boolean tree = column + 1 < p.tidColumns.length
                && String.valueOf(plan.targetList.get(p.tidColumns[column + 1]).resname())
                        .startsWith(OID_PREFIX);
        if (tree && (int) rows.currentTid(column + 1) != relation) {
            return Tid.INVALID;
        }
        return rows.currentTid(column);
    }

    /** Is the relation one that the tree behind the hidden column's table has scans of? */
    private static boolean scans(Plan plan, PlannedStmt s, int relation, int column, Portal p) {
        if (column + 1 >= p.tidColumns.length) {
            return false;
        }
        String own = plan.targetList.get(p.tidColumns[column]).resname();
        String next = plan.targetList.get(p.tidColumns[column + 1]).resname();
        if (own == null || !own.replace(PREFIX, OID_PREFIX).equals(next)) {
            return false;
        }
        int parent = Integer.parseInt(own.substring(PREFIX.length()));
        return inTree(plan, s, parent, relation);
    }

    private static boolean inTree(Plan plan, PlannedStmt s, int parent, int relation) {
        int rti =
                switch (plan) {
                    case org.hathi.planner.plan.Append a -> a.parentRelation;
                    case org.hathi.planner.plan.MergeAppend a -> a.parentRelation;
                    default -> 0;
                };
        if (rti != 0 && s.rangeTable.get(rti - 1).relid == parent) {
            return scanned(plan, s, relation);
        }
        for (Plan c : plan.children()) {
            if (inTree(c, s, parent, relation)) {
                return true;
            }
        }
        return false;
    }

    private static boolean scanned(Plan plan, PlannedStmt s, int relation) {
        int rti =
                switch (plan) {
                    case SeqScan x -> x.scanRelId;
                    case IndexScan x -> x.scanRelId;
                    case org.hathi.planner.plan.IndexOnlyScan x -> x.scanRelId;
                    case BitmapHeapScan x -> x.scanRelId;
                    case TidScan x -> x.scanRelId;
                    default -> 0;
                };
        if (rti != 0 && s.rangeTable.get(rti - 1).relid == relation) {
            return true;
        }
        for (Plan c : plan.children()) {
            if (scanned(c, s, relation)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable LockRows locks(Plan plan) {
        if (plan instanceof LockRows l) {
            return l;
        }
        return plan.left != null && plan.right == null ? locks(plan.left) : null;
    }

    private static boolean locked(PlannedStmt s, LockRows locks, int relation) {
        for (PlanRowMark m : locks.marks) {
            if (m.strength() != PlanRowMark.Strength.REFERENCE && s.rangeTable.get(m.rti() - 1).relid == relation) {
                return true;
            }
        }
        return false;
    }

    private static boolean simple(Plan plan) {
        return switch (plan) {
            case SeqScan s -> true;
            case IndexScan s -> true;
            case BitmapHeapScan s -> true;
            case TidScan s -> true;
            case org.hathi.planner.plan.Append a -> a.parentRelation != 0;
            case org.hathi.planner.plan.MergeAppend a -> true;
            case Limit l -> simple(l.input());
            case Result r -> !r.children().isEmpty() && simple(r.input());
            default -> false;
        };
    }

    private static SqlError state(String message) {
        return new SqlError(SqlState.INVALID_CURSOR_STATE, message);
    }
}
