package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.OnConflictAction;
import org.hathi.planner.tree.TargetEntry;

/** INSERT, UPDATE, DELETE and MERGE: applies its input rows to the table and returns the RETURNING rows. */
public final class ModifyTable extends Plan {
    public CmdType operation = CmdType.INSERT;
    /** Range table index of the table changed. */
    public int resultRelation;
    /**
     * For UPDATE: attribute number of each non-junk input column, in order. For INSERT the input has one column for
     * each attribute of the table, dropped ones (as NULL) included.
     */
    public int[] updateColumns = new int[0];
    /** For UPDATE, DELETE and MERGE: 1-based input column holding the old row's ctid (MERGE: NULL when not matched). */
    public int ctidColumn;
    /** RETURNING: over columns of the table (varno = resultRelation) and OUTER_VAR for other tables' columns. */
    public List<TargetEntry> returning = new ArrayList<>();

    public OnConflictAction onConflict = OnConflictAction.NONE;
    /** Unique indexes that arbitrate; empty: any. */
    public List<Integer> arbiterIndexes = new ArrayList<>();
    /** DO UPDATE: assignments (resno = attribute number), over the table's row and {@code excludedRelation}'s. */
    public List<TargetEntry> onConflictSet = new ArrayList<>();

    public List<Expr> onConflictWhere = new ArrayList<>();
    /** Range table index of EXCLUDED; 0 if none. */
    public int excludedRelation;
    /** WITH CHECK OPTION quals of the views gone through: each with the view's name. */
    public List<CheckOption> checkOptions = new ArrayList<>();

    /** MERGE: the WHEN clauses in order, over the table's row and OUTER_VAR for the source's columns. */
    public List<MergeAction> mergeActions = List.of();

    public List<PlanRowMark> rowMarks = new ArrayList<>();
    /** The tables of an inheritance tree, each in its own terms; empty: {@link #resultRelation} alone is changed. */
    public List<ModifyTable> members = new ArrayList<>();
    /** With members: 1-based input column holding the oid of the table a row comes from. */
    public int tableOidColumn;

    /** A row that does not satisfy {@code qual} (over the table's columns) violates the view's check option. */
    public record CheckOption(String view, Expr qual, boolean cascaded) {}

    @Override
    public String nodeName() {
        return switch (operation) {
            case INSERT -> "Insert";
            case UPDATE -> "Update";
            case DELETE -> "Delete";
            case MERGE -> "Merge";
            case UNKNOWN, SELECT, UTILITY, NOTHING ->
                throw new IllegalStateException("not a modification: " + operation);
        };
    }
}
