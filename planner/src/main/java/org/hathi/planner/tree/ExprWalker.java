package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The children of every expression; what is done with them is {@link TreeWalker}'s business.
 *
 * <p>Written by NodeGenerator out of nodes.txt.
 */
abstract class ExprWalker {
    abstract boolean visit(Expr e);

    abstract boolean visitQuery(Query q);

    abstract boolean walk(@Nullable Expr e);

    abstract boolean walk(List<? extends @Nullable Expr> l);

    abstract boolean walkTargets(List<TargetEntry> l);

    abstract boolean walkWhens(List<CaseWhen> l);

    /** Visits the direct children of an expression. */
    public final boolean walkChildren(Expr node) {
        return switch (node) {
            case Var e -> false;
            case Const e -> false;
            case Param e -> false;
            case Aggref e -> walk(e.aggdirectargs()) || walkTargets(e.args()) || walk(e.aggfilter());
            case GroupingFunc e -> walk(e.args());
            case WindowFunc e -> walk(e.args()) || walk(e.aggfilter());
            case SubscriptingRef e ->
                walk(e.refupperindexpr()) || walk(e.reflowerindexpr()) || visit(e.refexpr()) || walk(e.refassgnexpr());
            case FuncExpr e -> walk(e.args());
            case NamedArgExpr e -> visit(e.arg());
            case OpExpr e -> walk(e.args());
            case DistinctExpr e -> walk(e.args());
            case NullIfExpr e -> walk(e.args());
            case ScalarArrayOpExpr e -> walk(e.args());
            case BoolExpr e -> walk(e.args());
            case SubLink e -> walk(e.testexpr()) || visitQuery(e.subselect());
            case SubPlan e -> walk(e.testexpr()) || walk(e.args());
            case AlternativeSubPlan e -> walk(e.subplans());
            case FieldSelect e -> visit(e.arg());
            case FieldStore e -> walk(e.arg()) || walk(e.newvals());
            case RelabelType e -> visit(e.arg());
            case CoerceViaIO e -> visit(e.arg());
            case ArrayCoerceExpr e -> visit(e.arg()) || visit(e.elemexpr());
            case ConvertRowtypeExpr e -> visit(e.arg());
            case CollateExpr e -> visit(e.arg());
            case CaseExpr e -> walk(e.arg()) || walkWhens(e.args()) || walk(e.defresult());
            case CaseTestExpr e -> false;
            case ArrayExpr e -> walk(e.elements());
            case RowExpr e -> walk(e.args());
            case RowCompareExpr e -> walk(e.largs()) || walk(e.rargs());
            case CoalesceExpr e -> walk(e.args());
            case MinMaxExpr e -> walk(e.args());
            case SqlValueFunction e -> false;
            case XmlExpr e -> walk(e.namedArgs()) || walk(e.args());
            case NullTest e -> visit(e.arg());
            case BooleanTest e -> visit(e.arg());
            case CoerceToDomain e -> visit(e.arg());
            case CoerceToDomainValue e -> false;
            case SetToDefault e -> false;
            case CurrentOfExpr e -> false;
            case NextValueExpr e -> false;
            case InferenceElem e -> visit(e.expr());
            case PlaceHolderVar e -> visit(e.phexpr());
        };
    }
}
