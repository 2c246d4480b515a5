package org.hathi.planner.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Equality and hash of expressions, ignoring locations and the syntactic names of Vars, as PostgreSQL's equal(). */
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
            case Var a -> sameVar(a, r);
            case Const a -> sameConst(a, r);
            case Param a -> sameParam(a, r);
            case Aggref a -> sameAggref(a, r);
            case GroupingFunc a -> sameGroupingFunc(a, r);
            case WindowFunc a -> sameWindowFunc(a, r);
            case SubscriptingRef a -> sameSubscriptingRef(a, r);
            case FuncExpr a -> sameFuncExpr(a, r);
            case NamedArgExpr a -> sameNamedArgExpr(a, r);
            case OpExpr a -> sameOpExpr(a, r);
            case DistinctExpr a -> sameDistinctExpr(a, r);
            case NullIfExpr a -> sameNullIfExpr(a, r);
            case ScalarArrayOpExpr a -> sameScalarArrayOpExpr(a, r);
            case BoolExpr a -> sameBoolExpr(a, r);
            case SubLink a -> sameSubLink(a, r);
            case SubPlan a -> sameSubPlan(a, r);
            case AlternativeSubPlan a -> sameAlternativeSubPlan(a, r);
            case FieldSelect a -> sameFieldSelect(a, r);
            case FieldStore a -> sameFieldStore(a, r);
            case RelabelType a -> sameRelabelType(a, r);
            case CoerceViaIO a -> sameCoerceViaIO(a, r);
            case ArrayCoerceExpr a -> sameArrayCoerceExpr(a, r);
            case ConvertRowtypeExpr a -> sameConvertRowtypeExpr(a, r);
            case CollateExpr a -> sameCollateExpr(a, r);
            case CaseExpr a -> sameCaseExpr(a, r);
            case CaseTestExpr a -> sameCaseTestExpr(a, r);
            case ArrayExpr a -> sameArrayExpr(a, r);
            case RowExpr a -> sameRowExpr(a, r);
            case RowCompareExpr a -> sameRowCompareExpr(a, r);
            case CoalesceExpr a -> sameCoalesceExpr(a, r);
            case MinMaxExpr a -> sameMinMaxExpr(a, r);
            case SqlValueFunction a -> sameSqlValueFunction(a, r);
            case XmlExpr a -> sameXmlExpr(a, r);
            case NullTest a -> sameNullTest(a, r);
            case BooleanTest a -> sameBooleanTest(a, r);
            case CoerceToDomain a -> sameCoerceToDomain(a, r);
            case CoerceToDomainValue a -> sameCoerceToDomainValue(a, r);
            case SetToDefault a -> sameSetToDefault(a, r);
            case CurrentOfExpr a -> sameCurrentOfExpr(a, r);
            case NextValueExpr a -> sameNextValueExpr(a, r);
            case InferenceElem a -> sameInferenceElem(a, r);
            case PlaceHolderVar a -> samePlaceHolderVar(a, r);
        };
    }

    private static boolean sameVar(Var a, Expr r) {
        return r instanceof Var b
                && a.varno() == b.varno()
                && a.varattno() == b.varattno()
                && a.vartype() == b.vartype()
                && a.vartypmod() == b.vartypmod()
                && a.varcollid() == b.varcollid()
                && a.varlevelsup() == b.varlevelsup();
    }

    private static boolean sameConst(Const a, Expr r) {
        return r instanceof Const b
                && a.consttype() == b.consttype()
                && a.consttypmod() == b.consttypmod()
                && a.constcollid() == b.constcollid()
                && a.constlen() == b.constlen()
                && a.constbyval() == b.constbyval()
                && datum(a.constvalue(), b.constvalue());
    }

    private static boolean sameParam(Param a, Expr r) {
        return r instanceof Param b
                && a.paramkind() == b.paramkind()
                && a.paramid() == b.paramid()
                && a.paramtype() == b.paramtype()
                && a.paramtypmod() == b.paramtypmod()
                && a.paramcollid() == b.paramcollid();
    }

    private static boolean sameAggref(Aggref a, Expr r) {
        return r instanceof Aggref b
                && a.aggfnoid() == b.aggfnoid()
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

    private static boolean sameGroupingFunc(GroupingFunc a, Expr r) {
        return r instanceof GroupingFunc b
                && a.args().equals(b.args())
                && Arrays.equals(a.refs(), b.refs())
                && Arrays.equals(a.cols(), b.cols())
                && a.agglevelsup() == b.agglevelsup();
    }

    private static boolean sameWindowFunc(WindowFunc a, Expr r) {
        return r instanceof WindowFunc b
                && a.winfnoid() == b.winfnoid()
                && a.wintype() == b.wintype()
                && a.wincollid() == b.wincollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args())
                && Objects.equals(a.aggfilter(), b.aggfilter())
                && a.winref() == b.winref()
                && a.winstar() == b.winstar()
                && a.winagg() == b.winagg();
    }

    private static boolean sameSubscriptingRef(SubscriptingRef a, Expr r) {
        return r instanceof SubscriptingRef b
                && a.refcontainertype() == b.refcontainertype()
                && a.refelemtype() == b.refelemtype()
                && a.refrestype() == b.refrestype()
                && a.reftypmod() == b.reftypmod()
                && a.refcollid() == b.refcollid()
                && a.refupperindexpr().equals(b.refupperindexpr())
                && a.reflowerindexpr().equals(b.reflowerindexpr())
                && a.refexpr().equals(b.refexpr())
                && Objects.equals(a.refassgnexpr(), b.refassgnexpr());
    }

    private static boolean sameFuncExpr(FuncExpr a, Expr r) {
        return r instanceof FuncExpr b
                && a.funcid() == b.funcid()
                && a.funcresulttype() == b.funcresulttype()
                && a.funcretset() == b.funcretset()
                && a.funcvariadic() == b.funcvariadic()
                && a.funccollid() == b.funccollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameNamedArgExpr(NamedArgExpr a, Expr r) {
        return r instanceof NamedArgExpr b
                && a.arg().equals(b.arg())
                && Objects.equals(a.name(), b.name())
                && a.argnumber() == b.argnumber();
    }

    private static boolean sameOpExpr(OpExpr a, Expr r) {
        return r instanceof OpExpr b
                && a.opno() == b.opno()
                && a.opresulttype() == b.opresulttype()
                && a.opretset() == b.opretset()
                && a.opcollid() == b.opcollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameDistinctExpr(DistinctExpr a, Expr r) {
        return r instanceof DistinctExpr b
                && a.opno() == b.opno()
                && a.opresulttype() == b.opresulttype()
                && a.opretset() == b.opretset()
                && a.opcollid() == b.opcollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameNullIfExpr(NullIfExpr a, Expr r) {
        return r instanceof NullIfExpr b
                && a.opno() == b.opno()
                && a.opresulttype() == b.opresulttype()
                && a.opretset() == b.opretset()
                && a.opcollid() == b.opcollid()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameScalarArrayOpExpr(ScalarArrayOpExpr a, Expr r) {
        return r instanceof ScalarArrayOpExpr b
                && a.opno() == b.opno()
                && a.useOr() == b.useOr()
                && a.inputcollid() == b.inputcollid()
                && a.args().equals(b.args());
    }

    private static boolean sameBoolExpr(BoolExpr a, Expr r) {
        return r instanceof BoolExpr b && a.boolop() == b.boolop() && a.args().equals(b.args());
    }

    private static boolean sameSubLink(SubLink a, Expr r) {
        return r instanceof SubLink b
                && a.subLinkType() == b.subLinkType()
                && a.subLinkId() == b.subLinkId()
                && Objects.equals(a.testexpr(), b.testexpr())
                && a.operName().equals(b.operName())
                && query(a.subselect(), b.subselect());
    }

    private static boolean sameSubPlan(SubPlan a, Expr r) {
        return r instanceof SubPlan b
                && a.subLinkType() == b.subLinkType()
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

    private static boolean sameAlternativeSubPlan(AlternativeSubPlan a, Expr r) {
        return r instanceof AlternativeSubPlan b && a.subplans().equals(b.subplans());
    }

    private static boolean sameFieldSelect(FieldSelect a, Expr r) {
        return r instanceof FieldSelect b
                && a.arg().equals(b.arg())
                && a.fieldnum() == b.fieldnum()
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameFieldStore(FieldStore a, Expr r) {
        return r instanceof FieldStore b
                && Objects.equals(a.arg(), b.arg())
                && a.newvals().equals(b.newvals())
                && Arrays.equals(a.fieldnums(), b.fieldnums())
                && a.resulttype() == b.resulttype();
    }

    private static boolean sameRelabelType(RelabelType a, Expr r) {
        return r instanceof RelabelType b
                && a.arg().equals(b.arg())
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameCoerceViaIO(CoerceViaIO a, Expr r) {
        return r instanceof CoerceViaIO b
                && a.arg().equals(b.arg())
                && a.resulttype() == b.resulttype()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameArrayCoerceExpr(ArrayCoerceExpr a, Expr r) {
        return r instanceof ArrayCoerceExpr b
                && a.arg().equals(b.arg())
                && a.elemexpr().equals(b.elemexpr())
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameConvertRowtypeExpr(ConvertRowtypeExpr a, Expr r) {
        return r instanceof ConvertRowtypeExpr b && a.arg().equals(b.arg()) && a.resulttype() == b.resulttype();
    }

    private static boolean sameCollateExpr(CollateExpr a, Expr r) {
        return r instanceof CollateExpr b && a.arg().equals(b.arg()) && a.collOid() == b.collOid();
    }

    private static boolean sameCaseExpr(CaseExpr a, Expr r) {
        return r instanceof CaseExpr b
                && a.casetype() == b.casetype()
                && a.casecollid() == b.casecollid()
                && Objects.equals(a.arg(), b.arg())
                && a.args().equals(b.args())
                && Objects.equals(a.defresult(), b.defresult());
    }

    private static boolean sameCaseTestExpr(CaseTestExpr a, Expr r) {
        return r instanceof CaseTestExpr b
                && a.typeId() == b.typeId()
                && a.typeMod() == b.typeMod()
                && a.collation() == b.collation();
    }

    private static boolean sameArrayExpr(ArrayExpr a, Expr r) {
        return r instanceof ArrayExpr b
                && a.arrayTypeid() == b.arrayTypeid()
                && a.arrayCollid() == b.arrayCollid()
                && a.elementTypeid() == b.elementTypeid()
                && a.elements().equals(b.elements())
                && a.multidims() == b.multidims();
    }

    private static boolean sameRowExpr(RowExpr a, Expr r) {
        return r instanceof RowExpr b
                && a.args().equals(b.args())
                && a.rowTypeid() == b.rowTypeid()
                && a.colnames().equals(b.colnames());
    }

    private static boolean sameRowCompareExpr(RowCompareExpr a, Expr r) {
        return r instanceof RowCompareExpr b
                && a.rctype() == b.rctype()
                && Arrays.equals(a.opnos(), b.opnos())
                && Arrays.equals(a.opfamilies(), b.opfamilies())
                && Arrays.equals(a.inputcollids(), b.inputcollids())
                && a.largs().equals(b.largs())
                && a.rargs().equals(b.rargs());
    }

    private static boolean sameCoalesceExpr(CoalesceExpr a, Expr r) {
        return r instanceof CoalesceExpr b
                && a.coalescetype() == b.coalescetype()
                && a.coalescecollid() == b.coalescecollid()
                && a.args().equals(b.args());
    }

    private static boolean sameMinMaxExpr(MinMaxExpr a, Expr r) {
        return r instanceof MinMaxExpr b
                && a.minmaxtype() == b.minmaxtype()
                && a.minmaxcollid() == b.minmaxcollid()
                && a.inputcollid() == b.inputcollid()
                && a.op() == b.op()
                && a.args().equals(b.args());
    }

    private static boolean sameSqlValueFunction(SqlValueFunction a, Expr r) {
        return r instanceof SqlValueFunction b && a.op() == b.op() && a.type() == b.type() && a.typmod() == b.typmod();
    }

    private static boolean sameXmlExpr(XmlExpr a, Expr r) {
        return r instanceof XmlExpr b
                && a.op() == b.op()
                && Objects.equals(a.name(), b.name())
                && a.namedArgs().equals(b.namedArgs())
                && a.argNames().equals(b.argNames())
                && a.args().equals(b.args())
                && a.xmlDocument() == b.xmlDocument()
                && a.type() == b.type()
                && a.typmod() == b.typmod();
    }

    private static boolean sameNullTest(NullTest a, Expr r) {
        return r instanceof NullTest b
                && a.arg().equals(b.arg())
                && a.nulltesttype() == b.nulltesttype()
                && a.argisrow() == b.argisrow();
    }

    private static boolean sameBooleanTest(BooleanTest a, Expr r) {
        return r instanceof BooleanTest b && a.arg().equals(b.arg()) && a.booltesttype() == b.booltesttype();
    }

    private static boolean sameCoerceToDomain(CoerceToDomain a, Expr r) {
        return r instanceof CoerceToDomain b
                && a.arg().equals(b.arg())
                && a.resulttype() == b.resulttype()
                && a.resulttypmod() == b.resulttypmod()
                && a.resultcollid() == b.resultcollid();
    }

    private static boolean sameCoerceToDomainValue(CoerceToDomainValue a, Expr r) {
        return r instanceof CoerceToDomainValue b
                && a.typeId() == b.typeId()
                && a.typeMod() == b.typeMod()
                && a.collation() == b.collation();
    }

    private static boolean sameSetToDefault(SetToDefault a, Expr r) {
        return r instanceof SetToDefault b
                && a.typeId() == b.typeId()
                && a.typeMod() == b.typeMod()
                && a.collation() == b.collation();
    }

    private static boolean sameCurrentOfExpr(CurrentOfExpr a, Expr r) {
        return r instanceof CurrentOfExpr b
                && a.cvarno() == b.cvarno()
                && Objects.equals(a.cursorName(), b.cursorName())
                && a.cursorParam() == b.cursorParam();
    }

    private static boolean sameNextValueExpr(NextValueExpr a, Expr r) {
        return r instanceof NextValueExpr b && a.seqid() == b.seqid() && a.typeId() == b.typeId();
    }

    private static boolean sameInferenceElem(InferenceElem a, Expr r) {
        return r instanceof InferenceElem b
                && a.expr().equals(b.expr())
                && a.infercollid() == b.infercollid()
                && a.inferopclass() == b.inferopclass();
    }

    private static boolean samePlaceHolderVar(PlaceHolderVar a, Expr r) {
        return r instanceof PlaceHolderVar b
                && a.phexpr().equals(b.phexpr())
                && Arrays.equals(a.phrels(), b.phrels())
                && a.phid() == b.phid()
                && a.phlevelsup() == b.phlevelsup();
    }

    private static int list(List<?> l) {
        return l.hashCode();
    }

    static int hash(Expr node) {
        return switch (node) {
            case Var e -> hashVar(e);
            case Const e -> hashConst(e);
            case Param e -> hashParam(e);
            case Aggref e -> hashAggref(e);
            case GroupingFunc e -> 4 + 31 * (31 * list(e.args()) + e.agglevelsup());
            case WindowFunc e -> hashWindowFunc(e);
            case SubscriptingRef e -> hashSubscriptingRef(e);
            case FuncExpr e -> hashFuncExpr(e);
            case NamedArgExpr e -> 8 + 31 * (31 * e.arg().hashCode() + e.argnumber());
            case OpExpr e -> hashOpExpr(e);
            case DistinctExpr e -> hashDistinctExpr(e);
            case NullIfExpr e -> hashNullIfExpr(e);
            case ScalarArrayOpExpr e -> hashScalarArrayOpExpr(e);
            case BoolExpr e -> 13 + 31 * (31 * e.boolop().ordinal() + list(e.args()));
            case SubLink e -> hashSubLink(e);
            case SubPlan e -> hashSubPlan(e);
            case AlternativeSubPlan e -> 16 + 31 * (list(e.subplans()));
            case FieldSelect e -> hashFieldSelect(e);
            case FieldStore e -> hashFieldStore(e);
            case RelabelType e -> hashRelabelType(e);
            case CoerceViaIO e -> hashCoerceViaIO(e);
            case ArrayCoerceExpr e -> hashArrayCoerceExpr(e);
            case ConvertRowtypeExpr e -> 22 + 31 * (31 * e.arg().hashCode() + e.resulttype());
            case CollateExpr e -> 23 + 31 * (31 * e.arg().hashCode() + e.collOid());
            case CaseExpr e -> hashCaseExpr(e);
            case CaseTestExpr e -> hashCaseTestExpr(e);
            case ArrayExpr e -> hashArrayExpr(e);
            case RowExpr e -> 27 + 31 * (31 * list(e.args()) + e.rowTypeid());
            case RowCompareExpr e -> hashRowCompareExpr(e);
            case CoalesceExpr e -> hashCoalesceExpr(e);
            case MinMaxExpr e -> hashMinMaxExpr(e);
            case SqlValueFunction e -> hashSqlValueFunction(e);
            case XmlExpr e -> hashXmlExpr(e);
            case NullTest e ->
                33 + 31 * (31 * e.arg().hashCode() + e.nulltesttype().ordinal());
            case BooleanTest e ->
                34 + 31 * (31 * e.arg().hashCode() + e.booltesttype().ordinal());
            case CoerceToDomain e -> hashCoerceToDomain(e);
            case CoerceToDomainValue e -> hashCoerceToDomainValue(e);
            case SetToDefault e -> hashSetToDefault(e);
            case CurrentOfExpr e -> 38 + 31 * (31 * e.cvarno() + e.cursorParam());
            case NextValueExpr e -> 39 + 31 * (31 * e.seqid() + e.typeId());
            case InferenceElem e -> hashInferenceElem(e);
            case PlaceHolderVar e -> hashPlaceHolderVar(e);
        };
    }

    private static int hashVar(Var e) {
        return 0
                + 31
                        * (31
                                        * (31
                                                        * (31 * (31 * (31 * e.varno() + e.varattno()) + e.vartype())
                                                                + e.vartypmod())
                                                + e.varcollid())
                                + e.varlevelsup());
    }

    private static int hashConst(Const e) {
        return 1
                + 31
                        * (31 * (31 * (31 * (31 * e.consttype() + e.consttypmod()) + e.constcollid()) + e.constlen())
                                + (e.constvalue() instanceof byte[] y
                                        ? Arrays.hashCode(y)
                                        : Objects.hashCode(e.constvalue())));
    }

    private static int hashParam(Param e) {
        return 2
                + 31
                        * (31
                                        * (31 * (31 * (31 * e.paramkind().ordinal() + e.paramid()) + e.paramtype())
                                                + e.paramtypmod())
                                + e.paramcollid());
    }

    private static int hashAggref(Aggref e) {
        return 3
                + 31
                        * (31
                                        * (31
                                                        * (31 * (31 * (31 * e.aggfnoid() + e.aggtype()) + e.aggcollid())
                                                                + e.inputcollid())
                                                + e.aggtranstype())
                                + list(e.aggdirectargs()));
    }

    private static int hashWindowFunc(WindowFunc e) {
        return 5
                + 31
                        * (31
                                        * (31
                                                        * (31 * (31 * (31 * e.winfnoid() + e.wintype()) + e.wincollid())
                                                                + e.inputcollid())
                                                + list(e.args()))
                                + Objects.hashCode(e.aggfilter()));
    }

    private static int hashSubscriptingRef(SubscriptingRef e) {
        return 6
                + 31
                        * (31
                                        * (31
                                                        * (31
                                                                        * (31
                                                                                        * (31 * e.refcontainertype()
                                                                                                + e.refelemtype())
                                                                                + e.refrestype())
                                                                + e.reftypmod())
                                                + e.refcollid())
                                + list(e.refupperindexpr()));
    }

    private static int hashFuncExpr(FuncExpr e) {
        return 7
                + 31
                        * (31 * (31 * (31 * (31 * e.funcid() + e.funcresulttype()) + e.funccollid()) + e.inputcollid())
                                + list(e.args()));
    }

    private static int hashOpExpr(OpExpr e) {
        return 9
                + 31
                        * (31 * (31 * (31 * (31 * e.opno() + e.opresulttype()) + e.opcollid()) + e.inputcollid())
                                + list(e.args()));
    }

    private static int hashDistinctExpr(DistinctExpr e) {
        return 10
                + 31
                        * (31 * (31 * (31 * (31 * e.opno() + e.opresulttype()) + e.opcollid()) + e.inputcollid())
                                + list(e.args()));
    }

    private static int hashNullIfExpr(NullIfExpr e) {
        return 11
                + 31
                        * (31 * (31 * (31 * (31 * e.opno() + e.opresulttype()) + e.opcollid()) + e.inputcollid())
                                + list(e.args()));
    }

    private static int hashScalarArrayOpExpr(ScalarArrayOpExpr e) {
        return 12 + 31 * (31 * (31 * e.opno() + e.inputcollid()) + list(e.args()));
    }

    private static int hashSubLink(SubLink e) {
        return 14 + 31 * (31 * (31 * e.subLinkType().ordinal() + e.subLinkId()) + Objects.hashCode(e.testexpr()));
    }

    private static int hashSubPlan(SubPlan e) {
        return 15
                + 31
                        * (31
                                        * (31
                                                        * (31
                                                                        * (31
                                                                                        * (31
                                                                                                        * e.subLinkType()
                                                                                                                .ordinal()
                                                                                                + Objects.hashCode(
                                                                                                        e.testexpr()))
                                                                                + e.planId())
                                                                + e.firstColType())
                                                + e.firstColTypmod())
                                + e.firstColCollation());
    }

    private static int hashFieldSelect(FieldSelect e) {
        return 17
                + 31
                        * (31
                                        * (31 * (31 * (31 * e.arg().hashCode() + e.fieldnum()) + e.resulttype())
                                                + e.resulttypmod())
                                + e.resultcollid());
    }

    private static int hashFieldStore(FieldStore e) {
        return 18 + 31 * (31 * (31 * Objects.hashCode(e.arg()) + list(e.newvals())) + e.resulttype());
    }

    private static int hashRelabelType(RelabelType e) {
        return 19 + 31 * (31 * (31 * (31 * e.arg().hashCode() + e.resulttype()) + e.resulttypmod()) + e.resultcollid());
    }

    private static int hashCoerceViaIO(CoerceViaIO e) {
        return 20 + 31 * (31 * (31 * e.arg().hashCode() + e.resulttype()) + e.resultcollid());
    }

    private static int hashArrayCoerceExpr(ArrayCoerceExpr e) {
        return 21
                + 31
                        * (31
                                        * (31
                                                        * (31
                                                                        * (31
                                                                                        * e.arg()
                                                                                                .hashCode()
                                                                                + e.elemexpr()
                                                                                        .hashCode())
                                                                + e.resulttype())
                                                + e.resulttypmod())
                                + e.resultcollid());
    }

    private static int hashCaseExpr(CaseExpr e) {
        return 24
                + 31
                        * (31
                                        * (31 * (31 * (31 * e.casetype() + e.casecollid()) + Objects.hashCode(e.arg()))
                                                + list(e.args()))
                                + Objects.hashCode(e.defresult()));
    }

    private static int hashCaseTestExpr(CaseTestExpr e) {
        return 25 + 31 * (31 * (31 * e.typeId() + e.typeMod()) + e.collation());
    }

    private static int hashArrayExpr(ArrayExpr e) {
        return 26
                + 31 * (31 * (31 * (31 * e.arrayTypeid() + e.arrayCollid()) + e.elementTypeid()) + list(e.elements()));
    }

    private static int hashRowCompareExpr(RowCompareExpr e) {
        return 28 + 31 * (31 * (31 * e.rctype().ordinal() + list(e.largs())) + list(e.rargs()));
    }

    private static int hashCoalesceExpr(CoalesceExpr e) {
        return 29 + 31 * (31 * (31 * e.coalescetype() + e.coalescecollid()) + list(e.args()));
    }

    private static int hashMinMaxExpr(MinMaxExpr e) {
        return 30
                + 31
                        * (31
                                        * (31 * (31 * (31 * e.minmaxtype() + e.minmaxcollid()) + e.inputcollid())
                                                + e.op().ordinal())
                                + list(e.args()));
    }

    private static int hashSqlValueFunction(SqlValueFunction e) {
        return 31 + 31 * (31 * (31 * e.op().ordinal() + e.type()) + e.typmod());
    }

    private static int hashXmlExpr(XmlExpr e) {
        return 32
                + 31
                        * (31 * (31 * (31 * (31 * e.op().ordinal() + list(e.namedArgs())) + list(e.args())) + e.type())
                                + e.typmod());
    }

    private static int hashCoerceToDomain(CoerceToDomain e) {
        return 35 + 31 * (31 * (31 * (31 * e.arg().hashCode() + e.resulttype()) + e.resulttypmod()) + e.resultcollid());
    }

    private static int hashCoerceToDomainValue(CoerceToDomainValue e) {
        return 36 + 31 * (31 * (31 * e.typeId() + e.typeMod()) + e.collation());
    }

    private static int hashSetToDefault(SetToDefault e) {
        return 37 + 31 * (31 * (31 * e.typeId() + e.typeMod()) + e.collation());
    }

    private static int hashInferenceElem(InferenceElem e) {
        return 40 + 31 * (31 * (31 * e.expr().hashCode() + e.infercollid()) + e.inferopclass());
    }

    private static int hashPlaceHolderVar(PlaceHolderVar e) {
        return 41 + 31 * (31 * (31 * e.phexpr().hashCode() + e.phid()) + e.phlevelsup());
    }
}
