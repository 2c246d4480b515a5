package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AExprKind;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.Var;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Operators as the grammar writes them: plain, ANY and ALL, DISTINCT, NULLIF, IN, BETWEEN, LIKE. */
final class OperatorExprs {
    private OperatorExprs() {}

    static Expr aexpr(ParseState ps, RawExpr.AExpr a) {
        RawExpr l = a.lexpr();
        return switch (a.kind()) {
            case OP -> op(ps, a);
            case OP_ANY ->
                Ops.scalarArray(ps, a.name(), true, Exprs.expr(ps, need(l)), Exprs.expr(ps, a.rexpr()), a.location());
            case OP_ALL ->
                Ops.scalarArray(ps, a.name(), false, Exprs.expr(ps, need(l)), Exprs.expr(ps, a.rexpr()), a.location());
            case DISTINCT, NOT_DISTINCT -> distinct(ps, a);
            case NULLIF -> nullIf(ps, a);
            case IN -> in(ps, a);
            case LIKE, ILIKE, SIMILAR -> op(ps, a);
            case BETWEEN, NOT_BETWEEN, BETWEEN_SYM, NOT_BETWEEN_SYM -> between(ps, a);
        };
    }

    static RawExpr need(@Nullable RawExpr e) {
        if (e == null) {
            throw SqlError.internal("missing operand");
        }
        return e;
    }

    private static boolean isNull(@Nullable RawExpr e) {
        return e instanceof RawExpr.AConst c && c.isNull();
    }

    private static Expr op(ParseState ps, RawExpr.AExpr a) {
        RawExpr l = a.lexpr();
        RawExpr r = a.rexpr();
        if (ps.cx.transformNullEquals && a.name().equals(Exprs.EQ) && l != null && (isNull(l) || isNull(r))) {
            RawExpr other = isNull(l) ? r : l;
            return Exprs.expr(ps, new RawExpr.NullTest(other, RawExpr.NullTestType.IS_NULL, a.location()));
        }
        if (l instanceof RawExpr.RowExpr && r instanceof RawExpr.SubLink s && s.type() == RawExpr.SubLinkType.EXPR) {
            return Exprs.rowCompare(ps, s, l, a.name(), a.location());
        }
        if (l instanceof RawExpr.RowExpr lr && r instanceof RawExpr.RowExpr rr) {
            RowExpr x = (RowExpr) Exprs.row(ps, lr);
            RowExpr y = (RowExpr) Exprs.row(ps, rr);
            return Ops.rows(ps, a.name(), x.args(), y.args(), a.location());
        }
        Expr lastSrf = ps.lastSrf;
        Expr x = l == null ? null : Exprs.expr(ps, l);
        Expr y = Exprs.expr(ps, r);
        return Ops.make(ps, a.name(), x, y, lastSrf, a.location());
    }

    private static OpExpr distinctOp(ParseState ps, List<String> name, Expr l, Expr r, int loc) {
        OpExpr o = Ops.make(ps, name, l, r, ps.lastSrf, loc);
        if (o.opresulttype() != Oids.BOOL) {
            throw ps.error(SqlState.DATATYPE_MISMATCH, "IS DISTINCT FROM requires = operator to yield boolean", loc);
        }
        if (o.opretset()) {
            throw ps.error(SqlState.DATATYPE_MISMATCH, "IS DISTINCT FROM must not return a set", loc);
        }
        return o;
    }

    private static Expr distinct1(ParseState ps, List<String> name, Expr l, Expr r, int loc) {
        OpExpr o = distinctOp(ps, name, l, r, loc);
        return new DistinctExpr(o.opno(), o.opfuncid(), o.opresulttype(), false, 0, 0, o.args(), loc);
    }

    private static Expr distinct(ParseState ps, RawExpr.AExpr a) {
        boolean not = a.kind() == AExprKind.NOT_DISTINCT;
        int loc = a.location();
        RawExpr l = need(a.lexpr());
        if (isNull(a.rexpr()) || isNull(l)) {
            Expr e = Exprs.expr(ps, isNull(a.rexpr()) ? l : a.rexpr());
            return new NullTest(e, not ? NullTestType.IS_NULL : NullTestType.IS_NOT_NULL, false, loc);
        }
        Expr x = Exprs.expr(ps, l);
        Expr y = Exprs.expr(ps, a.rexpr());
        Expr r;
        if (x instanceof RowExpr rx && y instanceof RowExpr ry) {
            if (rx.args().size() != ry.args().size()) {
                throw ps.error(SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions", loc);
            }
            List<Expr> parts = new ArrayList<>();
            for (int i = 0; i < rx.args().size(); i++) {
                parts.add(distinct1(ps, a.name(), rx.args().get(i), ry.args().get(i), loc));
            }
            r = parts.isEmpty()
                    ? Coercion.bool(false, loc)
                    : parts.size() == 1 ? parts.get(0) : new BoolExpr(BoolExprType.OR, parts, loc);
        } else {
            r = distinct1(ps, a.name(), x, y, loc);
        }
        return not ? new BoolExpr(BoolExprType.NOT, List.of(r), loc) : r;
    }

    private static Expr nullIf(ParseState ps, RawExpr.AExpr a) {
        OpExpr o = Ops.make(
                ps, a.name(), Exprs.expr(ps, need(a.lexpr())), Exprs.expr(ps, a.rexpr()), ps.lastSrf, a.location());
        if (o.opresulttype() != Oids.BOOL) {
            throw ps.error(SqlState.DATATYPE_MISMATCH, "NULLIF requires = operator to yield boolean", a.location());
        }
        if (o.opretset()) {
            throw ps.error(SqlState.DATATYPE_MISMATCH, "NULLIF must not return a set", a.location());
        }
        int t = o.args().get(0).type();
        return new NullIfExpr(o.opno(), o.opfuncid(), t, false, 0, 0, o.args(), a.location());
    }

    private static Expr in(ParseState ps, RawExpr.AExpr a) {
        boolean useOr = !a.name().get(a.name().size() - 1).equals("<>");
        Expr left = Exprs.expr(ps, need(a.lexpr()));
        List<RawExpr> items = ((RawExpr.ListExpr) a.rexpr()).items();
        List<Expr> vars = new ArrayList<>();
        List<Expr> nonVars = new ArrayList<>();
        List<Expr> all = new ArrayList<>(items.size());
        for (RawExpr i : items) {
            Expr e = Exprs.expr(ps, i);
            all.add(e);
            (containsVars(e) ? vars : nonVars).add(e);
        }
        Expr result = null;
        List<Expr> rest = all;
        if (nonVars.size() > 1) {
            List<Expr> probe = new ArrayList<>(nonVars.size() + 1);
            probe.add(left);
            probe.addAll(nonVars);
            int scalar = Coercion.commonType(ps, probe, null);
            if (scalar != 0 && !all1(ps, probe, scalar)) {
                scalar = 0;
            }
            int array = scalar != 0 && scalar != Oids.RECORD ? Types.arrayType(ps, scalar) : 0;
            if (array != 0) {
                List<Expr> els = new ArrayList<>(nonVars.size());
                for (Expr e : nonVars) {
                    els.add(Coercion.toCommon(ps, e, scalar, "IN"));
                }
                ArrayExpr arr = new ArrayExpr(array, 0, scalar, els, false, -1);
                result = Ops.scalarArray(ps, a.name(), useOr, left, arr, a.location());
                rest = vars;
            }
        }
        for (Expr e : rest) {
            Expr cmp;
            if (left instanceof RowExpr lr && e instanceof RowExpr rr) {
                cmp = Ops.rows(ps, a.name(), lr.args(), rr.args(), a.location());
            } else {
                cmp = Ops.make(ps, a.name(), left, e, ps.lastSrf, a.location());
            }
            cmp = Coercion.toBoolean(ps, cmp, "IN");
            if (result == null) {
                result = cmp;
            } else {
                BoolExprType t = useOr ? BoolExprType.OR : BoolExprType.AND;
                List<Expr> l = new ArrayList<>();
                if (result instanceof BoolExpr b
                        && b.boolop() == t
                        && b.location() == a.location()
                        && b.args().size() > 1
                        && !(left instanceof RowExpr && rest.indexOf(e) == 1)) {
                    l.addAll(b.args());
                } else {
                    l.add(result);
                }
                l.add(cmp);
                result = new BoolExpr(t, l, a.location());
            }
        }
        if (result == null) {
            throw SqlError.internal("empty IN list");
        }
        return result;
    }

    private static boolean all1(ParseState ps, List<Expr> l, int type) {
        for (Expr e : l) {
            if (e.type() != type && !Coercion.can(ps, e.type(), type, Coercion.Context.IMPLICIT)) {
                return false;
            }
        }
        return true;
    }

    private static boolean containsVars(Expr e) {
        return new org.hathi.planner.tree.TreeWalker() {
            @Override
            public boolean visit(Expr n) {
                return n instanceof Var v && v.varlevelsup() == 0 || walkChildren(n);
            }
        }.visit(e);
    }

    private static RawExpr.AExpr simple(String op, RawExpr l, RawExpr r, int loc) {
        return new RawExpr.AExpr(AExprKind.OP, List.of(op), l, r, loc);
    }

    private static RawExpr both(RawExpr.BoolExprType t, RawExpr a, RawExpr b, int loc) {
        return new RawExpr.BoolExpr(t, List.of(a, b), loc);
    }

    private static Expr between(ParseState ps, RawExpr.AExpr a) {
        RawExpr x = need(a.lexpr());
        List<RawExpr> b = ((RawExpr.ListExpr) a.rexpr()).items();
        RawExpr lo = b.get(0);
        RawExpr hi = b.get(1);
        int loc = a.location();
        RawExpr.BoolExprType and = RawExpr.BoolExprType.AND;
        RawExpr.BoolExprType or = RawExpr.BoolExprType.OR;
        return Exprs.expr(
                ps,
                switch (a.kind()) {
                    case BETWEEN -> both(and, simple(">=", x, lo, loc), simple("<=", x, hi, loc), loc);
                    case NOT_BETWEEN -> both(or, simple("<", x, lo, loc), simple(">", x, hi, loc), loc);
                    case BETWEEN_SYM ->
                        both(
                                or,
                                both(and, simple(">=", x, lo, loc), simple("<=", x, hi, loc), loc),
                                both(and, simple(">=", x, hi, loc), simple("<=", x, lo, loc), loc),
                                loc);
                    default ->
                        both(
                                and,
                                both(or, simple("<", x, lo, loc), simple(">", x, hi, loc), loc),
                                both(or, simple("<", x, hi, loc), simple(">", x, lo, loc), loc),
                                loc);
                });
    }
}
