package org.hathi.planner.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds expressions. Subclasses override {@link #mutate(Expr)} (and {@link #mutateQuery} to change subqueries); nodes
 * whose children did not change are returned as they are, so an unchanged tree costs no allocation.
 */
public abstract class TreeMutator {
    /** Called for every expression reached; the default rebuilds its children. */
    public Expr mutate(Expr e) {
        return mutateChildren(e);
    }

    /** Called for the subquery of a SubLink or of a range table entry. The default leaves it. */
    public Query mutateQuery(Query q) {
        return q;
    }

    public final @Nullable Expr opt(@Nullable Expr e) {
        return e == null ? null : mutate(e);
    }

    /** Mutates a list; the same list comes back when nothing changed. */
    public final List<Expr> list(List<Expr> l) {
        List<Expr> out = null;
        for (int i = 0; i < l.size(); i++) {
            Expr e = l.get(i);
            Expr n = mutate(e);
            if (n != e && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, n);
            }
        }
        return out == null ? l : out;
    }

    private List<@Nullable Expr> nullables(List<@Nullable Expr> l) {
        List<@Nullable Expr> out = null;
        for (int i = 0; i < l.size(); i++) {
            Expr e = l.get(i);
            Expr n = opt(e);
            if (n != e && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, n);
            }
        }
        return out == null ? l : out;
    }

    /** Mutates the expressions of a target list; the same list comes back when nothing changed. */
    public final List<TargetEntry> targets(List<TargetEntry> l) {
        List<TargetEntry> out = null;
        for (int i = 0; i < l.size(); i++) {
            TargetEntry t = l.get(i);
            Expr n = mutate(t.expr());
            if (n != t.expr() && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, t.withExpr(n));
            }
        }
        return out == null ? l : out;
    }

    private List<CaseWhen> whens(List<CaseWhen> l) {
        List<CaseWhen> out = null;
        for (int i = 0; i < l.size(); i++) {
            CaseWhen w = l.get(i);
            Expr c = mutate(w.expr());
            Expr r = mutate(w.result());
            boolean same = c == w.expr() && r == w.result();
            if (!same && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, same ? w : new CaseWhen(c, r, w.location()));
            }
        }
        return out == null ? l : out;
    }

    private List<SubPlan> subplans(List<SubPlan> l) {
        List<SubPlan> out = new ArrayList<>(l.size());
        for (SubPlan s : l) {
            out.add((SubPlan) mutate(s));
        }
        return out;
    }

    /** Mutates the quals of a join tree. */
    public final JoinNode joinTree(JoinNode j) {
        return switch (j) {
            case RangeTblRef r -> r;
            case JoinExpr n -> {
                JoinNode l = joinTree(n.larg());
                JoinNode r = joinTree(n.rarg());
                Expr q = opt(n.quals());
                yield l == n.larg() && r == n.rarg() && q == n.quals() ? n : n.with(l, r, q);
            }
            case FromExpr f -> from(f);
        };
    }

    /** Mutates the quals of a FROM list. */
    public final FromExpr from(FromExpr f) {
        List<JoinNode> l = new ArrayList<>(f.fromlist().size());
        boolean same = true;
        for (JoinNode n : f.fromlist()) {
            JoinNode m = joinTree(n);
            same &= m == n;
            l.add(m);
        }
        Expr q = opt(f.quals());
        return same && q == f.quals() ? f : new FromExpr(l, q);
    }

    /** Mutates, in place, the expressions of a range table entry (subqueries through {@link #mutateQuery}). */
    public final void rte(RangeTblEntry r) {
        r.securityQuals = list(r.securityQuals);
        if (r.subquery != null) {
            r.subquery = mutateQuery(r.subquery);
        }
        if (!r.functions.isEmpty()) {
            List<RangeTblFunction> l = new ArrayList<>(r.functions.size());
            for (RangeTblFunction f : r.functions) {
                l.add(f.withExpr(mutate(f.funcexpr())));
            }
            r.functions = l;
        }
        if (!r.valuesLists.isEmpty()) {
            List<List<Expr>> l = new ArrayList<>(r.valuesLists.size());
            for (List<Expr> row : r.valuesLists) {
                l.add(list(row));
            }
            r.valuesLists = l;
        }
        if (r.rtekind == RteKind.JOIN) {
            r.joinaliasvars = nullables(r.joinaliasvars);
        }
        if (r.tablesample != null) {
            TableSampleClause t = r.tablesample;
            r.tablesample = new TableSampleClause(t.tsmhandler(), list(t.args()), opt(t.repeatable()));
        }
    }

    /** Mutates, in place, all expressions of a query (query_tree_mutator on a copy made by the caller). */
    public final void queryInPlace(Query q) {
        q.targetList = targets(q.targetList);
        if (q.jointree != null) {
            q.jointree = from(q.jointree);
        }
        q.returningList = targets(q.returningList);
        q.havingQual = opt(q.havingQual);
        if (q.onConflict != null) {
            OnConflictExpr c = q.onConflict;
            q.onConflict = new OnConflictExpr(
                    c.action(),
                    list(c.arbiterElems()),
                    opt(c.arbiterWhere()),
                    c.constraint(),
                    targets(c.onConflictSet()),
                    opt(c.onConflictWhere()),
                    c.exclRelIndex(),
                    targets(c.exclRelTlist()));
        }
        List<WindowClause> w = new ArrayList<>(q.windowClause.size());
        for (WindowClause c : q.windowClause) {
            w.add(c.withOffsets(opt(c.startOffset()), opt(c.endOffset())));
        }
        q.windowClause = w;
        List<MergeAction> m = new ArrayList<>(q.mergeActionList.size());
        for (MergeAction a : q.mergeActionList) {
            m.add(a.with(opt(a.qual()), targets(a.targetList())));
        }
        q.mergeActionList = m;
        if (!q.withCheckOptions.isEmpty()) {
            List<WithCheckOption> o = new ArrayList<>(q.withCheckOptions.size());
            for (WithCheckOption c : q.withCheckOptions) {
                o.add(new WithCheckOption(c.kind(), c.relname(), c.polname(), opt(c.qual()), c.cascaded()));
            }
            q.withCheckOptions = o;
        }
        q.limitOffset = opt(q.limitOffset);
        q.limitCount = opt(q.limitCount);
        for (CommonTableExpr c : q.cteList) {
            c.ctequery = mutateQuery(c.ctequery);
        }
        for (RangeTblEntry r : q.rtable) {
            rte(r);
        }
    }

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
