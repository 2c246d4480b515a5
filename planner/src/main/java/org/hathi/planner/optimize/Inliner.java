package org.hathi.planner.optimize;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * Puts the expression that a simple SQL function ({@code SELECT expression}) returns in place of a call of it, where
 * that changes neither what is computed nor how often something expensive or volatile is.
 */
final class Inliner {
    private static final int LANGUAGE_SQL = 14;
    /** An argument that costs more is not computed twice. */
    private static final double CHEAP = 10;

    private final PlannerCatalog catalog;
    private final @Nullable FunctionBodies bodies;
    /** Functions whose bodies are being put in place: recursion ends there. */
    private final ArrayDeque<Integer> active = new ArrayDeque<>(0);

    Inliner(PlannerCatalog catalog, @Nullable FunctionBodies bodies) {
        this.catalog = catalog;
        this.bodies = bodies;
    }

    /** Body expression of a call with the arguments put in; null when the call must stay. */
    @Nullable
    Expr inline(Expr call, ProcInfo p, List<Expr> args, int inputCollation) {
        FunctionBodies b = bodies;
        if (b == null
                || p.language() != LANGUAGE_SQL
                || p.isProcedure()
                || p.isAggregate()
                || p.securityDefiner()
                || p.returnsSet()
                || p.returnType() == Oids.RECORD
                || p.config() != null
                || p.argCount() != args.size()
                || active.contains(p.oid())
                || !b.mayExecute(p)) {
            return null;
        }
        int[] types = new int[args.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = args.get(i).type();
        }
        Expr body = expression(b, p, types, inputCollation, call.type());
        if (body == null || body.type() != call.type() || !keepsMeaning(p, body)) {
            return null;
        }
        if (!affordable(p, body, args)) {
            return null;
        }
        Expr e = new Substitution(args).mutate(body);
        int wanted = call.collation();
        return wanted != 0 && e.collation() != 0 && e.collation() != wanted ? new CollateExpr(e, wanted, -1) : e;
    }

    /** What is in place of the call is simplified between these two. */
    protected void enter(ProcInfo p) {
        active.push(p.oid());
    }

    void leave() {
        active.pop();
    }

    private static @Nullable Expr expression(
            FunctionBodies bodies, ProcInfo p, int[] types, int collation, int resultType) {
        try {
            List<Query> statements = bodies.statements(p, types, collation);
            if (statements.size() != 1 || !isSimple(statements.get(0))) {
                return null;
            }
            List<Query> fitted = new ArrayList<>(statements);
            if (bodies.results().coerce(fitted, resultType, null).whole() || fitted.get(0) != statements.get(0)) {
                return null;
            }
            return fitted.get(0).targetList.get(0).expr();
        } catch (SqlError e) {
            int position = e.report().position();
            if (position > 0) {
                e.position(0);
                e.report().internal(p.source(), position);
            }
            throw e.context("SQL function \"" + p.name() + "\" during inlining");
        }
    }

    private static boolean isSimple(Query q) {
        FromExpr from = q.jointree;
        return q.commandType == CmdType.SELECT
                && !q.hasAggs
                && !q.hasWindowFuncs
                && !q.hasTargetSRFs
                && !q.hasSubLinks
                && q.cteList.isEmpty()
                && q.rtable.isEmpty()
                && (from == null || from.fromlist().isEmpty() && from.quals() == null)
                && q.groupClause.isEmpty()
                && q.groupingSets.isEmpty()
                && q.havingQual == null
                && q.windowClause.isEmpty()
                && q.distinctClause.isEmpty()
                && q.sortClause.isEmpty()
                && q.limitOffset == null
                && q.limitCount == null
                && q.setOperations == null
                && q.targetList.size() == 1;
    }

    /** A function may be declared stricter or more stable than its body is: then that must stay visible. */
    private boolean keepsMeaning(ProcInfo p, Expr body) {
        if (p.isImmutable() && Exprs.isMutable(body, catalog)) {
            return false;
        }
        if (p.volatility() == 's' && Exprs.isVolatile(body, catalog)) {
            return false;
        }
        return !p.strict() || !isNonStrict(body);
    }

    private boolean affordable(ProcInfo p, Expr body, List<Expr> args) {
        int[] uses = new int[args.size()];
        new TreeWalker() {
            @Override
            public boolean visit(Expr e) {
                if (e instanceof Param x && x.paramkind() == ParamKind.EXTERN) {
                    uses[x.paramid() - 1]++;
                }
                return walkChildren(e);
            }
        }.walk(body);
        ExprCosts costs = new ExprCosts(catalog, 1);
        for (int i = 0; i < uses.length; i++) {
            Expr a = args.get(i);
            if (uses[i] == 0 && p.strict() || isContextDependent(a)) {
                return false;
            }
            if (uses[i] != 1) {
                QualCost c = costs.of(a);
                if (uses[i] > 1 && (hasSubquery(a) || c.startup() + c.perTuple() > CHEAP)
                        || Exprs.isVolatile(a, catalog)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean hasSubquery(Expr e) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof SubLink || x instanceof SubPlan || walkChildren(x);
            }
        }.walk(e);
    }

    /** The value under test of a CASE would be another one inside the body. */
    private static boolean isContextDependent(Expr e) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof CaseTestExpr || walkChildren(x);
            }
        }.walk(e);
    }

    /** May it be not null although an argument is null? */
    private boolean isNonStrict(Expr e) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                boolean lenient =
                        switch (x) {
                            case Aggref a -> true;
                            case GroupingFunc g -> true;
                            case WindowFunc w -> true;
                            case DistinctExpr d -> true;
                            case NullIfExpr n -> true;
                            case BoolExpr b -> b.boolop() != BoolExprType.NOT;
                            case SubLink s -> true;
                            case SubPlan s -> true;
                            case FieldStore f -> true;
                            case CaseExpr c -> true;
                            case ArrayExpr a -> true;
                            case RowExpr r -> true;
                            case RowCompareExpr r -> true;
                            case CoalesceExpr c -> true;
                            case MinMaxExpr m -> true;
                            case NullTest n -> true;
                            case BooleanTest b -> true;
                            default -> {
                                int f = Exprs.function(x, catalog);
                                yield f != 0 && !catalog.proc(f).strict();
                            }
                        };
                return lenient || walkChildren(x);
            }
        }.walk(e);
    }

    private static final class Substitution extends TreeMutator {
        private final List<Expr> args;

        Substitution(List<Expr> args) {
            this.args = args;
        }

        @Override
        public Expr mutate(Expr e) {
            if (e instanceof Param p && p.paramkind() == ParamKind.EXTERN) {
                return args.get(p.paramid() - 1);
            }
            return e instanceof Const ? e : mutateChildren(e);
        }
    }
}
