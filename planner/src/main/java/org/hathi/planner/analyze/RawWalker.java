package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.parser.tree.Clause;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.Clause.SortBy;
import org.hathi.parser.tree.Clause.WindowDef;
import org.hathi.parser.tree.FromItem;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.jspecify.annotations.Nullable;

/**
 * Visits what a raw statement is made of, in the order of PostgreSQL's raw_expression_tree_walker. WITH clauses are
 * left to {@link #statement}, which knows whose names they hide.
 */
abstract class RawWalker {
    /** A table or WITH query named in FROM. */
    abstract void table(FromItem.RangeVar v);

    /** A whole statement: its WITH clause is up to the overriding class; what else it holds, {@link #parts}. */
    abstract void statement(Statement s);

    void join(FromItem.JoinExpr j) {
        item(j.larg());
        item(j.rarg());
        expr(j.quals());
    }

    void subLink(RawExpr.SubLink s) {
        expr(s.testexpr());
        statement(s.subselect());
    }

    /** Everything of a statement but its WITH clause. */
    final void parts(Statement s) {
        switch (s) {
            case SelectStmt x -> {
                query(x);
                decoration(x);
                if (x.larg() != null) {
                    statement(x.larg());
                }
                if (x.rarg() != null) {
                    statement(x.rarg());
                }
            }
            case Statement.InsertStmt x -> {
                targets(x.cols());
                if (x.selectStmt() != null) {
                    statement(x.selectStmt());
                }
                if (x.onConflictClause() != null) {
                    targets(x.onConflictClause().targetList());
                    expr(x.onConflictClause().whereClause());
                }
                targets(x.returningList());
            }
            case Statement.DeleteStmt x -> {
                items(x.usingClause());
                expr(x.whereClause());
                targets(x.returningList());
            }
            case Statement.UpdateStmt x -> {
                targets(x.targetList());
                expr(x.whereClause());
                items(x.fromClause());
                targets(x.returningList());
            }
            case Statement.MergeStmt x -> {
                item(x.sourceRelation());
                expr(x.joinCondition());
            }
            default -> {}
        }
    }

    private void query(SelectStmt x) {
        if (x.distinctClause() != null) {
            exprs(x.distinctClause());
        }
        targets(x.targetList());
        items(x.fromClause());
        expr(x.whereClause());
        exprs(x.groupClause());
        expr(x.havingClause());
        x.windowClause().forEach(this::window);
        x.valuesLists().forEach(this::exprs);
    }

    /** ORDER BY, OFFSET and LIMIT. */
    final void decoration(SelectStmt x) {
        sorts(x.sortClause());
        expr(x.limitOffset());
        expr(x.limitCount());
    }

    final void items(List<FromItem> l) {
        l.forEach(this::item);
    }

    final void item(FromItem f) {
        switch (f) {
            case FromItem.RangeVar v -> table(v);
            case FromItem.RangeSubselect s -> statement(s.subquery());
            case FromItem.RangeFunction r -> r.functions().forEach(i -> expr(i.funcexpr()));
            case FromItem.RangeTableSample t -> {
                item(t.relation());
                exprs(t.args());
                expr(t.repeatable());
            }
            case FromItem.RangeTableFunc t -> {
                expr(t.docexpr());
                expr(t.rowexpr());
            }
            case FromItem.JoinExpr j -> join(j);
        }
    }

    private void targets(List<ResTarget> l) {
        for (ResTarget t : l) {
            exprs(t.indirection());
            expr(t.val());
        }
    }

    private void sorts(List<SortBy> l) {
        l.forEach(s -> expr(s.node()));
    }

    private void window(WindowDef w) {
        exprs(w.partitionClause());
        sorts(w.orderClause());
        expr(w.startOffset());
        expr(w.endOffset());
    }

    final void exprs(List<? extends RawExpr> l) {
        l.forEach(this::expr);
    }

    final void expr(@Nullable RawExpr e) {
        switch (e) {
            case null -> {}
            case RawExpr.AExpr x -> {
                expr(x.lexpr());
                expr(x.rexpr());
            }
            case RawExpr.ListExpr x -> exprs(x.items());
            case RawExpr.BoolExpr x -> exprs(x.args());
            case RawExpr.NullTest x -> expr(x.arg());
            case RawExpr.BooleanTest x -> expr(x.arg());
            case RawExpr.FuncCall x -> {
                exprs(x.args());
                sorts(x.aggOrder());
                expr(x.aggFilter());
                if (x.over() != null) {
                    window(x.over());
                }
            }
            case RawExpr.NamedArgExpr x -> expr(x.arg());
            case RawExpr.AIndices x -> {
                expr(x.lidx());
                expr(x.uidx());
            }
            case RawExpr.AIndirection x -> {
                expr(x.arg());
                exprs(x.indirection());
            }
            case RawExpr.AArrayExpr x -> exprs(x.elements());
            case RawExpr.TypeCast x -> expr(x.arg());
            case RawExpr.CollateClause x -> expr(x.arg());
            case RawExpr.SubLink x -> subLink(x);
            case RawExpr.CaseWhen x -> {
                expr(x.expr());
                expr(x.result());
            }
            case RawExpr.CaseExpr x -> {
                expr(x.arg());
                exprs(x.args());
                expr(x.defresult());
            }
            case RawExpr.CoalesceExpr x -> exprs(x.args());
            case RawExpr.MinMaxExpr x -> exprs(x.args());
            case RawExpr.RowExpr x -> exprs(x.args());
            case RawExpr.GroupingSet x -> exprs(x.content());
            case RawExpr.GroupingFunc x -> exprs(x.args());
            case RawExpr.MultiAssignRef x -> expr(x.source());
            case RawExpr.XmlExpr x -> exprs(x.args());
            case RawExpr.XmlSerialize x -> expr(x.expr());
            case RawExpr.ColumnRef x -> {}
            case RawExpr.ParamRef x -> {}
            case RawExpr.AConst x -> {}
            case RawExpr.FieldName x -> {}
            case RawExpr.AStar x -> {}
            case RawExpr.SqlValueFunction x -> {}
            case RawExpr.SetToDefault x -> {}
            case RawExpr.CurrentOfExpr x -> {}
        }
    }

    /** The WITH clause of a statement, or null. */
    static Clause.@Nullable WithClause withOf(Statement s) {
        return switch (s) {
            case SelectStmt x -> x.withClause();
            case Statement.InsertStmt x -> x.withClause();
            case Statement.DeleteStmt x -> x.withClause();
            case Statement.UpdateStmt x -> x.withClause();
            case Statement.MergeStmt x -> x.withClause();
            default -> null;
        };
    }
}
