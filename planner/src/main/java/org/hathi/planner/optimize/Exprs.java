package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BoolTestType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.jspecify.annotations.Nullable;

/** Questions about expressions that several stages ask. */
final class Exprs {
    private static final int BOOL = 16;

    private Exprs() {}

    /** The Vars of this query level in {@code e}, in order of appearance, duplicates included. */
    static List<Var> vars(@Nullable Expr e) {
        List<Var> out = new ArrayList<>();
        collectVars(e, 0, out);
        return out;
    }

    /** Adds the Vars that belong to the level {@code up} levels above the expression's own. */
    static void collectVars(@Nullable Expr e, int up, List<Var> out) {
        new TreeWalker() {
            private int depth = up;

            @Override
            public boolean visit(Expr x) {
                if (x instanceof Var v) {
                    if (v.varlevelsup() == depth) {
                        out.add(v);
                    }
                    return false;
                }
                return walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query q) {
                depth++;
                boolean r = walkQuery(q);
                depth--;
                return r;
            }
        }.walk(e);
    }

    /** True when {@code e} has a Var, aggregate or subquery reference that belongs to a level above {@code level}. */
    static boolean hasVarsAbove(Query query, int level) {
        return new TreeWalker() {
            private int depth = level;

            @Override
            public boolean visit(Expr x) {
                if (x instanceof Var v) {
                    return v.varlevelsup() > depth;
                }
                if (x instanceof Aggref a && a.agglevelsup() > depth) {
                    return true;
                }
                return walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query q) {
                depth++;
                boolean r = walkQuery(q);
                depth--;
                return r;
            }
        }.walkQuery(query);
    }

    static boolean hasVars(@Nullable Expr e) {
        return !vars(e).isEmpty();
    }

    private abstract static class Finder extends TreeWalker {
        @Override
        public boolean visit(Expr x) {
            return hit(x) || walkChildren(x);
        }

        abstract boolean hit(Expr x);
    }

    static boolean hasAggregates(@Nullable Expr e) {
        return new Finder() {
            @Override
            boolean hit(Expr x) {
                return x instanceof Aggref a && a.agglevelsup() == 0
                        || x instanceof GroupingFunc g && g.agglevelsup() == 0;
            }
        }.walk(e);
    }

    static boolean hasWindowFunctions(@Nullable Expr e) {
        return new Finder() {
            @Override
            boolean hit(Expr x) {
                return x instanceof WindowFunc;
            }
        }.walk(e);
    }

    static boolean hasSubLinks(@Nullable Expr e) {
        return new Finder() {
            @Override
            boolean hit(Expr x) {
                return x instanceof SubLink;
            }
        }.walk(e);
    }

    static boolean hasSubPlans(@Nullable Expr e) {
        return new Finder() {
            @Override
            boolean hit(Expr x) {
                return x instanceof SubPlan;
            }
        }.walk(e);
    }

    static boolean hasExecParams(@Nullable Expr e) {
        return new Finder() {
            @Override
            boolean hit(Expr x) {
                return x instanceof Param p && p.paramkind() == ParamKind.EXEC;
            }
        }.walk(e);
    }

    static boolean returnsSet(@Nullable Expr e) {
        return new Finder() {
            @Override
            boolean hit(Expr x) {
                return Trees.returnsSet(x);
            }
        }.walk(e);
    }

    static boolean anyReturnsSet(List<TargetEntry> l) {
        for (TargetEntry t : l) {
            if (returnsSet(t.expr())) {
                return true;
            }
        }
        return false;
    }

    /** The function an expression node calls, or 0. */
    static int function(Expr e, PlannerCatalog cat) {
        return switch (e) {
            case FuncExpr f -> f.funcid();
            case OpExpr o ->
                o.opfuncid() != 0 ? o.opfuncid() : cat.operator(o.opno()).function();
            case org.hathi.planner.tree.DistinctExpr o ->
                o.opfuncid() != 0 ? o.opfuncid() : cat.operator(o.opno()).function();
            case org.hathi.planner.tree.NullIfExpr o ->
                o.opfuncid() != 0 ? o.opfuncid() : cat.operator(o.opno()).function();
            case ScalarArrayOpExpr o ->
                o.opfuncid() != 0 ? o.opfuncid() : cat.operator(o.opno()).function();
            case Aggref a -> a.aggfnoid();
            case WindowFunc w -> w.winfnoid();
            default -> 0;
        };
    }

    static boolean isVolatile(@Nullable Expr e, PlannerCatalog cat) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof NextValueExpr) {
                    return true;
                }
                int f = function(x, cat);
                return f != 0 && cat.proc(f).isVolatile() || walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query q) {
                return walkQuery(q);
            }
        }.walk(e);
    }

    /** True when the value may change between executions or within one: anything not immutable. */
    static boolean isMutable(@Nullable Expr e, PlannerCatalog cat) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof SqlValueFunction || x instanceof NextValueExpr || x instanceof CoerceViaIO) {
                    return true;
                }
                int f = function(x, cat);
                return f != 0 && !cat.proc(f).isImmutable() || walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query q) {
                return walkQuery(q);
            }
        }.walk(e);
    }

    /** Strips binary-compatible relabelling. */
    static Expr stripRelabel(Expr e) {
        Expr x = e;
        while (x instanceof RelabelType r) {
            x = r.arg();
        }
        return x;
    }

    /**
     * Relations (bits by {@code bits}) that must have a real (not null-extended) row for {@code clause} to be true, or,
     * when {@code topLevel} is false, for {@code clause} to be not null.
     */
    static long nonNullableRels(@Nullable Expr clause, boolean topLevel, PlannerCatalog cat, RelBits bits) {
        if (clause == null) {
            return 0;
        }
        return switch (clause) {
            case Var v -> v.varlevelsup() == 0 ? nonNullable(v, topLevel, cat, bits) : 0;
            case FuncExpr f -> strict(f.funcid(), cat) ? union(f.args(), cat, bits) : 0;
            case OpExpr o -> strict(function(o, cat), cat) ? union(o.args(), cat, bits) : 0;
            case ScalarArrayOpExpr o ->
                strict(function(o, cat), cat)
                                && (o.useOr() ? topLevel || true : false)
                                && nonEmptyArray(o.args().get(1))
                        ? union(o.args(), cat, bits)
                        : 0;
            case BoolExpr b -> boolNonNullable(b, topLevel, cat, bits);
            case RelabelType r -> nonNullableRels(r.arg(), topLevel, cat, bits);
            case CollateExpr c -> nonNullableRels(c.arg(), topLevel, cat, bits);
            case CoerceViaIO c -> nonNullableRels(c.arg(), false, cat, bits);
            case NullTest n ->
                topLevel && n.nulltesttype() == NullTestType.IS_NOT_NULL && !n.argisrow()
                        ? nonNullableRels(n.arg(), false, cat, bits)
                        : 0;
            case BooleanTest t ->
                topLevel
                                && (t.booltesttype() == BoolTestType.IS_TRUE
                                        || t.booltesttype() == BoolTestType.IS_FALSE
                                        || t.booltesttype() == BoolTestType.IS_NOT_UNKNOWN)
                        ? nonNullableRels(t.arg(), false, cat, bits)
                        : 0;
            default -> 0;
        };
    }

    private static long nonNullable(Var v, boolean topLevel, PlannerCatalog cat, RelBits bits) {
        Placeholder p = bits.placeholder(v.varno());
        if (p == null) {
            return bits.of(v.varno());
        }
        long own = Long.bitCount(p.syntactic) == 1 ? p.syntactic : 0;
        return own | nonNullableRels(p.expr, topLevel, cat, bits);
    }

    private static boolean nonEmptyArray(Expr e) {
        return e instanceof org.hathi.planner.tree.ArrayExpr a && !a.elements().isEmpty() && !a.multidims();
    }

    private static long boolNonNullable(BoolExpr b, boolean topLevel, PlannerCatalog cat, RelBits bits) {
        if (b.boolop() == BoolExprType.NOT) {
            return nonNullableRels(b.args().get(0), false, cat, bits);
        }
        if (b.boolop() == BoolExprType.AND && topLevel) {
            long all = 0;
            for (Expr a : b.args()) {
                all |= nonNullableRels(a, true, cat, bits);
            }
            return all;
        }
        long common = -1;
        for (Expr a : b.args()) {
            common &= nonNullableRels(a, topLevel, cat, bits);
        }
        return common;
    }

    private static long union(List<Expr> args, PlannerCatalog cat, RelBits bits) {
        long all = 0;
        for (Expr a : args) {
            all |= nonNullableRels(a, false, cat, bits);
        }
        return all;
    }

    private static boolean strict(int function, PlannerCatalog cat) {
        ProcInfo p = cat.proc(function);
        return p.strict() && !p.returnsSet();
    }

    /** Relations of this query level that {@code e} refers to. */
    static long relids(@Nullable Expr e, RelBits bits) {
        if (e instanceof CurrentOfExpr c) {
            return bits.of(c.cvarno());
        }
        long all = 0;
        for (Var v : vars(e)) {
            all |= bits.of(v.varno());
        }
        return all;
    }

    static Const bool(boolean value) {
        return new Const(BOOL, -1, 0, 1, true, value ? 1L : 0L, -1);
    }

    static Const nullBool() {
        return new Const(BOOL, -1, 0, 1, true, null, -1);
    }

    static boolean isTrue(Expr e) {
        return e instanceof Const c && c.consttype() == BOOL && !c.isNull() && c.longValue() != 0;
    }

    static boolean isFalseOrNull(Expr e) {
        return e instanceof Const c && c.consttype() == BOOL && (c.isNull() || c.longValue() == 0);
    }

    /** Replaces references to output columns of range table entry {@code rti} by the expressions of {@code targets}. */
    static TreeMutator columnReplacer(int rti, List<TargetEntry> targets) {
        return new LevelMutator() {
            @Override
            protected Expr atLevel(Expr x, int depth) {
                if (x instanceof Var v && v.varno() == rti && v.varlevelsup() == depth && v.varattno() > 0) {
                    return LevelShift.shift(targets.get(v.varattno() - 1).expr(), depth, 0);
                }
                return mutateChildren(x);
            }
        };
    }
}
