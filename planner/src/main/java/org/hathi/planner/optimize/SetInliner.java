package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.analyze.FunctionResult;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RangeTblFunction;
import org.hathi.planner.tree.RteKind;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * A set-returning SQL function in FROM whose body is one SELECT becomes that subquery, with the arguments put in, where
 * that changes nothing: the function must not be volatile, strict, or run as somebody else or with other settings
 * (inline_set_returning_function).
 */
final class SetInliner {
    private static final int LANGUAGE_SQL = 14;

    private SetInliner() {}

    /** Replaces what it can among the functions of a query level. */
    static void inline(PlannerContext cx, Query q) {
        FunctionBodies bodies = cx.bodies();
        if (bodies == null) {
            return;
        }
        for (RangeTblEntry r : q.rtable) {
            if (r.rtekind == RteKind.FUNCTION && !r.funcordinality && r.functions.size() == 1) {
                Query body = body(cx, bodies, r.functions.get(0));
                if (body != null) {
                    r.rtekind = RteKind.SUBQUERY;
                    r.subquery = body;
                    r.functions = List.of();
                    r.securityBarrier = false;
                }
            }
        }
    }

    private static @Nullable Query body(PlannerContext cx, FunctionBodies bodies, RangeTblFunction call) {
        if (!(call.funcexpr() instanceof FuncExpr raw) || !raw.funcretset()) {
            return null;
        }
        ProcInfo p = cx.catalog().proc(raw.funcid());
        if (p.language() != LANGUAGE_SQL
                || p.isProcedure()
                || p.isAggregate()
                || p.strict()
                || p.volatility() == 'v'
                || p.returnType() == Oids.VOID
                || p.securityDefiner()
                || !p.returnsSet()
                || p.config() != null
                || !(new ConstantFolder(cx, false).mutate(raw) instanceof FuncExpr f)
                || p.argCount() != f.args().size()) {
            return null;
        }
        for (Expr a : f.args()) {
            if (Exprs.isVolatile(a, cx.catalog()) || Exprs.hasSubLinks(a) || Exprs.returnsSet(a)) {
                return null;
            }
        }
        return bodies.mayExecute(p) ? fitted(cx, bodies, p, f, call) : null;
    }

    private static @Nullable Query fitted(
            PlannerContext cx, FunctionBodies bodies, ProcInfo p, FuncExpr f, RangeTblFunction call) {
        int[] types = new int[f.args().size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = f.args().get(i).type();
        }
        try {
            List<Query> statements = bodies.statements(p, types, f.inputcollid());
            if (statements.size() != 1 || statements.get(0).commandType != CmdType.SELECT) {
                return null;
            }
            List<Query> one = new ArrayList<>(bodies.rewrite(statements.get(0)));
            if (one.size() != 1 || one.get(0).commandType != CmdType.SELECT) {
                return null;
            }
            FunctionResult results = bodies.results();
            TupleDesc row = described(cx, call);
            if (row == null) {
                row = results.rowType(p, types, f.type());
            }
            boolean whole = results.coerce(one, f.type(), row).whole();
            boolean composite = f.type() == Oids.RECORD || cx.catalog().types().rowType(f.type(), -1) != null;
            return composite && !whole ? null : withArguments(one.get(0), f.args());
        } catch (SqlError e) {
            int position = e.report().position();
            if (position > 0) {
                e.position(0);
                e.report().internal(p.source(), position);
            }
            throw e.context("SQL function \"" + p.name() + "\" during inlining");
        }
    }

    /** The columns that the call's column definition list gives to records; null when there is none. */
    private static @Nullable TupleDesc described(PlannerContext cx, RangeTblFunction call) {
        int n = call.funccoltypes().length;
        if (n == 0) {
            return null;
        }
        Attribute[] columns = new Attribute[n];
        for (int i = 0; i < n; i++) {
            columns[i] = Attribute.of(
                    call.funccolnames().get(i),
                    i + 1,
                    cx.catalog().types().type(call.funccoltypes()[i]),
                    call.funccoltypmods()[i]);
        }
        return new TupleDesc(columns);
    }

    private static Query withArguments(Query body, List<Expr> args) {
        Query q = body.deepCopy();
        new LevelMutator() {
            @Override
            protected Expr atLevel(Expr e, int depth) {
                if (e instanceof Param p && p.paramkind() == ParamKind.EXTERN) {
                    return LevelShift.shift(args.get(p.paramid() - 1), depth + 1, 0);
                }
                return e instanceof Const ? e : mutateChildren(e);
            }
        }.queryInPlace(q);
        return q;
    }
}
