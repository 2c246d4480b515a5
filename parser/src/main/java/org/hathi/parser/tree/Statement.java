package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.Clause.IntoClause;
import org.hathi.parser.tree.Clause.LockingClause;
import org.hathi.parser.tree.Clause.OnConflictClause;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.Clause.SortBy;
import org.hathi.parser.tree.Clause.WindowDef;
import org.hathi.parser.tree.Clause.WithClause;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.jspecify.annotations.Nullable;

/** A statement: the optimizable ones are here, the others in the sub-interfaces. */
public sealed interface Statement extends Node
        permits Statement.Optimizable, TableStmt, ObjectStmt, RoleStmt, UtilityStmt {

    /** SELECT, INSERT, UPDATE, DELETE, MERGE (and PL/pgSQL's assignment): what analysis turns into a Query. */
    sealed interface Optimizable extends Statement {}

    enum SetOperation {
        NONE,
        UNION,
        INTERSECT,
        EXCEPT
    }

    enum LimitOption {
        COUNT,
        WITH_TIES
    }

    /**
     * SELECT, VALUES ({@code valuesLists} not empty) or a set operation ({@code op} not NONE, then larg and rarg).
     *
     * @param distinctClause null: no DISTINCT; empty: DISTINCT; else DISTINCT ON
     * @param limitCount null: none; LIMIT ALL is a NULL constant
     */
    record SelectStmt(
            @Nullable List<RawExpr> distinctClause,
            @Nullable IntoClause intoClause,
            List<ResTarget> targetList,
            List<FromItem> fromClause,
            @Nullable RawExpr whereClause,
            List<RawExpr> groupClause,
            boolean groupDistinct,
            @Nullable RawExpr havingClause,
            List<WindowDef> windowClause,
            List<List<RawExpr>> valuesLists,
            List<SortBy> sortClause,
            @Nullable RawExpr limitOffset,
            @Nullable RawExpr limitCount,
            LimitOption limitOption,
            List<LockingClause> lockingClause,
            @Nullable WithClause withClause,
            SetOperation op,
            boolean all,
            @Nullable SelectStmt larg,
            @Nullable SelectStmt rarg,
            int location)
            implements Optimizable {

        /** {@code SELECT targets FROM from WHERE where}, and nothing else. */
        public static SelectStmt simple(
                List<ResTarget> targets, List<FromItem> from, @Nullable RawExpr where, int location) {
            return bare(targets, from, where, List.of(), SetOperation.NONE, false, null, null, location);
        }

        /** {@code VALUES rows}. */
        public static SelectStmt values(List<List<RawExpr>> rows, int location) {
            return bare(List.of(), List.of(), null, rows, SetOperation.NONE, false, null, null, location);
        }

        /** {@code left op [ALL] right}. */
        public static SelectStmt combined(
                SetOperation op, boolean all, SelectStmt left, SelectStmt right, int location) {
            return bare(List.of(), List.of(), null, List.of(), op, all, left, right, location);
        }

        private static SelectStmt bare(
                List<ResTarget> targets,
                List<FromItem> from,
                @Nullable RawExpr where,
                List<List<RawExpr>> rows,
                SetOperation op,
                boolean all,
                @Nullable SelectStmt left,
                @Nullable SelectStmt right,
                int location) {
            return new SelectStmt(
                    null,
                    null,
                    targets,
                    from,
                    where,
                    List.of(),
                    false,
                    null,
                    List.of(),
                    rows,
                    List.of(),
                    null,
                    null,
                    LimitOption.COUNT,
                    List.of(),
                    null,
                    op,
                    all,
                    left,
                    right,
                    location);
        }

        /** This with other arms of its set operation. */
        public SelectStmt withArms(@Nullable SelectStmt left, @Nullable SelectStmt right) {
            return with(intoClause, targetList, tail(), left, right);
        }

        public SelectStmt withInto(@Nullable IntoClause into) {
            return with(into, targetList, tail(), larg, rarg);
        }

        public SelectStmt withTargets(List<ResTarget> targets) {
            return with(intoClause, targets, tail(), larg, rarg);
        }

        public SelectStmt withTail(Tail tail) {
            return with(intoClause, targetList, tail, larg, rarg);
        }

        private Tail tail() {
            return new Tail(sortClause, limitOffset, limitCount, limitOption, lockingClause, withClause);
        }

        private SelectStmt with(
                @Nullable IntoClause into,
                List<ResTarget> targets,
                Tail tail,
                @Nullable SelectStmt left,
                @Nullable SelectStmt right) {
            return new SelectStmt(
                    distinctClause,
                    into,
                    targets,
                    fromClause,
                    whereClause,
                    groupClause,
                    groupDistinct,
                    havingClause,
                    windowClause,
                    valuesLists,
                    tail.sort,
                    tail.offset,
                    tail.count,
                    tail.option,
                    tail.locking,
                    tail.with,
                    op,
                    all,
                    left,
                    right,
                    location);
        }
    }

    /** What may stand around a whole SELECT, also one with set operations: WITH before it, the rest behind. */
    record Tail(
            List<SortBy> sort,
            @Nullable RawExpr offset,
            @Nullable RawExpr count,
            LimitOption option,
            List<LockingClause> locking,
            @Nullable WithClause with) {

        public static final Tail NONE = new Tail(List.of(), null, null, LimitOption.COUNT, List.of(), null);
    }

    enum OverridingKind {
        NOT_SET,
        USER_VALUE,
        SYSTEM_VALUE
    }

    /** INSERT; {@code selectStmt} null means DEFAULT VALUES. */
    record InsertStmt(
            RangeVar relation,
            List<ResTarget> cols,
            @Nullable SelectStmt selectStmt,
            @Nullable OnConflictClause onConflictClause,
            List<ResTarget> returningList,
            @Nullable WithClause withClause,
            OverridingKind override,
            int location)
            implements Optimizable {}

    record DeleteStmt(
            RangeVar relation,
            List<FromItem> usingClause,
            @Nullable RawExpr whereClause,
            List<ResTarget> returningList,
            @Nullable WithClause withClause,
            int location)
            implements Optimizable {}

    record UpdateStmt(
            RangeVar relation,
            List<ResTarget> targetList,
            @Nullable RawExpr whereClause,
            List<FromItem> fromClause,
            List<ResTarget> returningList,
            @Nullable WithClause withClause,
            int location)
            implements Optimizable {}

    enum MergeCommand {
        INSERT,
        UPDATE,
        DELETE,
        NOTHING
    }

    /** WHEN [NOT] MATCHED …; for INSERT DEFAULT VALUES both lists are empty. */
    record MergeWhenClause(
            boolean matched,
            MergeCommand commandType,
            OverridingKind override,
            @Nullable RawExpr condition,
            List<ResTarget> targetList,
            List<RawExpr> values,
            int location) {}

    record MergeStmt(
            RangeVar relation,
            FromItem sourceRelation,
            RawExpr joinCondition,
            List<MergeWhenClause> mergeWhenClauses,
            @Nullable WithClause withClause,
            int location)
            implements Optimizable {}

    /** PL/pgSQL's {@code name := expression}. */
    record PLAssignStmt(String name, List<RawExpr.IndirectionEl> indirection, int nnames, SelectStmt val, int location)
            implements Optimizable {}

    /** Body of a new-style SQL function: {@code RETURN expr}. */
    record ReturnStmt(RawExpr returnval, int location) implements Optimizable {}
}
