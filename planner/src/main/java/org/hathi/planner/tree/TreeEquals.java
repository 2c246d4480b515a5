package org.hathi.planner.tree;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Equality of expressions, ignoring locations and syntactic names, as PostgreSQL's equal().
 *
 * <p>Written by NodeGenerator out of nodes.txt.
 */
final class TreeEquals {
    private TreeEquals() {}

    private static boolean datum(@Nullable Object a, @Nullable Object b) {
        return a instanceof byte[] x && b instanceof byte[] y ? Arrays.equals(x, y) : Objects.equals(a, b);
    }

    private static boolean query(Query a, Query b) {
        return a == b || NodeText.sameQuery(a, b);
    }

    static boolean same(Expr l, Expr r) {
        if (l == r) {
            return true;
        }
        return switch (l) {
            case Var a -> r instanceof Var b && sameVar(a, b);
            case Const a -> r instanceof Const b && sameConst(a, b);
            case Param a -> r instanceof Param b && sameParam(a, b);
            case Aggref a -> r instanceof Aggref b && sameAggref(a, b);
            case GroupingFunc a -> r instanceof GroupingFunc b && sameGroupingFunc(a, b);
            case WindowFunc a -> r instanceof WindowFunc b && sameWindowFunc(a, b);
            case SubscriptingRef a -> r instanceof SubscriptingRef b && sameSubscriptingRef(a, b);
            case FuncExpr a -> r instanceof FuncExpr b && sameFuncExpr(a, b);
            case NamedArgExpr a -> r instanceof NamedArgExpr b && sameNamedArgExpr(a, b);
            case OpExpr a -> r instanceof OpExpr b && sameOpExpr(a, b);
            case DistinctExpr a -> r instanceof DistinctExpr b && sameDistinctExpr(a, b);
            case NullIfExpr a -> r instanceof NullIfExpr b && sameNullIfExpr(a, b);
            case ScalarArrayOpExpr a -> r instanceof ScalarArrayOpExpr b && sameScalarArrayOpExpr(a, b);
            case BoolExpr a -> r instanceof BoolExpr b && sameBoolExpr(a, b);
            case SubLink a -> r instanceof SubLink b && sameSubLink(a, b);
            case SubPlan a -> r instanceof SubPlan b && sameSubPlan(a, b);
            case AlternativeSubPlan a -> r instanceof AlternativeSubPlan b && sameAlternativeSubPlan(a, b);
            case FieldSelect a -> r instanceof FieldSelect b && sameFieldSelect(a, b);
            case FieldStore a -> r instanceof FieldStore b && sameFieldStore(a, b);
            case RelabelType a -> r instanceof RelabelType b && sameRelabelType(a, b);
            case CoerceViaIO a -> r instanceof CoerceViaIO b && sameCoerceViaIO(a, b);
            case ArrayCoerceExpr a -> r instanceof ArrayCoerceExpr b && sameArrayCoerceExpr(a, b);
            case ConvertRowtypeExpr a -> r instanceof ConvertRowtypeExpr b && sameConvertRowtypeExpr(a, b);
            case CollateExpr a -> r instanceof CollateExpr b && sameCollateExpr(a, b);
            case CaseExpr a -> r instanceof CaseExpr b && sameCaseExpr(a, b);
            case CaseTestExpr a -> r instanceof CaseTestExpr b && sameCaseTestExpr(a, b);
            case ArrayExpr a -> r instanceof ArrayExpr b && sameArrayExpr(a, b);
            case RowExpr a -> r instanceof RowExpr b && sameRowExpr(a, b);
            case RowCompareExpr a -> r instanceof RowCompareExpr b && sameRowCompareExpr(a, b);
            case CoalesceExpr a -> r instanceof CoalesceExpr b && sameCoalesceExpr(a, b);
            case MinMaxExpr a -> r instanceof MinMaxExpr b && sameMinMaxExpr(a, b);
            case SqlValueFunction a -> r instanceof SqlValueFunction b && sameSqlValueFunction(a, b);
            case XmlExpr a -> r instanceof XmlExpr b && sameXmlExpr(a, b);
            case NullTest a -> r instanceof NullTest b && sameNullTest(a, b);
            case BooleanTest a -> r instanceof BooleanTest b && sameBooleanTest(a, b);
            case CoerceToDomain a -> r instanceof CoerceToDomain b && sameCoerceToDomain(a, b);
            case CoerceToDomainValue a -> r instanceof CoerceToDomainValue b && sameCoerceToDomainValue(a, b);
            case SetToDefault a -> r instanceof SetToDefault b && sameSetToDefault(a, b);
            case CurrentOfExpr a -> r instanceof CurrentOfExpr b && sameCurrentOfExpr(a, b);
            case NextValueExpr a -> r instanceof NextValueExpr b && sameNextValueExpr(a, b);
            case InferenceElem a -> r instanceof InferenceElem b && sameInferenceElem(a, b);
            case PlaceHolderVar a -> r instanceof PlaceHolderVar b && samePlaceHolderVar(a, b);
        };
    }

    private static boolean sameVar(Var a, Var b) {
        return a.varno() == b.varno()
                && a.varattno() == b.varattno()
                && a.vartype() == b.vartype()
                && a.vartypmod() == b.vartypmod()
                && a.varcollid() == b.varcollid()
                && a.varlevelsup() == b.varlevelsup();
    }

    private static boolean sameConst(Const a, Const b) {
        return a.consttype() == b.consttype()
                && a.consttypmod() == b.consttypmod()
                && a.constcollid() == b.constcollid()
                && a.constlen() == b.constlen()
                && a.constbyval() == b.constbyval()
                && datum(a.constvalue(), b.constvalue());
    }

    private static boolean sameParam(Param a, Param b) {
        return a.paramkind() == b.paramkind()
                && a.paramid() == b.paramid()
                && a.paramtype() == b.paramtype()
                && a.paramtypmod() == b.paramtypmod()
                && a.paramcollid() == b.paramcollid();
    }

    private static boolean sameAggref(Aggref a, Aggref b) {
        return a.aggfnoid() == b.aggfnoid()
                && a.aggtype() == b.aggtype()
                && a.aggcollid() == b.aggcollid()
                && a.inputcollid() == b.inputcollid()
                && a.aggtranstype() == b.aggtranstype()
                && Arrays.equals(a.aggargtypes(), b.aggargtypes())
                && a.aggdirectargs().equals(b.aggdirectargs())
                && a.args().equals(b.args())
                && a.aggorder().equals(b.aggorder())
                && a.aggdistinct().equals(b.aggdistinct())
                && Objects.equals(a.aggfilter(), b.aggfilter())
                && a.aggstar() == b.aggstar()
                && a.aggvariadic() == b.aggvariadic()
                && a.aggkind() == b.aggkind()
                && a.agglevelsup() == b.agglevelsup()
                && a.aggsplit() == b.aggsplit()
                && a.aggno() == b.aggno()
                && a.aggtransno() == b.aggtransno();
    }

    private static boolean sameGroupingFunc(GroupingFunc a, GroupingFunc b) {
        return a.args().equals(b.args())
                && Arrays.equals(a.refs(), b.refs())
                && Arrays.equals(a.cols(), b.cols())
                && a.agglevelsup() == b.agglevelsup();
    }

    private static boolean sameWindowFunc(WindowFunc a, WindowFunc b) {
        return a.winfnoid() == b.winfnoid()
                && a.wintype() == b.wintype()
                && a.wincollid() == b.wincollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args())
                && Objects.equals(a.aggfilter(), b.aggfilter())
                && a.winref() == b.winref()
                && a.winstar() == b.winstar()
                && a.winagg() == b.winagg();
    }

    private static boolean sameSubscriptingRef(SubscriptingRef a, SubscriptingRef b) {
        return a.refcontainertype() == b.refcontainertype()
                && a.refelemtype() == b.refelemtype()
                && a.refrestype() == b.refrestype()
                && a.reftypmod() == b.reftypmod()
                && a.refcollid() == b.refcollid()
                && a.refupperindexpr().equals(b.refupperindexpr())
                && a.reflowerindexpr().equals(b.reflowerindexpr())
                && a.refexpr().equals(b.refexpr())
                && Objects.equals(a.refassgnexpr(), b.refassgnexpr());
    }

    private static boolean sameFuncExpr(FuncExpr a, FuncExpr b) {
        return a.funcid() == b.funcid()
                && a.funcresulttype() == b.funcresulttype()
                && a.funcretset() == b.funcretset()
                && a.funcvariadic() == b.funcvariadic()
                && a.funccollid() == b.funccollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameNamedArgExpr(NamedArgExpr a, NamedArgExpr b) {
        return a.arg().equals(b.arg()) && Objects.equals(a.name(), b.name()) && a.argnumber() == b.argnumber();
    }

    private static boolean sameOpExpr(OpExpr a, OpExpr b) {
        return a.opno() == b.opno()
                && a.opresulttype() == b.opresulttype()
                && a.opretset() == b.opretset()
                && a.opcollid() == b.opcollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameDistinctExpr(DistinctExpr a, DistinctExpr b) {
        return a.opno() == b.opno()
                && a.opresulttype() == b.opresulttype()
                && a.opretset() == b.opretset()
                && a.opcollid() == b.opcollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameNullIfExpr(NullIfExpr a, NullIfExpr b) {
        return a.opno() == b.opno()
                && a.opresulttype() == b.opresulttype()
                && a.opretset() == b.opretset()
                && a.opcollid() == b.opcollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameScalarArrayOpExpr(ScalarArrayOpExpr a, ScalarArrayOpExpr b) {
        return a.opno() == b.opno()
                && a.useOr() == b.useOr()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameBoolExpr(BoolExpr a, BoolExpr b) {
        return a.boolop() == b.boolop() && a.args().equals(b.args());
    }

    private static boolean sameSubLink(SubLink a, SubLink b) {
        return a.subLinkType() == b.subLinkType()
                && a.subLinkId() == b.subLinkId()
                && Objects.equals(a.testexpr(), b.testexpr())
                && a.operName().equals(b.operName())
                && query(a.subselect(), b.subselect());
    }

    private static boolean sameSubPlan(SubPlan a, SubPlan b) {
        return a.subLinkType() == b.subLinkType()
                && Objects.equals(a.testexpr(), b.testexpr())
                && Arrays.equals(a.paramIds(), b.paramIds())
                && a.planId() == b.planId()
                && Objects.equals(a.planName(), b.planName())
                && a.firstColType() == b.firstColType()
                && a.firstColTypmod() == b.firstColTypmod()
                && a.firstColCollation() == b.firstColCollation()
                && a.useHashTable() == b.useHashTable()
                && a.unknownEqFalse() == b.unknownEqFalse()
                && a.parallelSafe() == b.parallelSafe()
                && Arrays.equals(a.setParam(), b.setParam())
                && Arrays.equals(a.parParam(), b.parParam())
                && a.args().equals(b.args());
    }

    private static boolean sameAlternativeSubPlan(AlternativeSubPlan a, AlternativeSubPlan b) {
        return a.subplans().equals(b.subplans());
    }

    private static boolean sameFieldSelect(FieldSelect a, FieldSelect b) {
        return a.arg().equals(b.arg())
                && a.fieldnum() == b.fieldnum()
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameFieldStore(FieldStore a, FieldStore b) {
        return Objects.equals(a.arg(), b.arg())
                && a.newvals().equals(b.newvals())
                && Arrays.equals(a.fieldnums(), b.fieldnums())
                && a.resulttype() == b.resulttype();
    }

    private static boolean sameRelabelType(RelabelType a, RelabelType b) {
        return a.arg().equals(b.arg())
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameCoerceViaIO(CoerceViaIO a, CoerceViaIO b) {
        return a.arg().equals(b.arg()) && a.resulttype() == b.resulttype() && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameArrayCoerceExpr(ArrayCoerceExpr a, ArrayCoerceExpr b) {
        return a.arg().equals(b.arg())
                && a.elemexpr().equals(b.elemexpr())
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameConvertRowtypeExpr(ConvertRowtypeExpr a, ConvertRowtypeExpr b) {
        return a.arg().equals(b.arg()) && a.resulttype() == b.resulttype();
    }

    private static boolean sameCollateExpr(CollateExpr a, CollateExpr b) {
        return a.arg().equals(b.arg()) && a.collOid() == b.collOid();
    }

    private static boolean sameCaseExpr(CaseExpr a, CaseExpr b) {
        return a.casetype() == b.casetype()
                && a.casecollid() == b.casecollid()
                && Objects.equals(a.arg(), b.arg())
                && a.args().equals(b.args())
                && Objects.equals(a.defresult(), b.defresult());
    }

    private static boolean sameCaseTestExpr(CaseTestExpr a, CaseTestExpr b) {
        return a.typeId() == b.typeId() && a.typeMod() == b.typeMod() && a.collation() == b.collation();
    }

    private static boolean sameArrayExpr(ArrayExpr a, ArrayExpr b) {
        return a.arrayTypeid() == b.arrayTypeid()
                && a.arrayCollid() == b.arrayCollid()
                && a.elementTypeid() == b.elementTypeid()
                && a.elements().equals(b.elements())
                && a.multidims() == b.multidims();
    }

    private static boolean sameRowExpr(RowExpr a, RowExpr b) {
        return a.args().equals(b.args())
                && a.rowTypeid() == b.rowTypeid()
                && a.colnames().equals(b.colnames());
    }

    private static boolean sameRowCompareExpr(RowCompareExpr a, RowCompareExpr b) {
        return a.rctype() == b.rctype()
                && Arrays.equals(a.opnos(), b.opnos())
                && Arrays.equals(a.opfamilies(), b.opfamilies())
                && Arrays.equals(a.inputcollids(), b.inputcollids())
                && a.largs().equals(b.largs())
                && a.rargs().equals(b.rargs());
    }

    private static boolean sameCoalesceExpr(CoalesceExpr a, CoalesceExpr b) {
        return a.coalescetype() == b.coalescetype()
                && a.coalescecollid() == b.coalescecollid()
                && a.args().equals(b.args());
    }

    private static boolean sameMinMaxExpr(MinMaxExpr a, MinMaxExpr b) {
        return a.minmaxtype() == b.minmaxtype()
                && a.minmaxcollid() == b.minmaxcollid()
                && a.inputcollid() == b.inputcollid()
                && a.op() == b.op()
                && a.args().equals(b.args());
    }

    private static boolean sameSqlValueFunction(SqlValueFunction a, SqlValueFunction b) {
        return a.op() == b.op() && a.type() == b.type() && a.typmod() == b.typmod();
    }

    private static boolean sameXmlExpr(XmlExpr a, XmlExpr b) {
        return a.op() == b.op()
                && Objects.equals(a.name(), b.name())
                && a.namedArgs().equals(b.namedArgs())
                && a.argNames().equals(b.argNames())
                && a.args().equals(b.args())
                && a.xmlDocument() == b.xmlDocument()
                && a.type() == b.type()
                && a.typmod() == b.typmod();
    }

    private static boolean sameNullTest(NullTest a, NullTest b) {
        return a.arg().equals(b.arg()) && a.nulltesttype() == b.nulltesttype() && a.argisrow() == b.argisrow();
    }

    private static boolean sameBooleanTest(BooleanTest a, BooleanTest b) {
        return a.arg().equals(b.arg()) && a.booltesttype() == b.booltesttype();
    }

    private static boolean sameCoerceToDomain(CoerceToDomain a, CoerceToDomain b) {
        return a.arg().equals(b.arg())
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameCoerceToDomainValue(CoerceToDomainValue a, CoerceToDomainValue b) {
        return a.typeId() == b.typeId() && a.typeMod() == b.typeMod() && a.collation() == b.collation();
    }

    private static boolean sameSetToDefault(SetToDefault a, SetToDefault b) {
        return a.typeId() == b.typeId() && a.typeMod() == b.typeMod() && a.collation() == b.collation();
    }

    private static boolean sameCurrentOfExpr(CurrentOfExpr a, CurrentOfExpr b) {
        return a.cvarno() == b.cvarno()
                && Objects.equals(a.cursorName(), b.cursorName())
                && a.cursorParam() == b.cursorParam();
    }

    private static boolean sameNextValueExpr(NextValueExpr a, NextValueExpr b) {
        return a.seqid() == b.seqid() && a.typeId() == b.typeId();
    }

    private static boolean sameInferenceElem(InferenceElem a, InferenceElem b) {
        return a.expr().equals(b.expr()) && a.infercollid() == b.infercollid() && a.inferopclass() == b.inferopclass();
    }

    private static boolean samePlaceHolderVar(PlaceHolderVar a, PlaceHolderVar b) {
        return a.phexpr().equals(b.phexpr())
                && Arrays.equals(a.phrels(), b.phrels())
                && a.phid() == b.phid()
                && a.phlevelsup() == b.phlevelsup();
    }
}
