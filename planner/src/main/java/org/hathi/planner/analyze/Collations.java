package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CollationInfo;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.AlternativeSubPlan;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CaseWhen;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceToDomainValue;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.ConvertRowtypeExpr;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.InferenceElem;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.NamedArgExpr;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.PlaceHolderVar;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.planner.tree.XmlExpr;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Assigns collations to finished expressions (parse_collate; PostgreSQL manual 24.2). */
public final class Collations {
    private static final int NONE = 0;
    private static final int IMPLICIT = 1;
    private static final int CONFLICT = 2;
    private static final int EXPLICIT = 3;

    /** What the expressions seen so far say about the collation of their parent. */
    private static final class State {
        int collation;
        int strength;
        int location = -1;
        int collation2;
        int location2 = -1;
    }

    private final ParseState ps;

    private Collations(ParseState ps) {
        this.ps = ps;
    }

    /** The expression with collations assigned to all its nodes. */
    public static Expr assign(ParseState ps, Expr e) {
        return new Collations(ps).walk(e, new State());
    }

    static List<Expr> assignList(ParseState ps, List<Expr> l) {
        List<Expr> out = new ArrayList<>(l.size());
        for (Expr e : l) {
            out.add(assign(ps, e));
        }
        return out;
    }

    /** All expressions of a query but those of its range table and WITH queries, which have been done before. */
    static void assignQuery(ParseState ps, Query q) {
        Collations c = new Collations(ps);
        TreeMutator m = new TreeMutator() {
            @Override
            public Expr mutate(Expr e) {
                return c.walk(e, new State());
            }
        };
        List<RangeTblEntry> rtable = q.rtable;
        List<CommonTableExpr> ctes = q.cteList;
        q.rtable = List.of();
        q.cteList = List.of();
        m.queryInPlace(q);
        q.rtable = rtable;
        q.cteList = ctes;
    }

    /**
     * The collation several expressions agree on (select_common_collation); 0 if none or, where allowed, in conflict.
     */
    static int common(ParseState ps, List<Expr> l, boolean conflictOk) {
        State s = new State();
        Collations c = new Collations(ps);
        for (Expr e : l) {
            c.walk(e, s);
        }
        if (s.strength == CONFLICT) {
            if (conflictOk) {
                return 0;
            }
            throw ps.error(
                            SqlState.COLLATION_MISMATCH,
                            "collation mismatch between implicit collations \"" + c.name(s.collation) + "\" and \""
                                    + c.name(s.collation2) + "\"",
                            s.location2)
                    .hint("You can choose the collation by applying the COLLATE clause to one or both expressions.");
        }
        return s.collation;
    }

    private String name(int oid) {
        CollationInfo i = ps.lookup.collation(oid);
        return i == null ? Integer.toUnsignedString(oid) : i.name();
    }

    private void merge(State cx, int collation, int strength, int location, int collation2, int location2) {
        if (strength > cx.strength) {
            cx.collation = collation;
            cx.strength = strength;
            cx.location = location;
            if (strength == CONFLICT) {
                cx.collation2 = collation2;
                cx.location2 = location2;
            }
        } else if (strength == cx.strength && collation != cx.collation) {
            if (strength == IMPLICIT) {
                if (cx.collation == Oids.DEFAULT_COLLATION) {
                    cx.collation = collation;
                    cx.location = location;
                } else if (collation != Oids.DEFAULT_COLLATION) {
                    cx.strength = CONFLICT;
                    cx.collation2 = collation;
                    cx.location2 = location;
                }
            } else if (strength == EXPLICIT) {
                SqlError e = ps.error(
                        SqlState.COLLATION_MISMATCH,
                        "collation mismatch between explicit collations \"" + name(cx.collation) + "\" and \""
                                + name(collation) + "\"",
                        location);
                throw e;
            }
        }
    }

    private Expr leaf(Expr e, State cx) {
        int c = e.collation();
        if (c != 0) {
            merge(cx, c, IMPLICIT, e.location(), 0, -1);
        }
        return e;
    }

    private List<Expr> list(List<Expr> l, State cx) {
        List<Expr> out = null;
        for (int i = 0; i < l.size(); i++) {
            Expr e = l.get(i);
            Expr n = walk(e, cx);
            if (n != e && out == null) {
                out = new ArrayList<>(l);
            }
            if (out != null) {
                out.set(i, n);
            }
        }
        return out == null ? l : out;
    }

    private List<TargetEntry> targets(List<TargetEntry> l, State cx, boolean ordered) {
        List<TargetEntry> out = new ArrayList<>(l.size());
        for (TargetEntry t : l) {
            out.add(t.withExpr(walk(t.expr(), t.resjunk() || ordered ? new State() : cx)));
        }
        return out;
    }

    private @Nullable Expr opt(@Nullable Expr e) {
        return e == null ? null : walk(e, new State());
    }

    /** The node's own collation from its type and its children's state, which is passed up. */
    private int own(Expr e, State kids, State cx) {
        int typcoll = Types.collationOf(ps, e.type());
        if (typcoll == 0) {
            return 0;
        }
        if (kids.strength > NONE) {
            merge(cx, kids.collation, kids.strength, kids.location, kids.collation2, kids.location2);
            return kids.strength == CONFLICT ? 0 : kids.collation;
        }
        merge(cx, typcoll, IMPLICIT, e.location(), 0, -1);
        return typcoll;
    }

    private static int input(State s) {
        return s.strength == CONFLICT ? 0 : s.collation;
    }

    private Expr walk(Expr node, State cx) {
        State k = new State();
        return switch (node) {
            case Var e -> leaf(e, cx);
            case Const e -> leaf(e, cx);
            case Param e -> leaf(e, cx);
            case CaseTestExpr e -> leaf(e, cx);
            case CoerceToDomainValue e -> leaf(e, cx);
            case SetToDefault e -> leaf(e, cx);
            case CurrentOfExpr e -> leaf(e, cx);
            case NextValueExpr e -> leaf(e, cx);
            case SqlValueFunction e -> leaf(e, cx);
            case FuncExpr e -> funcExpr(e, cx, k);
            case OpExpr e -> opExpr(e, cx, k);
            case DistinctExpr e -> distinctExpr(e, cx, k);
            case NullIfExpr e -> nullIfExpr(e, cx, k);
            case ScalarArrayOpExpr e -> scalarArrayOpExpr(e, k);
            case BoolExpr e -> boolExpr(e, k);
            case RelabelType e -> relabelType(e, cx, k);
            case CoerceViaIO e -> coerceViaIO(e, cx, k);
            case ArrayCoerceExpr e -> arrayCoerceExpr(e, cx, k);
            case ConvertRowtypeExpr e -> convertRowtypeExpr(e, k);
            case CollateExpr e -> collateExpr(e, cx, k);
            case FieldSelect e -> fieldSelect(e, cx, k);
            case FieldStore e -> fieldStore(e, k);
            case RowExpr e -> rowExpr(e);
            case RowCompareExpr e -> rowCompare(e);
            case CoerceToDomain e -> coerceToDomain(e, cx, k);
            case NamedArgExpr e -> namedArgExpr(e, cx);
            case CaseExpr e -> caseExpr(e, k, cx);
            case ArrayExpr e -> arrayExpr(e, cx, k);
            case CoalesceExpr e -> coalesceExpr(e, cx, k);
            case MinMaxExpr e -> minMaxExpr(e, cx, k);
            case SubscriptingRef e -> subscriptingRef(e, cx, k);
            case Aggref e -> aggref(e, cx, k);
            case WindowFunc e -> windowFunc(e, cx, k);
            case SubLink e -> subLink(e, cx, k);
            case NullTest e -> nullTest(e, k);
            case BooleanTest e -> booleanTest(e, k);
            case InferenceElem e -> inferenceElem(e);
            case GroupingFunc e -> groupingFunc(e);
            case XmlExpr e -> leaf(e, cx);
            case SubPlan e -> leaf(e, cx);
            case AlternativeSubPlan e -> leaf(e, cx);
            case PlaceHolderVar e -> leaf(e, cx);
        };
    }

    private Expr funcExpr(FuncExpr e, State cx, State k) {
        List<Expr> a = list(e.args(), k);
        int c = own(e, k, cx);
        int in = input(k);
        return a == e.args() && c == e.funccollid() && in == e.inputcollid()
                ? e
                : new FuncExpr(
                        e.funcid(),
                        e.funcresulttype(),
                        e.funcretset(),
                        e.funcvariadic(),
                        e.funcformat(),
                        c,
                        in,
                        a,
                        e.location());
    }

    private Expr opExpr(OpExpr e, State cx, State k) {
        List<Expr> a = list(e.args(), k);
        int c = own(e, k, cx);
        int in = input(k);
        return a == e.args() && c == e.opcollid() && in == e.inputcollid()
                ? e
                : new OpExpr(e.opno(), e.opfuncid(), e.opresulttype(), e.opretset(), c, in, a, e.location());
    }

    private Expr distinctExpr(DistinctExpr e, State cx, State k) {
        List<Expr> a = list(e.args(), k);
        int c = own(e, k, cx);
        return new DistinctExpr(e.opno(), e.opfuncid(), e.opresulttype(), e.opretset(), c, input(k), a, e.location());
    }

    private Expr nullIfExpr(NullIfExpr e, State cx, State k) {
        List<Expr> a = list(e.args(), k);
        int c = own(e, k, cx);
        return new NullIfExpr(e.opno(), e.opfuncid(), e.opresulttype(), e.opretset(), c, input(k), a, e.location());
    }

    private Expr scalarArrayOpExpr(ScalarArrayOpExpr e, State k) {
        List<Expr> a = list(e.args(), k);
        return new ScalarArrayOpExpr(
                e.opno(), e.opfuncid(), e.hashfuncid(), e.negfuncid(), e.useOr(), input(k), a, e.location());
    }

    private Expr boolExpr(BoolExpr e, State k) {
        List<Expr> a = list(e.args(), k);
        return a == e.args() ? e : new BoolExpr(e.boolop(), a, e.location());
    }

    private Expr relabelType(RelabelType e, State cx, State k) {
        Expr a = walk(e.arg(), k);
        int c = own(e, k, cx);
        return new RelabelType(a, e.resulttype(), e.resulttypmod(), c, e.relabelformat(), e.location());
    }

    private Expr coerceViaIO(CoerceViaIO e, State cx, State k) {
        Expr a = walk(e.arg(), k);
        int c = own(e, k, cx);
        return new CoerceViaIO(a, e.resulttype(), c, e.coerceformat(), e.location());
    }

    private Expr arrayCoerceExpr(ArrayCoerceExpr e, State cx, State k) {
        Expr a = walk(e.arg(), k);
        int c = own(e, k, cx);
        return new ArrayCoerceExpr(
                a,
                walk(e.elemexpr(), new State()),
                e.resulttype(),
                e.resulttypmod(),
                c,
                e.coerceformat(),
                e.location());
    }

    private Expr convertRowtypeExpr(ConvertRowtypeExpr e, State k) {
        return new ConvertRowtypeExpr(walk(e.arg(), k), e.resulttype(), e.convertformat(), e.location());
    }

    private Expr collateExpr(CollateExpr e, State cx, State k) {
        Expr a = walk(e.arg(), k);
        merge(cx, e.collOid(), EXPLICIT, e.location(), 0, -1);
        return new CollateExpr(a, e.collOid(), e.location());
    }

    private Expr fieldSelect(FieldSelect e, State cx, State k) {
        Expr a = walk(e.arg(), k);
        if (e.resultcollid() != 0) {
            merge(cx, e.resultcollid(), IMPLICIT, Trees.location(e), 0, -1);
        }
        return a == e.arg() ? e : new FieldSelect(a, e.fieldnum(), e.resulttype(), e.resulttypmod(), e.resultcollid());
    }

    private Expr fieldStore(FieldStore e, State k) {
        List<Expr> vals = list(e.newvals(), k);
        return new FieldStore(opt(e.arg()), vals, e.fieldnums(), e.resulttype());
    }

    private Expr rowExpr(RowExpr e) {
        List<Expr> a = new ArrayList<>(e.args().size());
        for (Expr x : e.args()) {
            a.add(walk(x, new State()));
        }
        return new RowExpr(a, e.rowTypeid(), e.rowFormat(), e.colnames(), e.location());
    }

    private Expr coerceToDomain(CoerceToDomain e, State cx, State k) {
        Expr a = walk(e.arg(), k);
        int t = Types.collationOf(ps, e.resulttype());
        int c = 0;
        if (t == Oids.DEFAULT_COLLATION && k.strength > NONE) {
            merge(cx, k.collation, k.strength, k.location, k.collation2, k.location2);
            c = input(k);
        } else if (t != 0) {
            merge(cx, t, IMPLICIT, e.location(), 0, -1);
            c = t;
        }
        return new CoerceToDomain(a, e.resulttype(), e.resulttypmod(), c, e.coercionformat(), e.location());
    }

    private Expr namedArgExpr(NamedArgExpr e, State cx) {
        return new NamedArgExpr(walk(e.arg(), cx), e.name(), e.argnumber(), e.location());
    }

    private Expr arrayExpr(ArrayExpr e, State cx, State k) {
        List<Expr> a = list(e.elements(), k);
        int c = own(e, k, cx);
        return a == e.elements() && c == e.arrayCollid()
                ? e
                : new ArrayExpr(e.arrayTypeid(), c, e.elementTypeid(), a, e.multidims(), e.location());
    }

    private Expr coalesceExpr(CoalesceExpr e, State cx, State k) {
        List<Expr> a = list(e.args(), k);
        int c = own(e, k, cx);
        return new CoalesceExpr(e.coalescetype(), c, a, e.location());
    }

    private Expr minMaxExpr(MinMaxExpr e, State cx, State k) {
        List<Expr> a = list(e.args(), k);
        int c = own(e, k, cx);
        return new MinMaxExpr(e.minmaxtype(), c, input(k), e.op(), a, e.location());
    }

    private Expr subscriptingRef(SubscriptingRef e, State cx, State k) {
        Expr a = walk(e.refexpr(), k);
        Expr v = e.refassgnexpr() == null ? null : walk(e.refassgnexpr(), k);
        int c = own(e, k, cx);
        return new SubscriptingRef(
                e.refcontainertype(),
                e.refelemtype(),
                e.refrestype(),
                e.reftypmod(),
                c,
                indexes(e.refupperindexpr()),
                indexes(e.reflowerindexpr()),
                a,
                v);
    }

    private Expr aggref(Aggref e, State cx, State k) {
        List<Expr> d = list(e.aggdirectargs(), e.aggkind() == 'n' ? k : k);
        List<TargetEntry> a = targets(e.args(), k, e.aggkind() == 'o');
        Expr f = opt(e.aggfilter());
        int c = own(e, k, cx);
        return new Aggref(
                e.aggfnoid(),
                e.aggtype(),
                c,
                input(k),
                e.aggtranstype(),
                e.aggargtypes(),
                d,
                a,
                e.aggorder(),
                e.aggdistinct(),
                f,
                e.aggstar(),
                e.aggvariadic(),
                e.aggkind(),
                e.agglevelsup(),
                e.aggsplit(),
                e.aggno(),
                e.aggtransno(),
                e.location());
    }

    private Expr windowFunc(WindowFunc e, State cx, State k) {
        List<Expr> a = list(e.args(), k);
        Expr f = opt(e.aggfilter());
        int c = own(e, k, cx);
        return new WindowFunc(
                e.winfnoid(), e.wintype(), c, input(k), a, f, e.winref(), e.winstar(), e.winagg(), e.location());
    }

    private Expr subLink(SubLink e, State cx, State k) {
        Expr t = e.testexpr() == null ? null : walk(e.testexpr(), k);
        leaf(e, cx);
        return t == e.testexpr()
                ? e
                : new SubLink(
                        e.subLinkType(), e.subLinkId(), t, e.operName(), e.subselect(), e.arrayType(), e.location());
    }

    private Expr nullTest(NullTest e, State k) {
        Expr a = walk(e.arg(), k);
        return a == e.arg() ? e : new NullTest(a, e.nulltesttype(), e.argisrow(), e.location());
    }

    private Expr booleanTest(BooleanTest e, State k) {
        Expr a = walk(e.arg(), k);
        return a == e.arg() ? e : new BooleanTest(a, e.booltesttype(), e.location());
    }

    private Expr inferenceElem(InferenceElem e) {
        return new InferenceElem(walk(e.expr(), new State()), e.infercollid(), e.inferopclass());
    }

    private Expr groupingFunc(GroupingFunc e) {
        return new GroupingFunc(list(e.args(), new State()), e.refs(), e.cols(), e.agglevelsup(), e.location());
    }

    private List<@Nullable Expr> indexes(List<@Nullable Expr> l) {
        List<@Nullable Expr> out = new ArrayList<>(l.size());
        for (Expr e : l) {
            out.add(opt(e));
        }
        return out;
    }

    private Expr caseExpr(CaseExpr e, State k, State cx) {
        List<CaseWhen> w = new ArrayList<>(e.args().size());
        for (CaseWhen c : e.args()) {
            w.add(new CaseWhen(walk(c.expr(), new State()), walk(c.result(), k), c.location()));
        }
        Expr d = e.defresult() == null ? null : walk(e.defresult(), k);
        int c = own(e, k, cx);
        return new CaseExpr(e.casetype(), c, e.arg(), w, d, e.location());
    }

    private Expr rowCompare(RowCompareExpr e) {
        int n = e.largs().size();
        List<Expr> l = new ArrayList<>(n);
        List<Expr> r = new ArrayList<>(n);
        int[] colls = new int[n];
        for (int i = 0; i < n; i++) {
            State s = new State();
            l.add(walk(e.largs().get(i), s));
            r.add(walk(e.rargs().get(i), s));
            colls[i] = input(s);
        }
        return new RowCompareExpr(e.rctype(), e.opnos(), e.opfamilies(), colls, l, r);
    }
}
