package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds an expression whose children changed; what becomes of a child is {@link TreeMutator}'s business.
 *
 * <p>Written by NodeGenerator out of nodes.txt.
 */
abstract class ExprMutator {
    abstract Expr mutate(Expr e);

    abstract Query mutateQuery(Query q);

    abstract @Nullable Expr opt(@Nullable Expr e);

    abstract List<Expr> list(List<Expr> l);

    abstract List<@Nullable Expr> nullables(List<@Nullable Expr> l);

    abstract List<TargetEntry> targets(List<TargetEntry> l);

    abstract List<CaseWhen> whens(List<CaseWhen> l);

    abstract List<SubPlan> subplans(List<SubPlan> l);

    /** Rebuilds an expression with its direct children mutated. */
    public final Expr mutateChildren(Expr node) {
        return switch (node) {
            case Var e -> e;
            case Const e -> e;
            case Param e -> e;
            case Aggref e -> inAggref(e);
            case GroupingFunc e -> inGroupingFunc(e);
            case WindowFunc e -> inWindowFunc(e);
            case SubscriptingRef e -> inSubscriptingRef(e);
            case FuncExpr e -> inFuncExpr(e);
            case NamedArgExpr e -> inNamedArgExpr(e);
            case OpExpr e -> inOpExpr(e);
            case DistinctExpr e -> inDistinctExpr(e);
            case NullIfExpr e -> inNullIfExpr(e);
            case ScalarArrayOpExpr e -> inScalarArrayOpExpr(e);
            case BoolExpr e -> inBoolExpr(e);
            case SubLink e -> inSubLink(e);
            case SubPlan e -> inSubPlan(e);
            case AlternativeSubPlan e -> inAlternativeSubPlan(e);
            case FieldSelect e -> inFieldSelect(e);
            case FieldStore e -> inFieldStore(e);
            case RelabelType e -> inRelabelType(e);
            case CoerceViaIO e -> inCoerceViaIO(e);
            case ArrayCoerceExpr e -> inArrayCoerceExpr(e);
            case ConvertRowtypeExpr e -> inConvertRowtypeExpr(e);
            case CollateExpr e -> inCollateExpr(e);
            case CaseExpr e -> inCaseExpr(e);
            case CaseTestExpr e -> e;
            case ArrayExpr e -> inArrayExpr(e);
            case RowExpr e -> inRowExpr(e);
            case RowCompareExpr e -> inRowCompareExpr(e);
            case CoalesceExpr e -> inCoalesceExpr(e);
            case MinMaxExpr e -> inMinMaxExpr(e);
            case SqlValueFunction e -> e;
            case XmlExpr e -> inXmlExpr(e);
            case NullTest e -> inNullTest(e);
            case BooleanTest e -> inBooleanTest(e);
            case CoerceToDomain e -> inCoerceToDomain(e);
            case CoerceToDomainValue e -> e;
            case SetToDefault e -> e;
            case CurrentOfExpr e -> e;
            case NextValueExpr e -> e;
            case InferenceElem e -> inInferenceElem(e);
            case PlaceHolderVar e -> inPlaceHolderVar(e);
        };
    }

    private Expr inAggref(Aggref e) {
        List<Expr> aggdirectargs = list(e.aggdirectargs());
        List<TargetEntry> args = targets(e.args());
        Expr aggfilter = opt(e.aggfilter());
        return aggdirectargs == e.aggdirectargs() && args == e.args() && aggfilter == e.aggfilter()
                ? e
                : new Aggref(
                        e.aggfnoid(),
                        e.aggtype(),
                        e.aggcollid(),
                        e.inputcollid(),
                        e.aggtranstype(),
                        e.aggargtypes(),
                        aggdirectargs,
                        args,
                        e.aggorder(),
                        e.aggdistinct(),
                        aggfilter,
                        e.aggstar(),
                        e.aggvariadic(),
                        e.aggkind(),
                        e.agglevelsup(),
                        e.aggsplit(),
                        e.aggno(),
                        e.aggtransno(),
                        e.location());
    }

    private Expr inGroupingFunc(GroupingFunc e) {
        List<Expr> args = list(e.args());
        return args == e.args() ? e : new GroupingFunc(args, e.refs(), e.cols(), e.agglevelsup(), e.location());
    }

    private Expr inWindowFunc(WindowFunc e) {
        List<Expr> args = list(e.args());
        Expr aggfilter = opt(e.aggfilter());
        return args == e.args() && aggfilter == e.aggfilter()
                ? e
                : new WindowFunc(
                        e.winfnoid(),
                        e.wintype(),
                        e.wincollid(),
                        e.inputcollid(),
                        args,
                        aggfilter,
                        e.winref(),
                        e.winstar(),
                        e.winagg(),
                        e.location());
    }

    private Expr inSubscriptingRef(SubscriptingRef e) {
        List<@Nullable Expr> refupperindexpr = nullables(e.refupperindexpr());
        List<@Nullable Expr> reflowerindexpr = nullables(e.reflowerindexpr());
        Expr refexpr = mutate(e.refexpr());
        Expr refassgnexpr = opt(e.refassgnexpr());
        return refupperindexpr == e.refupperindexpr()
                        && reflowerindexpr == e.reflowerindexpr()
                        && refexpr == e.refexpr()
                        && refassgnexpr == e.refassgnexpr()
                ? e
                : new SubscriptingRef(
                        e.refcontainertype(),
                        e.refelemtype(),
                        e.refrestype(),
                        e.reftypmod(),
                        e.refcollid(),
                        refupperindexpr,
                        reflowerindexpr,
                        refexpr,
                        refassgnexpr);
    }

    private Expr inFuncExpr(FuncExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args()
                ? e
                : new FuncExpr(
                        e.funcid(),
                        e.funcresulttype(),
                        e.funcretset(),
                        e.funcvariadic(),
                        e.funcformat(),
                        e.funccollid(),
                        e.inputcollid(),
                        args,
                        e.location());
    }

    private Expr inNamedArgExpr(NamedArgExpr e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg() ? e : new NamedArgExpr(arg, e.name(), e.argnumber(), e.location());
    }

    private Expr inOpExpr(OpExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args()
                ? e
                : new OpExpr(
                        e.opno(),
                        e.opfuncid(),
                        e.opresulttype(),
                        e.opretset(),
                        e.opcollid(),
                        e.inputcollid(),
                        args,
                        e.location());
    }

    private Expr inDistinctExpr(DistinctExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args()
                ? e
                : new DistinctExpr(
                        e.opno(),
                        e.opfuncid(),
                        e.opresulttype(),
                        e.opretset(),
                        e.opcollid(),
                        e.inputcollid(),
                        args,
                        e.location());
    }

    private Expr inNullIfExpr(NullIfExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args()
                ? e
                : new NullIfExpr(
                        e.opno(),
                        e.opfuncid(),
                        e.opresulttype(),
                        e.opretset(),
                        e.opcollid(),
                        e.inputcollid(),
                        args,
                        e.location());
    }

    private Expr inScalarArrayOpExpr(ScalarArrayOpExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args()
                ? e
                : new ScalarArrayOpExpr(
                        e.opno(),
                        e.opfuncid(),
                        e.hashfuncid(),
                        e.negfuncid(),
                        e.useOr(),
                        e.inputcollid(),
                        args,
                        e.location());
    }

    private Expr inBoolExpr(BoolExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args() ? e : new BoolExpr(e.boolop(), args, e.location());
    }

    private Expr inSubLink(SubLink e) {
        Expr testexpr = opt(e.testexpr());
        Query subselect = mutateQuery(e.subselect());
        return testexpr == e.testexpr() && subselect == e.subselect()
                ? e
                : new SubLink(
                        e.subLinkType(), e.subLinkId(), testexpr, e.operName(), subselect, e.arrayType(), e.location());
    }

    private Expr inSubPlan(SubPlan e) {
        Expr testexpr = opt(e.testexpr());
        List<Expr> args = list(e.args());
        return testexpr == e.testexpr() && args == e.args()
                ? e
                : new SubPlan(
                        e.subLinkType(),
                        testexpr,
                        e.paramIds(),
                        e.planId(),
                        e.planName(),
                        e.firstColType(),
                        e.firstColTypmod(),
                        e.firstColCollation(),
                        e.useHashTable(),
                        e.unknownEqFalse(),
                        e.parallelSafe(),
                        e.setParam(),
                        e.parParam(),
                        args,
                        e.startupCost(),
                        e.perCallCost(),
                        e.arrayType());
    }

    private Expr inAlternativeSubPlan(AlternativeSubPlan e) {
        List<SubPlan> subplans = subplans(e.subplans());
        return subplans == e.subplans() ? e : new AlternativeSubPlan(subplans);
    }

    private Expr inFieldSelect(FieldSelect e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg()
                ? e
                : new FieldSelect(arg, e.fieldnum(), e.resulttype(), e.resulttypmod(), e.resultcollid());
    }

    private Expr inFieldStore(FieldStore e) {
        Expr arg = opt(e.arg());
        List<Expr> newvals = list(e.newvals());
        return arg == e.arg() && newvals == e.newvals()
                ? e
                : new FieldStore(arg, newvals, e.fieldnums(), e.resulttype());
    }

    private Expr inRelabelType(RelabelType e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg()
                ? e
                : new RelabelType(
                        arg, e.resulttype(), e.resulttypmod(), e.resultcollid(), e.relabelformat(), e.location());
    }

    private Expr inCoerceViaIO(CoerceViaIO e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg()
                ? e
                : new CoerceViaIO(arg, e.resulttype(), e.resultcollid(), e.coerceformat(), e.location());
    }

    private Expr inArrayCoerceExpr(ArrayCoerceExpr e) {
        Expr arg = mutate(e.arg());
        Expr elemexpr = mutate(e.elemexpr());
        return arg == e.arg() && elemexpr == e.elemexpr()
                ? e
                : new ArrayCoerceExpr(
                        arg,
                        elemexpr,
                        e.resulttype(),
                        e.resulttypmod(),
                        e.resultcollid(),
                        e.coerceformat(),
                        e.location());
    }

    private Expr inConvertRowtypeExpr(ConvertRowtypeExpr e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg() ? e : new ConvertRowtypeExpr(arg, e.resulttype(), e.convertformat(), e.location());
    }

    private Expr inCollateExpr(CollateExpr e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg() ? e : new CollateExpr(arg, e.collOid(), e.location());
    }

    private Expr inCaseExpr(CaseExpr e) {
        Expr arg = opt(e.arg());
        List<CaseWhen> args = whens(e.args());
        Expr defresult = opt(e.defresult());
        return arg == e.arg() && args == e.args() && defresult == e.defresult()
                ? e
                : new CaseExpr(e.casetype(), e.casecollid(), arg, args, defresult, e.location());
    }

    private Expr inArrayExpr(ArrayExpr e) {
        List<Expr> elements = list(e.elements());
        return elements == e.elements()
                ? e
                : new ArrayExpr(
                        e.arrayTypeid(), e.arrayCollid(), e.elementTypeid(), elements, e.multidims(), e.location());
    }

    private Expr inRowExpr(RowExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args() ? e : new RowExpr(args, e.rowTypeid(), e.rowFormat(), e.colnames(), e.location());
    }

    private Expr inRowCompareExpr(RowCompareExpr e) {
        List<Expr> largs = list(e.largs());
        List<Expr> rargs = list(e.rargs());
        return largs == e.largs() && rargs == e.rargs()
                ? e
                : new RowCompareExpr(e.rctype(), e.opnos(), e.opfamilies(), e.inputcollids(), largs, rargs);
    }

    private Expr inCoalesceExpr(CoalesceExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args() ? e : new CoalesceExpr(e.coalescetype(), e.coalescecollid(), args, e.location());
    }

    private Expr inMinMaxExpr(MinMaxExpr e) {
        List<Expr> args = list(e.args());
        return args == e.args()
                ? e
                : new MinMaxExpr(e.minmaxtype(), e.minmaxcollid(), e.inputcollid(), e.op(), args, e.location());
    }

    private Expr inXmlExpr(XmlExpr e) {
        List<Expr> namedArgs = list(e.namedArgs());
        List<Expr> args = list(e.args());
        return namedArgs == e.namedArgs() && args == e.args()
                ? e
                : new XmlExpr(
                        e.op(),
                        e.name(),
                        namedArgs,
                        e.argNames(),
                        args,
                        e.xmlDocument(),
                        e.type(),
                        e.typmod(),
                        e.location());
    }

    private Expr inNullTest(NullTest e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg() ? e : new NullTest(arg, e.nulltesttype(), e.argisrow(), e.location());
    }

    private Expr inBooleanTest(BooleanTest e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg() ? e : new BooleanTest(arg, e.booltesttype(), e.location());
    }

    private Expr inCoerceToDomain(CoerceToDomain e) {
        Expr arg = mutate(e.arg());
        return arg == e.arg()
                ? e
                : new CoerceToDomain(
                        arg, e.resulttype(), e.resulttypmod(), e.resultcollid(), e.coercionformat(), e.location());
    }

    private Expr inInferenceElem(InferenceElem e) {
        Expr expr = mutate(e.expr());
        return expr == e.expr() ? e : new InferenceElem(expr, e.infercollid(), e.inferopclass());
    }

    private Expr inPlaceHolderVar(PlaceHolderVar e) {
        Expr phexpr = mutate(e.phexpr());
        return phexpr == e.phexpr() ? e : new PlaceHolderVar(phexpr, e.phrels(), e.phid(), e.phlevelsup());
    }
}
