package org.hathi.executor.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.hathi.catalog.Catalog;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.BitmapHeapScan;
import org.hathi.planner.plan.CteScan;
import org.hathi.planner.plan.FunctionScan;
import org.hathi.planner.plan.Group;
import org.hathi.planner.plan.HashJoin;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.LockRows;
import org.hathi.planner.plan.MergeJoin;
import org.hathi.planner.plan.NestLoop;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.plan.ProjectSet;
import org.hathi.planner.plan.SeqScan;
import org.hathi.planner.plan.TidScan;
import org.hathi.planner.plan.ValuesScan;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * Which scans PostgreSQL has give whole rows, since the node above does not mind how wide they are
 * (use_physical_tlist). Here a scan takes apart only what is needed; EXPLAIN VERBOSE lists for those scans what
 * PostgreSQL lists.
 */
final class WholeOutputs {
    private final CatalogView catalog;
    private final PlannedStmt stmt;
    private final Set<Plan> whole = Collections.newSetFromMap(new IdentityHashMap<>());

    WholeOutputs(Catalog catalog, PlannedStmt stmt) {
        this.catalog = new CatalogView(catalog);
        this.stmt = stmt;
        if (stmt.plan != null) {
            walk(stmt.plan, false);
        }
        for (Plan p : stmt.subplans) {
            walk(p, false);
        }
    }

    /** @param any the node above takes any columns */
    private void walk(@Nullable Plan p, boolean any) {
        if (p == null) {
            return;
        }
        boolean below =
                switch (p) {
                    case NestLoop n -> true;
                    case HashJoin n -> true;
                    case MergeJoin n -> true;
                    case ProjectSet n -> true;
                    case Agg n -> true;
                    case Group n -> true;
                    case Limit n -> any;
                    case LockRows n -> any;
                    default -> false;
                };
        if (any) {
            whole.add(p);
        }
        for (Plan c : p.children()) {
            walk(c, below);
        }
    }

    /** What the scan gives, all columns of its relation in their order; null when it gives what it is asked for. */
    @Nullable
    List<TargetEntry> of(Plan p, int relation) {
        if (relation == 0 || !whole.contains(p) || !scan(p)) {
            return null;
        }
        for (TargetEntry t : p.targetList) {
            if (!(t.expr() instanceof Var v) || v.varattno() <= 0) {
                return null;
            }
        }
        RangeTblEntry r = stmt.rangeTable.get(relation - 1);
        List<TargetEntry> out = new ArrayList<>();
        if (r.rtekind == RteKind.RELATION) {
            TupleDesc d = catalog.columns(r.relid);
            for (int i = 0; i < d.size(); i++) {
                Attribute a = d.get(i);
                if (a.dropped()) {
                    return null;
                }
                out.add(column(relation, i + 1, a.typeOid()));
            }
        } else if (r.rtekind == RteKind.CTE || r.rtekind == RteKind.VALUES || r.rtekind == RteKind.FUNCTION) {
            for (int i = 0; i < r.eref.colnames().size(); i++) {
                out.add(column(relation, i + 1, 0));
            }
        }
        return out.isEmpty() ? null : out;
    }

    private static boolean scan(Plan p) {
        return switch (p) {
            case SeqScan s -> true;
            case IndexScan s -> true;
            case BitmapHeapScan s -> true;
            case TidScan s -> true;
            case CteScan s -> true;
            case ValuesScan s -> true;
            case FunctionScan s -> true;
            default -> false;
        };
    }

    private static TargetEntry column(int relation, int number, int type) {
        return new TargetEntry(new Var(relation, number, type, -1, 0, 0, relation, number, -1), number, null, false);
    }
}
