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
            case Var a -> r instanceof Var b
                    && a.varno() == b.varno()
                    && a.varattno() == b.varattno()
                    && a.vartype() == b.vartype()
                    && a.vartypmod() == b.vartypmod()
                    && a.varcollid() == b.varcollid()
                    && a.varlevelsup() == b.varlevelsup();
            case Const a -> r instanceof Const b
                    && a.consttype() == b.consttype()
                    && a.consttypmod() == b.consttypmod()
                    && a.constcollid() == b.constcollid()
                    && a.constlen() == b.constlen()
                    && a.constbyval() == b.constbyval()
                    && datum(a.constvalue(), b.constvalue());
            case Param a -> r instanceof Param b
                    && a.paramkind() == b.paramkind()
                    && a.paramid() == b.paramid()
                    && a.paramtype() == b.paramtype()
                    && a.paramtypmod() == b.paramtypmod()
                    && a.paramcollid() == b.paramcollid();
            case Aggref a -> r instanceof Aggref b
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
            case GroupingFunc a -> r instanceof GroupingFunc b
                    && a.args().equals(b.args())
                    && Arrays.equals(a.refs(), b.refs())
                    && Arrays.equals(a.cols(), b.cols())
                    && a.agglevelsup() == b.agglevelsup();
            case WindowFunc a -> r instanceof WindowFunc b
                    && a.winfnoid() == b.winfnoid()
                    && a.wintype() == b.wintype()
                    && a.wincollid() == b.wincollid()
                    && a.inputcollid() == b.inputcollid()
                    && a.args().equals(b.args())
                    && Objects.equals(a.aggfilter(), b.aggfilter())
                    && a.winref() == b.winref()
                    && a.winstar() == b.winstar()
                    && a.winagg() == b.winagg();
            case SubscriptingRef a -> r instanceof SubscriptingRef b
                    && a.refcontainertype() == b.refcontainertype()
                    && a.refelemtype() == b.refelemtype()
                    && a.refrestype() == b.refrestype()
                    && a.reftypmod() == b.reftypmod()
                    && a.refcollid() == b.refcollid()
                    && a.refupperindexpr().equals(b.refupperindexpr())
                    && a.reflowerindexpr().equals(b.reflowerindexpr())
                    && a.refexpr().equals(b.refexpr())
                    && Objects.equals(a.refassgnexpr(), b.refassgnexpr());
            case FuncExpr a -> r instanceof FuncExpr b
                    && a.funcid() == b.funcid()
                    && a.funcresulttype() == b.funcresulttype()
                    && a.funcretset() == b.funcretset()
                    && a.funcvariadic() == b.funcvariadic()
                    && a.funccollid() == b.funccollid()
                    && a.inputcollid() == b.inputcollid()
                    && a.args().equals(b.args());
            case NamedArgExpr a -> r instanceof NamedArgExpr b
                    && a.arg().equals(b.arg())
                    && Objects.equals(a.name(), b.name())
                    && a.argnumber() == b.argnumber();
            case OpExpr a -> r instanceof OpExpr b
                    && a.opno() == b.opno()
                    && a.opresulttype() == b.opresulttype()
                    && a.opretset() == b.opretset()
                    && a.opcollid() == b.opcollid()
                    && a.inputcollid() == b.inputcollid()
                    && a.args().equals(b.args());
            case DistinctExpr a -> r instanceof DistinctExpr b
                    && a.opno() == b.opno()
                    && a.opresulttype() == b.opresulttype()
                    && a.opretset() == b.opretset()
                    && a.opcollid() == b.opcollid()
                    && a.inputcollid() == b.inputcollid()
                    && a.args().equals(b.args());
            case NullIfExpr a -> r instanceof NullIfExpr b
                    && a.opno() == b.opno()
                    && a.opresulttype() == b.opresulttype()
                    && a.opretset() == b.opretset()
                    && a.opcollid() == b.opcollid()
                    && a.inputcollid() == b.inputcollid()
                    && a.args().equals(b.args());
            case ScalarArrayOpExpr a -> r instanceof ScalarArrayOpExpr b
                    && a.opno() == b.opno()
                    && a.useOr() == b.useOr()
                    && a.inputcollid() == b.inputcollid()
                    && a.args().equals(b.args());
            case BoolExpr a -> r instanceof BoolExpr b
                    && a.boolop() == b.boolop()
                    && a.args().equals(b.args());
            case SubLink a -> r instanceof SubLink b
                    && a.subLinkType() == b.subLinkType()
                    && a.subLinkId() == b.subLinkId()
                    && Objects.equals(a.testexpr(), b.testexpr())
                    && a.operName().equals(b.operName())
                    && query(a.subselect(), b.subselect());
            case SubPlan a -> r instanceof SubPlan b
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
            case AlternativeSubPlan a -> r instanceof AlternativeSubPlan b
                    && a.subplans().equals(b.subplans());
            case FieldSelect a -> r instanceof FieldSelect b
                    && a.arg().equals(b.arg())
                    && a.fieldnum() == b.fieldnum()
                    && a.resulttype() == b.resulttype()
                    && a.resulttypmod() == b.resulttypmod()
                    && a.resultcollid() == b.resultcollid();
            case FieldStore a -> r instanceof FieldStore b
                    && Objects.equals(a.arg(), b.arg())
                    && a.newvals().equals(b.newvals())
                    && Arrays.equals(a.fieldnums(), b.fieldnums())
                    && a.resulttype() == b.resulttype();
            case RelabelType a -> r instanceof RelabelType b
                    && a.arg().equals(b.arg())
                    && a.resulttype() == b.resulttype()
                    && a.resulttypmod() == b.resulttypmod()
                    && a.resultcollid() == b.resultcollid();
            case CoerceViaIO a -> r instanceof CoerceViaIO b
                    && a.arg().equals(b.arg())
                    && a.resulttype() == b.resulttype()
                    && a.resultcollid() == b.resultcollid();
            case ArrayCoerceExpr a -> r instanceof ArrayCoerceExpr b
                    && a.arg().equals(b.arg())
                    && a.elemexpr().equals(b.elemexpr())
                    && a.resulttype() == b.resulttype()
                    && a.resulttypmod() == b.resulttypmod()
                    && a.resultcollid() == b.resultcollid();
            case ConvertRowtypeExpr a -> r instanceof ConvertRowtypeExpr b
                    && a.arg().equals(b.arg())
                    && a.resulttype() == b.resulttype();
            case CollateExpr a -> r instanceof CollateExpr b
                    && a.arg().equals(b.arg())
                    && a.collOid() == b.collOid();
            case CaseExpr a -> r instanceof CaseExpr b
                    && a.casetype() == b.casetype()
                    && a.casecollid() == b.casecollid()
                    && Objects.equals(a.arg(), b.arg())
                    && a.args().equals(b.args())
                    && Objects.equals(a.defresult(), b.defresult());
            case CaseTestExpr a -> r instanceof CaseTestExpr b
                    && a.typeId() == b.typeId()
                    && a.typeMod() == b.typeMod()
                    && a.collation() == b.collation();
            case ArrayExpr a -> r instanceof ArrayExpr b
                    && a.arrayTypeid() == b.arrayTypeid()
                    && a.arrayCollid() == b.arrayCollid()
                    && a.elementTypeid() == b.elementTypeid()
                    && a.elements().equals(b.elements())
                    && a.multidims() == b.multidims();
            case RowExpr a -> r instanceof RowExpr b
                    && a.args().equals(b.args())
                    && a.rowTypeid() == b.rowTypeid()
                    && a.colnames().equals(b.colnames());
            case RowCompareExpr a -> r instanceof RowCompareExpr b
                    && a.rctype() == b.rctype()
                    && Arrays.equals(a.opnos(), b.opnos())
                    && Arrays.equals(a.opfamilies(), b.opfamilies())
                    && Arrays.equals(a.inputcollids(), b.inputcollids())
                    && a.largs().equals(b.largs())
                    && a.rargs().equals(b.rargs());
            case CoalesceExpr a -> r instanceof CoalesceExpr b
                    && a.coalescetype() == b.coalescetype()
                    && a.coalescecollid() == b.coalescecollid()
                    && a.args().equals(b.args());
            case MinMaxExpr a -> r instanceof MinMaxExpr b
                    && a.minmaxtype() == b.minmaxtype()
                    && a.minmaxcollid() == b.minmaxcollid()
                    && a.inputcollid() == b.inputcollid()
                    && a.op() == b.op()
                    && a.args().equals(b.args());
            case SqlValueFunction a -> r instanceof SqlValueFunction b
                    && a.op() == b.op()
                    && a.type() == b.type()
                    && a.typmod() == b.typmod();
            case XmlExpr a -> r instanceof XmlExpr b
                    && a.op() == b.op()
                    && Objects.equals(a.name(), b.name())
                    && a.namedArgs().equals(b.namedArgs())
                    && a.argNames().equals(b.argNames())
                    && a.args().equals(b.args())
                    && a.xmlDocument() == b.xmlDocument()
                    && a.type() == b.type()
                    && a.typmod() == b.typmod();
            case NullTest a -> r instanceof NullTest b
                    && a.arg().equals(b.arg())
                    && a.nulltesttype() == b.nulltesttype()
                    && a.argisrow() == b.argisrow();
            case BooleanTest a -> r instanceof BooleanTest b
                    && a.arg().equals(b.arg())
                    && a.booltesttype() == b.booltesttype();
            case CoerceToDomain a -> r instanceof CoerceToDomain b
                    && a.arg().equals(b.arg())
                    && a.resulttype() == b.resulttype()
                    && a.resulttypmod() == b.resulttypmod()
                    && a.resultcollid() == b.resultcollid();
            case CoerceToDomainValue a -> r instanceof CoerceToDomainValue b
                    && a.typeId() == b.typeId()
                    && a.typeMod() == b.typeMod()
                    && a.collation() == b.collation();
            case SetToDefault a -> r instanceof SetToDefault b
                    && a.typeId() == b.typeId()
                    && a.typeMod() == b.typeMod()
                    && a.collation() == b.collation();
            case CurrentOfExpr a -> r instanceof CurrentOfExpr b
                    && a.cvarno() == b.cvarno()
                    && Objects.equals(a.cursorName(), b.cursorName())
                    && a.cursorParam() == b.cursorParam();
            case NextValueExpr a -> r instanceof NextValueExpr b
                    && a.seqid() == b.seqid()
                    && a.typeId() == b.typeId();
            case InferenceElem a -> r instanceof InferenceElem b
                    && a.expr().equals(b.expr())
                    && a.infercollid() == b.infercollid()
                    && a.inferopclass() == b.inferopclass();
            case PlaceHolderVar a -> r instanceof PlaceHolderVar b
                    && a.phexpr().equals(b.phexpr())
                    && Arrays.equals(a.phrels(), b.phrels())
                    && a.phid() == b.phid()
                    && a.phlevelsup() == b.phlevelsup();
        };
    }

    private static int list(List<?> l) {
        return l.hashCode();
    }

    static int hash(Expr node) {
        return switch (node) {
            case Var e -> 0 + 31 * (31 * (31 * (31 * (31 * (31 * e.varno() + e.varattno()) + e.vartype()) + e.vartypmod()) + e.varcollid()) + e.varlevelsup());
            case Const e -> 1 + 31 * (31 * (31 * (31 * (31 * e.consttype() + e.consttypmod()) + e.constcollid()) + e.constlen()) + (e.constvalue() instanceof byte[] y ? Arrays.hashCode(y) : Objects.hashCode(e.constvalue())));
            case Param e -> 2 + 31 * (31 * (31 * (31 * (31 * e.paramkind().ordinal() + e.paramid()) + e.paramtype()) + e.paramtypmod()) + e.paramcollid());
            case Aggref e -> 3 + 31 * (31 * (31 * (31 * (31 * (31 * e.aggfnoid() + e.aggtype()) + e.aggcollid()) + e.inputcollid()) + e.aggtranstype()) + list(e.aggdirectargs()));
            case GroupingFunc e -> 4 + 31 * (31 * list(e.args()) + e.agglevelsup());
            case WindowFunc e -> 5 + 31 * (31 * (31 * (31 * (31 * (31 * e.winfnoid() + e.wintype()) + e.wincollid()) + e.inputcollid()) + list(e.args())) + Objects.hashCode(e.aggfilter()));
            case SubscriptingRef e -> 6 + 31 * (31 * (31 * (31 * (31 * (31 * e.refcontainertype() + e.refelemtype()) + e.refrestype()) + e.reftypmod()) + e.refcollid()) + list(e.refupperindexpr()));
            case FuncExpr e -> 7 + 31 * (31 * (31 * (31 * (31 * e.funcid() + e.funcresulttype()) + e.funccollid()) + e.inputcollid()) + list(e.args()));
            case NamedArgExpr e -> 8 + 31 * (31 * e.arg().hashCode() + e.argnumber());
            case OpExpr e -> 9 + 31 * (31 * (31 * (31 * (31 * e.opno() + e.opresulttype()) + e.opcollid()) + e.inputcollid()) + list(e.args()));
            case DistinctExpr e -> 10 + 31 * (31 * (31 * (31 * (31 * e.opno() + e.opresulttype()) + e.opcollid()) + e.inputcollid()) + list(e.args()));
            case NullIfExpr e -> 11 + 31 * (31 * (31 * (31 * (31 * e.opno() + e.opresulttype()) + e.opcollid()) + e.inputcollid()) + list(e.args()));
            case ScalarArrayOpExpr e -> 12 + 31 * (31 * (31 * e.opno() + e.inputcollid()) + list(e.args()));
            case BoolExpr e -> 13 + 31 * (31 * e.boolop().ordinal() + list(e.args()));
            case SubLink e -> 14 + 31 * (31 * (31 * e.subLinkType().ordinal() + e.subLinkId()) + Objects.hashCode(e.testexpr()));
            case SubPlan e -> 15 + 31 * (31 * (31 * (31 * (31 * (31 * e.subLinkType().ordinal() + Objects.hashCode(e.testexpr())) + e.planId()) + e.firstColType()) + e.firstColTypmod()) + e.firstColCollation());
            case AlternativeSubPlan e -> 16 + 31 * (list(e.subplans()));
            case FieldSelect e -> 17 + 31 * (31 * (31 * (31 * (31 * e.arg().hashCode() + e.fieldnum()) + e.resulttype()) + e.resulttypmod()) + e.resultcollid());
            case FieldStore e -> 18 + 31 * (31 * (31 * Objects.hashCode(e.arg()) + list(e.newvals())) + e.resulttype());
            case RelabelType e -> 19 + 31 * (31 * (31 * (31 * e.arg().hashCode() + e.resulttype()) + e.resulttypmod()) + e.resultcollid());
            case CoerceViaIO e -> 20 + 31 * (31 * (31 * e.arg().hashCode() + e.resulttype()) + e.resultcollid());
            case ArrayCoerceExpr e -> 21 + 31 * (31 * (31 * (31 * (31 * e.arg().hashCode() + e.elemexpr().hashCode()) + e.resulttype()) + e.resulttypmod()) + e.resultcollid());
            case ConvertRowtypeExpr e -> 22 + 31 * (31 * e.arg().hashCode() + e.resulttype());
            case CollateExpr e -> 23 + 31 * (31 * e.arg().hashCode() + e.collOid());
            case CaseExpr e -> 24 + 31 * (31 * (31 * (31 * (31 * e.casetype() + e.casecollid()) + Objects.hashCode(e.arg())) + list(e.args())) + Objects.hashCode(e.defresult()));
            case CaseTestExpr e -> 25 + 31 * (31 * (31 * e.typeId() + e.typeMod()) + e.collation());
            case ArrayExpr e -> 26 + 31 * (31 * (31 * (31 * e.arrayTypeid() + e.arrayCollid()) + e.elementTypeid()) + list(e.elements()));
            case RowExpr e -> 27 + 31 * (31 * list(e.args()) + e.rowTypeid());
            case RowCompareExpr e -> 28 + 31 * (31 * (31 * e.rctype().ordinal() + list(e.largs())) + list(e.rargs()));
            case CoalesceExpr e -> 29 + 31 * (31 * (31 * e.coalescetype() + e.coalescecollid()) + list(e.args()));
            case MinMaxExpr e -> 30 + 31 * (31 * (31 * (31 * (31 * e.minmaxtype() + e.minmaxcollid()) + e.inputcollid()) + e.op().ordinal()) + list(e.args()));
            case SqlValueFunction e -> 31 + 31 * (31 * (31 * e.op().ordinal() + e.type()) + e.typmod());
            case XmlExpr e -> 32 + 31 * (31 * (31 * (31 * (31 * e.op().ordinal() + list(e.namedArgs())) + list(e.args())) + e.type()) + e.typmod());
            case NullTest e -> 33 + 31 * (31 * e.arg().hashCode() + e.nulltesttype().ordinal());
            case BooleanTest e -> 34 + 31 * (31 * e.arg().hashCode() + e.booltesttype().ordinal());
            case CoerceToDomain e -> 35 + 31 * (31 * (31 * (31 * e.arg().hashCode() + e.resulttype()) + e.resulttypmod()) + e.resultcollid());
            case CoerceToDomainValue e -> 36 + 31 * (31 * (31 * e.typeId() + e.typeMod()) + e.collation());
            case SetToDefault e -> 37 + 31 * (31 * (31 * e.typeId() + e.typeMod()) + e.collation());
            case CurrentOfExpr e -> 38 + 31 * (31 * e.cvarno() + e.cursorParam());
            case NextValueExpr e -> 39 + 31 * (31 * e.seqid() + e.typeId());
            case InferenceElem e -> 40 + 31 * (31 * (31 * e.expr().hashCode() + e.infercollid()) + e.inferopclass());
            case PlaceHolderVar e -> 41 + 31 * (31 * (31 * e.phexpr().hashCode() + e.phid()) + e.phlevelsup());
        };
    }
}
