package org.hathi.planner.tree;

/** Anything that stands in a node text of its own. */
public sealed interface Node
        permits Expr,
                JoinNode,
                SetOpNode,
                TargetEntry,
                CaseWhen,
                Alias,
                SortGroupClause,
                GroupingSet,
                WindowClause,
                RowMarkClause,
                CommonTableExpr,
                CommonTableExpr.CteSearch,
                CommonTableExpr.CteCycle,
                OnConflictExpr,
                MergeAction,
                RangeTblFunction,
                TableSampleClause,
                WithCheckOption,
                RangeTblEntry,
                Query {}
