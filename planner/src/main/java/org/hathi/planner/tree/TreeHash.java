package org.hathi.planner.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hash codes of expressions, of fields that take part in equality.
 *
 * <p>Written by NodeGenerator out of nodes.txt.
 */
final class TreeHash {
    private TreeHash() {}

    private static int object(@Nullable Object o) {
        return o instanceof byte[] b ? Arrays.hashCode(b) : Objects.hashCode(o);
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
            case GroupingFunc e -> hashGroupingFunc(e);
            case WindowFunc e -> hashWindowFunc(e);
            case SubscriptingRef e -> hashSubscriptingRef(e);
            case FuncExpr e -> hashFuncExpr(e);
            case NamedArgExpr e -> hashNamedArgExpr(e);
            case OpExpr e -> hashOpExpr(e);
            case DistinctExpr e -> hashDistinctExpr(e);
            case NullIfExpr e -> hashNullIfExpr(e);
            case ScalarArrayOpExpr e -> hashScalarArrayOpExpr(e);
            case BoolExpr e -> hashBoolExpr(e);
            case SubLink e -> hashSubLink(e);
            case SubPlan e -> hashSubPlan(e);
            case AlternativeSubPlan e -> hashAlternativeSubPlan(e);
            case FieldSelect e -> hashFieldSelect(e);
            case FieldStore e -> hashFieldStore(e);
            case RelabelType e -> hashRelabelType(e);
            case CoerceViaIO e -> hashCoerceViaIO(e);
            case ArrayCoerceExpr e -> hashArrayCoerceExpr(e);
            case ConvertRowtypeExpr e -> hashConvertRowtypeExpr(e);
            case CollateExpr e -> hashCollateExpr(e);
            case CaseExpr e -> hashCaseExpr(e);
            case CaseTestExpr e -> hashCaseTestExpr(e);
            case ArrayExpr e -> hashArrayExpr(e);
            case RowExpr e -> hashRowExpr(e);
            case RowCompareExpr e -> hashRowCompareExpr(e);
            case CoalesceExpr e -> hashCoalesceExpr(e);
            case MinMaxExpr e -> hashMinMaxExpr(e);
            case SqlValueFunction e -> hashSqlValueFunction(e);
            case XmlExpr e -> hashXmlExpr(e);
            case NullTest e -> hashNullTest(e);
            case BooleanTest e -> hashBooleanTest(e);
            case CoerceToDomain e -> hashCoerceToDomain(e);
            case CoerceToDomainValue e -> hashCoerceToDomainValue(e);
            case SetToDefault e -> hashSetToDefault(e);
            case CurrentOfExpr e -> hashCurrentOfExpr(e);
            case NextValueExpr e -> hashNextValueExpr(e);
            case InferenceElem e -> hashInferenceElem(e);
            case PlaceHolderVar e -> hashPlaceHolderVar(e);
        };
    }

    private static int hashVar(Var e) {
        int h = 0;
        h = 31 * h + e.varno();
        h = 31 * h + e.varattno();
        h = 31 * h + e.vartype();
        h = 31 * h + e.vartypmod();
        h = 31 * h + e.varcollid();
        h = 31 * h + e.varlevelsup();
        return h;
    }

    private static int hashConst(Const e) {
        int h = 1;
        h = 31 * h + e.consttype();
        h = 31 * h + e.consttypmod();
        h = 31 * h + e.constcollid();
        h = 31 * h + e.constlen();
        h = 31 * h + object(e.constvalue());
        return h;
    }

    private static int hashParam(Param e) {
        int h = 2;
        h = 31 * h + e.paramkind().ordinal();
        h = 31 * h + e.paramid();
        h = 31 * h + e.paramtype();
        h = 31 * h + e.paramtypmod();
        h = 31 * h + e.paramcollid();
        return h;
    }

    private static int hashAggref(Aggref e) {
        int h = 3;
        h = 31 * h + e.aggfnoid();
        h = 31 * h + e.aggtype();
        h = 31 * h + e.aggcollid();
        h = 31 * h + e.inputcollid();
        h = 31 * h + e.aggtranstype();
        h = 31 * h + list(e.aggdirectargs());
        h = 31 * h + object(e.aggfilter());
        h = 31 * h + e.agglevelsup();
        h = 31 * h + e.aggsplit();
        h = 31 * h + e.aggno();
        h = 31 * h + e.aggtransno();
        return h;
    }

    private static int hashGroupingFunc(GroupingFunc e) {
        int h = 4;
        h = 31 * h + list(e.args());
        h = 31 * h + e.agglevelsup();
        return h;
    }

    private static int hashWindowFunc(WindowFunc e) {
        int h = 5;
        h = 31 * h + e.winfnoid();
        h = 31 * h + e.wintype();
        h = 31 * h + e.wincollid();
        h = 31 * h + e.inputcollid();
        h = 31 * h + list(e.args());
        h = 31 * h + object(e.aggfilter());
        h = 31 * h + e.winref();
        return h;
    }

    private static int hashSubscriptingRef(SubscriptingRef e) {
        int h = 6;
        h = 31 * h + e.refcontainertype();
        h = 31 * h + e.refelemtype();
        h = 31 * h + e.refrestype();
        h = 31 * h + e.reftypmod();
        h = 31 * h + e.refcollid();
        h = 31 * h + list(e.refupperindexpr());
        h = 31 * h + list(e.reflowerindexpr());
        h = 31 * h + e.refexpr().hashCode();
        h = 31 * h + object(e.refassgnexpr());
        return h;
    }

    private static int hashFuncExpr(FuncExpr e) {
        int h = 7;
        h = 31 * h + e.funcid();
        h = 31 * h + e.funcresulttype();
        h = 31 * h + e.funccollid();
        h = 31 * h + e.inputcollid();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashNamedArgExpr(NamedArgExpr e) {
        int h = 8;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.argnumber();
        return h;
    }

    private static int hashOpExpr(OpExpr e) {
        int h = 9;
        h = 31 * h + e.opno();
        h = 31 * h + e.opresulttype();
        h = 31 * h + e.opcollid();
        h = 31 * h + e.inputcollid();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashDistinctExpr(DistinctExpr e) {
        int h = 10;
        h = 31 * h + e.opno();
        h = 31 * h + e.opresulttype();
        h = 31 * h + e.opcollid();
        h = 31 * h + e.inputcollid();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashNullIfExpr(NullIfExpr e) {
        int h = 11;
        h = 31 * h + e.opno();
        h = 31 * h + e.opresulttype();
        h = 31 * h + e.opcollid();
        h = 31 * h + e.inputcollid();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashScalarArrayOpExpr(ScalarArrayOpExpr e) {
        int h = 12;
        h = 31 * h + e.opno();
        h = 31 * h + e.inputcollid();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashBoolExpr(BoolExpr e) {
        int h = 13;
        h = 31 * h + e.boolop().ordinal();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashSubLink(SubLink e) {
        int h = 14;
        h = 31 * h + e.subLinkType().ordinal();
        h = 31 * h + e.subLinkId();
        h = 31 * h + object(e.testexpr());
        return h;
    }

    private static int hashSubPlan(SubPlan e) {
        int h = 15;
        h = 31 * h + e.subLinkType().ordinal();
        h = 31 * h + object(e.testexpr());
        h = 31 * h + e.planId();
        h = 31 * h + e.firstColType();
        h = 31 * h + e.firstColTypmod();
        h = 31 * h + e.firstColCollation();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashAlternativeSubPlan(AlternativeSubPlan e) {
        int h = 16;
        h = 31 * h + list(e.subplans());
        return h;
    }

    private static int hashFieldSelect(FieldSelect e) {
        int h = 17;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.fieldnum();
        h = 31 * h + e.resulttype();
        h = 31 * h + e.resulttypmod();
        h = 31 * h + e.resultcollid();
        return h;
    }

    private static int hashFieldStore(FieldStore e) {
        int h = 18;
        h = 31 * h + object(e.arg());
        h = 31 * h + list(e.newvals());
        h = 31 * h + e.resulttype();
        return h;
    }

    private static int hashRelabelType(RelabelType e) {
        int h = 19;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.resulttype();
        h = 31 * h + e.resulttypmod();
        h = 31 * h + e.resultcollid();
        return h;
    }

    private static int hashCoerceViaIO(CoerceViaIO e) {
        int h = 20;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.resulttype();
        h = 31 * h + e.resultcollid();
        return h;
    }

    private static int hashArrayCoerceExpr(ArrayCoerceExpr e) {
        int h = 21;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.elemexpr().hashCode();
        h = 31 * h + e.resulttype();
        h = 31 * h + e.resulttypmod();
        h = 31 * h + e.resultcollid();
        return h;
    }

    private static int hashConvertRowtypeExpr(ConvertRowtypeExpr e) {
        int h = 22;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.resulttype();
        return h;
    }

    private static int hashCollateExpr(CollateExpr e) {
        int h = 23;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.collOid();
        return h;
    }

    private static int hashCaseExpr(CaseExpr e) {
        int h = 24;
        h = 31 * h + e.casetype();
        h = 31 * h + e.casecollid();
        h = 31 * h + object(e.arg());
        h = 31 * h + list(e.args());
        h = 31 * h + object(e.defresult());
        return h;
    }

    private static int hashCaseTestExpr(CaseTestExpr e) {
        int h = 25;
        h = 31 * h + e.typeId();
        h = 31 * h + e.typeMod();
        h = 31 * h + e.collation();
        return h;
    }

    private static int hashArrayExpr(ArrayExpr e) {
        int h = 26;
        h = 31 * h + e.arrayTypeid();
        h = 31 * h + e.arrayCollid();
        h = 31 * h + e.elementTypeid();
        h = 31 * h + list(e.elements());
        return h;
    }

    private static int hashRowExpr(RowExpr e) {
        int h = 27;
        h = 31 * h + list(e.args());
        h = 31 * h + e.rowTypeid();
        return h;
    }

    private static int hashRowCompareExpr(RowCompareExpr e) {
        int h = 28;
        h = 31 * h + e.rctype().ordinal();
        h = 31 * h + list(e.largs());
        h = 31 * h + list(e.rargs());
        return h;
    }

    private static int hashCoalesceExpr(CoalesceExpr e) {
        int h = 29;
        h = 31 * h + e.coalescetype();
        h = 31 * h + e.coalescecollid();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashMinMaxExpr(MinMaxExpr e) {
        int h = 30;
        h = 31 * h + e.minmaxtype();
        h = 31 * h + e.minmaxcollid();
        h = 31 * h + e.inputcollid();
        h = 31 * h + e.op().ordinal();
        h = 31 * h + list(e.args());
        return h;
    }

    private static int hashSqlValueFunction(SqlValueFunction e) {
        int h = 31;
        h = 31 * h + e.op().ordinal();
        h = 31 * h + e.type();
        h = 31 * h + e.typmod();
        return h;
    }

    private static int hashXmlExpr(XmlExpr e) {
        int h = 32;
        h = 31 * h + e.op().ordinal();
        h = 31 * h + list(e.namedArgs());
        h = 31 * h + list(e.args());
        h = 31 * h + e.type();
        h = 31 * h + e.typmod();
        return h;
    }

    private static int hashNullTest(NullTest e) {
        int h = 33;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.nulltesttype().ordinal();
        return h;
    }

    private static int hashBooleanTest(BooleanTest e) {
        int h = 34;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.booltesttype().ordinal();
        return h;
    }

    private static int hashCoerceToDomain(CoerceToDomain e) {
        int h = 35;
        h = 31 * h + e.arg().hashCode();
        h = 31 * h + e.resulttype();
        h = 31 * h + e.resulttypmod();
        h = 31 * h + e.resultcollid();
        return h;
    }

    private static int hashCoerceToDomainValue(CoerceToDomainValue e) {
        int h = 36;
        h = 31 * h + e.typeId();
        h = 31 * h + e.typeMod();
        h = 31 * h + e.collation();
        return h;
    }

    private static int hashSetToDefault(SetToDefault e) {
        int h = 37;
        h = 31 * h + e.typeId();
        h = 31 * h + e.typeMod();
        h = 31 * h + e.collation();
        return h;
    }

    private static int hashCurrentOfExpr(CurrentOfExpr e) {
        int h = 38;
        h = 31 * h + e.cvarno();
        h = 31 * h + e.cursorParam();
        return h;
    }

    private static int hashNextValueExpr(NextValueExpr e) {
        int h = 39;
        h = 31 * h + e.seqid();
        h = 31 * h + e.typeId();
        return h;
    }

    private static int hashInferenceElem(InferenceElem e) {
        int h = 40;
        h = 31 * h + e.expr().hashCode();
        h = 31 * h + e.infercollid();
        h = 31 * h + e.inferopclass();
        return h;
    }

    private static int hashPlaceHolderVar(PlaceHolderVar e) {
        int h = 41;
        h = 31 * h + e.phexpr().hashCode();
        h = 31 * h + e.phid();
        h = 31 * h + e.phlevelsup();
        return h;
    }
}
