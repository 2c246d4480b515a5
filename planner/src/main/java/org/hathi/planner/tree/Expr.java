package org.hathi.planner.tree;

/**
 * An analysed expression: PostgreSQL's primnodes, same names and meaning. Immutable; {@code equals} ignores locations
 * (as PostgreSQL's equal()). Walk with {@link TreeWalker}, rebuild with {@link TreeMutator}, print with
 * {@link NodeText}.
 */
public sealed interface Expr extends Node
        permits Var,
                Const,
                Param,
                Aggref,
                GroupingFunc,
                WindowFunc,
                SubscriptingRef,
                FuncExpr,
                NamedArgExpr,
                OpExpr,
                DistinctExpr,
                NullIfExpr,
                ScalarArrayOpExpr,
                BoolExpr,
                SubLink,
                SubPlan,
                AlternativeSubPlan,
                FieldSelect,
                FieldStore,
                RelabelType,
                CoerceViaIO,
                ArrayCoerceExpr,
                ConvertRowtypeExpr,
                CollateExpr,
                CaseExpr,
                CaseTestExpr,
                ArrayExpr,
                RowExpr,
                RowCompareExpr,
                CoalesceExpr,
                MinMaxExpr,
                SqlValueFunction,
                XmlExpr,
                NullTest,
                BooleanTest,
                CoerceToDomain,
                CoerceToDomainValue,
                SetToDefault,
                CurrentOfExpr,
                NextValueExpr,
                InferenceElem,
                PlaceHolderVar {
    /** Oid of the result type (exprType). */
    int type();

    /** Type modifier of the result, −1 = none (exprTypmod). */
    int typmod();

    /** Collation of the result, 0 = none (exprCollation). */
    int collation();

    /**
     * Byte offset of this node's own token in the query text, −1 = unknown; see {@link Trees#location} for
     * exprLocation.
     */
    int location();
}
