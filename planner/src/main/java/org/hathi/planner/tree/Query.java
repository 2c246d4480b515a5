package org.hathi.planner.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.parser.tree.Statement;
import org.jspecify.annotations.Nullable;

/**
 * An analysed statement. Lists are never null; replace a list rather than change it in place (copies share lists).
 * For a utility statement only commandType UTILITY and utilityStmt (a node of org.hathi.parser.tree) are set.
 */
public final class Query implements Node {
    public CmdType commandType;
    public QuerySource querySource = QuerySource.ORIGINAL;
    public long queryId;
    public boolean canSetTag = true;
    public @Nullable Statement utilityStmt;
    /** Range table index of the target of INSERT/UPDATE/DELETE/MERGE, 0 for SELECT. */
    public int resultRelation;

    public boolean hasAggs;
    public boolean hasWindowFuncs;
    public boolean hasTargetSRFs;
    public boolean hasSubLinks;
    public boolean hasDistinctOn;
    public boolean hasRecursive;
    public boolean hasModifyingCTE;
    public boolean hasForUpdate;
    public boolean hasRowSecurity;
    public boolean isReturn;
    public List<CommonTableExpr> cteList = List.of();
    public List<RangeTblEntry> rtable = List.of();
    public @Nullable FromExpr jointree;
    public List<MergeAction> mergeActionList = List.of();
    public boolean mergeUseOuterJoin;
    public List<TargetEntry> targetList = List.of();
    public OverridingKind override = OverridingKind.NOT_SET;
    public @Nullable OnConflictExpr onConflict;
    public List<TargetEntry> returningList = List.of();
    public List<SortGroupClause> groupClause = List.of();
    public boolean groupDistinct;
    public List<GroupingSet> groupingSets = List.of();
    public @Nullable Expr havingQual;
    public List<WindowClause> windowClause = List.of();
    public List<SortGroupClause> distinctClause = List.of();
    public List<SortGroupClause> sortClause = List.of();
    public @Nullable Expr limitOffset;
    public @Nullable Expr limitCount;
    public LimitOption limitOption = LimitOption.COUNT;
    public List<RowMarkClause> rowMarks = List.of();
    public @Nullable SetOpNode setOperations;
    public int[] constraintDeps = {};
    public List<WithCheckOption> withCheckOptions = List.of();
    public int stmtLocation;
    public int stmtLen;

    public Query(CmdType commandType) {
        this.commandType = commandType;
    }

    /** The range table entry with this 1-based index. */
    public RangeTblEntry rte(int rtindex) {
        return rtable.get(rtindex - 1);
    }

    /** The join tree; not for utility statements. */
    public FromExpr jointree() {
        return Objects.requireNonNull(jointree);
    }

    /** A shallow copy: lists, range table entries and WITH queries are shared. */
    public Query shallowCopy() {
        Query q = new Query(commandType);
        q.querySource = querySource;
        q.queryId = queryId;
        q.canSetTag = canSetTag;
        q.utilityStmt = utilityStmt;
        q.resultRelation = resultRelation;
        q.hasAggs = hasAggs;
        q.hasWindowFuncs = hasWindowFuncs;
        q.hasTargetSRFs = hasTargetSRFs;
        q.hasSubLinks = hasSubLinks;
        q.hasDistinctOn = hasDistinctOn;
        q.hasRecursive = hasRecursive;
        q.hasModifyingCTE = hasModifyingCTE;
        q.hasForUpdate = hasForUpdate;
        q.hasRowSecurity = hasRowSecurity;
        q.isReturn = isReturn;
        q.cteList = cteList;
        q.rtable = rtable;
        q.jointree = jointree;
        q.mergeActionList = mergeActionList;
        q.mergeUseOuterJoin = mergeUseOuterJoin;
        q.targetList = targetList;
        q.override = override;
        q.onConflict = onConflict;
        q.returningList = returningList;
        q.groupClause = groupClause;
        q.groupDistinct = groupDistinct;
        q.groupingSets = groupingSets;
        q.havingQual = havingQual;
        q.windowClause = windowClause;
        q.distinctClause = distinctClause;
        q.sortClause = sortClause;
        q.limitOffset = limitOffset;
        q.limitCount = limitCount;
        q.limitOption = limitOption;
        q.rowMarks = rowMarks;
        q.setOperations = setOperations;
        q.constraintDeps = constraintDeps;
        q.withCheckOptions = withCheckOptions;
        q.stmtLocation = stmtLocation;
        q.stmtLen = stmtLen;
        return q;
    }

    /**
     * A copy that may be changed freely: range table entries, WITH queries and all nested queries (also those in
     * expressions) are copied; immutable nodes are shared.
     */
    public Query deepCopy() {
        Query q = shallowCopy();
        q.rtable = new ArrayList<>(rtable.size());
        for (RangeTblEntry r : rtable) {
            q.rtable.add(r.copy());
        }
        q.cteList = new ArrayList<>(cteList.size());
        for (CommonTableExpr c : cteList) {
            q.cteList.add(c.copy());
        }
        new TreeMutator() {
            @Override
            public Query mutateQuery(Query sub) {
                return sub.deepCopy();
            }
        }.queryInPlace(q);
        return q;
    }
}
